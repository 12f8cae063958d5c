"""The base class of all language models: step, prefill, snapshots, settings and edits.

Shapes: B batch, T time, F features, V vocabulary.
"""

from __future__ import annotations

import copy
from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self, TypeVar

import torch
from torch import Tensor, nn

from wmstudio.contract import (
    Argument,
    ArgumentKind,
    DeclaresRows,
    EditSpec,
    Forgets,
    MemoryUsage,
    NothingHeldError,
    Prefill,
    SettingError,
    SignalRows,
    Tap,
    check_edit,
    specs,
)
from wmstudio.memory.base import USAGE_NAMES
from wmstudio.models.loss import of_counted
from wmstudio.models.neural_cache import WEIGHTS as CACHE_WEIGHTS
from wmstudio.models.neural_cache import NeuralCache
from wmstudio.models.state_parts import HasParts
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from wmstudio.contract import Setting, Signal, State, UsageTexts
    from wmstudio.memory.base import BatchUsage
    from wmstudio.memory.window import Window
    from wmstudio.models.layers import Words

Part = TypeVar("Part", bound=nn.Module)

FORGET = EditSpec(
    "forget",
    "Forget one token",
    (Argument("token", ArgumentKind.TOKEN, "token"),),
    Forgets.TOKEN,
)


class LanguageModel(HasParts, nn.Module):
    """A model that the studio can run and show.

    A state is a flat mapping ``name → tensor [B, …]`` that is never written in place, so keeping a
    reference is a snapshot. `step` defines the model; `prefill` is an optimisation that must equal
    it.

    A family provides ``signals``, ``words`` and ``usage_texts``, and implements `empty_state`,
    `advance`, `sequence`, `features` and `batch_usage`. Everything else follows from these.
    """

    made_of: tuple[tuple[Any, ...], dict[str, Any]] = ((), {})
    """What it was built with, from which it can be built again."""

    def __new__(cls, *args: Any, **named: Any) -> Self:
        """Remember what it is built with."""
        made = super().__new__(cls)
        object.__setattr__(made, "made_of", (args, named))  # before torch can take attributes
        return made

    short = 3
    """Up to this many tokens, stepping is faster than the fast path."""
    stretch: int | None = None  # most tokens that are looked up at once: more in parts of so many
    stepped: Collection[str] | None = None
    """Signals that `sequence` cannot patch: tokens are stepped where they are. None for all."""
    recurrent = True
    """Whether the model may have a neural cache. Attention is one already, so there it is false."""
    takes_turns = False  # whether its code may keep something: then one thread computes at a time
    windows: tuple[str, ...] = ("cache_window",)
    """Settings for the number of tokens kept; beyond the length of a text they have no effect."""
    signals: Mapping[str, Signal]
    words: Words
    cache = NeuralCache()
    usage_texts: UsageTexts
    """What the numbers of `batch_usage` mean."""

    @property
    def vocab_size(self) -> int:
        """Number of entries of the vocabulary."""
        return self.words.embedding.num_embeddings

    @abstractmethod
    def empty_state(self, batch: int) -> State:
        """The family's part of the state before any token."""

    @abstractmethod
    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """Advance by one token: the family's formulas, with every signal passed through the tap."""

    @abstractmethod
    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Advance by many tokens: features ``[B, T, F]``, and the last state."""

    @abstractmethod
    def features(self, state: State) -> Tensor:
        """The input of the output layer, from a state: ``[B, F]``."""

    @abstractmethod
    def batch_usage(self, state: State) -> BatchUsage:
        """Memory use, each number ``[B]``."""

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """Which rows of which tensors make which of the present signals, as its parts declare."""
        found = {}
        for path, part in self.named_modules():
            if part is not self and isinstance(part, DeclaresRows):
                for name, rows in part.signal_rows().items():
                    found[f"{path}.{name}"] = tuple(x for x in rows if x.signal in self.signals)
        return {name: rows for name, rows in found.items() if rows}

    def lens_inputs(self) -> Mapping[str, Callable[[Tensor], Tensor]]:
        """Signals of layers that the output layer can read, and what makes them its input."""
        return {}

    def know_pieces(self, pieces: Sequence[bytes]) -> None:
        """Take what the tokens spell, before training, for models that depend on it."""

    def initial_state(self, batch: int = 1) -> State:
        """The state before any token."""
        state = self.empty_state(batch)
        if not self.cache.cache:
            return state
        # The size comes from the output layer. Computing features on the meta device would make
        # torch load its compiler.
        window = self.cache_window()
        return {**state, **window.initial_state(batch, self.words.bias.detach())}

    def memory_usage(self, state: State) -> MemoryUsage:
        """Memory use of the first row of the batch."""
        usage = self.batch_usage(state)
        # A single transfer, in case the numbers are on a GPU.
        told = iter(torch.stack([x[0].float() for x in usage if x is not None]).tolist())
        return self.usage_told(state, *(x if x is None else next(told) for x in usage))

    def usage_told(
        self,
        state: State,
        occupancy: float | None,
        pressure: float | None,
        interference: float | None,
    ) -> MemoryUsage:
        """Memory use of the first row of the batch, from numbers that are already known."""
        return MemoryUsage(
            occupancy=occupancy or 0.0,
            pressure=pressure,
            interference=interference,
            bytes=state_bytes(state),
            texts=self.usage_texts,
        )

    def begun_again(self, state: State, fresh_B: Tensor) -> State:
        """The state with these rows of the batch reset to the state before any token."""
        initial = self.initial_state(len(fresh_B))
        return {
            name: torch.where(fresh_B.view(-1, *[1] * (x.dim() - 1)), initial[name], x)
            for name, x in state.items()
        }

    @property
    def settings(self) -> Mapping[str, Setting]:
        """Settings that can be changed without training, by name, with their present values."""
        return self.cache.settings if self.recurrent else {}

    def configured(self, /, **values: bool | int | float | str) -> Self:
        """Return the same model with other settings; the weights are shared.

        Raises:
            SettingError: there is no such setting, or it cannot have this value.
        """
        settings = self.settings
        for name in values:
            if name not in settings:
                there = f"it has: {', '.join(settings)}" if settings else "it has none"
                raise SettingError(f"this model has no setting {excerpt(name)}; {there}")
        checked = {name: settings[name].check(value) for name, value in values.items()}
        other = sharing(self)
        other._set(checked)
        return other

    def _set(self, values: Mapping[str, bool | int | float | str]) -> None:
        """Apply settings. It is called on a copy that shares the weights."""
        known = self.cache.settings
        changed: dict[str, Any] = {k: v for k, v in values.items() if k in known}
        self.cache = replace(self.cache, **changed)
        signals = {name: s for name, s in self.signals.items() if name != CACHE_WEIGHTS}
        if self.cache.cache:
            signals[CACHE_WEIGHTS] = self.cache.signal
        self.signals = signals

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """The edits of the state that this model offers, by id."""
        everything = "Forget everything: the state before any token"
        forget = EditSpec("clear_all", everything, forgets=Forgets.ALL)
        return specs(forget, *([FORGET] if self.holds_tokens else []))

    def cache_window(self) -> Window:
        """See `HasParts.cache_window`."""
        return self.cache.window(self.words.reads)

    @property
    def holds_tokens(self) -> bool:
        """Whether what is held of one token can be told apart from the rest."""
        return self.cache.cache

    def edit(self, state: State, name: str, /, **arguments: int) -> State:
        """Return a changed copy of the state.

        Raises:
            EditError: no such edit, wrong arguments, or nothing to apply it to.
        """
        check_edit(self.edits, name, arguments)
        return self._edited(state, name, arguments)

    def _edited(self, state: State, name: str, arguments: Mapping[str, int]) -> State:
        """Apply one of `edits` with valid arguments."""
        if name == FORGET.id:
            left = self._without(state, arguments["token"])
            if left is None:
                raise NothingHeldError(f"nothing is held of token {arguments['token']}")
            return left
        fresh = self.initial_state(self._batch(state))
        # The neural cache keeps its token counter, by which it identifies tokens.
        return {**fresh, **(self._uncached(state, None) or {})}

    def _without(self, state: State, token: int) -> State | None:
        """The state without what is held of a token; None if nothing is held of it."""
        left = self._uncached(state, token)
        return None if left is None else {**state, **left}

    def _uncached(self, state: State, token: int | None) -> dict[str, Tensor] | None:
        if not self.cache.cache:
            return None
        return self.cache.without(self.words.reads, state, token)

    @staticmethod
    def _batch(state: State) -> int:
        return next(iter(state.values())).shape[0]

    def held(self, state: State) -> dict[str, Tensor]:
        """Signals that follow from a state alone, including an edited one: ``[B, *shape]``.

        These are signals named like a part of the state, and memory use. What the last token read
        is not among them: no edit changes it any more.
        """
        found = {
            name: state[name]
            for name, signal in self.signals.items()
            if name in state and (not signal.of or signal.of in state)
        }
        self.batch_usage(state).show(found.__setitem__)
        return {
            name: x.reshape(-1, *self.signals[name].shape)
            for name, x in found.items()
            if name in self.signals
        }

    def logits(self, state: State) -> Tensor:
        """Logits of the next token, ``[B, V]``."""
        return self.expected(state)[0]

    def from_memory(self, state: State) -> Tensor | None:
        """The part of each next-token probability that comes from the memory ``[B, V]``."""
        return self.expected(state)[1]

    def expected(self, state: State) -> tuple[Tensor, Tensor | None]:
        """The results of `logits` and `from_memory`, computed together."""
        f_BF = self.features(state)
        logits_BV = self.words.logits(f_BF)
        return self.cache.after(logits_BV, f_BF, state) if self.cache.cache else (logits_BV, None)

    def nats(
        self, inputs_BT: Tensor, targets_BT: Tensor, state: State, counted_BT: Tensor | None = None
    ) -> tuple[Tensor, State]:
        """Sum of the surprise, in nats, of the targets that count, and the last state.

        This is the training loss. It equals what `prefill` predicts, but never holds all logits at
        once.
        """
        features_BTF, after = self.sequence(inputs_BT, state, Tap())
        return self.words.nats(*of_counted(counted_BT, features_BTF, targets_BT)), after

    def nats_of_first(self, first_B: Tensor) -> Tensor:
        """Sum of the surprise, in nats, of the first tokens of texts."""
        features_1F = self.features(self.initial_state(1))
        return self.words.nats(features_1F.expand(len(first_B), -1), first_B)

    def step(self, token_B: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Advance by one token: logits ``[B, V]`` after it, and the state."""
        (logits_BV, _), state = self._step(token_B, state, tap)
        return logits_BV, state

    def _step(
        self, token_B: Tensor, state: State, tap: Tap
    ) -> tuple[tuple[Tensor, Tensor | None], State]:
        """Advance by one token: the result of `expected` after it, and the state."""
        state = self._advance(token_B, state, tap)
        return self.expected(state), state

    def prefill(
        self, tokens_BT: Tensor, state: State, tap: Tap | None = None, every: int = 0
    ) -> Prefill:
        """Advance by many tokens, by the fast path unless it is slower or knows no patches."""
        tap = tap if tap is not None else Tap()
        logits, memory, snapshots = list[Tensor](), list[Tensor](), dict[int, "State"]()
        for start, stop in tap.runs(tokens_BT.shape[1], every):
            few = stop - start <= self.short and not self.training
            if few or tap.patched(self.signals if self.stepped is None else self.stepped):
                for t in range(start, stop):
                    (logits_BV, memory_BV), state = self._step(tokens_BT[:, t], state, tap)
                    logits.append(logits_BV.unsqueeze(1))
                    if memory_BV is not None:
                        memory.append(memory_BV.unsqueeze(1))
                    tap.position += 1
            else:
                part_BT = tokens_BT[:, start:stop]
                (logits_BTV, memory_BTV), state = self._stretch(part_BT, state, tap)
                logits.append(logits_BTV)
                if memory_BTV is not None:
                    memory.append(memory_BTV)
                tap.position += stop - start
            if every and stop % every == 0:
                snapshots[stop] = state
        if not logits:
            return Prefill(self.logits(state).unsqueeze(1)[:, :0], state, snapshots)
        parts = together(memory) if memory else None
        return Prefill(together(logits), state, snapshots, parts)

    def advanced(self, tokens_BT: Tensor, state: State) -> State:
        """The state after many tokens, as `prefill` returns it, without its predictions.

        Logits are the larger part of reading where nobody asks for them.
        """
        f_BTF, after = self.sequence(tokens_BT, state, Tap())
        if not self.cache.cache:
            return after
        return {**after, **self.cache.stored(self.features(state), f_BTF, tokens_BT, state)}

    def _stretch(
        self, tokens_BT: Tensor, state: State, tap: Tap
    ) -> tuple[tuple[Tensor, Tensor | None], State]:
        """Advance by many tokens at once: predictions after each, and the last state."""
        f_BTF, after = self.sequence(tokens_BT, state, tap)
        logits_BTV = self.words.logits(f_BTF)
        if not self.cache.cache:
            return (logits_BTV, None), after
        weights_BTJ, known_BJ, kept = self.cache.read(self.features(state), f_BTF, tokens_BT, state)
        if tap.watches(CACHE_WEIGHTS):
            tap.stretch(CACHE_WEIGHTS, self.cache.by_distance(weights_BTJ))
        return self.cache.mixed(logits_BTV, weights_BTJ, known_BJ), {**after, **kept}

    def _advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        after = self.advance(token_B, state, tap)
        if tap.watches(*USAGE_NAMES):
            self.batch_usage(after).show(tap)
        if not self.cache.cache:
            return after
        f_B1F = self.features(after).unsqueeze(1)
        token_B1 = token_B.unsqueeze(1)
        weights_B1J, _, kept = self.cache.read(self.features(state), f_B1F, token_B1, state)
        if tap.watches(CACHE_WEIGHTS):
            tap(CACHE_WEIGHTS, self.cache.by_distance(weights_B1J)[:, 0])
        return {**after, **kept}


def as_it_is(x: Tensor) -> Tensor:
    """What a layer gives, where it is the input of the output layer already."""
    return x


def together(parts: Sequence[Tensor]) -> Tensor:
    """Parts ``[B, T, …]`` one after the other, without a copy where there is only one."""
    return torch.cat(list(parts), dim=1) if len(parts) > 1 else parts[0]


def sharing(module: Part) -> Part:
    """Return a copy with the same parameters, whose parts can be replaced."""
    other = copy.copy(module)
    other._modules = dict(module._modules)
    return other


def state_bytes(state: State) -> int:
    """Size in bytes of one row of a state."""
    return sum(x.nbytes // x.shape[0] for x in state.values())
