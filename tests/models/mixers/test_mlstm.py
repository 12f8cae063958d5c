"""The mLSTM's formulas, written out again in numpy without its stabilising exponents."""

import numpy as np
import pytest
import torch

from tests.models.mixers.formulas import TOKENS, Written, centred, linear, sigmoid, silu
from wmstudio.contract import Patch, Tap

SIZES = {"width": 6, "layers": 2, "heads": 2, "key": 3, "value": 5, "feed_forward": 7}
CAP, LOGIT_CAP, EPSILON = 15, 30, 1e-6


def capped(x, cap=CAP):
    return cap * np.tanh(x / cap)


class MlstmLayer:
    """C, n and h as the paper has them, whose exponential gates float64 bears as they are."""

    def __init__(self, written, layer):
        self.w, self.written = written.part(f"layers.{layer}.mixers.0"), written
        n, k, v = SIZES["heads"], SIZES["key"], SIZES["value"]
        self.C, self.n = np.zeros((n, k, v)), np.zeros((n, k))
        self.strongest = np.zeros(n)
        self.name, self.t = f"mlstm.{layer}", 0

    def __call__(self, x):
        w, heads = self.w, SIZES["heads"]
        q, k, v = (linear(w, name, x).reshape(heads, -1) for name in ("query", "key", "value"))
        enter = capped(linear(w, "input_gate", x))
        keep = sigmoid(capped(linear(w, "forget_gate", x)))
        h = np.zeros_like(v)
        for head in range(heads):
            self.C[head] = keep[head] * self.C[head] + np.exp(enter[head]) * np.outer(
                k[head], v[head]
            )
            self.n[head] = keep[head] * self.n[head] + np.exp(enter[head]) * k[head]
            asked = q[head] / np.sqrt(SIZES["key"])
            h[head] = self.C[head].T @ asked / max(abs(self.n[head] @ asked), 1)
        before, self.strongest = self.strongest, np.maximum(np.log(keep) + self.strongest, enter)
        m = self.strongest
        read = centred(h, EPSILON).ravel() * w["norm.weight"] + w["norm.bias"]
        o = sigmoid(linear(w, "output_gate", x))
        output = linear(w, "output", o * read)
        scale = np.exp(-m)
        for label, value in {
            "query": q.ravel(), "key": k.ravel(), "value": v.ravel(), "output_gate": o,
            "input_exponent": enter, "exponent": m, "input_gate": np.exp(enter - m),
            "forget_gate": keep * np.exp(before - m), "read": read, "output": output,
            "matrix": (self.C * scale[:, None, None]).reshape(-1, SIZES["value"]),
            "normaliser": (self.n * scale[:, None]).ravel(),
        }.items():  # fmt: skip
            self.written.check(self.t, f"{self.name}.{label}", value)
        self.t += 1
        return output


def feed_forward(w):
    return lambda x: linear(w, "narrow", silu(linear(w, "gate", x)) * linear(w, "widen", x))


def test_mlstms_signals_and_logits_follow_its_formulas():
    written = Written("mlstm", **SIZES)
    layers = [
        (MlstmLayer(written, i), feed_forward(written.part(f"layers.{i}.mixers.1")))
        for i in range(SIZES["layers"])
    ]

    def output(y):
        raw = written.w["words.decoder.weight"] @ y + written.w["words.bias"]
        return capped(raw, LOGIT_CAP)

    written.residuals(layers, EPSILON, output)


def test_patched_gates_act_where_nobody_looks_at_the_matrices():
    model = Written("mlstm", **SIZES).model
    tokens = torch.tensor([TOKENS])
    plain = model.prefill(tokens, model.initial_state()).logits_BTV
    for label in ("input_gate", "forget_gate", "input_exponent", "key"):
        patch = Patch(f"mlstm.0.{label}", "scale", 0.5, tokens=(2, 9))
        unseen = model.prefill(tokens, model.initial_state(), Tap(patches=[patch]))
        tap = Tap(watch=model.signals, patches=[patch])
        seen = model.prefill(tokens, model.initial_state(), tap)
        torch.testing.assert_close(unseen.logits_BTV, seen.logits_BTV, rtol=1e-4, atol=1e-4)
        assert (unseen.logits_BTV - plain).abs().max() > 1e-3


@pytest.mark.parametrize("bias", [-40.0, 40.0])
def test_gates_far_out_overflow_nothing(bias):
    written = Written("mlstm", **SIZES)
    for layer in written.model.layers:
        layer.mixers[0].input_gate.bias.data.fill_(bias)
    written.read()

    assert np.isfinite(written.logits).all()
    for label in ("input_gate", "forget_gate"):
        gate = written.signals[f"mlstm.1.{label}"]
        assert 0 <= gate.min() <= gate.max() <= 1
