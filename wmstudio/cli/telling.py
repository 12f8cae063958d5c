"""What commands say about themselves: one line that can be read, whatever it repeats."""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from typing import NoReturn

LONGEST_WORD, LONGEST_LINE = 300, 600
"""Characters. A path of that length is still shown whole."""
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def one_line(text: str) -> str:
    """A message without line breaks and control characters, its long words and middle cut.

    Messages repeat what was typed and what files are called, and both may be anything.
    """
    escaped = "".join(
        repr(c)[1:-1] if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text
    )
    short = _LONG_WORD.sub(lambda word: _cut(word[0], LONGEST_WORD), escaped)
    return _cut(short, LONGEST_LINE)


def tell(message: object) -> None:
    """Write a line to standard error, with the program's name before it."""
    sys.stderr.write(f"wmstudio: {one_line(str(message))}\n")


class Parser(argparse.ArgumentParser):
    """Says in one line what is written wrongly."""

    def error(self, message: str) -> NoReturn:
        """See `argparse.ArgumentParser.error`."""
        super().error(one_line(message))


def _cut(text: str, longest: int) -> str:
    """The beginning and the end: what is wrong stands before a long word, and advice after it."""
    if len(text) <= longest:
        return text
    end = longest // 4
    return f"{text[: longest - end - 1]}…{text[-end:]}"
