"""Segments that cannot be learned by heart: what changes in them, and what does not."""

import numpy as np
import pytest

from tests.training.test_names import BOOKS
from wmstudio.text import tokenizer as tok
from wmstudio.training.names import find_names
from wmstudio.training.variations import PASSAGE, Variations, with_repeats

LENGTH = 300


def sentences(count, seed=0):
    """A story in which no sentence comes twice: some words and a number each."""
    rng = np.random.default_rng(seed)
    words = ["the", "cat", "sat", "on", "a", "mat", "and", "slept", "until", "evening"]
    lines = []
    for i in range(count):
        lines.append(f"It was {i} when {' '.join(rng.choice(words, 9))}.")
        lines.append("\n" if i % 3 == 2 else " ")
    return "".join(lines)


@pytest.fixture(scope="module")
def tokenizer():
    return tok.train([*BOOKS, sentences(100)], 320)


@pytest.fixture(scope="module")
def texts():
    return [book * 8 for book in BOOKS]


@pytest.fixture(scope="module")
def encoded(tokenizer, texts):
    return [tokenizer.encode(text).ids for text in texts]


def segment(variations, encoded, seed, book=0, start=0, length=LENGTH):
    return variations.segment(book, encoded[book], start, length, np.random.default_rng(seed))


def test_a_share_of_nothing_changes_no_segment(tokenizer, texts, encoded):
    variations = Variations(texts, tokenizer, 0.0, 0.0)
    for seed in range(20):
        assert np.array_equal(segment(variations, encoded, seed), encoded[0][:LENGTH])


def test_a_share_of_one_renames_every_segment(tokenizer, texts, encoded):
    variations = Variations(texts, tokenizer, 1.0, 0.0)
    own = find_names(texts)[0].kinds
    for seed in range(20):
        text = tokenizer.decode(segment(variations, encoded, seed))
        assert not any(name in text for name in own)
        assert any(name in text for book in find_names(texts)[1:] for name in book.kinds)


def test_a_share_of_one_half_renames_about_half_of_them(tokenizer, texts, encoded):
    variations = Variations(texts, tokenizer, 0.5, 0.0)
    changed = [
        not np.array_equal(segment(variations, encoded, seed), encoded[0][:LENGTH])
        for seed in range(200)
    ]
    # Four standard deviations of 200 throws of a coin.
    assert sum(changed) == pytest.approx(100, abs=28)


@pytest.mark.parametrize(("rename", "repeat"), [(1.0, 0.0), (0.0, 1.0), (0.5, 0.5)])
def test_a_segment_follows_from_its_generator_and_keeps_its_length(
    tokenizer, texts, encoded, rename, repeat
):
    variations = Variations(texts, tokenizer, rename, repeat)
    again = Variations(texts, tokenizer, rename, repeat)
    made = []
    for seed in range(20):
        ids = segment(variations, encoded, seed, book=seed % 3, start=40)
        assert len(ids) == LENGTH
        assert np.array_equal(ids, segment(again, encoded, seed, book=seed % 3, start=40))
        made.append(bytes(ids))
    assert len(set(made)) > 3


def test_where_a_book_ends_too_soon_the_segment_is_as_it_was(tokenizer, texts, encoded):
    # Most other names are longer, or as long: make one that is shorter come out short.
    variations = Variations(texts, tokenizer, 1.0, 0.0)
    start = len(encoded[0]) - LENGTH
    for seed in range(20):
        ids = segment(variations, encoded, seed, start=start)
        assert len(ids) == LENGTH
        text, plain = tokenizer.decode(ids), tokenizer.decode(encoded[0][start:])
        assert text == plain or "Bertram" not in text


def test_a_passage_comes_twice_and_nothing_else_changes():
    text, changed = sentences(60), 0
    for seed in range(30):
        varied = with_repeats(text, np.random.default_rng(seed))
        more = len(varied) - len(text)
        # One that was chosen too near the end has no paragraph after it to come again at.
        if varied == text:
            continue
        changed += 1
        assert PASSAGE[0] <= more <= PASSAGE[1] + 2
        # Where it may have been put in: without it the text is as it was.
        places = [
            at
            for at in range(len(text) + 1)
            if varied[:at] == text[:at] and varied[at + more :] == text[at:]
        ]
        assert any(
            varied[:at].endswith("\n") and varied[at : at + more].strip() in text[:at]
            for at in places
        )
    assert changed > 20


def test_a_text_without_room_for_a_second_time_is_left_alone():
    assert with_repeats("Too short. Far too short.", np.random.default_rng(0)) == (
        "Too short. Far too short."
    )
    assert with_repeats("", np.random.default_rng(0)) == ""
    one_paragraph = sentences(60).replace("\n", " ")
    assert with_repeats(one_paragraph, np.random.default_rng(0)) == one_paragraph


def test_passages_of_chinese_end_at_full_stops_and_closing_quotes():
    sentence = "却说陆青石提灯走到江边，叫道：“船家，你且莫睡！”沈阿满便应了一声。"
    text = "".join(sentence * 12 + "\n" for _ in range(8))
    changed = 0
    for seed in range(20):
        lines = with_repeats(text, np.random.default_rng(seed)).split("\n")
        again = [line for line in lines if line not in ("", sentence * 12)]
        assert all(line[-1] in "。”" and line[0] in "却沈" for line in again)
        changed += bool(again)
    assert changed > 10
