"""Every piece can be seen, whatever it holds."""

import sys
import unicodedata

import pytest

from wmstudio.text.visible import columns, part_of, unfinished, visible, visible_together


@pytest.mark.parametrize(
    ("piece", "shown"),
    [
        (" cat", "␣cat"),
        ("\u3000", "⟨U+3000⟩"),
        ("\u2003", "⟨U+2003⟩"),
        ("\u3164", "⟨U+3164⟩"),
        ("\u2800", "⟨U+2800⟩"),
        ("\u200b", "⟨U+200B⟩"),
        ("<b>&[*]", "<b>&[*]"),
        # A mark is seen on its letter; without one it needs something to be written on.
        ("cafe\u0301", "cafe\u0301"),
        ("नमस्ते", "नमस्ते"),
        ("\u0301e", "◌\u0301e"),
        (" \u0301", "␣◌\u0301"),
        ("❤\ufe0f", "❤◌\ufe0f"),
    ],
)
def test_a_piece_is_shown_with_signs_for_what_is_not_seen(piece, shown):
    assert visible(piece.encode()) == shown


def test_no_character_is_shown_as_a_blank():
    blank = [
        f"U+{code:04X}"
        for code in range(sys.maxunicode + 1)
        if not 0xD800 <= code < 0xE000
        and unicodedata.category(one := visible(chr(code).encode())[0]).startswith(("Z", "C"))
        and one != "⟨"
    ]
    assert not blank


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        ([b"\xe4", b"\xb8", b"\xad"], ["中 1/3", "中 2/3", "中 3/3"]),
        ([b" a", b"\xe4\xb8", b"\xad", b"b"], ["␣a", "中 1/2", "中 2/2", "b"]),
        # A character begins in one piece with a space before it, and the next piece ends it.
        ([b" \xe4\xb8", b"\xad."], ["␣中. 1/2", "␣中. 2/2"]),
        ([b"\xad", b"\xe4\xb8\xad"], ["⟨AD⟩", "中"]),
        ([b"\xe4", b"a"], ["⟨E4⟩", "a"]),
        ([b"a", b"\xe4", b"\xb8"], ["a", "⟨E4⟩", "⟨B8⟩"]),
        ([], []),
    ],
)
def test_parts_of_a_character_say_of_which_they_are(pieces, shown):
    assert visible_together(pieces) == shown


def test_characters_of_chinese_take_two_columns():
    assert columns("中a") == 3


@pytest.mark.parametrize("character", ["é", "中", "ऄ", "😀", "\ud7ff", "\U0010ffff"])
def test_every_beginning_of_a_character_is_known_as_one(character):
    whole = character.encode()
    for n in range(1, len(whole)):
        assert part_of(b"", whole[:n]) == ("", n, len(whole))
        assert unfinished([b"a", *(bytes([one]) for one in whole[:n])]) == whole[:n]
    assert part_of(whole[:-1], whole[-1:])[1:] == (len(whole), len(whole))
    assert unfinished([whole]) == b""
