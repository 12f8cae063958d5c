"""Scripts of performances: what the program types, selects and shows while somebody presents.

A script is a TOML file. Each ``[[step]]`` ends with a mark, at which the performance waits:

    title = "A name, a long time later"
    pace = 14                 # characters per second

    [[step]]
    caption = "The model has never seen this name."
    type = "Once upon a time there was a girl named Tabitha. "

    [[step]]
    select = "Tabitha"

A step goes to one place in the text, if it names one, and then types. It can do nothing else:
there is no word for saving, opening or deleting a file. A file with another ending than ``.toml``
is typed as it is, with a mark at each line that is ``---``. docs/scripts.md shows how to write one.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from wmstudio import paths
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.documents import plain_text
from wmstudio.untrusted import UntrustedError, parse_toml, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 200_000
"""Size of a script in bytes."""
MOST_STEPS = 1_000
SLOWEST, FASTEST, USUAL_PACE = 1.0, 200.0, 14.0
"""Characters per second."""
PLACES = ("after", "before", "select", "at")
"""Where a step goes: to words of the text, or to its ``start`` or ``end``."""
WORDS = {*PLACES, "caption", "type", "pace"}
"""All that a step can have."""
MARK = "---"
ENDS = ('"""', "'''", "]")
"""One of these ends every value of several lines."""
HEADER = re.compile(r"\s*\[\[\s*step\s*\]\]")


@dataclass(frozen=True)
class ScriptStep:
    """What happens from one mark to the next.

    ``where`` is one of `PLACES`, or empty to stay at the caret; ``words`` belong to it.
    """

    caption: str = ""
    where: str = ""
    words: str = ""
    type: str = ""
    pace: float = USUAL_PACE

    def place(self, text: str, caret: int) -> tuple[int, int] | None:
        """The anchor and the caret to go to, in code points; None if the words are not there.

        Of several occurrences it is the last one.
        """
        if self.where in ("", "at"):
            place = {"": caret, "start": 0, "end": len(text)}[self.words if self.where else ""]
            return place, place
        start = text.rfind(self.words)
        if start < 0:
            return None
        stop = start + len(self.words)
        return {"after": (stop, stop), "before": (start, start), "select": (start, stop)}[
            self.where
        ]


@dataclass(frozen=True)
class Script:
    """A performance: its title and its steps, at least one."""

    title: str
    steps: tuple[ScriptStep, ...]


def sample() -> Path:
    """The script that comes with the program."""
    return paths.assets() / "scripts" / "a-silver-thimble.toml"


def read_script(file: Path) -> Script:
    """Read a script.

    Raises:
        UntrustedError: it is not one; the message names the line.
        OSError: it cannot be read.
    """
    data = read_bytes(file, LARGEST)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UntrustedError(f"line {line} is not UTF-8 text") from error
    if file.suffix.lower() == ".toml":
        return parse_script(text, file.stem)
    return plain_script(text, file.stem)


def plain_script(text: str, title: str = "") -> Script:
    """The script that types a text, with a mark at each line that is `MARK`.

    Raises:
        UntrustedError: there is nothing to type, or there are too many marks.
    """
    parts = re.split(rf"^{MARK}[ \t]*\n?", plain_text(text), flags=re.MULTILINE)
    steps = tuple(ScriptStep(type=part) for part in parts if part)
    if not steps:
        raise UntrustedError("line 1: there is nothing to type")
    if len(steps) > MOST_STEPS:
        raise UntrustedError(f"there are more than {MOST_STEPS:,} marks")
    return Script(title, steps)


def parse_script(text: str, title: str = "") -> Script:
    """Parse a TOML script.

    Raises:
        UntrustedError: it is not one; the message names the line.
    """
    try:
        found = parse_toml(text).table()
    except UntrustedError as error:
        at = re.search(r"at line (\d+)", str(error.__cause__))
        line = int(at[1]) if at else text.count("\n") + 1
        raise UntrustedError(f"line {line} is not TOML") from error
    lines = _Lines(text)
    values = {name: node.value for name, node in found.items()}
    for name in values:
        if name not in ("title", "pace", "step"):
            raise lines.error(-1, name, f"a script has no “{name[:40]}”, only title, pace and step")
    pace = _pace(values.get("pace", USUAL_PACE), lines, -1)
    title = _text(values.get("title", title), "title", lines, -1)
    steps = values.get("step")
    if not isinstance(steps, list) or not steps:
        raise lines.error(-1, "step", "a script needs a [[step]]")
    if len(steps) > MOST_STEPS:
        raise lines.error(MOST_STEPS, "", f"a script has at most {MOST_STEPS:,} steps")
    return Script(title, tuple(_step(one, pace, lines, n) for n, one in enumerate(steps)))


def _step(found: Any, pace: float, lines: _Lines, n: int) -> ScriptStep:
    if not isinstance(found, dict) or not found:
        raise lines.error(n, "", "this step does nothing")
    for name in found:
        if name not in WORDS:
            can = ", ".join(sorted(WORDS))
            raise lines.error(n, name, f"a step has no “{name[:40]}”, only {can}")
    places = [name for name in found if name in PLACES]
    if len(places) > 1:
        raise lines.error(n, places[1], f"a step goes to one place, not also “{places[1]}”")
    texts = {
        name: _text(found[name], name, lines, n)
        for name in ("caption", "type", *places)
        if name in found
    }
    where = places[0] if places else ""
    words = texts.get(where, "")
    if where == "at" and words not in ("start", "end"):
        raise lines.error(n, where, "at is “start” or “end”")
    if where and not words:
        raise lines.error(n, where, f"“{where}” needs some words of the text")
    own = _pace(found["pace"], lines, n) if "pace" in found else pace
    return ScriptStep(texts.get("caption", ""), where, words, texts.get("type", ""), own)


def _text(value: Any, name: str, lines: _Lines, n: int) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise lines.error(n, name, f"“{name}” must be a text in quotes")
    return plain_text(value)


def _pace(value: Any, lines: _Lines, n: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise lines.error(n, "pace", "“pace” must be a number of characters per second")
    if not SLOWEST <= value <= FASTEST:
        raise lines.error(n, "pace", f"“pace” must be from {SLOWEST:g} to {FASTEST:g}")
    return float(value)


class _Lines:
    """Finds lines of a valid TOML text, since `tomllib` does not tell where a value was."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def error(self, step: int, name: str, why: str) -> UntrustedError:
        """An error about a value of a step, or of the script (-1)."""
        own = self._own()
        starts = [i for i in own if HEADER.match(self._lines[i])]
        edges = [0, *starts, len(self._lines)]
        first, last = (edges[min(step + more, len(edges) - 1)] for more in (1, 2))
        key = re.compile(rf"""\s*["']?{re.escape(name)}["']?\s*[.=]""")
        within = (i for i in own if first <= i < last and key.match(self._lines[i]))
        at = next(within, first) if name else first
        return UntrustedError(f"line {min(at, len(self._lines) - 1) + 1}: {why}")

    def _own(self) -> list[int]:
        """The lines that begin outside texts of several lines."""
        found, first = [], 0
        for i in range(len(self._lines)):
            if first < i - 1 and not any(end in self._lines[i - 1] for end in ENDS):
                continue
            # What is before the last such line has been parsed already.
            try:
                tomllib.loads("\n".join(self._lines[first:i]))
            except ValueError:
                continue
            found.append(i)
            first = i
        return found
