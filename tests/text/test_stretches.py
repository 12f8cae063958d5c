"""Text to tokens and back, held to the bytes written out one by one."""

import random

import numpy as np
import pytest

from tests.support import tokenizer
from wmstudio.text.stretches import (
    Ends,
    Within,
    moved,
    place_of,
    spot_of,
    stretch_of,
    token_at,
    tokens_of,
)

TEXTS = (
    "“Why?” she—asked – ‘no’… é £5",
    "é",
    "🙂🙂",
    "a🇩🇪b 日本語 e\u0301x\u0300",
    "🙂 at the start, in 🙂 the middle, at the end 🙂",
    "the cat sat on the mat\n",
    "\ud800x\x00▁",
)


def characters_of(encoding):
    """Of each token the characters that any of its bytes belong to, counted byte by byte."""
    found, character = [], -1
    for i in encoding.ids:
        own = []
        for byte in tokenizer().piece(int(i)):
            if byte & 0xC0 != 0x80:
                character += 1
            own.append(character)
        found.append(set(own))
    return found


def stretches(text, count=60):
    chosen = random.Random(5)
    every = [(a, b) for a in range(len(text) + 1) for b in range(a, len(text) + 1)]
    return every if len(every) <= count else chosen.sample(every, count)


@pytest.mark.parametrize("text", TEXTS)
def test_a_stretch_has_every_token_with_a_byte_of_its_characters(text):
    encoding = tokenizer().encode(text)
    own, tiling = characters_of(encoding), Ends(encoding.ends)
    for start, stop in stretches(text):
        wanted = [t for t, held in enumerate(own) if held & set(range(start, stop))]
        first, after = tokens_of(tiling, start, stop)
        assert list(range(first, after)) == wanted, (start, stop)


@pytest.mark.parametrize("text", TEXTS)
def test_tokens_have_every_character_of_which_they_have_a_byte(text):
    encoding = tokenizer().encode(text)
    own, tiling = characters_of(encoding), Ends(encoding.ends)
    for first, after in stretches(own):
        if first < after:
            held = set().union(*own[first:after])
            assert stretch_of(tiling, first, after) == (min(held), max(held) + 1)


@pytest.mark.parametrize("text", TEXTS)
def test_every_token_is_found_again_by_its_spot(text):
    tiling = Ends(tokenizer().encode(text).ends)
    spots = [spot_of(tiling, token) for token in range(-1, len(tiling))]
    assert [token_at(tiling, spot) for spot in spots] == list(range(-1, len(tiling)))
    assert len(set(spots)) == len(spots)


def test_a_spot_means_the_last_token_where_its_character_takes_fewer():
    bytes_, whole = Ends(np.array([1, 2, 2, 2, 2, 3])), Ends(np.array([1, 2, 3]))
    assert spot_of(bytes_, 2) == Within(2, 1)
    assert [token_at(whole, spot_of(bytes_, t)) for t in range(6)] == [0, 1, 1, 1, 1, 2]
    assert [token_at(bytes_, spot_of(whole, t)) for t in range(3)] == [0, 4, 5]


@pytest.mark.parametrize("ends", [[0, 0, 1], [0, 1], [1, 2], []])
def test_before_the_first_token_is_a_spot_of_its_own(ends):
    """Llama begins a text with a space that nobody typed, which ends where the text begins."""
    tiling = Ends(np.array(ends, np.int64))
    spots = [spot_of(tiling, token) for token in range(-1, len(tiling))]
    assert [token_at(tiling, spot) for spot in spots] == list(range(-1, len(tiling)))
    assert moved(spots[0], 7) == spots[0]


def test_a_spot_goes_along_with_its_character():
    assert (moved(3, 7), moved(Within(3, 1), 7)) == (7, Within(7, 1))
    assert (place_of(3), place_of(Within(3, 1))) == (3, 3)


def test_what_lies_beyond_the_tokens_has_none():
    tiling = Ends(np.array([1, 2]))
    assert tokens_of(tiling, 2, 9) == (2, 2)
    assert tokens_of(tiling, 1, 9) == (1, 2)
    assert tokens_of(Ends(np.zeros(0, np.int64)), 0, 3) == (0, 0)
    with pytest.raises(IndexError):
        tiling.end_of(2)
