"""Colours that widgets take from the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette

from tests.gui.contrast import contrast
from wmstudio.gui.base.colours import set_colours, standing_out
from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.theme import THEMES, Theme
from wmstudio.gui.plots.stacked import COLOURS

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TEXT, GROUND = QPalette.ColorRole.WindowText, QPalette.ColorRole.Window


class Watched(PlainLabel):
    """Counts how often its palette changes."""

    changes = 0

    def changeEvent(self, event: QEvent) -> None:
        self.changes += event.type() == QEvent.Type.PaletteChange
        super().changeEvent(event)


@pytest.fixture
def label(qtbot: QtBot) -> Watched:
    made = Watched()
    qtbot.addWidget(made)
    return made


def colour(label: Watched, role: QPalette.ColorRole) -> str:
    return label.palette().color(role).name()


def test_text_and_ground_take_their_colours(label: Watched) -> None:
    set_colours(label, text="#102030", ground="#d0e0f0")
    assert (colour(label, TEXT), colour(label, GROUND)) == ("#102030", "#d0e0f0")


def test_a_role_that_is_not_named_stays(label: Watched) -> None:
    set_colours(label, ground="#d0e0f0")
    set_colours(label, text="#102030")
    assert (colour(label, TEXT), colour(label, GROUND)) == ("#102030", "#d0e0f0")


def test_the_same_colours_again_change_nothing(label: Watched) -> None:
    set_colours(label, text="#102030", ground="#d0e0f0")
    before = label.changes
    set_colours(label, text="#102030", ground="#d0e0f0")
    assert label.changes == before


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("colour", COLOURS)
def test_a_colour_stands_out_from_the_paper_of_every_theme(colour: str, theme: Theme) -> None:
    made = standing_out(colour, theme)
    assert contrast(made, theme.panel) >= (4.5 if "contrast" in theme.name else 3)
    if contrast(colour, theme.panel) >= 5:
        assert made == QColor(colour)
