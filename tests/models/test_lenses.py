"""Lenses: against what torch computes directly, and what leaving tokens out does."""

from functools import partial
from math import log

import numpy as np
import pytest
import torch

import wmstudio
from tests.support import ROUNDING, SIZES, checkpoint, model
from wmstudio.contract import Tap
from wmstudio.engine.messages import ImportanceMeasured
from wmstudio.library import TraceError
from wmstudio.models import lenses
from wmstudio.models.lenses import Importance, LensError, importance, read_layers
from wmstudio.models.recurrent import CELLS
from wmstudio.models.recurrent_layers import Cell
from wmstudio.models.registry import build, tiny
from wmstudio.models.windowed import WindowedLanguageModel, WindowSpec

IDS = np.array([17, 40, 3, 99, 40, 250, 7, 61, 12], np.int32)
TARGET = 23
TEXT = "The cat sat on the mat. The dog sat."


@torch.no_grad()
def log_probs(made, ids):
    state = made.initial_state()
    for id in ids.tolist():
        _, state = made.step(torch.tensor([id]), state, Tap())
    return made.logits(state)[0].float().log_softmax(-1)


def two_layers():
    torch.manual_seed(3)
    return build("lstm", tiny("lstm", 300) | {"layers": 2})


@pytest.mark.parametrize("cell", CELLS)
def test_every_recurrent_cell_names_the_layers_that_can_be_read(cell):
    made = build("recurrent", tiny("recurrent", 300) | {"cell": cell})
    assert len(made.lens_inputs()) == 2
    assert set(made.lens_inputs()) <= set(made.signals)


@pytest.mark.parametrize("family", ["transformer", "lstm"])
@torch.no_grad()
def test_layers_are_read_through_the_norm_and_the_output_layer(family):
    made = model(family).eval() if family == "transformer" else two_layers().eval()
    reading = read_layers(made, IDS, top=4)
    tokens = torch.from_numpy(IDS.astype(np.int64)).unsqueeze(0)
    if family == "transformer":
        name, seen = "residual.{}", {}
        for i in range(len(made.blocks)):
            # The input of the next block is the residual after this one.
            after = made.blocks[i + 1].norm_attention if i + 1 < len(made.blocks) else made.norm
            after.register_forward_hook(lambda m, x, y, i=i: seen.__setitem__(i, x[0][0]))
        made.prefill(tokens, made.initial_state(), Tap())
        features = [
            torch.nn.functional.layer_norm(
                seen[i], made.norm.normalized_shape, made.norm.weight, made.norm.bias
            )
            for i in range(len(made.blocks))
        ]
    else:
        name, x, features = "lstm.{}.hidden", made.words.embedding.weight[tokens], []
        for layer in made.layers:
            x, _ = layer.fused(x)
            features.append(x[0])
    words = made.words
    assert reading.layers == tuple(name.format(i) for i in range(len(features)))
    for layer, x in enumerate(features):
        logits = (x @ words.project.weight.T + words.project.bias) @ words.embedding.weight.T
        p = (logits + words.bias).softmax(-1)
        bits = -p[:-1].gather(1, tokens[0, 1:, None])[:, 0].log2().numpy()
        assert np.isnan(reading.bits[layer, 0])
        np.testing.assert_allclose(reading.bits[layer, 1:], bits, **ROUNDING)
        best = p.topk(4, -1)
        np.testing.assert_allclose(reading.topk_probs[layer], best.values.numpy(), **ROUNDING)
        mean = reading.bits_per_token[reading.layers[layer]]
        assert mean == pytest.approx(float(bits.mean()), abs=1e-4)
        assert f"{reading.layers[layer]}: {mean:.2f} bits per token" in str(reading)
    # The last layer is what the model itself is read from.
    np.testing.assert_allclose(reading.bits[-1, 1:], reading.own_bits[1:], **ROUNDING)


@pytest.mark.parametrize("family", SIZES)
@pytest.mark.parametrize("tokens", [9, 3, 2])
def test_gradient_times_input_is_the_derivative_by_scaling_a_token(family, tokens):
    made = model(family).eval()
    found = importance(made, IDS[:tokens], TARGET)
    assert found.bits == pytest.approx(-float(log_probs(made, IDS[:tokens])[TARGET]) / log(2), 1e-4)
    step = 0.005
    for t in range(tokens):
        ends = []
        for scale in (1 - step, 1 + step):
            ends.append(scaled(made, IDS[:tokens], t, scale))
        slope = (ends[1] - ends[0]) / (2 * step) / log(2)
        assert found.estimated[t] == pytest.approx(slope, abs=1e-3)


@torch.no_grad()
def scaled(made, ids, at, scale):
    """The log probability of the target with the embedding of one token scaled."""
    made.short = 0  # all tokens at once, however few they are
    factor = torch.ones(len(ids), 1, dtype=torch.float32)
    factor[at] = scale

    def multiply(_module, inputs, x):
        return x * (factor.unsqueeze(1) if inputs[0].shape == (len(ids), 1) else factor)

    handle = made.words.embedding.register_forward_hook(multiply)
    try:
        tokens = torch.from_numpy(ids.astype(np.int64)).unsqueeze(0)
        logits = made.prefill(tokens, made.initial_state(), Tap()).logits_BTV[0, -1]
        return float(logits.log_softmax(-1)[TARGET])
    finally:
        handle.remove()
        del made.short


@pytest.mark.parametrize("family", SIZES)
def test_long_texts_hang_on_every_token_as_its_scaling_tells(family):
    made = model(family).eval()
    # Longer than what any model looks up at once, and with a rest that is stepped.
    tokens = 64 * (5 if hasattr(made, "pointer") else 2) + 2
    ids = np.random.default_rng(4).integers(0, made.vocab_size, tokens).astype(np.int32)
    hangs_on_scaling(made, ids, (1, tokens // 2, tokens - 3, tokens - 1))


@pytest.mark.parametrize("family", ["lstm", "recurrent", "slots", "keyvalue", "mamba", "rwkv7"])
@pytest.mark.parametrize("weight", [0.3, 1.0])
def test_what_hangs_on_tokens_through_the_neural_cache_counts(family, weight):
    made = model(family).eval().configured(cache=True, cache_weight=weight)
    hangs_on_scaling(made, np.append(IDS, np.int32(TARGET)).repeat(2), (0, 3, 11, 19))


def hangs_on_scaling(made, ids, places):
    """Compare what the target hangs on with steps in which one token's embedding is scaled."""
    found = importance(made, ids, TARGET)
    for at in places:
        ends = [stepped_with_scale(made, ids, at, scale) for scale in (0.995, 1.005)]
        slope = (ends[1] - ends[0]) / 0.01 / log(2)
        assert found.estimated[at] == pytest.approx(slope, rel=0.05, abs=1e-3)


@torch.no_grad()
def stepped_with_scale(made, ids, at, scale):
    """The log probability of the target after steps, one of them with a scaled embedding."""
    state = made.initial_state()
    for t, id in enumerate(ids.tolist()):
        handle = None
        if t == at:
            handle = made.words.embedding.register_forward_hook(lambda m, inputs, x: x * scale)
        _, state = made.step(torch.tensor([id]), state, Tap())
        if handle is not None:
            handle.remove()
    return float(made.logits(state)[0].double().log_softmax(-1)[TARGET])


WINDOWS = {
    "short windows": WindowSpec(length=4),
    "long windows": WindowSpec(length=40),
    "attending, padded": WindowSpec(length=6, padding=0, attends=True),
    "after a token, without another": WindowSpec(length=6, ignored=40, start=5),
}


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
@torch.no_grad()
def test_predictions_of_windowed_models_hang_on_the_tokens_of_the_last_window(window):
    torch.manual_seed(3)
    made = WindowedLanguageModel(300, 6, [7, 5], Cell("lstm"), window).eval()
    found = importance(made, IDS, TARGET)
    assert found.bits == pytest.approx(-float(log_probs(made, IDS)[TARGET]) / log(2), 1e-4)
    read = [t for t, id in enumerate(IDS.tolist()) if id != window.ignored][-window.length :]
    table = made.words.embedding.weight
    step, slopes = 0.005, np.zeros(len(IDS))
    for t in read:
        ends = []
        for scale in (1 - step, 1 + step):
            # The token as one of its own in a wider table, whose embedding is scaled.
            wider = WindowedLanguageModel(301, 6, [7, 5], Cell("lstm"), window).eval()
            kept = made.state_dict()
            kept["words.embedding.weight"] = torch.cat([table, table[IDS[t], None] * scale])
            rows, bias = kept["words.project.weight"], kept["words.bias"]
            kept["words.project.weight"] = torch.cat([rows, rows[:1]])
            kept["words.bias"] = torch.cat([bias, torch.tensor([-torch.inf])])
            wider.load_state_dict(kept)
            ids = IDS.copy()
            ids[t] = 300
            ends.append(float(log_probs(wider, ids)[TARGET]))
        slopes[t] = (ends[1] - ends[0]) / (2 * step) / log(2)
    np.testing.assert_allclose(found.estimated, slopes, atol=1e-3)
    assert np.abs(slopes[read]).max() > 0.01
    assert not made.words.embedding._forward_hooks


@pytest.mark.parametrize("family", ["lstm", "transformer", "slots"])
@torch.no_grad()
def test_leaving_out_is_a_reading_of_the_shorter_text(family, monkeypatch):
    monkeypatch.setattr(lenses, "ROWS", 4)
    made = model(family).eval()
    found = importance(made, IDS, TARGET)
    whole = float(log_probs(made, IDS)[TARGET])
    for t in range(len(IDS)):
        without = float(log_probs(made, np.delete(IDS, t))[TARGET])
        assert found.left_out[t] == pytest.approx((whole - without) / log(2), abs=1e-4)
    r = np.corrcoef(found.estimated, found.left_out)[0, 1]
    assert found.agreement == pytest.approx(r)
    assert f"r = {r:.2f}" in str(found)


def test_the_only_token_is_left_out_against_the_beginning():
    made = model().eval()
    found = importance(made, IDS[:1], TARGET)
    begin = float(made.logits(made.initial_state())[0].log_softmax(-1)[TARGET].detach())
    assert found.left_out == pytest.approx([-found.bits - begin / log(2)], abs=1e-4)
    assert np.isnan(found.agreement)


def test_equal_importance_of_all_tokens_has_no_agreement():
    assert np.isnan(Importance(1.0, np.ones(3), np.arange(3.0)).agreement)


@pytest.mark.parametrize("made", [Importance, partial(ImportanceMeasured, 1, 0, (5,))])
@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_no_number_agrees_with_nothing(made, wrong):
    found = made(1.0, np.array([1.0, wrong, 3.0]), np.arange(3.0)).agreement
    assert found is None or np.isnan(found)
    assert (found is None) == (made is not Importance)


@torch.no_grad()
def test_infinite_logits_share_all_there_is_in_every_layer():
    made = model("transformer").eval()
    made.words.bias[[5, 9]] = torch.inf
    reading = read_layers(made, np.array([3, 5, 9, 5], np.int32), top=2)
    for bits in (reading.own_bits, *reading.bits):
        np.testing.assert_allclose(bits[1:], 1.0, rtol=1e-6)
    np.testing.assert_allclose(reading.topk_probs, 0.5, rtol=1e-6)
    found = importance(made, np.array([3, 5], np.int32), 9)
    assert found.bits == pytest.approx(1.0)
    np.testing.assert_allclose(found.left_out, 0.0, atol=1e-6)


def test_nothing_of_the_model_is_changed():
    made = model().eval().requires_grad_(False)
    before = {name: x.clone() for name, x in made.state_dict().items()}
    importance(made, IDS, TARGET)
    assert all(torch.equal(x, before[name]) for name, x in made.state_dict().items())
    assert all(x.grad is None for x in made.parameters())
    assert not made.words.embedding._forward_hooks


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (lambda: read_layers(model("stack"), IDS), "no logit lens"),
        (lambda: read_layers(model(), IDS[:0]), "0 tokens"),
        (lambda: importance(model(), np.zeros(600, np.int32), 1), "at most 512"),
    ],
)
def test_what_has_no_lens_is_told_in_a_sentence(ask, why):
    with pytest.raises(LensError, match=why) as told:
        ask()
    assert str(told.value).endswith(".")


def test_the_library_reads_texts_and_pieces(tmp_path):
    opened = wmstudio.open(checkpoint(tmp_path / "m", "transformer"), "cpu")
    trace = opened.trace(TEXT, signals=[])
    reading = opened.lens(TEXT)
    np.testing.assert_allclose(reading.own_bits[1:], trace.surprisal_bits[1:], rtol=1e-4)
    assert opened.importance(TEXT).bits == pytest.approx(float(trace.surprisal_bits[-1]), rel=1e-4)

    piece = "."
    assert opened.importance(TEXT, piece).bits == pytest.approx(
        -np.log2(opened.probe(TEXT, piece).first), rel=1e-3
    )
    for target, why in (("The cat sat", "not one"), ("", "0 tokens")):
        with pytest.raises(LensError, match=why):
            opened.importance(TEXT, target)
    for target, against, name in (
        (-1, None, "target"),
        (10**9, None, "target"),
        (0, len(opened.backend.pieces), "against"),
    ):
        with pytest.raises(TraceError, match=f"'{name}' must be a whole number"):
            opened.importance(TEXT, target, against)
