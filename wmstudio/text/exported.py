"""Texts in files that other programs read: no formula for a spreadsheet, no control code in XML."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"[\t\r\n]*[=+\-@\uff0b\uff0d\uff1d\uff20]")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, however they are written."""


def spreadsheet_cell(text: str) -> str:
    """A text as a cell of a CSV file; an apostrophe keeps a spreadsheet from computing it."""
    return f"'{text}" if _FORMULA.match(text) else text


def xml_text(text: str) -> str:
    """A text without the characters that XML cannot hold; each is a � instead."""
    return _NOT_XML.sub("\ufffd", text)
