"""Patterns: which stretches of a text they cover, and which tokens are inside."""

import numpy as np
import pytest

from wmstudio.text import patterns
from wmstudio.text.matching import MatchingError
from wmstudio.text.patterns import (
    CAPITALISED,
    EXPRESSION,
    NUMBERS,
    PUNCTUATION,
    QUOTES,
    SPANS,
    WHITESPACE,
    Pattern,
    labels_of,
    quotations,
    runs_of,
)

TOKENS = ["Tom", " had", " 12", ".5", " big", " B", "ears", ",", "\n", '"', "Oh", '!"', " he", "."]
TEXT = "".join(TOKENS)
ENDS = np.cumsum([len(token) for token in TOKENS])


def inside(pattern):
    labels = labels_of(pattern, TEXT, ENDS)
    return [token for token, label in zip(TOKENS, labels, strict=True) if label == 1]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (Pattern(CAPITALISED), ["Tom", " B", "ears", "Oh"]),
        (Pattern(NUMBERS), [" 12", ".5"]),
        (Pattern(PUNCTUATION), [".5", ",", '"', '!"', "."]),
        (Pattern(WHITESPACE), ["\n"]),
        (Pattern(QUOTES), ['"', "Oh"]),
        (Pattern(EXPRESSION, r"^T|ears$|\bh\w+"), ["Tom", " had", " he"]),
        (Pattern(SPANS, spans=((0, 1), (8, 9))), ["Tom", " 12"]),
    ],
)
def test_tokens_inside_have_a_character_of_the_pattern(pattern, expected):
    assert inside(pattern) == expected


def test_text_outside_both_expressions_does_not_count():
    labels = labels_of(Pattern(EXPRESSION, "had", r"big|had|he"), TEXT, ENDS)
    named = dict(zip(TOKENS, labels.tolist(), strict=True))
    assert {token for token, label in named.items() if label == 1} == {" had"}
    assert {token for token, label in named.items() if label == 0} == {" big", " he"}


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('a "b c" d "e" f', ['"b c', '"e']),
        ("a “b «c» d” e", ["“b «c» d"]),
        ("„a“ b «c»", ["„a", "«c"]),
        ('a "b\n\n"c" d', ['"b', '"c']),
        ("it's \"open", ['"open']),
        ("「小」", ["「小"]),
        ("none”", []),
    ],
)
def test_quotations_end_with_their_mark_or_their_paragraph(text, quoted):
    assert [text[start:stop] for start, stop in quotations(text)] == quoted


def test_all_tokens_of_one_character_belong_to_the_pattern_together():
    # The bear takes three tokens, of which only the first has its span.
    labels = labels_of(Pattern(PUNCTUATION), "a🐻b", np.array([1, 2, 2, 2, 3]))
    assert labels.tolist() == [0, 1, 1, 1, 0]


def test_an_empty_text_has_no_labels():
    for kind in (QUOTES, NUMBERS):
        assert len(labels_of(Pattern(kind), "", np.zeros(0, np.int64))) == 0


def test_runs_are_maximal():
    assert runs_of(np.array([1, 1, 0, -1, 1, 0], np.int8)) == [(0, 2), (4, 5)]


def test_a_text_that_is_too_long_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setattr(patterns, "LONGEST_TEXT", 10)
    with pytest.raises(MatchingError, match="at most 10 characters"):
        labels_of(Pattern(), TEXT, ENDS)


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        (PUNCTUATION, "cafe\u0301! नमस्ते", ["!"]),
        (PUNCTUATION, "a ❤\ufe0f b", ["❤\ufe0f"]),
        (CAPITALISED, "an E\u0301cole", ["E\u0301cole"]),
    ],
)
def test_accents_and_vowel_signs_are_parts_of_words(kind, text, found):
    ends = np.arange(1, len(text) + 1)
    runs = runs_of(labels_of(Pattern(kind), text, ends))
    assert [text[start:stop] for start, stop in runs] == found
