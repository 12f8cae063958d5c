"""Stretches that are lit are tinted where they are, and move along with the text."""

from PySide6.QtGui import QImage

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


def test_a_share_of_all_has_the_strongest_tint():
    assert opacity(1.0) == STRONGEST
