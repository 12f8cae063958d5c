"""Recurrent models that were made for windows of a fixed length, read as their authors read them.

Keras programs often cut a text into windows of N tokens, each with the token after it, and train a
network that begins every window with an empty state. Such a network carries nothing from token to
token: after each one, it reads the last N again. So the state is these tokens. What the layers hold
after the last of them is kept beside them, to be looked at.

Shapes: B batch, T time, N tokens of a window, R windows read at once, E embedding, H hidden units,
F features, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from wmstudio.contract import Kind, Signal, Tap
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.base import USAGE_NAMES
from wmstudio.models.recurrent import RecurrentLanguageModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wmstudio.contract import State
    from wmstudio.models.recurrent_layers import Cell

TOKENS, FEATURES, ATTENTION = "window.tokens", "window.features", "window.attention"
NOTHING = -1
"""Stands in a window for a place with no token."""
AT_ONCE = 64
"""Windows that are read together: more take more memory, and no less time."""


@dataclass(frozen=True, kw_only=True)
class WindowSpec:
    """How a text is cut into windows of ``length`` tokens.

    ``padding`` is the token that short windows are filled up with, on the left; None where they are
    read as they are. ``ignored`` is a token that is no part of any window, and ``start`` one that
    stands before every text. With ``attends``, the output layer sees an average over the window of
    embeddings and all hidden states, weighted by a learned attention (textgenrnn).
    """

    length: int
    padding: int | None = None
    ignored: int | None = None
    start: int | None = None
    attends: bool = False


class WindowedLanguageModel(RecurrentLanguageModel):
    """Recurrent layers that read the last N tokens anew after each token."""

    recurrent = False

    def __init__(
        self,
        vocab_size: int,
        embedding: int,
        hidden: Sequence[int],
        cell: Cell,
        window: WindowSpec,
        between: Sequence[tuple[int, str]] = (),
    ) -> None:
        features = embedding + sum(hidden) if window.attends else None
        super().__init__(vocab_size, embedding, hidden, cell, between, features)
        self.window = window
        self.attention = nn.Linear(features, 1, bias=False) if features else None
        if self.attention is not None:
            shown = Signal(
                ATTENTION, Kind.ATTENTION, ("back",), (window.length,),
                "how much the output sees of each token of the window, by distance",
                patchable=False,
            )  # fmt: skip
            self.signals = {**self.signals, ATTENTION: shown}

    def empty_state(self, batch: int = 1) -> State:
        """The state after an empty window, or after the token that begins a text."""
        like = self.words.bias.detach()
        tokens_BN = like.new_full((batch, self.window.length), NOTHING, dtype=torch.long)
        if self.window.start is not None:
            tokens_BN[:, -1] = self.window.start
        if like.is_meta:
            return {**self._of_nothing(batch, Tap()), TOKENS: tokens_BN}
        return self._read(tokens_BN, Tap())[0]

    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """One token comes into the window."""
        after, seen = self._read(self._windows(token_B.unsqueeze(1), state)[:, 0], tap)
        for name, x_B in seen.items():
            tap.stretch(name, x_B.unsqueeze(1))
        return after

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """All windows that end in these tokens."""
        sizes = tokens_BT.shape
        found, seen = self._read(self._windows(tokens_BT, state).flatten(0, 1), tap)
        for name, x_R in seen.items():
            tap.stretch(name, x_R.view(*sizes, *x_R.shape[1:]))
        by_token = {name: x_R.view(*sizes, *x_R.shape[1:]) for name, x_R in found.items()}
        if tap.watches(*USAGE_NAMES):
            self.batch_usage(by_token).show(tap.stretch)
        return by_token[FEATURES], {name: x_BT[:, -1] for name, x_BT in by_token.items()}

    def features(self, state: State) -> Tensor:
        """What the output layer sees of the window."""
        return state[FEATURES]

    def _windows(self, tokens_BT: Tensor, state: State) -> Tensor:
        """The window after each token, ``[B, T, N]``, filled up with `NOTHING` on the left."""
        n = self.window.length
        within_N = torch.arange(n, device=tokens_BT.device)
        found = []
        for past_N, tokens_T in zip(state[TOKENS], tokens_BT, strict=True):
            counts_T = torch.ones_like(tokens_T, dtype=torch.bool)
            if self.window.ignored is not None:
                counts_T = tokens_T != self.window.ignored
            row = torch.cat([past_N, tokens_T[counts_T]])
            found.append(row[counts_T.cumsum(0).unsqueeze(1) + within_N])
        return torch.stack(found)

    def _read(self, windows_RN: Tensor, tap: Tap) -> tuple[State, dict[str, Tensor]]:
        """The states after these windows, and the signals of the newest token of each."""
        states, seen = [], []
        for part_RN in self._alike(windows_RN):
            own = Tap(tap.watch, tap.patches, tap.position)
            states.append({**self._through(part_RN, own), TOKENS: part_RN})
            seen.append({name: x_R1[:, 0] for name, x_R1 in own.recorded().items()})
        return _joined(states), _joined(seen)

    def _alike(self, windows_RN: Tensor) -> Iterator[Tensor]:
        """Neighbouring windows with equally many tokens, which can be read at once."""
        lengths_R = (windows_RN != NOTHING).sum(1)
        _, counts = torch.unique_consecutive(lengths_R, return_counts=True)
        for run_RN in torch.split(windows_RN, counts.tolist()):
            yield from torch.split(run_RN, AT_ONCE)

    def _through(self, windows_RN: Tensor, tap: Tap) -> dict[str, Tensor]:
        """Read windows of equally many tokens; only the newest token passes through the tap."""
        count, padding = len(windows_RN), self.window.padding
        if padding is None:
            tokens_RL = windows_RN[:, int((windows_RN[0] == NOTHING).sum()) :]
        else:
            tokens_RL = windows_RN.masked_fill(windows_RN == NOTHING, padding)
        if not tokens_RL.shape[1]:
            return self._of_nothing(count, tap)
        x_RLE = self.words.embed(tokens_RL)
        state: dict[str, Tensor] = {}
        through = [x_RLE]
        for layer in self._layers:
            before = layer.initial_state(count)
            parts = []
            if tokens_RL.shape[1] > 1:
                h_RLH, before, _ = layer.run(x_RLE[:, :-1], before, Tap(), False)
                parts.append(h_RLH)
            own = layer.step(x_RLE[:, -1], before, tap)
            state |= own
            x_RLE = torch.cat([*parts, own[layer.hidden_name].unsqueeze(1)], dim=1)
            through.append(x_RLE)
        if self.attention is None:
            return {**state, FEATURES: x_RLE[:, -1]}
        all_RLF = torch.cat(through, dim=-1)
        weights_RL = self.attention(all_RLF).squeeze(-1).softmax(1)
        room = self.window.length - weights_RL.shape[1]
        tap(ATTENTION, nn.functional.pad(weights_RL.flip(1), (0, room)))
        return {**state, FEATURES: (weights_RL.unsqueeze(-1) * all_RLF).sum(1)}

    def _of_nothing(self, count: int, tap: Tap) -> dict[str, Tensor]:
        """Zeros: no token is in the window yet."""
        like = self.words.bias.detach()
        for signal in self.signals.values():
            if signal.name not in USAGE_NAMES:
                tap.stretch(signal.name, like.new_zeros(count, 1, *signal.shape))
        states = {k: v for x in self._layers for k, v in x.initial_state(count).items()}
        return {**states, FEATURES: like.new_zeros(count, self.words.reads)}


def _joined(parts: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    return {name: torch.cat([part[name] for part in parts]) for name in parts[0]}
