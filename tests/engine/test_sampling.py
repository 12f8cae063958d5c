"""How the next token is chosen."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstudio.engine.backend import Refused
from wmstudio.engine.messages import Sampling
from wmstudio.engine.sampling import distribution, generate, said
from wmstudio.testing.fake import FakeBackend
from wmstudio.text.merging import AS_TYPED, ScoreTokenizer
from wmstudio.text.vocabularies import WordTokenizer

P = np.array([0.5, 0.2, 0.15, 0.1, 0.05])
LOG_P = np.log(P).astype(np.float32)


def plain(**changes):
    return Sampling(**{"temperature": 1.0, "top_k": 0, "top_p": 1.0, **changes})


def test_that_nothing_changed_is_the_models_own_distribution():
    np.testing.assert_allclose(distribution(LOG_P, plain()), P, atol=1e-6)


def test_that_temperature_sharpens_by_its_formula():
    expected = P**2 / (P**2).sum()
    np.testing.assert_allclose(distribution(LOG_P, plain(temperature=0.5)), expected, atol=1e-6)


def test_that_temperature_zero_takes_the_most_probable():
    assert distribution(LOG_P, plain(temperature=0)).tolist() == [1, 0, 0, 0, 0]


def test_that_top_k_keeps_k_and_scales_them_to_one():
    expected = np.array([0.5, 0.2, 0, 0, 0]) / 0.7
    np.testing.assert_allclose(distribution(LOG_P, plain(top_k=2)), expected, atol=1e-6)


@pytest.mark.parametrize(("top_p", "kept"), [(0.5, 1), (0.6, 2), (0.7, 2), (0.71, 3), (0, 1)])
def test_that_top_p_keeps_the_fewest_that_reach_p(top_p, kept):
    # 0.5 and 0.7 are reached exactly; float32 may lie a hair below, so allow one more there.
    count = int((distribution(LOG_P, plain(top_p=top_p)) > 0).sum())
    assert count == kept or (top_p in (0.5, 0.7) and count == kept + 1)


def test_that_top_p_counts_what_top_k_has_left():
    p = distribution(LOG_P, plain(top_k=2, top_p=0.7))
    assert (p > 0).tolist() == [True, False, False, False, False]


@given(
    st.lists(st.floats(-30, 0), min_size=1, max_size=20),
    st.floats(0, 3),
    st.integers(0, 30),
    st.floats(0, 1),
)
def test_that_it_is_always_a_distribution_that_keeps_the_best(logs, temperature, top_k, top_p):
    logs = np.array(logs, np.float32)
    p = distribution(logs, Sampling(temperature, top_k, top_p))
    assert p.sum() == pytest.approx(1, abs=1e-5)
    assert (p >= 0).all()
    assert logs[p > 0].max() == pytest.approx(logs.max(), abs=1e-6)


def test_that_a_seed_gives_the_same_text_again_and_another_seed_another():
    backend = FakeBackend()

    def text(seed):
        sampling = Sampling(temperature=1.0, seed=seed, tokens=30)
        return list(generate(backend, backend.initial_state(), 0, sampling))

    assert text(1) == text(1)
    assert text(1) != text(2)


def test_that_drawing_follows_the_probabilities():
    backend = FakeBackend()
    tokens = list(generate(backend, backend.initial_state(), 0, plain(tokens=2000)))
    followed = sum(b == (a + 1) % 256 for a, b in pairwise(tokens))
    assert followed / 1999 == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("temperature", [0.0, 1.0])
@pytest.mark.parametrize("logs", [[np.nan, -1, -2], [-1, np.nan, -2], [-np.inf] * 3])
def test_that_nothing_is_drawn_where_probabilities_are_no_numbers(logs, temperature):
    with pytest.raises(Refused, match="no numbers"):
        distribution(np.array(logs, np.float32), plain(temperature=temperature))


def test_that_an_impossible_token_is_never_drawn():
    logs = np.array([-np.inf, -0.7, -0.7], np.float32)
    assert distribution(logs, plain()) == pytest.approx([0, 0.5, 0.5])


PIECES = [b"<unk>"] + [bytes([i]) for i in range(256)] + [b" ", b"a", b" a", b"b"]


@pytest.mark.parametrize(
    ("tokenizer", "tokens", "text", "writes"),
    [
        (ScoreTokenizer(PIECES, [0.0] * 261, 1), [259, 259], "", b"a a"),
        (ScoreTokenizer(PIECES, [0.0] * 261, 1), [259, 259], "b", b" a a"),
        (ScoreTokenizer(PIECES, [0.0] * 261, 1), [260, 259], "", b"b a"),
        (ScoreTokenizer(PIECES, [0.0] * 261, 1, rules=AS_TYPED), [259, 259], "", b" a a"),
        (WordTokenizer(["<unk>", "the", "cat"]), [1, 2], "", b"the cat"),
    ],
    ids=["begins", "goes on", "without", "as typed", "words"],
)
def test_a_space_that_every_text_begins_with_is_not_written(tokenizer, tokens, text, writes):
    assert b"".join(said(tokenizer, tokens, text)) == writes
    if not text and tokens[0] != 260:
        assert tokenizer.encode(writes.decode()).ids.tolist() == tokens
