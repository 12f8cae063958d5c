"""Modules that read on from a cache, rightly or in one of the ways in which some go wrong.

Each has attention over keys and values, which grow, and a recurrent state that is written in place.
"""

import torch
from torch import nn
from torch.nn import functional as F

VOCAB, WIDTH, HEADS = 23, 8, 2
HALF = WIDTH // HEADS


class Layer:
    def __init__(self):
        self.keys = self.values = torch.zeros(1, HEADS, 0, HALF)
        self.state = torch.zeros(1, WIDTH)
        self.held, self.kind = 0, type(self)


class Cache:
    def __init__(self):
        self.layers = [Layer()]


class Right(nn.Module):
    """Its logits ``[1, n, V]``: of a text, or of tokens that follow a cache."""

    window = None

    def __init__(self):
        super().__init__()
        torch.manual_seed(7)
        self.embed = nn.Embedding(VOCAB, WIDTH)
        self.qkv, self.gate = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, VOCAB)

    def forward(self, ids):
        return self.on(ids, None, 0)[0]

    def on(self, ids, cache, first):
        cache = cache or Cache()
        x = self.embed(ids)
        layer = cache.layers[0]
        layer.held += ids.shape[1]
        y = self.attended(x, layer) + self.recurred(x, self.kept(x), layer)
        return self.out(y), cache

    def heads(self, x):
        return x.view(1, -1, HEADS, HALF).transpose(1, 2)

    def attended(self, x, layer):
        q, k, v = (self.heads(part) for part in self.qkv(x).chunk(3, dim=-1))
        keys, values = torch.cat([layer.keys, k], 2), torch.cat([layer.values, v], 2)
        n, held = x.shape[1], keys.shape[2]
        back = torch.arange(held - n, held).unsqueeze(1) - torch.arange(held)
        seen = (back >= 0) & (back < (self.window or held))
        scores = (q @ keys.transpose(-1, -2)).masked_fill(~seen, -torch.inf)
        weights = torch.softmax(scores, dim=-1)
        kept = slice(0, held) if self.window is None else slice(-self.window + 1, None)
        layer.keys, layer.values = keys[:, :, kept], values[:, :, kept]
        return (weights @ values).transpose(1, 2).reshape(1, n, WIDTH)

    def kept(self, x):
        return torch.sigmoid(self.gate(x))

    def recurred(self, x, keep, layer):
        rows = []
        for t in range(x.shape[1]):
            layer.state.mul_(keep[:, t]).add_(x[:, t])
            rows.append(layer.state.clone())
        return torch.stack(rows, 1)


class Sliding(Right):
    """Its keys and values are those of the last tokens."""

    window = 6


class Forgetful(Right):
    """Forgets its state where several tokens follow it, as Mamba of transformers does."""

    def recurred(self, x, keep, layer):
        if x.shape[1] > 1:
            layer.state.zero_()
        return super().recurred(x, keep, layer)


class Branching(Right):
    """Another line makes the gates of a single token."""

    def kept(self, x):
        if x.shape[1] == 1:
            return torch.sigmoid(self.gate(x))
        return super().kept(x)


class Beginning(Right):
    """Another line makes the gates of the first token, in another shape."""

    def on(self, ids, cache, first):
        self.begins = cache is None
        return super().on(ids, cache, first)

    def kept(self, x):
        if self.begins:
            self.other = torch.sigmoid(-x)
            return torch.sigmoid(self.gate(x).unsqueeze(-1))[..., 0]
        return super().kept(x)


class Coarse(Beginning):
    """Has one gate for each head, which later tokens have for each of its units."""

    def kept(self, x):
        gate_n = self.gate(x)[..., :HEADS]
        if self.begins:
            return torch.sigmoid(gate_n).repeat_interleave(HALF, -1)
        return torch.sigmoid(gate_n.repeat_interleave(HALF, -1))


class Unequal(Beginning):
    """Makes the gates of the first token in two halves, in another line."""

    def kept(self, x):
        if self.begins:
            return torch.cat([torch.sigmoid(half) for half in self.gate(x).chunk(2, -1)], -1)
        return super().kept(x)


class PerKey(Right):
    """Calls a function of every token that is attended to."""

    def attended(self, x, layer):
        y = super().attended(x, layer)
        size = F.softplus(layer.keys[0, 0])
        return y + 0 * size.sum()


class Reusing(Right):
    """Goes on writing into the cache that it gave last."""

    given = None

    def on(self, ids, cache, first):
        if self.given is not None:
            for old in (self.given.keys, self.given.state):
                old.fill_(9.0)
        logits, cache = super().on(ids, cache, first)
        self.given = cache.layers[0]
        return logits, cache


class OnItself(Right):
    """Keeps its state on the module, so that a copy of the cache goes without it."""

    state = torch.zeros(1, WIDTH)

    def recurred(self, x, keep, layer):
        if layer.held == x.shape[1]:
            self.state = torch.zeros(1, WIDTH)
        layer.state = self.state
        rows = super().recurred(x, keep, layer)
        self.state, layer.state = layer.state, torch.zeros(1, WIDTH)
        return rows


class Lost(Right):
    """Has forgotten its state at every token."""

    def recurred(self, x, keep, layer):
        layer.state.zero_()
        return super().recurred(x, keep, layer)


class Uncopyable(Right):
    """Has something in its cache that cannot be copied."""

    def on(self, ids, cache, first):
        logits, cache = super().on(ids, cache, first)
        cache.lines = iter(())
        return logits, cache


class WithoutCache(Right):
    """Gives no cache."""

    def on(self, ids, cache, first):
        return super().on(ids, cache, first)[0], None


class Ahead(Right):
    """Sees the tokens that follow."""

    def recurred(self, x, keep, layer):
        return x.flip(1).cumsum(1).flip(1)


class Rolling(Right):
    """Reads with random numbers."""

    def kept(self, x):
        return torch.rand_like(x)
