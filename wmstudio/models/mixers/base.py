"""The base class of mixers: the layers of a residual language model (`residual.py`).

A mixer reads the residual, already normed, and returns what is added to it. What it carries from
token to token is its part of the state: a flat mapping that is never written in place.

Shapes: B batch, T time (at most `STRETCH`), C width of the model, N heads, K width of a key,
V width of a value; ``…`` is B, or B and T.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, NamedTuple, Protocol

from torch import Tensor, nn

from wmstudio.contract import Kind, PartSpec, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.contract import State, Tap, UsageTexts
    from wmstudio.memory.window import Window

STRETCH = 64
"""Most tokens that a mixer is given at once."""
TINY = 1e-30
"""Below any number that matters, so that nothing is divided by 0."""


class Show:
    """Passes the signals of some tokens to a tap.

    They may be patched, so that a mixer must go on with what it gets back. Parts of the state are
    patched one token at a time. ``each`` says whether somebody wants memory use at every token.
    ``handed_on`` is what a mixer leaves for those of later layers that read the same tokens.
    """

    def __init__(self, tap: Tap, *, is_step: bool, each: bool) -> None:
        self._tap, self._is_step, self.each = tap, is_step, each
        self.handed_on: dict[str, Tensor] = {}

    def __call__(self, name: str, x_BT: Tensor) -> Tensor:
        """Show a signal ``[B, T, *dims]``, and return it as it is to be used."""
        if self._is_step:
            return self._tap(name, x_BT[:, 0]).unsqueeze(1)
        return self._tap.through(name, x_BT)

    def concerns(self, name: str) -> bool:
        """Whether the signal is recorded, or patched at any token."""
        return self._tap.concerns(name)

    def wants_states(self, name: str, *factors: str) -> bool:
        """Whether this part of the state is needed after every token, not only after the last.

        It is also where one of these ``factors`` is patched, signals that a faster formula takes
        the logarithm of.
        """
        wanted = self._is_step or self.each or self._tap.watches(name)
        return wanted or self._tap.patched(factors)


class Use(NamedTuple):
    """Numbers of memory use as in `BatchUsage`: ``[B, T]`` of every token, ``[B, 1]`` of the last.

    ``occupancy`` is None unless `Show.each` asks for it: it follows from the state.
    """

    occupancy: Tensor | None = None
    pressure: Tensor | None = None
    interference: Tensor | None = None


class MixerConfig(Protocol):
    """The sizes of a mixer: a frozen dataclass, so that a converted model can be built again."""

    def make(self, width: int, layer: int) -> Mixer:
        """Make the mixer of a layer.

        Raises:
            ValueError: the sizes do not fit together.
        """
        ...


class Mixer(nn.Module):
    """One branch of a layer: ``x + mixer(norm(x))``."""

    signals: Sequence[Signal]
    windows: Sequence[Window] = ()
    """Windows of past tokens. Resetting their counts of real rows is enough to begin a new text."""
    usage_texts: UsageTexts | None = None
    """What the numbers of memory use mean; None for a mixer that takes no part in them."""
    carried: tuple[str, ...] = ()
    """Parts of the state that can be copied out and put in elsewhere, together."""
    matrix = ""
    """The part of the state that is one matrix for each head, ``[B, N, K, V]``, if there is one."""

    def __init__(self, part: str, layer: int) -> None:
        super().__init__()
        self.name, self.layer = f"{part}.{layer}", layer

    @abstractmethod
    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens: what is added to the residual, the mixer's new state, and its use."""

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """The mixer's part of the state before any token; empty for one that carries nothing."""
        return {}

    def occupancy(self, state: State) -> Tensor:
        """How full its memory is (0…1), ``[…]``, from its parts of the state ``[…, *shape]``."""
        raise NotImplementedError

    @property
    def parts(self) -> Mapping[str, PartSpec]:
        """What can be copied out of its state, by id: all of it, and the matrix of one head."""
        words = self.name.replace(".", " ")
        found = {}
        if self.carried:
            found[self.name] = PartSpec(self.name, f"the state of {words}", self.carried)
        if self.matrix and self.heads > 1:
            text = f"the matrix of one head of {words}"
            found[f"{self.name}.head"] = PartSpec(
                f"{self.name}.head", text, (self.matrix,), self.heads
            )
        return found

    @property
    def heads(self) -> int:
        """The number of heads that have a matrix each."""
        return 1

    def signal(
        self,
        label: str,
        kind: Kind,
        size: int | tuple[int, int],
        text: str,
        high: float = 1.0,
        *,
        dims: tuple[str, ...] = ("unit",),
        low: float | None = None,
        patchable: bool = True,
    ) -> Signal:
        """Declare a signal of this layer. ``low`` is 0 for gates, otherwise ``-high``."""
        usual = 0.0 if kind in (Kind.GATE, Kind.ADDRESS, Kind.ATTENTION) else -high
        return Signal(
            f"{self.name}.{label}",
            kind,
            dims,
            (size,) if isinstance(size, int) else size,
            text,
            usual if low is None else low,
            high,
            self.layer,
            patchable,
        )

    def matrix_signal(self, key: int, value: int, text: str, high: float = 1.0) -> Signal:
        """Declare `matrix`, one head below the other."""
        dims = ("key feature", "value feature")
        label = self.matrix.rpartition(".")[2]
        return self.signal(label, Kind.SLOTS, (self.heads * key, value), text, high, dims=dims)

    def show_matrix(self, matrix_BTNKV: Tensor, show: Show) -> Tensor:
        """Show `matrix` after each token."""
        return show(self.matrix, matrix_BTNKV.flatten(2, 3)).view_as(matrix_BTNKV)


def last(x_BT: Tensor) -> Tensor:
    """What a state keeps of many tokens: the last, alone, as a view would keep all of them."""
    return x_BT[:, -1].clone()
