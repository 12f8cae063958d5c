"""Trying somebody's module on a few tokens, to find out what it shows.

Shapes: T tokens, V vocabulary.
"""

from __future__ import annotations

from inspect import Parameter, signature
from math import ceil, prod
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from wmstudio.contract import Kind, Signal
from wmstudio.models.adapted.calls import Seen, declare
from wmstudio.models.adapted.model import (
    GIVEN,
    LOGITS,
    AdaptedModel,
    AdapterError,
    SteppedModel,
    WholeModel,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wmstudio.models.adapted.nested import FlatState

STEPS, LENGTHS = 5, (5, 7)
"""Tokens that are read step by step, and in each of two runs at once."""
LONGEST = 512


@torch.inference_mode()
def stepped(
    module: object,
    name: str,
    step: Callable[[Any, Any], Any],
    initial_state: Any,
    start: int | None,
    longest: int = LONGEST,
) -> tuple[SteppedModel, tuple[str, ...]]:
    """A model that reads with a step, and a sentence about each thing that was assumed.

    Raises:
        AdapterError: the step raises, or returns something else than logits and a state.
    """
    model = SteppedModel(module, name, step, _maker(initial_state))
    given = _form(model)
    runs, states, predictions = [], [], []
    state = model.beginning()
    for token in range(STEPS):
        seen = Seen(None)
        state = model.after(token % model.vocab_size, state, seen.watch())
        runs.append(seen)
        states.append(state)
        predictions.append(state[LOGITS])
    declared = declare(runs, predictions, modules_of(model), longest)
    model.declare(declared, states_of(states))
    model.begin_with(start_of(start, model.vocab_size))
    told = [f"Its step takes a token as {given}."]
    if initial_state is None:
        told.append("No initial state was given, so its first step gets None.")
    return model, (*told, *assumed_of(model, start))


@torch.inference_mode()
def whole(
    module: object, name: str, call: Callable[[Any], Any], start: int | None, longest: int = LONGEST
) -> tuple[WholeModel, tuple[str, ...]]:
    """A model that is read whole, and a sentence about each thing that was assumed.

    Raises:
        AdapterError: the module raises, or returns no logits ``[1, T, V]``.
    """
    if longest < LENGTHS[1]:
        raise AdapterError(f"the longest text to read whole is {LENGTHS[1]} tokens or more")
    model = WholeModel(module, name, call, longest)
    size = model.run(torch.zeros(1, 1, dtype=torch.long, device=model.device)).shape[-1]
    model.hold(size)
    runs, predictions = [], []
    for length in LENGTHS:
        seen = Seen(length)
        tokens_T = torch.arange(length, device=model.device) % size
        predictions.append(model.run(tokens_T.unsqueeze(0), seen.watch()))
        runs.append(seen)
    model.declare(declare(runs, predictions, modules_of(model), longest))
    model.begin_with(start_of(start, size))
    told = (
        f"It has no step, so it reads the latest {longest // 2} to {longest} tokens anew for "
        "every change of the text."
    )
    return model, (told, *assumed_of(model, start))


def assumed_of(model: AdaptedModel, start: int | None) -> list[str]:
    """How a text begins, and what was found in its calls, a sentence each."""
    first = (
        "There is no token to begin a text with, so its first token is a uniform guess."
        if start is None
        else f"A text begins with token {start:,}."
    )
    kinds = [signal.kind for signal in model.declared.signals.values()]
    gates, addresses = kinds.count(Kind.GATE), kinds.count(Kind.ADDRESS)
    found = (
        f"Found in its calls: {_many(gates, 'gate')} (sigmoid), "
        f"{_many(addresses, 'address', 'es')} and {kinds.count(Kind.ATTENTION)} attention "
        f"(softmax), and {_many(kinds.count(Kind.ACTIVATION), 'other')}."
    )
    missed = model.declared.passed_over
    more = [f"Not shown, as it is not about single tokens: {', '.join(missed)}."] if missed else []
    return [first, found, *more]


def _many(count: int, what: str, ending: str = "s") -> str:
    return f"{count} {what}{'' if count == 1 else ending}"


def start_of(start: int | None, size: int) -> int | None:
    """The token that begins a text, if there is one.

    Raises:
        AdapterError: it is none of the vocabulary.
    """
    if start is not None and not 0 <= start < size:
        raise AdapterError(f"start={start} is none of its {size:,} tokens")
    return start


def _maker(initial_state: Any) -> Callable[[], Any]:
    """What makes the first state: it, called with nothing or with the batch size; or a copy."""
    if not callable(initial_state) or isinstance(initial_state, torch.Tensor):
        return lambda: initial_state
    try:
        asked = [
            one
            for one in signature(initial_state).parameters.values()
            if one.default is Parameter.empty
            and one.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
        ]
    except (TypeError, ValueError):  # of a function that was not written in Python
        asked = []
    return (lambda: initial_state(1)) if len(asked) == 1 else initial_state


def _form(model: SteppedModel) -> str:
    """Find the form in which the step takes a token, and with it the number of logits.

    Raises:
        AdapterError: it takes none; of the first form.
    """
    first: AdapterError | None = None
    for what, give in GIVEN:
        model.give = give
        try:
            reached = model.after(0, model.beginning())
            model.hold(reached[LOGITS].shape[-1])
            model.after(0, reached)
        except AdapterError as error:
            first = first or error
            model.hold(0)
        else:
            return what
    assert first is not None
    raise first


def modules_of(model: AdaptedModel) -> dict[int, str]:
    """The names of its submodules by id."""
    module = model.module
    return {id(m): n for n, m in module.named_modules()} if isinstance(module, nn.Module) else {}


def states_of(states: Sequence[FlatState]) -> dict[str, Signal]:
    """The parts of a state that keep their shape, as signals."""
    found = {}
    for name, last in states[-1].items():
        shapes = {x[name].shape for x in states if name in x}
        if name == LOGITS or len(shapes) != 1 or not last.dtype.is_floating_point:
            continue
        sizes = tuple(n for n in last.shape[1:] if n > 1)
        most = max(float(x[name].abs().max()) if x[name].numel() else 0.0 for x in states)
        high = float(max(1, ceil(min(most, 1e6))))
        text = f"{name.removeprefix('state.')}: what is carried to the next token"
        if not last.numel():
            continue
        if len(sizes) > 1:
            table = prod(sizes[:-1]), sizes[-1]
            found[name] = Signal(name, Kind.SLOTS, ("slot", "feature"), table, text, -high, high)
        else:
            units = sizes or (1,)
            found[name] = Signal(name, Kind.ACTIVATION, ("unit",), units, text, -high, high)
    return found
