"""Messages of the command line: one readable line, whatever it quotes."""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from typing import NoReturn

LONGEST_WORD, LONGEST_LINE = 300, 600
"""Limits in characters. A path of that length is still shown in full."""
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def one_line(text: str) -> str:
    """A message without line breaks and control characters, with long words shortened.

    Messages quote what was typed and names of files, and both may be anything.
    """
    escaped = "".join(
        repr(c)[1:-1] if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text
    )
    short = _LONG_WORD.sub(lambda word: _cut(word[0], LONGEST_WORD), escaped)
    return _cut(short, LONGEST_LINE)


def tell(message: object) -> None:
    """Print a line to standard error, after the program's name."""
    sys.stderr.write(f"wmstudio: {one_line(str(message))}\n")


class Parser(argparse.ArgumentParser):
    """A parser that reports a wrong command line in one line."""

    def error(self, message: str) -> NoReturn:
        """See `argparse.ArgumentParser.error`."""
        super().error(one_line(message))


def _cut(text: str, longest: int) -> str:
    """Keep the beginning and the end: a message begins with the problem and ends with advice."""
    if len(text) <= longest:
        return text
    end = longest // 4
    return f"{text[: longest - end - 1]}…{text[-end:]}"
