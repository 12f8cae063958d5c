"""Stretches that are lit are tinted where they are, and move along with the text."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from wmstudio.gui.base.theme import THEMES
from wmstudio.gui.plots.lit import STRONGEST, opacity


def tinted(editor):
    """Code points whose middle has another ground than the paper."""
    picture = editor.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    paper = picture.pixelColor(picture.width() - 2, picture.height() - 2)
    found = []
    for n in range(len(editor.text)):
        (rect,) = editor.rects_of(n, n + 1)
        # Under a letter's feet there is nothing but its ground.
        ground = picture.pixelColor(round(rect.center().x()), round(rect.top()) + 1)
        if ground != paper:
            found.append(n)
    return found


def test_lit_stretches_are_tinted_and_nothing_else(editor):
    editor.show()
    assert tinted(editor) == []
    editor.light({(4, 7): 0.9, (8, 11): 0.02})
    assert tinted(editor) == [4, 5, 6, 8, 9, 10]
    editor.light({(8, 11): 0.5})
    assert tinted(editor) == [8, 9, 10]
    editor.light({})
    assert tinted(editor) == []


def test_lit_stretches_move_with_what_is_typed_before_them(editor, qtbot):
    editor.show()
    editor.light({(4, 7): 0.5})
    editor.place_caret(0)
    qtbot.keyClicks(editor, "oh ")
    assert tinted(editor) == [7, 8, 9]


def test_the_same_stretches_are_placed_anew_in_another_text(editor):
    editor.show()
    editor.light({(4, 7): 0.5})
    editor.set_text("abcdefghij")
    editor.light({(4, 7): 0.5})
    assert tinted(editor) == [4, 5, 6]


def light_of(colour):
    """Relative luminance (WCAG 2.2)."""
    parts = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_text_can_be_read_on_the_strongest_tint(theme):
    assert opacity(1.0) == STRONGEST
    share, over, under = STRONGEST / 255, QColor(theme.counter), QColor(theme.base)
    ground = QColor.fromRgbF(
        *(
            share * a + (1 - share) * b
            for a, b in zip(over.getRgbF()[:3], under.getRgbF()[:3], strict=True)
        )
    )
    light, dark = sorted((light_of(ground), light_of(QColor(theme.text))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
