"""`keyvalue` with keys that recognise a place in a text, and values that name a token.

The table of `memory.keyvalue`, with the context ``c`` of `memory.recent` in the place of ``h``::

    q_t = φ(W c_t),  k_t = φ(W c_{t-1})      one W: a token is kept under what came before it,
    v_t = tanh(W_v x_t)                      and is looked for by whoever is there again
    φ(z) = [r ⊙ roll(r, 1); …; r ⊙ roll(r, ν)] / |…|,   r = [max(z, 0); max(-z, 0)]

φ is the deterministic projection of Schlag et al. 2021: it makes 2ν K features of K, of which most
are 0, so that more keys find room beside one another.

Shapes: those of `memory.keyvalue`; X width of a context, G width of a key before φ, L = T + 1
contexts, P = N·K + 3N what each of them asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.family import Family, MemorySizes
from wmstudio.memory.keyvalue import KeyValueMemory, Projected
from wmstudio.memory.recent import contexts

if TYPE_CHECKING:
    from wmstudio.contract import State, Tap

RECENT = "keyvalue.recent"
GATE_BIAS = (0.0, 0.0, -7.0)
"""Initial biases of store, retrieve and clear: everything is kept for a thousand tokens."""
CONFIDENCE = 0.5
"""Initial share of a found token's embedding that goes to the output layer."""


@dataclass(frozen=True, kw_only=True)
class KeyValueSizes(MemorySizes):
    """Sizes of a `keyvalue`: widths of one head's ``key`` and ``value``.

    With ``recent`` tokens in the keys, each ``narrow`` wide, keys recognise a place in a text and
    values name a token (see above); ``expansion`` is ν there.
    """

    heads: int = 1
    key: int = 32
    value: int = 32
    recent: int = 0
    narrow: int = 48
    expansion: int = 2


class ContextKeyValueMemory(KeyValueMemory):
    """Keys of contexts with the embeddings of ``recent`` tokens, each ``narrow`` wide.

    ``key`` is G, and ``expansion`` is ν.
    """

    def __init__(
        self,
        embedding: int,
        hidden: int,
        heads: int,
        key: int,
        value: int,
        recent: int,
        narrow: int,
        expansion: int,
    ) -> None:
        self.narrow_key, self.recent, self.narrow = key, recent, narrow
        self.expansion = expansion
        super().__init__(embedding, hidden, heads, 2 * expansion * key, value)

    def make_weights(self, embedding: int, hidden: int) -> None:
        """Make the projections to queries, keys, values and gates."""
        context = hidden + self.recent * self.narrow
        self.to_narrow = nn.Linear(embedding, self.narrow, bias=False)
        self.to_key = nn.Linear(context, self.heads * self.narrow_key, bias=False)
        self.to_value = nn.Linear(embedding, self.heads * self.value, bias=False)
        self.to_gates = nn.Linear(context, self.heads * 3)
        with torch.no_grad():
            nn.init.normal_(self.to_narrow.weight)
            nn.init.normal_(self.to_key.weight)
            # Otherwise the many numbers of h would dominate the similarity.
            self.to_key.weight[:, hidden:] *= 2
            # Its transpose recovers a token's embedding (see `names`).
            nn.init.normal_(self.to_value.weight, std=(self.heads * self.value) ** -0.5)
            self.to_gates.weight.zero_()
            self.to_gates.bias.copy_(torch.tensor(GATE_BIAS * self.heads))

    def names(self) -> Tensor:
        """The matrix ``[E, M]`` that turns ``m`` into the embedding of the token that was found.

        It is scaled down at first, because most of what is found is noise until the memory has
        learned what to store.
        """
        return CONFIDENCE * self.to_value.weight.t()

    def initial_state(self, batch: int) -> State:
        """An empty memory without recent tokens."""
        recent_BF = self.to_value.weight.new_zeros(batch, self.recent * self.narrow).detach()
        return {**super().initial_state(batch), RECENT: recent_BF}

    def advance(
        self, x_BE: Tensor, before_BH: Tensor, h_BH: Tensor, state: State, tap: Tap
    ) -> tuple[Tensor, State]:
        """Advance by one token."""
        c_B2X = self._contexts(x_BE.unsqueeze(1), before_BH, h_BH.unsqueeze(1), state)
        asked_B2P = self._asked(c_B2X)
        m_BM, after = super().advance(x_BE, asked_B2P[:, 0], asked_B2P[:, 1], state, tap)
        return m_BM, {**after, RECENT: c_B2X[:, 1, h_BH.shape[-1] :]}

    def sequence(
        self, x_BTE: Tensor, before_BTH: Tensor, h_BTH: Tensor, state: State, tap: Tap
    ) -> tuple[Tensor, State]:
        """Advance by many tokens: every ``m_t`` ``[B, T, M]``, and the last state."""
        c_BLX = self._contexts(x_BTE, before_BTH[:, 0], h_BTH, state)
        # The context after a token is the one before the next, so each is projected once.
        asked_BLP = self._asked(c_BLX)
        m_BTM, after = super().sequence(x_BTE, asked_BLP[:, :-1], asked_BLP[:, 1:], state, tap)
        # A clone: a view would keep the whole buffer alive.
        return m_BTM, {**after, RECENT: c_BLX[:, -1, h_BTH.shape[-1] :].clone()}

    def projected(self, x: Tensor, before: Tensor, h: Tensor) -> Projected:
        """The projections of tokens, from those of the contexts before and after each."""
        keys = self.heads * self.key
        q, k = (self._by_head(asked[..., :keys]) for asked in (h, before))
        v = torch.tanh(self._by_head(self.to_value(x)))
        store, retrieve, clear = torch.sigmoid(self._by_head(h[..., keys:])).unbind(-1)
        return Projected(q, k, v, store, retrieve, clear)

    def _asked(self, c_BLX: Tensor) -> Tensor:
        """The keys of each context for all heads, and the gates before σ: ``[B, L, P]``."""
        key_BLNK = self._expanded(self._by_head(self.to_key(c_BLX)))
        return torch.cat([key_BLNK.flatten(2), self.to_gates(c_BLX)], dim=-1)

    def _contexts(self, x_BTE: Tensor, before_BH: Tensor, h_BTH: Tensor, state: State) -> Tensor:
        e_BTC = F.normalize(self.to_narrow(x_BTE), dim=-1)
        return contexts(e_BTC, state[RECENT], h_BTH, before_BH)

    def _expanded(self, z: Tensor) -> Tensor:
        """φ, over the last dim."""
        r = torch.cat([z.relu(), (-z).relu()], dim=-1)
        rolled = [r * r.roll(i, dims=-1) for i in range(1, self.expansion + 1)]
        return F.normalize(torch.cat(rolled, dim=-1), dim=-1)


def _memory(sizes: KeyValueSizes) -> KeyValueMemory:
    common = sizes.embedding, sizes.hidden, sizes.heads, sizes.key, sizes.value
    if not sizes.recent:
        return KeyValueMemory(*common)
    return ContextKeyValueMemory(*common, sizes.recent, sizes.narrow, sizes.expansion)


FAMILY = Family(
    name="keyvalue",
    text="an LSTM with a table that stores, retrieves and clears, by the delta rule",
    sizes=KeyValueSizes,
    make=_memory,
    tiny={"embedding": 8, "hidden": 12, "heads": 2, "key": 4, "value": 3},
)
