"""GPT-2 and Llama in the files of other programs give the logits of their formulas."""

import json
import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

import wmstudio
from tests.backends import transformers_by_hand as by_hand
from tests.support import SAME_LOGITS
from wmstudio.backends import registry
from wmstudio.cli import main
from wmstudio.contract import Tap
from wmstudio.engine.messages import Open

CHARACTERS = "abcdefghijklmnopqrstuvwxyz .,'\nABCDEFGHI"
IDS = torch.tensor([3, 17, 3, 0, 9, 9, 24, 1, 30, 5, 12, 8])
TRAINED = os.environ.get("WMSTUDIO_CHECKPOINTS", "")
"""A folder with `llama2c/stories260K.bin` and its logits in `reference`, if there is one."""


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(3)


def opened(path):
    return wmstudio.open(path, device="cpu")


def logits_of(model, ids=IDS):
    """After each token, read at once."""
    return model.prefill(ids[None], model.initial_state()).logits_BTV[0].numpy()


def check(path, model):
    with torch.no_grad():
        want = model(IDS).numpy()
    found = opened(path)
    np.testing.assert_allclose(logits_of(found.model), want, **SAME_LOGITS)
    assert found.proof.runs_right
    return found


# --- nanoGPT ------------------------------------------------------------------------------------


@pytest.mark.parametrize("bias", [True, False])
def test_nanogpts_checkpoint_gives_its_logits_and_its_characters(tmp_path, bias):
    model, path = by_hand.Gpt(bias=bias), tmp_path / "ckpt.pt"
    torch.save(model.checkpoint(), path)
    stoi = {c: i for i, c in enumerate(CHARACTERS)}
    meta = {"vocab_size": 40, "itos": {i: c for c, i in stoi.items()}, "stoi": stoi}
    (tmp_path / "meta.pkl").write_bytes(pickle.dumps(meta))

    found = check(path, model)
    assert found.encode("cab I").ids.tolist() == [2, 0, 1, 26, 39]
    assert "meta.pkl" in found.report
    assert "compared with its author's own numbers: no" in found.report


def test_what_is_beyond_the_last_position_is_read_as_a_new_stretch(tmp_path):
    model, path = by_hand.Gpt(block=5), tmp_path / "ckpt.pt"
    torch.save(model.checkpoint(), path)
    with torch.no_grad():
        want = torch.cat([model(part) for part in IDS.split(5)]).numpy()
    found = opened(path)

    np.testing.assert_allclose(logits_of(found.model), want, **SAME_LOGITS)
    state = found.model.initial_state()
    for t, id in enumerate(IDS):
        logits_1V, state = found.model.step(id[None], state, Tap())
        np.testing.assert_allclose(logits_1V[0], want[t], **SAME_LOGITS)


def test_without_a_token_to_begin_with_the_first_is_a_uniform_guess(tmp_path):
    torch.save(by_hand.Gpt().checkpoint(), path := tmp_path / "ckpt.pt")
    model = opened(path).model

    assert not model.logits(model.initial_state()).any()


# --- Hugging Face's folders ---------------------------------------------------------------------


@pytest.mark.parametrize("shards", [1, 3])
def test_gpt2_folders_give_its_logits(tmp_path, shards):
    model = by_hand.Gpt(exact=False)
    by_hand.gpt2_folder(tmp_path / "g", model, shards)

    found = check(tmp_path / "g", model)
    assert found.opened.family == "gpt2"


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("kv_heads", [1, 2, 4])
def test_llama_folders_give_its_logits(tmp_path, kv_heads, tied):
    model = by_hand.Llama(kv_heads=kv_heads, tied=tied)
    by_hand.llama_folder(tmp_path / "l", model, shards=2)

    check(tmp_path / "l", model)


OTHER, NONE = "weights have another one, which is used", "so the embedding is used"


@pytest.mark.parametrize(
    ("own", "config", "says"),
    [
        ("another", {"tie_word_embeddings": True}, OTHER),
        ("another", {"tie_word_embeddings": False}, ""),
        ("another", {}, ""),
        ("the same", {"tie_word_embeddings": True}, ""),
        ("none", {"tie_word_embeddings": True}, ""),
        ("none", {"tie_word_embeddings": False}, NONE),
        ("none", {}, ""),
    ],
)
def test_an_output_layer_that_the_config_denies_is_told(tmp_path, own, config, says):
    model = by_hand.Llama(tied=own == "none")
    if own == "the same":
        model.tensors["lm_head.weight"] = model.tensors["model.embed_tokens.weight"].clone()
    by_hand.llama_folder(tmp_path / "l", model, **config)

    report = check(tmp_path / "l", model).report
    assert [told in report for told in (OTHER, NONE)] == [says == OTHER, says == NONE]


@pytest.mark.parametrize("config", [{}, {"tie_word_embeddings": None}])
def test_gpt2_says_that_its_output_layer_is_not_the_embedding(tmp_path, config):
    model, folder = by_hand.Gpt(exact=False), tmp_path / "g"
    by_hand.gpt2_folder(folder, model, **config)
    assert OTHER not in check(folder, model).report
    path = folder / "model.safetensors"
    model.lm_head.weight = torch.nn.Parameter(torch.randn_like(model.lm_head.weight))
    save_file(load_file(path) | {"lm_head.weight": model.lm_head.weight.detach()}, path)

    assert OTHER in check(folder, model).report


def test_bfloat16_is_read_as_it_is_written(tmp_path):
    model = by_hand.Llama()
    model.tensors = {name: x.bfloat16().float() for name, x in model.tensors.items()}
    by_hand.llama_folder(tmp_path / "l", model, dtype=torch.bfloat16)

    check(tmp_path / "l", model)


def test_pytorch_model_bin_is_read_where_there_are_no_safetensors(tmp_path):
    model, folder = by_hand.Llama(), tmp_path / "l"
    by_hand.llama_folder(folder, model)
    (folder / "model.safetensors").unlink()
    torch.save(model.tensors, folder / "pytorch_model.bin")

    check(folder, model)
    assert registry.recognise(folder / "pytorch_model.bin").path == folder


def test_attention_is_shown_patched_and_adds_up(tmp_path):
    by_hand.llama_folder(tmp_path / "l", by_hand.Llama())
    found = opened(tmp_path / "l")
    trace = found.trace("1 2 3 4 5")
    weights = trace.signals["attention.1.weights"]

    assert weights.shape[1:] == (4, 64)
    np.testing.assert_allclose(weights.sum(-1), 1, atol=1e-5)
    patch = wmstudio.Patch("attention.1.output", "set", 0.0)
    changed = found.trace("1 2 3 4 5", patches=[patch])
    assert abs(changed.entropy_bits - trace.entropy_bits).max() > 1e-3


WRITTEN = (
    "gpt2", "llama", "rwkv", "xlstm", "mamba", "mamba2", "qwen3_next", "qwen3_5_text",
    "recurrent_gemma",
)  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_folders_that_transformers_wrote_give_its_logits(name):
    written = Path(__file__).parent / "written"
    kept = np.load(written / f"{name}.npz")
    found = opened(written / name)

    logits = logits_of(found.model, torch.from_numpy(kept["ids"]))
    np.testing.assert_allclose(logits, kept["logits"], **SAME_LOGITS)
    assert found.proof.runs_right
    assert "compared with its author's own numbers: yes, by our tests" in found.report


@pytest.mark.parametrize("table", [{"rope_type": "default"}, None], ids=["without it", "none"])
def test_the_wavelengths_of_positions_may_stand_beside_their_table(tmp_path, table):
    torch.manual_seed(0)
    model, ids, theta = by_hand.Llama(), torch.arange(3, 23), {"rope_theta": 500.0}
    configs = {
        "inside": {"rope_parameters": theta, "rope_theta": 10_000.0},
        "beside": {**theta, "rope_parameters": table},
        "usual": {},
    }
    logits = {}
    for name, config in configs.items():
        by_hand.llama_folder(tmp_path / name, model, **config)
        logits[name] = logits_of(opened(tmp_path / name).model, ids)

    np.testing.assert_allclose(logits["beside"], logits["inside"], **SAME_LOGITS)
    assert np.abs(logits["beside"] - logits["usual"]).max() > 0.01


REFUSED = {
    "an encoder (bert)": {"model_type": "bert"},
    "of the kind 'jamba'": {"model_type": "jamba"},
    "rope_scaling is 'yarn'": {"rope_scaling": {"rope_type": "yarn", "factor": 2.0}},
    "hidden_act is 'mish'": {"hidden_act": "mish"},
    "are quantised": {"quantization_config": {"bits": 4}},
    "'hidden_size' must be": {"hidden_size": "x"},
    "do not fit": {"num_key_value_heads": 3},
    "has the shape": {"intermediate_size": 25},
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_would_compute_something_else_is_refused_in_a_sentence(tmp_path, why, capsys):
    by_hand.llama_folder(tmp_path / "l", by_hand.Llama(), **REFUSED[why])
    with pytest.raises(ValueError, match="cannot be opened") as caught:
        registry.open_model(Open(tmp_path / "l", "cpu"))

    assert why in str(caught.value)
    assert main(["inspect", str(tmp_path / "l")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("file", ["../model.safetensors", "/etc/passwd", "absent.safetensors"])
def test_an_index_that_names_other_places_is_refused(tmp_path, file):
    folder = tmp_path / "l"
    by_hand.llama_folder(folder, by_hand.Llama(), shards=2)
    index = folder / "model.safetensors.index.json"
    table = json.loads(index.read_text())
    table["weight_map"]["model.norm.weight"] = file
    index.write_text(json.dumps(table))

    with pytest.raises(ValueError, match="cannot be opened"):
        registry.open_model(Open(folder, "cpu"))


# --- llama2.c -----------------------------------------------------------------------------------


def after_start(found):
    """Logits after <s> and each of the ids, as llama2.c numbers them."""
    model = found.model
    state = model.initial_state()
    done = model.prefill(IDS[None], state)
    return torch.cat([model.logits(state)[None], done.logits_BTV], 1)[0].numpy()


@pytest.mark.parametrize("tied", [True, False])
def test_llama2c_files_give_llamas_logits(tmp_path, tied):
    model, path = by_hand.Llama(tied=tied), tmp_path / "stories.bin"
    by_hand.llama2c_file(path, model)
    by_hand.llama2c_tokenizer(tmp_path / "tok300.bin", by_hand.PIECES, by_hand.SCORES)
    with torch.no_grad():
        want = model(torch.cat([torch.tensor([1]), IDS])).numpy()

    np.testing.assert_allclose(after_start(opened(path)), want, **SAME_LOGITS)


def test_llama2c_merges_by_score_after_a_space_that_nobody_typed(tmp_path):
    by_hand.llama2c_file(path := tmp_path / "stories.bin", by_hand.Llama())
    by_hand.llama2c_tokenizer(tmp_path / "tokenizer.bin", by_hand.PIECES, by_hand.SCORES)
    found = opened(path)
    text = "the inner\nthe é"
    encoded = found.encode(text)
    pieces = [found.opened.pieces[i] for i in encoded.ids]

    # " t" is merged before "he", and then both of them; é is two bytes.
    assert pieces == [b" the", b" ", b"in", b"n", b"er", b"\n", b"t", b"he", b" ", b"\xc3", b"\xa9"]
    assert encoded.ends.tolist() == [3, 4, 6, 7, 9, 10, 11, 13, 14, 15, 15]


def test_a_llama2c_file_without_its_tokenizer_says_what_to_do(tmp_path):
    by_hand.llama2c_file(path := tmp_path / "stories.bin", by_hand.Llama())

    with pytest.raises(ValueError, match=r"put its tokenizer\.bin there"):
        registry.open_model(Open(path, "cpu"))
    path.write_bytes(path.read_bytes()[:-1])
    assert registry.recognise(path) is None


@pytest.mark.skipif(not TRAINED, reason="WMSTUDIO_CHECKPOINTS names no folder of trained models")
def test_a_trained_model_agrees_with_its_reference_logits():
    folder = Path(TRAINED)
    reference = np.load(folder / "reference/stories260K.npz")
    found = opened(folder / "llama2c/stories260K.bin")
    ids = found.encode(str(reference["text"])).ids[: len(reference["ids"]) - 1]

    assert ids.tolist() == reference["ids"][1:].tolist()
    state = found.model.initial_state()
    done = found.model.prefill(torch.from_numpy(ids.astype(np.int64))[None], state)
    logits = torch.cat([found.model.logits(state)[None], done.logits_BTV], 1)[0].numpy()
    # 1e-4 relative to the largest logit, which is 22.
    np.testing.assert_allclose(logits, reference["logits"], rtol=0, atol=1e-4)
