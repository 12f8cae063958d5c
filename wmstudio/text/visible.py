"""Pieces with visible signs for spaces, newlines, tabs and stray bytes."""

from __future__ import annotations

import unicodedata

SIGNS = {" ": "␣", "\n": "↵", "\t": "⇥", "\r": "␍", "\u00a0": "⍽"}
BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols that look blank: the Hangul fillers and the empty Braille cell."""


def visible(piece: bytes) -> str:
    """A piece's text with visible signs. Bytes that do not form text are written as ``⟨E2⟩``."""
    if not piece:
        return "∅"
    try:
        text = piece.decode()
    except UnicodeDecodeError:
        return "".join(f"⟨{byte:02X}⟩" for byte in piece)
    return "".join(_sign(c) for c in text)


def _sign(c: str) -> str:
    if c in SIGNS:
        return SIGNS[c]
    category = unicodedata.category(c)
    if category in ("Cc", "Cf", "Zl", "Zp", "Zs", "Cn", "Co") or c in BLANK:
        return f"⟨U+{ord(c):04X}⟩"
    return f"◌{c}" if category in ("Mn", "Me") else c
