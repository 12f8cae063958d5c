"""Regular expressions matched in a child process: results, errors, and an end to waiting."""

import re

import pytest

from wmstudio.text import matching
from wmstudio.text.matching import MatchingError, matches

FOR_EVER = r"(\w+\s?)+\d$"
"""Takes time that doubles with every character of a text without digits."""


def found(expression, text):
    steps = matches(expression, text)
    while True:
        try:
            assert next(steps) is None
        except StopIteration as end:
            places = end.value
            break
    return places


@pytest.mark.parametrize("expression", [r"\w+", "^b", "a*", "🐻", r"(?<=x)y", "é|\\ud800"])
def test_matches_are_those_of_python_without_empty_ones(expression):
    text = "ab xy\nbé 🐻a\ud800" * 500
    python = re.finditer(expression, text, re.MULTILINE)
    assert found(expression, text) == [m.span() for m in python if m.group()]


def test_a_text_that_no_pipe_holds_is_matched_as_a_whole():
    text = "ab cd é " * 500_000
    places = found(r"\w+", text)
    assert places == [m.span() for m in re.finditer(r"\w+", text)]


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("(", "no regular expression: missing \\)"),
        ("", "Write a regular expression"),
        ("a" * 2000, "at most 1,000 characters"),
    ],
)
def test_a_wrong_expression_is_told_in_a_sentence(expression, why):
    with pytest.raises(MatchingError, match=why) as told:
        found(expression, "text")
    assert str(told.value).endswith(".")


def test_an_expression_that_takes_for_ever_is_ended(monkeypatch):
    monkeypatch.setattr(matching, "PATIENCE", 0.2)
    steps = matches(FOR_EVER, "word " * 100)
    assert next(steps) is None
    with pytest.raises(MatchingError, match="took longer than"):
        list(steps)


def test_giving_up_ends_the_child(monkeypatch):
    started = []

    class Recorded(matching.subprocess.Popen):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            started.append(self)

    monkeypatch.setattr(matching.subprocess, "Popen", Recorded)
    steps = matches(FOR_EVER, "word " * 100)
    next(steps)
    (child,) = started
    assert child.poll() is None
    steps.close()
    assert child.poll() is not None
