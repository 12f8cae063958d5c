"""Messages of the command line: one readable line, whatever it quotes."""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
import unicodedata
from typing import TYPE_CHECKING, Any, NoReturn

from wmstudio.app.languages.reading import told
from wmstudio.app.languages.sentences import retell
from wmstudio.text.visible import columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from _typeshed import SupportsWrite

LONGEST_WORD, LONGEST_LINE = 300, 600
"""Limits in characters. A path of that length is still shown in full."""
# A wide character with the punctuation behind it, or a word with the space behind it.
_BREAKS = r"[\u2e80-\u9fff][，。；：、）”！？]*\s*|[^\s\u2e80-\u9fff]+\s*"
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def one_line(text: str) -> str:
    """A message without line breaks and control characters, with long words shortened.

    Messages quote what was typed and names of files, and both may be anything.
    """
    short = _LONG_WORD.sub(lambda word: _cut(word[0], LONGEST_WORD), escaped(text))
    return _cut(short, LONGEST_LINE)


def escaped(text: str) -> str:
    """A text without line breaks and control characters: these are written as in Python."""
    return "".join(
        repr(c)[1:-1] if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text
    )


def tell(message: object) -> None:
    """Print a line to standard error, after the program's name."""
    sys.stderr.write(f"wmstudio: {told_message(message)}\n")


def told_message(message: object) -> str:
    """A message on one line, in the language of the terminal."""
    return one_line(retell(str(message), _filled_in))


def _filled_in(sentence: str, **fields: str) -> str:
    """A sentence in the language of the terminal."""
    return told(sentence).format(**fields)


class Help(argparse.RawDescriptionHelpFormatter):
    """Help whose lines are filled by what they take in a terminal, where some characters are wide.

    Chinese is written without spaces, and each of its characters takes two columns.
    """

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """See `argparse.HelpFormatter.add_usage`."""
        super().add_usage(usage, actions, groups, told("usage: ") if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        words = " ".join(text.split())
        return textwrap.wrap(words, width) if words.isascii() else wrapped(words, width)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most so many columns, broken after spaces and wide characters."""
    lines, line, room = [], "", width
    for part in re.findall(_BREAKS, text):
        takes = columns(part.rstrip())
        if takes > room and line:
            lines.append(line.rstrip())
            line, room = "", width
        line += part
        room -= takes + len(part) - len(part.rstrip())
    return [*lines, line.rstrip()]


class Parser(argparse.ArgumentParser):
    """A parser that helps in the language of the terminal, and reports a mistake in one line."""

    def texts(self) -> list[str]:
        """All that its help says in words."""
        titles = [group.title for group in self._action_groups]
        helps = [action.help for action in self._actions]
        return [text for text in (self.description, *titles, *helps) if text]

    def format_help(self) -> str:
        """See `argparse.ArgumentParser.format_help`."""
        self.description = told(self.description or "")
        for group in self._action_groups:
            group.title = told(group.title or "")
        for action in self._actions:
            if action.help:
                action.help = told(action.help)
        return super().format_help()

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

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        # The library's own passes over a full disk, and help that nobody has got would end with 0.
        is_help = file is sys.stdout
        if is_help:
            sys.stdout.write(message)
            sys.stdout.flush()
        else:
            super()._print_message(message, file)

    def error(self, message: str) -> NoReturn:
        """See `argparse.ArgumentParser.error`."""
        self.print_usage(sys.stderr)
        said = told("{program}: error: {what}")
        self.exit(2, f"{said.format(program=self.prog, what=told_message(message))}\n")


def _cut(text: str, longest: int) -> str:
    """Keep the beginning and the end: a message begins with the problem and ends with advice."""
    if len(text) <= longest:
        return text
    end = longest // 4
    return f"{text[: longest - end - 1]}…{text[-end:]}"
