"""Names of pieces in lists: as prose has them."""

import numpy as np
import pytest
from PySide6.QtGui import QTextLayout

from wmstudio.gui.base.pieces import label, labels, last_word
from wmstudio.gui.base.wording import piece_words
from wmstudio.gui.widgets.items import Pieces
from wmstudio.text.visible import visible_together


@pytest.mark.parametrize(
    ("piece", "before", "name"),
    [
        (b" key", "silver", "key"),
        (b"y", "silver", "…y"),
        (b"y", "silver ", "y"),
        (b"Once", "", "Once"),
        (b"s", "Tabitha's", "…s"),
        (b"ve", "I\u2019", "…ve"),
        (b"I", '"', "I"),
        (b"3", "12", "…3"),
        (b",", "key", ", comma"),
        (b'"', "key.", '" quote'),
        (b' "', "said,", '" quote'),
        ("\u2019".encode(), "Tabitha", "\u2019 apostrophe"),
        (b'."', "end", '."'),
        (b"\n", "end.", "↵ new line"),
        (b" ", "a", "␣ space"),
        (b"\xe2", "a", "⟨E2⟩ 1/3 of a character"),
        (b"\xff", "a", "⟨FF⟩ part of a character"),
        (b"", "a", "∅"),
        (b" two words", "a", "two␣words"),
        # Between these words there are no spaces that could tell where one goes on.
        ("中".encode(), "文", "中"),
        ("の".encode(), "私", "の"),
        # Accents and vowel signs are parts of words.
        ("ते".encode(), "नमस्", "…ते"),
        ("\u0301".encode(), "e", "…◌\u0301"),
        (b"s", "cafe\u0301", "…s"),
    ],
)
def test_a_piece_is_called_as_a_reader_sees_it(piece, before, name):
    assert label(piece, before) == name


def test_pieces_that_would_be_called_the_same_show_their_spaces():
    assert labels([b"I", b" I", b" key"], '"') == ["I", "␣I", "key"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("hung the silver", "silver"),
        ("is Tabitha", "Tabitha"),
        ("Tabitha's", "Tabitha's"),
        ("bread and milk,", ","),
        ('"Please', "Please"),
        ("the ", ""),
        ("a\x00", "⟨U+0000⟩"),
        ("a cafe\u0301", "cafe\u0301"),
        ("नमस्ते", "नमस्ते"),
        ("，我们在家里", "我们在家里"),
        ("the dogs'", "'"),
        ("end.\n", ""),
        ("", ""),
    ],
)
def test_the_last_word_of_a_text(text, word):
    assert last_word(text) == word


@pytest.mark.parametrize(
    ("begun", "piece", "said"),
    [
        (b"\xe4\xb8", b"\xad", "中 3/3"),
        (b"\xe4", b"\xb8\xad", "中 3/3"),
        (b"\xe4", b"\xb8", "⟨B8⟩ 2/3 of a character"),
        (b"\xf0\x9f", b"\x98", "⟨98⟩ 3/4 of a character"),
        (b"\xe0", b"\xa4", "⟨A4⟩ 2/3 of a character"),
        (b"\xe4", b"\xe4", "⟨E4⟩ part of a character"),
        (b"\xe4", b"a", "a"),
    ],
)
def test_a_byte_says_of_which_character_it_would_be(begun, piece, said):
    assert label(piece, "", begun) == said


def places(qapp, text, *parts):
    """Where parts of a text begin in its line, from the left."""
    layout = QTextLayout(text)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(10_000)
    layout.endLayout()
    return [line.cursorToX(text.index(part))[0] for part in parts]


@pytest.mark.parametrize(
    "words",
    [
        label("ח".encode(), ""),
        label(b"\x97", "", b"\xd7"),
        labels(["ח".encode(), " ח".encode()], "x")[0],
        last_word("מה ח"),
        visible_together([b"\xd7", b"\x97"])[1],
        piece_words("ח".encode(), 24),
        Pieces(np.array([0]), ("ח".encode(),), np.array([[]]))[0],
    ],
)
def test_numbers_stay_beside_tokens_written_from_right_to_left(qapp, words):
    other = words.replace("ח", "ב")
    first, number, second, last = places(
        qapp, f"{words} 12.4 %, {other} 11.3 %", "ח", "12.4", "ב", "11.3"
    )
    assert first < number < second < last
