"""Recorded traces: all that a model showed of one text, in a file that needs no model.

A zip of ``header.json`` and arrays as ``.npy``; described in docs/recorded-trace.md. Every size is
checked before anything of it is allocated, and nothing in it can run code.

Shapes: T tokens, k candidates, V vocabulary; a signal adds its own dims.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.engine.editing import Results, Strict, joined_memory, read
from wmstudio.engine.messages import (
    Edit,
    Intervention,
    MemoryUsage,
    OpenedModel,
    Patch,
    Signal,
    UsageTexts,
    Values,
)
from wmstudio.engine.recording_checks import (
    COLUMNS,
    LEAST_TOP,
    MEMORY,
    Array,
    array_of,
    check_arrays,
    check_tokens,
    part_of,
    shapes_of,
    signals_of,
    spells,
)
from wmstudio.engine.timeline import CHUNK
from wmstudio.files.writing import write_file
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.documents import plain_text
from wmstudio.untrusted import Node, UntrustedError, parse_json, read_bytes

if TYPE_CHECKING:
    from wmstudio.engine.backend import Backend, ReadResult, State

FORMAT, VERSION = "wmstudio-trace", 3
"""Versions 1 and 2 explain the numbers of memory use in one sentence, ``load``."""
HEADER = "header.json"
LARGEST_HEADER = 32 * 2**20
MOST_BYTES = 2**30
"""Limit for all arrays together."""
MOST_PIECES = 1_000_000
LARGEST_FILE = 2 * MOST_BYTES + LARGEST_HEADER
SIGNAL = "signals/"


class RecordingError(ValueError):
    """A recording that cannot be made or opened. The message is a sentence."""


@dataclass(frozen=True)
class Recording:
    """A recording.

    ``arrays``: ``ids``, ``ends``, ``surprisal_bits``, ``entropy_bits``, ``ranks`` ``[T]``;
    ``topk_ids``, ``topk_probs`` ``[T, k]``, and where the model has a memory that names tokens,
    ``topk_memory`` ``[T, k]``; ``first_log_probs`` ``[V]`` of the first token;
    ``loads`` ``[T + 1, 4]``, before the first token and after each: occupancy, pressure,
    interference (NaN where there is none), bytes. ``signals`` ``[T, *shape]``. ``declared`` are all
    signals of the model, also those that were not recorded.
    """

    text: str
    name: str
    family: str
    parameters: int
    pieces: tuple[bytes, ...] = field(repr=False)
    declared: Mapping[str, Signal] = field(repr=False)
    values: Values
    changes: tuple[str, ...]
    """The edits and patches that it was read with, in words."""
    usage_texts: UsageTexts
    """What the numbers in ``loads`` mean."""
    arrays: Mapping[str, Array] = field(repr=False)
    signals: Mapping[str, Array] = field(repr=False)

    @property
    def lacks(self) -> tuple[str, ...]:
        """Signals of the model that were not recorded."""
        return tuple(name for name in self.declared if name not in self.signals)


def record(
    backend: Backend,
    opened: OpenedModel,
    text: str,
    *,
    patches: Sequence[Patch] = (),
    edits: Sequence[Intervention | Edit] = (),
    signals: Sequence[str] | None = None,
    top: int = LEAST_TOP,
    strict: bool = False,
) -> Iterator[Recording | int]:
    """Read a text as the window does, and record everything.

    Yields the number of tokens read, and the recording at the end. ``signals`` are names, or None
    for all. An edit that cannot be made is skipped, as in the window, unless ``strict``.

    Raises:
        RecordingError: no such signal, or more than `MOST_BYTES`.
        EditError: an edit cannot be made.
    """
    watch = tuple(backend.signals if signals is None else dict.fromkeys(signals))
    if unknown := [name for name in watch if name not in backend.signals]:
        raise RecordingError(f"This model has no signal {unknown[0]!r}.")
    encoded = backend.encode(text)
    needed = 4 * len(encoded.ids) * sum(backend.signals[name].size for name in watch)
    if needed > MOST_BYTES:
        raise RecordingError(
            f"A recording of {len(encoded.ids):,} tokens would take {needed / 2**30:.1f} GB, and "
            f"at most {MOST_BYTES / 2**30:.0f} GB can be kept: record a shorter text."
        )
    initial = backend.initial_state()
    changes = Results(edits, text, encoded, backend.signals)
    patches = (*patches, *changes.patches)
    refused: list[Edit] = []
    strictly = Strict(changes.edits)
    readings: list[ReadResult] = []
    state, usage = initial, [backend.memory_usage(initial)]
    for start in range(0, len(encoded.ids), CHUNK):
        ids = encoded.ids[start : start + CHUNK]
        reading = read(
            backend,
            changes.edits,
            ids,
            state,
            position=start,
            watch=watch,
            patches=patches,
            top=max(top, LEAST_TOP),
            refuse=strictly if strict else lambda edit, _: refused.append(edit),
        )
        # A second reading for memory use after each token: the first shows what the window shows.
        after = read(
            backend, changes.edits, ids, state, position=start, patches=patches, every=1, top=0,
            refuse=lambda *_: None,
        )  # fmt: skip
        usage += [
            backend.memory_usage(after.snapshots.get(i, after.state))
            for i in range(1, len(ids) + 1)
        ]
        state = reading.state
        readings.append(replace(reading, state=None, snapshots={}))
        yield start + len(ids)
    strictly.check()
    # One that is asked for twice finds nothing the second time.
    vain = {id(edit) for edit in (*refused, *strictly.vain)}
    done = [edit for edit in changes.edits if id(edit) not in vain]
    yield Recording(
        text=text,
        name=opened.name,
        family=opened.family,
        parameters=opened.parameters,
        pieces=tuple(opened.pieces),
        declared=dict(backend.signals),
        values=opened.values,
        changes=(*(one.words for one in done), *(one.words for one in patches)),
        usage_texts=usage[0].texts,
        arrays={
            "ids": encoded.ids,
            "ends": encoded.ends,
            **{name: _joined(readings, name, len(opened.pieces)) for name in _READ},
            **_memory(backend, initial, readings),
            "first_log_probs": backend.log_probs(initial),
            "loads": np.array([_usage_row(one) for one in usage], np.float64),
        },
        signals={
            name: np.concatenate([r.signals[name] for r in readings])
            if readings
            else np.zeros((0, *backend.signals[name].shape), np.float32)
            for name in watch
        },
    )


_READ = ("surprisal_bits", "entropy_bits", "topk_ids", "topk_probs", "ranks")


def _joined(readings: Sequence[ReadResult], name: str, vocabulary: int) -> Array:
    if readings:
        return np.concatenate([getattr(reading, name) for reading in readings])
    shape = (0, min(LEAST_TOP, vocabulary)) if name.startswith("topk") else (0,)
    return np.zeros(shape, COLUMNS[name])


def _memory(backend: Backend, initial: State, readings: Sequence[ReadResult]) -> dict[str, Array]:
    """The memory's part of the predictions, where the model has such a memory."""
    if backend.from_memory(initial) is None:
        return {}
    none = np.zeros((0, min(LEAST_TOP, len(backend.pieces))), np.float32)
    there = joined_memory([reading.topk_memory for reading in readings])
    return {MEMORY: none if there is None else there}


def _usage_row(usage: MemoryUsage) -> tuple[float, ...]:
    shares = (usage.occupancy, usage.pressure, usage.interference)
    return *(math.nan if share is None else share for share in shares), float(usage.bytes)


def usage_of(row: Array, texts: UsageTexts) -> MemoryUsage:
    """The memory use in a row of ``loads``."""
    occupancy, *others, size = (float(x) for x in row)
    pressure, interference = (None if math.isnan(x) else x for x in others)
    return MemoryUsage(occupancy, pressure, interference, int(size), texts)


# --- writing ---


def write_recording(path: Path, recording: Recording) -> None:
    """Write a recording completely or not at all.

    Raises:
        RecordingError: it could not be opened again, because the model gave non-finite numbers.
        OSError: it cannot be written. A file that was there is unchanged.
    """
    try:
        check_arrays(recording.arrays, recording.signals, recording.declared, len(recording.pieces))
    except UntrustedError as error:
        raise RecordingError(
            f"What the model shows of this text cannot be recorded: {error}."
        ) from error
    arrays = {
        **{name: recording.arrays[name].astype(dtype) for name, dtype in COLUMNS.items()},
        **{n: x.astype("<f4") for n, x in recording.arrays.items() if n == MEMORY},
        **{SIGNAL + name: x.astype("<f4") for name, x in recording.signals.items()},
    }
    header = {
        "format": FORMAT,
        "version": VERSION,
        **{name: getattr(recording, name) for name in ("text", "name", "family", "parameters")},
        "memory_usage": asdict(recording.usage_texts),
        "settings": dict(recording.values),
        "changes": list(recording.changes),
        "pieces": [piece.hex() for piece in recording.pieces],
        "spells": spells(recording.arrays["ids"], recording.text, recording.pieces),
        "signals": [_declared(signal) for signal in recording.declared.values()],
        "arrays": {name: list(x.shape) for name, x in arrays.items()},
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr(HEADER, json.dumps(header, allow_nan=False))
        for name, x in arrays.items():
            with file.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.ascontiguousarray(x), allow_pickle=False)
    write_file(path, data.getvalue())


def _declared(signal: Signal) -> dict[str, Any]:
    """A signal as a JSON value; null replaces the end of an unbounded range."""
    ends = {name: getattr(signal, name) for name in ("low", "high")}
    return asdict(signal) | {n: x if math.isfinite(x) else None for n, x in ends.items()}


# --- reading ---


def read_recording(path: Path) -> Recording:
    """Read a recording.

    Raises:
        RecordingError: missing, damaged, not a recording, too large, or of a newer version.
    """
    try:
        data = io.BytesIO(read_bytes(path, LARGEST_FILE))
        with _unzipped(data) as file:
            header = parse_json(part_of(file, HEADER, LARGEST_HEADER))
            version = _version(path, header)
            return _recording(header, file, version)
    except OSError as error:
        raise RecordingError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UntrustedError as error:
        raise RecordingError(f"{path} is damaged, or it is no recorded trace: {error}.") from error


def _unzipped(data: io.BytesIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(data)
    except Exception as error:  # zipfile raises undocumented exceptions for damaged files
        raise UntrustedError("it is not a zip file") from error


def _version(path: Path, header: Node) -> int:
    header["format"].choice((FORMAT,))
    version = header["version"].whole(1)
    if version > VERSION:
        raise RecordingError(
            f"{path} was recorded by a newer WM Studio (its format is {version}, and this program "
            f"reads up to {VERSION}): update WM Studio to open it."
        )
    return version


def _recording(header: Node, file: zipfile.ZipFile, version: int) -> Recording:
    declared = signals_of(header["signals"])
    pieces = tuple(_piece(piece) for piece in header["pieces"].items(MOST_PIECES))
    shapes = shapes_of(header["arrays"], declared, len(pieces), SIGNAL)
    sizes = {n: math.prod(s) * np.dtype(COLUMNS.get(n, "<f4")).itemsize for n, s in shapes.items()}
    if sum(sizes.values()) > 2 * MOST_BYTES:
        raise UntrustedError("it is larger than a recording can be")
    text = header["text"].text()
    if plain_text(text) != text:
        raise UntrustedError(
            "its text has line ends that the window cannot show: record it again from the text"
        )
    told = header.get("spells")
    is_spelled = told is not None and told.switch()  # older recordings do not say
    found: dict[str, Array] = {}
    for name, shape in shapes.items():
        found[name] = array_of(file, name, shape, COLUMNS.get(name, "<f4"))
        if name == "ends":  # before anything is read whose size depends on the number of tokens
            check_tokens(found["ids"], found["ends"], text, pieces, is_spelled)
    arrays = {name: found[name] for name in (*COLUMNS, MEMORY) if name in found}
    signals = {n.removeprefix(SIGNAL): x for n, x in found.items() if n.startswith(SIGNAL)}
    check_arrays(arrays, signals, declared, len(pieces))
    return Recording(
        text=text,
        name=header["name"].text(1_000),
        family=header["family"].text(1_000),
        parameters=header["parameters"].whole(),
        pieces=pieces,
        declared=declared,
        values=tuple((n, value.scalar()) for n, value in header["settings"].table(1_000).items()),
        changes=tuple(words.text(1_000) for words in header["changes"].items()),
        usage_texts=_usage_texts(header, version),
        arrays=arrays,
        signals=signals,
    )


def _usage_texts(header: Node, version: int) -> UsageTexts:
    names = [one.name for one in fields(UsageTexts)]
    if version >= 3:
        texts = header["memory_usage"]
        return UsageTexts(**{name: texts[name].text(10_000) for name in names})
    # Older recordings have "occupancy: how full it is; pressure: …", possibly with further clauses.
    clauses = (part.partition(": ") for part in header["load"].text(10_000).split("; "))
    found = {name: meaning for name, _, meaning in clauses if name in names}
    return UsageTexts(**{"occupancy": "", **found})


def _piece(node: Node) -> bytes:
    try:
        return bytes.fromhex(node.text(10_000))
    except ValueError as error:
        raise node.error("bytes in hexadecimal") from error
