"""Texts for files of other programs: no spreadsheet formulas, no characters illegal in XML."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"[\t\r\n]*[=+\-@\uff0b\uff0d\uff1d\uff20]")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot contain, even escaped."""


def spreadsheet_cell(text: str) -> str:
    """A text as a cell of a CSV file. An apostrophe keeps spreadsheets from evaluating it."""
    return f"'{text}" if _FORMULA.match(text) else text


def xml_text(text: str) -> str:
    """A text with � in place of characters that XML cannot contain."""
    return _NOT_XML.sub("\ufffd", text)
