"""Tokenizers of other programs, given as objects: which characters each token covers."""

import re
from types import SimpleNamespace
from unicodedata import normalize

import pytest

from wmstudio.text.given_tokenizers import GivenTokenizer
from wmstudio.text.tokenizer import TokenizerError

PIECES = ("<s>", "a", " a", "\n", "\n\n", " .", "é", "x", " x", " ")
WORD = re.compile(r"\n+(?!\S)|\n| ?[ax.é]| ")


class Plain:
    """Words with the space before them; white space is cut by what follows it."""

    def encode(self, text):
        return [PIECES.index(part) for part in WORD.findall(text)]

    def decode(self, ids):
        return "".join(PIECES[i] for i in ids)


class Spaced(Plain):
    """It begins a text with a space, as Llama's does, and does not say it again."""

    def encode(self, text):
        return super().encode(f" {text}")

    def decode(self, ids):
        return super().decode(ids).removeprefix(" ")


class Tidy(Plain):
    """It leaves out spaces before full stops, as transformers' may."""

    def decode(self, ids, clean_up_tokenization_spaces=True):
        said = super().decode(ids)
        return said.replace(" .", ".") if clean_up_tokenization_spaces else said


class AlwaysTidy(Plain):
    def decode(self, ids):
        return super().decode(ids).replace(" .", ".")


class Composing(Plain):
    """It composes letters, as Qwen's does."""

    def encode(self, text):
        return super().encode(normalize("NFC", text))


class InRust:
    """It has another object that says the places."""

    class backend_tokenizer:
        @staticmethod
        def encode(text, add_special_tokens=True):
            found = [*WORD.finditer(text)]
            ids = [PIECES.index(one[0]) for one in found]
            return SimpleNamespace(ids=ids, offsets=[one.span() for one in found])

    def encode(self, text):
        raise AssertionError("its places would be unknown")

    def decode(self, ids):
        return "".join(PIECES[i].strip() for i in ids)


def said(theirs, text):
    """The pieces of a text, each with the characters that it covers."""
    found = GivenTokenizer(theirs, len(PIECES)).encode(text)
    stretches = [text[a:b] for a, b in found.spans]
    assert "".join(stretches) == text
    return [(PIECES[id], stretch) for id, stretch in zip(found.ids, stretches, strict=True)]


def as_typed(*pieces):
    return [(piece, piece) for piece in pieces]


@pytest.mark.parametrize("theirs", [Plain(), Tidy(), AlwaysTidy(), InRust()])
def test_each_token_covers_what_it_is_made_of(theirs):
    assert said(theirs, "a . a .\na") == as_typed("a", " .", " a", " .", "\n", "a")


def test_a_letter_that_is_composed_covers_its_mark():
    assert said(Composing(), "e\u0301a a") == [("é", "e\u0301"), ("a", "a"), (" a", " a")]


def test_a_mark_belongs_to_its_letter_where_the_places_leave_it_out():
    class Given(InRust):
        class backend_tokenizer:
            @staticmethod
            def encode(text, add_special_tokens=True):
                found = [one.start() for one in re.finditer("[ea]", text)]
                return SimpleNamespace(ids=[1] * len(found), offsets=[(x, x + 1) for x in found])

    assert said(Given(), "e\u0301a") == [("a", "e\u0301"), ("a", "a")]


def test_only_the_first_line_begins_a_text():
    assert said(Spaced(), "a\na") == [(" a", "a"), ("\n", "\n"), ("a", "a")]


def test_blank_lines_are_cut_by_what_follows_them():
    assert said(Plain(), "a\n\na") == as_typed("a", "\n", "\n", "a")
    assert said(Plain(), "a\n\n a") == as_typed("a", "\n\n", " a")
    assert said(Plain(), "a\n\n") == as_typed("a", "\n\n")
    assert said(Plain(), "\n\n") == as_typed("\n\n")
    assert said(Plain(), "a\na\n\n") == as_typed("a", "\n", "a", "\n\n")


def test_a_tokenizer_that_does_not_know_other_letters_is_asked_of_the_text_alone():
    letters = ["a", "b", "\n"]
    theirs = SimpleNamespace(
        encode=lambda text: [letters.index(c) for c in text],
        decode=lambda ids: "".join(letters[i] for i in ids),
    )

    found = GivenTokenizer(theirs, 3).encode("ab\nba")
    assert found.ids.tolist() == [0, 1, 2, 1, 0]
    assert found.ends.tolist() == [1, 2, 3, 4, 5]


class Forbidding(Plain):
    """It refuses what looks like a special token, unless it is told not to, as tiktoken does."""

    def encode(self, text, *, allowed_special=(), disallowed_special="all"):
        if disallowed_special and "xx" in text:
            raise ValueError("xx is a special token\nand more lines")
        return super().encode(text)


def test_what_looks_like_a_special_token_is_text():
    assert said(Forbidding(), "axx") == as_typed("a", "x", "x")


def test_an_error_of_a_given_tokenizer_is_a_sentence():
    class OfLetters(Plain):
        def encode(self, text):
            return [{"a": 1, "x": 7, "\n": 3}[c] for c in text]

    made = GivenTokenizer(OfLetters(), len(PIECES))
    assert made.encode("a\nax").ids.tolist() == [1, 3, 1, 7]
    with pytest.raises(TokenizerError) as caught:
        made.encode("a\naq")
    assert str(caught.value) == (
        "the tokenizer that was given cannot read 'aq' (KeyError: 'q'): change the text, or the "
        "tokenizer"
    )
