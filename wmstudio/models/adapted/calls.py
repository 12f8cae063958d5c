"""Declaring what is seen of somebody's module as signals, and passing it to a tap.

Shapes: T tokens of a run, V vocabulary.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from wmstudio.contract import Kind, Signal, Tap
from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.adapted.layouts import Layout, layout_of
from wmstudio.models.adapted.watching import Call, Watch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.models.adapted.sites import Site

Key = tuple[Call, int]
"""A call, and which one of those that the same line makes for a token."""
KINDS = {
    "sigmoid": (Kind.GATE, 0.0, 1.0),
    "softmax": (Kind.ADDRESS, 0.0, 1.0),
    "tanh": (Kind.ACTIVATION, -1.0, 1.0),
    "softplus": (Kind.ACTIVATION, 0.0, 3.0),
    "relu": (Kind.ACTIVATION, 0.0, 3.0),
    "cell": (Kind.ACTIVATION, -3.0, 3.0),
}
DIMS = {Kind.GATE: "unit", Kind.ADDRESS: "slot", Kind.ACTIVATION: "unit"}


@dataclass
class Seen:
    """All values of one run of the module, by call, in the order in which they were made."""

    tokens: int | None
    values: dict[Call, list[Tensor]] = field(default_factory=dict)

    def watch(self) -> Watch:
        """What to enter while the module runs."""

        def passing(call: Call, x: Tensor) -> Tensor:
            self.values.setdefault(call, []).append(x.detach().clone())
            return x

        return Watch(passing, lambda _: True)


@dataclass(frozen=True)
class Declared:
    """The signals of a module's calls.

    ``layouts`` say how a call's result is read, and ``names`` which signal it is. ``each`` is how
    often a call is made for each token where a loop in the module goes over them, otherwise 0.
    """

    signals: Mapping[str, Signal]
    names: Mapping[Key, str]
    layouts: Mapping[Key, Layout]
    each: Mapping[Call, int]
    passed_over: tuple[str, ...]
    """Lines of which what they compute cannot be told apart by token."""

    def sites_of(self, tap: Tap) -> frozenset[Site]:
        """The lines that a tap asks about."""
        return frozenset(key[0].site for key, name in self.names.items() if tap.concerns(name))


def declare(
    runs: Sequence[Seen],
    predictions: Sequence[Tensor],
    modules: Mapping[int, str],
    longest: int,
) -> Declared:
    """Declare what several runs of a module have shown.

    ``predictions`` are each run's logits ``[T, V]``: a softmax of them is no memory's address.
    ``modules`` are the names of submodules by id.
    """
    calls = list(dict.fromkeys(call for run in runs for call in run.values))
    found: list[tuple[Key, Layout]] = []
    each: dict[Call, int] = {}
    passed_over = []
    for call in calls:
        per_token, counts = _per_token(call, runs)
        if per_token:
            each[call] = per_token
        layouts = []
        for k in range(counts):
            shapes = [
                (None if per_token else run.tokens, _shapes(run.values.get(call, ()), k, per_token))
                for run in runs
            ]
            layouts.append(layout_of(shapes, call.function == "softmax", longest))
        found += [((call, k), one) for k, one in enumerate(layouts) if one is not None]
        is_prediction = call.function == "softmax" and _predicts(call, runs, predictions)
        if is_prediction:
            found = [one for one in found if one[0][0] != call]
        elif not any(layouts):
            passed_over.append(f"{call.site.what} at {call.site.place}")
    names = _names([key for key, _ in found])
    signals = {
        names[key][0]: _signal(key[0], layout, *names[key], modules.get(key[0].owner, ""))
        for key, layout in found
    }
    only = {key: name for key, (name, _) in names.items()}
    return Declared(signals, only, dict(found), each, tuple(dict.fromkeys(passed_over)))


def _per_token(call: Call, runs: Sequence[Seen]) -> tuple[int, int]:
    """How often a loop makes a call for each token (0: it does not), and how often it counts."""
    made = [(run.tokens, len(run.values.get(call, ()))) for run in runs]
    if any(tokens is None for tokens, _ in made):
        return 0, max(count for _, count in made)
    whole = [divmod(count, tokens or 1) for tokens, count in made]
    if len({count for _, count in made}) > 1 and len(set(whole)) == 1 and not whole[0][1]:
        return whole[0][0], whole[0][0]
    return 0, min(count for _, count in made)


def _shapes(values: Sequence[Tensor], k: int, per_token: int) -> list[tuple[int, ...]]:
    if per_token:
        return [tuple(x.shape) for x in values[k::per_token]]
    return [tuple(values[k].shape)] if k < len(values) else []


def _predicts(call: Call, runs: Sequence[Seen], predictions: Sequence[Tensor]) -> bool:
    """Whether a softmax is only the prediction itself, in every run."""
    for run, logits_TV in zip(runs, predictions, strict=True):
        for x in run.values.get(call, ()):
            if x.numel() not in (logits_TV.numel(), logits_TV.shape[-1]):
                return False
            expected = logits_TV.softmax(-1).to(x.dtype)
            rows = x.reshape(-1, logits_TV.shape[-1])
            if not any(torch.allclose(rows, e, atol=1e-5) for e in (expected, expected[-1:])):
                return len(rows) == 1 and any(
                    torch.allclose(rows[0], e, atol=1e-5) for e in expected
                )
    return True


def _names(keys: Sequence[Key]) -> dict[Key, tuple[str, int]]:
    """``gates.py:42.write_gate`` and its layer; with a number where the line makes several."""
    stems = {key: (key[0].site.place, _label(key[0])) for key in keys}
    many, count = Counter(stems.values()), Counter[tuple[str, str]]()
    found = {}
    for key, (place, label) in stems.items():
        layer = count[place, label]
        count[place, label] += 1
        number = f".{layer}" if many[place, label] > 1 else ""
        found[key] = f"{place}{number}.{label}", layer
    return found


def _label(call: Call) -> str:
    return call.part.replace(".", "_") or call.site.what


def _signal(call: Call, layout: Layout, name: str, layer: int, module: str) -> Signal:
    kind, low, high = KINDS[call.function]
    dims: tuple[str, ...] = (DIMS[kind],)
    if layout.back:
        kind, dims = Kind.ATTENTION, ("head", "back")[-len(layout.shape) :]
    inside = f" in {module}" if module else ""
    what = f"{call.part} of {call.site.what}" if call.part else call.function
    text = f"{what} at {call.site.place}{inside}"
    return Signal(name, kind, dims, layout.shape, text, low, high, layer)


class Passing:
    """What is done with the watched calls of one run of ``tokens`` tokens.

    The first is number ``first`` of the text; only the last ``new`` are recorded, since those
    before them were recorded when they were read. With a ``tokens`` of None, one token is read.
    """

    def __init__(
        self, declared: Declared, tap: Tap, first: int, tokens: int | None = None, new: int = 1
    ) -> None:
        self._declared, self._tap, self._first = declared, tap, first
        self._tokens, self._skipped = tokens or 1, (tokens or 1) - new
        self._made = Counter[Call]()
        self._rows: dict[str, list[Tensor]] = {}

    def watch(self) -> Watch:
        """What to enter while the module runs."""
        sites = self._declared.sites_of(self._tap)
        return Watch(self._pass, lambda site: site in sites)

    def _pass(self, call: Call, x: Tensor) -> Tensor:
        n = self._made[call]
        self._made[call] += 1
        each = self._declared.each.get(call, 0)
        at, k = divmod(n, each) if each else (0, n)
        name = self._declared.names.get((call, k))
        if name is None or not self._tap.concerns(name):
            return x
        layout = self._declared.layouts[call, k]
        try:
            rows = layout.rows(x)
        except RuntimeError:  # of another shape than at first: it has no place in the signal
            return x
        changed = self._patched(name, rows, self._first + at)
        if name in self._tap.watch:
            self._rows.setdefault(name, []).append(changed)
        return x if changed is rows else layout.put_back(changed, x)

    def _patched(self, name: str, rows: Tensor, first: int) -> Tensor:
        changed = rows
        for patch in self._tap.patches:
            if patch.signal != name:
                continue
            for t in range(len(rows)):
                if patch.covers(first + t):
                    changed = changed.clone() if changed is rows else changed
                    changed[t : t + 1] = patch.apply(changed[t : t + 1])
        return changed

    def record(self) -> None:
        """Give the tap what was seen; NaN for a token for which a call was not made."""
        for name, signal in self._declared.signals.items():
            if name not in self._tap.watch:
                continue
            parts = self._rows.get(name, ())
            rows = torch.cat(list(parts)) if parts else torch.empty(0, *signal.shape)
            if len(rows) != self._tokens:
                rows = rows.new_full((self._tokens, *signal.shape), torch.nan)
            self._tap.stretch(name, rows[self._skipped :].unsqueeze(0))
