"""What each family computes, written out in float64 from its formulas, with who wrote what.

Nothing of the product is used: weights come from the checkpoint's file. A family is a class that is
a line of `FAMILIES`; `run` gives for every token what a person may be told of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import erf

import numpy as np


@dataclass(frozen=True)
class Row:
    """A line of the memory's list: whose it is, and its numbers by the words of the window.

    ``gone`` was read and is no longer there; ``share`` is what its token has of it.
    """

    token: int
    numbers: dict[str, float]
    gone: bool = False
    share: float | None = None
    number: int | None = None


AS_PROBABLE = 1e-5
"""Probabilities are told apart that differ by more than this share of them, in float32."""


@dataclass
class Truth:
    """Of every token: its bits and rank before it came, the memory's rows and signals after it.

    ``ranks`` has every rank that is right within rounding: two may be as probable as one another.
    ``expected`` and ``memory`` ``[V]`` are the probability of every piece and how much of it comes
    from a memory that names tokens: before each token, and after the last. ``places`` are the
    tokens that such a memory names, with the part of the probability of their piece that each adds.
    """

    bits: list[float] = field(default_factory=list)
    ranks: list[range] = field(default_factory=list)
    rows: list[list[Row]] = field(default_factory=list)
    signals: list[dict[str, np.ndarray]] = field(default_factory=list)
    expected: list[np.ndarray] = field(default_factory=list)
    memory: list[np.ndarray] = field(default_factory=list)
    places: list[dict[int, float]] = field(default_factory=list)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def unit_length(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def patched(model, name, x):
    """A signal after what is done to it at the model's token ``t``.

    ``patches`` of the model are each (name, op, value, unit, first, stop).
    """
    x = np.array(x, np.float64)
    for signal, op, value, unit, first, stop in model.patches:
        if signal == name and first <= model.t < stop:
            at = ... if unit is None else unit
            x[at] = {"set": value, "scale": x[at] * value, "add": x[at] + value}[op]
    return x


class Lstm:
    def __init__(self, w, prefix="lstm.fused"):
        self.w, self.prefix = w, prefix
        self.patches, self.t = (), -1
        hidden = w[f"{prefix}.weight_hh_l0"].shape[1]
        self.h, self.c = np.zeros(hidden), np.zeros(hidden)

    def step(self, x):
        w, p = self.w, self.prefix
        z = w[f"{p}.weight_ih_l0"] @ x + w[f"{p}.bias_ih_l0"]
        z = z + w[f"{p}.weight_hh_l0"] @ self.h + w[f"{p}.bias_hh_l0"]
        i, f, g, o = np.split(z, 4)
        self.t += 1
        i, f = self.patched("input_gate", sigmoid(i)), self.patched("forget_gate", sigmoid(f))
        g, o = self.patched("candidate", np.tanh(g)), self.patched("output_gate", sigmoid(o))
        self.c = self.patched("cell", f * self.c + i * g)
        self.h = self.patched("hidden", o * np.tanh(self.c))
        acts = i, f, g, o, self.c, self.h
        names = "input_gate", "forget_gate", "candidate", "output_gate", "cell", "hidden"
        self.signals = {f"lstm.0.{name}": x for name, x in zip(names, acts, strict=True)}
        return self.h

    def patched(self, name, x):
        return patched(self, f"lstm.0.{name}", x)


class Coupled:
    """A memory that is driven by the word and the last hidden state, before the LSTM."""

    def __init__(self, w, sizes):
        self.w, self.lstm, self.t = w, Lstm(w), -1
        self.m = np.zeros(sizes["width"])
        self.edits, self.patches = {}, ()

    def features(self):
        return np.concatenate([self.lstm.h, self.m])

    def token(self, id):
        w, self.t = self.w, self.t + 1
        x = w["words.embedding.weight"][id]
        p = w["memory.from_word.weight"] @ x + w["memory.from_word.bias"]
        rows = self.remember(p + w["memory.from_hidden.weight"] @ self.lstm.h)
        self.lstm.step(np.concatenate([x, self.m]))
        for slot in self.edits.get(self.t, ()):
            self.clear(slot)
            rows = self.listed()
        return rows


class Slots(Coupled):
    def __init__(self, w, sizes):
        super().__init__(w, sizes)
        self.policy = sizes.get("policy", "fifo")
        self.n, self.d, self.written = sizes["slots"], sizes["width"], 0
        self.threshold = sizes.get("keep_threshold", 0.0)
        self.keys, self.values = np.zeros((2, self.n, self.d))
        self.strength, self.usage = np.zeros(self.n), np.zeros(self.n)
        self.writer = [-1] * self.n

    def remember(self, p):
        n, d = self.n, self.d
        q, k, v = p[:d], p[d : 2 * d], np.tanh(p[2 * d : 3 * d])
        q, k, v = (
            patched(self, f"slots.{x}", y)
            for x, y in zip(("query", "key", "value"), (q, k, v), strict=True)
        )
        i, f, o = (
            float(patched(self, f"slots.{x}_gate", [y])[0])
            for x, y in zip(("write", "decay", "read"), sigmoid(p[3 * d :]), strict=True)
        )
        scores = self.keys @ q / np.sqrt(d) + np.log(self.strength + 1e-6)
        a = softmax(np.append(scores, self.w["memory.null"]))[:n]
        a = patched(self, "slots.read_weights", a)
        self.m = patched(self, "slots.output", o * (a @ self.values))
        self.read = dict(zip(self.writer, a, strict=True))
        if self.policy == "fifo":
            slot = self.written % n
        else:
            by = self.strength if self.policy == "weakest" else self.usage
            slot = int(np.where(np.array(self.writer) < 0, -1, by).argmin())
        keep = i >= self.threshold
        keep &= self.policy != "weakest" or i >= self.strength[slot]
        self.strength, self.usage = f * self.strength, 0.95 * self.usage + a
        if keep:
            self.keys[slot], self.values[slot], self.strength[slot] = k, v, i
            self.writer[slot] = self.t
            self.usage[slot] += 1
            self.written += 1
        self.keys, self.values, self.strength = (
            patched(self, f"slots.{x}", y)
            for x, y in (
                ("keys", self.keys), ("values", self.values), ("strength", self.strength)
            )
        )  # fmt: skip
        return self.listed()

    def signals(self):
        own = {"keys": self.keys, "values": self.values, "strength": self.strength}
        return self.lstm.signals | {f"slots.{name}": x.copy() for name, x in own.items()}

    def clear(self, slot):
        self.keys[slot], self.values[slot], self.strength[slot], self.writer[slot] = 0, 0, 0, -1

    def listed(self):
        rows = []
        for slot, token in enumerate(self.writer):
            if token >= 0:
                numbers = {"kept": self.strength[slot]}
                if token in self.read:
                    numbers["read before the write"] = self.read[token]
                rows.append(Row(token, numbers, number=slot))
        gone = set(self.read) - set(self.writer) - {-1}
        return rows + [
            Row(token, {"read before the write": self.read[token]}, gone=True) for token in gone
        ]


class Pile(Coupled):
    newest_first, name = True, "stack"

    def __init__(self, w, sizes):
        super().__init__(w, sizes)
        self.room, self.d, self.items, self.read = sizes["capacity"], sizes["width"], [], {}

    def remember(self, p):
        d = self.d
        v, gates = np.tanh(p[:d]), np.clip(1.2 * sigmoid(p[d:]) - 0.1, 0, 1)
        v = patched(self, f"{self.name}.value", v)
        u, push = (
            float(patched(self, f"{self.name}.{x}", [y])[0])
            for x, y in zip(("pop", "push"), gates, strict=True)
        )
        left = u
        for item in self.in_order():
            taken = min(item[0], left)
            item[0], left = item[0] - taken, left - taken
        self.items = [item for item in self.items if item[0] > 1e-4]
        if push > 0 and len(self.items) == self.room:
            self.items.remove(min(self.items, key=lambda item: item[0]))
        if push > 0:
            self.items.append([push, v, self.t])
        left, self.m, self.read = 1.0, np.zeros(d), {}
        for strength, value, token in self.in_order():
            share = min(strength, left)
            self.m, left, self.read[token] = self.m + share * value, left - share, share
        self.m = patched(self, f"{self.name}.output", self.m)
        return self.listed()

    def in_order(self):
        return list(reversed(self.items) if self.newest_first else self.items)

    def clear(self, slot):
        del self.items[len(self.items) - 1 - slot]

    def listed(self):
        return [
            Row(token, {"kept": strength, "read after the write": self.read[token]})
            for strength, _, token in self.items
        ]


class Queue(Pile):
    newest_first, name = False, "queue"


class Superposition(Coupled):
    def __init__(self, w, sizes):
        super().__init__(w, sizes)
        self.n, self.d = sizes["capacity"], sizes["width"]
        self.levels = np.zeros((self.n, self.d))
        self.shares = np.zeros((self.n, 0))

    def remember(self, p):
        v = patched(self, "stack.value", np.tanh(p[: self.d]))
        push, pop, noop = patched(self, "stack.action", softmax(p[self.d :]))
        newcomer = np.eye(1, self.t + 1, self.t)
        shares = np.hstack([self.shares, np.zeros((self.n, 1))])

        def mixed(levels, top):
            down = np.vstack([top, levels[:-1]])
            up = np.vstack([levels[1:], np.zeros_like(levels[:1])])
            return push * down + pop * up + noop * levels

        self.levels, self.shares = mixed(self.levels, v[None]), mixed(shares, newcomer)
        self.levels = patched(self, "stack.values", self.levels)
        self.m = patched(self, "stack.output", self.levels[0])
        return [
            Row(
                int(own.argmax()),
                {"kept": own.sum(), "read after the write": float(level == 0)},
                share=own.max() / own.sum(),
                number=level,
            )
            for level, own in enumerate(self.shares)
            if own.sum() > 1e-5
        ]


class KeyValue:
    def __init__(self, w, sizes):
        self.w, self.lstm, self.t = w, Lstm(w), -1
        self.heads, self.k, self.v = sizes["heads"], sizes["key"], sizes["value"]
        self.s = np.zeros((self.heads, self.k, self.v))
        self.m = np.zeros(self.heads * self.v)
        self.kept, self.edits, self.patches = [], {}, ()

    def features(self):
        return np.concatenate([self.lstm.h, self.m])

    def token(self, id):
        w, n, self.t = self.w, self.heads, self.t + 1
        x = w["words.embedding.weight"][id]
        k = w["memory.to_key.weight"] @ self.lstm.h + w["memory.to_key.bias"]
        h = self.lstm.step(x)
        p = w["memory.project.weight"] @ np.concatenate([x, h]) + w["memory.project.bias"]
        q, v, g = np.split(p, np.cumsum([n * self.k, n * self.v]))
        q, k = unit_length(q.reshape(n, self.k)), unit_length(k.reshape(n, self.k))
        q, k, v = (
            patched(self, f"keyvalue.{x}", y.ravel()).reshape(n, -1)
            for x, y in (("query", q), ("key", k), ("value", np.tanh(v)))
        )
        store, retrieve, clear = (
            patched(self, f"keyvalue.{x}_gate", y)
            for x, y in zip(("store", "retrieve", "clear"), sigmoid(g.reshape(n, 3)).T, strict=True)
        )
        m = np.zeros((n, self.v))
        for i in range(n):
            self.s[i] *= 1 - clear[i]
            self.s[i] += store[i] * np.outer(k[i], v[i] - self.s[i].T @ k[i])
        self.s = patched(self, "keyvalue.matrix", self.s.reshape(-1, self.v)).reshape(self.s.shape)
        for i in range(n):
            m[i] = retrieve[i] * self.s[i].T @ q[i]
        self.m = patched(self, "keyvalue.output", m.ravel())
        self.kept.append((k, v, store))
        for cleared in self.edits.get(self.t, ()):
            for i, key in enumerate(self.kept[cleared][0]):
                self.s[i] -= np.outer(key, self.s[i].T @ key)
        rows = []
        for token, (key, value, stored) in list(enumerate(self.kept))[-64:]:
            error = [
                np.linalg.norm(self.s[i].T @ key[i] - value[i]) / np.linalg.norm(value[i])
                for i in range(n)
            ]
            recall = np.clip(1 - np.array(error), 0, 1)
            match = [q[i] @ key[i] for i in range(n)]
            numbers = {"stored": stored.mean(), "kept": recall.mean(), "match": np.mean(match)}
            rows.append(Row(token, numbers))
        return rows


class Transformer:
    def __init__(self, w, sizes):
        self.w, self.sizes, self.t, self.patches = w, sizes, -1, ()
        self.kept = [[] for _ in range(sizes["layers"])]
        self.x = None

    def signals(self):
        """Weights by tokens back: ``[heads, window]``, zero beyond the beginning."""
        found = {}
        for layer, a in enumerate(self.seen):
            back = np.zeros((len(a), self.sizes["window"]))
            back[:, : a.shape[1]] = a[:, ::-1]
            found[f"attention.{layer}.weights"] = back
        return found

    def normed(self, x, name):
        x = (x - x.mean()) / np.sqrt(x.var() + 1e-5)
        return x * self.w[f"{name}.weight"] + self.w[f"{name}.bias"]

    def features(self):
        return self.w["start"] if self.x is None else self.normed(self.x, "norm")

    def token(self, id):
        w, heads, self.t = self.w, self.sizes["heads"], self.t + 1
        x, seen, weights = w["words.embedding.weight"][id], [], []
        for layer, kept in enumerate(self.kept):
            at = f"blocks.{layer}"
            qkv = w[f"{at}.qkv.weight"] @ self.normed(x, f"{at}.norm_attention")
            q, k, v = np.split(qkv + w[f"{at}.qkv.bias"], 3)
            q, k, v = (part.reshape(heads, -1) for part in (q, k, v))
            q, k = (np.array([turned(row, self.t) for row in part]) for part in (q, k))
            kept.append((k, v))
            reach = kept[-self.sizes["window"] :]
            a = np.array(
                [
                    softmax(np.array([k[i] @ q[i] for k, _ in reach]) / np.sqrt(len(q[i])))
                    for i in range(heads)
                ]
            )
            a = patched(self, f"attention.{layer}.weights", a[:, ::-1])[:, ::-1]
            seen.append(a.mean(0))
            weights.append(a)
            out = np.concatenate(
                [sum(p * v[i] for p, (_, v) in zip(a[i], reach, strict=True)) for i in range(heads)]
            )
            out = w[f"{at}.out.weight"] @ out + w[f"{at}.out.bias"]
            x = x + patched(self, f"attention.{layer}.output", out)
            z = w[f"{at}.widen.weight"] @ self.normed(x, f"{at}.norm_feed_forward")
            z = z + w[f"{at}.widen.bias"]
            hidden = z * (1 + np.array([erf(y / np.sqrt(2)) for y in z])) / 2
            hidden = patched(self, f"feed_forward.{layer}.hidden", hidden)
            x = x + w[f"{at}.narrow.weight"] @ hidden + w[f"{at}.narrow.bias"]
            x = patched(self, f"residual.{layer}", x)
        self.x, self.seen = x, weights
        first = self.t + 1 - len(seen[0])
        return [
            Row(first + i, {f"layer {layer}": a[i] for layer, a in enumerate(seen)})
            for i in range(len(seen[0]))
        ]


class Pointer:
    """An LSTM, and a pointer to the last tokens: both in one softmax (Merity et al. 2017)."""

    def __init__(self, w, sizes):
        self.w, self.lstm = w, Lstm(w, "layers.0.fused")
        self.heads, self.window = sizes["heads"], sizes["window"]
        self.recent = [np.zeros(sizes["narrow"])] * 3
        self.kept, self.places, self.edits, self.gone = [], {}, {}, set()
        self.t, self.patches = -1, ()

    def context(self):
        return np.concatenate([self.lstm.h, *self.recent])

    def features(self):
        return self.lstm.h

    def token(self, id):
        w, before, self.t = self.w, self.context(), self.t + 1
        x = w["words.embedding.weight"][id]
        h = self.lstm.step(x)
        self.recent = [unit_length(w["pointer.to_narrow.weight"] @ x), *self.recent[:2]]
        key = w["pointer.to_key.weight"] @ before + w["pointer.from_result.weight"] @ h
        key = patched(self, "pointer.key", key)
        self.kept.append((id, key.reshape(self.heads, -1)))
        self.gone.update(self.edits.get(len(self.kept) - 1, ()))
        return []

    def mixed(self, network):
        """What is expected, and the memory's part of it, both of every piece."""
        w, c, memory = self.w, self.context(), np.zeros_like(network)
        if not self.kept:
            return network, memory
        q = patched(self, "pointer.query", w["pointer.to_query.weight"] @ c)
        q = q.reshape(self.heads, -1)
        z = float(w["pointer.to_doubt.weight"][0] @ c + w["pointer.to_doubt.bias"][0])
        first = max(len(self.kept) - self.window, 0)
        found = {t: np.exp((q * key).sum(1)).sum() for t, (_, key) in enumerate(self.kept)}
        found = {t: x for t, x in found.items() if t >= first and t not in self.gone}
        for t, x in found.items():
            memory[self.kept[t][0]] += x
        whole = np.exp(z) + memory.sum()
        gate, rest = memory.sum() / whole, np.exp(z) / whole
        share = float(np.clip(patched(self, "pointer.gate", [gate])[0], 0, 1))
        if share != gate:
            rest = 1 - share
        self.places = {t: float(x / whole * share / gate) for t, x in found.items()}
        memory = memory / memory.sum() * share
        return rest * network + memory, memory


def turned(x, position):
    """Rotary positions (Su et al. 2021)."""
    half = len(x) // 2
    angle = position / 10_000 ** (np.arange(half) / half)
    a, b = x[:half], x[half:]
    return np.concatenate(
        [a * np.cos(angle) - b * np.sin(angle), b * np.cos(angle) + a * np.sin(angle)]
    )


FAMILIES = {
    "slots": Slots,
    "stack": Pile,
    "queue": Queue,
    "superposition": Superposition,
    "keyvalue": KeyValue,
    "transformer": Transformer,
    "pointer": Pointer,
}


def run(family, weights, sizes, ids, edits=None, patches=()):
    """What is true of every token of a text, read with these edits: what to clear, by token.

    ``patches`` are those of `patched`.
    """
    w = {name: x.astype(np.float64) for name, x in weights.items()}
    model, truth = FAMILIES[family](w, sizes), Truth()
    if patches:
        model.patches = patches
        if hasattr(model, "lstm"):
            model.lstm.patches = patches
    if edits:
        model.edits = edits

    def expect():
        features = model.features()
        if "words.project.weight" in w:
            features = w["words.project.weight"] @ features + w["words.project.bias"]
        p = softmax(w["words.embedding.weight"] @ features + w["words.bias"])
        return model.mixed(p) if hasattr(model, "mixed") else (p, np.zeros_like(p))

    p, memory = expect()
    for id in ids:
        truth.expected.append(p)
        truth.memory.append(memory)
        truth.places.append(dict(getattr(model, "places", {})))
        with np.errstate(divide="ignore"):  # what a patch makes impossible has endless bits
            truth.bits.append(-float(np.log2(p[id])))
        more, fewer = p[id] * (1 + AS_PROBABLE), p[id] * (1 - AS_PROBABLE)
        truth.ranks.append(range(int((p > more).sum()) + 1, int((p >= fewer).sum()) + 1))
        truth.rows.append(model.token(id))
        truth.signals.append(model.signals() if hasattr(model, "signals") else {})
        p, memory = expect()
    truth.expected.append(p)
    truth.memory.append(memory)
    truth.places.append(dict(getattr(model, "places", {})))
    return truth
