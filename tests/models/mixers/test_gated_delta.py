"""Gated delta networks with attention and feed-forward parts, written out again in numpy."""

import numpy as np
import pytest
import torch

from tests.models.mixers.formulas import (
    TOKENS,
    Written,
    convolved,
    linear,
    rms,
    sigmoid,
    silu,
    softplus,
)
from tests.support import ROUNDING
from wmstudio.contract import Tap
from wmstudio.models.mixers.attention import AttentionConfig
from wmstudio.models.mixers.gated_delta import GatedDeltaConfig
from wmstudio.models.mixers.mixture import MixtureConfig
from wmstudio.models.mixers.residual import ResidualConfig, ResidualLanguageModel


class DeltaLayer:
    def __init__(self, written, layer, key_heads, key):
        self.w, self.written = written.part(f"layers.{layer}.mixers.0"), written
        self.heads, self.width = len(self.w["a_log"]), len(self.w["norm"])
        self.shared, self.key = self.heads // key_heads, key
        self.matrix = np.zeros((self.heads, key, self.width))
        self.inputs, self.name, self.keys = [], f"delta.{layer}", key_heads * key

    def __call__(self, x):
        t = len(self.inputs)
        self.inputs.append(self.w["enter.weight"] @ x)
        mixed = silu(convolved(self.w, "convolution", self.inputs))
        q, k, v = np.split(mixed, [self.keys, 2 * self.keys])
        q, k = (z.reshape(-1, self.key) for z in (q, k))
        q, k = (z / np.sqrt((z * z).sum(-1, keepdims=True) + 1e-6) for z in (q, k))
        store = sigmoid(self.w["store.weight"] @ x)
        keep = np.exp(-np.exp(self.w["a_log"]) * softplus(linear(self.w, "keep", x)))
        gate, read, blurred = silu(self.w["gate.weight"] @ x), [], []
        for n in range(self.heads):
            key, value = k[n // self.shared], v.reshape(self.heads, -1)[n]
            kept = keep[n] * self.matrix[n]
            erased = kept - store[n] * np.outer(key, key @ kept)
            self.matrix[n] = erased + store[n] * np.outer(key, value)
            read.append(q[n // self.shared] @ self.matrix[n] / np.sqrt(self.key))
            mine = store[n] * value * (key @ key)
            others = np.linalg.norm(key @ self.matrix[n] - mine)
            blurred.append(others / (others + np.linalg.norm(mine)))
        normed = rms(np.array(read), self.w["norm"], 1e-6).ravel()
        output = self.w["output.weight"] @ (normed * gate)
        for label, shown in {
            "query": q.ravel(), "key": k.ravel(), "value": v, "store": store, "keep": keep,
            "matrix": self.matrix.reshape(-1, self.width), "gate": gate, "output": output,
        }.items():  # fmt: skip
            self.written.check(t, f"{self.name}.{label}", shown)
        self.used = {"pressure": 1 - keep.mean(), "interference": np.mean(blurred)}
        return output


class AttentionLayer:
    """Rotations are products of complex numbers."""

    def __init__(self, written, layer, heads, window, rotary):
        self.w, self.written = written.part(f"layers.{layer}.mixers.0"), written
        self.heads, self.window, self.rotary = heads, window, rotary
        self.name, self.keys, self.values = f"attention.{layer}", [], []

    def turned(self, rows, t):
        half = self.rotary // 2
        turn = np.exp(1j * t * 10_000.0 ** (-np.arange(half) / half))
        both = (rows[:, :half] + 1j * rows[:, half : self.rotary]) * turn
        return np.concatenate([both.real, both.imag, rows[:, self.rotary :]], axis=1)

    def __call__(self, x):
        t = len(self.keys)
        q = linear(self.w, "query", x).reshape(self.heads, -1)
        k, v = (linear(self.w, n, x).reshape(-1, q.shape[1]) for n in ("key", "value"))
        q, k = (rms(z, self.w[f"{n}_norm.weight"], 1e-6) for z, n in ((q, "query"), (k, "key")))
        self.keys.append(self.turned(k, t))
        self.values.append(v)
        q, read = self.turned(q, t), []
        weights = np.zeros((self.heads, self.window))
        near = range(max(0, t + 1 - self.window), t + 1)
        for h in range(self.heads):
            g = h * len(k) // self.heads
            scores = np.array([q[h] @ self.keys[i][g] for i in near]) / np.sqrt(q.shape[1])
            a = np.exp(scores - scores.max())
            a /= a.sum()
            for i, share in zip(near, a, strict=True):
                weights[h, t - i] = share
            read.append(sum(s * self.values[i][g] for i, s in zip(near, a, strict=True)))
        gate = sigmoid(linear(self.w, "gate", x))
        output = linear(self.w, "output", np.concatenate(read) * gate)
        for label, shown in {"weights": weights, "gate": gate, "output": output}.items():
            self.written.check(t, f"{self.name}.{label}", shown)
        return output


def feed_forward(written, layer):
    w = written.part(f"layers.{layer}.mixers.1")
    return lambda x: linear(w, "narrow", silu(linear(w, "gate", x)) * linear(w, "widen", x))


def test_deltas_signals_and_logits_follow_the_formulas():
    sizes = {"heads": 2, "head_width": 4, "feed_forward": 5, "attention_every": 2, "window": 6}
    written = Written("delta", width=6, layers=3, kernel=3, **sizes)
    layers = [
        DeltaLayer(written, 0, 2, 4),
        AttentionLayer(written, 1, 2, 6, 4),
        DeltaLayer(written, 2, 2, 4),
    ]

    parts = [[layer, feed_forward(written, i)] for i, layer in enumerate(layers)]
    written.residuals(parts, epsilon=1e-6)
    for label in ("pressure", "interference"):
        mean = np.mean([layers[i].used[label] for i in (0, 2)])
        assert written.signals[f"load.{label}"][-1] == pytest.approx(mean, abs=1e-5)


class Shared(Written):
    """Heads that share keys, and attention of which a part is turned."""

    def __init__(self):
        torch.manual_seed(4)
        delta = GatedDeltaConfig(heads=4, key_heads=2, key=3, value=2, kernel=2)
        attention = AttentionConfig(
            heads=4, kv_heads=2, head_width=6, window=5, rotary=4, is_gated=True, is_normed=True
        )
        config = ResidualConfig(
            vocab_size=31, width=6, layers=((delta,), (attention,)), epsilon=1e-6
        )
        self.model = ResidualLanguageModel(config)
        with torch.no_grad():
            for parameter in self.model.parameters():
                parameter += 0.3 * torch.randn_like(parameter)
        self.read()


def test_heads_share_keys_and_a_part_of_each_is_turned():
    written = Shared()
    written.residuals(
        [[DeltaLayer(written, 0, 2, 3)], [AttentionLayer(written, 1, 4, 5, 4)]], epsilon=1e-6
    )


@pytest.mark.parametrize("is_normed", [True, False])
def test_few_experts_are_asked_by_how_much_each_is_wanted(is_normed):
    torch.manual_seed(2)
    sizes = {"experts": 5, "asked": 2, "hidden": 3, "shared": 4, "is_normed": is_normed}
    delta = GatedDeltaConfig(heads=1, key_heads=1, key=3, value=2, kernel=2)
    model = ResidualLanguageModel(
        ResidualConfig(vocab_size=31, width=6, layers=((delta, MixtureConfig(**sizes)),))
    )
    tap = Tap(watch=model.signals)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.3 * torch.randn_like(parameter)
        model.prefill(torch.tensor([TOKENS]), model.initial_state(), tap)
    seen = {name: x[0].double().numpy() for name, x in tap.recorded().items()}
    w = {n: p.detach().double().numpy() for n, p in model.layers[0].mixers[1].named_parameters()}
    norm = model.layers[0].norms[1].weight.detach().double().numpy()
    embedding = model.words.embedding.weight.detach().double().numpy()

    def gated(x):
        gate, up = np.split(x, 2)
        return silu(gate) * up

    for t, token in enumerate(TOKENS):
        before = embedding[token] + seen["delta.0.output"][t]
        x = rms(before, norm)
        p = np.exp(w["router.weight"] @ x)
        p /= p.sum()
        asked = np.argsort(p)[-2:]
        shares = p[asked] / (p[asked].sum() if is_normed else 1)
        shared = sigmoid(w["shared_gate.weight"] @ x)
        y = shared * (w["shared_leave.weight"] @ gated(w["shared_enter.weight"] @ x))
        for e, share in zip(asked, shares, strict=True):
            y = y + share * (w["leave"][e] @ gated(w["enter"][e] @ x))
        np.testing.assert_allclose(seen["feed_forward.0.router"][t], p, atol=1e-5)
        np.testing.assert_allclose(seen["feed_forward.0.shared_gate"][t], shared, atol=1e-5)
        np.testing.assert_allclose(seen["residual.0"][t], before + y, **ROUNDING)
