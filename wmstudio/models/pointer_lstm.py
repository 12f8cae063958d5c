"""`pointer`: an LSTM with a memory of its last W tokens that predicts them by name.

The formulas are those of `memory/pointer.py`.

Shapes: B batch, T time, L = T + 1 contexts, J places, H hidden units, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional as F

from wmstudio.contract import (
    Argument,
    ArgumentKind,
    Bounds,
    EditError,
    EditSpec,
    Forgets,
    NothingHeldError,
    Setting,
    Tap,
    specs,
)
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.base import USAGE_NAMES
from wmstudio.memory.family import Family, MemorySizes
from wmstudio.memory.pointer import LookupResult, PointerMemory
from wmstudio.memory.window import LONGEST_WINDOW
from wmstudio.models.language_model import FORGET, sharing, together
from wmstudio.models.layers import SATURATED_CELLS
from wmstudio.models.loss import PointerScores, of_counted
from wmstudio.models.lstm import LstmLanguageModel, LstmSizes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.contract import PartSpec, State
    from wmstudio.memory.base import BatchUsage

STRETCH = 256
"""Number of tokens that are compared with the window at once."""
NOTHING = 1e-37
"""Shares of the memory up to this count as 0."""


@dataclass(frozen=True, kw_only=True)
class PointerSizes(MemorySizes):
    """Sizes of a `pointer`: ``heads`` keys of width ``key``.

    ``narrow`` is the width of a token in a context. ``window`` is the default of the setting: how
    many tokens are kept.
    """

    heads: int = 2
    key: int = 40
    narrow: int = 48
    window: int = 2048


class PointerLanguageModel(LstmLanguageModel):
    """The LSTM of the family `lstm`, and a pointer to the tokens that it has read."""

    recurrent = False  # the pointer is a learned neural cache
    stretch = STRETCH
    window_setting = "memory_window", "Number of tokens in the memory"

    def __init__(self, sizes: MemorySizes, memory: PointerMemory) -> None:
        plain = {name: getattr(sizes, name) for name in ("vocab_size", "embedding", "hidden")}
        super().__init__(LstmSizes(**plain))
        self.pointer = memory
        self.windows = (*self.windows, self.window_setting[0])
        self.remembers = True
        self._lstm_signals = {k: s for k, s in self.signals.items() if k not in USAGE_NAMES}
        self._lstm_usage = {k: s for k, s in self.signals.items() if k in USAGE_NAMES}
        self._declare()

    def know_pieces(self, pieces: Sequence[bytes]) -> None:
        """See `LanguageModel.know_pieces`."""
        self.pointer.know_pieces(pieces)

    def _declare(self) -> None:
        kept = {s.name: s for s in self.pointer.signals} if self.remembers else self._lstm_usage
        self.signals = {**kept, **self._lstm_signals}
        self.usage_texts = self.pointer.usage_texts if self.remembers else SATURATED_CELLS

    @property
    def settings(self) -> Mapping[str, Setting]:
        """The memory's switch, and its window."""
        length = self.pointer.capacity
        settings = (
            Setting("memory", "Use the memory", self.remembers),
            Setting(
                *self.window_setting,
                length,
                low=1,
                high=LONGEST_WINDOW,
                bounds=Bounds(switch="memory"),
            ),
        )
        return {setting.name: setting for setting in settings}

    def _set(self, values: Mapping[str, bool | int | float | str]) -> None:
        self.remembers = bool(values.get("memory", self.remembers))
        self.pointer = sharing(self.pointer)
        self.pointer.set_window(int(values.get(self.window_setting[0], self.pointer.capacity)))
        self._declare()

    def empty_state(self, batch: int = 1) -> State:
        """Zeros, and an empty window."""
        state = super().empty_state(batch)
        return {**state, **self.pointer.initial_state(batch)} if self.remembers else state

    def begun_again(self, state: State, fresh_B: Tensor) -> State:
        """Reset the window's count of real rows."""
        if not self.remembers:
            return super().begun_again(state, fresh_B)
        window = self.pointer.window
        forgotten = window.forget(state, fresh_B)
        others = {name: x for name, x in state.items() if name not in window.names}
        return {**forgotten, **super().begun_again(others, fresh_B)}

    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """Advance by one token: run the LSTM, store the token, then read the memory."""
        if not self.remembers:
            return super().advance(token_B, state, tap)
        return self._on(token_B, state, tap)[0]

    def _step(
        self, token_B: Tensor, state: State, tap: Tap
    ) -> tuple[tuple[Tensor, Tensor | None], State]:
        if not self.remembers:
            return super()._step(token_B, state, tap)
        after, found = self._on(token_B, state, tap)
        if tap.watches(*USAGE_NAMES):
            self.pointer.batch_usage(found, self.vocab_size).last().show(tap)
        return self._mixture(after, found), after

    def expected(self, state: State) -> tuple[Tensor, Tensor | None]:
        """Log probabilities of the mixture, and the memory's part ``g Σ a [x_i = x]``."""
        if not self.remembers:
            return super().expected(state)
        return self._mixture(state, self.pointer.find_after(state))

    def _on(self, token_B: Tensor, state: State, tap: Tap) -> tuple[State, LookupResult]:
        memory, names = self.pointer, self.pointer.names
        after = {**state, **super().advance(token_B, state, tap)}
        h_B1H = self.features(after).unsqueeze(1)
        x_B1E = self.words.embed(token_B).unsqueeze(1)
        c_B2X = memory.contexts(x_B1E, h_B1H, state, self.features(state))

        def see(name: str, x_B1: Tensor) -> Tensor:
            x_B = x_B1[:, 0]
            seen_B = tap(name, x_B)
            return x_B1 if seen_B is x_B else seen_B.unsqueeze(1)

        token_B1 = token_B.unsqueeze(1)
        rows_B1F = memory.rows(c_B2X, h_B1H, memory.stored(token_B1, state), see)
        after |= memory.window.extended(state, rows_B1F)
        after |= memory.carried(c_B2X, token_B1, state)
        after[names.query] = tap(names.query, memory.queries(c_B2X[:, 1]))
        found = memory.find_after(after)
        odds_B1 = found.all_BT - memory.doubts(c_B2X[:, 1:])
        g_B1 = torch.sigmoid(odds_B1)
        gate_B1 = tap(names.gate, g_B1)
        # Near 1 a float32 gate loses precision, so unless it was patched its log odds are kept.
        after[names.odds] = odds_B1 if gate_B1 is g_B1 else torch.logit(gate_B1.clamp(0, 1))
        after[names.gate] = gate_B1
        self._show(found, tap)
        return after, found

    def _show(self, found: LookupResult, tap: Tap) -> None:
        for name, x_BT in self.pointer.shown(found, tap).items():
            tap.stretch(name, x_BT)

    def _mixture(self, state: State, found: LookupResult) -> tuple[Tensor, Tensor]:
        network_B1V = self.words.logits(self.features(state)).unsqueeze(1)
        log_B1V, part_B1V = _mixed(
            network_B1V, state[self.pointer.names.odds], *found.by_piece(self.vocab_size)
        )
        return log_B1V[:, 0], part_B1V[:, 0]

    def _stretch(
        self, tokens_BT: Tensor, state: State, tap: Tap
    ) -> tuple[tuple[Tensor, Tensor | None], State]:
        if not self.remembers:
            return super()._stretch(tokens_BT, state, tap)
        mixtures = []
        for part_BT in torch.split(tokens_BT, STRETCH, dim=1):
            mixture, state = self._compared(part_BT, state, tap)
            mixtures.append(mixture)
        log_BTV, memory_BTV = (together(parts) for parts in zip(*mixtures, strict=True))
        return (log_BTV, memory_BTV), state

    def advanced(self, tokens_BT: Tensor, state: State) -> State:
        """See `LanguageModel.advanced`: only the last token reads the memory."""
        if not self.remembers:
            return super().advanced(tokens_BT, state)
        for part_BT in torch.split(tokens_BT, STRETCH, dim=1):
            _, c_BTX, q_BTF, _, _, after = self._kept(part_BT, state, Tap())
            state = self._read_anew(
                {**after, self.pointer.names.query: q_BTF[:, -1].clone()}, c_BTX[:, -1:]
            )
        return state

    def _compared(
        self, tokens_BT: Tensor, state: State, tap: Tap
    ) -> tuple[tuple[Tensor, Tensor], State]:
        memory, names = self.pointer, self.pointer.names
        h_BTH, c_BTX, q_BTF, rows_BJF, reach_BTJ, after = self._kept(tokens_BT, state, tap)
        q_BTF = tap.through(names.query, q_BTF)
        found = memory.find(q_BTF, rows_BJF, reach_BTJ)
        odds_BT = found.all_BT - memory.doubts(c_BTX)
        g_BT1 = torch.sigmoid(odds_BT).unsqueeze(-1)
        gate_BT1 = tap.through(names.gate, g_BT1)
        if gate_BT1 is not g_BT1:
            odds_BT = torch.logit(gate_BT1.clamp(0, 1)).squeeze(-1)
        self._show(found, tap)
        if tap.watches(*USAGE_NAMES):
            memory.batch_usage(found, self.vocab_size).show(tap.stretch)
        mixture = _mixed(self.words.logits(h_BTH), odds_BT, *found.by_piece(self.vocab_size))
        # Clones: a view would keep the whole buffer alive.
        return mixture, {
            **after,
            names.query: q_BTF[:, -1].clone(),
            names.odds: odds_BT[:, -1:].clone(),
            names.gate: gate_BT1[:, -1].clone(),
        }

    def _kept(
        self, tokens_BT: Tensor, state: State, tap: Tap
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, dict[str, Tensor]]:
        """Run T tokens through the LSTM and store them after the rows that are there.

        Returns their h, contexts and queries; the real rows, and the mask of rows in reach of each
        token; and the state but for what is read.
        """
        memory = self.pointer
        h_BTH, after = self._layers(tokens_BT, state, tap, with_usage=False)
        x_BTE = self.words.embed(tokens_BT)
        c_BLX = memory.contexts(x_BTE, h_BTH, state, self.features(state))

        stored_BT = memory.stored(tokens_BT, state)
        new_BTF = memory.rows(c_BLX, h_BTH, stored_BT, tap.through)
        past_BRF = memory.real_rows(state)
        reach_BTJ = memory.window.reach(state, past_BRF.shape[1], tokens_BT.shape[1])
        rows_BJF = torch.cat([past_BRF, new_BTF], dim=1)
        carried = memory.carried(c_BLX, tokens_BT, state)
        # What is learned from a stretch ends with it. What a prediction hangs on does not.
        left_BTF = new_BTF.detach() if self.training else new_BTF
        kept = {**after, **carried, **memory.window.extended(state, left_BTF)}
        c_BTX = c_BLX[:, 1:]
        return h_BTH, c_BTX, memory.queries(c_BTX), rows_BJF, reach_BTJ, kept

    def nats(
        self, inputs_BT: Tensor, targets_BT: Tensor, state: State, counted_BT: Tensor | None = None
    ) -> tuple[Tensor, State]:
        """Sum of the surprise, in nats, of the targets that count, and the last state."""
        if not self.remembers:
            return super().nats(inputs_BT, targets_BT, state, counted_BT)
        memory = self.pointer
        h_BTH, c_BTX, q_BTF, rows_BJF, reach_BTJ, after = self._kept(inputs_BT, state, Tap())
        tokens_BJ = rows_BJF[..., -1].detach().long()
        hit_BT, all_BT = PointerScores.apply(  # type: ignore[no-untyped-call]
            *(x.float() for x in memory.compared(q_BTF, rows_BJF)),
            tokens_BJ,
            targets_BT,
            memory.readable(rows_BJF.detach(), reach_BTJ),
        )
        scores = (memory.doubts(c_BTX).float(), hit_BT, all_BT)
        nats = self.words.nats(*of_counted(counted_BT, h_BTH, targets_BT, *scores))
        gate = memory.gate((all_BT - scores[0])[:, -1:].detach())
        return nats, {**after, memory.names.query: q_BTF[:, -1].detach(), **gate}

    def batch_usage(self, state: State) -> BatchUsage:
        """Memory use of the memory, or the saturation of cells if the memory is off."""
        if not self.remembers:
            return super().batch_usage(state)
        found = self.pointer.find_after(state)
        return self.pointer.batch_usage(found, self.vocab_size).last()

    def held(self, state: State) -> dict[str, Tensor]:
        """Signals that follow from the state, including what was read."""
        there = super().held(state)
        if not self.remembers:
            return there
        found = self.pointer.shown(self.pointer.find_after(state))
        return {**there, **{name: x_BT[:, 0] for name, x_BT in found.items()}}

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """Forget one token, every occurrence of a piece, or all before a token."""
        if not self.remembers:
            return super().edits
        token = Argument("token", ArgumentKind.TOKEN, "token")
        piece = Argument("piece", ArgumentKind.PIECE, "piece of text", high=self.vocab_size - 1)
        return {
            **super().edits,
            **specs(
                FORGET,
                EditSpec("forget_piece", "Forget every place of one piece of text", (piece,)),
                EditSpec("forget_before", "Forget all tokens before one", (token,), Forgets.BEFORE),
            ),
        }

    @property
    def parts(self) -> Mapping[str, PartSpec]:
        """The memory's parts, and the state of the LSTM."""
        own = self.pointer.parts if self.remembers else {}
        return {**super().parts, **own}

    def copied(self, state: State, part: PartSpec, item: int) -> dict[str, Tensor]:
        """See `HasParts.copied`."""
        if part.of_tokens:
            return self.pointer.copied(state, part, item)
        return super().copied(state, part, item)

    def put_in(
        self, state: State, part: PartSpec, item: int, given: Mapping[str, Tensor], token: int
    ) -> State:
        """See `HasParts.put_in`. What the last token reads is read anew."""
        if not part.of_tokens:
            return super().put_in(state, part, item, given, token)
        after = {**state, **self.pointer.put_in(state, part, item, given)}
        c_B1X = self.pointer.context(after, self.features(after)).unsqueeze(1)
        return self._read_anew(after, c_B1X)

    def _edited(self, state: State, name: str, arguments: Mapping[str, int]) -> State:
        if not self.remembers:
            return super()._edited(state, name, arguments)
        seen = self.pointer.names.seen
        if name == "clear_all":
            # The memory keeps its token counter.
            return {**super()._edited(state, name, arguments), seen: state[seen]}
        memory = self.pointer
        token_BR, piece_BR = memory.kept(state)
        token, piece = arguments.get("token", -1), arguments.get("piece", -1)
        read = int(state[seen][0])
        if name == "forget":
            marked_BR = token_BR == token
            why = f"the memory does not hold token {token}"
        elif name == "forget_piece":
            marked_BR = piece_BR == piece
            why = f"the memory holds no token of piece {piece}"
        else:
            if token > read:
                raise EditError(f"there is no token {token}: {read:,} were read")
            marked_BR = token_BR < token
            why = f"the memory holds no token before {token}"
        marked_BR &= token_BR >= 0  # in rows that are not real both numbers are -1
        if not marked_BR.any():
            raise NothingHeldError(f"{why}: there is nothing to forget")
        after = memory.forget(state, marked_BR)
        return self._read_anew(after, memory.context(after, self.features(after)).unsqueeze(1))

    def _read_anew(self, state: State, c_B1X: Tensor) -> State:
        """The state with the gate of its last query, given the context of the last token."""
        odds_B1 = self.pointer.find_after(state).all_BT - self.pointer.doubts(c_B1X)
        return {**state, **self.pointer.gate(odds_B1)}


def _mixed(
    logits_BTV: Tensor, odds_BT: Tensor, pieces_U: Tensor, found_BTU: Tensor
) -> tuple[Tensor, Tensor]:
    """``log((1 - g) softmax(logits) + g found)`` and ``g found``, where ``g = σ(odds)``.

    ``[B, T, V]`` each; what is found is 0 but for these pieces.
    """
    mixed_BTV = logits_BTV.log_softmax(-1) + F.logsigmoid(-odds_BT).unsqueeze(-1)
    network_BTU = mixed_BTV[..., pieces_U]
    # Where the memory adds almost nothing, its logarithm would give useless gradients.
    there_BTU = found_BTU > NOTHING
    log_BTU = torch.where(there_BTU, found_BTU, 1.0).log() + F.logsigmoid(odds_BT).unsqueeze(-1)
    both_BTU = torch.where(there_BTU, torch.logaddexp(network_BTU, log_BTU), network_BTU)
    part_BTU = torch.sigmoid(odds_BT).unsqueeze(-1) * found_BTU
    part_BTV = torch.zeros_like(mixed_BTV).index_copy_(-1, pieces_U, part_BTU)
    return mixed_BTV.index_copy_(-1, pieces_U, both_BTU), part_BTV


def _model(sizes: PointerSizes) -> PointerLanguageModel:
    memory = PointerMemory(
        sizes.embedding, sizes.hidden, sizes.heads, sizes.key, sizes.narrow, sizes.window
    )
    return PointerLanguageModel(sizes, memory)


FAMILY = Family(
    name="pointer",
    text="an LSTM with a memory of past tokens that can name what it holds",
    sizes=PointerSizes,
    make=_model,
    tiny={"embedding": 8, "hidden": 12, "heads": 2, "key": 4, "narrow": 3, "window": 9},
    limits={"window": LONGEST_WINDOW},
)
