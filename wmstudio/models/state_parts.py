"""The parts of a model's state that can be copied and put in elsewhere."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from wmstudio.contract import ITEM, EditError, PartSpec
from wmstudio.memory.parts import ROWS, copied, pasted, token_back, token_parts, with_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from torch import Tensor

    from wmstudio.contract import State
    from wmstudio.memory.window import Window
    from wmstudio.models.neural_cache import NeuralCache

CARRIED = (".hidden", ".cell")
"""How the names end that recurrent layers give to what they carry from token to token."""


def layer_parts(names: Iterable[str]) -> dict[str, PartSpec]:
    """The state of each recurrent layer as a part, from the names of all that is carried."""
    layers: dict[str, list[str]] = {}
    for name in names:
        if name.endswith(CARRIED):
            layers.setdefault(name.rpartition(".")[0], []).append(name)
    return {
        layer: PartSpec(layer, f"the state of {layer.replace('.', ' ')}", tuple(tensors))
        for layer, tensors in layers.items()
    }


class HasParts:
    """A model with parts: the state of each recurrent layer, and the tokens of its neural cache."""

    cache: NeuralCache

    @abstractmethod
    def empty_state(self, batch: int) -> State:
        """See `wmstudio.models.language_model.LanguageModel`."""

    @abstractmethod
    def cache_window(self) -> Window:
        """The window of the neural cache."""

    @property
    def parts(self) -> Mapping[str, PartSpec]:
        """Parts of the state that can be copied and put in elsewhere, by id."""
        tokens = {ITEM: token_parts(self.cache_window())[ITEM]} if self.cache.cache else {}
        return {**tokens, **layer_parts(self.empty_state(1))}

    def copied(self, state: State, part: PartSpec, item: int) -> dict[str, Tensor]:
        """The numbers of a part in the first row of the batch, by name.

        Raises:
            EditError: there is no such item.
        """
        if not part.of_tokens:
            return copied(state, part, item)
        row_F = self.cache_window().rows(state)[0, -1 - self._back(state, item)]
        if row_F[-1] < 0:
            raise EditError(f"the memory has forgotten token {item}")
        return {ROWS: row_F}

    def put_in(
        self, state: State, part: PartSpec, item: int, given: Mapping[str, Tensor], token: int
    ) -> State:
        """The state with a part put in after this token.

        Raises:
            EditError: there is no such item, or what is given does not fit.
        """
        if not part.of_tokens:
            return {**state, **pasted(state, part, item, given, token)}
        back = self._back(state, item)
        return {**state, **with_rows(self.cache_window(), state, part, given, back)}

    def _back(self, state: State, token: int) -> int:
        window = self.cache_window()
        return token_back(window, state, token, int(state[window.count][0]) - 1)
