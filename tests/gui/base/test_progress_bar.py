"""The bar of what takes long, as it is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QPalette

from wmstudio.gui.base.progress import FlatBar

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

DONE, LEFT = QColor("#102030"), QColor("#d0e0f0")


@pytest.fixture
def bar(qtbot: QtBot) -> FlatBar:
    """A bar of 100 pixels, in two colours."""
    made = FlatBar()
    qtbot.addWidget(made)
    made.setFixedSize(100, 8)
    palette = made.palette()
    palette.setColor(QPalette.ColorRole.Highlight, DONE)
    palette.setColor(QPalette.ColorRole.Mid, LEFT)
    made.setPalette(palette)
    return made


def colours(bar: FlatBar) -> list[QColor]:
    """Of every pixel in the middle row."""
    image = bar.grab().toImage()
    scale = image.width() / bar.width()
    return [image.pixelColor(int((x + 0.5) * scale), image.height() // 2) for x in range(100)]


@pytest.mark.parametrize("done", [0, 30, 100])
def test_the_bar_is_as_long_as_what_is_done(bar: FlatBar, done: int) -> None:
    bar.setRange(0, 100)
    bar.setValue(done)
    assert colours(bar) == [DONE] * done + [LEFT] * (100 - done)


def test_a_bar_without_an_end_is_one_fainter_colour(bar: FlatBar) -> None:
    bar.setRange(0, 0)
    (shown,) = {colour.name() for colour in colours(bar)}
    assert shown not in (DONE.name(), LEFT.name())
