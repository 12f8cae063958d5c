"""How SentencePiece writes what a piece stands for: a sign for a space, and pieces of one byte."""

from __future__ import annotations

from collections.abc import Callable

SPACE_SIGN = "\u2581"


def text_of(piece: str) -> bytes:
    """The UTF-8 of a piece's text; half of a surrogate pair becomes ``?``."""
    return piece.replace(SPACE_SIGN, " ").encode("utf-8", "replace")


def first_byte(id_of: Callable[[str], int | None]) -> int | None:
    """The id of the piece ``<0x00>``, if those of all 256 bytes follow one another from there."""
    first = id_of("<0x00>")
    if first is None or any(id_of(f"<0x{byte:02X}>") != first + byte for byte in range(256)):
        return None
    return first
