"""The tests of remembering: their texts are what they say, and they tell memory from none."""

from collections import Counter

import numpy as np
import pytest

from tests import support
from tests.evaluation.prose import prose
from wmstudio.evaluation import invented
from wmstudio.evaluation.language import EvaluationError
from wmstudio.evaluation.remembering import (
    DISTANCES,
    GAPS,
    LEAD,
    PASSAGE,
    PASSAGES,
    SLACK,
    again_items,
    list_items,
    name_items,
    ratios,
    remember,
)

TEXTS = {"a": prose(1), "b": prose(2)}


class Rememberer:
    """Any token costs 8 bits, and 2 if it came before; with ``order`` on, after the same tokens."""

    def __init__(self, order):
        self.order, self.tokenizer = order, support.tokenizer()

    def bits(self, texts, wanted, tell=None):
        return [
            np.array([self._cost(ids.tolist(), t) for t in places])
            for ids, places in zip(texts, wanted, strict=True)
        ]

    def _cost(self, ids, t):
        if not self.order:
            return 2.0 if ids[t] in ids[:t] else 8.0
        latest = ids[max(0, t - 7) : t + 1]
        there = any(ids[i : i + len(latest)] == latest for i in range(t - 7))
        return 2.0 if there else 8.0


def stretch(item, which):
    return item.passage.text[slice(*item.passage.stretches[which])]


def test_again_reads_the_same_passage_twice_at_the_distances_it_says():
    items = again_items(TEXTS, seed=5)
    assert Counter(item.group for item in items) == {(str(gap),): 24 for gap in GAPS}
    for item in items:
        (low, high), (then, end) = item.passage.stretches
        assert stretch(item, 0) == stretch(item, 1)
        assert PASSAGE <= high - low <= PASSAGE * (1 + SLACK)
        assert LEAD <= low <= LEAD * (1 + SLACK) + 2
        gap = int(item.group[0])
        assert gap <= then - high - 4 <= gap * (1 + SLACK)
        assert end == len(item.passage.text)
    assert len({stretch(item, 0) for item in items}) == 24


def test_again_has_something_else_between():
    for texts in (TEXTS, {"a": TEXTS["a"]}):
        for item in again_items(texts, seed=5):
            assert item.passage.text.count(stretch(item, 0)) == 2


def test_texts_that_are_too_short_are_told():
    with pytest.raises(EvaluationError, match="too short"):
        again_items({"a": support.PAGE}, seed=1)
    with pytest.raises(EvaluationError, match="too short"):
        again_items({"a": "\n"}, seed=1)


def test_lists_come_again_in_order_in_another_order_or_new():
    firsts = Counter()
    seconds = Counter()
    for item in list_items(seed=5):
        first, second = (stretch(item, which).split(", ") for which in (0, 1))
        assert len(set(first)) == len(set(second)) == 6
        if item.group[0] == "same":
            assert first == second
        elif item.group[0] == "other":
            assert sorted(first) == sorted(second)
            assert all(a != b for a, b in zip(first, second, strict=True))
        else:
            assert not set(first) & set(second)
            firsts.update(first)
            seconds.update(second)
    assert firsts == seconds


def test_names_come_again_after_exactly_so_many_words():
    items = name_items(seed=5)
    assert Counter(item.group for item in items) == {(str(n),): 60 for n in DISTANCES}
    assert len({stretch(item, 0) for item in items}) == 60
    for item in items:
        (_, high), (then, _) = item.passage.stretches
        name = stretch(item, 0)
        assert name == stretch(item, 1)
        assert item.passage.text.count(name) == 2
        assert len(item.passage.text[high:then].strip(". ").split()) == int(item.group[0])


@pytest.mark.parametrize("make", [list_items, name_items, lambda seed: again_items(TEXTS, seed)])
def test_a_seed_gives_the_same_passages_and_another_others(make):
    assert make(3) == make(3)
    assert make(3) != make(4)


def test_list_nouns_and_names_are_in_no_filler():
    every = " ".join((*invented.FILLER, *invented.CLOSING.values())).replace(".", "").lower()
    words = set(every.split())
    assert not words & set(invented.NOUNS)
    assert len(set(invented.NOUNS)) == len(invented.NOUNS)


def test_filler_has_so_many_words_and_begins_alike():
    for words in range(3, 320):
        assert len(invented.filler(words, (1, words)).split()) == words
    few, many = (invented.filler(words, (1,)).split() for words in (30, 300))
    assert few[:10] == many[:10]
    for words in (0, 2, 10_000):
        with pytest.raises(ValueError, match="no filler"):
            invented.filler(words, (1,))


def test_a_memory_of_order_is_told_from_one_without():
    items = list_items(seed=1)
    ordered, loose = (ratios(Rememberer(order), items, 1) for order in (True, False))
    for words in map(str, DISTANCES):
        assert ordered["same"][words]["value"] < ordered["other"][words]["value"] - 0.1
        # Not equal: where a noun stands decides how it is cut into pieces.
        assert loose["same"][words]["value"] == pytest.approx(
            loose["other"][words]["value"], rel=0.02
        )
        assert ordered["new"][words]["value"] > ordered["same"][words]["value"] + 0.1


def test_ratios_are_of_the_sums_of_bits_second_over_first():
    reader = Rememberer(order=True)
    items = name_items(seed=1)
    found = ratios(reader, items, seed=1, skip=1)["30"]
    sums = [0.0, 0.0]
    for item in items:
        if item.group == ("30",):
            encoding = reader.tokenizer.encode(item.passage.text)
            for which, (low, high) in enumerate(item.passage.stretches):
                inside = np.flatnonzero((encoding.ends > low) & (encoding.ends <= high))[1:]
                sums[which] += sum(reader.bits([encoding.ids], [inside])[0])
    assert found["value"] == pytest.approx(sums[1] / sums[0])
    assert found["low"] <= found["value"] <= found["high"]
    assert found["count"] == 60


def test_remember_tells_all_three_by_distance():
    told = []
    found = remember(Rememberer(order=True), TEXTS, seed=1, tell=told.append)
    assert list(found) == ["again", "list", "new name"]
    assert list(found["again"]) == [str(gap) for gap in GAPS]
    assert list(found["list"]) == ["same", "other", "new"]
    assert list(found["new name"]) == [str(words) for words in DISTANCES]
    assert PASSAGES == 24 * 3 + 24 * 12 + 60 * 4
