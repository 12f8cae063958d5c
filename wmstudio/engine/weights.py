"""What the weights of a model are, tensor by tensor, and how those of two models differ.

Shapes: R rows, C columns of a matrix; r, c those of its picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from wmstudio.engine.backend import step_of
from wmstudio.engine.messages import TensorChange, TensorFacts, WeighedTensor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt

    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import OpenedModel, Weigh

Array: TypeAlias = "npt.NDArray[Any]"

SINGULAR = 3
"""How many singular values are told, the largest first."""
MOST_COLUMNS = 8192
"""Of a matrix with more rows and columns than that, they would take minutes."""
MOST_BETWEEN_KEYS = 1024
"""The same where somebody is typing: they take a tenth of a second or so."""
PRECISE = 1e-4
"""From this share of the largest singular value on, another one survives the squaring."""
ROUNDED = float(np.finfo(np.float64).eps)
"""What is left below this share of the largest one, times the longer side, is rounding."""
BARS = 16
"""Into how many bars of equal width a histogram counts the values."""
PIXELS = 512
"""How many rows and columns a picture has at most."""


# Weights that are not finite, or whose squares are not, have numbers that are not finite.
@np.errstate(over="ignore", invalid="ignore")
def facts_of(name: str, x: Array, most: int = MOST_COLUMNS) -> TensorFacts:
    """Measure a tensor, in float64.

    A matrix with more than ``most`` rows and columns is given no singular values.
    """
    values = x.astype(np.float64)
    is_empty = not values.size
    return TensorFacts(
        name=name,
        shape=x.shape,
        dtype=str(x.dtype),
        norm=float(np.linalg.norm(values.reshape(-1))),
        low=0.0 if is_empty else float(values.min()),
        mean=0.0 if is_empty else float(values.mean()),
        high=0.0 if is_empty else float(values.max()),
        singular=_singular(values, most) if values.ndim == 2 and not is_empty else (),
        histogram=_histogram(values),
    )


def _histogram(values: Array) -> tuple[int, ...]:
    """Count finite values in equal bars; where all are the same, they are in the middle one."""
    finite = values[np.isfinite(values)] / 2  # so that no difference overflows
    if not finite.size:
        return ()
    low, span = finite.min(), finite.max() - finite.min()
    share = (finite - low) / span if span else np.full_like(finite, 0.5)
    bars = np.minimum((share * BARS).astype(np.int64), BARS - 1)
    return tuple(int(count) for count in np.bincount(bars, minlength=BARS))


def _singular(x_RC: Array, most: int) -> tuple[float, ...]:
    """The square roots of the largest eigenvalues of the smaller of X Xᵀ and Xᵀ X.

    Beside a large one, a small one would be rounded away by squaring: what the large ones explain
    is taken out of the matrix, and the others are found in the rest.
    """
    if min(x_RC.shape) > most or not np.isfinite(x_RC).all():
        return ()
    left_RC = x_RC if x_RC.shape[0] >= x_RC.shape[1] else x_RC.T
    count, found = min(SINGULAR, left_RC.shape[1]), list[float]()
    while len(found) < count:
        scale = float(np.abs(left_RC).max())
        if scale <= (ROUNDED * max(x_RC.shape) * found[0] if found else 0.0):
            found += [0.0] * (count - len(found))
            break
        left_RC = left_RC / scale  # squares that neither overflow nor vanish
        gram_CC = left_RC.T @ left_RC
        squares = np.linalg.eigvalsh(gram_CC)[::-1][: count - len(found)]
        squares = squares[squares > PRECISE**2 * squares[0]]
        found += [scale * float(value) for value in np.sqrt(squares)]
        if len(found) < count:
            large_CK = np.linalg.eigh(gram_CC)[1][:, -len(squares) :]
            left_RC = scale * (left_RC - (left_RC @ large_CK) @ large_CK.T)
    return tuple(found)


@np.errstate(over="ignore", invalid="ignore")
def change_of(name: str, before: Array, after: Array) -> TensorChange:
    """Measure how a tensor differs from one of the same shape, in float64."""
    old = before.astype(np.float64)
    difference = after.astype(np.float64) - old
    norm = float(np.linalg.norm(difference.reshape(-1)))
    whole = float(np.linalg.norm(old.reshape(-1)))
    relative = norm / whole if whole else float("inf") if norm else 0.0
    largest = float(np.abs(difference).max()) if difference.size else 0.0
    return TensorChange(name, before.shape, norm, relative, largest)


def changes(
    before: Mapping[str, Array], after: Mapping[str, Array]
) -> tuple[list[TensorChange], list[str]]:
    """What differs, the largest relative change first, and the names that cannot be compared.

    A tensor cannot be compared where the other model has none of its name and shape.
    """
    shapes = {name: x.shape for name, x in before.items()}
    same = [name for name, x in after.items() if shapes.get(name) == x.shape]
    found = [change_of(name, before[name], after[name]) for name in same]
    found.sort(key=lambda change: (-change.relative, change.name))
    return found, sorted((before.keys() | after.keys()) - set(same))


def picture_of(x_RC: Array) -> Array:
    """Reduce a matrix to at most `PIXELS` rows and columns, zeros for what is not a number.

    Each pixel is the value of greatest magnitude in its block, so that one large weight among many
    small ones can be seen.
    """
    picture: Array = np.nan_to_num(x_RC.astype(np.float32), nan=0.0)
    for axis, size in enumerate(x_RC.shape):
        if size > PIXELS:
            starts = np.arange(PIXELS) * size // PIXELS
            high = np.maximum.reduceat(picture, starts, axis=axis)
            low = np.minimum.reduceat(picture, starts, axis=axis)
            picture = np.where(high >= -low, high, low)
    return picture


def weighing(
    backend: Backend, against: Mapping[str, Array] | None = None
) -> Iterator[tuple[WeighedTensor, ...] | None]:
    """Measure every tensor, one a step. Yields None between them, and all of them at the end.

    ``against`` are the weights of another model to compare with.

    Raises:
        Refused: there are no weights, as in a recording.
    """
    found, rows = [], backend.signal_rows()
    for name, x in backend.weights().items():
        facts = facts_of(name, x, MOST_BETWEEN_KEYS)
        x_RC = x.reshape(x.shape[0] if x.ndim > 1 else 1, -1) if x.size else x.reshape(0, 0)
        old = (against or {}).get(name)
        change = change_of(name, old, x) if old is not None and old.shape == x.shape else None
        found.append(WeighedTensor(facts, x_RC, picture_of(x_RC), change, rows.get(name, ())))
        yield None
    yield tuple(found)


def weighing_step(
    own: Backend, opened: OpenedModel, asked: Weigh
) -> Iterator[tuple[WeighedTensor, ...] | None]:
    """As `weighing`, of the step of a training run that is open."""
    yield from weighing(step_of(own, opened), asked.against)
