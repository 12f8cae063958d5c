"""The engine's backend for real models: the only file of the engine that touches torch.

Shapes: T tokens of one call, k candidates, V vocabulary; the batch is always 1.
"""

from __future__ import annotations

import copy
import time
from collections import deque
from math import log
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from wmstudio.contract import MemoryUsage, Patch, SettingError, Signal, Tap
from wmstudio.engine.backend import Floats, Ids, ReadResult, State
from wmstudio.memory import base
from wmstudio.models.cost import CostError, cost_of
from wmstudio.text.changing import ChangingText
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from wmstudio.checkpoints.folder import Checkpoint
    from wmstudio.contract import Edit, EditSpec, Setting
    from wmstudio.engine.messages import Values
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.tokenizer import Encoding

TOLD = 16
"""States of which it is remembered what they expect: the next read begins with one of them."""
LEAST = -200.0
"""Natural logarithm of what is as good as impossible."""


class TorchBackend:
    """A checkpoint's model and tokenizer. Everything of one call comes back in one go."""

    def __init__(self, checkpoint: Checkpoint, device: torch.device) -> None:
        self.device = device
        self.model = checkpoint.model.to(device).eval()
        self.tokenizer = checkpoint.tokenizer
        self.pieces: Sequence[bytes] = tuple(
            checkpoint.tokenizer.piece(i) for i in range(checkpoint.tokenizer.vocab_size)
        )
        self._told: deque[tuple[State, Tensor, Tensor | None]] = deque(maxlen=TOLD)

    @property
    def signals(self) -> Mapping[str, Signal]:
        """As the model declares them."""
        return self.model.signals

    def encode(self, text: str) -> Encoding:
        """Tokenise."""
        return self.tokenizer.encode(text)

    def document(self) -> ChangingText:
        """The tokens of a text that changes."""
        return ChangingText(self.tokenizer)

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
    ) -> ReadResult:
        """Read some tokens."""
        tap = Tap(watch=watch, patches=patches, position=position)
        tokens_1T = torch.from_numpy(ids.astype(np.int64)).unsqueeze(0).to(self.device)
        before_1V, _ = self._expected(state)
        done = self.model.prefill(tokens_1T, state, tap, every)
        after_TV = torch.log_softmax(done.logits_BTV[0].float(), dim=-1)
        memory_TV = None if done.memory_BTV is None else done.memory_BTV[0].float()
        for n, reached in {**done.snapshots, len(ids): done.state}.items():
            part_1V = None if memory_TV is None else memory_TV[n - 1 : n].clone()
            self._told.append((reached, after_TV[n - 1 : n].clone(), part_1V))
        before_TV = torch.cat([before_1V, after_TV[:-1]])
        own_T1 = before_TV.gather(1, tokens_1T[0].unsqueeze(-1))
        best_Tk = after_TV.topk(min(top, after_TV.shape[-1]), dim=-1)
        # What is impossible adds nothing, but its logarithm is no number to multiply with.
        entropy_T = -(after_TV.exp() * after_TV.clamp_min(LEAST)).sum(dim=-1)
        began = time.perf_counter()
        signals = tap.recorded()
        best_p_Tk = best_Tk.values.exp()
        # Of two float32 numbers the part may come out larger than the whole by its last bit.
        parts = (
            [] if memory_TV is None else [memory_TV.gather(-1, best_Tk.indices).minimum(best_p_Tk)]
        )
        bits, entropy, best, p, ranks, *shown = _brought(
            # Logarithms of what is certain are -0, and people read "-0.0000 bits".
            own_T1[:, 0].abs() / log(2),
            entropy_T.abs() / log(2),
            best_Tk.indices,
            best_p_Tk,
            (before_TV > own_T1).sum(dim=-1) + 1,
            *parts,
            *(x[0] for x in signals.values()),
        )
        memory = shown.pop(0) if parts else None
        return ReadResult(
            surprisal_bits=bits,
            entropy_bits=entropy,
            topk_ids=best.astype(np.int32),
            topk_probs=p,
            ranks=ranks.astype(np.int32),
            signals=dict(zip(signals, shown, strict=True)),
            state=done.state,
            snapshots=done.snapshots,
            recording=time.perf_counter() - began,
            topk_memory=memory,
        )

    @torch.inference_mode()
    def log_probs(self, state: State) -> Floats:
        """What is expected next."""
        return _brought(self._expected(state)[0][0])[0]

    @torch.inference_mode()
    def from_memory(self, state: State) -> Floats | None:
        """How much of each probability comes from a memory that names tokens."""
        memory_1V = self._expected(state)[1]
        return None if memory_1V is None else _brought(memory_1V[0])[0]

    def _expected(self, state: State) -> tuple[Tensor, Tensor | None]:
        """What is expected next, as logarithms ``[1, V]``, and how much of it is the memory's.

        It is remembered of the latest states.
        """
        for known, log_probs_1V, memory_1V in self._told:
            if known is state:
                return log_probs_1V, memory_1V
        log_probs_1V = torch.log_softmax(self.model.logits(state).float(), dim=-1)
        memory_1V = self.model.from_memory(state)
        told = log_probs_1V, None if memory_1V is None else memory_1V.float()
        self._told.append((state, *told))
        return told

    @torch.inference_mode()
    def memory_usage(self, state: State) -> MemoryUsage:
        """How much of its memory the model uses."""
        return self.model.memory_usage(state)

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """As the model declares them."""
        return self.model.edits

    @torch.inference_mode()
    def edit(self, state: State, edit: Edit) -> State:
        """A changed copy of a state.

        Raises:
            EditError: no such edit, other arguments than it takes, or nothing to do it to.
        """
        return self.model.edit(state, edit.name, **dict(edit.arguments))

    @torch.inference_mode()
    def held(self, state: State, names: Collection[str]) -> Mapping[str, Floats]:
        """Those of these signals that can be told from a state alone."""
        found = self.model.held(state)
        there = [name for name in names if name in found]
        held = _brought(*(found[name][0] for name in there)) if there else []
        return dict(zip(there, held, strict=True))

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
                raise SettingError(f"this model has no setting {excerpt(name)}; {there}")
        with torch.inference_mode():
            cost = cost_of(_outline(self.model).configured(**dict(values)))
        try:
            cost.check()
        except CostError as error:
            raise SettingError(f"these settings ask for {error}") from error
        other = copy.copy(self)
        other.model = self.model.configured(**dict(values))
        other._told = deque(maxlen=TOLD)
        return other


def _outline(model: LanguageModel) -> LanguageModel:
    """The model without its numbers: nothing that it makes takes memory."""
    nothing = {id(x): x.to("meta") for x in model.buffers()}
    for x in model.parameters():
        nothing[id(x)] = torch.nn.Parameter(x.to("meta"), requires_grad=False)
    return copy.deepcopy(model, nothing)


def _brought(*tensors: Tensor) -> list[Floats]:
    """Copies of their own as float32, so that nothing shown can change later.

    They come from the device in one transfer. Ids and token numbers are exact up to 2²⁴.
    """
    if base.quick_to_ask(tensors[0]):
        return [np.array(x.float().numpy()) for x in tensors]
    all_at_once = torch.cat([x.float().reshape(-1) for x in tensors]).cpu().numpy()
    ends = np.cumsum([x.numel() for x in tensors])[:-1]
    parts = np.split(all_at_once, ends)
    return [part.reshape(x.shape).copy() for x, part in zip(tensors, parts, strict=True)]
