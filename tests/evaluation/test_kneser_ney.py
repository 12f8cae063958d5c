"""Modified Kneser–Ney: numbers by hand, the formula written out, and sums of one."""

from collections import Counter, defaultdict

import numpy as np
import pytest

from tests import support
from wmstudio.evaluation.kneser_ney import KneserNey, NgramReader
from wmstudio.evaluation.language import EvaluationError


def array(*ids):
    return np.array(ids, np.int64)


def test_a_small_example_by_hand():
    model = KneserNey.counted([array(0, 1, 0, 1, 0, 2)], vocab_size=3, order=2)
    # 0 stands after the beginning and after 1, the others after 0 alone; discounts 1, ½, ½.
    # p(0) = (2 - 1) / 4 + 2/4 · 1/3;  p(1) = p(2) = ½ / 4 + 2/4 · 1/3
    # c(0 1) = 2, c(0 2) = 1: p(1 | 0) = (2 - 1) / 3 + 1½/3 · p(1) and so on.
    unigrams = [5 / 12, 7 / 24, 7 / 24]
    after_0 = [0.5 * 5 / 12, 1 / 3 + 0.5 * 7 / 24, 0.5 / 3 + 0.5 * 7 / 24]
    every = array(0, 1, 2)
    found = model.chances(array(0, 0), array(1, 1, 1), every)
    np.testing.assert_allclose(found, after_0, rtol=1e-12)
    # Nothing ever follows 2.
    np.testing.assert_allclose(
        model.chances(array(2, 0), array(1, 1, 1), every), unigrams, rtol=1e-12
    )
    # After the beginning, 0 alone: (1 - ½) / 1 + ½ p(0).
    assert model.chances(array(0), array(0))[0] == pytest.approx(0.5 + 0.5 * 5 / 12)


def written_out(texts, vocab, order):
    """p(w | h) by the formula of the module, with dictionaries and recursion."""
    raw = [Counter() for _ in range(order + 1)]
    for text in texts:
        marked = ("^", *text)
        for n in range(1, order + 1):
            for i in range(len(marked) - n + 1):
                raw[n][marked[i : i + n]] += 1
    counts = [None] * (order + 1)
    for n in range(1, order + 1):
        before = Counter(gram[1:] for gram in raw[n + 1]) if n < order else {}
        counts[n] = {
            gram: raw[n][gram] if n == order or gram[0] == "^" else before[gram]
            for gram in raw[n]
            if gram != ("^",)
        }
    discounts = [None]
    for n in range(1, order + 1):
        many = Counter(counts[n].values())
        n1, n2, n3, n4 = (many[i] for i in (1, 2, 3, 4))
        discounts.append([0, 0.5, 1.0, 1.5])
        if n1 and n2 and n3 and n4:
            y = n1 / (n1 + 2 * n2)
            d = [0, 1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3]
            if min(d[1:]) > 0:
                discounts[n] = d
    followers = [defaultdict(dict) for _ in range(order + 1)]
    for n in range(1, order + 1):
        for gram, count in counts[n].items():
            followers[n][gram[:-1]][gram[-1]] = count

    def p(history, word):
        history = tuple(history)[-(order - 1) :] if order > 1 else ()
        shorter = p(history[1:], word) if history else 1 / vocab
        there, discount = followers[len(history) + 1].get(history, {}), discounts[len(history) + 1]
        if not history:
            there = followers[1][()]
        if not there:
            return shorter
        rest = sum(discount[min(c, 3)] for c in there.values())
        own = there.get(word, 0)
        return (own - discount[min(own, 3)] + rest * shorter) / sum(there.values())

    return p


def random_texts(seed, vocab, lengths):
    """Tokens of which some are frequent and some rare, so that all counts occur."""
    random = np.random.default_rng(seed)
    share = 1 / np.arange(1, vocab + 1)
    return [random.choice(vocab, n, p=share / share.sum()) for n in lengths]


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_every_chance_is_that_of_the_formula(order):
    vocab, texts = 40, random_texts(3, 40, (700, 300, 1))
    model = KneserNey.counted(texts, vocab, order)
    p = written_out([tuple(text.tolist()) for text in texts], vocab, order)
    new = random_texts(4, vocab, (60,))[0]
    found = model.chances(new, np.arange(len(new)))
    expected = [p(("^", *new[:i].tolist()), new[i].item()) for i in range(len(new))]
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    assert model.tokens == 1001


@pytest.mark.parametrize("order", [1, 2, 5])
def test_chances_of_all_tokens_sum_to_one(order):
    vocab, texts = 30, random_texts(5, 30, (500, 200))
    model = KneserNey.counted(texts, vocab, order)
    text, every = texts[0][:40], np.arange(vocab)
    for place in (0, 1, 3, 17, 39):
        chances = model.chances(text, np.full(vocab, place), every)
        assert (chances > 0).all()
        assert chances.sum() == pytest.approx(1, abs=1e-9)


def test_no_token_is_impossible_whatever_was_counted():
    # One token once, many twice: the formula's first discount would be below zero.
    for times in ([1, 2, 2, 2, 2, 3, 4], [1, 2, 3, 4], [1, 1, 2, 3, 4, 4, 4]):
        text = np.concatenate([np.full(n, token) for token, n in enumerate(times)])
        model = KneserNey.counted([text], 20, order=3)
        chances = model.chances(text[:3], np.full(20, 2), np.arange(20))
        assert (chances > 0).all()
        assert chances.sum() == pytest.approx(1)


def test_a_vocabulary_of_a_million_needs_no_more_bits():
    texts = [array(999_999, 5, 999_999, 5, 123_456, 7)]
    model = KneserNey.counted(texts, 1_000_000, 5)
    found = model.chances(texts[0], np.arange(6))
    assert found[3] > 0.3
    assert (found > 0).all()


def test_texts_are_not_counted_across_their_ends():
    one = KneserNey.counted([array(1, 2), array(3, 4)], 6, 2)
    p = written_out([(1, 2), (3, 4)], 6, 2)
    assert one.chances(array(2, 3), array(1))[0] == pytest.approx(p((2,), 3))


def test_no_text_is_told():
    with pytest.raises(EvaluationError, match="no text"):
        KneserNey.counted([array()], 5)


# --- as a reader, with a cache ------------------------------------------------------------------


def reader(**values):
    tokenizer = support.tokenizer()
    ids = tokenizer.encode(support.PAGE).ids.astype(np.int64)
    return NgramReader(KneserNey.counted([ids], tokenizer.vocab_size), tokenizer, **values)


def test_a_reader_gives_the_bits_of_the_wanted_tokens():
    plain = reader()
    ids = random_texts(6, 300, (30,))[0]
    ((bits),) = plain.bits([ids], [array(0, 4, 29)])
    np.testing.assert_allclose(bits, -np.log2(plain.ngrams.chances(ids, array(0, 4, 29))))


def test_the_cache_is_the_faded_share_of_what_was_read():
    plain, cached = reader(), reader(cache_weight=0.25, cache_fade=2.0, cache_window=3)
    ids = array(7, 8, 7, 9, 7)
    ((bits),) = cached.bits([ids], [np.arange(5)])
    own = plain.ngrams.chances(ids, np.arange(5))
    fade = np.exp(-np.arange(3, 0, -1) / 2)
    shares = [0, 0, fade[1] / fade[1:].sum(), 0, fade[1] / fade.sum()]
    expected = [own[0], *(0.75 * p + 0.25 * c for p, c in zip(own[1:], shares[1:], strict=True))]
    np.testing.assert_allclose(2.0**-bits, expected)


def test_with_the_cache_chances_sum_to_one():
    cached = reader(cache_weight=0.3)
    start = random_texts(6, 300, (20,))[0]
    texts = [np.append(start, token) for token in range(300)]
    bits = cached.bits(texts, [array(20)] * 300)
    assert sum(2.0 ** -one[0] for one in bits) == pytest.approx(1)
