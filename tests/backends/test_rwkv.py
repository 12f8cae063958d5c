"""RWKV in the files of other programs gives the logits of its authors' formulas."""

import os
from pathlib import Path

import numpy as np
import pytest
import torch

import wmstudio
from tests.backends import rwkv_by_hand as by_hand
from tests.oracle.rwkv import Rwkv
from tests.support import ROUNDING, SAME_LOGITS
from tests.text.test_longest import BYTES, vocabulary
from wmstudio.backends import registry
from wmstudio.contract import Tap
from wmstudio.engine.messages import Open

IDS = np.array([3, 17, 3, 0, 9, 9, 24, 1, 30, 5, 12, 8, 39, 3, 3, 21])
TRAINED = os.environ.get("WMSTUDIO_CHECKPOINTS", "")
"""A folder with `rwkv` and its logits in `reference`, if there is one."""
SIGNALS = {
    "4": ("receptance", "key", "value", "mean", "numerator", "denominator", "exponent"),
    "5": ("receptance", "key", "value", "decay", "matrix", "gate"),
    "6": ("receptance", "key", "value", "decay", "matrix", "gate"),
    "7": ("receptance", "key", "value", "decay", "matrix", "gate", "rate", "removal"),
}
"""Of the time mixing, what the formulas show too."""
CALLED = {"mean": "wkv", "removal": "removal_key"}
"""What the formulas call it, where that differs."""


def opened(path):
    return wmstudio.open(path, device="cpu")


def read(model):
    tap = Tap(watch=model.signals)
    with torch.no_grad():
        done = model.prefill(torch.from_numpy(IDS)[None], model.initial_state(), tap)
    return done.logits_BTV[0].numpy(), {k: x[0].numpy() for k, x in tap.recorded().items()}


def check(path, tensors):
    want, _ = Rwkv(tensors).read(IDS)
    found = opened(path)
    logits, _ = read(found.model)
    np.testing.assert_allclose(logits, want, **SAME_LOGITS)
    assert found.proof.runs_right
    return found


@pytest.mark.parametrize("version", by_hand.VERSIONS)
def test_the_authors_files_give_logits_and_signals_of_the_formulas(tmp_path, version):
    tensors, path = by_hand.weights(version), tmp_path / "rwkv.pth"
    by_hand.write_pth(path, tensors)

    found = check(path, tensors)
    assert found.opened.family == f"rwkv{version[0]}"
    want, (_, signals) = Rwkv(tensors).read(IDS)[1], read(found.model)
    names = [n for n in SIGNALS[version[0]] if n != "gate" or version != "5.0"]
    for layer in range(by_hand.LAYERS):
        residual = signals[f"residual.{layer}"]
        np.testing.assert_allclose(residual, want[layer, "residual"], **ROUNDING)
        for name in names:
            x = signals[f"rwkv.{layer}.{name}"]
            asked = want[layer, CALLED.get(name, name)].reshape(x.shape)
            np.testing.assert_allclose(x, asked, **ROUNDING, err_msg=name)
    if version == "7":
        for layer in range(1, by_hand.LAYERS):
            nu = want[layer, "value_residual"]
            shown = signals[f"rwkv.{layer}.residual"]
            np.testing.assert_allclose(shown, nu, **ROUNDING)


@pytest.mark.parametrize("version", [v for v in by_hand.VERSIONS if v != "5.1"])
def test_rwkv_cpps_files_give_the_logits_of_the_formulas(tmp_path, version):
    tensors, path = by_hand.weights(version), tmp_path / "rwkv.bin"
    by_hand.write_rwkv_cpp(path, tensors, version)

    found = check(path, tensors)
    assert "rwkv.cpp file" in found.report


def test_rwkv_cpps_half_precision_is_read_as_it_is_written(tmp_path):
    tensors, path = by_hand.weights("4"), tmp_path / "rwkv.bin"
    by_hand.write_rwkv_cpp(path, tensors, "4", half=True)
    kept = {
        name: x.astype(np.float16).astype(np.float32) if ".weight" in name and x.ndim > 1 else x
        for name, x in tensors.items()
    }

    check(path, kept)


def test_bfloat16_and_numbers_that_the_first_layer_does_not_use_are_read(tmp_path):
    tensors = by_hand.weights("7")
    tensors |= {f"blocks.0.att.v{i}": tensors[f"blocks.1.att.v{i}"] for i in range(3)}
    by_hand.write_pth(tmp_path / "rwkv.pth", tensors, torch.bfloat16)
    kept = {name: torch.from_numpy(x).bfloat16().float().numpy() for name, x in tensors.items()}

    check(tmp_path / "rwkv.pth", kept)


def test_the_world_vocabulary_beside_a_model_is_its_tokenizer(tmp_path):
    pieces = [b"", *BYTES, b"th", b" the"]
    by_hand.write_pth(tmp_path / "rwkv.pth", by_hand.weights("6", vocab=len(pieces) + 5))
    (tmp_path / "rwkv_vocab_v20230424.txt").write_text(vocabulary(pieces), encoding="utf-8")
    found = opened(tmp_path / "rwkv.pth")

    assert [found.opened.pieces[i] for i in found.encode("a the th").ids] == [
        b"a", b" the", b" ", b"th",
    ]  # fmt: skip
    assert "rwkv_vocab_v20230424.txt" in found.report


def without(name):
    return lambda tensors: tensors.pop(name)


def with_extra(tensors):
    tensors["blocks.0.att.time_state"] = np.zeros((2, 8, 8), np.float32)


def with_nan(tensors):
    tensors["blocks.1.att.time_decay"][0] = np.nan


def with_odd_heads(tensors):
    tensors["blocks.0.att.r_k"] = np.zeros((3, 8), np.float32)


REFUSED = {
    "it has no 'blocks.1.ln2.bias'": ("4", without("blocks.1.ln2.bias")),
    "'blocks.0.att.time_state', for which such a model has no place": ("6", with_extra),
    "'blocks.1.att.time_decay' has values that are no finite numbers": ("4", with_nan),
    "16 channels cannot be shared out among 3 heads": ("7", with_odd_heads),
    "of no version of RWKV that is read": ("4", without("blocks.0.att.time_decay")),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_would_compute_something_else_is_refused_in_a_sentence(tmp_path, why):
    version, change = REFUSED[why]
    change(tensors := by_hand.weights(version))
    by_hand.write_pth(tmp_path / "rwkv.pth", tensors)
    with pytest.raises(ValueError, match="cannot be opened") as caught:
        registry.open_model(Open(tmp_path / "rwkv.pth", "cpu"))

    assert why in str(caught.value)


@pytest.mark.skipif(not TRAINED, reason="WMSTUDIO_CHECKPOINTS names no folder of trained models")
def test_a_trained_model_agrees_with_its_published_logits():
    folder = Path(TRAINED)
    found = opened(folder / "rwkv/tiny-rwkv-4v0-660K-FP32.bin")
    published = np.fromfile(folder / "rwkv/expected-logits-4v0-660K.bin", "<f4")
    reference = np.load(folder / "reference/rwkv-4v0-660K.npz")

    def logits(text):
        ids = found.encode(text).ids.astype(np.int64)
        done = found.model.prefill(torch.from_numpy(ids)[None], found.model.initial_state())
        return ids, done.logits_BTV[0].numpy()

    np.testing.assert_allclose(logits('"in')[1][-1], published, rtol=0, atol=1e-4)
    ids, found_TV = logits(str(reference["text"])[: len(reference["ids"])])
    assert ids.tolist() == reference["ids"].tolist()
    np.testing.assert_allclose(found_TV, reference["logits"], rtol=0, atol=1e-4)
