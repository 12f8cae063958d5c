"""What a model showed of a text, as arrays that can be saved.

Shapes: T tokens, k candidates; a signal adds its own dims.
"""

from __future__ import annotations

import io
import json
from dataclasses import field
from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.files.writing import write_file
from wmstudio.lazy_dataclass import dataclass
from wmstudio.library import given
from wmstudio.library.given import TraceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy.typing as npt

    from wmstudio.engine.backend import Floats, Ids

MOST_JSON_NUMBERS = 20_000_000
COLUMNS = (
    "ids",
    "spans",
    "surprisal_bits",
    "ranks",
    "entropy_bits",
    "topk_ids",
    "topk_probs",
    "state_bytes",
)


def check_json(numbers: int) -> None:
    """Check that so many numbers can be saved as JSON.

    Raises:
        TraceError: they are too many.
    """
    if numbers > MOST_JSON_NUMBERS:
        raise TraceError("this trace is too long for JSON: save it as .npz")


@dataclass(frozen=True)
class LibraryTrace:
    """What a model showed of a text, as numpy arrays.

    ``ids`` int32 ``[T]``; ``spans`` int64 ``[T, 2]`` in code points; ``surprisal_bits`` ``[T]`` of
    each token given all before it (the first one given the initial state); ``entropy_bits``
    ``[T]``, ``topk_ids`` and ``topk_probs`` ``[T, k]`` of the prediction *after* each token;
    ``signals`` by name, each ``[T, *shape]``.
    """

    text: str
    ids: Ids
    spans: npt.NDArray[np.int64]
    surprisal_bits: Floats
    entropy_bits: Floats
    topk_ids: Ids
    topk_probs: Floats
    signals: Mapping[str, Floats] = field(repr=False)
    tokens: tuple[str, ...] = field(repr=False)
    """Each token with visible signs for spaces, newlines and stray bytes."""
    ranks: Ids = field(default_factory=lambda: np.zeros(0, np.int32), repr=False)
    """Rank of each token among all candidates, ``[T]``; 1 is the most probable, and 0 stands where
    the probabilities are no numbers."""
    state_bytes: Any = field(default_factory=lambda: np.array(0, np.int64), repr=False)
    """Size of the state after the last token in bytes, an int64 without dims."""
    topk_memory: Floats | None = field(default=None, repr=False)
    """The part of each of ``topk_probs`` that comes from a memory that names tokens, ``[T, k]``, or
    None where the model has no such memory."""

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Everything that `save` writes, by name."""
        memory = {} if self.topk_memory is None else {"topk_memory": self.topk_memory}
        return {name: getattr(self, name) for name in COLUMNS} | memory | dict(self.signals)

    def save(self, path: str | Path) -> None:
        """Write all arrays under their names, as ``.npz`` or (short texts) as ``.json``.

        Raises:
            TraceError: no path, another suffix, or too long for JSON.
            OSError: the file cannot be written. What was there is unchanged.
        """
        path = given.path(path, "path")
        if path.suffix == ".npz":
            file = io.BytesIO()
            np.savez_compressed(file, allow_pickle=False, **self.arrays)
            write_file(path, file.getvalue())
        elif path.suffix == ".json":
            check_json(sum(x.size for x in self.arrays.values()))
            table = {name: _plain(x) for name, x in self.arrays.items()}
            write_file(path, json.dumps(table, allow_nan=False) + "\n")
        else:
            raise TraceError(f"a trace is saved as .npz or .json, not as {path.name!r}")


def _plain(x: npt.NDArray[Any]) -> Any:
    """Nested lists; null replaces values that JSON cannot express (a patch may cause overflow)."""
    if np.isfinite(x).all():
        return x.tolist()
    plain = x.astype(object)
    plain[~np.isfinite(x)] = None
    return plain.tolist()
