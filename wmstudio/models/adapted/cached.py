"""Somebody's module that reads on from a cache: what it carries is a copy of the cache.

A cache is an object of theirs, with keys and values of every token, recurrent states or both, and
they write into it. Here it is taken apart into tensors of its own at every state, and made anew
whenever the module reads on. What a trial has found out about it is a `Plan`.

Shapes: n tokens of one call, V vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from wmstudio.contract import MemoryUsage, Prefill, Tap, UsageTexts
from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.adapted.calls import Declared, Passing
from wmstudio.models.adapted.fused import without_shortcuts
from wmstudio.models.adapted.model import (
    LOGITS,
    AdaptedModel,
    AdapterError,
    blaming,
    share_not_zero,
)
from wmstudio.models.adapted.nested import FlatState, block, flattened, nested

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.contract import Signal, State

TOKENS = "tokens"
AT_ONCE = 64
"""Tokens that are read in one call, at most."""
GROWING = UsageTexts("share of the tokens that can be seen at once")
FIXED = UsageTexts("share of the numbers in the state that are not 0")


@dataclass(frozen=True)
class Plan:
    """How a cache is read on from.

    ``grows`` has the dims along which its parts grow with the text, by name, counted from the last.
    With ``at_once``, several tokens may follow a cache in one call; with ``alike``, the module then
    makes the same calls as for a single one, so that they can be watched as well. ``window`` is of
    how many tokens a growing part certainly has rows, and ``longest`` how many tokens are read from
    a beginning, 0 for any number. ``bytes`` is the size of the largest state.
    """

    grows: Mapping[str, int] = field(default_factory=dict)
    at_once: bool = False
    alike: bool = False
    window: int = 1
    longest: int = 0
    bytes: int = 0


class CachedModel(AdaptedModel):
    """Reads on from a cache: ``call(ids [1, n], cache, first) → (logits [1, n, V], cache)``.

    The first cache is None, and ``first`` is how many tokens it has seen. Where a cache grows, the
    module begins anew after ``plan.longest`` tokens, with the newer half of them; this depends on a
    token's place in the text only.
    """

    short = 0

    def __init__(
        self,
        module: object,
        name: str,
        call: Callable[[Tensor, Any, int], tuple[Any, Any]],
        package: str,
    ) -> None:
        super().__init__(module, name)
        self._call, self._package = call, package
        self.plan = Plan()
        self.carried: Mapping[str, Signal] = {}
        self.signals: Mapping[str, Signal] = {}
        self.usage_texts = FIXED

    def follow(self, plan: Plan) -> None:
        """Read as a trial has found out that it can be read."""
        self.plan = plan
        self.usage_texts = GROWING if plan.longest else FIXED

    def declare(self, declared: Declared, carried: Mapping[str, Signal]) -> None:
        """Take what a trial has found in its calls and in its cache."""
        self.declared, self.carried = declared, carried
        self.signals = {**declared.signals, **carried}

    def beginning(self) -> FlatState:
        """No cache, or that of the token that begins a text."""
        state = self.nothing()
        if self._start is not None:
            _, state = self.after(torch.tensor([[self._start]], device=self.device), state)
        return state

    def nothing(self) -> FlatState:
        """The state without a cache."""
        none_10 = torch.zeros(1, 0, dtype=torch.long, device=self.device)
        logits_1V = torch.zeros(1, self._size, device=self.device)
        return FlatState({TOKENS: none_10, LOGITS: logits_1V}, None)

    def after(
        self, ids_1n: Tensor, state: FlatState, watch: Any = None
    ) -> tuple[Tensor, FlatState]:
        """Logits ``[n, V]`` after each of some tokens, and the state after the last.

        Raises:
            AdapterError: the module raises, or returns something else.
        """
        where = f"{self.name}: the module"
        with blaming(where):
            given = nested(state)
            with without_shortcuts(), watch or nullcontext():
                logits, cache = self._call(ids_1n.clone(), given, state.count)
            if cache is None:
                raise AdapterError(f"{self.name} returns no cache")
            found = flattened(cache, "cache", self._opens, self.plan.grows, state)
        rows_nV = self.checked(logits, ids_1n.shape[1], where)
        if self.plan.longest:
            found[TOKENS] = torch.cat([state[TOKENS], ids_1n], dim=1)
        else:
            found[TOKENS] = state[TOKENS]
        found[LOGITS] = rows_nV[-1:].clone()
        found.count = state.count + ids_1n.shape[1]
        return rows_nV, found

    def _opens(self, value: object) -> bool:
        """Whether an object is part of a cache, and not of something else that it points to."""
        return type(value).__module__.partition(".")[0] == self._package

    def prefill(
        self, tokens_BT: Tensor, state: State, tap: Tap | None = None, every: int = 0
    ) -> Prefill:
        """As many tokens at once as the cache and the tap allow."""
        assert isinstance(state, FlatState)
        tap = tap if tap is not None else Tap()
        most, count, done = self._most(tap), tokens_BT.shape[1], 0
        logits, snapshots = [], {}
        while done < count:
            state = self._with_room(state, tap)
            room = self.plan.longest - state.count if self.plan.longest else most
            apart = every - done % every if every else most
            new = min(most, room, apart, count - done)
            rows_nV, state = self._read(tokens_BT[:, done : done + new], state, tap)
            logits.append(rows_nV)
            done += new
            if every and done % every == 0:
                snapshots[done] = state
        rows = torch.cat(logits) if logits else self.logits(state)[:0]
        return Prefill(rows.unsqueeze(0), state, snapshots)

    def _most(self, tap: Tap) -> int:
        """How many tokens may be read in one call for the tap to see and change each of them."""
        plan = self.plan
        growing = {name for name in self.carried if name in plan.grows}
        if (
            not plan.at_once
            or any(tap.concerns(name) for name in self.carried if name not in growing)
            or any(patch.signal in growing for patch in tap.patches)
            or (not plan.alike and self.declared.sites_of(tap))
        ):
            return 1
        return min(AT_ONCE, plan.window) if tap.watches(*growing) else AT_ONCE

    def _with_room(self, state: FlatState, tap: Tap) -> FlatState:
        """The state, or where no more tokens fit, that of the newer half of its tokens alone."""
        longest = self.plan.longest
        if not longest or state.count < longest:
            return state
        newer_1n = state[TOKENS][:, longest - longest // 2 :]
        own = Tap(patches=tap.patches, position=tap.position - newer_1n.shape[1])
        begun = self.prefill(newer_1n, self.nothing(), own).state
        assert isinstance(begun, FlatState)
        return begun

    def _read(self, ids_1n: Tensor, state: FlatState, tap: Tap) -> tuple[Tensor, FlatState]:
        new = ids_1n.shape[1]
        passing = None
        if self.declared.sites_of(tap):
            passing = Passing(self.declared, tap, tap.position, new, new)
        rows_nV, after = self.after(ids_1n, state, passing.watch() if passing else None)
        if passing is not None:
            passing.record()
        for name, signal in self.carried.items():
            if tap.concerns(name):
                self._show(after, signal, tap, new)
        tap.position += new
        return rows_nV, after

    def _show(self, state: FlatState, signal: Signal, tap: Tap, new: int) -> None:
        """Pass a part of the state to the tap; what it changes is what the next token finds."""
        shown = self._shown(state, signal, new)
        if shown is None:
            tap.stretch(signal.name, state[LOGITS].new_full((1, new, *signal.shape), torch.nan))
        elif new > 1:
            tap.stretch(signal.name, shown)
        else:
            own = shown[:, 0]
            changed = tap(signal.name, own)
            if changed is not own:
                dim, part = self.plan.grows.get(signal.name), state[signal.name].clone()
                newest = part if dim is None else part.narrow(dim, part.shape[dim] - 1, 1)
                newest.copy_(changed.reshape(newest.shape))
                state[signal.name] = part

    def _shown(self, state: State, signal: Signal, new: int = 1) -> Tensor | None:
        """What a signal shows of a state's latest tokens ``[1, new, *shape]``; None where nothing.

        Of a part that grows, it is what the cache has got with each token.
        """
        part, dim = state.get(signal.name), self.plan.grows.get(signal.name)
        if part is None or not part.numel():
            return None
        if dim is None:
            return part.reshape(1, 1, *signal.shape) if part.numel() == signal.size else None
        if part.shape[dim] < new:
            part = self._rows(state, signal.name, dim)
        if part.shape[dim] < new or part.numel() != part.shape[dim] * signal.size:
            return None
        newest = part.narrow(dim, part.shape[dim] - new, new)
        return newest.movedim(dim, 1).reshape(1, new, *signal.shape)

    @staticmethod
    def _rows(state: State, name: str, dim: int) -> Tensor:
        """All rows of a part that grows."""
        blocks: list[Tensor] = []
        while (found := state.get(block(name, len(blocks)))) is not None:
            blocks.append(found)
        return torch.cat([*blocks, state[name]], dim)

    def held(self, state: State) -> dict[str, Tensor]:
        """What the cache holds after the last token, of which there are signals."""
        found = {name: self._shown(state, signal) for name, signal in self.carried.items()}
        return {name: x[:, 0] for name, x in found.items() if x is not None}

    def usage_told(
        self,
        state: State,
        occupancy: float | None,
        pressure: float | None,
        interference: float | None,
    ) -> MemoryUsage:
        """As of any model, with the size of the largest state: by it, snapshots are planned."""
        told = super().usage_told(state, occupancy, pressure, interference)
        return replace(told, bytes=self.plan.bytes)

    def occupancy(self, state: State) -> float:
        """How many of the tokens it can hold it holds; otherwise the share of numbers not 0."""
        if self.plan.longest:
            return state[TOKENS].shape[1] / self.plan.longest
        return share_not_zero(x for name, x in state.items() if name not in (TOKENS, LOGITS))
