"""Tokens of a text that changes: what a tokenizer gives, with little done twice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import tokenizer as trained
from wmstudio.text import changing, paragraphs
from wmstudio.text import tokenizer as tok
from wmstudio.text.changing import ChangingText, common_end, common_start
from wmstudio.text.merging import PairTokenizer

LINES = [f"Line {i} of a long text, which goes on and on.\n" for i in range(5_000)]
PIECES = st.sampled_from(
    ["\n", "a", "the cat", " ", "😀", "\ud83d", "x" * 30, "\n\n", "▁", "word " * 9]
)
TEXT = st.lists(PIECES, max_size=12).map("".join)


@pytest.fixture
def short_cuts(monkeypatch):
    """A tokenizer that cuts lines already after a few characters."""
    made = tok.Tokenizer(trained().model_bytes)
    monkeypatch.setattr(paragraphs, "_CUT", paragraphs.cutting(20))
    monkeypatch.setattr(paragraphs, "LONGEST_CUT", 20)
    monkeypatch.setattr(tok.Tokenizer, "longest_cut", 20)
    return made


def assert_same(ours, theirs):
    assert ours.ids.tolist() == theirs.ids.tolist()
    assert ours.ends.tolist() == theirs.ends.tolist()


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), TEXT), max_size=8))
def test_that_after_any_changes_the_tokens_are_those_of_the_tokenizer(changes):
    tokenizer, text = trained(), ""
    document = ChangingText(tokenizer)
    for at, to, new in changes:
        a = round(at * len(text))
        b = a + round(to * (len(text) - a))
        text = text[:a] + new + text[b:]
        assert_same(document.encode(text), tokenizer.encode(text))


def test_that_it_holds_in_lines_so_long_that_they_are_cut(short_cuts):
    random, text = np.random.default_rng(4), ""
    document = ChangingText(short_cuts)
    for _ in range(300):
        a, b = sorted(random.integers(0, len(text) + 1, 2))
        b = min(b, a + 12)
        new = "".join(random.choice(["a", " ", "bc", "\n", " the cat"], int(random.integers(0, 9))))
        text = text[:a] + new + text[b:]
        assert_same(document.encode(text), short_cuts.encode(text))
        assert list(np.diff(document._stops, prepend=0)) == [len(p) for p in tok.paragraphs(text)]


def looked_up(tokenizer, monkeypatch):
    """Every paragraph that is looked up from now on."""
    seen, real = [], tokenizer.encode_paragraph
    monkeypatch.setattr(
        tokenizer, "encode_paragraph", lambda p, **where: seen.append(p) or real(p, **where)
    )
    return seen


def test_that_of_a_long_text_only_the_paragraph_that_changed_is_looked_up(monkeypatch):
    tokenizer = tok.Tokenizer(trained().model_bytes)
    document = ChangingText(tokenizer)
    text = "".join(LINES)
    document.encode(text)
    seen = looked_up(tokenizer, monkeypatch)
    text = text.replace("Line 2500 ", "Line 25000 ")
    document.encode(text)
    assert set(seen) == {"Line 25000 of a long text, which goes on and on.\n"}
    seen.clear()
    document.encode(text + "x")
    assert set(seen) == {"x"}
    document.encode(text + "x")
    assert len(seen) <= 2


def test_that_in_a_line_without_end_typing_at_its_end_looks_up_the_last_cuts(monkeypatch):
    tokenizer = tok.Tokenizer(trained().model_bytes)
    document, text = ChangingText(tokenizer), "word " * 20_000
    document.encode(text)
    seen = looked_up(tokenizer, monkeypatch)
    document.encode(text + "x")
    assert sum(map(len, set(seen))) <= 3 * tok.LONGEST_CUT


def test_that_a_long_text_is_tokenised_in_parts_between_which_it_may_be_left(monkeypatch):
    tokenizer = tok.Tokenizer(trained().model_bytes)
    document, text = ChangingText(tokenizer), "".join(LINES)
    seen = []
    real = tokenizer.cut
    monkeypatch.setattr(tokenizer, "cut", lambda p: seen.append(p) or real(p))
    parts = document.prepare(text)
    first = next(parts)
    assert changing.AT_A_TIME <= first <= changing.AT_A_TIME + len(LINES[-1])
    assert len(seen) < len(LINES)
    parts.close()
    assert text[first - 1] == "\n"
    assert all(first < place <= len(text) for place in document.prepare(text))
    assert_same(document.encode(text), tokenizer.encode(text))
    assert seen == LINES


@given(st.text("ab", max_size=40), st.text("ab", max_size=40), st.integers(1, 5))
def test_that_common_starts_and_ends_are_the_longest(a, b, block):
    before, changing.BLOCK = changing.BLOCK, block
    try:
        start, end = common_start(a, b), common_end(a, b, min(len(a), len(b)))
    finally:
        changing.BLOCK = before
    longest = range(min(len(a), len(b)) + 1)
    assert start == max(n for n in longest if a[:n] == b[:n])
    assert end == max(n for n in longest if a[len(a) - n :] == b[len(b) - n :])


SPANNING = PairTokenizer(
    [*(bytes([i]) for i in range(256)), b"\n\n", b".\n", b".\n\n", b"\n ", "\né".encode()],
    {
        (b"\n", b"\n"): 0,
        (b".", b"\n"): 1,
        (b".\n", b"\n"): 2,
        (b"\n", b" "): 3,
    },
)
"""Pieces of which some go on after a newline."""


def test_that_pieces_over_blank_lines_are_found_wherever_the_text_changes(monkeypatch):
    # Lines are cut already after a few characters.
    monkeypatch.setattr(paragraphs, "_CUT", paragraphs.cutting(20))
    monkeypatch.setattr(paragraphs, "LONGEST_CUT", 20)
    monkeypatch.setattr(PairTokenizer, "longest_cut", 20)
    random, text = np.random.default_rng(5), ""
    document = ChangingText(SPANNING)
    for _ in range(600):
        a, b = sorted(random.integers(0, len(text) + 1, 2))
        b = min(b, a + 12)
        some = ["a", " ", ".", "\n", "\n\n", "é", " the cat", "\n  "]
        text = text[:a] + "".join(random.choice(some, int(random.integers(0, 9)))) + text[b:]
        assert_same(document.encode(text), SPANNING.encode(text))


def test_that_of_blank_lines_only_those_that_changed_are_looked_up(monkeypatch):
    document = ChangingText(SPANNING)
    text = "".join(line + "\n" for line in LINES)
    document.encode(text)
    seen = looked_up(SPANNING, monkeypatch)
    document.encode(text.replace("Line 2500 ", "Line 25000 "))
    assert set(seen) == {"Line 25000 of a long text, which goes on and on.\n\n"}


def test_that_typing_at_the_end_looks_up_the_line_that_ended_the_text(monkeypatch):
    document = ChangingText(SPANNING)
    text = "".join(line + "\n" for line in LINES)
    document.encode(text)
    seen = looked_up(SPANNING, monkeypatch)
    document.encode(text + "x")
    assert set(seen) == {LINES[-1] + "\n", "x"}
