"""The sLSTM's formulas, written out again in numpy without its stabilising exponents."""

from math import erf

import numpy as np

from tests.models.mixers.formulas import Written, centred, convolved, linear, sigmoid, silu

SIZES = {"width": 6, "layers": 2, "heads": 2, "kernel": 3, "feed_forward": 7}


class SlstmLayer:
    """c and n as the paper has them, whose exponential gates float64 bears as they are."""

    def __init__(self, written, layer):
        self.w, self.written = written.part(f"layers.{layer}.mixers.0"), written
        self.c, self.n, self.h = np.zeros((3, SIZES["width"]))
        self.strongest = np.full(SIZES["width"], -np.inf)
        self.inputs, self.name = [], f"slstm.{layer}"

    def driven(self, gate, name, x):
        back = [R @ h for R, h in zip(self.w["recurrent"][gate],
                                      self.h.reshape(SIZES["heads"], -1), strict=True)]  # fmt: skip
        return linear(self.w, name, x) + np.concatenate(back)

    def __call__(self, x):
        t = len(self.inputs)
        self.inputs.append(x)
        gated = silu(convolved(self.w, "convolution", self.inputs))
        enter = self.driven(0, "input_gate", gated)
        keep = sigmoid(self.driven(1, "forget_gate", gated))
        z, o = np.tanh(self.driven(2, "candidate", x)), sigmoid(self.driven(3, "output_gate", x))
        self.c = keep * self.c + np.exp(enter) * z
        self.n = keep * self.n + np.exp(enter)
        self.h = o * self.c / self.n
        before, self.strongest = self.strongest, np.maximum(np.log(keep) + self.strongest, enter)
        scale = np.exp(-self.strongest)
        output = centred(self.h.reshape(SIZES["heads"], -1)).ravel()
        output = output * self.w["norm.weight"] + self.w["norm.bias"]
        for label, value in {
            "input_exponent": enter, "exponent": self.strongest, "candidate": z, "output_gate": o,
            "input_gate": np.exp(enter) * scale, "forget_gate": keep * np.exp(before) * scale,
            "cell": self.c * scale, "normaliser": self.n * scale, "hidden": self.h,
            "output": output,
        }.items():  # fmt: skip
            self.written.check(t, f"{self.name}.{label}", value)
        return output


def feed_forward(w):
    def gelu(x):
        return x * (1 + np.vectorize(erf)(x / np.sqrt(2))) / 2

    return lambda x: linear(w, "narrow", gelu(linear(w, "gate", x)) * linear(w, "widen", x))


def test_slstms_signals_and_logits_follow_its_formulas():
    written = Written("slstm", **SIZES)
    layers = [
        (SlstmLayer(written, i), feed_forward(written.part(f"layers.{i}.mixers.1")))
        for i in range(SIZES["layers"])
    ]

    found = []

    def output(y):
        found.append(written.w["words.decoder.weight"] @ y + written.w["words.bias"])
        return found[-1]

    written.residuals(layers, output=output)
    np.testing.assert_allclose(written.logits, found, rtol=0, atol=1e-5)
