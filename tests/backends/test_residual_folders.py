"""Folders of recurrent models with another config are refused in a sentence, or read as it says."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

import wmstudio
from tests.support import SAME_LOGITS

WRITTEN = Path(__file__).parent / "written"


def changed(folder, name, change, without=(), more=()):
    """The folder that transformers wrote, with other values in its config or other tensors."""
    shutil.copytree(WRITTEN / name, folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | change))
    if without or more:
        tensors = {}
        for shard in folder.glob("*.safetensors"):
            tensors |= load_file(shard)
            shard.unlink()
        (folder / "model.safetensors.index.json").unlink()
        tensors = {k: x for k, x in tensors.items() if k not in without} | dict(more)
        save_file(tensors, folder / "model.safetensors")
    return folder


REFUSED = [
    ("mamba", {"hidden_act": "gelu"}, "its hidden_act is 'gelu', which is not read"),
    ("mamba2", {"time_step_limit": [0.0, 0.1]}, "its time_step_limit is"),
    ("mamba2", {"n_groups": 3}, "4 heads cannot be shared out among 3 groups"),
    ("mamba2", {"state_size": 5}, "has the shape"),
    ("mamba2", {"conv_kernel": 1}, "a convolution over 1 token is none"),
    ("mamba2", {"num_heads": 0}, "'num_heads' must be"),
    ("qwen3_next", {"layer_types": ["linear_attention", "sliding"]}, "sliding"),
    ("qwen3_next", {"layer_types": ["full_attention"] * 3}, "no layer has a recurrent state"),
    ("qwen3_next", {"layer_types": ["linear_attention"] * 3}, "it has no 'layers.1."),
    ("qwen3_next", {"layer_types": []}, "no layer has a recurrent state"),
    ("qwen3_next", {"num_experts_per_tok": 5}, "5 of 4 experts cannot be asked"),
    ("qwen3_next", {"linear_num_key_heads": 3}, "cannot share 3 of keys"),
    ("qwen3_next", {"num_key_value_heads": 3}, "2 heads cannot share 3"),
    ("qwen3_next", {"rope_parameters": {"rope_type": "yarn"}}, "its rope_scaling is 'yarn'"),
    ("qwen3_5_text", {"intermediate_size": 25}, "has the shape"),
    ("recurrent_gemma", {"block_types": ["recurrent", "convolution"]}, "convolution"),
    ("recurrent_gemma", {"lru_width": 30}, "30 units cannot be cut into 4 blocks"),
    ("recurrent_gemma", {"hidden_activation": "mish"}, "its hidden_activation is 'mish'"),
]


@pytest.mark.parametrize(("name", "change", "says"), REFUSED)
def test_what_would_be_computed_otherwise_is_refused(tmp_path, name, change, says):
    folder = changed(tmp_path / "f", name, change)
    with pytest.raises(ValueError, match="cannot be opened") as caught:
        wmstudio.open(folder, device="cpu")

    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("mamba", "backbone.layers.1.mixer.A_log"),
        ("mamba2", "backbone.layers.0.mixer.dt_bias"),
        ("qwen3_next", "model.layers.1.mlp.experts.3.down_proj.weight"),
        ("qwen3_5_text", "model.layers.0.linear_attn.in_proj_z.weight"),
        ("recurrent_gemma", "model.layers.2.temporal_block.k_proj.weight"),
    ],
)
def test_a_missing_tensor_is_named(tmp_path, name, without):
    folder = changed(tmp_path / "f", name, {}, without=(without,))
    with pytest.raises(ValueError, match="it has no") as caught:
        wmstudio.open(folder, device="cpu")

    assert without.removeprefix("model.").removeprefix("backbone.") in str(caught.value)


@pytest.mark.parametrize("window", [0, 9_000, 2**23])
def test_a_converted_model_with_another_window_is_refused(tmp_path, window):
    wmstudio.open(WRITTEN / "recurrent_gemma", device="cpu").save(tmp_path / "c")
    config = (tmp_path / "c/config.json").read_text()
    assert '"window": 5' in config
    (tmp_path / "c/config.json").write_text(config.replace('"window": 5', f'"window": {window}'))
    with pytest.raises(ValueError, match="a window of") as caught:
        wmstudio.open(tmp_path / "c", device="cpu")

    assert "\n" not in str(caught.value)


def test_a_tensor_without_a_place_is_named(tmp_path):
    more = {"backbone.layers.0.mixer.extra.weight": torch.ones(3)}
    folder = changed(tmp_path / "f", "mamba", {}, more=more)
    with pytest.raises(ValueError, match=r"layers\.0\.mixer\.extra\.weight"):
        wmstudio.open(folder, device="cpu")


def test_the_head_for_several_tokens_is_left_out(tmp_path):
    folder = changed(tmp_path / "f", "qwen3_next", {}, more={"mtp.norm.weight": torch.ones(32)})
    kept = np.load(WRITTEN / "qwen3_next.npz")
    model = wmstudio.open(folder, device="cpu").model
    ids_1T = torch.from_numpy(kept["ids"])[None]
    logits = model.prefill(ids_1T, model.initial_state()).logits_BTV[0].numpy()

    np.testing.assert_allclose(logits, kept["logits"], **SAME_LOGITS)


def test_attention_reaches_as_far_as_the_config_says(tmp_path):
    near = changed(tmp_path / "near", "recurrent_gemma", {"attention_window_size": 2})
    signals = wmstudio.open(near, device="cpu").model.signals
    usual = wmstudio.open(WRITTEN / "recurrent_gemma", device="cpu").model.signals

    assert signals["attention.2.weights"].shape == (4, 2)
    assert usual["attention.2.weights"].shape == (4, 5)


def test_an_output_layer_that_the_config_denies_is_told(tmp_path):
    said = "weights have another one, which is used"
    assert said not in wmstudio.open(WRITTEN / "mamba", device="cpu").report
    embedding = next(
        x
        for shard in (WRITTEN / "mamba").glob("*.safetensors")
        for name, x in load_file(shard).items()
        if "embeddings" in name
    )
    more = {"lm_head.weight": torch.randn_like(embedding)}
    folder = changed(tmp_path / "f", "mamba", {}, more=more)

    found = wmstudio.open(folder, device="cpu")
    assert said in found.report
    assert torch.equal(found.model.state_dict()["words.decoder.weight"], more["lm_head.weight"])
