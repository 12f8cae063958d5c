"""Mamba-2's formulas, written out again in numpy, head by head."""

import numpy as np
import pytest

from tests.models.mixers.formulas import Written, convolved, linear, silu, softplus


class Mamba2Layer:
    def __init__(self, written, layer, groups, head_width):
        self.w, self.written = written.part(f"layers.{layer}.mixers.0"), written
        self.heads, self.groups, self.width = len(self.w["a_log"]), groups, head_width
        units = self.heads * head_width
        self.numbers = (len(self.w["enter.bias"]) - units) // (2 * groups)
        self.h = np.zeros((self.heads, self.numbers, head_width))
        self.inputs, self.name = [], f"mamba2.{layer}"

    def __call__(self, x):
        t, units = len(self.inputs), self.heads * self.width
        self.inputs.append(linear(self.w, "enter", x))
        mixed = silu(convolved(self.w, "convolution", self.inputs))
        u, b, c = np.split(mixed, [units, units + self.groups * self.numbers])
        step = softplus(linear(self.w, "step", x))
        keep = np.exp(-step * np.exp(self.w["a_log"]))
        y, blurred = np.zeros(units), []
        for n in range(self.heads):
            group = n * self.groups // self.heads
            own = slice(n * self.width, (n + 1) * self.width)
            key, query = (z.reshape(self.groups, -1)[group] for z in (b, c))
            new = step[n] * u[own]
            self.h[n] = keep[n] * self.h[n] + np.outer(key, new)
            y[own] = self.h[n].T @ query + self.w["d"][n] * u[own]
            mine = key @ key * new
            others = np.linalg.norm(self.h[n].T @ key - mine)
            blurred.append(others / (others + np.linalg.norm(mine)))
        gate = silu(linear(self.w, "gate", x))
        grouped = (y * gate).reshape(self.groups, -1)
        normed = grouped / np.sqrt((grouped**2).mean(-1, keepdims=True) + 1e-5)
        output = linear(self.w, "output", self.w["norm"] * normed.ravel())
        for label, value in {
            "input": u, "step": step, "keep": keep, "write": b, "read": c,
            "state": self.h.reshape(-1, self.width), "gate": gate, "output": output,
            "window": np.array((([np.zeros_like(mixed)] * 2) + self.inputs)[-2:]),
        }.items():  # fmt: skip
            self.written.check(t, f"{self.name}.{label}", value)
        sizes = np.linalg.svd(self.h, compute_uv=False) ** 2
        ranks = sizes.sum(-1) ** 2 / (sizes**2).sum(-1) / min(self.h.shape[1:])
        self.used = {
            "occupancy": ranks.mean(), "pressure": 1 - keep.mean(), "interference": np.mean(blurred)
        }  # fmt: skip
        return output


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_mamba2s_signals_and_logits_follow_its_formulas(groups):
    sizes = {"heads": 4, "head_width": 3, "state": 2, "groups": groups, "kernel": 3}
    written = Written("mamba2", width=6, layers=2, **sizes)
    layers = [Mamba2Layer(written, i, groups, 3) for i in range(2)]

    written.residuals([[layer] for layer in layers])
    for label in ("occupancy", "pressure", "interference"):
        mean = np.mean([layer.used[label] for layer in layers])
        assert written.signals[f"load.{label}"][-1] == pytest.approx(mean, abs=1e-5)
