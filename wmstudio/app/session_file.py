"""Session files: a text with its branches, its model and all that is shown, to go on with later.

JSON, described in docs/session-file.md. Nothing in it can run code, and nothing larger than
`LARGEST` is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from wmstudio.app.branches import BranchError, Tree, from_dict
from wmstudio.engine.messages import Patch, PlacedEdit, Value, Values
from wmstudio.files.writing import write_file
from wmstudio.text.stretches import Spot, Within

ENDING = ".wmstudio"
FORMAT, VERSION = "wmstudio-session", 1
LARGEST = 32 * 2**20
"""Bytes of a file."""
MOST_EDITS = 10_000
LONGEST_LAYOUT = 1_000_000
NEWLINES = ("\n", "\r\n", "\r")
Shown = Mapping[str, Value | list[str]]
"""What is shown, by names such as ``gates.picker``."""
Made = TypeVar("Made")


class SessionError(ValueError):
    """A session file that cannot be opened; the message is a sentence that names it."""


@dataclass(frozen=True)
class ModelReference:
    """Which model: a bundled one's name or a folder, the hashes of its files, its settings."""

    source: str
    name: str
    hashes: Mapping[str, str] = field(default_factory=dict)
    values: Values = ()


@dataclass(frozen=True)
class KeptEdit:
    """An edit of the state, and how it is told."""

    edit: PlacedEdit
    words: str = ""
    after: str = ""


@dataclass(frozen=True)
class Session:
    """All that a session file holds. Places are code points, ``axis`` are tokens."""

    tree: Tree
    newline: str = "\n"
    bom: bool = False
    model: ModelReference | None = None
    second: ModelReference | None = None
    cursor: Spot | None = None
    """Where the cursor was put; None where it follows the caret."""
    span: tuple[int, int] | None = None
    axis: tuple[int, int] | None = None
    edits: tuple[KeptEdit, ...] = ()
    patches: tuple[Patch, ...] = ()
    layout: str = ""
    shown: Shown = field(default_factory=dict)


# --- written ---


def write_session(path: Path, session: Session) -> None:
    """Write a session, all of it or nothing.

    Raises:
        OSError: it cannot be written; what was there is as it was.
        SessionError: it would be larger than what can be read again.
    """
    data = json.dumps(to_dict(session), indent=1, allow_nan=False) + "\n"
    if len(data) > LARGEST:
        raise SessionError(
            f"{path} would have {len(data):,} bytes, and at most {LARGEST:,} can be read again: "
            "save the text by itself."
        )
    write_file(path, data)


def to_dict(session: Session) -> dict[str, Any]:
    """As what JSON can hold; the names are those of docs/session-file.md."""
    kept = {name: getattr(session, name) for name in ("newline", "bom", "cursor", "layout")}
    return {
        "format": FORMAT,
        "version": VERSION,
        "document": session.tree.to_dict(),
        **kept,
        "model": _reference_dict(session.model),
        "second": _reference_dict(session.second),
        "span": session.span,
        "axis": session.axis,
        "edits": [
            {
                "place": one.edit.place,
                "name": one.edit.name,
                "arguments": dict(one.edit.arguments),
                "tokens": dict(one.edit.tokens),
                "words": one.words,
                "after": one.after,
            }
            for one in session.edits
        ],
        "patches": [asdict(patch) for patch in session.patches],
        "shown": dict(session.shown),
    }


def _reference_dict(reference: ModelReference | None) -> dict[str, Any] | None:
    if reference is None:
        return None
    return {
        "source": reference.source,
        "name": reference.name,
        "hashes": dict(reference.hashes),
        "settings": dict(reference.values),
    }


# --- read ---


def read_session(path: Path) -> Session:
    """Read a session file.

    Raises:
        SessionError: it is missing, too large, damaged, no session, or of a newer version.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise SessionError(
                f"{path} is too large to be a session ({size:,} bytes; at most {LARGEST:,})."
            )
        with path.open("rb") as file:
            # No more than was asked about, even where the file grows meanwhile.
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise SessionError(f"{path} cannot be read: {error.strerror or error}.") from error
    try:
        kept = json.loads(data.decode(), parse_constant=_refuse)
        version = kept["version"] if kept["format"] == FORMAT else None
    except (ValueError, RecursionError, TypeError, KeyError) as error:
        raise SessionError(f"{path} is damaged, or it is no session of WM Studio.") from error
    if type(version) is not int or version < 1:
        raise SessionError(f"{path} is damaged, or it is no session of WM Studio.")
    if version > VERSION:
        raise SessionError(
            f"{path} was saved by a newer WM Studio (its format is {version}, and this program "
            f"reads up to {VERSION}): update WM Studio to open it."
        )
    try:
        return session_from(kept)
    except (BranchError, KeyError, TypeError, ValueError) as error:
        raise SessionError(f"{path} is damaged: {_why(error)}.") from error


def session_from(kept: Mapping[str, Any]) -> Session:
    """The session that `to_dict` gave.

    Raises:
        BranchError, KeyError, TypeError, ValueError: it is not such a session.
    """
    if kept["newline"] not in NEWLINES:
        raise ValueError("its line ends are of no kind that there is")
    edits, patches = _list(kept["edits"]), _list(kept["patches"])
    layout = _is(kept["layout"], str)
    if len(layout) > LONGEST_LAYOUT or not layout.isascii():
        raise ValueError("its layout is no layout")
    return Session(
        tree=from_dict(_is(kept["document"], dict)),
        newline=kept["newline"],
        bom=_is(kept["bom"], bool),
        model=_maybe(kept["model"], _reference),
        second=_maybe(kept["second"], _reference),
        cursor=_maybe(kept["cursor"], _spot),
        span=_maybe(kept["span"], _pair),
        axis=_maybe(kept["axis"], _pair),
        edits=tuple(map(_edit, edits)),
        patches=tuple(map(_patch, patches)),
        layout=layout,
        shown={_is(k, str): _shown(v) for k, v in _is(kept["shown"], dict).items()},
    )


def _reference(kept: Any) -> ModelReference:
    hashes, values = _is(kept["hashes"], dict), _is(kept["settings"], dict)
    return ModelReference(
        _is(kept["source"], str),
        _is(kept["name"], str),
        {name: _is(digest, str) for name, digest in hashes.items()},
        tuple((name, _value(value)) for name, value in values.items()),
    )


def _edit(kept: Any) -> KeptEdit:
    arguments = tuple((name, _is(n, int)) for name, n in _is(kept["arguments"], dict).items())
    tokens = tuple((name, _spot(spot)) for name, spot in _is(kept["tokens"], dict).items())
    edit = PlacedEdit(_spot(kept["place"]), _is(kept["name"], str), arguments, tokens)
    return KeptEdit(edit, _is(kept["words"], str), _is(kept["after"], str))


def _patch(kept: Any) -> Patch:
    unit = kept["unit"]
    if kept["op"] not in ("set", "scale", "add"):
        raise ValueError(f"a patch cannot {kept['op']!r}")
    return Patch(
        _is(kept["signal"], str),
        kept["op"],
        float(_value(kept["value"], (int, float))),
        tuple(map(_place, unit)) if isinstance(unit, list) else _maybe(unit, _place),
        _maybe(kept["tokens"], _pair),
    )


def _shown(kept: Any) -> Value | list[str]:
    return [_is(one, str) for one in kept] if isinstance(kept, list) else _value(kept)


def _value(kept: Any, kinds: tuple[type, ...] = (bool, int, float, str)) -> Value:
    if type(kept) not in kinds:
        raise TypeError(f"{_short(kept)} is no setting")
    value: Value = kept
    return value


def _place(kept: Any) -> int:
    place: int = _is(kept, int)
    if place < 0:
        raise ValueError(f"{place} is no place")
    return place


def _spot(kept: Any) -> Spot:
    """A place; or that, and which of the several tokens of its character is meant."""
    if type(kept) is not list:
        return _place(kept)
    place, number = map(_place, kept)
    return Within(place, number)


def _pair(kept: Any) -> tuple[int, int]:
    start, stop = map(_place, _is(kept, list))
    if start > stop:
        raise ValueError(f"nothing is from {start} to {stop}")
    return start, stop


def _list(kept: Any) -> list[Any]:
    found: list[Any] = _is(kept, list)
    if len(found) > MOST_EDITS:
        raise ValueError(f"{len(found):,} are more than there can be")
    return found


def _maybe(kept: Any, read: Callable[[Any], Made]) -> Made | None:
    return None if kept is None else read(kept)


def _is(kept: Any, kind: type) -> Any:
    if type(kept) is not kind:
        raise TypeError(f"{_short(kept)} is not what belongs there")
    return kept


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def _why(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{_short(error.args[0])} is missing"
    return _short(" ".join(str(error).split()), quote=False)


def _short(value: object, quote: bool = True) -> str:
    text = repr(value) if quote else str(value)
    return text if len(text) <= 80 else text[:79] + "…"
