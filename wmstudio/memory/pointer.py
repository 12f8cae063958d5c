"""`pointer`: a memory of the last W tokens that can name what it holds.

Every token is kept under a key. A query made of the present context is compared with all keys, and
the tokens that are found are themselves what is expected next. Network and memory compete in one
softmax, the pointer sentinel mixture (Merity et al. 2017), over states that the network has
anyway, as in the continuous cache (Grave, Joulin & Usunier 2017)::

    e_t = W_e x_t / |W_e x_t|                a narrow copy of the token's embedding
    c_t = [h_t; e_t; e_{t-1}; e_{t-2}]       the context after token t
    q_t = W_q c_t                            the query, N heads of width K
    k_i = W_k c_{i-1} + W_a h_i              the key of token i: its context, and what came of it
    s_t[n, i] = q_t[n] · k_i[n]              for the last W tokens, i ≤ t
    z_t = w · c_t + b                        the score of the network
    p_t(x) = (e^z p_lstm(x) + Σ_{n, i: x_i = x} e^s[n, i]) / (e^z + Σ_{n, i} e^s[n, i])

so that, with ``g_t = Σ e^s / (e^z + Σ e^s)`` and ``a_t = softmax(s)`` over heads and places,
``p = (1 - g) p_lstm + g Σ a[n, i] [x_i = x]``.

At the start ``W_k = W_q`` and ``W_a = 0``: what is found is what followed a similar context.

Shapes: B batch, T time, H hidden units of the LSTM, E embedding, C width of a narrow token, X width
of a context, N heads, K width of a key, W window, R rows kept before, J = R + T, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import EditError, Kind, Signal, SignalRows, UsageTexts
from wmstudio.memory import base
from wmstudio.memory.base import BatchUsage, rows_of_layers, usage_signals
from wmstudio.memory.parts import ROWS, held_rows, token_back, token_parts, with_rows
from wmstudio.memory.recent import contexts
from wmstudio.memory.window import Window, by_distance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wmstudio.contract import PartSpec, State, Tap

    See = Callable[[str, Tensor], Tensor]
    """Passes a signal ``[B, T, …]`` by name, and returns it, possibly patched."""

RECENT = 3
"""Number of tokens whose embeddings are part of the context."""
SHARPNESS = 8.0
"""Initial score of a place whose context equals the present one."""
DOUBT = 13.0
"""Initial score of the network: more than that of all places of a full window."""


class MemoryNames:
    """Names of the signals and of the parts of the state of a memory."""

    def __init__(self, memory: str) -> None:
        self.gate, self.odds, self.weights = f"{memory}.gate", f"{memory}.odds", f"{memory}.weights"
        self.query, self.key, self.recent = f"{memory}.query", f"{memory}.key", f"{memory}.recent"
        self.seen, self.window = f"{memory}.seen", f"{memory}.window"


class LookupResult(NamedTuple):
    """The result of a query.

    ``weights_BNTJ`` add up to 1 over heads and places (0 where the memory is empty), ``rows_BJF``
    are the places, ``there_BTJ`` is the mask of those in reach, and ``all_BT`` is ``log Σ e^s``.
    """

    weights_BNTJ: Tensor
    rows_BJF: Tensor
    there_BTJ: Tensor
    all_BT: Tensor

    @property
    def tokens_BJ(self) -> Tensor:
        """The pieces at the places; -1 for a forgotten one."""
        return self.rows_BJF[..., -1].long()

    def by_piece(self, vocab_size: int) -> tuple[Tensor, Tensor]:
        """``Σ a[n, i] [x_i = x]`` for pieces x.

        Returns pieces ``[U]``, ascending, with all that are held among them, and the sums
        ``[B, T, U]``.
        """
        tokens_BJ, weights_BTJ = self.tokens_BJ.clamp_min(0), self.weights_BNTJ.sum(1)
        if base.quick_to_ask(tokens_BJ):
            held_V = tokens_BJ.new_zeros(vocab_size).index_fill_(0, tokens_BJ.flatten(), 1)
            pieces_U = held_V.nonzero()[:, 0]
            at_BJ = (held_V.cumsum(0) - 1)[tokens_BJ]
        else:
            pieces_U, at_BJ = torch.arange(vocab_size, device=tokens_BJ.device), tokens_BJ
        found_BTU = weights_BTJ.new_zeros(*weights_BTJ.shape[:2], len(pieces_U))
        found_BTU = found_BTU.scatter_add_(
            -1, at_BJ.unsqueeze(1).expand_as(weights_BTJ), weights_BTJ
        )
        return pieces_U, found_BTU

    def by_token(self, vocab_size: int) -> Tensor:
        """``Σ a[n, i] [x_i = x]`` for every piece x: ``[B, T, V]``."""
        pieces_U, found_BTU = self.by_piece(vocab_size)
        found_BTV = found_BTU.new_zeros(*found_BTU.shape[:2], vocab_size)
        return found_BTV.index_copy_(-1, pieces_U, found_BTU)


class PointerMemory(nn.Module):
    """The last tokens with their keys, and looking them up."""

    usage_texts = UsageTexts(
        occupancy="share of the window that holds tokens",
        pressure="weight of the last read on the token that the next one pushes out",
        interference="1 less the largest weight that the last read gave to one piece of text",
    )

    called = "pointer"
    row_extras = 0
    """Numbers that are stored for each head of a token besides its key."""

    def __init__(
        self,
        embedding: int,
        hidden: int,
        heads: int,
        key: int,
        narrow: int,
        window: int,
        recent: int = RECENT,
    ) -> None:
        super().__init__()
        self.names = MemoryNames(self.called)
        self.hidden, self.heads, self.key = hidden, heads, key
        self.narrow, self.recent = narrow, recent
        context = hidden + recent * narrow
        self.to_narrow = nn.Linear(embedding, narrow, bias=False)
        self.to_query = nn.Linear(context, heads * key, bias=False)
        self.to_key = nn.Linear(context, heads * key, bias=False)
        self.from_result = nn.Linear(hidden, heads * key, bias=False)
        self.to_doubt = nn.Linear(context, 1)
        with torch.no_grad():
            nn.init.normal_(self.to_narrow.weight)
            # For a random W of this size, q·k of equal contexts is about SHARPNESS (|h|² ≈ H / 40).
            usual = hidden / 40 + recent
            nn.init.normal_(self.to_query.weight, std=(SHARPNESS / usual / key) ** 0.5)
            self.to_key.weight.copy_(self.to_query.weight)
            self.from_result.weight.zero_()
            self.to_doubt.weight.zero_()
            self.to_doubt.bias.fill_(DOUBT)
        self.set_window(window)

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`."""
        names = self.names
        made = {
            "to_query": (names.query, self.to_query.out_features),
            "to_key": (names.key, self.to_key.out_features),
            "to_doubt": (names.gate, self.to_doubt.out_features),
        }
        return rows_of_layers(self, made)

    def know_pieces(self, pieces: Sequence[bytes]) -> None:
        """Take what the tokens spell, for memories that depend on it."""

    def tokens_back(self, capacity: int) -> int:
        """How many tokens back a memory of this capacity may read."""
        return capacity

    def set_window(self, length: int) -> None:
        """Set the number of tokens that are kept."""
        names, width = self.names, self.heads * self.key
        kept = width + self.heads * self.row_extras + 1
        self.capacity = length
        self.window = Window(names.window, self.tokens_back(length), kept)
        head, unit = ("head", "back"), ("feature",)
        self.signals = [
            Signal(
                names.gate, Kind.GATE, ("gate",), (1,), "g: the memory's share of the prediction"
            ),
            Signal(
                names.weights,
                Kind.ATTENTION,
                head,
                (self.heads, self.window.length),
                "a: weight of the memory on past tokens as the next token, by distance",
                patchable=False,
                names=True,
            ),
            Signal(
                names.query, Kind.ACTIVATION, unit, (width,), "q: what is looked for", -3.0, 3.0
            ),
            Signal(
                names.key,
                Kind.ACTIVATION,
                unit,
                (width,),
                "k: the key of the token, made of its context and what followed",
                -3.0,
                3.0,
            ),
            *usage_signals(pressure=True),
        ]

    def initial_state(self, batch: int) -> State:
        """An empty window."""
        like = self.to_doubt.bias.detach()
        return {
            self.names.seen: torch.zeros(batch, dtype=torch.long, device=like.device),
            self.names.recent: like.new_zeros(batch, self.recent * self.narrow),
            self.names.query: like.new_zeros(batch, self.heads * self.key),
            self.names.gate: like.new_zeros(batch, 1),
            self.names.odds: like.new_full((batch, 1), -torch.inf),
            **self.window.initial_state(batch, like),
        }

    def contexts(self, x_BTE: Tensor, h_BTH: Tensor, state: State, before_BH: Tensor) -> Tensor:
        """``c`` before the first of T tokens, and after each: ``[B, 1 + T, X]``."""
        e_BTC = F.normalize(self.to_narrow(x_BTE), dim=-1)
        return contexts(e_BTC, state[self.names.recent], h_BTH, before_BH)

    def context(self, state: State, h_BH: Tensor) -> Tensor:
        """The context ``c`` of a state, ``[B, X]``."""
        return torch.cat([h_BH, state[self.names.recent]], dim=-1)

    def queries(self, c_BTX: Tensor) -> Tensor:
        """``q`` ``[B, T, N·K]`` after each of T contexts."""
        return F.linear(c_BTX, self.to_query.weight)

    def doubts(self, c_BTX: Tensor) -> Tensor:
        """The score of the network ``z``, ``[B, T]``."""
        return F.linear(c_BTX, self.to_doubt.weight, self.to_doubt.bias).squeeze(-1)

    def stored(self, tokens_BT: Tensor, state: State) -> Tensor:
        """The token ids in the rows of T tokens ``[B, T]``; negative where none can be read."""
        return tokens_BT

    def carried(self, c_BLX: Tensor, tokens_BT: Tensor, state: State) -> State:
        """The memory's part of the state after T tokens, but for its rows and what is read."""
        return {
            # A clone: a view would keep the whole buffer alive.
            self.names.recent: c_BLX[:, -1, self.hidden :].clone(),
            self.names.seen: state[self.names.seen] + tokens_BT.shape[1],
        }

    def rows(self, c_BLX: Tensor, h_BTH: Tensor, stored_BT: Tensor, see: See) -> Tensor:
        """The rows of T tokens ``[B, T, F]``: key and stored token id.

        ``c_BLX`` are the contexts before the first of them, and after each.
        """
        k_BTF = F.linear(c_BLX[:, :-1], self.to_key.weight)
        k_BTF = see(self.names.key, k_BTF + F.linear(h_BTH, self.from_result.weight))
        # In half precision, ids above 256 would be rounded to those of other tokens.
        return torch.cat([k_BTF.float(), stored_BT.unsqueeze(-1).float()], dim=-1)

    def by_head(self, x_BTF: Tensor) -> Tensor:
        """``[B, T, N·K]`` → ``[B, N, T, K]``."""
        return x_BTF.reshape(*x_BTF.shape[:2], self.heads, self.key).transpose(1, 2)

    def compared(self, q_BTF: Tensor, rows_BJF: Tensor) -> tuple[Tensor, Tensor]:
        """The factors whose product is the scores: ``[B, N, T, K']`` and ``[B, N, J, K']``."""
        return self.by_head(q_BTF), self.by_head(rows_BJF[..., :-1])

    def readable(self, rows_BJF: Tensor, reach_BTJ: Tensor) -> Tensor:
        """Which of the rows in reach each of T tokens can read: ``[B, T, J]``."""
        return reach_BTJ & (rows_BJF[..., -1] >= 0).unsqueeze(1)

    def find(self, q_BTF: Tensor, rows_BJF: Tensor, reach_BTJ: Tensor) -> LookupResult:
        """Compare the queries of the last T tokens with all stored keys, including their own."""
        there_BTJ = self.readable(rows_BJF, reach_BTJ)
        q_BNTK, k_BNJK = self.compared(q_BTF, rows_BJF)
        s_BNTJ = q_BNTK @ k_BNJK.transpose(2, 3)
        s_BNTJ = s_BNTJ.masked_fill(~there_BTJ.unsqueeze(1), -torch.inf)
        most_BT = s_BNTJ.detach().amax(dim=(1, 3)).clamp_min(torch.finfo(s_BNTJ.dtype).min)
        e_BNTJ = (s_BNTJ - most_BT[:, None, :, None]).exp()
        sum_BT = e_BNTJ.sum(dim=(1, 3))
        # An empty memory has no weights; log 0 would give an invalid gradient.
        some_BT = sum_BT > 0
        sum_BT = torch.where(some_BT, sum_BT, 1.0)
        all_BT = torch.where(some_BT, sum_BT.log() + most_BT, -torch.inf)
        return LookupResult(e_BNTJ / sum_BT[:, None, :, None], rows_BJF, there_BTJ, all_BT)

    def real_rows(self, state: State, least: int = 0) -> Tensor:
        """The last of the kept rows ``[B, R, F]``, at least so many, with all that are real.

        At the beginning of a text these are few, and looking at them is quicker.
        """
        count_B = state[self.window.count]
        real = int(count_B.max()) if base.quick_to_ask(count_B) else self.window.length
        return self.window.last_rows(state, max(real, least))

    def find_after(self, state: State) -> LookupResult:
        """The result of a state's last query in that state, T = 1."""
        rows_BRF = self.real_rows(state, least=1)
        reach_BR = self.window.reach_of_last(state, rows_BRF.shape[1])
        return self.find(state[self.names.query].unsqueeze(1), rows_BRF, reach_BR.unsqueeze(1))

    def shown(self, found: LookupResult, tap: Tap | None = None) -> dict[str, Tensor]:
        """Signals of a result: ``[B, T, N, W]``, by distance. Only those that a tap watches."""
        name = self.names.weights
        if tap is not None and not tap.watches(name):
            return {}
        return {name: self.by_distance(found.weights_BNTJ)}

    def by_distance(self, x_BNTJ: Tensor) -> Tensor:
        """Numbers of places, rearranged to ``[B, T, N, W]`` by tokens back."""
        return by_distance(x_BNTJ, self.window.length).transpose(1, 2)

    def batch_usage(self, found: LookupResult, vocab_size: int) -> BatchUsage:
        """Memory use after each of T tokens."""
        kept_BT = found.there_BTJ.sum(-1)
        weights_BTJ = found.weights_BNTJ.sum(1)
        return BatchUsage(
            occupancy=(kept_BT / self.capacity).to(weights_BTJ.dtype),
            pressure=self.of_oldest(weights_BTJ, found),
            interference=self.blur(found, vocab_size),
        )

    def of_oldest(self, x_BTJ: Tensor, found: LookupResult) -> Tensor:
        """The number of the place that the next write after each token pushes out: ``[B, T]``."""
        tokens, places = x_BTJ.shape[1:]
        at_T = torch.arange(tokens, device=x_BTJ.device) + places - tokens - self.window.length + 1
        oldest_BT1 = at_T.clamp_min(0).expand(len(x_BTJ), -1).unsqueeze(-1)
        return torch.where(at_T >= 0, x_BTJ.gather(-1, oldest_BT1).squeeze(-1), 0.0)

    def blur(self, found: LookupResult, vocab_size: int) -> Tensor:
        """1 - the largest weight on one piece of text, 0 where the memory is empty: ``[B, T]``."""
        sharpest_BT = found.by_piece(vocab_size)[1].amax(-1)
        return torch.where(found.there_BTJ.any(-1), 1 - sharpest_BT, 0.0).clamp(0, 1)

    def kept(self, state: State) -> tuple[Tensor, Tensor]:
        """The token of the text and the piece of each stored row: ``[B, R]`` each.

        Both are -1 where a row is no longer real.
        """
        piece_BR = self.window.rows(state)[..., -1].long()
        rows = piece_BR.shape[1]
        there_BR = self.window.reach_of_last(state, rows) & (piece_BR >= 0)
        at_R = torch.arange(-rows, 0, device=piece_BR.device)
        token_BR = state[self.names.seen].unsqueeze(1) + at_R
        return token_BR.where(there_BR, -1), piece_BR.where(there_BR, -1)

    def forget(self, state: State, rows_BR: Tensor) -> State:
        """The state without these rows. The model repeats the last look-up."""
        return {**state, **self.window.overwritten(state, rows_BR, -1, -1.0)}

    @property
    def parts(self) -> Mapping[str, PartSpec]:
        """One token, and all of them."""
        return token_parts(self.window)

    def copied(self, state: State, part: PartSpec, item: int) -> dict[str, Tensor]:
        """The numbers of one of `parts`; see `Memory.copied`."""
        if not part.items:
            rows_NF = held_rows(self.window, state)
            return {ROWS: self.aged(rows_NF, torch.arange(len(rows_NF) - 1, -1, -1))}
        back = self._back(state, item)
        row_F = self.window.rows(state)[0, -1 - back]
        if row_F[-1] < 0:
            raise EditError(f"the memory holds nothing of token {item}")
        return {ROWS: self.aged(row_F, torch.tensor(back))}

    def put_in(
        self, state: State, part: PartSpec, item: int, given: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """What changes in the state when one of `parts` is put in; see `Memory.put_in`.

        What is read of it has to be read anew.
        """
        back = self._back(state, item) if part.items else 0
        # The sizes are checked first, and the ages depend on them.
        with_rows(self.window, state, part, given, back)
        rows = given[ROWS]
        ages = torch.tensor(back) if part.items else torch.arange(len(rows) - 1, -1, -1)
        return with_rows(self.window, state, part, {ROWS: self.aged(rows, -ages)}, back)

    def aged(self, rows: Tensor, ages: Tensor) -> Tensor:
        """Rows ``[…, F]`` as if they had been written so many tokens ``[…]`` earlier or later.

        A row that is moved to another place keeps in it what it had at the time.
        """
        return rows

    def _back(self, state: State, token: int) -> int:
        return token_back(self.window, state, token, int(state[self.names.seen][0]) - 1)

    def gate(self, odds_B1: Tensor) -> dict[str, Tensor]:
        """``g`` and ``log(g / (1 - g))``, as stored in a state."""
        return {self.names.gate: torch.sigmoid(odds_B1), self.names.odds: odds_B1}
