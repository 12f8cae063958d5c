"""Professor forcing: a model is to behave alike when it reads a text and when it reads its own.

Lamb et al. 2016, "Professor Forcing: A New Algorithm for Training Recurrent Networks". A
discriminator D tells the features h that the model computes of a text of the data (teacher forcing)
from those of a text that it sampled itself (free running). It learns to, and the model learns to
deceive it besides learning to predict:

    loss of D      = -E[log D(h_data)] - E[log(1 - D(h_own))]
    loss of model  = nats - λ E[log D(h_own)]

As in the paper D learns while it is right in less than 99 % of cases, and the model's second term
counts while it is right in more than 75 %. D is a bidirectional GRU and a linear layer on its mean.
No gradient passes through sampling.

Shapes: B batch, T time, F features.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from wmstudio.contract import Tap
from wmstudio.models.free_running import write_on
from wmstudio.training.moments import moments_of, restore_moments
from wmstudio.training.processes import ALONE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.contract import State
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.training.processes import Processes

WIDTH = 64
LEARNING_RATE = 1e-3
LEARNS_BELOW, COUNTS_ABOVE = 0.99, 0.75
KEPT = 0.95
"""Share of the running accuracy that is kept at each step."""
MOMENTS = "moments."


class Discriminator(nn.Module):
    """Tells features of data from features of the model's own texts."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.gru = nn.GRU(features, WIDTH, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * WIDTH, 1)

    def forward(self, h_BTF: Tensor) -> Tensor:
        """Logits ``[B]`` of the features being of data."""
        read_BTH, _ = self.gru(h_BTF)
        return cast("Tensor", self.out(read_BTH.mean(1))[:, 0])


class ProfessorForcing:
    """The discriminator with its optimiser, and what it adds to a model's loss."""

    def __init__(
        self,
        model: LanguageModel,
        weight: float,
        device: torch.device,
        processes: Processes = ALONE,
    ) -> None:
        with torch.no_grad():
            features = model.features(model.initial_state()).shape[-1]
        self.weight, self._processes = weight, processes
        self.discriminator = Discriminator(features).to(device)
        self.optimizer = torch.optim.Adam(self.discriminator.parameters(), LEARNING_RATE)
        self.accuracy = 0.5
        """Running share of texts that the discriminator told right."""

    @cached_property
    def _averaging(self) -> nn.Module:
        # Made at the first step, since all processes have to make it at a time.
        return self._processes.averaging(self.discriminator)

    def loss(self, model: LanguageModel, tokens_BT: Tensor, before: State, seed: int) -> Tensor:
        """Let the discriminator learn; return what the model's loss gets besides its nats.

        It is a sum over the rows of this process.
        """
        (rows,) = self._processes.total(len(tokens_BT))
        own_BT = sampled(model, tokens_BT[:, 0], before, tokens_BT.shape[1], seed, self._processes)
        with torch.no_grad():
            data_BTF, _ = model.sequence(tokens_BT, before, Tap())
        own_BTF, _ = model.sequence(own_BT, before, Tap())
        both_BTF = torch.cat([data_BTF, own_BTF.detach()])
        of_data_B, of_own_B = self._averaging(both_BTF).chunk(2)
        (right,) = self._processes.total(float((of_data_B > 0).sum() + (of_own_B < 0).sum()))
        self.accuracy = KEPT * self.accuracy + (1 - KEPT) * right / (2 * rows)
        if self.accuracy < LEARNS_BELOW:
            told = -F.logsigmoid(of_data_B).sum() - F.logsigmoid(-of_own_B).sum()
            self.optimizer.zero_grad()
            # The gradient is averaged over the processes, of which each has some rows.
            (told * self._processes.count / rows).backward()  # type: ignore[no-untyped-call]
            self.optimizer.step()
        if self.accuracy <= COUNTS_ABOVE:
            return tokens_BT.new_zeros((), dtype=torch.float32)
        self.discriminator.requires_grad_(False)
        deceived = -F.logsigmoid(self.discriminator(own_BTF)).sum()
        self.discriminator.requires_grad_(True)
        return self.weight * deceived

    def tensors(self) -> dict[str, Tensor]:
        """What has to be saved, besides the accuracy, to go on."""
        moments = moments_of(self.optimizer)
        return self.discriminator.state_dict() | {f"{MOMENTS}{k}": x for k, x in moments.items()}

    def restore(self, tensors: Mapping[str, Tensor], accuracy: float) -> None:
        """Go on from what was saved.

        Raises:
            KeyError, RuntimeError, ValueError: it does not fit.
        """
        moments = {k.removeprefix(MOMENTS): x for k, x in tensors.items() if k.startswith(MOMENTS)}
        weights = {k: x for k, x in tensors.items() if not k.startswith(MOMENTS)}
        self.discriminator.load_state_dict(weights)
        restore_moments(self.optimizer, moments)
        self.accuracy = accuracy


@torch.no_grad()
def sampled(
    model: LanguageModel,
    first_B: Tensor,
    before: State,
    length: int,
    seed: int,
    processes: Processes = ALONE,
) -> Tensor:
    """Texts ``[B, T]`` that a model writes by itself after a first token each."""
    batch = int(processes.total(len(first_B))[0])
    rows = processes.rows(batch)
    drawing = torch.Generator(first_B.device).manual_seed(seed)

    def draw(p_BV: Tensor) -> Tensor:
        # As torch.multinomial draws for all rows, whichever of them are sampled here.
        q_BV = p_BV.new_empty(batch, p_BV.shape[1]).exponential_(generator=drawing)
        return (p_BV / q_BV[rows]).argmax(-1)

    was = model.training
    model.eval()  # it writes without dropout
    logits_BV, state = model.step(first_B, before, Tap())
    own = list(write_on(model, logits_BV, state, length - 1, draw))
    model.train(was)
    return torch.stack([first_B, *own], 1)
