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
from wmstudio.contract import Tap

IDS = torch.tensor([3, 17, 3, 0, 9, 9, 24, 1, 30, 5, 12, 8])
there = pytest.mark.skipif(
    importlib.util.find_spec("transformers") is None, reason="transformers is not installed"
)
CACHED, SINGLY, WHOLE = "with its cache", "one token at a time", "whole"
FEW = {"num_key_value_heads": 2, "intermediate_size": 64}
KINDS = {
    "gpt_neox": (CACHED, {"intermediate_size": 64}),
    "qwen2": (CACHED, FEW),
    "opt": (CACHED, {"ffn_dim": 64, "word_embed_proj_dim": 32}),
    "bloom": (CACHED, {"n_layer": 2, "n_head": 4}),
    "gemma2": (CACHED, {**FEW, "head_dim": 8, "sliding_window": 5}),
    "lfm2": (CACHED, {**FEW, "layer_types": ["conv", "full_attention"]}),
    "bamba": (
        CACHED,
        {
            **FEW,
            "attn_layer_indices": [1],
            "mamba_n_heads": 8,
            "mamba_d_head": 8,
            "mamba_d_state": 8,
            "mamba_n_groups": 1,
        },
    ),
    "falcon_mamba": (SINGLY, {"state_size": 4}),
    "jamba": (
        SINGLY,
        {
            **FEW,
            "attn_layer_period": 2,
            "attn_layer_offset": 1,
            "num_experts": 2,
            "mamba_d_state": 4,
            "use_mamba_kernels": False,
        },
    ),
    "zamba2": (
        CACHED,
        {
            **FEW,
            "layers_block_type": ["mamba", "hybrid"],
            "num_mem_blocks": 1,
            "mamba_d_state": 8,
            "mamba_headdim": 8,
            "n_mamba_heads": 8,
            "mamba_ngroups": 1,
            "attention_hidden_size": 64,
            "attention_head_dim": 16,
            "adapter_rank": 4,
        },
    ),
    "openai-gpt": (WHOLE, {"n_embd": 32, "n_layer": 2, "n_head": 4}),
}
"""How each kind is read, and what its config needs beside vocabulary, width, layers and heads."""
STEP_SIZES = ("bamba", "falcon_mamba", "jamba", "zamba2")
"""Kinds that compute the step sizes of the first token in another line than those of later ones."""
ROOM = 64
"""Tokens for which they have positions."""


@pytest.fixture
def no_network(monkeypatch):
    def connect(*_):
        pytest.fail("something was asked for over the network")

    monkeypatch.setattr(socket.socket, "connect", connect)


def written(folder, kind, ids=IDS):
    """A folder with random weights, and the logits that transformers gives of a text read whole."""
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(0)
    sizes = {"vocab_size": 40, "hidden_size": 32, "num_hidden_layers": 2, "pad_token_id": 0}
    if kind != "falcon_mamba":
        sizes |= {"num_attention_heads": 4, "max_position_embeddings": ROOM}
    config = transformers.AutoConfig.for_model(kind, **{**sizes, **KINDS[kind][1]})
    model = transformers.AutoModelForCausalLM.from_config(config).eval()
    model.save_pretrained(folder)
    with torch.no_grad():
        return model(input_ids=ids[None], use_cache=False).logits[0].numpy()


@there
@pytest.mark.filterwarnings("ignore")  # transformers warns of what it will drop itself
@pytest.mark.parametrize("kind", KINDS)
def test_the_logits_are_those_of_transformers(tmp_path, kind, no_network):
    ids = torch.randint(0, 40, (ROOM,), generator=torch.Generator().manual_seed(1))
    wanted = written(tmp_path / "model", kind, ids)
    found = wmstudio.open(tmp_path / "model", device="cpu")
    got = found.model.prefill(ids[None], found.model.initial_state()).logits_BTV[0].numpy()
    np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-5)
    # Token by token, and in parts from a snapshot after 16.
    backend, steps = found.backend, []
    state = middle = backend.initial_state()
    for n, token in enumerate(ids.numpy().astype(np.int32), 1):
        state = backend.read(token[None], state, position=n - 1).state
        steps.append(backend.log_probs(state))
        middle = state if n == 16 else middle
    expected = torch.log_softmax(torch.from_numpy(wanted), dim=-1).numpy()
    np.testing.assert_allclose(np.stack(steps), expected, rtol=0, atol=1e-5)
    for begin, end in ((16, 40), (40, 41), (41, 64)):
        part = ids[begin:end].numpy().astype(np.int32)
        middle = backend.read(part, middle, position=begin).state
        np.testing.assert_allclose(backend.log_probs(middle), expected[end - 1], rtol=0, atol=1e-5)


@there
@pytest.mark.filterwarnings("ignore")  # transformers warns of what it will drop itself
@pytest.mark.parametrize("kind", KINDS)
def test_a_cache_is_used_as_far_as_it_is_right(tmp_path, kind):
    written(tmp_path / "model", kind)
    found = wmstudio.open(tmp_path / "model", device="cpu")
    way, told = KINDS[kind][0], " ".join(found.opened.origin.assumed)
    assert found.opened.origin.what.endswith(WHOLE if way == WHOLE else CACHED)
    assert ("It reads one token at a time" in told) == (way == SINGLY)
    assert ("without its cache: OpenAIGPTLMHeadModel returns no cache" in told) == (way == WHOLE)
    carried = [name for name in found.model.signals if name.startswith("cache.layers.")]
    assert bool(carried) == (way != WHOLE)


@there
@pytest.mark.filterwarnings("ignore")  # transformers warns of what it will drop itself
@pytest.mark.parametrize("kind", [kind for kind, (way, _) in KINDS.items() if way != WHOLE])
def test_every_signal_is_recorded_from_the_first_token_on(tmp_path, kind):
    written(tmp_path / "model", kind)
    recorded = wmstudio.open(tmp_path / "model", device="cpu").record("3 17 3 0 9 9 24 1")
    assert list(recorded.signals) == list(recorded.declared)
    steps = [name for name in recorded.signals if name.endswith(".dt")]
    assert bool(steps) == (kind in STEP_SIZES)
    for name in steps:
        # The step sizes of its recurrent layer, which are those of softplus.
        assert (recorded.signals[name] > 0).all()


@there
@pytest.mark.filterwarnings("ignore")  # transformers warns of what it will drop itself
def test_signals_of_a_cache_are_its_keys_and_states(tmp_path):
    from transformers import AutoModelForCausalLM

    written(tmp_path / "model", "lfm2")
    found = wmstudio.open(tmp_path / "model", device="cpu")
    keys, window = "cache.layers.1.keys", "cache.layers.0.conv_states.0"
    tap = Tap(watch=[keys, window])
    found.model.prefill(IDS[None], found.model.initial_state(), tap)
    seen, inner = tap.recorded(), AutoModelForCausalLM.from_pretrained(tmp_path / "model")
    with torch.no_grad():
        out = inner(input_ids=IDS[None], use_cache=True)
    cache = out["cache" if "cache" in out else "past_key_values"]
    rows = cache.layers[1].keys[0].transpose(0, 1).flatten(1)
    torch.testing.assert_close(seen[keys][0], rows, rtol=0, atol=1e-5)
    last = cache.layers[0].conv_states[0][0]
    torch.testing.assert_close(seen[window][0, -1], last, rtol=0, atol=1e-5)
    assert found.model.signals[keys].layer == 1


@there
@pytest.mark.filterwarnings("ignore")  # transformers warns of what it will drop itself
def test_a_text_beyond_all_positions_begins_with_the_newer_half(tmp_path):
    ids = torch.randint(0, 40, (90,), generator=torch.Generator().manual_seed(1))
    newer = written(tmp_path / "model", "opt", ids[32:])
    model = wmstudio.open(tmp_path / "model", device="cpu").model
    got = model.prefill(ids[None], model.initial_state()).logits_BTV[0, ROOM:].numpy()
    np.testing.assert_allclose(got, newer[ROOM - 32 :], rtol=0, atol=1e-5)


@there
@pytest.mark.filterwarnings("ignore")  # transformers warns of what it will drop itself
def test_what_reads_at_random_is_refused(tmp_path):
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(0)
    config = transformers.ReformerConfig(
        vocab_size=40, hidden_size=32, num_attention_heads=4, attention_head_size=8,
        is_decoder=True, axial_pos_embds=False, attn_layers=["local", "lsh"], feed_forward_size=64,
        lsh_attn_chunk_length=4, local_attn_chunk_length=4, num_buckets=4,
    )  # fmt: skip
    transformers.AutoModelForCausalLM.from_config(config).save_pretrained(tmp_path / "model")
    with pytest.raises(FormatError, match="reads the same text differently the second time"):
        wmstudio.open(tmp_path / "model", device="cpu")


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


OTHER_PARTS = {
    "llama": {"rope_parameters": {"rope_type": "linear", "factor": 2.0, "rope_theta": 1e4}},
    "gpt2": {"scale_attn_by_inverse_layer_idx": True},
    "mamba2": {"num_heads": 8, "head_dim": 8, "n_groups": 1, "time_step_limit": (0.001, 0.05)},
}
"""Kinds that are read without transformers, with a part that is not."""


@there
@pytest.mark.filterwarnings("ignore")  # transformers warns of what it will drop itself
@pytest.mark.parametrize("kind", OTHER_PARTS)
def test_a_part_that_is_not_built_in_is_computed_by_transformers(tmp_path, kind, monkeypatch):
    monkeypatch.setitem(KINDS, kind, (CACHED, OTHER_PARTS[kind]))
    wanted = written(tmp_path / "model", kind)
    found = wmstudio.open(tmp_path / "model", device="cpu")
    got = found.model.prefill(IDS[None], found.model.initial_state()).logits_BTV[0].numpy()
    np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-5)


def test_a_part_that_is_not_built_in_is_left_to_transformers(tmp_path, monkeypatch):
    by_hand.gpt2_folder(tmp_path, by_hand.Gpt(), scale_attn_by_inverse_layer_idx=True)
    monkeypatch.setattr(transformers_folder, "is_installed", lambda: False)
    with pytest.raises(FormatError, match=r"inverse_layer_idx is True.*install wmstudio\[hf\]"):
        wmstudio.open(tmp_path, device="cpu")

    def loaded(path, kind):
        raise FormatError(f"a {kind} came here")

    monkeypatch.setattr(transformers_folder, "is_installed", lambda: True)
    monkeypatch.setattr(transformers_folder, "_loaded", loaded)
    with pytest.raises(FormatError, match="a gpt2 came here"):
        wmstudio.open(tmp_path, device="cpu")
