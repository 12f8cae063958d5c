"""Every piece can be seen, whatever it holds."""

import sys
import unicodedata

import pytest

from wmstudio.text.visible import visible


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
