"""Merging tokenizers give what their definitions give, and their tokens tile the text."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstudio.text.changing import ChangingText
from wmstudio.text.merging import (
    GPT2_WORDS,
    WORDS,
    PairTokenizer,
    ScoreTokenizer,
    byte_letters,
    merged,
)

BYTES = [bytes([i]) for i in range(256)]
MERGES = [(b"t", b"h"), (b"th", b"e"), (b" ", b"the"), (b"i", b"n"), (b"in", b"g"), (b"e", b"r")]
PAIRS = PairTokenizer(
    [*BYTES, *(a + b for a, b in MERGES)], {pair: i for i, pair in enumerate(MERGES)}
)
PIECES = [b"", b"", b"", *BYTES, b" ", b"a", b"b", b"c", b"ab", b"bc", b" a", b"abc", b"\n"]
SCORES = ScoreTokenizer(PIECES, [0.0] * 259 + [-9, -9, -9, -9, -1, -2, -3, -4, -9], 3)
TEXT = st.text(st.sampled_from("abc \nthe ing\u00e9\U0001f600\ud83d"), max_size=40)


def by_definition(parts, score):
    """The best pair, looked for anew each time."""
    parts = list(parts)
    while True:
        found = [
            (score(a, b), i) for i, (a, b) in enumerate(pairwise(parts)) if score(a, b) is not None
        ]
        if not found:
            return parts
        _, i = min(found)
        parts[i : i + 2] = [parts[i] + parts[i + 1]]


@given(st.lists(st.sampled_from([b"a", b"b", b"c"]), max_size=25), st.integers(0, 10_000))
def test_merging_is_what_looking_for_the_best_pair_each_time_gives(parts, seed):
    scores = {}

    def score(a, b):
        made = random.Random(f"{seed} {a} {b}")
        return scores.setdefault((a, b), made.choice([None, made.randrange(5)]))

    assert merged(parts, score) == by_definition(parts, score)


@pytest.mark.parametrize("tokenizer", [PAIRS, SCORES], ids=["pairs", "scores"])
@given(text=TEXT)
def test_tokens_tile_any_text_and_say_it_again(tokenizer, text):
    encoding = tokenizer.encode(text)

    assert (encoding.ends[-1] if len(encoding.ends) else 0) == len(text)
    assert (encoding.ends[1:] >= encoding.ends[:-1]).all()
    said = tokenizer.decode(encoding.ids)
    begun = " " if tokenizer.marks_start and text else ""
    assert said == begun + text


@pytest.mark.parametrize("tokenizer", [PAIRS, SCORES], ids=["pairs", "scores"])
@given(texts=st.lists(TEXT, max_size=6))
def test_a_changing_text_has_the_tokens_of_a_fresh_one(tokenizer, texts):
    document = ChangingText(tokenizer)
    for text in texts:
        found, fresh = document.encode(text), tokenizer.encode(text)
        assert found.ids.tolist() == fresh.ids.tolist()
        assert found.ends.tolist() == fresh.ends.tolist()


def test_gpt2_cuts_a_text_into_words_before_it_merges():
    text = "I'll say: hello   world_1 2345!\n\n x"

    words = GPT2_WORDS.findall(text)
    assert words == ["I", "'ll", " say", ":", " hello", "  ", " world", "_", "1", " 2345", "!",
                     "\n\n", " x"]  # fmt: skip
    assert "".join(words) == text


def test_every_byte_has_its_letter():
    letters = byte_letters()

    assert sorted(letters.values()) == list(range(256))
    assert (letters["Ġ"], letters["Ċ"], letters["a"]) == (32, 10, 97)


CUT = {
    "gpt-2": ["I", "'ll", " see", " 12345", " cats", "!!", " ", " ok", "\n", " x", "_", "y"],
    "smollm": ["I", "'ll", " see", " ", "1", "2", "3", "4", "5", " cats", "!!", " ", " ok", "\n",
               " x", "_", "y"],
    "llama-bpe": ["I", "'ll", " see", " ", "123", "45", " cats", "!!", " ", " ok", "\n", " x",
                  "_y"],
    "qwen2": ["I", "'ll", " see", " ", "1", "2", "3", "4", "5", " cats", "!!", " ", " ok", "\n",
              " x", "_y"],
}  # fmt: skip


@pytest.mark.parametrize("name", CUT)
def test_texts_are_cut_into_the_words_of_their_model(name):
    assert WORDS[name].findall("I'll see 12345 cats!!  ok\n x_y") == CUT[name]


def test_fractions_are_numbers():
    # Python's re takes them for letters.
    assert [x.findall("½x ²") for x in WORDS.values()] == [
        ["½", "x", " ²"],
        ["½", "x", " ", "²"],
        ["½", "x", " ", "²"],
        ["½", "x", " ", "²"],
    ]


@pytest.mark.parametrize("name", WORDS)
@given(text=st.text(max_size=40))
def test_words_leave_out_nothing_of_a_text(name, text):
    assert "".join(WORDS[name].findall(text)) == text


def test_pairs_are_merged_within_words_only():
    # A digit is a word of its own, so that nothing is merged across it.
    pieces = [*BYTES, b"12", b" 1"]
    ranks = {(b"1", b"2"): 0, (b" ", b"1"): 1}
    assert PairTokenizer(pieces, ranks).encode("x 12").ids.tolist() == [120, 32, 256]
    single = PairTokenizer(pieces, ranks, "smollm")
    assert single.encode("x 12").ids.tolist() == [120, 32, 49, 50]


ENDS = {(b".", b"\n"): 0, (b".\n", b"\n"): 1, (b"\n", b"\n"): 2, (b" ", b"\n"): 3}
AFTER = [*BYTES, *(a + b for a, b in ENDS)]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        # As Hugging Face's tokenizers gives them with the same pieces.
        ("llama-bpe", "a.\n\nb", [b"a", b".\n\n", b"b"]),
        ("qwen2", "a\n\nb.\nc", [b"a", b"\n\n", b"b", b".\n", b"c"]),
        ("gpt-2", "a\n\nb", [b"a", b"\n", b"\n", b"b"]),
        ("gpt-2", "a\n\n b", [b"a", b"\n\n", b" ", b"b"]),
        ("smollm", "a\n\n1", [b"a", b"\n\n", b"1"]),
        ("smollm", "a\n\nb", [b"a", b"\n", b"\n", b"b"]),
        ("gpt-2", "a\n\n", [b"a", b"\n\n"]),
        ("gpt-2", "a \n", [b"a", b" \n"]),
        ("gpt-2", "\n\n", [b"\n\n"]),
        ("smollm", "b\n\na\n\n", [b"b", b"\n", b"\n", b"a", b"\n\n"]),
        ("llama-bpe", "a.\n\n", [b"a", b".\n\n"]),
        ("gpt-2", "a \nb", [b"a", b" ", b"\n", b"b"]),
        ("gpt-2", "a\n\n\u3000b", [b"a", b"\n\n", *(bytes([x]) for x in "\u3000b".encode())]),
    ],
)
def test_pieces_go_over_blank_lines_as_they_were_trained_to(name, text, said):
    found = PairTokenizer(AFTER, ENDS, name).encode(text)

    assert [AFTER[id] for id in found.ids] == said
    assert found.ends[-1] == len(text)
