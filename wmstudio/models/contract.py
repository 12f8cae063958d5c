"""The contract between a model and everything that runs or shows it.

Nothing here imports torch when the program runs, so that the window and the engine's messages can
name signals and patches without it.

Shapes: B batch, T time, V vocabulary; a signal adds its own dims after B (and T).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Literal, Protocol, TypedDict

from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from torch import Tensor

    State: TypeAlias = Mapping[str, Tensor]


class Kind(StrEnum):
    """What a signal is, which decides how it is drawn."""

    GATE = "gate"
    """0…1 per unit."""
    ACTIVATION = "activation"
    """Signed, per unit."""
    SLOTS = "slots"
    """Memory contents, slots × features, signed."""
    ADDRESS = "address"
    """0…1 per slot: read or write weights, or how much a slot holds."""
    ATTENTION = "attention"
    """Weights over past tokens; the last dim counts back from the token itself (0)."""
    SCALAR = "scalar"
    """One number a token."""
    INDEX = "index"
    """The token each slot points at, counted from the start of the text; -1 for none."""


class When(StrEnum):
    """Whether something about a memory is from before or from after what the token wrote."""

    BEFORE = "before"
    AFTER = "after"


class Alignment(TypedDict):
    """What a signal's numbers are about: see `Signal`."""

    of: str
    when: When


@dataclass(frozen=True, slots=True)
class Signal:
    """A quantity that a model lets you see at every token, declared before anything runs.

    ``dims`` names and ``shape`` sizes what a token adds (no B, no T); a scalar has neither.
    ``low`` and ``high`` are the range to draw; values of a gate or an address never leave it.
    Of what has a number for each slot, ``of`` names the index that says which token each number is
    about, and ``when`` says whether it is from before or after the token's own write. Both are left
    empty where that is not declared. ``names`` is true of weights on past tokens that a memory
    expects as the next one: they make up its share of the prediction.
    """

    name: str
    kind: Kind
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    text: str
    low: float = 0.0
    high: float = 1.0
    layer: int = 0
    patchable: bool = True
    of: str = ""
    when: When | None = None
    names: bool = False

    @property
    def size(self) -> int:
        """How many numbers a token adds."""
        return prod(self.shape)


class PatchError(ValueError):
    """A patch names something that the model does not have; the message says what it has."""


@dataclass(frozen=True, slots=True)
class Patch:
    """An intervention: at these tokens, this signal (or one unit of it) is set, scaled or added to.

    ``unit`` indexes the signal's own dims (an int for one dim; shorter than the dims selects all
    of the rest); None is the whole signal. ``tokens`` is half open; None is every token.
    """

    signal: str
    op: Literal["set", "scale", "add"]
    value: float
    unit: int | tuple[int, ...] | None = None
    tokens: tuple[int, int] | None = None

    def covers(self, position: int) -> bool:
        """Whether the patch acts at this token."""
        return self.tokens is None or self.tokens[0] <= position < self.tokens[1]

    def apply(self, x_B: Tensor) -> Tensor:
        """The changed signal ``[B, *dims]``; the argument is left as it is."""
        changed = x_B.clone()
        unit = (self.unit,) if isinstance(self.unit, int) else self.unit or ()
        at: tuple[slice | int, ...] = (slice(None), *unit)
        if self.op == "set":
            changed[at] = self.value
        elif self.op == "scale":
            changed[at] = changed[at] * self.value
        else:
            changed[at] = changed[at] + self.value
        return changed

    def check(self, signals: Mapping[str, Signal]) -> None:
        """Raise `PatchError` where the model has no such signal, unit or operation."""
        signal = signals.get(self.signal)
        patchable = ", ".join(s.name for s in signals.values() if s.patchable)
        if signal is None or not signal.patchable:
            why = "no signal" if signal is None else "a read-only signal"
            raise PatchError(
                f"{excerpt(self.signal)} is {why} of this model; it can patch: {patchable}"
            )
        if self.op not in ("set", "scale", "add"):
            raise PatchError(f"a patch can set, scale or add, not {excerpt(self.op)}")
        unit = (self.unit,) if isinstance(self.unit, int) else self.unit or ()
        if len(unit) > len(signal.shape) or any(
            not 0 <= u < n for u, n in zip(unit, signal.shape, strict=False)
        ):
            raise PatchError(
                f"{self.signal} has no unit {self.unit}: "
                f"its shape is {signal.shape}, counted from 0"
            )


@dataclass
class Tap:
    """The one seam through which every signal passes: it records what is watched, applies patches.

    ``position`` is the token being computed, counted from the start of the text; whoever runs the
    model moves it on. One tap serves one run.
    """

    watch: Collection[str] = ()
    patches: Sequence[Patch] = ()
    position: int = 0
    _seen: dict[str, list[Tensor]] = field(default_factory=dict, repr=False)

    def __call__(self, name: str, x_B: Tensor) -> Tensor:
        """Pass one moment ``[B, *dims]`` through; use what comes back."""
        for patch in self.patches:
            if patch.signal == name and patch.covers(self.position):
                x_B = patch.apply(x_B)
        if name in self.watch:
            self._seen.setdefault(name, []).append(x_B.unsqueeze(1))
        return x_B

    def stretch(self, name: str, x_BT: Tensor) -> None:
        """Record many moments at once ``[B, T, *dims]``: for fast paths, where no patch acts."""
        if name in self.watch:
            self._seen.setdefault(name, []).append(x_BT)

    def watches(self, *names: str) -> bool:
        """Whether any of these is watched."""
        return any(name in self.watch for name in names)

    def concerns(self, name: str) -> bool:
        """Whether it is watched, or patched at any token."""
        return name in self.watch or any(patch.signal == name for patch in self.patches)

    def recorded(self) -> dict[str, Tensor]:
        """Everything seen so far: ``[B, T, *dims]`` by name."""
        import torch

        return {name: torch.cat(parts, dim=1) for name, parts in self._seen.items()}

    def runs(self, length: int, every: int) -> Iterator[tuple[int, int, bool]]:
        """Cut the next ``length`` tokens where a patch begins or ends and after each ``every``.

        Yields (start, stop, patched), counted from the present position.
        """
        every = every or max(length, 1)
        cuts = {0, length, *range(every, length, every)}
        for patch in self.patches:
            cuts |= {t - self.position for t in patch.tokens or ()}
        ordered = sorted(c for c in cuts if 0 <= c <= length)
        origin = self.position
        for start, stop in pairwise(ordered):
            yield start, stop, any(patch.covers(origin + start) for patch in self.patches)


@dataclass(frozen=True, slots=True)
class UsageTexts:
    """What each number of a `MemoryUsage` means for one kind of memory, for people.

    Every model gives the same words whatever its sizes, so that they can be translated. A text is
    empty where the memory has no such number.
    """

    occupancy: str
    pressure: str = ""
    interference: str = ""


@dataclass(frozen=True, slots=True)
class MemoryUsage:
    """How much of its memory a model uses.

    Each number is from 0 to 1: ``occupancy`` is how full the memory is, ``pressure`` how much the
    next write discards, ``interference`` how blurred the last read was; None where the memory has
    no such number. ``bytes`` is the size of one state.
    """

    occupancy: float
    pressure: float | None
    interference: float | None
    bytes: int
    texts: UsageTexts

    def shares(self) -> Iterator[tuple[str, float, str]]:
        """The numbers that this memory has: name, value, and what it means."""
        for name in (one.name for one in fields(UsageTexts)):
            value = getattr(self, name)
            if value is not None:
                yield name, value, getattr(self.texts, name)


class EditError(ValueError):
    """An edit of a state that the model cannot do; the message says what it can."""


class ArgumentKind(StrEnum):
    """What an argument of an edit is, which decides how it is asked for and told."""

    ITEM = "item"
    """An item of the memory, by its row."""
    TOKEN = "token"
    """A token of the text, by its number."""
    PIECE = "piece"
    """An entry of the vocabulary, by its id; people write it as a piece of text."""
    NUMBER = "number"
    """Any other whole number."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A whole number that an edit takes, from ``low`` to ``high``, both included.

    ``high`` is None where the declaration cannot tell: it then depends on the state that is edited.
    ``text`` is the argument's name for people.
    """

    name: str
    kind: ArgumentKind
    text: str
    low: int = 0
    high: int | None = None


@dataclass(frozen=True, slots=True)
class EditSpec:
    """An edit that a model offers: its stable ``id``, and ``text`` saying what it does."""

    id: str
    text: str
    arguments: tuple[Argument, ...] = ()

    def takes_only(self, kind: str) -> bool:
        """Whether there is a single argument, and it is of this kind."""
        return [argument.kind for argument in self.arguments] == [kind]

    def check(self, given: Mapping[str, int]) -> None:
        """Raise `EditError` unless these are its arguments, each within its range."""
        if {argument.name for argument in self.arguments} != set(given):
            wanted = " and ".join(argument.name for argument in self.arguments) or "nothing"
            raise EditError(f"{self.id!r} takes {wanted}, not {', '.join(given) or 'nothing'}")
        for argument in self.arguments:
            value, high = given[argument.name], argument.high
            if value < argument.low or (high is not None and value > high):
                end = "" if high is None else f" to {high:,}"
                raise EditError(
                    f"there is no {argument.name} {value}: "
                    f"they are counted from {argument.low}{end}"
                )


def specs(*declared: EditSpec) -> dict[str, EditSpec]:
    """Edits by id, in the order in which they are offered."""
    return {spec.id: spec for spec in declared}


def check_edit(offered: Mapping[str, EditSpec], name: str, arguments: Mapping[str, int]) -> None:
    """Raise `EditError` unless this edit is offered and these are arguments for it."""
    if name not in offered:
        can = ", ".join(offered) or "nothing"
        raise EditError(f"this model cannot {excerpt(name)}; it can: {can}")
    offered[name].check(arguments)


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the state by hand, right after a token (counted from 0).

    ``name`` is one of `LanguageModel.edits`; ``arguments`` are pairs of a name and a whole number.
    """

    token: int
    name: str
    arguments: tuple[tuple[str, int], ...] = ()


class SettingError(ValueError):
    """A value that a setting cannot have; the message says which it can."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Something about a model that may be changed at any time, without training it again.

    A whole number or a number from ``low`` to ``high``; one of ``choices``; or a switch.
    """

    name: str
    text: str
    value: bool | int | float | str
    choices: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 1.0

    def check(self, value: bool | int | float | str) -> bool | int | float | str:
        """The value, in this setting's own type.

        Raises:
            SettingError: of another type, or out of range.
        """
        if self.choices:
            if value not in self.choices:
                raise SettingError(
                    f"{self.name} can be {' or '.join(self.choices)}, not {excerpt(value)}"
                )
            return value
        if isinstance(self.value, bool):
            if not isinstance(value, bool):
                raise SettingError(
                    f"{self.name} is on or off (True or False), not {excerpt(value)}"
                )
            return value
        whole = isinstance(self.value, int)
        if (
            not isinstance(value, int | float)
            or isinstance(value, bool)
            or (whole and not isinstance(value, int))
            # Compared as it is: a whole number may be too large for a float.
            or not self.low <= value <= self.high
        ):
            kind = "a whole number" if whole else "a number"
            raise SettingError(
                f"{self.name} must be {kind} from {self.low:,g} to {self.high:,g}, "
                f"not {excerpt(value)}"
            )
        return value if whole else float(value)


@dataclass(frozen=True)
class Prefill:
    """What `LanguageModel.prefill` gives.

    ``logits_BTV`` after each token, the state at the end, and the states after every so many
    tokens (by tokens consumed in this call). ``memory_BTV`` is how much of each probability comes
    from a memory that names tokens; None where the model has none.
    """

    logits_BTV: Tensor
    state: State
    snapshots: Mapping[int, State]
    memory_BTV: Tensor | None = None


class LanguageModel(Protocol):
    """Any model the studio can run and show.

    A state is a flat mapping ``name → tensor [B, …]``, never written in place: keeping a reference
    is a snapshot. ``step`` is the truth; ``prefill`` is an optimisation that must equal it.
    """

    @property
    def vocab_size(self) -> int:
        """Number of pieces."""
        ...

    @property
    def signals(self) -> Mapping[str, Signal]:
        """Everything it lets you see, by name."""
        ...

    def initial_state(self, batch: int = 1) -> State:
        """The state before any token."""
        ...

    def logits(self, state: State) -> Tensor:
        """What the state expects next: ``[B, V]``. Of the initial state: the first token."""
        ...

    def from_memory(self, state: State) -> Tensor | None:
        """How much of each probability comes from a memory that names tokens: ``[B, V]``.

        From 0 to the probability itself; None where the model has no such memory.
        """
        ...

    def step(self, token_B: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """One token on: logits ``[B, V]`` after it, and the state."""
        ...

    def prefill(
        self, tokens_BT: Tensor, state: State, tap: Tap | None = None, every: int = 0
    ) -> Prefill:
        """Many tokens on; must equal `step` token by token."""
        ...

    def memory_usage(self, state: State) -> MemoryUsage:
        """How much of the memory the first row of the batch uses."""
        ...

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """What can be done to a state by hand, by id."""
        ...

    def edit(self, state: State, name: str, /, **arguments: int) -> State:
        """A changed copy of a state. Raises `EditError`."""
        ...

    def held(self, state: State) -> Mapping[str, Tensor]:
        """Signals that a state tells by itself, also where it was edited: ``[B, *shape]``."""
        ...

    @property
    def settings(self) -> Mapping[str, Setting]:
        """What may be changed without training, by name, with the present values."""
        ...

    def configured(self, **values: bool | int | float | str) -> LanguageModel:
        """The same model, weights shared, with other settings. Raises `SettingError`.

        Its signals, and the shapes of its states, may be others.
        """
        ...
