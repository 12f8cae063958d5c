"""Somebody else's PyTorch module as a language model of the studio.

Its code is run as it is, and watched (`wmstudio.models.adapted.watching`): sigmoids are gates,
softmaxes are addresses or attention, tanhs are activations, and what it carries from token to token
are states. `SteppedModel` reads token by token with a step of the module; `WholeModel` reads all
tokens of a text at once, for modules without one.

Shapes: B batch (always 1), T tokens, V vocabulary.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from wmstudio.contract import (
    EditSpec,
    Forgets,
    Prefill,
    Tap,
    UsageTexts,
    check_edit,
    specs,
)
from wmstudio.machine import is_out_of_memory
from wmstudio.memory.base import BatchUsage
from wmstudio.models.adapted.calls import Declared, Passing
from wmstudio.models.adapted.fused import without_shortcuts
from wmstudio.models.adapted.nested import FlatState, NestedError, flattened, nested
from wmstudio.models.adapted.sites import place_of
from wmstudio.models.language_model import LanguageModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wmstudio.contract import Setting, Signal, State

LOGITS = "logits"
GIVEN: tuple[tuple[str, Callable[[int, torch.device], Any]], ...] = (
    ("a tensor of the shape [1]", lambda id, device: torch.tensor([id], device=device)),
    ("an int", lambda id, _: id),
    ("a tensor of the shape [1, 1]", lambda id, device: torch.tensor([[id]], device=device)),
    ("a tensor without dims", lambda id, device: torch.tensor(id, device=device)),
)
"""In what form a step may take a token, tried in this order."""


class AdapterError(ValueError):
    """Somebody's module cannot be read, or not go on; one sentence that names their file."""


@contextmanager
def blaming(what: str) -> Iterator[None]:
    """Say in a sentence where in somebody's code an error comes from.

    Raises:
        AdapterError: instead of whatever their code raises.
    """
    try:
        yield
    except AdapterError:
        raise
    except NestedError as error:
        raise AdapterError(f"{what}: {error}") from error
    except Exception as error:  # whatever somebody's code may raise
        if is_out_of_memory(error):
            raise
        place = place_of(error.__traceback__) or what
        told = (str(error).strip().splitlines() or [""])[0]
        told = f": {told}" if told else ""
        raise AdapterError(f"{place} raises {type(error).__name__}{told}") from error


def logits_in(out: Any) -> Tensor | None:
    """The logits among what a module returns: itself, the first of several, or ``.logits``."""
    if isinstance(out, Tensor):
        return out
    if isinstance(out, dict):
        out = out.get("logits")
    elif isinstance(out, tuple | list) and out:
        out = out[0]
    else:
        out = getattr(out, "logits", None)
    return out if isinstance(out, Tensor) else None


def share_not_zero(parts: Iterable[Tensor]) -> float:
    """The share of what is not 0; 0 where there is nothing."""
    counts = [(int(torch.count_nonzero(x)), x.numel()) for x in parts]
    return sum(used for used, _ in counts) / max(sum(count for _, count in counts), 1)


class AdaptedModel(LanguageModel):
    """What both ways of reading share."""

    recurrent = False
    takes_turns = True
    declared: Declared

    def __init__(self, module: object, name: str) -> None:
        super().__init__()
        # Only a module has weights; anything else that can be called is kept as it is.
        self.module: Any = module if isinstance(module, nn.Module) else None
        self.name = name
        """What errors call it where they know no line of its code."""
        self._size = 0
        self._start: int | None = None

    def hold(self, size: int) -> None:
        """Take the number of logits, which is checked from now on; 0 for any."""
        self._size = size

    def begin_with(self, start: int | None) -> None:
        """Take the token that is read before every text."""
        self._start = start

    @property
    def vocab_size(self) -> int:
        """Number of logits."""
        return self._size

    @property
    def device(self) -> torch.device:
        """Where its weights are."""
        weights = [*self.parameters(), *self.buffers()]
        return weights[0].device if weights else torch.device("cpu")

    @property
    def settings(self) -> Mapping[str, Setting]:
        """None."""
        return {}

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """Forgetting everything."""
        text = "Forget everything: the state before any token"
        return specs(EditSpec("clear_all", text, forgets=Forgets.ALL))

    def edit(self, state: State, name: str, /, **arguments: int) -> State:
        """The state before any token."""
        check_edit(self.edits, name, arguments)
        return self.initial_state()

    def empty_state(self, batch: int) -> FlatState:
        """The state before any token; texts are read one at a time.

        Raises:
            AdapterError: the module cannot begin, or a batch is asked for.
        """
        if batch != 1:
            raise AdapterError(f"{self.name} is adapted, and reads one text at a time")
        return self.beginning()

    @abstractmethod
    def beginning(self) -> FlatState:
        """The state before any token."""

    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """Advance by one token."""
        return self.prefill(token_B.unsqueeze(1), state, tap).state

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Advance by many tokens: what `features` is after each, and the last state."""
        done = self.prefill(tokens_BT, state, tap)
        return done.logits_BTV, done.state

    def features(self, state: State) -> Tensor:
        """The logits themselves: there is no output layer apart from the module."""
        return state[LOGITS]

    def expected(self, state: State) -> tuple[Tensor, None]:
        """Logits of the next token, zeros where nothing tells them. No memory names tokens."""
        return state[LOGITS], None

    def batch_usage(self, state: State) -> BatchUsage:
        """How much of the state is in use."""
        return BatchUsage(torch.tensor([self.occupancy(state)]), None, None)

    @abstractmethod
    def occupancy(self, state: State) -> float:
        """How much of the memory is in use, 0…1."""

    def checked(self, logits: Tensor | None, rows: int, where: str) -> Tensor:
        """Logits as ``[rows, V]``.

        Raises:
            AdapterError: they are something else, or give no probabilities.
        """
        if logits is None:
            raise AdapterError(f"{where} returns no logits")
        size = self._size or (logits.shape[-1] if logits.dim() else 0)
        if not logits.dim() or logits.shape[-1] != size or logits.numel() != rows * size:
            wanted = f"{rows} × {size}" if rows > 1 else f"{size}"
            raise AdapterError(
                f"{where} returns logits of the shape {tuple(logits.shape)}, not of {wanted}"
            )
        if not logits.dtype.is_floating_point:
            raise AdapterError(f"{where} returns logits of the type {logits.dtype}")
        found = logits.detach().reshape(rows, size)
        # Some may be -inf, which is probability 0.
        if not bool(found.amax(dim=-1).isfinite().all()):
            raise AdapterError(f"{where} returns logits that are not numbers (NaN) or infinite")
        return found


class SteppedModel(AdaptedModel):
    """Reads token by token: ``step(token, state) → (logits, state)``, with states that are copied.

    ``first`` makes the state before any token, and ``give`` makes of a token's id what the step
    takes.
    """

    usage_texts = UsageTexts("share of the numbers in the state that are not 0")
    short = 0

    def __init__(
        self,
        module: object,
        name: str,
        step: Callable[[Any, Any], Any],
        first: Callable[[], Any],
    ) -> None:
        super().__init__(module, name)
        self._call, self._first = step, first
        self.give: Callable[[int, torch.device], Any] = GIVEN[0][1]
        self.signals: Mapping[str, Signal] = {}

    def beginning(self) -> FlatState:
        """The module's own first state, after the token that begins a text if there is one."""
        with blaming(f"{self.name}: the initial state"):
            state = flattened(self._first())
        for part, x in state.items():
            state[part] = x.to(self.device)
        state[LOGITS] = torch.zeros(1, self._size, device=self.device)
        return state if self._start is None else self.after(self._start, state)

    def after(self, token: int, state: FlatState, watch: Any = None) -> FlatState:
        """Advance by one token; ``watch`` is entered while the module runs.

        Raises:
            AdapterError: the module raises, or returns something else.
        """
        where = f"{self.name}: the step"
        with blaming(where):
            given, before = self.give(token, self.device), nested(state)
            with without_shortcuts(), watch or nullcontext():
                out = self._call(given, before)
            if not isinstance(out, tuple | list) or len(out) != 2:
                raise AdapterError(
                    f"{where} returns a {type(out).__name__}, not two things: logits and a state"
                )
            found = flattened(out[1])
        found[LOGITS] = self.checked(logits_in(out[0]), 1, where).clone()
        return found

    def declare(self, declared: Declared, states: Mapping[str, Signal]) -> None:
        """Take what a trial has found."""
        self.declared, self._states = declared, states
        self.signals = {**declared.signals, **states}

    def prefill(
        self, tokens_BT: Tensor, state: State, tap: Tap | None = None, every: int = 0
    ) -> Prefill:
        """Token by token: there is no other way to read with a step."""
        assert isinstance(state, FlatState)
        tap = tap if tap is not None else Tap()
        is_asked = bool(self.declared.sites_of(tap))
        logits, snapshots = [], {}
        for n, token in enumerate(tokens_BT[0].tolist(), 1):
            passing = Passing(self.declared, tap, tap.position) if is_asked else None
            state = self.after(token, state, passing.watch() if passing else None)
            if passing is not None:
                passing.record()
            for name, signal in self._states.items():
                if tap.concerns(name):
                    self._show(state, signal, tap)
            logits.append(state[LOGITS])
            tap.position += 1
            if every and n % every == 0:
                snapshots[n] = state
        rows = torch.cat(logits) if logits else self.logits(state)[:0]
        return Prefill(rows.unsqueeze(0), state, snapshots)

    @staticmethod
    def _show(state: FlatState, signal: Signal, tap: Tap) -> None:
        """Pass a part of the state to the tap; what it changes is what the next token finds."""
        part = state.get(signal.name)
        if part is None or part.numel() != signal.size:
            tap.stretch(signal.name, torch.full((1, 1, *signal.shape), torch.nan))
            return
        shown = part.reshape(1, *signal.shape)
        changed = tap(signal.name, shown)
        if changed is not shown:
            state[signal.name] = changed.reshape(part.shape)

    def held(self, state: State) -> dict[str, Tensor]:
        """The parts of the state that are signals."""
        return {
            name: state[name].reshape(1, *signal.shape)
            for name, signal in self._states.items()
            if name in state and state[name].numel() == signal.size
        }

    def occupancy(self, state: State) -> float:
        """The share of numbers that are not 0."""
        return share_not_zero(x for name, x in state.items() if name != LOGITS)


class WholeModel(AdaptedModel):
    """Reads a text whole: ``module(ids [1, T]) → logits [1, T, V]``, at every token anew.

    The state is the latest tokens. Where ``longest`` have been read, the module goes on with the
    newer half of them, so that it sees between half of ``longest`` and ``longest`` tokens; this
    depends on a token's place in the text only.
    """

    usage_texts = UsageTexts("share of the tokens that can be seen at once")
    short = 0

    def __init__(
        self, module: object, name: str, call: Callable[[Tensor], Any], longest: int
    ) -> None:
        super().__init__(module, name)
        self._call, self.longest = call, longest
        self.signals: Mapping[str, Signal] = {}

    def declare(self, declared: Declared) -> None:
        """Take what a trial has found."""
        self.declared, self.signals = declared, declared.signals

    def beginning(self) -> FlatState:
        """No tokens, or the one that begins a text."""
        first = [] if self._start is None else [self._start]
        tokens_1T = torch.tensor([first], dtype=torch.long, device=self.device)
        logits_1V = torch.zeros(1, self._size, device=self.device)
        if first:
            logits_1V = self.run(tokens_1T)[-1:].clone()
        return FlatState({"tokens": tokens_1T, LOGITS: logits_1V}, None)

    def run(self, tokens_1T: Tensor, watch: Any = None) -> Tensor:
        """Logits ``[T, V]`` after each token.

        Raises:
            AdapterError: the module raises, or returns something else.
        """
        where = f"{self.name}: the module"
        with blaming(where), without_shortcuts(), watch or nullcontext():
            out = self._call(tokens_1T.clone())
        return self.checked(logits_in(out), tokens_1T.shape[1], where)

    def prefill(
        self, tokens_BT: Tensor, state: State, tap: Tap | None = None, every: int = 0
    ) -> Prefill:
        """In stretches that fit behind what is seen already."""
        tap = tap if tap is not None else Tap()
        is_asked = bool(self.declared.sites_of(tap))
        seen_1T, logits, snapshots = state["tokens"], [], {}
        count = tokens_BT.shape[1]
        done = 0
        while done < count:
            if seen_1T.shape[1] >= self.longest:
                seen_1T = seen_1T[:, self.longest - self.longest // 2 :]
            before = seen_1T.shape[1]
            new = min(count - done, self.longest - before)
            seen_1T = torch.cat([seen_1T, tokens_BT[:, done : done + new]], dim=1)
            passing = None
            if is_asked:
                passing = Passing(self.declared, tap, tap.position - before, seen_1T.shape[1], new)
            rows_TV = self.run(seen_1T, passing.watch() if passing else None)[-new:]
            if passing is not None:
                passing.record()
            for n in range(1, new + 1):
                if (every and (done + n) % every == 0) or done + n == count:
                    reached_1T = seen_1T[:, : before + n]
                    own = FlatState(
                        {"tokens": reached_1T, LOGITS: rows_TV[n - 1 : n].clone()}, None
                    )
                    snapshots[done + n] = state = own
            logits.append(rows_TV)
            tap.position += new
            done += new
        rows = torch.cat(logits) if logits else self.logits(state)[:0]
        reached = {n: one for n, one in snapshots.items() if every and n % every == 0}
        return Prefill(rows.unsqueeze(0), state, reached)

    def held(self, state: State) -> dict[str, Tensor]:
        """Nothing: its signals are made when it reads."""
        return {}

    def occupancy(self, state: State) -> float:
        """How much of what it can see at once has been read."""
        return state["tokens"].shape[1] / self.longest
