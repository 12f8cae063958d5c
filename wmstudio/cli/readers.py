"""Parsers of single option values, and options shared by commands. Imports nothing heavy."""

from __future__ import annotations

import argparse
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from wmstudio.contract import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wmstudio.cli.telling import Parser

PATCH = re.compile(
    r"(?P<signal>[^@\s]+?):(?P<op>set|scale|add):(?P<value>[^:@]+)"
    r"(?::(?P<unit>[0-9]{1,9}(?:,[0-9]{1,9})*))?(?:@(?P<start>[0-9]{1,9})-(?P<stop>[0-9]{1,9}))?"
)
TASK = re.compile(r"(?P<name>\w+)(?::(?P<sizes>\w+=\d{1,9}(?:,\w+=\d{1,9})*))?")
EDIT = re.compile(r"(?P<token>[0-9]{1,9}):(?P<name>\w+)(?::(?P<arguments>.+))?", re.DOTALL)
ARGUMENT = re.compile(r"(\w+)=(.+?)(?:,(?=\w+=)|$)", re.DOTALL)
MOST_THREADS, MOST_WORKERS = 1024, 256
"""More than any machine has a use for: far more end the program or the machine."""
LARGEST = 2**31 - 1
"""The largest whole number where nothing else is said, such as the largest seed of the window."""
SWITCH = {"on": True, "off": False, "true": True, "false": False}
EditWords = tuple[int, str, tuple[tuple[str, str], ...]]
"""Token, name, and arguments as they are typed: numbers, or pieces of text."""


def patch(text: str) -> Patch:
    """Parse a patch: ``SIGNAL:OP:VALUE[:UNIT][@START-STOP]``.

    Raises:
        argparse.ArgumentTypeError: it has another form.
    """
    found = PATCH.fullmatch(text.strip())
    try:
        value = float(found["value"]) if found else math.nan
    except ValueError:
        value = math.nan
    if found is None or not math.isfinite(value):
        raise argparse.ArgumentTypeError(
            f"{text!r} should be SIGNAL:set|scale|add:VALUE[:UNIT][@START-STOP], "
            "as in lstm.0.forget_gate:set:0.5:17@10-20"
        )
    unit = tuple(int(u) for u in found["unit"].split(",")) if found["unit"] else None
    tokens = (int(found["start"]), int(found["stop"])) if found["start"] else None
    return Patch(
        found["signal"],
        cast("Literal['set', 'scale', 'add']", found["op"]),
        value,
        unit[0] if unit is not None and len(unit) == 1 else unit,
        tokens,
    )


def edit(text: str) -> EditWords:
    """Parse an edit: ``TOKEN:NAME[:ARGUMENT=VALUE,…]``.

    Raises:
        argparse.ArgumentTypeError: it has another form.
    """
    found = EDIT.fullmatch(text.strip("\n"))
    written = (found["arguments"] or "") if found else ""
    arguments = tuple((m[1], m[2]) for m in ARGUMENT.finditer(written))
    if found is None or ",".join(f"{name}={value}" for name, value in arguments) != written:
        raise argparse.ArgumentTypeError(
            f"{text!r} should be TOKEN:NAME[:ARGUMENT=VALUE,…], as in 12:clear:slot=3"
        )
    return int(found["token"]), found["name"], arguments


def setting(text: str) -> tuple[str, bool | int | float | str]:
    """Parse a setting: ``NAME=VALUE``, where the value is a switch, a number or a word.

    Raises:
        argparse.ArgumentTypeError: it has another form.
    """
    name, equals, value = (part.strip() for part in text.partition("="))
    if not name or not equals or not value:
        raise argparse.ArgumentTypeError(f"{text!r} should be NAME=VALUE, as in capacity=8")
    if value.lower() in SWITCH:
        return name, SWITCH[value.lower()]
    for kind in (int, float):
        try:
            return name, kind(value)
        except ValueError:
            continue
    return name, value


def whole(least: int, most: int = LARGEST) -> Callable[[str], int]:
    """Parse an integer that is at least ``least``, and at most ``most``."""

    def read(text: str) -> int:
        # Not isdigit(), which takes digits that int() does not take. More than 11 are too many.
        value = int(text.lstrip("0")[:11] or 0) if re.fullmatch("[0-9]+", text) else -1
        if value < least:
            raise argparse.ArgumentTypeError(f"{text!r} should be a whole number from {least} on")
        if value > most:
            raise argparse.ArgumentTypeError(f"{text!r} should be at most {most:,}")
        return value

    return read


def wholes(text: str) -> tuple[int, ...]:
    """Parse comma-separated positive integers: each once, sorted."""
    return tuple(sorted({whole(1)(part.strip()) for part in text.split(",")}))


def number(least: float, most: float) -> Callable[[str], float]:
    """Parse a finite number from ``least`` to ``most``."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and least <= value <= most):
            span = f"from {least:g} to {most:g}" if math.isfinite(most) else f"from {least:g} on"
            raise argparse.ArgumentTypeError(f"{text!r} should be a number {span}")
        return value

    return read


def size(text: str) -> tuple[int, int]:
    """Parse ``WxH`` as width and height."""
    found = re.fullmatch(r"([0-9]{2,5})[x×]([0-9]{2,5})", text.strip().lower())
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} should be WIDTHxHEIGHT, as in 1280x800")
    return int(found[1]), int(found[2])


def task(text: str) -> tuple[str, dict[str, int]]:
    """Parse a task: ``NAME[:SIZE=N,…]``. Whether the task exists is checked later.

    Raises:
        argparse.ArgumentTypeError: it has another form.
    """
    found = TASK.fullmatch(text.strip())
    if found is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} should be NAME[:SIZE=N,…], as in recall:pairs=16,keys=32"
        )
    sizes = (pair.split("=") for pair in (found["sizes"] or "").split(",") if pair)
    return found["name"], {name: int(value) for name, value in sizes}


def path(text: str) -> Path:
    """Parse a path, also one that a desktop gives as an address: ``file:///home/me/a%20text``."""
    if text.startswith("file:///"):
        from urllib.parse import unquote

        text = unquote(text.removeprefix("file://"), errors="surrogateescape")
    return Path(text)


def file_of(*endings: str) -> Callable[[str], Path]:
    """Parse the path of a file with one of these suffixes."""

    def read(text: str) -> Path:
        if Path(text).suffix.lower() not in endings:
            raise argparse.ArgumentTypeError(f"{text!r} should end in {'/'.join(endings)}")
        return Path(text)

    return read


def add_device(parser: Parser, default: str | None = "auto") -> None:
    """Add the option ``--device``."""
    parser.add_argument(
        "--device",
        default=default,
        metavar="D",
        help="auto, cpu, cuda, cuda:1, mps, …",
    )


def add_page(parser: Parser) -> None:
    """Add the options ``--out`` and ``--json``, of a page and of the figures on it."""
    parser.add_argument(
        "--out", required=True, type=file_of(".md"), metavar="FILE.md", help="output file"
    )
    parser.add_argument(
        "--json",
        type=Path,
        metavar="FILE",
        help="file for the figures, of which valid ones are reused (default: beside --out)",
    )


def add_threads(parser: Parser) -> None:
    """Add the option ``--threads``."""
    parser.add_argument(
        "--threads",
        type=whole(1, MOST_THREADS),
        metavar="N",
        help="number of CPU threads (default: all)",
    )


def add_cluster(parser: Parser) -> None:
    """Add the options that say where jobs are done."""
    what = "processes of this machine that do the work"
    parser.with_default("--workers", whole(1, MOST_WORKERS), 1, "N", what)
    parser.add_argument(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="let the workers of a Dask scheduler do the work: tls://HOST:PORT "
        "(docs/several-processes.md)",
    )
    for name, what in (
        ("ca", "certificate of the authority that signed the scheduler's"),
        ("cert", "certificate that the scheduler knows"),
        ("key", "key of that certificate"),
    ):
        parser.add_argument(
            f"--tls-{name}", type=Path, metavar="FILE", help=f"for --scheduler: {what}"
        )


def add_adapter(parser: argparse._ActionsContainer) -> None:
    """Add the option ``--adapter``."""
    parser.add_argument(
        "--adapter",
        metavar="FILE.py",
        help="run this Python file, and open the module that it adapts (docs/checkpoints.md)",
    )


def adapter_first(words: Sequence[str]) -> tuple[str, list[str]]:
    """Take ``--adapter FILE`` from its place, and put the file where a checkpoint is named.

    Returns the file, empty if there is none, and the words.
    """
    for i, word in enumerate(words):
        option, equals, value = word.partition("=")
        if word == "--":
            break
        if option == "--adapter" and (equals or i + 1 < len(words)):
            file = value if equals else words[i + 1]
            return file, [file, *words[:i], *words[i + (1 if equals else 2) :]]
    return "", list(words)
