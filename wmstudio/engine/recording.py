"""A recorded trace: all that a model showed of one text, in one file that needs no model.

A zip of ``header.json`` and arrays as ``.npy``; described in docs/recorded-trace.md. Every size is
checked before anything of it is allocated, and nothing in it can run code.

Shapes: T tokens, k candidates, V vocabulary; a signal adds its own dims.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from wmstudio.checkpoints.atomic import write_atomically
from wmstudio.engine.editing import located, read
from wmstudio.engine.messages import Edit, Kind, Load, Opened, Patch, PlacedEdit, Signal, Values
from wmstudio.engine.timeline import CHUNK

if TYPE_CHECKING:
    from wmstudio.engine.backend import Backend, Reading

ENDING = ".wmtrace"
FORMAT, VERSION = "wmstudio-trace", 1
HEADER = "header.json"
LARGEST_HEADER = 32 * 2**20
MOST_BYTES = 2**30
"""Of all arrays together."""
LEAST_TOP = 20
"""Candidates of each token: as many as the window shows."""
COLUMNS = {
    "ids": "<i4",
    "ends": "<i8",
    "surprisal_bits": "<f4",
    "entropy_bits": "<f4",
    "topk_ids": "<i4",
    "topk_probs": "<f4",
    "ranks": "<i4",
    "first_log_probs": "<f4",
    "loads": "<f8",
}
"""Arrays by name, and how their numbers are written; signals are float32."""
SIGNAL = "signals/"
Array = npt.NDArray[Any]


class RecordingError(ValueError):
    """A recording that cannot be made or opened; the message is a sentence."""


@dataclass(frozen=True)
class Recording:
    """All that was recorded.

    ``arrays``: ``ids``, ``ends``, ``surprisal_bits``, ``entropy_bits``, ``ranks`` ``[T]``;
    ``topk_ids``, ``topk_probs`` ``[T, k]``; ``first_log_probs`` ``[V]`` of the first token;
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
    """In words, the edits and patches that it was read with."""
    load: str
    """What the load's numbers mean."""
    arrays: Mapping[str, Array] = field(repr=False)
    signals: Mapping[str, Array] = field(repr=False)

    @property
    def lacks(self) -> tuple[str, ...]:
        """Signals that the model has and that were not recorded."""
        return tuple(name for name in self.declared if name not in self.signals)


def record(
    backend: Backend,
    opened: Opened,
    text: str,
    *,
    patches: Sequence[Patch] = (),
    edits: Sequence[PlacedEdit | Edit] = (),
    signals: Sequence[str] | None = None,
    top: int = LEAST_TOP,
    strict: bool = False,
) -> Iterator[Recording | int]:
    """Read a text as the window does, and keep everything; the recording comes last.

    Before it come the numbers of tokens that have been read. ``signals`` are names, None for all.
    An edit that cannot be done is passed over, as in the window, unless it is ``strict``.

    Raises:
        RecordingError: no such signal, or more than `MOST_BYTES`.
        EditError: an edit cannot be done.
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
    placed = [located(edit, encoded) for edit in edits]
    refused: list[Edit] = []
    readings: list[Reading] = []
    state, loads = initial, [backend.load(initial)]
    for start in range(0, len(encoded.ids), CHUNK):
        ids = encoded.ids[start : start + CHUNK]
        reading = read(
            backend,
            placed,
            ids,
            state,
            position=start,
            watch=watch,
            patches=patches,
            top=max(top, LEAST_TOP),
            refuse=None if strict else lambda edit, _: refused.append(edit),
        )
        # Once more for the load after each token: what was read above is what the window shows.
        after = read(
            backend, placed, ids, state, position=start, patches=patches, every=1, top=1,
            refuse=lambda *_: None,
        )  # fmt: skip
        loads += [backend.load(after.snapshots.get(i, after.state)) for i in range(1, len(ids) + 1)]
        state = reading.state
        readings.append(replace(reading, state=None, snapshots={}))
        yield start + len(ids)
    done = [edit for edit in placed if edit not in refused]
    yield Recording(
        text=text,
        name=opened.name,
        family=opened.family,
        parameters=opened.parameters,
        pieces=tuple(opened.pieces),
        declared=dict(backend.signals),
        values=opened.values,
        changes=(*map(_edit_words, done), *map(_patch_words, patches)),
        load=loads[0].definition,
        arrays={
            "ids": encoded.ids,
            "ends": encoded.ends,
            **{name: _joined(readings, name, len(opened.pieces)) for name in _READ},
            "first_log_probs": backend.log_probs(initial),
            "loads": np.array([_load_row(load) for load in loads], np.float64),
        },
        signals={
            name: np.concatenate([r.signals[name] for r in readings])
            if readings
            else np.zeros((0, *backend.signals[name].shape), np.float32)
            for name in watch
        },
    )


_READ = ("surprisal_bits", "entropy_bits", "topk_ids", "topk_probs", "ranks")


def _joined(readings: Sequence[Reading], name: str, vocabulary: int) -> Array:
    if readings:
        return np.concatenate([getattr(reading, name) for reading in readings])
    shape = (0, min(LEAST_TOP, vocabulary)) if name.startswith("topk") else (0,)
    return np.zeros(shape, COLUMNS[name])


def _load_row(load: Load) -> tuple[float, ...]:
    shares = (load.occupancy, load.pressure, load.interference)
    return *(math.nan if share is None else share for share in shares), float(load.bytes)


def load_of(row: Array, definition: str) -> Load:
    """The load that a row of ``loads`` tells of."""
    occupancy, *others, size = (float(x) for x in row)
    pressure, interference = (None if math.isnan(x) else x for x in others)
    return Load(occupancy, pressure, interference, int(size), definition)


def _edit_words(edit: Edit) -> str:
    arguments = ", ".join(f"{name} {value}" for name, value in edit.arguments)
    return f"{edit.name} {arguments}".strip() + f" after token {edit.token}"


def _patch_words(patch: Patch) -> str:
    return f"{patch.signal} {patch.op} {patch.value:g}"


# --- written ---


def write_recording(path: Path, recording: Recording) -> None:
    """Write all of it or nothing.

    Raises:
        OSError: it cannot be written; what was there is as it was.
    """
    arrays = {
        **{name: recording.arrays[name].astype(dtype) for name, dtype in COLUMNS.items()},
        **{SIGNAL + name: x.astype("<f4") for name, x in recording.signals.items()},
    }
    header = {
        "format": FORMAT,
        "version": VERSION,
        **{name: getattr(recording, name) for name in ("text", "name", "family", "parameters")},
        "load": recording.load,
        "settings": dict(recording.values),
        "changes": list(recording.changes),
        "pieces": [piece.hex() for piece in recording.pieces],
        "signals": [_declared(signal) for signal in recording.declared.values()],
        "arrays": {name: list(x.shape) for name, x in arrays.items()},
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr(HEADER, json.dumps(header, allow_nan=False))
        for name, x in arrays.items():
            with file.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.ascontiguousarray(x), allow_pickle=False)
    write_atomically(path, data.getvalue())


def _declared(signal: Signal) -> dict[str, Any]:
    """As JSON has it: null in place of a range that has no end."""
    ends = {name: getattr(signal, name) for name in ("low", "high")}
    return asdict(signal) | {n: x if math.isfinite(x) else None for n, x in ends.items()}


# --- read ---


def read_recording(path: Path) -> Recording:
    """Read a recording.

    Raises:
        RecordingError: missing, damaged, no recording, too large, or of a newer version.
    """
    try:
        with zipfile.ZipFile(path) as file:
            header = _header(path, file)
            return _recording(header, file)
    except RecordingError:
        raise
    except OSError as error:
        raise RecordingError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError,
        ValueError, TypeError, KeyError, RecursionError, zlib.error,
    ) as error:  # fmt: skip
        raise RecordingError(f"{path} is damaged, or it is no recorded trace.") from error


def _header(path: Path, file: zipfile.ZipFile) -> dict[str, Any]:
    header = json.loads(_bytes(file, HEADER, LARGEST_HEADER).decode())
    version = header["version"] if header["format"] == FORMAT else None
    if type(version) is int and version > VERSION:
        raise RecordingError(
            f"{path} was recorded by a newer WM Studio (its format is {version}, and this program "
            f"reads up to {VERSION}): update WM Studio to open it."
        )
    if version != VERSION:
        raise ValueError(version)
    return dict(header)


def _recording(header: Mapping[str, Any], file: zipfile.ZipFile) -> Recording:
    declared = {one["name"]: _signal(one) for one in header["signals"]}
    pieces = tuple(bytes.fromhex(piece) for piece in header["pieces"])
    shapes = {name: _shape(shape) for name, shape in header["arrays"].items()}
    tokens, vocabulary = shapes["ids"][0], len(pieces)
    k = shapes["topk_ids"][1]
    expected = {
        **dict.fromkeys(COLUMNS, (tokens,)),
        **dict.fromkeys(("topk_ids", "topk_probs"), (tokens, k)),
        "first_log_probs": (vocabulary,),
        "loads": (tokens + 1, 4),
    }
    recorded = [name[len(SIGNAL) :] for name in shapes if name.startswith(SIGNAL)]
    expected |= {SIGNAL + name: (tokens, *declared[name].shape) for name in recorded}
    dtypes = COLUMNS | dict.fromkeys((SIGNAL + name for name in recorded), "<f4")
    sizes = {n: math.prod(s) * np.dtype(dtypes[n]).itemsize for n, s in expected.items()}
    if expected != shapes or k > vocabulary or sum(sizes.values()) > 2 * MOST_BYTES:
        raise ValueError("its sizes do not fit together")
    found = {name: _array(file, name, expected[name], dtypes[name]) for name in expected}
    ids, ends, text = found["ids"], found["ends"], _is(header["text"], str)
    in_range = all(((x >= 0) & (x < vocabulary)).all() for x in (ids, found["topk_ids"]))
    if not in_range or (np.diff(ends, prepend=0) < 0).any() or ends[-1:].sum() > len(text):
        raise ValueError("its tokens are not those of its text")
    return Recording(
        text=text,
        name=_is(header["name"], str),
        family=_is(header["family"], str),
        parameters=_is(header["parameters"], int),
        pieces=pieces,
        declared=declared,
        values=tuple(_is(header["settings"], dict).items()),
        changes=tuple(_is(words, str) for words in header["changes"]),
        load=_is(header["load"], str),
        arrays={name: found[name] for name in COLUMNS},
        signals={name: found[SIGNAL + name] for name in recorded},
    )


def _signal(kept: Any) -> Signal:
    shape, dims = _shape(kept["shape"]), tuple(_is(dim, str) for dim in kept["dims"])
    low = -math.inf if kept["low"] is None else float(kept["low"])
    high = math.inf if kept["high"] is None else float(kept["high"])
    if len(dims) != len(shape) or not low < high:
        raise ValueError("a signal is not sound")
    return Signal(
        _is(kept["name"], str),
        Kind(kept["kind"]),
        dims,
        shape,
        _is(kept["text"], str),
        low,
        high,
        _is(kept["layer"], int),
        _is(kept["patchable"], bool),
    )


def _shape(kept: Any) -> tuple[int, ...]:
    shape = tuple(_is(n, int) for n in kept)
    if any(n < 0 for n in shape):
        raise ValueError("there is no such shape")
    return shape


def _array(file: zipfile.ZipFile, name: str, shape: tuple[int, ...], dtype: str) -> Array:
    """An array whose shape is known: no more is read than it needs."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    data = io.BytesIO(_bytes(file, f"{name}.npy", size + 65_536))
    major, _ = np.lib.format.read_magic(data)
    reads = {1: np.lib.format.read_array_header_1_0, 2: np.lib.format.read_array_header_2_0}
    there, fortran, found = reads[major](data)
    if there != shape or fortran or found.str != dtype:
        raise ValueError(f"{name} is not what the header says")
    rest = data.read()
    if len(rest) != size:
        raise ValueError(f"{name} has another length")
    return np.frombuffer(rest, dtype).reshape(shape)


def _bytes(file: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A part of the zip, if it is no larger than this: also if it says otherwise of itself."""
    if file.getinfo(name).file_size > most:
        raise ValueError(f"{name} is larger than it can be")
    with file.open(name) as part:
        data = part.read(most + 1)
    if len(data) > most:
        raise ValueError(f"{name} is larger than it can be")
    return data


def _is(kept: Any, kind: type) -> Any:
    if type(kept) is not kind:
        raise TypeError(f"{kept!r:.80} is not what belongs there")
    return kept
