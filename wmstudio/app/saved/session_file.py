"""Session files: a text with its branches, its model, and everything that is shown.

JSON, described in docs/session-file.md. Nothing in it can run code, and nothing larger than
`LARGEST` is read.
"""

from __future__ import annotations

import json
import tempfile
from base64 import b85decode, b85encode
from collections.abc import Callable, Mapping
from dataclasses import asdict, field
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from wmstudio.app.branches import BranchError, Tree, from_dict
from wmstudio.app.saved.second_text import SecondText, second_text
from wmstudio.app.saved.version_1 import carried_over
from wmstudio.engine.memory_file import parsed
from wmstudio.engine.messages import (
    CopiedPart,
    Intervention,
    Patch,
    PlacedEdit,
    PlacedPatch,
    Value,
    Values,
    Word,
)
from wmstudio.files.writing import write_file
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.stretches import BEFORE, Spot, Within
from wmstudio.untrusted import Node, UntrustedError, parse_json, read_bytes

ENDING = ".wmstudio"
FORMAT, VERSION = "wmstudio-session", 2
LARGEST = 32 * 2**20
"""Largest file in bytes."""
MOST_EDITS = 10_000
LONGEST_LAYOUT = 1_000_000
LONGEST_WORD = 10_000
LONGEST_CHOICE = 100_000
"""Longest text in a panel's control in characters: a line takes 32,767."""
LAST = 2**31 - 1
"""The largest place: Qt's limit for a 32-bit int."""
NEWLINES = ("\n", "\r\n", "\r")
State = Mapping[str, Value | list[str]]
"""The choices in a part of the window, by the ids of its controls."""
Made = TypeVar("Made")


class SessionError(ValueError):
    """A session file that cannot be opened. The message is a sentence that names it."""


@dataclass(frozen=True)
class ModelReference:
    """A model: the name of a bundled one or a path, the hashes of its files, and its settings."""

    source: str
    name: str
    hashes: Mapping[str, str] = field(default_factory=dict)
    values: Values = ()


@dataclass(frozen=True)
class KeptIntervention:
    """An intervention, its description, and whether it is in force."""

    edit: Intervention
    words: str = ""
    after: str = ""
    on: bool = True
    name: str = ""


@dataclass(frozen=True)
class SavedSession:
    """The content of a session file. Places are code points, ``axis`` is in tokens."""

    tree: Tree
    newline: str = "\n"
    bom: bool = False
    model: ModelReference | None = None
    second: ModelReference | None = None
    cursor: Spot | None = None
    """Where the cursor was put; None if it follows the caret."""
    span: tuple[int, int] | None = None
    axis: tuple[int, int] | None = None
    interventions: tuple[KeptIntervention, ...] = ()
    edits_on: bool = True
    """Whether the model reads with these interventions; if not, all of them are switched off."""
    patches: tuple[Patch, ...] = ()
    layout: str = ""
    preset: str = ""
    """The id of the preset that was arranged so; older sessions do not say."""
    text: State = field(default_factory=dict)
    """How the text is shaded and marked."""
    panels: Mapping[str, State] = field(default_factory=dict)
    duplicates: tuple[str, ...] = ()
    """The ids of duplicated panels: ``gates.2``."""
    second_text: SecondText | None = None
    """The text beside it, which the same model reads."""
    second_edits: tuple[KeptIntervention, ...] = ()
    """Interventions in the second text."""


def write_session(path: Path, session: SavedSession) -> None:
    """Write a session completely, or not at all.

    Raises:
        OSError: it cannot be written. What was there is unchanged.
        SessionError: it could not be read again, or it reads back differently and would replace a
            file of an older version.
    """
    data = json.dumps(to_dict(session), indent=1) + "\n"
    if len(data) > LARGEST:
        raise SessionError(
            f"{path} would have {len(data):,} bytes, and at most {LARGEST:,} can be read again: "
            "save the text by itself."
        )
    try:
        session_from(parse_json(data).value)
    except (BranchError, UntrustedError) as error:
        raise SessionError(
            f"{path} could not be read again ({error}): save the text by itself."
        ) from error
    if _is_older(path):
        _check(path.name, data, session)
    write_file(path, data)


def _is_older(path: Path) -> bool:
    """Whether the file is a session of an older version."""
    try:
        return parse_json(read_bytes(path, LARGEST))["version"].whole(1) < VERSION
    except (OSError, UntrustedError):
        return False


def _check(name: str, data: str, session: SavedSession) -> None:
    """Write and read it elsewhere first, because the old file may be the only copy."""
    with tempfile.TemporaryDirectory(prefix="wmstudio-") as folder:
        copy = Path(folder) / name
        write_file(copy, data, private=True)
        try:
            same = read_session(copy) == session
        except SessionError:
            same = False
    if not same:
        raise SessionError(
            f"{name} would not say the same in the new format, so the old file was left as it "
            "is: save the session under another name."
        )


def to_dict(session: SavedSession) -> dict[str, Any]:
    """A JSON value, as described in docs/session-file.md."""
    kept = {
        name: getattr(session, name)
        for name in ("newline", "bom", "cursor", "layout", "preset", "edits_on")
    }
    return {
        "format": FORMAT,
        "version": VERSION,
        "document": session.tree.to_dict(),
        **kept,
        "model": _reference_dict(session.model),
        "second": _reference_dict(session.second),
        "span": session.span,
        "axis": session.axis,
        "edits": _edits(session.interventions),
        "patches": [asdict(patch) for patch in session.patches],
        "text": dict(session.text),
        "panels": {id: dict(state) for id, state in session.panels.items()},
        "duplicates": list(session.duplicates),
        "second_text": None if session.second_text is None else asdict(session.second_text),
        "second_edits": _edits(session.second_edits),
    }


def _edits(interventions: tuple[KeptIntervention, ...]) -> list[dict[str, Any]]:
    return [
        {
            **_edit_dict(one.edit),
            "words": one.words,
            "after": one.after,
            "on": one.on,
            "title": one.name,
        }
        for one in interventions
    ]


def _edit_dict(edit: Intervention) -> dict[str, Any]:
    if isinstance(edit, PlacedPatch):
        return {"patch": asdict(edit.patch), "first": edit.first, "last": edit.last}
    return {
        "place": edit.place,
        "name": edit.name,
        "arguments": dict(edit.arguments),
        "tokens": dict(edit.tokens),
        "word": None if edit.word is None else asdict(edit.word),
        "copied": None if edit.copied is None else b85encode(edit.copied.data).decode(),
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


def read_session(path: Path) -> SavedSession:
    """Read a session file.

    Raises:
        SessionError: it is missing, too large, damaged, not a session, or of a newer version.
    """
    try:
        root = parse_json(read_bytes(path, LARGEST))
        if root["format"].value != FORMAT:
            raise UntrustedError("it is another kind of file")
        version = root["version"].whole(1)
    except OSError as error:
        raise SessionError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UntrustedError as error:
        raise SessionError(
            f"{path} is damaged, or it is no session of WM Studio: {error}."
        ) from error
    if version > VERSION:
        raise SessionError(
            f"{path} was saved by a newer WM Studio (its format is {version}, and this program "
            f"reads up to {VERSION}): update WM Studio to open it."
        )
    try:
        return session_from(root.value)
    except (BranchError, UntrustedError) as error:
        raise SessionError(f"{path} is damaged: {error}.") from error


def session_from(kept: Any) -> SavedSession:
    """The session from a value of `to_dict`, of this version or an older one.

    Raises:
        BranchError, UntrustedError: it is not valid.
    """
    node = Node(kept)
    if node["version"].whole(1, VERSION) == 1:
        node = Node(carried_over(kept, _state(node["shown"])))
    layout = node["layout"].text(LONGEST_LAYOUT)
    if not layout.isascii():
        raise UntrustedError("its layout is no layout")
    node["document"].table()
    return SavedSession(
        tree=from_dict(node["document"].value),
        newline=node["newline"].choice(NEWLINES),
        bom=node["bom"].switch(),
        model=_maybe(node["model"], _reference),
        second=_maybe(node["second"], _reference),
        cursor=_maybe(node["cursor"], _spot),
        span=_maybe(node["span"], _pair),
        axis=_maybe(node["axis"], _pair),
        interventions=tuple(map(_edit, node["edits"].items(MOST_EDITS))),
        edits_on=(one := node.get("edits_on")) is None or one.switch(),
        patches=tuple(map(_patch, node["patches"].items(MOST_EDITS))),
        layout=layout,
        preset=one.text(100) if (one := node.get("preset")) is not None else "",
        text=_state(node["text"]),
        panels={id: _state(state) for id, state in node["panels"].table(1_000).items()},
        duplicates=tuple(one.text(1_000) for one in node["duplicates"].items(1_000)),
        # Older sessions have neither.
        second_text=second_text(one) if (one := node.get("second_text")) is not None else None,
        second_edits=()
        if (one := node.get("second_edits")) is None
        else tuple(map(_edit, one.items(MOST_EDITS))),
    )


def _state(node: Node) -> State:
    return {id: _chosen(one) for id, one in node.table(10_000).items()}


def _chosen(node: Node) -> Value | list[str]:
    """The choice of one control: a value, or a list of names."""
    if isinstance(node.value, list | tuple):
        return [one.text(1_000) for one in node.items()]
    return node.scalar(LONGEST_CHOICE)


def _reference(node: Node) -> ModelReference:
    return ModelReference(
        node["source"].text(4_096),
        node["name"].text(1_000),
        {name: digest.text(1_000) for name, digest in node["hashes"].table().items()},
        tuple((name, value.scalar()) for name, value in node["settings"].table(1_000).items()),
    )


def _edit(node: Node) -> KeptIntervention:
    patch = node.get("patch")
    edit = _placed_edit(node) if patch is None else _placed_patch(node, patch)
    # Older sessions have neither.
    on, title = node.get("on"), node.get("title")
    return KeptIntervention(
        edit,
        node["words"].text(10_000),
        node["after"].text(10_000),
        on is None or on.switch(),
        "" if title is None else title.text(1_000),
    )


def _placed_patch(node: Node, patch: Node) -> PlacedPatch:
    return PlacedPatch(_patch(patch), _maybe(node["first"], _spot), _maybe(node["last"], _spot))


def _placed_edit(node: Node) -> PlacedEdit:
    arguments = node["arguments"].table(100).items()
    edit = PlacedEdit(
        _maybe(node["place"], _spot),
        node["name"].text(1_000),
        tuple((name, n.whole(-LAST, LAST)) for name, n in arguments),
        tuple((name, _spot(spot)) for name, spot in node["tokens"].table(100).items()),
        None if (word := node.get("word")) is None else _word(word),
        None if (copied := node.get("copied")) is None else _maybe(copied, _copied),
    )
    if edit.place is None and edit.word is None:
        raise UntrustedError("an edit has neither a place nor a word")
    return edit


def _copied(node: Node) -> CopiedPart:
    try:
        return parsed(b85decode(node.text(LARGEST)))
    except ValueError as error:
        raise UntrustedError(f"the memory that an edit puts in is damaged: {error}") from error


def _word(node: Node) -> Word:
    return Word(
        node["argument"].text(1_000),
        _place(node["start"]),
        _place(node["stop"]),
        node["every"].text(LONGEST_WORD),
    )


def _patch(node: Node) -> Patch:
    unit = node["unit"]
    return Patch(
        node["signal"].text(1_000),
        cast("Literal['set', 'scale', 'add']", node["op"].choice(("set", "scale", "add"))),
        node["value"].number(),
        _maybe(unit, _unit),
        _maybe(node["tokens"], _pair),
    )


def _unit(node: Node) -> int | tuple[int, ...]:
    several = isinstance(node.value, list | tuple)
    return tuple(map(_place, node.items(8))) if several else _place(node)


def _place(node: Node) -> int:
    return node.whole(0, LAST)


def _spot(node: Node) -> Spot:
    """A place, possibly with the number of one of several tokens of its character."""
    if not isinstance(node.value, list | tuple):
        return _place(node)
    return BEFORE if tuple(node.value) == BEFORE else Within(*_two(node))


def _pair(node: Node) -> tuple[int, int]:
    start, stop = _two(node)
    if start > stop:
        raise UntrustedError(f"nothing is from {start} to {stop}")
    return start, stop


def _two(node: Node) -> tuple[int, int]:
    found = [_place(one) for one in node.items(2)]
    if len(found) != 2:
        raise node.error("two numbers")
    return found[0], found[1]


def _maybe(node: Node, read: Callable[[Node], Made]) -> Made | None:
    return None if node.missing else read(node)
