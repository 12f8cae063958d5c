"""Tours as data: steps, what each lights, and the condition that ends it, read from TOML files.

A condition is one of `CONDITIONS`, a small fixed vocabulary about the state of the program. Nothing
in a file is ever evaluated. docs/tours.md shows how to write one.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from wmstudio import paths
from wmstudio.app.examples import Example
from wmstudio.app.panels import PANELS
from wmstudio.app.presets import PRESETS
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import Node, UntrustedError, parse_toml, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from wmstudio.app.phrases import Phrase

SUFFIX = ".toml"
LARGEST, MOST_LINES, MOST_STEPS = 200_000, 2_000, 100
"""Bytes and lines of a file, and steps of a tour."""
LARGEST_TEXT = 200_000
LONGEST = 320
"""Characters of a step: one or two sentences."""
LONGEST_WORD = 1_000
PARTS = ("text", "model", "layouts", "settings", "change", "generate")
"""What a step can light besides panels: the text, the model picker, the tabs of layouts, the
settings of the model, the strip of edits in force, and the bar with the primary button."""
Value: TypeAlias = Any


class TourError(ValueError):
    """A tour that cannot be used: one sentence, with file, line and key."""


@dataclass(frozen=True)
class Condition:
    """A fact about the program: a name of `CONDITIONS` and what it is compared with."""

    name: str
    value: Value
    wanted: bool = True
    """False if the fact must not hold."""


@dataclass(frozen=True)
class Step:
    """One or two sentences, what is lit, and what has to become true.

    Without conditions the step is left by its button.
    """

    say: Phrase
    light: tuple[str, ...] = ()
    word: str = ""
    """A word of the text that is lit."""
    last: bool = False
    """Whether its last occurrence is meant, not the first."""
    until: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Tour:
    """A tour. With ``example`` it opens that text and model first; ``text`` is its text."""

    title: Phrase
    about: Phrase
    steps: tuple[Step, ...]
    file: Path
    example: Example | None = None
    text: str = ""
    layout: str = ""


# --- the vocabulary ---


def _word(node: Node) -> str:
    found = node.text(LONGEST_WORD)
    if not found.strip():
        raise node.error("some text")
    return found


def _panel(node: Node) -> str:
    return node.choice([info.id for info in PANELS])


def _layout(node: Node) -> str:
    return node.choice([preset.id for preset in PRESETS])


def _switched_on(node: Node) -> bool:
    if not node.switch():
        raise node.error("true; put it into 'until.not' for the opposite")
    return True


def _settings(node: Node) -> tuple[tuple[str, bool | int | float | str], ...]:
    return tuple((name, value.scalar()) for name, value in node.table(20).items())


def _fields(**readers: Callable[[Node], Value]) -> Callable[[Node], dict[str, Value]]:
    """A reader of a table with some of these members."""

    def read(node: Node) -> dict[str, Value]:
        return {name: readers[name](value) for name, value in _known(node, tuple(readers)).items()}

    return read


def _number(node: Node) -> float:
    return node.number()


def _slot(node: Node) -> int:
    return node.whole(0, 1_000_000)


def _count(node: Node) -> int:
    return node.whole(1, 10_000)


CONDITIONS: Mapping[str, Callable[[Node], Value]] = {
    "cursor": _word,
    "moved": _switched_on,
    "text": _word,
    "typed": _count,
    "selected": _word,
    "next": _word,
    "shown": _panel,
    "layout": _layout,
    "model": _word,
    "compared": _word,
    "setting": _settings,
    "choice": _fields(panel=_panel, control=_word, **{"is": lambda node: node.scalar()}),
    "signal": _fields(name=_word, unit=_slot, above=_number, below=_number),
    "edit": _fields(kind=_word, word=_word, slot=_slot, at=_word),
    "edits_on": _switched_on,
    "empty_slot": _slot,
}
"""Every condition, and what its value must be. docs/tours.md describes each."""
NEEDED = {"choice": ("panel", "control", "is"), "signal": ("name",)}
"""Members without which a table means nothing."""


# --- files ---


def read_tour(file: Path) -> Tour:
    """Read a tour.

    Raises:
        TourError: the file is missing, damaged, or says something that is not a tour.
    """
    written = ""
    try:
        written = read_bytes(file, LARGEST).decode("utf-8-sig")
        if written.count("\n") >= MOST_LINES:
            raise UntrustedError(f"it has more than {MOST_LINES:,} lines")
        return _tour(parse_toml(written), file)
    except UnicodeDecodeError as error:
        raise TourError(f"{file.name} is not a tour: it is not UTF-8 text.") from error
    except OSError as error:
        raise TourError(f"{file.name} could not be read: {error.strerror}.") from error
    except UntrustedError as error:
        key = str(error).split("'")[1] if str(error).startswith("'") else ""
        line = line_of(written, key) if key else 0
        where = f", line {line}" if line else ""
        raise TourError(f"{file.name}{where} is not a tour: {error}.") from error


def bundled() -> tuple[Tour, ...]:
    """The tours that the program comes with, in the order of their files."""
    return tuple(one for one in _all_of(paths.assets() / "tours") if isinstance(one, Tour))


def first() -> Tour | None:
    """The first of these; the others are not read."""
    tours = map(_tried, _files_in(paths.assets() / "tours"))
    return next((one for one in tours if isinstance(one, Tour)), None)


def own() -> tuple[Tour | TourError, ...]:
    """The tours in the user's folder, with the reason for each that cannot be used."""
    return _all_of(paths.tours_folder())


def _all_of(folder: Path) -> tuple[Tour | TourError, ...]:
    return tuple(map(_tried, _files_in(folder)))


def _files_in(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if one.suffix == SUFFIX)
    except OSError:
        return []


def _tried(file: Path) -> Tour | TourError:
    try:
        return read_tour(file)
    except TourError as error:
        return error


def _tour(node: Node, file: Path) -> Tour:
    table = _known(node, ("title", "about", "open", "step"), needed=("title", "step"))
    title = table["title"].name(80)
    steps = table["step"].items(MOST_STEPS)
    if not steps:
        raise table["step"].error("at least one step")
    about = table["about"].text(LONGEST) if "about" in table else ""
    made = Tour(title, about, tuple(map(_step, steps)), file)
    return _opening(table["open"], made) if "open" in table else made


def _step(node: Node) -> Step:
    table = _known(node, ("say", "light", "word", "last", "until"), needed=("say",))
    said = table["say"].text(LONGEST)
    if not said.strip():
        raise table["say"].error("one or two sentences")
    light = table.get("light", Node([], "light"))
    lights = [light] if isinstance(light.value, str) else light.items(10)
    names = [*PARTS, *(info.id for info in PANELS)]
    return Step(
        " ".join(said.split()),
        tuple(one.choice(names) for one in lights),
        _word(table["word"]) if "word" in table else "",
        table["last"].switch() if "last" in table else False,
        _conditions(table["until"]) if "until" in table else (),
    )


def _conditions(node: Node) -> tuple[Condition, ...]:
    table = _known(node, (*CONDITIONS, "not"))
    if not table:
        raise node.error("at least one condition")
    found = [_condition(name, value) for name, value in table.items() if name != "not"]
    if "not" in table:
        against = _known(table["not"], tuple(CONDITIONS))
        found += [_condition(name, value, wanted=False) for name, value in against.items()]
    return tuple(found)


def _condition(name: str, node: Node, *, wanted: bool = True) -> Condition:
    value = CONDITIONS[name](node)
    for needed in NEEDED.get(name, ()):
        if needed not in value:
            raise UntrustedError(f"'{node.where}.{needed}' is missing")
    return Condition(name, value, wanted)


def _opening(node: Node, tour: Tour) -> Tour:
    names = ("text", "file", "model", "compare", "after", "settings", "forget", "panels", "layout")
    table = _known(node, names, needed=("model",))
    if ("text" in table) == ("file" in table):
        raise UntrustedError("'open' needs either 'text' or 'file'")
    file = tour.file
    if "text" in table:
        text = table["text"].text(LARGEST_TEXT)
    else:
        file, text = _text_beside(table["file"], tour.file)
    for name in ("after", "forget"):
        if name in table and table[name].text(LONGEST_WORD) not in text:
            raise table[name].error("a part of the text")
    words: dict[str, Any] = {
        name: table[name].text(LONGEST_WORD)
        for name in ("after", "compare", "forget")
        if name in table
    }
    example = Example(
        tour.title,
        file,
        table["model"].name(),
        "",
        settings=_settings(table["settings"]) if "settings" in table else (),
        panels=tuple(map(_panel, table["panels"].items(20))) if "panels" in table else (),
        **words,
    )
    layout = _layout(table["layout"]) if "layout" in table else ""
    return replace(tour, example=example, text=text, layout=layout)


def _text_beside(node: Node, tour: Path) -> tuple[Path, str]:
    """The text in a file beside the tour, or among the samples."""
    name = node.file_name()
    for folder in (tour.parent, paths.assets() / "samples"):
        try:
            return folder / name, read_bytes(folder / name, LARGEST_TEXT).decode("utf-8-sig")
        except (OSError, UntrustedError, UnicodeDecodeError):
            continue
    raise node.error("a text file beside the tour, or one of the samples")


def _known(node: Node, names: tuple[str, ...], needed: tuple[str, ...] = ()) -> dict[str, Node]:
    """The members of a table that has no others."""
    table = node.table(100)
    for name, value in table.items():
        if name not in names:
            raise UntrustedError(f"'{value.where}' is unknown; here can be {', '.join(names)}")
    for name in needed:
        if name not in table:
            raise UntrustedError(f"'{node.where}.{name}' is missing".replace("'.", "'"))
    return table


# --- where a value stands ---


def line_of(written: str, key: str) -> int:
    """The line, from 1, of a key such as ``step[2].until.cursor``; 0 if it cannot be found.

    The parser does not tell, so the beginning of the file is parsed, longer and longer, until it
    has the key. A key that is missing stands where the table that lacks it begins.
    """
    lines = written.split("\n")
    path = _path(key)
    while path:
        name = next(part for part in reversed(path) if isinstance(part, str))
        last = 0
        for n, line in enumerate(lines, 1):
            last = n if name in line else last
            if last and _has(lines[:n], path):
                return last
        path = path[:-1]
    return 0


def _path(key: str) -> list[str | int]:
    found: list[str | int] = []
    for part in key.split("."):
        name, *numbers = part.replace("]", "").split("[")
        found += [name, *(int(n) for n in numbers if n.isdecimal())]
    return found


def _has(lines: list[str], path: list[str | int]) -> bool:
    try:
        found: Any = tomllib.loads("\n".join(lines))
        for part in path:
            found = found[part]
    except (ValueError, LookupError, TypeError):
        return False
    return True
