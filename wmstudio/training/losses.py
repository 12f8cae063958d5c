"""What a step's loss is made of, as a module of its own: gradients are averaged of what it calls.

Shapes: B batch, T time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from wmstudio.contract import State
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.training.professor import ProfessorForcing


class Losses(nn.Module):
    """Sums over rows and tokens, which the number of processes does not change."""

    def __init__(self, model: LanguageModel, professor: ProfessorForcing | None) -> None:
        super().__init__()
        self.model = model
        self._professor = professor

    def some_unused(self) -> bool:
        """Whether some parameters matter only where a text begins, which not every batch has."""
        tokens_BT = next(self.parameters()).new_zeros(1, 2, dtype=torch.long)
        nats, _ = self.model.nats(tokens_BT, tokens_BT, self.model.initial_state(1))
        found = torch.autograd.grad(nats, tuple(self.model.parameters()), allow_unused=True)
        return any(gradient is None for gradient in found)

    def forward(
        self,
        inputs_BT: Tensor,
        targets_BT: Tensor,
        fresh_B: Tensor,
        before: State,
        counted_BT: Tensor | None,
        seed: int,
    ) -> tuple[Tensor, Tensor, State]:
        """Sum of nats of the counted targets, sum of what is added to it, and the state.

        Where all targets count, the first inputs of fresh rows do, too.
        """
        nats, state = self.model.nats(inputs_BT, targets_BT, before, counted_BT)
        if counted_BT is None and fresh_B.any():
            nats = nats + self.model.nats_of_first(inputs_BT[fresh_B, 0])
        deceived = nats.new_zeros(())
        if self._professor is not None:
            deceived = self._professor.loss(self.model, inputs_BT, before, seed)
        return nats, deceived, {name: x.detach() for name, x in state.items()}
