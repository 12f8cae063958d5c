"""RWKV-4 to RWKV-7 as their papers and authors define them, token by token in numpy (float64).

Weights have the names of the authors' ``.pth`` files, from which the version is known. Shapes: C
width, H heads, D features of a head, V vocabulary, T tokens.
"""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def silu(x):
    return x * sigmoid(x)


def norm(x, weight, bias, groups=1, epsilon=1e-5):
    """Layer norm of each of some groups of features."""
    x_GD = x.reshape(groups, -1)
    centred = x_GD - x_GD.mean(1, keepdims=True)
    return (centred / np.sqrt(x_GD.var(1, keepdims=True) + epsilon)).ravel() * weight + bias


def version_of(w):
    for version, name in ((7, "r_k"), (6, "time_maa_x"), (5, "ln_x.weight"), (4, "time_decay")):
        if f"blocks.0.att.{name}" in w:
            return version
    raise ValueError("these are not the weights of any RWKV")


class Rwkv:
    """A model with its state. ``seen`` has what each layer computed at the last token."""

    def __init__(self, weights):
        self.version = version_of(weights)
        self.w = {}
        for name, x in weights.items():
            x = np.asarray(x, np.float64)
            # Vectors are kept as [1, 1, C] by some versions.
            self.w[name] = x.reshape(-1) if x.ndim == 3 and x.shape[:2] == (1, 1) else x
        self.layers = len({name.split(".")[1] for name in self.w if name.startswith("blocks.")})
        c = self.w["emb.weight"].shape[1]
        heads = {4: c, 5: 1, 6: 1, 7: 1}[self.version]
        for name in ("time_decay", "time_faaaa", "time_first", "r_k"):
            x = self.w.get(f"blocks.0.att.{name}")
            if self.version > 4 and x is not None and len(x) < c:
                heads = len(x)
        self.heads = heads
        self.last = np.zeros((self.layers, 2, c))
        self.sums = [(np.zeros(c), np.zeros(c), np.full(c, -np.inf)) for _ in range(self.layers)]
        self.matrices = np.zeros((self.layers, heads, c // heads, c // heads))
        self.seen = {}

    def step(self, id):
        """The logits after one more token."""
        x = norm(self.w["emb.weight"][id], *self.pair("blocks.0.ln0"))
        for layer in range(self.layers):
            at = f"blocks.{layer}"
            y = norm(x, *self.pair(f"{at}.ln1"))
            mix = getattr(self, f"time_mix_{self.version}")
            x = x + mix(layer, y, self.last[layer, 0])
            self.last[layer, 0] = y
            y = norm(x, *self.pair(f"{at}.ln2"))
            x = x + self.channel_mix(layer, y, self.last[layer, 1])
            self.last[layer, 1] = y
            self.show(layer, residual=x)
        return self.w["head.weight"] @ norm(x, *self.pair("ln_out"))

    def read(self, ids):
        """Logits ``[T, V]`` after each token, and what was seen ``[T, …]``."""
        logits, seen = [], []
        for id in ids:
            logits.append(self.step(id))
            seen.append(dict(self.seen))
        return np.array(logits), {k: np.array([one[k] for one in seen]) for k in seen[0]}

    def pair(self, name):
        return self.w[f"{name}.weight"], self.w[f"{name}.bias"]

    def show(self, layer, **values):
        self.seen |= {(layer, name): np.array(x) for name, x in values.items()}

    def channel_mix(self, layer, x, last):
        """The feed-forward part r ⊙ W_v max(W_k x, 0)²; version 7 has no receptance."""
        w = {k.split(".ffn.")[1]: v for k, v in self.w.items() if f"blocks.{layer}.ffn." in k}
        mix = {4: "time_mix_", 5: "time_mix_", 6: "time_maa_", 7: "x_"}[self.version]

        def mixed(name):
            share = w[mix + name]
            if self.version < 6:  # there it is the share of the new token
                return share * x + (1 - share) * last
            return x + share * (last - x)

        hidden = np.maximum(w["key.weight"] @ mixed("k"), 0) ** 2
        found = w["value.weight"] @ hidden
        if self.version == 7:
            return found
        r = sigmoid(w["receptance.weight"] @ mixed("r"))
        self.show(layer, channel_receptance=r)
        return r * found

    def att(self, layer):
        return {k.split(".att.")[1]: v for k, v in self.w.items() if f"blocks.{layer}.att." in k}

    def time_mix_4(self, layer, x, last):
        """A mean of all values: with weights e^{k - decay · age}, and e^{u + k} for the newest."""
        w = self.att(layer)
        r, k, v = (
            w[f"{name}.weight"] @ (w[f"time_mix_{m}"] * x + (1 - w[f"time_mix_{m}"]) * last)
            for name, m in (("receptance", "r"), ("key", "k"), ("value", "v"))
        )
        r = sigmoid(r)
        a, b, p = self.sums[layer]
        top = np.maximum(p, w["time_first"] + k)
        old, new = np.exp(p - top), np.exp(w["time_first"] + k - top)
        wkv = (old * a + new * v) / (old * b + new)
        p = p - np.exp(w["time_decay"])
        top = np.maximum(p, k)
        old, new = np.exp(p - top), np.exp(k - top)
        self.sums[layer] = old * a + new * v, old * b + new, top
        self.show(layer, receptance=r, key=k, value=v, wkv=wkv, numerator=self.sums[layer][0],
                  denominator=self.sums[layer][1], exponent=top)  # fmt: skip
        return w["output.weight"] @ (r * wkv)

    def time_mix_5(self, layer, x, last):
        """S ← diag(w) S + k vᵀ per head; what is read is (S + diag(u) k vᵀ)ᵀ r."""
        w = self.att(layer)

        def projected(name, mix):
            share = w[f"time_mix_{mix}"]
            return w[f"{name}.weight"] @ (share * x + (1 - share) * last)

        r, k, v = projected("receptance", "r"), projected("key", "k"), projected("value", "v")
        gate = silu(projected("gate", "g")) if "gate.weight" in w else np.ones_like(r)
        decay = np.exp(-np.exp(w["time_decay"]))
        # Before 5.2 both are one number a head, and the bonus is the exponential of what is kept.
        bonus = w["time_faaaa"] if "time_faaaa" in w else np.exp(w["time_first"])
        y = self.matrix_read(layer, r, k, v, decay, bonus)
        self.show(layer, gate=gate)
        return w["output.weight"] @ (norm(y, *self.pair(f"blocks.{layer}.att.ln_x"),
                                          self.heads, 64e-5) * gate)  # fmt: skip

    def matrix_read(self, layer, r, k, v, decay, bonus):
        h = self.heads
        r_HD, k_HD, v_HD = (y.reshape(h, -1) for y in (r, k, v))
        decay_HD, bonus_HD = (np.broadcast_to(y.reshape(h, -1), r_HD.shape) for y in (decay, bonus))
        written = k_HD[:, :, None] * v_HD[:, None, :]
        read = np.einsum("hk,hkv->hv", r_HD, self.matrices[layer] + bonus_HD[..., None] * written)
        self.matrices[layer] = decay_HD[..., None] * self.matrices[layer] + written
        self.show(layer, receptance=r, key=k, value=v, decay=decay_HD.ravel(),
                  matrix=self.matrices[layer])  # fmt: skip
        return read.ravel()

    def time_mix_6(self, layer, x, last):
        """As version 5, with shares and decays that depend on the token."""
        w = self.att(layer)
        back = last - x
        low_5R = np.tanh((x + back * w["time_maa_x"]) @ w["time_maa_w1"]).reshape(5, -1)
        shares_5C = np.einsum("nr,nrc->nc", low_5R, w["time_maa_w2"])
        mixed = {
            name: x + back * (w[f"time_maa_{name}"] + shares_5C[i])
            for i, name in enumerate("wkvrg")
        }
        low = np.tanh(mixed["w"] @ w["time_decay_w1"]) @ w["time_decay_w2"]
        decay = np.exp(-np.exp(w["time_decay"] + low))
        r, k, v = (w[f"{name}.weight"] @ mixed[name[0]] for name in ("receptance", "key", "value"))
        gate = silu(w["gate.weight"] @ mixed["g"])
        y = self.matrix_read(layer, r, k, v, decay, w["time_faaaa"])
        self.show(layer, gate=gate)
        return w["output.weight"] @ (norm(y, *self.pair(f"blocks.{layer}.att.ln_x"),
                                          self.heads, 64e-5) * gate)  # fmt: skip

    def time_mix_7(self, layer, x, last):
        """S ← S diag(w) - (S κ)(a ⊙ κ)ᵀ + v kᵀ per head, with rows of values; read S r."""
        w, h = self.att(layer), self.heads
        mixed = {name: x + w[f"x_{name}"] * (last - x) for name in "rwkvag"}
        r, k, v = (w[f"{name}.weight"] @ mixed[name[0]] for name in ("receptance", "key", "value"))
        decay = np.exp(-np.exp(-0.5) * sigmoid(w["w0"] + np.tanh(mixed["w"] @ w["w1"]) @ w["w2"]))
        a = sigmoid(w["a0"] + mixed["a"] @ w["a1"] @ w["a2"])
        gate = sigmoid(mixed["g"] @ w["g1"]) @ w["g2"]
        if layer == 0:
            self.first_value = v
        else:
            nu = sigmoid(w["v0"] + mixed["v"] @ w["v1"] @ w["v2"])
            self.show(layer, value_residual=nu)
            v = v + nu * (self.first_value - v)
        kappa_HD = (k * w["k_k"]).reshape(h, -1)
        kappa_HD = kappa_HD / np.maximum(np.linalg.norm(kappa_HD, axis=1, keepdims=True), 1e-12)
        k = k * (1 + (a - 1) * w["k_a"])
        r_HD, k_HD, v_HD, a_HD, decay_HD = (y.reshape(h, -1) for y in (r, k, v, a, decay))
        S = self.matrices[layer]
        removed = np.einsum("hvk,hk->hv", S, kappa_HD)[:, :, None] * (a_HD * kappa_HD)[:, None, :]
        S = S * decay_HD[:, None, :] - removed + v_HD[:, :, None] * k_HD[:, None, :]
        self.matrices[layer] = S
        y = norm(np.einsum("hvk,hk->hv", S, r_HD), *self.pair(f"blocks.{layer}.att.ln_x"), h, 64e-5)
        y = y + ((r_HD * k_HD * w["r_k"]).sum(1, keepdims=True) * v_HD).ravel()
        self.show(layer, receptance=r, key=k, value=v, decay=decay, rate=a, gate=gate,
                  removal_key=kappa_HD, matrix=S.transpose(0, 2, 1))  # fmt: skip
        return w["output.weight"] @ (y * gate)
