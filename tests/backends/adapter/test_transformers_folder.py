"""Folders of kinds that only transformers knows: its logits, and what is refused."""

import importlib.util
import json
import socket

import numpy as np
import pytest
import torch

import wmstudio
from tests.backends import transformers_by_hand as by_hand
from wmstudio.backends.adapter import transformers_folder
from wmstudio.backends.found import FormatError

IDS = torch.tensor([3, 17, 3, 0, 9, 9, 24, 1, 30, 5, 12, 8])
there = pytest.mark.skipif(
    importlib.util.find_spec("transformers") is None, reason="transformers is not installed"
)
KINDS = {
    "gpt_neox": {"intermediate_size": 64, "max_position_embeddings": 64},
    "lfm2": {
        "intermediate_size": 64,
        "num_key_value_heads": 2,
        "layer_types": ["conv", "full_attention"],
    },
    "falcon_mamba": {"state_size": 4},
}
"""What the config of a tiny one needs beside its vocabulary, width, layers and heads."""


@pytest.fixture
def no_network(monkeypatch):
    def connect(*_):
        pytest.fail("something was asked for over the network")

    monkeypatch.setattr(socket.socket, "connect", connect)


def written(folder, kind):
    """A folder with random weights, and the logits that transformers gives."""
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(0)
    sizes = {"vocab_size": 40, "hidden_size": 32, "num_hidden_layers": 2}
    heads = {} if kind == "falcon_mamba" else {"num_attention_heads": 4}
    config = transformers.AutoConfig.for_model(kind, **sizes, **heads, **KINDS[kind])
    model = transformers.AutoModelForCausalLM.from_config(config).eval()
    model.save_pretrained(folder)
    with torch.no_grad():
        return model(input_ids=IDS[None], use_cache=False).logits[0].numpy()


@there
@pytest.mark.filterwarnings("ignore")  # transformers warns of what it will drop itself
@pytest.mark.parametrize("kind", KINDS)
def test_the_logits_are_those_of_transformers(tmp_path, kind, no_network):
    wanted = written(tmp_path / "model", kind)
    found = wmstudio.open(tmp_path / "model", device="cpu")
    got = found.model.prefill(IDS[None], found.model.initial_state()).logits_BTV[0].numpy()
    np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-4)
    # The families that go on wrongly from a cache are read anew instead.
    backend, steps = found.backend, []
    state = backend.initial_state()
    for token in IDS.numpy().astype(np.int32):
        state = backend.read(token[None], state).state
        steps.append(backend.log_probs(state))
    expected = torch.log_softmax(torch.from_numpy(wanted), dim=-1).numpy()
    np.testing.assert_allclose(np.stack(steps), expected, rtol=0, atol=1e-4)


@there
@pytest.mark.filterwarnings("ignore")  # transformers warns of what it will drop itself
def test_weights_that_are_missing_are_not_made_up(tmp_path):
    folder = tmp_path / "model"
    written(folder, "gpt_neox")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "num_hidden_layers": 3}))
    with pytest.raises(FormatError, match=r"its weights lack 'gpt_neox\.layers\.2"):
        wmstudio.open(folder, device="cpu")


@there
@pytest.mark.filterwarnings("ignore")  # transformers warns of what it will drop itself
def test_a_kind_that_transformers_does_not_know_is_told(tmp_path):
    folder = foreign(tmp_path, model_type="unheard_of")
    with pytest.raises(FormatError, match="transformers cannot open a 'unheard_of'"):
        wmstudio.open(folder, device="cpu")


def foreign(tmp_path, **config):
    folder = tmp_path / "model"
    by_hand.gpt2_folder(folder, by_hand.Gpt())
    before = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**before, **config}))
    return folder


@pytest.fixture
def pretended(monkeypatch):
    """As if transformers were installed; it must not be reached."""
    monkeypatch.setattr(transformers_folder, "is_installed", lambda: True)
    monkeypatch.setattr(transformers_folder, "_loaded", lambda *_: pytest.fail("it was loaded"))


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ({"auto_map": {"AutoModelForCausalLM": "evil.Model"}}, "a program of its own"),
        ({"quantization_config": {"bits": 4}}, "quantised"),
    ],
)
def test_what_transformers_must_not_open_is_refused(tmp_path, pretended, config, why):
    folder = foreign(tmp_path, model_type="gpt_neox", **config)
    with pytest.raises(FormatError, match=why):
        wmstudio.open(folder, device="cpu")


def test_weights_that_are_pickles_are_refused(tmp_path, pretended):
    folder = foreign(tmp_path, model_type="gpt_neox")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(FormatError, match="not safetensors"):
        wmstudio.open(folder, device="cpu")


def test_without_transformers_the_message_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(transformers_folder, "is_installed", lambda: False)
    folder = foreign(tmp_path, model_type="gpt_neox")
    with pytest.raises(FormatError, match=r"install wmstudio\[hf\]"):
        wmstudio.open(folder, device="cpu")
