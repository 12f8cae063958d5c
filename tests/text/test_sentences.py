"""Sentences tile the prose of a text, and end where people end them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from wmstudio.text.sentences import sentences


def cut(text):
    return [text[start:stop] for start, stop in sentences(text)]


def test_a_sentence_ends_with_its_mark_and_closing_quote():
    text = "The cat sat. “Who is there?” said he. “I!” “It is only me,” said\nthe wolf.  Was it?"
    assert cut(text) == [
        "The cat sat.",
        "“Who is there?” said he.",
        "“I!”",
        "“It is only me,” said\nthe wolf.",
        "Was it?",
    ]


def test_a_paragraph_ends_a_sentence_without_a_mark():
    assert cut("\n Chapter one\n\nHe came\n \nand went. So\n\n") == [
        "Chapter one",
        "He came",
        "and went.",
        "So",
    ]


def test_abbreviations_and_initials_end_none():
    text = "Mr. Fox met Dr. B. Hare. I. Granny went to St. Ives."
    assert cut(text) == ["Mr. Fox met Dr. B. Hare.", "I. Granny went to St. Ives."]


def test_a_chinese_sentence_ends_with_its_mark_though_no_space_follows():
    text = "夜游的恶鸟飞过了。“谁？”他说。我忽而听到夜半的笑声！吃吃地"
    assert cut(text) == [
        "夜游的恶鸟飞过了。",
        "“谁？”",
        "他说。",
        "我忽而听到夜半的笑声！",
        "吃吃地",
    ]


@given(st.text(alphabet="aB. !?\n“”'é🙂猫。」", max_size=60))
def test_all_but_the_space_between_is_in_a_sentence(text):
    spans = sentences(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(text[a:b] == text[a:b].strip() and a < b for a, b in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
