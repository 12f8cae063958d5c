"""What stands along the axis of a figure."""

from dataclasses import replace

import numpy as np
import pytest

from wmstudio.app.figures import Figure
from wmstudio.gui.export.axis_labels import column_labels, overlap, words_of
from wmstudio.gui.export.figure_style import FIT, NUMBERS, WORDS

PIECES = ("The", "␣c", "at", "␣", "sat", ".", "↵", "On")
FIGURE = Figure(
    "curves", "t", "token", "bits", np.zeros((1, len(PIECES)), np.float32), ("a",), PIECES, first=3
)


def test_words_stand_in_the_middle_of_their_tokens():
    found = [(round(at * len(PIECES), 3), word) for at, word in words_of(PIECES)]

    assert found == [(0.5, "The"), (2.0, "cat"), (5.0, "sat."), (7.5, "On")]


def test_letters_with_blanks_between_them_make_words():
    assert [word for _, word in words_of(tuple("a␣fox␣ran"))] == ["a", "fox", "ran"]
    assert [word for _, word in words_of(("a␣", "fox␣"))] == ["a", "fox"]
    assert list(words_of(())) == []


@pytest.mark.parametrize(
    ("along", "room", "texts"),
    [
        (FIT, 800, list(PIECES)),
        (FIT, 64, ["5", "10"]),
        (NUMBERS, 800, ["3", "4", "5", "6", "7", "8", "9", "10"]),
        (WORDS, 800, ["The", "cat", "sat.", "On"]),
    ],
)
def test_labels_are_tokens_words_or_numbers_as_chosen(along, room, texts):
    assert [text for _, text in column_labels(FIGURE, along, room, 10)] == texts


def test_words_that_would_overlap_are_left_out():
    labels = column_labels(FIGURE, WORDS, 24, 10)

    assert [text for _, text in labels] == ["The", "sat."]
    places = [at * 24 for at, _ in labels]
    assert places[1] - places[0] >= 9


def test_an_axis_without_tokens_has_no_words():
    other = replace(FIGURE, x="feature", columns=tuple("01234567"))

    assert column_labels(other, WORDS, 800, 10) == column_labels(other, FIT, 800, 10)


def test_columns_with_places_have_their_names_there_unless_too_near():
    placed = replace(FIGURE, columns=("1", "2", "3", "64"), places=(0.1, 0.3, 0.31, 0.9))

    for along in (FIT, NUMBERS, WORDS):
        assert column_labels(placed, along, 400, 10) == [(0.1, "1"), (0.3, "2"), (0.9, "64")]


def test_labels_overlap_where_two_of_them_need_more_than_there_is():
    labels = [(0.25, "abcd"), (0.75, "efgh")]

    assert overlap(labels, 70, lambda text: 10.0 * len(text), 5)
    assert not overlap(labels, 100, lambda text: 10.0 * len(text), 5)
