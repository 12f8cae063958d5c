"""The backend of PyTorch models: the only module of the engine that imports torch.

Shapes: T tokens of one call, k candidates, V vocabulary; the batch is always 1.
"""

from __future__ import annotations

import copy
import hashlib
import time
from collections import deque
from contextlib import nullcontext
from math import log
from threading import RLock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import torch
from torch import Tensor

from wmstudio.contract import EditError, MemoryUsage, Patch, SettingError, Signal, SignalRows, Tap
from wmstudio.engine.backend import Floats, Ids, ReadResult, State
from wmstudio.engine.memory_file import MemoryFileError, arrays_of, copied_part
from wmstudio.memory import base
from wmstudio.memory.loops.running import prepare
from wmstudio.models.cost import CostError, cost_of
from wmstudio.models.layers import LstmLayer
from wmstudio.models.lenses import gradient_times_input
from wmstudio.models.predictions import log_probs, predictions
from wmstudio.text.changing import ChangingText
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from wmstudio.contract import CopiedPart, Edit, EditSpec, PartSpec, Setting
    from wmstudio.engine.messages import Values
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.paragraphs import Encoding, ParagraphTokenizer

TOLD = 16
"""Number of states whose predictions are cached: the next read begins with one of them."""


class ModelAndTokenizer(Protocol):
    """What a checkpoint of any kind has once it is open."""

    @property
    def model(self) -> LanguageModel:
        """In float32."""
        ...

    @property
    def tokenizer(self) -> ParagraphTokenizer:
        """Of the model's vocabulary."""
        ...


class TorchBackend:
    """A checkpoint's model and tokenizer. All results of a call are copied in one transfer."""

    def __init__(self, checkpoint: ModelAndTokenizer, device: torch.device) -> None:
        self.device = device
        self.model = checkpoint.model.to(device).eval()
        self.tokenizer = checkpoint.tokenizer
        self.pieces: Sequence[bytes] = tuple(
            checkpoint.tokenizer.piece(i) for i in range(checkpoint.tokenizer.vocab_size)
        )
        self._hashed: list[str] = []
        """The hash of the weights, once it is known; shared by the same model of other settings."""
        self._turn = RLock() if self.model.takes_turns else nullcontext()
        """Entered while the model computes; shared by the same model of other settings."""
        self._told: deque[tuple[State, Tensor, Tensor | None]] = deque(maxlen=TOLD)
        self._used: tuple[State, list[float]] | None = None
        """The last state whose memory use was read as signals, and these numbers."""

    def prepare(self) -> None:
        """Load what reading does without, but is faster with; it may take seconds on any thread."""
        loops = any(isinstance(part, LstmLayer) for part in self.model.modules())
        if self.device.type == "cpu" and loops:
            prepare()

    @property
    def signals(self) -> Mapping[str, Signal]:
        """The signals that the model declares."""
        return self.model.signals

    def encode(self, text: str) -> Encoding:
        """Tokenise a text."""
        return self.tokenizer.encode(text)

    def encode_on(self, text: str) -> Encoding:
        """Tokenise what follows another text."""
        return self.tokenizer.encode(text, first=False)

    def document(self) -> ChangingText:
        """A tokenizer for a changing text."""
        return ChangingText(self.tokenizer)

    @torch.inference_mode()
    def initial_state(self) -> State:
        """The state before any token."""
        with self._turn:
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
        with self._turn:
            done = self.model.prefill(tokens_1T, state, tap, every)
        logits_TV = done.logits_BTV[0]
        memory_TV = None if done.memory_BTV is None else done.memory_BTV[0].float()
        reached = {**done.snapshots, len(ids): done.state}
        told = predictions(logits_TV, tokens_1T[0], before_1V, top, [n - 1 for n in reached])
        for (n, there), log_p_1V in zip(reached.items(), told.kept_NV.unsqueeze(1), strict=True):
            part_1V = None if memory_TV is None else memory_TV[n - 1 : n].clone()
            self._told.append((there, log_p_1V, part_1V))
        began = time.perf_counter()
        signals = tap.recorded()
        best_p_Tk = told.best_log_p_Tk.exp()
        # In float32 the part may exceed the whole in the last bit.
        parts = [] if memory_TV is None else [memory_TV.gather(-1, told.best_Tk).minimum(best_p_Tk)]
        bits, entropy, best, p, ranks, *shown = _brought(
            # Logs of certain events are -0, which would be shown as "-0.0000 bits".
            told.own_T.abs() / log(2),
            told.entropy_T.abs() / log(2),
            told.best_Tk,
            best_p_Tk,
            told.ranks_T,
            *parts,
            *(x[0] for x in signals.values()),
        )
        memory = shown.pop(0) if parts else None
        seen = dict(zip(signals, shown, strict=True))
        if all(name in seen for name in base.USAGE_NAMES):
            self._used = done.state, [float(seen[name][-1]) for name in base.USAGE_NAMES]
        return ReadResult(
            surprisal_bits=bits,
            entropy_bits=entropy,
            topk_ids=best.astype(np.int32),
            topk_probs=p,
            ranks=ranks.astype(np.int32),
            signals=seen,
            state=done.state,
            snapshots=done.snapshots,
            recording=time.perf_counter() - began,
            topk_memory=memory,
        )

    @torch.inference_mode()
    def log_probs(self, state: State) -> Floats:
        """Log probabilities of the next token."""
        return _brought(self._expected(state)[0][0])[0]

    @torch.inference_mode()
    def from_memory(self, state: State) -> Floats | None:
        """The part of each probability that comes from the memory."""
        memory_1V = self._expected(state)[1]
        return None if memory_1V is None else _brought(memory_1V[0])[0]

    def _expected(self, state: State) -> tuple[Tensor, Tensor | None]:
        """Log probabilities ``[1, V]`` of the next token, and the memory's part of each.

        They are cached for the latest states.
        """
        for known, log_probs_1V, memory_1V in self._told:
            if known is state:
                return log_probs_1V, memory_1V
        logits_1V, memory_1V = self.model.expected(state)
        log_probs_1V = log_probs(logits_1V)
        told = log_probs_1V, None if memory_1V is None else memory_1V.float()
        self._told.append((state, *told))
        return told

    @torch.inference_mode()
    def memory_usage(self, state: State) -> MemoryUsage:
        """How much of its memory the model uses."""
        if self._used is not None and self._used[0] is state:
            return self.model.usage_told(state, *self._used[1])
        return self.model.memory_usage(state)

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """The edits that the model declares."""
        return self.model.edits

    @torch.inference_mode()
    def edit(self, state: State, edit: Edit) -> State:
        """Return a changed copy of a state.

        Raises:
            EditError: no such edit, wrong arguments, or nothing to apply it to; what is put in is
                of another model or damaged.
        """
        if edit.copied is not None:
            return self._pasted(state, edit, edit.copied)
        return self.model.edit(state, edit.name, **dict(edit.arguments))

    @property
    def parts(self) -> Mapping[str, PartSpec]:
        """The parts that the model declares."""
        return self.model.parts

    @torch.inference_mode()
    def copied(self, state: State, part: str, item: int, *, name: str, origin: str) -> CopiedPart:
        """Copy a part of a state.

        Raises:
            EditError: there is no such part or item.
        """
        tensors = self.model.copied(state, self._part(part), item)
        arrays = {key: x.cpu().numpy() for key, x in tensors.items()}
        return copied_part(arrays, part=part, model=self._hash(), name=name, origin=origin)

    def _pasted(self, state: State, edit: Edit, copied: CopiedPart) -> State:
        if copied.model != self._hash():
            raise EditError(f"it is of another model, {excerpt(copied.name)}: open that one first")
        item = dict(edit.arguments).get("item", 0)
        try:
            given = {key: torch.from_numpy(x) for key, x in arrays_of(copied).items()}
        except MemoryFileError as error:
            raise EditError(str(error)) from error
        spec = self._part(copied.part)
        return self.model.put_in(state, spec, item, given, edit.token)

    def _part(self, part: str) -> PartSpec:
        if part not in self.parts:
            there = ", ".join(self.parts) or "none"
            raise EditError(f"this model has no part {excerpt(part)}; it has: {there}")
        return self.parts[part]

    def _hash(self) -> str:
        """A hash of the weights, which is computed once."""
        if not self._hashed:
            found = hashlib.sha256()
            for name, x in sorted(self.weights().items()):
                found.update(f"{name} {x.shape} {x.dtype}\n".encode())
                found.update(np.ascontiguousarray(x).data)
            self._hashed.append(found.hexdigest())
        return self._hashed[0]

    @torch.inference_mode()
    def held(self, state: State, names: Collection[str]) -> Mapping[str, Floats]:
        """Those of these signals that follow from a state alone."""
        found = self.model.held(state)
        there = [name for name in names if name in found]
        held = _brought(*(found[name][0] for name in there)) if there else []
        return dict(zip(there, held, strict=True))

    def weights(self) -> dict[str, np.ndarray]:
        """All tensors of the model by name. On the CPU they are the model's own, not copies.

        NumPy has no bfloat16, which is given as float32.
        """
        found = {}
        for name, x in self.model.state_dict().items():
            kept = x.detach().float() if x.dtype is torch.bfloat16 else x.detach()
            values = kept.cpu().numpy()
            values.flags.writeable = False
            found[name] = values
        return found

    def signal_rows(self) -> Mapping[str, tuple[SignalRows, ...]]:
        """What the model declares."""
        return self.model.signal_rows()

    @property
    def lens_layers(self) -> Sequence[str]:
        """Signals of layers that the output layer can read, from the lowest."""
        return tuple(self.model.lens_inputs())

    @torch.inference_mode()
    def read_through(self, layer: str, x_RF: Floats) -> Floats:
        """Log probabilities ``[R, V]`` that the output layer makes of a layer."""
        made = self.model.lens_inputs()[layer](torch.from_numpy(x_RF).to(self.device))
        return _brought(log_probs(self.model.words.logits(made)))[0]

    def gradient_times_input(
        self, ids: Ids, state: State, targets: Sequence[int]
    ) -> np.ndarray[Any, np.dtype[np.float64]]:
        """What the targets after these tokens hang on: ``[n]``, in bits. Raises `LensError`."""
        tokens_1T = torch.from_numpy(ids.astype(np.int64)).unsqueeze(0).to(self.device)
        return gradient_times_input(self.model, tokens_1T, state, targets)[1]

    @property
    def settings(self) -> Mapping[str, Setting]:
        """The settings that the model declares."""
        return self.model.settings

    def twin(self) -> TorchBackend | None:
        """The same model and weights with caches of its own, to be used on another thread."""
        other = copy.copy(self)
        other._told, other._used = deque(maxlen=TOLD), None
        return other

    def configured(self, values: Values) -> TorchBackend:
        """Return the same model with other settings; the weights are shared.

        Raises:
            SettingError: no such setting, an invalid value, or a state so large that the model
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
        other._told, other._used = deque(maxlen=TOLD), None
        other.model = self.model.configured(**dict(values))
        return other


def _outline(model: LanguageModel) -> LanguageModel:
    """The model without its numbers, so that nothing it makes takes memory."""
    nothing = {id(x): x.to("meta") for x in model.buffers()}
    for x in model.parameters():
        nothing[id(x)] = torch.nn.Parameter(x.to("meta"), requires_grad=False)
    return copy.deepcopy(model, nothing)


def _brought(*tensors: Tensor) -> list[Floats]:
    """Copy results to float32 arrays of their own, so that they never change later.

    They come from the device in one transfer. Ids and token numbers are exact up to 2²⁴.
    """
    if base.quick_to_ask(tensors[0]):
        return [np.array(x.float().numpy()) for x in tensors]
    all_at_once = torch.cat([x.float().reshape(-1) for x in tensors]).cpu().numpy()
    ends = np.cumsum([x.numel() for x in tensors])[:-1]
    parts = np.split(all_at_once, ends)
    return [part.reshape(x.shape).copy() for x, part in zip(tensors, parts, strict=True)]
