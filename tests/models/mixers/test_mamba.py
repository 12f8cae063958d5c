"""Mamba's formulas, written out again in numpy with one loop over units and numbers."""

import numpy as np
import pytest

from tests.models.mixers.formulas import Written, convolved, linear, silu, softplus


class MambaLayer:
    def __init__(self, written, layer):
        self.w, self.written = written.part(f"layers.{layer}.mixers.0"), written
        self.units, self.numbers = self.w["a_log"].shape
        self.h = np.zeros((self.units, self.numbers))
        self.inputs, self.name = [], f"mamba.{layer}"

    def __call__(self, x):
        t = len(self.inputs)
        self.inputs.append(linear(self.w, "enter", x))
        u = silu(convolved(self.w, "convolution", self.inputs))
        projected = self.w["project.weight"] @ u
        rank = len(projected) - 2 * self.numbers
        delta, b, c = np.split(projected, [rank, rank + self.numbers])
        step = softplus(linear(self.w, "step", delta))
        before, y = self.h.copy(), np.zeros(self.units)
        for i in range(self.units):
            for n in range(self.numbers):
                a = -np.exp(self.w["a_log"][i, n])
                self.h[i, n] = np.exp(step[i] * a) * before[i, n] + step[i] * b[n] * u[i]
            y[i] = self.h[i] @ c + self.w["d"][i] * u[i]
        kept = np.exp(-step[:, None] * np.exp(self.w["a_log"]))
        gate = silu(linear(self.w, "gate", x))
        output = linear(self.w, "output", y * gate)
        for label, value in {
            "input": u, "step": step, "keep": kept.mean(1), "write": b, "read": c,
            "state": self.h.T, "gate": gate, "output": output,
        }.items():  # fmt: skip
            self.written.check(t, f"{self.name}.{label}", value)
        self.discarded = 1 - kept.mean()
        own = b @ b * step * u
        others = np.linalg.norm(self.h @ b - own)
        self.blurred = others / (others + np.linalg.norm(own))
        sizes = np.linalg.svd(self.h, compute_uv=False) ** 2
        self.rank = sizes.sum() ** 2 / (sizes**2).sum() / self.numbers
        return output


@pytest.mark.parametrize("kernel", [2, 4])
def test_mambas_signals_and_logits_follow_its_formulas(kernel):
    written = Written("mamba", width=6, layers=2, state=3, kernel=kernel)
    layers = [MambaLayer(written, i) for i in range(2)]

    written.residuals([[layer] for layer in layers])
    for label, number in (("occupancy", "rank"), ("pressure", "discarded"),
                          ("interference", "blurred")):  # fmt: skip
        mean = np.mean([getattr(layer, number) for layer in layers])
        assert written.signals[f"load.{label}"][-1] == pytest.approx(mean, abs=1e-5)
