"""The neural cache against its formula, token by token in numpy."""

import numpy as np
import pytest
import torch

from tests.support import SIZES
from wmstudio.contract import SettingError, Tap
from wmstudio.models.registry import FAMILIES, build

TOKENS = [3, 17, 3, 0, 9, 9, 24, 1, 3, 17, 3, 0]
WINDOW, SHARE, SHARPNESS = 6, 0.3, 7.0
RECURRENT = [name for name in FAMILIES if "cache" in build(name, SIZES[name]).settings]
ATTENDING = [name for name in FAMILIES if name not in RECURRENT]


def make(family, **values):
    torch.manual_seed(2)
    model = build(family, {**SIZES[family], "vocab_size": 31})
    with torch.no_grad():
        model.words.embedding.weight.mul_(4.0)
    on = {"cache_weight": SHARE, "cache_sharpness": SHARPNESS, "cache_window": WINDOW}
    return model, model.configured(cache=True, **{**on, **values})


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def unit_length(x):
    size = np.linalg.norm(x)
    return x / size if size > 1e-12 else x


@pytest.mark.parametrize("family", RECURRENT)
def test_that_the_mixture_is_the_model_and_what_followed_in_similar_states(family):
    model, cached = make(family)
    with torch.no_grad():
        state, features, own = model.initial_state(), [], []
        features.append(model.features(state)[0].double().numpy())
        for token in TOKENS:
            logits_BV, state = model.step(torch.tensor([token]), state, Tap())
            features.append(model.features(state)[0].double().numpy())
            own.append(softmax(logits_BV[0].double().numpy()))
        tap = Tap(watch=cached.signals)
        done = cached.prefill(torch.tensor([TOKENS]), cached.initial_state(), tap)
    shown = tap.recorded()["cache.weights"][0].numpy()
    for t in range(len(TOKENS)):
        past = range(max(0, t - WINDOW + 1), t + 1)
        scores = [unit_length(features[t + 1]) @ unit_length(features[i]) for i in past]
        weights = softmax(SHARPNESS * np.array(scores))
        p = (1 - SHARE) * own[t]
        for i, weight in zip(past, weights, strict=True):
            p[TOKENS[i]] += SHARE * weight
            assert shown[t, t - i] == pytest.approx(weight, abs=1e-5)
        assert shown[t].sum() == pytest.approx(1, abs=1e-5)
        np.testing.assert_allclose(np.exp(done.logits_BTV[0, t].numpy()), p, atol=1e-5)


@pytest.mark.parametrize("family", RECURRENT)
def test_that_steps_stretches_and_resumed_runs_agree(family):
    _, cached = make(family)
    tokens_BT = torch.tensor([TOKENS, TOKENS[::-1]])
    with torch.no_grad():
        slow, fast = Tap(watch=cached.signals), Tap(watch=cached.signals)
        state, logits = cached.initial_state(2), []
        for t in range(len(TOKENS)):
            logits_BV, state = cached.step(tokens_BT[:, t], state, slow)
            logits.append(logits_BV)
            torch.testing.assert_close(cached.logits(state), logits_BV, rtol=0, atol=1e-5)
        whole = cached.prefill(tokens_BT, cached.initial_state(2), fast, every=5)
        rest = cached.prefill(tokens_BT[:, 5:], whole.snapshots[5])
    torch.testing.assert_close(whole.logits_BTV, torch.stack(logits, 1), rtol=0, atol=1e-5)
    torch.testing.assert_close(rest.logits_BTV, whole.logits_BTV[:, 5:], rtol=0, atol=1e-5)
    for name, x in slow.recorded().items():
        torch.testing.assert_close(fast.recorded()[name].float(), x.float(), rtol=0, atol=1e-5)
    for name, x in state.items():
        torch.testing.assert_close(whole.state[name], x, rtol=0, atol=1e-5)


def test_that_the_first_token_is_expected_as_without_a_cache():
    model, cached = make("lstm")
    plain = model.logits(model.initial_state()).log_softmax(-1)
    torch.testing.assert_close(cached.logits(cached.initial_state()), plain)


def test_that_it_can_be_switched_off_again_and_then_is_gone():
    model, cached = make("slots", cache_weight=1.0)
    off = cached.configured(cache=False)
    assert "cache.weights" in cached.signals
    assert off.signals.keys() == model.signals.keys()
    assert off.initial_state().keys() == model.initial_state().keys()
    assert off.settings["cache_weight"].value == 1.0
    tokens_BT = torch.tensor([TOKENS])
    with torch.no_grad():
        plain = model.prefill(tokens_BT, model.initial_state()).logits_BTV
        again = off.prefill(tokens_BT, off.initial_state()).logits_BTV
    torch.testing.assert_close(again, plain, rtol=0, atol=1e-5)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_that_a_share_of_nothing_or_all_gives_one_side_alone(share):
    model, cached = make("lstm", cache_weight=share)
    tokens_BT = torch.tensor([TOKENS])
    with torch.no_grad():
        plain = model.prefill(tokens_BT, model.initial_state()).logits_BTV.softmax(-1)
        mixed = cached.prefill(tokens_BT, cached.initial_state()).logits_BTV.exp()
    if share == 0:
        torch.testing.assert_close(mixed, plain)
    else:
        seen = [token in TOKENS for token in range(31)]
        assert mixed[0, :, [i for i in range(31) if not seen[i]]].max() == 0
    torch.testing.assert_close(mixed.sum(-1), torch.ones(1, len(TOKENS)))


@pytest.mark.parametrize("family", ATTENDING)
def test_that_a_model_that_attends_has_no_cache_to_switch_on(family):
    torch.manual_seed(0)
    model = build(family, SIZES[family])
    with pytest.raises(SettingError, match="no setting 'cache'"):
        model.configured(cache=True)


@pytest.mark.parametrize("family", RECURRENT)
def test_that_a_token_that_was_forgotten_is_left_out_of_the_mixture(family):
    model, cached = make(family)
    gone = len(TOKENS) - 3
    with torch.no_grad():
        state, features = model.initial_state(), []
        features.append(model.features(state)[0].double().numpy())
        for token in TOKENS:
            _, state = model.step(torch.tensor([token]), state, Tap())
            features.append(model.features(state)[0].double().numpy())
        done = cached.prefill(torch.tensor([TOKENS]), cached.initial_state())
        after = cached.edit(done.state, "forget", token=gone)
        empty = cached.edit(done.state, "clear_all")
        followed, _ = cached.step(torch.tensor([5]), empty, Tap())
        fresh, _ = cached.step(torch.tensor([5]), cached.initial_state(), Tap())
    last = len(TOKENS) - 1
    past = [i for i in range(last - WINDOW + 1, last + 1) if i != gone]
    scores = [unit_length(features[last + 1]) @ unit_length(features[i]) for i in past]
    own = model.words.logits(model.features(after))
    p = (1 - SHARE) * softmax(own[0].detach().double().numpy())
    for i, weight in zip(past, softmax(SHARPNESS * np.array(scores)), strict=True):
        p[TOKENS[i]] += SHARE * weight
    with torch.no_grad():
        if "clear" not in model.edits:  # else the memory's own part was changed, too
            np.testing.assert_allclose(np.exp(cached.logits(after)[0].numpy()), p, atol=1e-5)
        torch.testing.assert_close(followed, fresh, rtol=0, atol=1e-5)
        # Tokens are counted on from the start of the text.
        _, later = cached.step(torch.tensor([5]), empty, Tap())
        cached.edit(later, "forget", token=len(TOKENS))
