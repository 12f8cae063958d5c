"""Reading untrusted files: every value is checked before it is used.

A file is read only if it is a regular one and no larger than it may be, so that neither a named
pipe nor an endless file can hang a reader. What it holds is looked at through `Node`, which knows
where in the file it is: of a value of another type, beyond its range, not finite or too long it
raises an `UntrustedError` that names the place and says what belongs there.

    node = parse_json(read_bytes(path, 1_000_000))
    width = node["model"]["width"].whole(1, 65_536)

Messages are parts of a sentence (`'model.width' must be …`), for the reader to put the file's name
before. They never repeat more than `LONGEST_EXCERPT` characters of the file.
"""

from __future__ import annotations

import json
import math
import os
import re
import stat
import tomllib
from typing import TYPE_CHECKING, Any

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

LONGEST_EXCERPT = 100
"""Number of characters of a file that a message may quote."""
DEEPEST = 64
"""Greatest nesting of lists and tables."""
LARGEST_WHOLE = 2**53
"""Up to here integers are exact everywhere, including in JavaScript and float64."""
# tomllib takes quadratic time for dotted keys: 60 kB could keep it busy for minutes.
_DEEP_KEY = re.compile(rf"(?:[^\s=.]{{1,100}}[ \t]*\.[ \t]*){{{DEEPEST},}}")


class UntrustedError(ValueError):
    """A file, or a value in one, that is not valid. The message is part of a sentence."""


def is_special(path: Path) -> bool:
    """Whether there is neither a file nor a folder.

    A pipe would be waited for, and a device may never end.
    """
    return path.exists() and not (path.is_file() or path.is_dir())


def read_bytes(path: Path, largest: int) -> bytes:
    """Read a regular file of at most ``largest`` bytes.

    Raises:
        UntrustedError: it is larger, or it is a folder, a pipe or a device.
        OSError: it is missing or cannot be read.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except ValueError as error:  # a null character, or half of a surrogate pair
        raise UntrustedError("no file can have this name") from error
    with open(descriptor, "rb", buffering=0) as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise UntrustedError("it is not a regular file")
        size = about.st_size
        parts: list[bytes] = []
        there = 0
        while size <= largest and there <= largest:
            # Read no further than the limit, whatever size the file claimed to have.
            part = file.read(min(largest + 1 - there, 1 << 24))
            if not part:
                return b"".join(parts)
            parts.append(part)
            there += len(part)
    raise UntrustedError(
        f"it is too large ({max(size, there):,} bytes, and at most {largest:,} are read)"
    )


def parse_json(data: bytes | str) -> Node:
    """Parse JSON. A byte order mark is skipped.

    Python's JSON also accepts NaN and Infinity, which `Node.number` refuses.

    Raises:
        UntrustedError: it is not UTF-8, not JSON, or nested deeper than `DEEPEST`.
    """
    return _parsed(data, "JSON", json.loads)


def parse_toml(data: bytes | str) -> Node:
    """Parse TOML. A byte order mark is skipped.

    Raises:
        UntrustedError: it is not UTF-8, not TOML, or nested deeper than `DEEPEST`.
    """
    return _parsed(data, "TOML", _toml)


def _toml(text: str) -> Any:
    if _DEEP_KEY.search(text):
        raise RecursionError
    return tomllib.loads(text)


def _parsed(data: bytes | str, kind: str, parse: Callable[[str], Any]) -> Node:
    try:
        text = (data if isinstance(data, str) else data.decode()).removeprefix("\ufeff")
        found = parse(text)
    except UnicodeDecodeError as error:
        raise UntrustedError(f"it is not UTF-8 text (byte {error.start:,})") from error
    except RecursionError as error:
        raise UntrustedError("it is nested too deeply") from error
    except UntrustedError:
        raise
    except ValueError as error:  # this includes a number of more than 4,300 digits
        where = "" if kind == "JSON" else f": {shortened(str(error))}"
        raise UntrustedError(f"it is not {kind}{where}") from error
    level = [found] if isinstance(found, dict | list) else []
    for _ in range(DEEPEST):
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, dict | list)
        ]
        if not level:
            return Node(found)
    raise UntrustedError("it is nested too deeply")


def shortened(text: str) -> str:
    """A text on one line, cut to `LONGEST_EXCERPT` characters."""
    line = " ".join(text[: 2 * LONGEST_EXCERPT].split())
    whole = len(line) <= LONGEST_EXCERPT and len(text) <= 2 * LONGEST_EXCERPT
    return line if whole else f"{line[: LONGEST_EXCERPT - 1]}…"


def excerpt(value: object) -> str:
    """A value from a file for a message: its beginning, or its type."""
    if isinstance(value, str):
        return shortened(repr(value[: 2 * LONGEST_EXCERPT]))
    if isinstance(value, int) and abs(value) >= 10**20:
        return "a number of more than 20 digits"
    if value is None or isinstance(value, int | float):
        return repr(value)
    names = {"dict": "a table", "list": "a list"}
    return names.get(kind := type(value).__name__, f"a {kind}")


@dataclass(frozen=True)
class Node:
    """A value in a file, with its path there: ``edits[3].place``, empty for the whole file."""

    value: Any
    where: str = ""

    # --- members ---

    def table(self, most: int = 100_000) -> dict[str, Node]:
        """The members of a table by name."""
        found = self._is(dict, "a table", most)
        return {name: Node(value, self._inside(name)) for name, value in found.items()}

    def wholes(self, low: int, high: int, most: int = 100_000) -> dict[str, int]:
        """A table of integers from ``low`` to ``high``; for a vocabulary, a node each is slow."""
        found: dict[str, int] = self._is(dict, "a table", most)
        for name, value in found.items():
            if type(value) is not int or not low <= value <= high:
                Node(value, self._inside(name)).whole(low, high)
        return found

    def items(self, most: int = 100_000) -> list[Node]:
        """The items of a list."""
        return [Node(value, f"{self.where}[{i}]") for i, value in enumerate(self.listed(most))]

    def listed(self, most: int = 100_000) -> Sequence[Any]:
        """The items of a list as they are, each of which is still to be checked."""
        is_tuple = type(self.value) is tuple  # in terms of Python's own values
        found: Sequence[Any] = self.value if is_tuple else self._is(list, "a list", most)
        return found

    def __getitem__(self, name: str) -> Node:
        """A required member."""
        found = self._is(dict, "a table")
        if name not in found:
            raise UntrustedError(f"'{self._inside(name)}' is missing")
        return Node(found[name], self._inside(name))

    def get(self, name: str) -> Node | None:
        """A member that may be missing or null."""
        found = self._is(dict, "a table")
        return self[name] if found.get(name) is not None else None

    def whole_of(self, name: str, usual: int, low: int = 1, high: int = 2**24) -> int:
        """A member that is an integer in this range, or what is usual where it is missing."""
        found = self.get(name)
        return usual if found is None else found.whole(low, high)

    def number_of(self, name: str, usual: float, low: float = 0.0) -> float:
        """A member that is a finite number from ``low`` on; what is usual where there is none."""
        found = self.get(name)
        return usual if found is None else found.number(low)

    @property
    def missing(self) -> bool:
        """Whether it is null."""
        return self.value is None

    # --- checked values ---

    def text(self, longest: int | None = None) -> str:
        """A text of at most this many characters."""
        found: str = self._is(str, "a text", longest)
        return found

    def name(self, longest: int = 1_000) -> str:
        """A text that can be shown and encoded as UTF-8: not empty, without control characters."""
        found = self.text(longest)
        if not found or not all(c.isprintable() for c in found):
            raise self.error("a name of printable characters")
        return found

    def file_name(self) -> str:
        """The name of a file in the same folder: no path, and nothing hidden."""
        found = self.name(255)
        if "/" in found or "\\" in found or found.startswith("."):
            raise self.error("the name of a file in the same folder")
        return found

    def choice(self, choices: Collection[str]) -> str:
        """One of these words."""
        if not isinstance(self.value, str) or self.value not in choices:
            raise self.error("one of " + ", ".join(map(repr, choices)))
        return self.value

    def switch(self) -> bool:
        """True or false."""
        found: bool = self._is(bool, "true or false")
        return found

    def whole(self, low: int = 0, high: int = LARGEST_WHOLE) -> int:
        """An integer from ``low`` to ``high``, inclusive."""
        if type(self.value) is not int or not low <= self.value <= high:
            upper = f" to {high:,}" if high < LARGEST_WHOLE else ""
            raise self.error(f"a whole number from {low:,}{upper}")
        return self.value

    def number(self, low: float = -math.inf, high: float = math.inf) -> float:
        """A finite number from ``low`` to ``high``, inclusive."""
        try:
            found = float(self.value) if type(self.value) in (int, float) else math.nan
        except OverflowError:  # an integer of hundreds of digits
            found = math.nan
        if not math.isfinite(found) or not low <= found <= high:
            limits = f" from {low:g} to {high:g}" if math.isfinite(low) else ""
            raise self.error(f"a finite number{limits}")
        return found

    def scalar(self, longest: int = LONGEST_EXCERPT) -> bool | int | float | str:
        """A value of a setting: a switch, a number, or a text of at most this many characters."""
        if isinstance(self.value, bool):
            return self.value
        if isinstance(self.value, str):
            return self.text(longest)
        return self.whole(-LARGEST_WHOLE) if isinstance(self.value, int) else self.number()

    def error(self, belongs: str) -> UntrustedError:
        """The error that something else is expected here."""
        where = f"'{self.where}'" if self.where else "it"
        return UntrustedError(f"{where} must be {belongs}, not {excerpt(self.value)}")

    def _is(self, kind: Any, words: str, most: int | None = None) -> Any:
        # The exact type, because to isinstance True is an integer.
        if type(self.value) is not kind:
            raise self.error(words)
        if most is not None and (count := len(self.value)) > most:
            where = f"'{self.where}'" if self.where else "it"
            unit = "characters" if kind is str else "entries"
            raise UntrustedError(f"{where} has {count:,} {unit}, and at most {most:,} are read")
        return self.value

    def _inside(self, name: str) -> str:
        return shortened(f"{self.where}.{name}" if self.where else name)
