"""GGUF files that the gguf package wrote give Llama's logits for the numbers that it unpacks."""

import struct
from pathlib import Path

import numpy as np
import pytest
import torch

import wmstudio
from tests.backends.transformers_by_hand import PIECES
from wmstudio.backends import registry
from wmstudio.engine.messages import Open
from wmstudio.untrusted import UntrustedError
from wmstudio.weights.gguf import read_gguf

WRITTEN = Path(__file__).parent / "written"
KINDS = ("f16", "bf16", "q8_0")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_number_gives_the_writers_logits(kind):
    kept = np.load(WRITTEN / f"llama-{kind}.npz")
    found = wmstudio.open(WRITTEN / f"llama-{kind}.gguf", device="cpu")
    state = found.model.initial_state()
    # The first of the ids is <s>, which the initial state has read.
    done = found.model.prefill(torch.from_numpy(kept["ids"][1:])[None], state)
    logits = torch.cat([found.model.logits(state)[None], done.logits_BTV], 1)[0]

    assert kept["ids"][0] == 1
    np.testing.assert_allclose(logits.numpy(), kept["logits"], rtol=0, atol=1e-5)
    assert found.proof.runs_right
    # The numbers are those of a Llama of our own tests, not of the program that runs such files.
    assert "compared with its author's own numbers: no" in found.report


def test_its_tokenizer_merges_by_score_after_a_space():
    found = wmstudio.open(WRITTEN / "llama-q8_0.gguf", device="cpu")
    encoded = found.encode("the inner")

    assert [PIECES[i] for i in encoded.ids] == [b" the", b" ", b"in", b"n", b"er"]
    assert encoded.ends.tolist() == [3, 4, 6, 7, 9]


@pytest.mark.parametrize("size", [*range(0, 400, 13), 5_000, 40_000, -40])
def test_a_file_cut_short_anywhere_is_refused(tmp_path, size):
    path = tmp_path / "a.gguf"
    path.write_bytes((WRITTEN / "llama-q8_0.gguf").read_bytes()[:size])

    with pytest.raises(UntrustedError):
        read_gguf(path)


def header(*parts):
    return b"GGUF" + struct.pack("<IQQ", 3, *parts)


DAMAGED = {
    "many tensors": header(2**60, 0),
    "many values": header(0, 2**60),
    "a long name": header(0, 1) + struct.pack("<Q", 2**62),
    "a long list": header(0, 1) + struct.pack("<Q1sIIQ", 1, b"a", 9, 4, 2**61),
    "lists of lists": header(0, 1) + struct.pack("<Q1sIIQ", 1, b"a", 9, 9, 1),
    "an unknown type": header(0, 1) + struct.pack("<Q1sI", 1, b"a", 99),
    "an old version": b"GGUF" + struct.pack("<IQQ", 1, 0, 0),
    "many dimensions": header(1, 0) + struct.pack("<Q1sI", 1, b"a", 2**31),
    "a large tensor": header(1, 0) + struct.pack("<Q1sIQIQ", 1, b"a", 1, 2**35, 0, 0) + b"\0" * 99,
    "other quantisation": header(1, 0) + struct.pack("<Q1sIQIQ", 1, b"a", 1, 32, 12, 0),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_header_is_refused_in_a_sentence(tmp_path, name):
    path = tmp_path / "a.gguf"
    path.write_bytes(DAMAGED[name])
    with pytest.raises(ValueError, match=r"a\.gguf cannot be opened") as caught:
        registry.open_model(Open(path, "cpu"))

    assert "\n" not in str(caught.value)
    assert ("convert it" in str(caught.value)) == (name == "other quantisation")
