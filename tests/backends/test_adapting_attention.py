"""Inside ``nn.MultiheadAttention`` of somebody's module: its weights by formula, and patched."""

import inspect

import numpy as np
import pytest
import torch
from torch import nn

import wmstudio
from tests.backends.adapters import VOCAB
from wmstudio import Patch
from wmstudio.contract import Tap

HEADS, WIDTH = 2, 6
TEXT = " ".join(str(n % VOCAB) for n in [3, 1, 4, 1, 5, 9, 2, 6])


def causal(tokens):
    return nn.Transformer.generate_square_subsequent_mask(tokens)


class Attending(nn.Module):
    """One layer of attention, as ``options`` of `nn.MultiheadAttention` have it."""

    def __init__(self, values=WIDTH, is_batched=True, needed=False, **options):
        super().__init__()
        torch.manual_seed(7)
        self.is_first, self.is_batched = options.get("batch_first", False), is_batched
        self.needed = needed
        self.embed = nn.Embedding(VOCAB, WIDTH)
        self.value = nn.Linear(WIDTH, values)
        self.attention = nn.MultiheadAttention(WIDTH, HEADS, vdim=values, **options)
        for x in self.attention.parameters():
            nn.init.normal_(x, std=0.7)
        self.out = nn.Linear(WIDTH, VOCAB)

    def forward(self, tokens):
        x = self.embed(tokens)
        if not self.is_batched:
            x = x[0]
        elif not self.is_first:
            x = x.transpose(0, 1)
        seen, _ = self.attention(
            x, x, self.value(x), attn_mask=causal(tokens.shape[1]), need_weights=self.needed
        )
        x = x + seen
        return self.out(x if self.is_batched is False or self.is_first else x.transpose(0, 1))


class Encoder(nn.Module):
    """Two of torch's own transformer layers."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(8)
        self.embed, self.out = nn.Embedding(VOCAB, WIDTH), nn.Linear(WIDTH, VOCAB)
        layer = nn.TransformerEncoderLayer(WIDTH, HEADS, 12, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, 2)

    def forward(self, tokens):
        return self.out(self.layers(self.embed(tokens), mask=causal(tokens.shape[1])))


KINDS = {
    "batch first": {"batch_first": True},
    "time first": {},
    "without biases": {"batch_first": True, "bias": False},
    "values of another width": {"batch_first": True, "values": 4},
    "without a batch": {"is_batched": False},
    "weights returned": {"batch_first": True, "needed": True},
}


def by_hand(module, ids, change=lambda x: x):
    """Weights ``[H, T, T]`` and logits ``[T, V]`` in numpy and float64."""
    p = {name: x.detach().double().numpy() for name, x in module.named_parameters()}
    x_TC = p["embed.weight"][ids]
    inside = x_TC, x_TC, x_TC @ p["value.weight"].T + p["value.bias"]
    if "attention.in_proj_weight" in p:
        matrices = np.split(p["attention.in_proj_weight"], 3)
    else:
        matrices = [p[f"attention.{name}_proj_weight"] for name in "qkv"]
    biases = np.split(p.get("attention.in_proj_bias", np.zeros(3 * WIDTH)), 3)
    q, k, v = (
        (x @ w.T + b).reshape(len(ids), HEADS, -1).swapaxes(0, 1)
        for x, w, b in zip(inside, matrices, biases, strict=True)
    )
    scores = q @ k.swapaxes(1, 2) / np.sqrt(WIDTH / HEADS)
    weights = np.tril(np.exp(scores))
    weights = change(weights / weights.sum(-1, keepdims=True))
    seen_TC = (weights @ v).swapaxes(0, 1).reshape(len(ids), WIDTH)
    seen_TC = seen_TC @ p["attention.out_proj.weight"].T + p.get("attention.out_proj.bias", 0)
    return weights, (x_TC + seen_TC) @ p["out.weight"].T + p["out.bias"]


def logits_of(model, ids, patches=(), watch=()):
    """The adapted model's logits ``[T, V]``."""
    tokens_1T = torch.from_numpy(ids.astype(np.int64))[None]
    with torch.inference_mode():
        tap = Tap(watch=watch, patches=patches)
        return model.model.prefill(tokens_1T, model.model.initial_state(), tap).logits_BTV[0]


def attention_of(model):
    (name,) = [name for name, signal in model.signals.items() if signal.kind == "attention"]
    return name


@pytest.mark.parametrize("kind", KINDS)
def test_weights_of_each_head_equal_their_formula(kind):
    module = Attending(**KINDS[kind])
    model = wmstudio.adapt(module, longest=12)
    trace = model.trace(TEXT)
    weights_HTT, _ = by_hand(module, trace.ids)
    shown = trace.signals[attention_of(model)]
    assert shown.shape == (8, HEADS, 12)
    for t in range(8):
        np.testing.assert_allclose(shown[t, :, : t + 1], weights_HTT[:, t, t::-1], atol=1e-5)
        assert (shown[t, :, t + 1 :] == 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_patched_weights_change_what_follows_by_the_formula(kind):
    module = Attending(**KINDS[kind])
    model = wmstudio.adapt(module, longest=12)
    ids = model.encode(TEXT).ids

    def change(weights_HTT):
        changed = weights_HTT.copy()
        for t in (3, 4):
            changed[:, t, t] = 0.25  # of the token itself, in both heads
        return changed

    name = attention_of(model)
    patches = [Patch(name, "set", 0.25, unit, (3, 5)) for unit in ((0, 0), (1, 0))]
    _, expected_TV = by_hand(module, ids, change)
    found_TV = logits_of(model, ids, patches)
    np.testing.assert_allclose(found_TV.numpy(), expected_TV, atol=1e-4)
    assert np.abs(found_TV[3:5].numpy() - by_hand(module, ids)[1][3:5]).max() > 1e-3


@pytest.mark.parametrize("is_watched", [False, True])
@pytest.mark.parametrize("make", [Encoder, *(lambda k=k: Attending(**k) for k in KINDS.values())])
def test_unpatched_outputs_are_torchs_own_bit_by_bit(make, is_watched):
    module = make()
    model = wmstudio.adapt(module, longest=12)
    ids = model.encode(TEXT).ids
    # As torch computes where gradients are wanted.
    own_TV = module(torch.from_numpy(ids.astype(np.int64))[None]).detach().reshape(8, VOCAB)
    found_TV = logits_of(model, ids, watch=tuple(model.signals) if is_watched else ())
    assert torch.equal(found_TV, own_TV)


def test_each_layer_of_torchs_encoder_is_seen():
    module = Encoder()
    model = wmstudio.adapt(module, longest=12)
    lines, first = inspect.getsourcelines(Encoder.forward)
    place = f"test_adapting_attention.py:{first + len(lines) - 1}"
    names = [name for name, signal in model.signals.items() if signal.kind == "attention"]
    assert names == [f"{place}.{layer}.attention" for layer in (0, 1)]
    trace = model.trace(TEXT)
    for name in names:
        np.testing.assert_allclose(trace.signals[name].sum(-1), 1, atol=1e-5)
    ids, before = trace.ids, logits_of(model, trace.ids)
    after = logits_of(model, ids, [Patch(names[1], "scale", 0.0, tokens=(5, 6))])
    assert [t for t in range(8) if (after[t] - before[t]).abs().max() > 1e-3] == [5]
    assert torch.backends.mha.get_fastpath_enabled()


def test_a_step_over_kept_tokens_shows_the_same_weights():
    module = Attending(batch_first=True)

    def step(token, kept_1TC):
        kept_1TC = torch.cat([kept_1TC, module.embed(token)[None]], dim=1)
        values_1TC = module.value(kept_1TC)
        seen_11C, _ = module.attention(kept_1TC[:, -1:], kept_1TC, values_1TC)
        return module.out(kept_1TC[:, -1] + seen_11C[:, 0]), kept_1TC

    whole = wmstudio.adapt(module, longest=12)
    model = wmstudio.adapt(module, step=step, initial_state=torch.zeros(1, 0, WIDTH), longest=12)
    trace, expected = model.trace(TEXT), whole.trace(TEXT)
    shown = trace.signals[attention_of(model)]
    np.testing.assert_allclose(shown, expected.signals[attention_of(whole)], atol=1e-5)
    np.testing.assert_allclose(trace.surprisal_bits, expected.surprisal_bits, atol=1e-4)


def test_attention_to_more_than_tokens_is_left_alone():
    module = Attending(batch_first=True, add_zero_attn=True)
    model = wmstudio.adapt(module, longest=12)
    ids = model.encode(TEXT).ids
    assert not any(signal.kind == "attention" for signal in model.signals.values())
    own_TV = module(torch.from_numpy(ids.astype(np.int64))[None])[0].detach()
    assert torch.equal(logits_of(model, ids), own_TV)
