"""What a file's tensors make of a residual language model, and how they get into it.

Shapes: C width of the model, V vocabulary.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from wmstudio.backends.found import FormatError
from wmstudio.backends.parameters import check_size, filled, finite
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.models.mixers.residual import ResidualConfig, ResidualLanguageModel
    from wmstudio.weights.stored import Floats, StoredTensor

NO_START = "There is no token to begin a text with, so its first token is a uniform guess."


@dataclass(frozen=True)
class ResidualPlan:
    """The configuration, what it is in words, and how to get our tensors from the file's."""

    config: ResidualConfig
    family: str
    what: str
    tensors: Callable[[], dict[str, Floats]]
    assumed: tuple[str, ...] = ()

    def model(self) -> ResidualLanguageModel:
        """The model, in float32.

        Raises:
            FormatError: sizes do not fit together, a tensor is missing or has another shape, or
                there are too many.
        """
        from wmstudio.models.device import without_numbers
        from wmstudio.models.mixers.residual import ResidualLanguageModel

        try:
            with without_numbers():
                model = ResidualLanguageModel(self.config)
        except ValueError as error:
            raise FormatError(f"its sizes do not fit together: {error}") from error
        check_size(model)
        return filled(model, self.tensors())


class NamedTensors:
    """Tensors by name, each of which is used, in a shape that may lack dimensions of size 1."""

    def __init__(self, tensors: Mapping[str, StoredTensor]) -> None:
        self._tensors, self._used = tensors, set[str]()

    def __contains__(self, name: str) -> bool:
        return name in self._tensors

    def shape(self, name: str, dims: int) -> tuple[int, ...]:
        """The shape of a tensor, which must have so many dimensions, none of them empty.

        Raises:
            FormatError: there is no such tensor, or it has others.
        """
        x = self._tensors.get(name)
        if x is None:
            raise FormatError(f"it has no {excerpt(name)}")
        if len(x.shape) != dims or min(x.shape) < 1:
            raise FormatError(f"{excerpt(name)} has the shape {list(x.shape)}")
        return x.shape

    def rows(self, name: str) -> int:
        """The first dimension of a tensor, which has at least one.

        Raises:
            FormatError: there is no such tensor, or it is empty.
        """
        x = self._tensors.get(name)
        if x is None or not x.shape or min(x.shape) < 1:
            raise FormatError(f"it has no {excerpt(name)}")
        return x.shape[0]

    def __call__(self, name: str, *shape: int) -> Floats:
        """The values in this shape.

        Raises:
            FormatError: there is no such tensor, or it has another shape or infinite values.
        """
        x = self._tensors.get(name)
        if x is None:
            raise FormatError(f"it has no {excerpt(name)}")
        found, wanted = ([n for n in one if n != 1] for one in (x.shape, shape))
        if found != wanted:
            raise FormatError(f"{excerpt(name)} has the shape {list(x.shape)}, not {list(shape)}")
        self._used.add(name)
        return finite(x.values(), excerpt(name)).reshape(shape)

    def last(self, name: str) -> int:
        """The last dimension of a tensor, which has at least one.

        Raises:
            FormatError: there is no such tensor, or it is empty.
        """
        self.rows(name)
        return self._tensors[name].shape[-1]

    def maybe(self, name: str, *shape: int) -> Floats:
        """The values, or zeros where there is no such tensor."""
        return self(name, *shape) if name in self else np.zeros(shape, np.float32)

    def spread(self, name: str, rows: int, columns: int) -> Floats:
        """The values ``[rows, columns]``, also where there is only one for each row."""
        x = self._tensors.get(name)
        if x is not None and prod(x.shape) == rows:
            return np.repeat(self(name, rows).reshape(rows, 1), columns, axis=1)
        return self(name, rows, columns)

    def flat(self, name: str, size: int) -> Floats:
        """So many values, in whatever shape they are kept."""
        x = self._tensors.get(name)
        shape = x.shape if x is not None and prod(x.shape) == size else (size,)
        return self(name, *shape).reshape(size)

    def leave_out(self, *names: str) -> None:
        """Count these as used."""
        self._used |= set(names)

    def check_all_used(self) -> None:
        """Raise `FormatError` if a tensor is left over, as what it does would be missing."""
        for name, x in self._tensors.items():
            if x.is_float and name not in self._used:
                raise FormatError(f"it has {excerpt(name)}, for which such a model has no place")


def layers_in(tensors: Mapping[str, StoredTensor]) -> int:
    """How many layers there are in tensors called ``layers.N.…``."""
    return len({n.split(".")[1] for n in tensors if n.startswith("layers.") and n.count(".") > 1})


def around(
    get: NamedTensors, config: ResidualConfig, embedding: str, norm: str, less: float = 0.0
) -> dict[str, Floats]:
    """What stands around the layers: embedding, last norm, and output layer if it is not tied.

    ``less`` is what the file's norms leave out of their weights.
    """
    v, c = config.vocab_size, config.width
    ours = {
        "words.embedding.weight": get(f"{embedding}.weight", v, c),
        "words.bias": get.maybe("lm_head.bias", v),
        "start": np.zeros(c, np.float32),
        "norm.weight": get(f"{norm}.weight", c) + np.float32(less),
    }
    if not config.is_tied:
        ours["words.decoder.weight"] = get("lm_head.weight", v, c)
    return ours
