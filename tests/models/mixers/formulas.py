"""What the mixers' formulas are tested with: a small model, its weights, and what it shows."""

import numpy as np
import torch

from wmstudio.contract import Tap
from wmstudio.models.registry import build

TOKENS = [3, 17, 3, 0, 9, 9, 24, 1, 30, 5, 12]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def silu(x):
    return x * sigmoid(x)


def softplus(x):
    return np.log1p(np.exp(x))


def rms(x, weight, epsilon=1e-5):
    return weight * x / np.sqrt(np.mean(x * x, -1, keepdims=True) + epsilon)


def centred(x, epsilon=1e-5):
    """Layer norm of the last dimension, without weights."""
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + epsilon)


def normed(w, name, x, epsilon=1e-5):
    """Layer norm where there is a bias, otherwise by the root mean square."""
    if f"{name}.bias" in w:
        return centred(x, epsilon) * w[f"{name}.weight"] + w[f"{name}.bias"]
    return rms(x, w[f"{name}.weight"], epsilon)


def linear(w, name, x):
    return w[f"{name}.weight"] @ x + w.get(f"{name}.bias", 0.0)


def convolved(w, name, inputs):
    """The filter's answer to the last of these inputs; before the first there were zeros."""
    filter_UK = w[f"{name}.weight"]
    kernel = filter_UK.shape[1]
    rows = [np.zeros(len(filter_UK))] * (kernel - 1) + list(inputs)
    found = sum(filter_UK[:, j] * x for j, x in enumerate(rows[-kernel:]))
    return found + w.get(f"{name}.bias", 0.0)


class Written:
    """A model with weights that show a wrong formula: its weights, signals and logits."""

    def __init__(self, family, **sizes):
        torch.manual_seed(11)
        self.model = build(family, {"vocab_size": 31, **sizes})
        with torch.no_grad():
            for parameter in self.model.parameters():
                parameter += 0.3 * torch.randn_like(parameter)
        self.read()

    def read(self):
        """Read the tokens with the weights as they are now."""
        self.w = {name: p.detach().double().numpy() for name, p in self.model.named_parameters()}
        tap = Tap(watch=self.model.signals)
        with torch.no_grad():
            done = self.model.prefill(torch.tensor([TOKENS]), self.model.initial_state(), tap)
        self.signals = {name: x[0].double().numpy() for name, x in tap.recorded().items()}
        self.logits = done.logits_BTV[0].double().numpy()

    def part(self, prefix):
        """The weights below a name."""
        begin = f"{prefix}."
        return {n.removeprefix(begin): x for n, x in self.w.items() if n.startswith(begin)}

    def residuals(self, mixers, epsilon=1e-5, output=None):
        """The residual after each layer, and the logits, token by token.

        ``mixers`` are those of each layer: functions of the normed residual, which keep their own
        states and give what is added. ``output`` makes logits of the last residual, normed; by
        default it is tied to the embedding.
        """
        for t, token in enumerate(TOKENS):
            x = self.w["words.embedding.weight"][token]
            for layer, parts in enumerate(mixers):
                for i, mixer in enumerate(parts):
                    x = x + mixer(normed(self.w, f"layers.{layer}.norms.{i}", x, epsilon))
                self.check(t, f"residual.{layer}", x)
            y = normed(self.w, "norm", x, epsilon)
            tied = self.w["words.embedding.weight"] @ y + self.w["words.bias"]
            logits = tied if output is None else output(y)
            np.testing.assert_allclose(self.logits[t], logits, atol=3e-5, err_msg=f"at {t}")

    def check(self, t, name, value):
        """A signal at a token against what the formula gives."""
        np.testing.assert_allclose(
            self.signals[name][t], value, rtol=1e-5, atol=2e-5, err_msg=f"{name} at {t}"
        )
