"""Colours that widgets take from the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QPalette

from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.plain import PlainLabel

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
