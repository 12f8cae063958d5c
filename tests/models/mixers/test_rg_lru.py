"""Griffin's recurrent layers, with local attention, written out again in numpy."""

import numpy as np
import pytest
import torch

from tests.models.mixers.formulas import TOKENS, Written, convolved, linear, rms, sigmoid, softplus
from wmstudio.contract import Tap


def gelu(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


class RecurrentLayer:
    def __init__(self, written, layer):
        self.w, self.written = written.part(f"layers.{layer}.mixers.0"), written
        self.h, self.inputs, self.name = np.zeros(len(self.w["rate"])), [], f"rg_lru.{layer}"

    def gate(self, name, u):
        weight, bias = self.w[f"{name}_weight"], self.w[f"{name}_bias"]
        blocks = np.split(u, len(weight))
        parts = [block @ w + b for block, w, b in zip(blocks, weight, bias, strict=True)]
        return sigmoid(np.concatenate(parts))

    def __call__(self, x):
        t = len(self.inputs)
        self.inputs.append(linear(self.w, "enter", x))
        u = convolved(self.w, "convolution", self.inputs)
        i, r = self.gate("input", u), self.gate("decay", u)
        a = np.exp(-8 * r * softplus(self.w["rate"]))
        self.h = a * self.h + (np.sqrt(1 - a * a) if t else 1.0) * i * u
        gate = gelu(linear(self.w, "gate", x))
        output = linear(self.w, "output", self.h * gate)
        for label, value in {
            "input": u, "input_gate": i, "recurrence_gate": r, "keep": a, "hidden": self.h,
            "gate": gate, "output": output,
        }.items():  # fmt: skip
            self.written.check(t, f"{self.name}.{label}", value)
        squares = self.h**2
        self.used = {
            "pressure": 1 - a.mean(),
            "occupancy": squares.sum() ** 2 / (squares**2).sum() / len(squares),
        }
        return output


class LocalAttention:
    def __init__(self, written, layer, heads, window):
        self.w, self.written = written.part(f"layers.{layer}.mixers.0"), written
        self.heads, self.window, self.name = heads, window, f"attention.{layer}"
        self.values, self.keys = [], []

    def turned(self, rows, t):
        half = rows.shape[1] // 2
        angles = t * 10_000.0 ** (-np.arange(half) / half)
        a, b = rows[:, :half], rows[:, half:]
        cos, sin = np.cos(angles), np.sin(angles)
        return np.concatenate([a * cos - b * sin, b * cos + a * sin], axis=1)

    def __call__(self, x):
        t = len(self.values)
        q = self.turned(linear(self.w, "query", x).reshape(self.heads, -1), t)
        self.keys.append(self.turned(linear(self.w, "key", x)[None], t)[0])
        self.values.append(linear(self.w, "value", x))
        first = max(0, t + 1 - self.window)
        scores = np.exp(q @ np.array(self.keys[first:]).T / np.sqrt(q.shape[1]))
        weights = scores / scores.sum(-1, keepdims=True)
        output = linear(self.w, "output", (weights @ np.array(self.values[first:])).ravel())
        self.written.check(t, f"{self.name}.output", output)
        return output


def feed_forward(written, layer):
    w = written.part(f"layers.{layer}.mixers.1")
    return lambda x: linear(w, "narrow", gelu(linear(w, "gate", x)) * linear(w, "widen", x))


def test_griffins_signals_and_logits_follow_the_formulas():
    sizes = {"layers": 3, "heads": 2, "feed_forward": 5, "window": 4, "kernel": 3}
    written = Written("griffin", width=8, **sizes)
    layers = [
        RecurrentLayer(written, 0),
        RecurrentLayer(written, 1),
        LocalAttention(written, 2, 2, 4),
    ]
    mixers = [[layer, feed_forward(written, i)] for i, layer in enumerate(layers)]

    x_of = written.w["words.embedding.weight"]
    written.w["words.embedding.weight"] = x_of * np.sqrt(8)
    written.residuals(
        mixers,
        epsilon=1e-6,
        output=lambda y: x_of @ y + written.w["words.bias"],
    )
    for label in ("occupancy", "pressure"):
        mean = np.mean([layer.used[label] for layer in layers[:2]])
        assert written.signals[f"load.{label}"][-1] == pytest.approx(mean, abs=1e-5)


def test_the_first_token_enters_whole_and_again_after_everything_is_forgotten():
    written = Written("griffin", width=8, layers=3, heads=2, feed_forward=5, window=4)
    model, name = written.model, "rg_lru.0.hidden"
    with torch.no_grad():
        read = model.prefill(torch.tensor([TOKENS]), model.initial_state()).state
        first, again, later = (
            model.step(torch.tensor([TOKENS[0]]), state, Tap())[1][name]
            for state in (model.initial_state(), model.edit(read, "clear_all"), read)
        )

    torch.testing.assert_close(first, again)
    assert not torch.allclose(first, later)
    x = rms(
        np.sqrt(8) * written.w["words.embedding.weight"][TOKENS[0]],
        written.w["layers.0.norms.0.weight"],
        1e-6,
    )
    layer = RecurrentLayer(written, 0)
    layer(x)
    np.testing.assert_allclose(first[0].numpy(), layer.h, atol=2e-5)
