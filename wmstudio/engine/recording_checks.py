"""Checks of a recording, the same before it is written and after it is read.

Whoever shows a recording trusts its arrays to fit one another, so all of that is looked at here.
Shapes: T tokens, k candidates, V vocabulary.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from wmstudio.contract import Kind, Signal, When
from wmstudio.untrusted import LARGEST_WHOLE, Node, UntrustedError, shortened

if TYPE_CHECKING:
    import numpy.typing as npt

Array: TypeAlias = "npt.NDArray[Any]"
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
"""Arrays by name with their dtypes. Signals are float32."""
MEMORY = "topk_memory"
"""An array that exists if the model has a memory that names tokens, float32."""
LEAST_TOP = 20
"""Smallest number of candidates per token: as many as the window shows."""
UNDECLARED = "undeclared"
"""Marks a signal whose index of tokens was not declared."""
DIMS = {
    Kind.GATE: (1,),
    Kind.ACTIVATION: (1,),
    Kind.SLOTS: (2,),
    Kind.ADDRESS: (1,),
    Kind.ATTENTION: (1, 2),
    Kind.SCALAR: (0,),
    Kind.INDEX: (1,),
}
"""Number of dims that a token adds, by kind of signal."""
WIDEST = 1e30
"""Limit of a signal's range, since drawing computes in float32."""
ROUNDING = 1e-3
"""By how much a float32 probability may be below 0 or above 1."""
STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


# --- declarations ---


def signals_of(node: Node) -> dict[str, Signal]:
    """The signals that a header declares, by name.

    Raises:
        UntrustedError: a declaration is invalid, or those of one part of the model contradict.
    """
    found = [_signal(one) for one in node.items(10_000)]
    signals = {signal.name: signal for signal in found}
    if len(signals) != len(found):
        raise UntrustedError("two signals have one name")
    check_parts(found)
    return signals


def check_parts(signals: Iterable[Signal]) -> None:
    """Check that all signals of one memory have as many rows: they are drawn together.

    Raises:
        UntrustedError: those of one part of the model contradict.
    """
    parts: dict[str, list[Signal]] = {}
    for signal in signals:
        parts.setdefault(signal.part, []).append(signal)
    for name, part in parts.items():
        _check_part(name, part)


def _signal(node: Node) -> Signal:
    kind = Kind(node["kind"].choice([kind.value for kind in Kind]))
    shape = shape_of(node["shape"], least=1)
    dims = tuple(dim.text(100) for dim in node["dims"].items(8))
    low = node["low"].number(-WIDEST, WIDEST)
    high = math.inf if node["high"].missing else node["high"].number(-WIDEST, WIDEST)
    if len(shape) not in DIMS[kind] or len(dims) != len(shape):
        raise node["shape"].error(f"the shape of a signal of kind {kind.value!r}")
    if not high - low >= 1e-9:
        raise node["high"].error(f"above the lower end, {low:g}")
    return Signal(
        node["name"].name(200),
        kind,
        dims,
        shape,
        node["text"].text(1_000),
        low,
        high,
        node["layer"].whole(0, 10_000),
        node["patchable"].switch(),
        # Recordings made before this was declared do not say which token a number is about.
        UNDECLARED if (of := node.get("of")) is None else of.text(200),
        None if (when := node.get("when")) is None else When(when.choice([*When])),
        kind is Kind.ATTENTION and (names := node.get("names")) is not None and names.switch(),
    )


def _check_part(name: str, part: Sequence[Signal]) -> None:
    indexes = {s.name for s in part if s.kind is Kind.INDEX} | {"", UNDECLARED}
    if wrong := next((s for s in part if s.of not in indexes), None):
        raise UntrustedError(f"{shortened(wrong.name)} is about tokens of no index of its part")
    rows = {s.shape[0] for s in part if s.kind in (Kind.ADDRESS, Kind.INDEX)}
    tables = [s.shape[0] for s in part if s.kind is Kind.SLOTS]
    back = [s.shape for s in part if s.kind is Kind.ATTENTION]
    heads = max((shape[0] for shape in back if len(shape) == 2), default=1)
    if (
        len(rows | set(tables if rows else ())) > 1
        or len(set(back)) > 1
        or any(n % heads for n in tables)
    ):
        raise UntrustedError(f"the signals of {shortened(name)!r} do not have as many rows")


def shape_of(node: Node, least: int = 0) -> tuple[int, ...]:
    """A shape of at most three dims."""
    return tuple(n.whole(least, 2**40) for n in node.items(3))


# --- arrays ---


def shapes_of(
    node: Node, declared: Mapping[str, Signal], vocabulary: int, prefix: str
) -> dict[str, tuple[int, ...]]:
    """The declared shapes of the arrays, if they are consistent.

    Raises:
        UntrustedError: they are not.
    """
    shapes = {name: shape_of(shape) for name, shape in node.table(20_000).items()}
    tokens, k = shapes.get("ids", (0,))[0:1], shapes.get("topk_ids", (0, 0))[1:2]
    signals = [name for name in shapes if name.startswith(prefix)]
    if unknown := [name for name in signals if name.removeprefix(prefix) not in declared]:
        raise UntrustedError(f"no signal is declared for the array {shortened(unknown[0])!r}")
    candidates = ("topk_ids", "topk_probs", *([MEMORY] if MEMORY in shapes else []))
    expected: dict[str, tuple[int, ...]] = {
        **dict.fromkeys(COLUMNS, tokens),
        **dict.fromkeys(candidates, (*tokens, *k)),
        "first_log_probs": (vocabulary,),
        "loads": (sum(tokens) + 1, 4),
        **{name: (*tokens, *declared[name.removeprefix(prefix)].shape) for name in signals},
    }
    if expected != shapes or not min(LEAST_TOP, vocabulary) <= sum(k) <= vocabulary:
        raise UntrustedError("the sizes of its arrays do not fit together")
    return expected


def spells(ids: Array, text: str, pieces: Sequence[bytes]) -> bool:
    """Whether the pieces are the text. Of models with words or rules of their own they are not."""
    spelled = b"".join(pieces[i] for i in ids.tolist())
    return spelled == text.encode("utf-8", "surrogatepass")


def check_tokens(
    ids: Array, ends: Array, text: str, pieces: Sequence[bytes], is_spelled: bool
) -> None:
    """Check that the tokens cover the text, and, if it was said of them, that they spell it.

    Raises:
        UntrustedError: they do not.
    """
    sound = not len(ids) or 0 <= ids.min() <= ids.max() < len(pieces)
    if (
        not sound
        or (is_spelled and not spells(ids, text, pieces))
        or (np.diff(ends, prepend=0) < 0).any()
        or (len(ids) and int(ends[-1]) != len(text))
    ):
        raise UntrustedError("its tokens are not those of its text")


def check_arrays(
    arrays: Mapping[str, Array],
    signals: Mapping[str, Array],
    declared: Mapping[str, Signal],
    vocabulary: int,
) -> None:
    """Check that every number is finite and in range. The shapes have been checked.

    Raises:
        UntrustedError: one is not; the message names the array.
    """
    loads = arrays["loads"]
    ranges = {
        "surprisal_bits": (-ROUNDING, math.inf),
        "entropy_bits": (-ROUNDING, math.inf),
        "topk_ids": (0, vocabulary - 1),
        "topk_probs": (-ROUNDING, 1 + ROUNDING),
        "ranks": (1, vocabulary),
        "first_log_probs": (-math.inf, ROUNDING),
    }
    parts = {name: (arrays[name], *limits) for name, limits in ranges.items()}
    parts["the occupancy in loads"] = (loads[:, 0], -math.inf, math.inf)
    # NaN means that the memory has no such number.
    parts["loads"] = (np.nan_to_num(loads[:, 1:3], posinf=math.inf), -math.inf, math.inf)
    parts["the bytes in loads"] = (loads[:, 3], 0, LARGEST_WHOLE)
    parts |= {name: (x, -math.inf, math.inf) for name, x in signals.items()}
    if MEMORY in arrays:
        # It is part of a probability, so the rest must not be negative.
        parts[MEMORY] = (arrays[MEMORY], -ROUNDING, 1 + ROUNDING)
        rest = arrays["topk_probs"] - arrays[MEMORY]
        parts["what is not from memory"] = (rest, -ROUNDING, 1 + ROUNDING)
    for name, (x, low, high) in parts.items():
        if not np.isfinite(x).all() or (x < low).any() or (x > high).any():
            raise UntrustedError(f"{shortened(name)} has numbers that cannot be")
    for name, x in signals.items():
        if declared[name].kind is not Kind.INDEX:
            continue
        newest_T1 = np.arange(len(x)).reshape(-1, 1)
        if (x != np.rint(x)).any() or (x < -1).any() or (x > newest_T1).any():
            raise UntrustedError(f"{shortened(name)} has numbers of tokens that cannot be")


# --- parts of the zip ---


def array_of(file: zipfile.ZipFile, name: str, shape: tuple[int, ...], dtype: str) -> Array:
    """Read an array of known shape. No more bytes are read than it needs.

    Raises:
        UntrustedError: it is missing or damaged, or has another shape or dtype.
    """
    size = math.prod(shape) * np.dtype(dtype).itemsize
    data = io.BytesIO(part_of(file, f"{name}.npy", size + 65_536))
    try:
        major, _ = np.lib.format.read_magic(data)
        reads = {1: np.lib.format.read_array_header_1_0, 2: np.lib.format.read_array_header_2_0}
        found = reads[major](data)
    except Exception as error:  # numpy's parser raises arbitrary exceptions for damaged files
        raise UntrustedError(f"the array {shortened(name)!r} is damaged") from error
    rest = data.read()
    if found[0] != shape or found[1] or found[2].str != dtype or len(rest) != size:
        raise UntrustedError(f"the array {shortened(name)!r} is not what the header says")
    return np.frombuffer(rest, dtype).reshape(shape)


def part_of(file: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Read a part of the zip if it is not larger than this, whatever size its header claims.

    Raises:
        UntrustedError: it is missing, damaged or larger.
    """
    try:
        about = file.getinfo(name)
        if about.compress_type not in STORED_OR_DEFLATED:
            raise UntrustedError(f"{shortened(name)!r} is compressed in a way that is not read")
        with file.open(about) as part:
            data = part.read(most + 1)
    except UntrustedError:
        raise
    except KeyError as error:
        raise UntrustedError(f"{shortened(name)!r} is missing") from error
    except MemoryError as error:
        raise UntrustedError("there is not enough memory for it") from error
    except Exception as error:  # zipfile and zlib raise undocumented exceptions for damaged files
        raise UntrustedError(f"{shortened(name)!r} is damaged") from error
    if len(data) > most:
        raise UntrustedError(f"{shortened(name)!r} is larger than it can be")
    return data
