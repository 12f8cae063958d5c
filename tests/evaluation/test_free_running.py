"""What a model writes by itself, counted."""

import numpy as np
import pytest
import torch

from tests import support
from wmstudio.evaluation.free_running import (
    USUAL,
    WRITTEN,
    cut,
    distinct,
    figures,
    repeated,
    report,
    rows,
    written,
)
from wmstudio.evaluation.kneser_ney import KneserNey


def test_that_different_stretches_and_repeated_words_are_counted():
    words = ["a", "b", "c", "a", "b", "c", "a", "b", "d"]
    assert [distinct(words, n) for n in (1, 2, 9, 10)] == [(4, 9), (4, 8), (1, 1), (0, 0)]
    # "b c a b" is there again after "a b c a"; "a b d" was never there.
    assert repeated(words, 3) == (3, 7)
    assert repeated(words, 4) == (2, 6)
    assert repeated(["a", "b"], 3) == (0, 0)


@pytest.mark.parametrize("family", ["lstm", "pointer"])
def test_that_texts_are_drawn_as_the_model_expects(family):
    model = support.model(family)
    texts = written(model, 40, 3, seed=1)
    assert [len(one) for one in texts] == [3] * 40
    again = written(model, 40, 3, seed=1)
    np.testing.assert_array_equal(texts, again)
    # All first tokens of many texts together follow the distribution at the beginning.
    first = np.bincount([one[0] for one in written(model, 4000, 1, seed=2)], minlength=300)
    expected = model.logits(model.initial_state()).softmax(-1)[0].detach().numpy()
    chosen = np.argsort(-expected)[:100]
    share = first[chosen].sum() / 4000
    wanted = float(expected[chosen].sum())
    assert share == pytest.approx(wanted, abs=5 * (wanted * (1 - wanted) / 4000) ** 0.5)


def test_that_given_texts_are_cut_into_stretches_of_equal_length():
    tokenizer = support.tokenizer()
    texts = {"one": support.PAGE * 3, "two": support.PAGE}
    stretches = cut(texts, tokenizer, 10**6, 20)
    whole = tokenizer.encode(texts["one"]).ids
    np.testing.assert_array_equal(stretches[1], whole[20:40])
    assert {len(one) for one in stretches} == {20}
    some = cut(texts, tokenizer, 3, 20)
    assert len(some) == 3
    np.testing.assert_array_equal(some[2], stretches[2 * len(stretches) // 3])


def test_that_figures_are_those_of_all_texts_together():
    tokenizer = support.tokenizer()
    texts = [tokenizer.encode(text).ids.astype(np.int64) for text in ("a b a b", "the fox ran")]
    ngrams = KneserNey.counted(texts, tokenizer.vocab_size)
    found = figures(texts, tokenizer, ngrams)
    assert found["distinct_1"]["value"] == pytest.approx(5 / 7)
    assert found["distinct_2"]["value"] == pytest.approx(4 / 5)
    bits = sum(-np.log2(ngrams.chances(ids, np.arange(len(ids)))).sum() for ids in texts)
    assert found["bits_per_byte"]["value"] == pytest.approx(bits / len("a b a bthe fox ran"))
    assert "bits_per_byte" not in figures(texts, tokenizer, None)


def test_that_the_report_has_the_model_beside_the_texts():
    torch.manual_seed(0)
    tokenizer = support.tokenizer()
    counts = {"texts": 4, "length": 30, "seed": 1}
    found = report(support.model(), tokenizer, {"page": support.PAGE * 4}, counts, None)
    assert list(found["figures"]) == [WRITTEN, USUAL]
    table = list(rows(found))
    assert table[0] == ["4 texts of 30 tokens", WRITTEN, USUAL]
    assert [row[0] for row in table[1:]] == [
        *(f"different {n}-grams" for n in (1, 2, 3)),
        "repeated words",
    ]
    alone = report(support.model(), tokenizer, {}, counts, None)
    assert list(alone["figures"]) == [WRITTEN]
