"""Trying whether somebody's module reads on rightly from its cache, before it is read with it.

Several families do not: some forget a recurrent state where more than one token follows it, some
keep it on the module, some fail. So a short text is read whole, token by token, from a copy of a
cache after another text was read, and in parts. All have to give the same.

Shapes: T tokens, n tokens of one call, V vocabulary.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from wmstudio.contract import Kind, Signal
from wmstudio.models.adapted.beginnings import with_the_first
from wmstudio.models.adapted.cached import TOKENS, CachedModel, Plan
from wmstudio.models.adapted.calls import Declared, Seen, declare
from wmstudio.models.adapted.layouts import LARGEST
from wmstudio.models.adapted.model import LOGITS, AdapterError, WholeModel
from wmstudio.models.adapted.trial import (
    LENGTHS,
    LONGEST,
    assumed_of,
    modules_of,
    start_of,
    states_of,
)
from wmstudio.models.cost import MOST_STATE_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from wmstudio.models.adapted.nested import FlatState

TRIED = 16
"""Tokens of the text that is tried."""
ALLOWED = 1e-4
"""What two ways of reading may differ by, as a share of what the past of the text changes.

Rounding makes 1e-6 to 3e-6 of it in small models, and the least error of a family that forgets one
of its states made 1.6e-4.
"""
ROUNDING = 1e-6
"""What is put down to rounding in any case, as a share of the largest log probability."""
SAME_NUMBERS = 1e-3
"""What numbers in two caches may differ by, as a share of the largest of them."""
CONVOLUTION = "conv"
"""In the names of windows of convolutions."""
MOST_TOKENS = 2048
"""Tokens that a cache with keys and values holds, at most."""


class _Text:
    """A short text, and its log probabilities ``[T, V]`` when it is read whole."""

    def __init__(self, whole: WholeModel) -> None:
        self._whole, size = whole, whole.vocab_size
        self.length = min(TRIED, whole.longest)
        self.half = self.length // 2
        at_T = torch.arange(self.length, device=whole.device)
        self.ids_1T = ((1 + at_T * max(1, size // self.length)) % size).unsqueeze(0)
        self.read_TV = self.log_probs(self.ids_1T)
        # What the second half owes to the first.
        past = _apart(self.log_probs(self.ids_1T[:, self.half :]), self.read_TV[self.half :])
        largest = float(self.read_TV[self.read_TV.isfinite()].abs().max())
        self.allowed = max(ALLOWED * past, ROUNDING * largest)

    def log_probs(self, ids_1T: Tensor) -> Tensor:
        """Of a text that is read whole."""
        return self._whole.run(ids_1T).float().log_softmax(-1)

    def differs(self, rows: Sequence[Tensor]) -> float:
        """How far logits of its last tokens are from those of the text read whole."""
        got_nV = torch.cat(list(rows)).float().log_softmax(-1)
        return _apart(got_nV, self.read_TV[-len(got_nV) :])


def _apart(x: Tensor, y: Tensor) -> float:
    """The largest difference; infinities that are equal do not differ."""
    return float(torch.where(x == y, 0.0, (x - y).abs()).max())


@torch.inference_mode()
def check_whole(whole: WholeModel) -> None:
    """Check that a module reads a text always in one way, and without looking ahead.

    Raises:
        AdapterError: it does not; a sentence without its stop.
    """
    text = _Text(whole)
    text.log_probs(text.ids_1T.flip(1))
    again = _apart(text.log_probs(text.ids_1T), text.read_TV)
    if not again <= text.allowed:
        raise AdapterError(
            f"it reads the same text differently the second time, by {again:.0e} in the logarithm "
            "of a probability"
        )
    ahead = _apart(text.log_probs(text.ids_1T[:, : text.half]), text.read_TV[: text.half])
    if not ahead <= text.allowed:
        raise AdapterError(
            "what it predicts after a token depends on the tokens that follow, so it is no causal "
            "language model"
        )


@torch.inference_mode()
def cached(
    module: object,
    call: Callable[[Tensor, Any, int], tuple[Any, Any]],
    package: str,
    whole: WholeModel,
    start: int | None,
    positions: int = MOST_TOKENS,
) -> tuple[CachedModel, tuple[str, ...]]:
    """A model that reads on from its cache, and a sentence about each thing that was found.

    ``package`` is that of the classes which caches are made of, and ``positions`` how many tokens
    the module can tell apart.

    Raises:
        AdapterError: it has no cache, or reads on wrongly from it; a sentence without its stop.
    """
    model = CachedModel(module, whole.name, call, package)
    model.hold(whole.vocab_size)
    trial = _Trial(model, _Text(whole))
    trial.read_steps()
    grows = _grown(trial.states)
    plan = _planned(trial.states[-1], grows, positions)
    why = trial.wrong_in_parts()
    alike = not why and trial.makes_the_same_calls()
    declared, missing = trial.declared(alike), list[str]()
    if not alike:
        seen = [one for one, _ in trial.runs]
        declared, missing = with_the_first(declared, seen, start is None)
    model.declare(declared, carried_signals(trial.states, grows))
    model.follow(replace(plan, at_once=not why, alike=alike))
    model.begin_with(start_of(start, whole.vocab_size))
    return model, (*_told(trial, plan, why), *assumed_of(model, start), *missing)


class _Trial:
    """One text that is read in several ways."""

    def __init__(self, model: CachedModel, text: _Text) -> None:
        self.model, self.text = model, text
        self.states: list[FlatState] = []
        """After each token."""
        self.runs: list[tuple[Seen, Tensor]] = []
        """What was seen of each token, and its logits ``[1, V]``."""
        self.differs = 0.0
        self._resumed: tuple[Seen, Tensor]
        """What was seen of the second half, read at once after the first."""

    def read_steps(self) -> None:
        """Read token by token, and again from the middle.

        Raises:
            AdapterError: it has no cache, or that gives something else.
        """
        for _ in self._steps(self.model.nothing(), 0):
            pass
        self.differs = self._checked([rows for _, rows in self.runs], "read token by token, its")
        another_1T = self.text.ids_1T.flip(1)
        self.text.log_probs(another_1T)
        _, state = self.model.after(another_1T[:, :1], self.model.nothing())
        self.model.after(another_1T[:, 1:2], state)
        middle = self.states[self.text.half - 1]
        self._checked(
            list(self._steps(middle, self.text.half)), "read from a copy of its cache, its"
        )

    def _steps(self, state: FlatState, first: int) -> Iterator[Tensor]:
        for t in range(first, self.text.length):
            seen = Seen(None)
            rows_1V, state = self.model.after(self.text.ids_1T[:, t : t + 1], state, seen.watch())
            if not first:
                self.states.append(state)
                self.runs.append((seen, rows_1V))
            yield rows_1V

    def _checked(self, rows: Sequence[Tensor], whose: str) -> float:
        differs = self.text.differs(rows)
        if not differs <= self.text.allowed:
            raise AdapterError(
                f"{whose} log probabilities differ by {differs:.0e} from those of the text "
                f"read whole, of {self.text.allowed:.0e} allowed"
            )
        return differs

    def wrong_in_parts(self) -> str:
        """Why several tokens may not follow a cache at once; empty where they may."""
        length = self.text.length
        cuts = (0, length // 3, length - length // 6, length)
        rows, state = [], self.model.nothing()
        try:
            for begin, end in pairwise(cuts):
                rows_nV, state = self.model.after(self.text.ids_1T[:, begin:end], state)
                rows.append(rows_nV)
            differs = self._checked(rows, "its")
        except AdapterError as error:
            return str(error)
        for name, x in self.states[-1].items():
            if name not in state or state[name].shape != x.shape:
                return f"{name} then has another shape"
            largest = float(x[x.isfinite()].abs().max()) if x.isfinite().any() else 0.0
            if x.numel() and not _apart(state[name], x) <= SAME_NUMBERS * largest:
                return f"{name} then holds other numbers"
        self.differs = max(self.differs, differs)
        return ""

    def makes_the_same_calls(self) -> bool:
        """Whether what is called for several tokens is what is called for one."""
        half = self.text.half
        begun, state = self._seen(self.text.ids_1T[:, :half], self.model.nothing())
        self._resumed, _ = self._seen(self.text.ids_1T[:, half:], state)
        expected = _calls(begun[0])
        of_one = [_calls(seen) for seen, _ in self.runs[1:]]
        return all(calls == expected for calls in (*of_one, _calls(self._resumed[0])))

    def _seen(self, ids_1n: Tensor, state: FlatState) -> tuple[tuple[Seen, Tensor], FlatState]:
        seen = Seen(ids_1n.shape[1])
        rows_nV, after = self.model.after(ids_1n, state, seen.watch())
        return (seen, rows_nV), after

    def declared(self, alike: bool) -> Declared:
        """What its calls show: of several tokens where they are alike, otherwise of one each."""
        runs, ids_1T = self.runs[1:], self.text.ids_1T
        if alike:
            nothing = self.model.nothing()
            runs = [self._seen(ids_1T[:, :length], nothing)[0] for length in LENGTHS]
        seen, rows = [one for one, _ in runs], [one for _, one in runs]
        found = declare(seen, rows, modules_of(self.model), LONGEST)
        return _by_token(found, self._resumed[0]) if alike else found


def _by_token(declared: Declared, resumed: Seen) -> Declared:
    """Without what has a row for every token that is attended to, which only looks like one each.

    At the beginning of a text these are equally many, and after a cache they are more.
    """
    other = set()
    for (call, k), layout in declared.layouts.items():
        x = resumed.values[call][k]
        if layout.axis is not None and not layout.back and x.shape[layout.axis] != resumed.tokens:
            other.add((call, k))
    gone = {declared.names[key] for key in other}
    told = [f"{call.site.what} at {call.site.place}" for call, _ in other]
    return replace(
        declared,
        signals={name: one for name, one in declared.signals.items() if name not in gone},
        names={key: name for key, name in declared.names.items() if key not in other},
        passed_over=tuple(dict.fromkeys([*declared.passed_over, *told])),
    )


def _calls(seen: Seen) -> dict[Any, int]:
    return {call: len(values) for call, values in seen.values.items()}


def _grown(states: Sequence[FlatState]) -> dict[str, int]:
    """The dims along which parts of a cache grow with the text, counted from the last."""
    found = {}
    for name, last in states[-1].items():
        shapes = [x[name].shape for x in states if name in x and x[name].dim() == last.dim()]
        varies = [i for i, sizes in enumerate(zip(*shapes, strict=True)) if len(set(sizes)) > 1]
        if len(varies) == 1 and name not in (TOKENS, LOGITS):
            found[name] = varies[0] - last.dim()
    return found


def _planned(last: FlatState, grows: Mapping[str, int], positions: int) -> Plan:
    """How to read from a cache like this one.

    Raises:
        AdapterError: it is too large.
    """
    rows = {name: last[name].shape[dim] for name, dim in grows.items()}
    each = sum(last[name].nbytes // n for name, n in rows.items())
    fixed = sum(x.nbytes for name, x in last.items() if name not in rows)
    longest = 0
    if each:
        longest = min(MOST_TOKENS, positions, (MOST_STATE_BYTES - fixed) // each)
    if fixed > MOST_STATE_BYTES or (each and longest < TRIED):
        raise AdapterError(f"its cache takes {fixed:,} bytes, and {each:,} for each token")
    window = min(rows.values(), default=1)
    return Plan(grows, window=window, longest=longest, bytes=fixed + longest * each)


def carried_signals(states: Sequence[FlatState], grows: Mapping[str, int]) -> dict[str, Signal]:
    """The parts of a cache as signals; of those that grow, what they get with each token."""
    fixed, found = states_of(states), {}
    for name, last in states[-1].items():
        pieces = name.split(".")[1:]
        numbers = [int(piece) for piece in pieces if piece.isdigit()]
        words = " ".join(p.replace("_", " ") for p in pieces if not p.isdigit() and p != "layers")
        what, layer = f"{words} of layer {numbers[0]}" if numbers else words, (*numbers, 0)[0]
        if name in grows and last.dtype.is_floating_point and last.numel():
            size = last.numel() // last.shape[grows[name]]
            high = float(max(1, ceil(min(float(last.abs().max()), 1e6))))
            text = f"{what}: what the cache gets with the token"
            units = ("unit",), (size,)
            found[name] = Signal(name, Kind.ACTIVATION, *units, text, -high, high, layer)
        elif name in fixed:
            text = f"{what}: what is carried to the next token"
            dims = ("row", "column") if fixed[name].kind is Kind.SLOTS else ("unit",)
            found[name] = replace(fixed[name], dims=dims, text=text, layer=layer)
    shown = {name: signal for name, signal in found.items() if signal.size <= LARGEST}
    # A convolution's window is the least of what is carried.
    return dict(sorted(shown.items(), key=lambda one: CONVOLUTION in one[0]))


def _told(trial: _Trial, plan: Plan, why: str) -> list[str]:
    text = trial.text
    told = [
        f"On {text.length} tokens, log probabilities differ by at most {trial.differs:.0e} from "
        f"those of the text read whole, of {text.allowed:.0e} allowed."
    ]
    if why:
        told.append(f"It reads one token at a time, because several at once go wrong: {why}.")
    if plan.longest:
        told.append(
            f"Its cache grows: after {plan.longest:,} tokens it begins anew with the newer half."
        )
    return told
