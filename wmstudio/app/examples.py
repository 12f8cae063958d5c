"""Example texts, each with a model and what to look at, from the folder of samples."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from wmstudio import paths
from wmstudio.app import catalogue
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wmstudio.app.phrases import Phrase
    from wmstudio.engine.messages import Values

FILE = "examples.toml"


@dataclass(frozen=True)
class Thing:
    """Something to try with an example, done with one click.

    ``type`` types what the model expects next, ``explain`` lights the word and the panels that
    speak of it, with the sentences of ``explain``, and ``forget`` forgets the word.
    """

    title: Phrase
    say: Phrase
    does: Literal["type", "explain", "forget"]
    word: str = ""
    """A word of the text; its first occurrence is meant."""
    explain: Phrase = ""


@dataclass(frozen=True)
class Hold:
    """A unit that is held at a value over the tokens of some words of the text."""

    signal: str
    unit: int
    value: float
    words: str


@dataclass(frozen=True)
class PutIn:
    """A memory file whose content is put in after some words, in place of an item."""

    file: str
    item: int
    after: str


@dataclass(frozen=True)
class Example:
    """An entry of the examples file."""

    title: Phrase
    file: Path
    checkpoint: str
    look: Phrase
    after: str = ""
    next: str = ""
    compare: str = ""
    settings: Values = ()
    shade: str = ""
    forget: str = ""
    hold: Hold | None = None
    put_in: PutIn | None = None
    panels: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()

    def cursor(self, text: str) -> int:
        """The place of the caret in code points."""
        at = text.find(self.after) if self.after else -1
        return at + len(self.after) if at >= 0 else len(text)


def listed() -> tuple[Example, ...]:
    """All entries of the file.

    Raises:
        OSError, ValueError, TypeError, KeyError: it is missing or invalid.
    """
    file = paths.assets() / "samples" / FILE
    return _listed(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _listed(file: Path, changed: int) -> tuple[Example, ...]:
    """The entries, read once for all who ask at the start; ``changed`` is when the file was."""
    del changed
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(_read(entry, file.parent) for entry in table["example"])


def offered() -> tuple[Example, ...]:
    """Examples whose checkpoints are bundled; none if the file is damaged."""
    return tuple(_offered())


def first() -> Example | None:
    """The first of those that are offered. At the start, the others' checkpoints are not read."""
    return next(_offered(), None)


def _offered() -> Iterator[Example]:
    try:
        examples = listed()
    except (OSError, ValueError, TypeError, KeyError):
        return
    for example in examples:
        if all(map(catalogue.is_bundled, {example.checkpoint, example.compare} - {""})):
            yield example


def first_things() -> tuple[Thing, ...]:
    """What to try at a first start, with the first example."""
    example = first()
    return example.things if example is not None else ()


def _read(entry: dict[str, Any], folder: Path) -> Example:
    read = {**entry, "file": folder / entry["file"]}
    settings, panels = entry.get("settings", {}), entry.get("panels", ())
    things = tuple(Thing(**thing) for thing in entry.get("things", ()))
    told = {"settings": tuple(settings.items()), "panels": tuple(panels), "things": things}
    acts = {key: made(**entry[key]) for key, made in ACTS.items() if key in entry}
    return Example(**read | told | acts)


ACTS = {"hold": Hold, "put_in": PutIn}
"""Interventions of an entry, by their keys."""
