"""ml5's charRNN folders give the logits and gates of TensorFlow's BasicLSTMCell."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
import torch

import wmstudio
from tests.support import SAME_LOGITS
from wmstudio.backends import registry
from wmstudio.engine.messages import Open

LETTERS = "abcdefghij klmnopqrst.\nU"
V, E, H, LAYERS = len(LETTERS) + 1, 6, 5, 2
IDS = np.array([3, 0, 24, 7, 7, 1, 19, 12, 23])
TRAINED = os.environ.get("WMSTUDIO_CHECKPOINTS", "")
"""A folder with `ml5_shakespeare` and its logits in `reference`, if there is one."""


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def write(folder):
    """A random model; its tensors by name. It has u as two spaces, as ml5's own have."""
    rng = np.random.default_rng(4)
    sizes = {"embedding": (V, E), "rnnlm/softmax_w": (H, V), "rnnlm/softmax_b": (V,)}
    for i in range(LAYERS):
        cell = f"rnnlm/multi_rnn_cell/cell_{i}/basic_lstm_cell"
        sizes |= {f"{cell}/weights": ((H if i else E) + H, 4 * H), f"{cell}/biases": (4 * H,)}
    tensors = {name: rng.normal(size=shape).astype("<f4") for name, shape in sizes.items()}
    tensors["Variable"] = np.array(0, "<i4")
    folder.mkdir()
    manifest = {}
    for name, x in tensors.items():
        file = name.replace("/", "_")
        manifest[name] = {"filename": file, "shape": list(x.shape)}
        (folder / file).write_bytes(x.tobytes())
    (folder / "manifest.json").write_text(json.dumps(manifest))
    vocabulary = {c: i for i, c in enumerate(LETTERS)} | {"  ": V - 1}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    return tensors


def by_formula(tensors):
    """Logits after each token, and the first layer's forget gate."""
    w = {name: x.astype(np.float64) for name, x in tensors.items()}
    h, c = np.zeros((LAYERS, H)), np.zeros((LAYERS, H))
    logits, forget = [], []
    for id in IDS:
        x = w["embedding"][id]
        for n in range(LAYERS):
            cell = f"rnnlm/multi_rnn_cell/cell_{n}/basic_lstm_cell"
            z = np.concatenate([x, h[n]]) @ w[f"{cell}/weights"] + w[f"{cell}/biases"]
            i, j, f, o = np.split(z, 4)
            c[n] = c[n] * sigmoid(f + 1) + sigmoid(i) * np.tanh(j)
            h[n] = x = np.tanh(c[n]) * sigmoid(o)
            if not n:
                forget.append(sigmoid(f + 1))
        logits.append(x @ w["rnnlm/softmax_w"] + w["rnnlm/softmax_b"])
    return np.array(logits), np.array(forget)


def test_logits_gates_and_letters_are_those_of_the_formula(tmp_path):
    logits, forget = by_formula(write(folder := tmp_path / "m"))
    found = wmstudio.open(folder, device="cpu")
    text = "".join((LETTERS + "u")[id] for id in IDS)

    assert found.encode(text).ids.tolist() == IDS.tolist()
    done = found.model.prefill(torch.from_numpy(IDS)[None], found.model.initial_state())
    np.testing.assert_allclose(done.logits_BTV[0], logits, **SAME_LOGITS)
    trace = found.trace(text)
    np.testing.assert_allclose(trace.signals["lstm.0.forget_gate"], forget, rtol=0, atol=1e-5)
    assert "'u'" in found.report
    assert registry.recognise(folder / "manifest.json").path == folder


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("embedding", {"filename": "../m/embedding"}),
        ("embedding", {"filename": "absent"}),
        ("embedding", {"shape": [V, E + 1]}),
        ("rnnlm/softmax_b", {"shape": [10**9, 10**9]}),
        ("rnnlm/softmax_b", {"shape": [-1]}),
    ],
)
def test_a_manifest_that_is_not_true_is_refused(tmp_path, name, change):
    write(folder := tmp_path / "m")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest[name] |= change
    (folder / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(ValueError, match="m cannot be opened") as caught:
        registry.open_model(Open(folder, "cpu"))
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(not TRAINED, reason="WMSTUDIO_CHECKPOINTS names no folder of trained models")
def test_a_trained_model_agrees_with_its_reference_logits():
    folder = Path(TRAINED)
    reference = np.load(folder / "reference/ml5-shakespeare.npz")
    found = wmstudio.open(folder / "ml5_shakespeare", device="cpu")
    ids = found.encode(str(reference["text"])).ids

    assert ids.tolist() == reference["ids"].tolist()
    tokens_1T = torch.from_numpy(ids.astype(np.int64))[None]
    done = found.model.prefill(tokens_1T, found.model.initial_state())
    # The largest logit is 34: this is well within 1e-4 of it.
    np.testing.assert_allclose(done.logits_BTV[0], reference["logits"], rtol=0, atol=1e-4)
