"""GGUF files give the logits of the models that they were made of, and know their tokenizers."""

import re
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

import wmstudio
from tests.backends.transformers_by_hand import PIECES, Llama, llama_folder
from tests.support import SAME_LOGITS
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
    np.testing.assert_allclose(logits.numpy(), kept["logits"], **SAME_LOGITS)
    assert found.proof.runs_right
    # The numbers are those of a Llama of our own tests, not of the program that runs such files.
    assert "compared with its author's own numbers: no" in found.report


STATE_SPACES = ("mamba-f16", "mamba2-bf16", "qwen3next-q8_0")


@pytest.mark.parametrize("name", STATE_SPACES)
def test_files_of_state_spaces_and_delta_networks_give_transformers_logits(name):
    kept = np.load(WRITTEN / f"{name}.npz")
    found = wmstudio.open(WRITTEN / f"{name}.gguf", device="cpu")
    state = found.model.initial_state()
    # The first of the ids is <s>, which the initial state has read.
    done = found.model.prefill(torch.from_numpy(kept["ids"][1:])[None], state)
    logits = torch.cat([found.model.logits(state)[None], done.logits_BTV], 1)[0]

    assert kept["ids"][0] == 1
    np.testing.assert_allclose(logits.numpy(), kept["logits"], **SAME_LOGITS)
    assert found.proof.runs_right


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("mamba-f16", {"mamba.ssm.dt_b_c_rms": True}, "its steps and keys are normed"),
        ("mamba2-bf16", {"mamba2.ssm.group_count": 3}, "shared out among 3 groups"),
        ("mamba2-bf16", {"mamba2.ssm.state_size": 5}, "has the shape"),
        ("qwen3next-q8_0", {"qwen3next.attention.head_count_kv": 3}, "cannot share 3"),
        ("qwen3next-q8_0", {"qwen3next.expert_used_count": 5}, "5 of 4 experts"),
    ],
)
def test_state_spaces_of_other_sizes_are_refused_in_a_sentence(tmp_path, name, change, says):
    file = read_gguf(WRITTEN / f"{name}.gguf")
    tensors = {name: x.values() for name, x in file.tensors.items()}
    write(tmp_path / "a.gguf", file.values | change, tensors)

    with pytest.raises(ValueError, match=says) as caught:
        registry.open_model(Open(tmp_path / "a.gguf", "cpu"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["rwkv6-f16", "rwkv7-q8_0"])
def test_rwkvs_files_give_the_formulas_logits_and_their_own_pieces(name):
    kept = np.load(WRITTEN / f"{name}.npz")
    found = wmstudio.open(WRITTEN / f"{name}.gguf", device="cpu")
    done = found.model.prefill(torch.from_numpy(kept["ids"])[None], found.model.initial_state())

    np.testing.assert_allclose(done.logits_BTV[0], kept["logits"], **SAME_LOGITS)
    assert found.proof.runs_right
    ids = found.encode("a the th\u00e9'\"\n").ids
    pieces = [found.opened.pieces[i] for i in ids]
    assert pieces == [b"a", b" the", b" ", b"th", "\u00e9'\"\n".encode()]


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
    kind, code = {str: (8, ""), float: (6, "f")}.get(type(x[0]), (5, "i"))
    body = struct.pack(f"<{len(x)}{code}", *x) if code else b"".join(map(text, x))
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


GPT2_PARTS = {
    "wte": "token_embd", "wpe": "position_embd", "ln_f": "output_norm", "h": "blk",
    "ln_1": "attn_norm", "attn.c_attn": "attn_qkv", "attn.c_proj": "attn_output",
    "ln_2": "ffn_norm", "mlp.c_fc": "ffn_up", "mlp.c_proj": "ffn_down",
}  # fmt: skip


def gpt2_by_hand(path, positions=64):
    """The GPT-2 that transformers wrote, as llama.cpp's converter would lay it out."""
    tensors = {}
    for shard in sorted((WRITTEN / "gpt2").glob("*.safetensors")):
        for name, x in load_file(shard).items():
            renamed = name.removeprefix("transformer.")
            for theirs, ours in GPT2_PARTS.items():
                renamed = re.sub(rf"(^|\.){re.escape(theirs)}(\.|$)", rf"\g<1>{ours}\g<2>", renamed)
            # The converter turns the matrices of layers, and byte pairs need 256 pieces.
            turned = x.T if renamed.startswith("blk.") and x.ndim == 2 else x
            if renamed == "token_embd.weight":
                turned = np.concatenate([x, np.zeros((240, x.shape[1]), np.float32)])
            tensors[renamed] = np.ascontiguousarray(turned, np.float32)
    letters = {i: c for c, i in byte_letters().items()}
    tokens = [*(letters[i] for i in range(256)), *(f"<|{i}|>" for i in range(44))]
    values = {
        "general.architecture": "gpt2",
        "gpt2.context_length": positions,
        "gpt2.attention.head_count": 4,
        "gpt2.attention.layer_norm_epsilon": 1e-5,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": [1] * 256 + [3] * 44,
        "tokenizer.ggml.merges": ["t h"],
    }
    write(path, values, tensors)
    return path


def test_gpt2_gives_the_logits_that_transformers_gives(tmp_path):
    kept = np.load(WRITTEN / "gpt2.npz")
    found = wmstudio.open(gpt2_by_hand(tmp_path / "a.gguf"), device="cpu")
    done = found.model.prefill(torch.from_numpy(kept["ids"])[None], found.model.initial_state())

    np.testing.assert_allclose(done.logits_BTV[0, :, :60], kept["logits"], rtol=0, atol=1e-4)
    assert "GPT-2 transformer: 2 layers of 32, 4 heads" in found.report
    assert found.proof.runs_right


LLAMA_PARTS = {
    "model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output",
    "model.layers": "blk", "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm",
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}  # fmt: skip


def test_biases_of_queries_and_keys_are_turned_as_their_matrices_are(tmp_path):
    """llama.cpp's converter has the rotated pairs of a head beside one another in both."""
    torch.manual_seed(3)
    model, heads, width = Llama(), {"q": 4, "k": 2, "v": 2}, 4
    for i in range(2):
        for name, count in heads.items():
            bias = torch.randn(count * width)
            model.tensors[f"model.layers.{i}.self_attn.{name}_proj.bias"] = bias
    llama_folder(tmp_path / "theirs", model, attention_bias=True)
    tensors = {}
    for name, x in model.tensors.items():
        renamed, part = name, next((n for n in ("q", "k") if f".{n}_proj." in name), None)
        for theirs, ours in LLAMA_PARTS.items():
            renamed = re.sub(rf"(^|\.){re.escape(theirs)}(\.|$)", rf"\g<1>{ours}\g<2>", renamed)
        if part:
            halves = x.reshape(heads[part], 2, width // 2, *x.shape[1:])
            x = halves.transpose(1, 2).reshape(x.shape)
        tensors[renamed] = x.contiguous().numpy()
    source = read_gguf(WRITTEN / "llama-f16.gguf").values
    values = {k: v for k, v in source.items() if k.startswith("tokenizer.")}
    write(tmp_path / "a.gguf", values | {
        "general.architecture": "llama", "llama.embedding_length": 16,
        "llama.feed_forward_length": 24, "llama.attention.head_count": 4,
        "llama.attention.head_count_kv": 2, "llama.context_length": 64,
        "llama.rope.scaling.type": "none",
        "tokenizer.ggml.add_bos_token": False,
    }, tensors)  # fmt: skip
    ids = torch.arange(3, 23)[None]
    logits = []
    for path in (tmp_path / "theirs", tmp_path / "a.gguf"):
        found = wmstudio.open(path, device="cpu").model
        logits.append(found.prefill(ids, found.initial_state()).logits_BTV[0].numpy())

    np.testing.assert_allclose(logits[1], logits[0], **SAME_LOGITS)


def test_other_architectures_are_refused_in_a_sentence(tmp_path):
    write(tmp_path / "a.gguf", {"general.architecture": "jamba"}, {"x": np.zeros(1, np.float32)})
    with pytest.raises(ValueError, match="of the kind 'jamba', and llama, gpt2, mamba, mamba2"):
        registry.open_model(Open(tmp_path / "a.gguf", "cpu"))


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
        ({"model": "bert"}, "llama, gpt2, rwkv are read"),
        ({"token_type": [1]}, "damaged"),
        ({"tokens": ["a"], "token_type": [1]}, "byte pairs"),
    ],
)
def test_other_tokenizers_are_refused_in_a_sentence(tmp_path, changes, why):
    path = with_pairs(tmp_path / "a.gguf", **changes)
    with pytest.raises(ValueError, match=r"a\.gguf cannot be opened") as caught:
        registry.open_model(Open(path, "cpu"))

    assert why in str(caught.value)
