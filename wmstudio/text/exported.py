"""Texts for files of other programs: no spreadsheet formulas, no characters illegal in XML."""

from __future__ import annotations

import re

# Not compiled here: the program would wait for that at every start.
_FORMULA = r"[\t\r\n]*[=+\-@\uff0b\uff0d\uff1d\uff20]"
_NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""Characters that XML 1.0 cannot contain, even escaped."""


def spreadsheet_cell(text: str) -> str:
    """A text as a cell of a CSV file. An apostrophe keeps spreadsheets from evaluating it."""
    return f"'{text}" if re.match(_FORMULA, text) else text


def xml_text(text: str) -> str:
    """A text with � in place of characters that XML cannot contain."""
    return re.sub(_NOT_XML, "\ufffd", text)
