"""Messages of the command line: one readable line, whatever it quotes."""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

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

    def with_default(
        self, name: str, read: Callable[[str], object], default: object, metavar: str, help: str
    ) -> None:
        """Add an option whose help ends with its default."""
        shown = f"{help} (default: {default})"
        self.add_argument(name, type=read, default=default, metavar=metavar, help=shown)

    def repeatable(
        self, name: str, read: Callable[[str], object], metavar: str, help: str, dest: str = ""
    ) -> None:
        """Add an option that may be given several times; its value is a list."""
        self.add_argument(
            name,
            type=read,
            action="append",
            default=[],
            dest=dest or name.strip("-"),
            metavar=metavar,
            help=f"{help} (repeatable)",
        )

    def error(self, message: str) -> NoReturn:
        """See `argparse.ArgumentParser.error`."""
        super().error(one_line(message))


def _cut(text: str, longest: int) -> str:
    """Keep the beginning and the end: a message begins with the problem and ends with advice."""
    if len(text) <= longest:
        return text
    end = longest // 4
    return f"{text[: longest - end - 1]}…{text[-end:]}"
