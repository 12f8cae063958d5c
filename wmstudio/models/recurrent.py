"""What all recurrent language models have in common: step, prefill and snapshots.

Shapes: B batch, T time, F features, V vocabulary.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from wmstudio.models.contract import EditError, Prefill, Tap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.models.contract import Load, Signal, State
    from wmstudio.models.layers import Words


class RecurrentLanguageModel(nn.Module):
    """A `LanguageModel` made of a family's own `advance`, `sequence` and `features`."""

    signals: Mapping[str, Signal]
    words: Words

    @property
    def vocab_size(self) -> int:
        """Number of pieces."""
        return self.words.embedding.num_embeddings

    @abstractmethod
    def initial_state(self, batch: int = 1) -> State:
        """The state before any token."""

    @abstractmethod
    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """One token on: the family's formulas, with every signal through the tap."""

    @abstractmethod
    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Many tokens on, where no patch acts: features ``[B, T, F]`` and the last state."""

    @abstractmethod
    def features(self, state: State) -> Tensor:
        """What the output layer sees of a state: ``[B, F]``."""

    @abstractmethod
    def load(self, state: State) -> Load:
        """How burdened the memory is (first row of the batch)."""

    @property
    def edits(self) -> Mapping[str, str]:
        """Name of each edit, and in words what it does."""
        return {"clear_all": "Forget everything: the state before any token"}

    def edit(self, state: State, name: str, **arguments: int) -> State:
        """A changed copy of the state.

        Raises:
            EditError: no such edit.
        """
        if name != "clear_all" or arguments:
            raise EditError(f"this model cannot {name!r}; it can: {', '.join(self.edits)}")
        batch = next(iter(state.values())).shape[0]
        return self.initial_state(batch)

    def logits(self, state: State) -> Tensor:
        """What the state expects next: ``[B, V]``."""
        return self.words.logits(self.features(state))

    def step(self, token_B: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """One token on: logits ``[B, V]`` after it, and the state."""
        state = self.advance(token_B, state, tap)
        return self.logits(state), state

    def prefill(
        self, tokens_BT: Tensor, state: State, tap: Tap | None = None, every: int = 0
    ) -> Prefill:
        """Many tokens on, by the fast path where nothing is patched, else step by step."""
        tap = tap if tap is not None else Tap()
        features: list[Tensor] = []
        snapshots: dict[int, State] = {}
        for start, stop, patched in tap.runs(tokens_BT.shape[1], every):
            if patched:
                for t in range(start, stop):
                    state = self.advance(tokens_BT[:, t], state, tap)
                    features.append(self.features(state).unsqueeze(1))
                    tap.position += 1
            else:
                features_BTF, state = self.sequence(tokens_BT[:, start:stop], state, tap)
                features.append(features_BTF)
                tap.position += stop - start
            if every and stop % every == 0:
                snapshots[stop] = state
        if not features:
            empty = self.logits(state).unsqueeze(1)[:, :0]
            return Prefill(empty, state, snapshots)
        return Prefill(self.words.logits(torch.cat(features, dim=1)), state, snapshots)


def state_bytes(state: State) -> int:
    """Size of one row of a state."""
    return sum(x[0].numel() * x.element_size() for x in state.values())
