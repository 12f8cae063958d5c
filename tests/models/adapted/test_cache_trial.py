"""Trying a cache: who may read on from it, how many tokens at once, and who is told why not."""

import pytest
import torch

from tests.models.adapted import reading_modules as modules
from wmstudio.models.adapted.cache_trial import cached, check_whole
from wmstudio.models.adapted.model import AdapterError
from wmstudio.models.adapted.trial import whole


def read_whole(kind):
    module = kind()
    return module, whole(module, kind.__name__, module, None)[0]


def tried(kind):
    module, read = read_whole(kind)
    return cached(module, module.on, "tests", read, None)


@pytest.mark.parametrize(
    ("kind", "at_once", "alike"),
    [
        (modules.Right, True, True),
        (modules.Sliding, True, True),
        (modules.Branching, True, False),
        (modules.Beginning, True, False),
        (modules.Forgetful, False, False),
    ],
)
def test_several_tokens_follow_a_cache_where_that_is_right(kind, at_once, alike):
    model, told = tried(kind)
    assert (model.plan.at_once, model.plan.alike) == (at_once, alike)
    assert any("It reads one token at a time" in line for line in told) == (not at_once)
    assert "log probabilities differ by at most" in told[0]


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (modules.Lost, "read token by token, its log probabilities differ by"),
        (modules.OnItself, "read from a copy of its cache, its log probabilities differ by"),
        (modules.Uncopyable, r"cache\.lines is a tuple_iterator"),
        (modules.WithoutCache, "WithoutCache returns no cache"),
    ],
)
def test_a_cache_that_reads_on_wrongly_is_not_used(kind, why):
    with pytest.raises(AdapterError, match=why):
        tried(kind)


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (modules.Ahead, "depends on the tokens that follow"),
        (modules.Rolling, "reads the same text differently the second time"),
    ],
)
def test_what_is_no_language_model_is_told(kind, why):
    _, read = read_whole(kind)
    with pytest.raises(AdapterError, match=why):
        check_whole(read)


@pytest.mark.parametrize("kind", [modules.Right, modules.Forgetful, modules.Lost])
def test_what_reads_a_text_in_one_way_passes(kind):
    check_whole(read_whole(kind)[1])


def test_rows_of_attended_tokens_are_not_shown_as_of_one_each():
    model, told = tried(modules.PerKey)
    assert not [name for name in model.signals if "softplus" in name]
    assert "size at reading_modules.py" in told[-1]


def test_it_is_told_what_is_not_computed_for_the_first_token():
    assert tried(modules.Unequal)[1][-1].startswith(
        "Not shown, as it is not computed for the first token: reading_modules.py:"
    )
    assert "first token:" not in " ".join(tried(modules.Beginning)[1])


def test_the_parts_of_a_cache_that_grow_are_known_by_their_dim():
    model, _ = tried(modules.Right)
    assert model.plan.grows == {"cache.layers.0.keys": -2, "cache.layers.0.values": -2}
    assert list(model.carried) == [f"cache.layers.0.{x}" for x in ("keys", "values", "state")]


def test_a_cache_without_keys_is_read_on_for_ever():
    class Recurrent(modules.Right):
        def attended(self, x, layer):
            return x

    model, told = tried(Recurrent)
    assert model.plan.longest == 0
    with torch.inference_mode():
        ids = torch.arange(3000).unsqueeze(0) % modules.VOCAB
        done = model.prefill(ids, model.initial_state())
        torch.testing.assert_close(done.logits_BTV[0], model.module(ids)[0], rtol=0, atol=2e-5)
    assert not any("begins anew" in line for line in told)
