"""The fit of the cache is what the cache itself gives, and finds what is best."""

import numpy as np
import pytest
import torch

from tests import support
from wmstudio.evaluation.cache_card import TITLE, TextResult, with_cache
from wmstudio.evaluation.cache_fit import CHUNK, CacheFit, Point, fit_cache
from wmstudio.evaluation.language import EvaluationError
from wmstudio.models.registry import FAMILIES
from wmstudio.models.scoring import PredictionError, text_bits

CACHED = [name for name in FAMILIES if "cache" in support.model(name).settings]


def texts(seed=0, lengths=(90, 40)):
    """Random tokens with much repetition, so that a cache is of use."""
    random = np.random.default_rng(seed)
    return [random.integers(0, 12, n).astype(np.int32) for n in lengths]


@pytest.mark.parametrize("family", CACHED)
def test_bits_of_every_point_equal_those_of_the_cache_itself(family):
    model = support.model(family)
    found = fit_cache(model, texts(), sharpnesses=(3.0, 15.0), windows=(1, 7, 500))
    assert len(found.points) == 6
    for window, sharpness, weight, bits in found.points:
        cached = model.configured(
            cache=True, cache_window=window, cache_sharpness=sharpness, cache_weight=weight
        )
        # float32 sums of a few hundred tokens
        assert bits == pytest.approx(sum(text_bits(cached, texts())), rel=1e-5)
    assert found.bits_without == pytest.approx(sum(text_bits(model, texts())), rel=1e-5)
    assert found.tokens == 130


def test_windows_reach_across_chunks():
    model = support.model("lstm")
    long = texts(lengths=(3 * CHUNK + 5,))
    (point,) = fit_cache(model, long, sharpnesses=(9.0,), windows=(CHUNK + 3,)).points
    cached = model.configured(
        cache=True, cache_window=CHUNK + 3, cache_sharpness=9.0, cache_weight=point.weight
    )
    assert point.bits == pytest.approx(sum(text_bits(cached, long)), rel=1e-5)


def test_no_other_weight_is_better():
    model = support.model("lstm")
    (point,) = fit_cache(model, texts(), sharpnesses=(9.0,), windows=(100,)).points
    assert 0 < point.weight < 1
    for weight in (0.0, point.weight * 0.8, min(1.0, point.weight * 1.2)):
        other = model.configured(
            cache=True, cache_window=100, cache_sharpness=9.0, cache_weight=weight
        )
        assert sum(text_bits(other, texts())) > point.bits


def test_a_text_that_repeats_nothing_gets_no_cache():
    model = support.model("lstm")
    found = fit_cache(model, [np.arange(100, dtype=np.int32)])
    assert found.best.weight == 0.0
    assert found.best.bits == pytest.approx(found.bits_without)


def test_the_best_point_has_the_fewest_bits_and_is_what_is_kept():
    found = fit_cache(support.model("lstm"), texts())
    assert found.best.bits == min(point.bits for point in found.points) < found.bits_without
    model = support.model("lstm").configured(**found.settings)
    assert model.settings["cache_window"].value == found.best.window
    assert model.settings["cache_sharpness"].value == found.best.sharpness
    assert model.settings["cache_weight"].value == pytest.approx(found.best.weight, abs=1e-4)
    assert model.settings["cache"].value is False


def test_a_cache_that_is_on_already_makes_no_difference():
    model = support.model("lstm")
    on = model.configured(cache=True, cache_weight=0.7)
    assert fit_cache(on, texts()) == fit_cache(model, texts())


def test_a_model_that_can_have_no_cache_is_told():
    with pytest.raises(EvaluationError, match="no neural cache"):
        fit_cache(support.model("transformer"), texts())


@pytest.mark.parametrize("value", [torch.nan, torch.inf])
def test_a_model_without_probabilities_is_told(value):
    model = support.without_probabilities(value)
    with pytest.raises(PredictionError, match="no probabilities"):
        fit_cache(model, texts())


def test_texts_of_a_single_token_are_told():
    with pytest.raises(EvaluationError, match="too short"):
        fit_cache(support.model("lstm"), [np.zeros(1, np.int32)])


def fitted(weight):
    best = Point(512, 12.0, weight, 900.0)
    return CacheFit(best=best, points=(best,), bits_without=1000.0, tokens=100)


def test_the_card_tells_the_newest_fit_once_and_keeps_the_rest():
    card = "# tiny\n\nA model.\n\n## Limits\n\nMany.\n"
    once = with_cache(card, fitted(0.25), ["one.txt"], [], on=False)
    more = with_cache(f"{once}\n## More\n\nText.\n", fitted(0.5), ["two.txt"], [], on=False)
    assert more.startswith(f"{card}\n## More\n\nText.\n\n{TITLE}\n")
    assert once.startswith(card.rstrip())
    assert "one.txt (100 tokens)" in once
    assert "It is off" in once
    twice = with_cache(once, fitted(0.125), ["two.txt"], [TextResult("c.txt", 2.5, 2.25)], on=True)
    assert twice.count(TITLE) == 1
    assert twice.startswith(card.rstrip())
    assert "0.2500" not in twice
    assert "0.1250" in twice
    assert "| c.txt | 2.5000 | 2.2500 |" in twice
    assert "9.0000 bits per token with it and 10.0000 without" in " ".join(twice.split())
    assert "It is on" in twice
