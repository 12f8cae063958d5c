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
from wmstudio.text.merging import byte_letters
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


# --- byte pairs ---------------------------------------------------------------------------------


def text(x):
    return struct.pack("<Q", len(x.encode())) + x.encode()


def packed(x):
    """A value with its type before it."""
    if isinstance(x, str):
        return struct.pack("<I", 8) + text(x)
    if isinstance(x, bool):
        return struct.pack("<I?", 7, x)
    if isinstance(x, int | float):
        return struct.pack("<II", 4, x) if isinstance(x, int) else struct.pack("<If", 6, x)
    kind = 8 if isinstance(x[0], str) else 5
    body = b"".join(map(text, x)) if kind == 8 else struct.pack(f"<{len(x)}i", *x)
    return struct.pack("<IIQ", 9, kind, len(x)) + body


def write(path, values, tensors):
    head, body = header(len(tensors), len(values)), b""
    for name, x in values.items():
        head += text(name) + packed(x)
    for name, x in tensors.items():
        shape = x.shape[::-1]
        head += text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, len(body))
        body += x.tobytes()
        body += bytes(-len(body) % 32)
    path.write_bytes(head + bytes(-len(head) % 32) + body)


def with_pairs(path, **changes):
    """The Llama of the fixtures with byte pairs for a tokenizer."""
    file = read_gguf(WRITTEN / "llama-f16.gguf")
    count = len(file.values["tokenizer.ggml.tokens"])
    letters = {i: c for c, i in byte_letters().items()}
    tokens = ["<|endoftext|>", *(letters[i] for i in range(256)), "12", "th", "the"]
    tokens += [f"<|{i}|>" for i in range(count - len(tokens))]
    values = {k: v for k, v in file.values.items() if not k.startswith("tokenizer.")}
    values |= {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": [3, *[1] * 259, *[3] * (count - 260)],
        "tokenizer.ggml.merges": ["1 2", "t h", "th e"],
        "tokenizer.ggml.bos_token_id": 0,
    } | {f"tokenizer.ggml.{name}": x for name, x in changes.items()}
    write(path, values, {name: x.values() for name, x in file.tensors.items()})
    return path


@pytest.mark.parametrize("pre", ["gpt-2", "smollm", "llama-bpe"])
def test_byte_pairs_are_merged_within_the_words_of_their_model(tmp_path, pre):
    found = wmstudio.open(with_pairs(tmp_path / "a.gguf", pre=pre), device="cpu")
    encoded = found.encode("the 12é")
    digits = [50, 51] if pre == "smollm" else [257]

    assert encoded.ids.tolist() == [259, 33, *digits, 1 + 0xC3, 1 + 0xA9]
    assert encoded.ends[-1] == 7
    assert f"as {pre} does" in found.report
    assert found.proof.runs_right
    found.save(tmp_path / "ours")
    again = wmstudio.open(tmp_path / "ours", device="cpu")
    assert again.encode("the 12é").ids.tolist() == encoded.ids.tolist()
    # Only of Llama 3's kind a text begins with a token, where the file does not say.
    assert ("A text begins with token 0" in found.report) == (pre == "llama-bpe")


def test_the_file_says_whether_a_text_begins_with_a_token(tmp_path):
    path = with_pairs(tmp_path / "a.gguf", pre="gpt-2", add_bos_token=True)

    assert "A text begins with token 0" in wmstudio.open(path, device="cpu").report


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"pre": "deepseek-llm"}, "cuts texts as 'deepseek-llm' does"),
        ({"model": "bert"}, "llama and gpt2 are read"),
        ({"token_type": [1]}, "damaged"),
        ({"tokens": ["a"], "token_type": [1]}, "byte pairs"),
    ],
)
def test_other_tokenizers_are_refused_in_a_sentence(tmp_path, changes, why):
    path = with_pairs(tmp_path / "a.gguf", **changes)
    with pytest.raises(ValueError, match=r"a\.gguf cannot be opened") as caught:
        registry.open_model(Open(path, "cpu"))

    assert why in str(caught.value)
