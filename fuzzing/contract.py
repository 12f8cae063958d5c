"""What is fuzzed is a `Format`: how sound files of it are made, damaged and read."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fuzzing.mutations import Change

LONGEST = 700
"""Characters of a message that people can still read at once."""


class RefusedError(Exception):
    """The reader refused the file; the message is what people are told."""


@dataclass(frozen=True)
class Format:
    """``make`` writes sound files, ``changes`` damage them by name, ``read`` reads them."""

    name: str
    make: Callable[[Path, random.Random], None]
    changes: dict[str, Change]
    read: Callable[[Path], None]
    seconds: float = 2
    """Of the processor, for each case."""
    prepare: Callable[[Path], None] | None = None
    """Has the parent import what reading needs; else sound files are read for that."""

    def damage(self, folder: Path, rng: random.Random) -> None:
        """Change one of the files, now and then two."""
        there = [name for name in self.changes if (folder / name).exists()]
        for name in rng.sample(there, min(len(there), rng.choice((1, 1, 1, 2)))):
            path = folder / name
            path.write_bytes(self.changes[name](path.read_bytes(), rng))


def sentence(said: object) -> None:
    """See that it is one: short, on one line."""
    line = str(said)
    assert "\n" not in line, "more than one line"
    assert 0 < len(line) < LONGEST, f"{len(line)} characters: {line[:200]}"
    assert "inside the program" not in line, line
