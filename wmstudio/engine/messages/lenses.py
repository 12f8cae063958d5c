"""Requests and answers about lenses: what each layer predicts, and what a target hangs on.

Shapes: n tokens, R readings of one token, F features.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from wmstudio.engine.messages.candidates import Candidate

Ids: TypeAlias = "npt.NDArray[np.int32]"
Numbers: TypeAlias = "npt.NDArray[np.float64]"
MOST_LEFT_OUT = 128
"""Number of tokens, counted back from the last one, that are left out one after another."""
MOST_MEASURED = 512
"""Number of tokens, counted back from the last one, over which layers are measured."""


@dataclass(frozen=True, eq=False)
class ReadThrough:
    """Read the layers of one token through the output layer.

    ``signals`` are those of its snapshot, and ``plain`` those of the untouched reading, if there is
    one. The bits of ``next`` are wanted, unless it is None.
    """

    run: int
    signals: Mapping[str, npt.NDArray[np.float32]] = field(repr=False)
    plain: Mapping[str, npt.NDArray[np.float32]] = field(default_factory=dict, repr=False)
    next: int | None = None
    top: int = 5


@dataclass(frozen=True)
class LayerPrediction:
    """What the output layer makes of a layer: its candidates, and the bits of the wanted token.

    ``plain_bits`` are those of the untouched reading. None is what was not asked for.
    """

    layer: str
    candidates: tuple[Candidate, ...]
    bits: float | None = None
    plain_bits: float | None = None


@dataclass(frozen=True)
class LayersRead:
    """The layers of one token, from the lowest to the highest, or ``why`` none can be read."""

    run: int
    layers: tuple[LayerPrediction, ...] = ()
    why: str = ""


@dataclass(frozen=True, eq=False)
class MeasureLayers:
    """Measure the bits that each layer needs for these tokens, between views.

    Of more than `MOST_MEASURED`, only the last ones are read, as a text of their own.
    """

    run: int
    ids: Ids = field(repr=False)


@dataclass(frozen=True)
class LayersMeasured:
    """Bits per token of each layer by its name, of the model itself, and of a uniform guess.

    The first of ``tokens`` tokens, before which there is nothing, is not counted.
    """

    run: int
    bits: Mapping[str, float]
    own: float
    uniform: float
    tokens: int

    def is_a_guess(self, layer: str) -> bool:
        """Whether a layer predicts no better than a uniform guess."""
        return self.bits[layer] >= self.uniform

    def is_poor(self, layer: str) -> bool:
        """Whether a layer is nearer to a uniform guess than to the model itself."""
        return self.bits[layer] >= (self.own + self.uniform) / 2


@dataclass(frozen=True, eq=False)
class MeasureImportance:
    """Measure how much the prediction after these tokens hangs on each of the last ones.

    ``targets`` is one token, whose log probability is meant, or two: the log-odds of the first
    against the second. All ``ids`` are read; the last `MOST_LEFT_OUT` are measured, between views.
    """

    run: int
    ids: Ids = field(repr=False)
    targets: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class ImportanceMeasured:
    """How much the prediction hangs on each token from number ``first`` on, in bits.

    ``bits`` is the log probability of the target, or its log-odds; ``estimated`` ``[n]`` is
    gradient times input, and ``left_out`` ``[n]`` is by how much it falls without the token.
    """

    run: int
    first: int
    targets: tuple[int, ...]
    bits: float
    estimated: Numbers = field(repr=False)
    left_out: Numbers = field(repr=False)

    @property
    def agreement(self) -> float | None:
        """The correlation of the two; None where one of them is the same for all tokens.

        So it is where the model computes what is no number.
        """
        x, y = self.estimated, self.left_out
        if len(x) < 2 or not np.isfinite([x, y]).all() or not x.std() or not y.std():
            return None
        return float(np.corrcoef(x, y)[0, 1])


Lensing = MeasureLayers | MeasureImportance
"""What is measured between views."""
LensAnswer = LayersRead | LayersMeasured | ImportanceMeasured
