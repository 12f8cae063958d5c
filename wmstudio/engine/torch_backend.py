"""The engine's backend for real models: the only file of the engine that touches torch.

Shapes: T tokens of one call, k candidates, V vocabulary; the batch is always 1.
"""

from __future__ import annotations

import copy
from math import log
from typing import TYPE_CHECKING

import numpy as np
import torch

from wmstudio.checkpoints.folder import MOST_STATE_BYTES
from wmstudio.engine.backend import Floats, Ids, Reading, State
from wmstudio.models.contract import EditError, Load, Patch, SettingError, Signal, Tap
from wmstudio.models.contract import edit_arguments as arguments_of
from wmstudio.models.recurrent import state_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from wmstudio.checkpoints.folder import Checkpoint
    from wmstudio.engine.messages import Values
    from wmstudio.models.contract import Edit, Setting
    from wmstudio.models.recurrent import RecurrentLanguageModel
    from wmstudio.text.tokenizer import Encoding


class TorchBackend:
    """A checkpoint's model and tokenizer. Everything of one call comes back in one go."""

    def __init__(self, checkpoint: Checkpoint, device: torch.device) -> None:
        self.device = device
        self.model = checkpoint.model.to(device).eval()
        self.tokenizer = checkpoint.tokenizer
        self.pieces: Sequence[bytes] = tuple(
            checkpoint.tokenizer.piece(i) for i in range(checkpoint.tokenizer.vocab_size)
        )

    @property
    def signals(self) -> Mapping[str, Signal]:
        """As the model declares them."""
        return self.model.signals

    def encode(self, text: str) -> Encoding:
        """Tokenise."""
        return self.tokenizer.encode(text)

    def prepare(self, text: str) -> Iterator[int]:
        """Tokenise in parts."""
        return self.tokenizer.prepare(text)

    @torch.inference_mode()
    def initial_state(self) -> State:
        """The state before any token."""
        return self.model.initial_state()

    @torch.inference_mode()
    def read(
        self,
        ids: Ids,
        state: State,
        *,
        position: int = 0,
        watch: Collection[str] = (),
        patches: Sequence[Patch] = (),
        every: int = 0,
        top: int = 20,
    ) -> Reading:
        """Read some tokens."""
        tap = Tap(watch=watch, patches=patches, position=position)
        tokens_1T = torch.from_numpy(ids.astype(np.int64)).unsqueeze(0).to(self.device)
        before_1V = self.model.logits(state)
        done = self.model.prefill(tokens_1T, state, tap, every)
        after_TV = torch.log_softmax(done.logits_BTV[0].float(), dim=-1)
        before_TV = torch.cat([torch.log_softmax(before_1V.float(), dim=-1), after_TV[:-1]])
        own_T1 = before_TV.gather(1, tokens_1T[0].unsqueeze(-1))
        best_Tk = after_TV.topk(min(top, after_TV.shape[-1]), dim=-1)
        entropy_T = torch.special.entr(after_TV.exp()).sum(dim=-1)
        return Reading(
            surprisal_bits=_numpy(-own_T1[:, 0] / log(2)),
            entropy_bits=_numpy(entropy_T / log(2)),
            topk_ids=best_Tk.indices.cpu().numpy().astype(np.int32),
            topk_probs=_numpy(best_Tk.values.exp()),
            ranks=((before_TV > own_T1).sum(-1) + 1).cpu().numpy().astype(np.int32),
            signals={name: _numpy(x[0]) for name, x in tap.recorded().items()},
            state=done.state,
            snapshots=done.snapshots,
        )

    @torch.inference_mode()
    def log_probs(self, state: State) -> Floats:
        """What is expected next."""
        return _numpy(torch.log_softmax(self.model.logits(state)[0].float(), dim=-1))

    @torch.inference_mode()
    def load(self, state: State) -> Load:
        """How burdened the memory is."""
        return self.model.load(state)

    @property
    def edits(self) -> Mapping[str, str]:
        """As the model declares them."""
        return self.model.edits

    @torch.inference_mode()
    def edit(self, state: State, edit: Edit) -> State:
        """A changed copy of a state.

        Raises:
            EditError: no such edit, other arguments than it takes, or nothing to do it to.
        """
        if edit.name not in self.edits:
            raise EditError(f"this model cannot {edit.name!r}; it can: {', '.join(self.edits)}")
        takes, given = arguments_of(self.edits[edit.name]), dict(edit.arguments)
        if set(takes) != set(given):
            wanted = " and ".join(takes) or "nothing"
            raise EditError(f"{edit.name!r} takes {wanted}, not {', '.join(given) or 'nothing'}")
        return self.model.edit(state, edit.name, **given)

    @torch.inference_mode()
    def held(self, state: State, names: Collection[str]) -> Mapping[str, Floats]:
        """Those of these signals that can be told from a state alone."""
        found = self.model.held(state)
        return {name: _numpy(found[name][0]) for name in names if name in found}

    @property
    def settings(self) -> Mapping[str, Setting]:
        """As the model declares them."""
        return self.model.settings

    def configured(self, values: Values) -> TorchBackend:
        """The same model, weights shared, with other settings.

        Raises:
            SettingError: no such setting, a value that it cannot have, or a state so large that it
                would not be opened.
        """
        settings = self.settings
        for name, _ in values:
            if name not in settings:
                there = f"it has: {', '.join(settings)}" if settings else "it has none"
                raise SettingError(f"this model has no setting {name!r}; {there}")
        with torch.inference_mode():
            carried = state_bytes(_outline(self.model).configured(**dict(values)).initial_state())
        if carried > MOST_STATE_BYTES:
            raise SettingError(
                f"with these settings the memory would take {carried:,} bytes; "
                f"this program goes up to {MOST_STATE_BYTES:,}"
            )
        other = copy.copy(self)
        other.model = self.model.configured(**dict(values))
        return other


def _outline(model: RecurrentLanguageModel) -> RecurrentLanguageModel:
    """The model without its numbers: nothing that it makes takes memory."""
    nothing = {id(x): x.to("meta") for x in model.buffers()}
    for x in model.parameters():
        nothing[id(x)] = torch.nn.Parameter(x.to("meta"), requires_grad=False)
    return copy.deepcopy(model, nothing)


def _numpy(x: torch.Tensor) -> Floats:
    """A copy of its own, so that nothing shown can change later."""
    return np.array(x.float().cpu().numpy())
