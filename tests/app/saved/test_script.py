"""Scripts of performances: what they say, and that a bad one is refused with its line."""

import pytest

from wmstudio.app.saved.script import (
    MOST_STEPS,
    ScriptStep,
    parse_script,
    plain_script,
    read_script,
)
from wmstudio.untrusted import UntrustedError

GOOD = '''# A comment
title = "A name"
pace = 20

[[step]]
caption = "Look at the name."
type = """
Once there was
[[step]]
type = no key, but a line of the text
"""

[[step]]
after = "was"
pace = 5
'''


def refused(text):
    with pytest.raises(UntrustedError) as told:
        parse_script(text)
    return str(told.value)


def test_a_script_has_a_title_and_steps_with_their_pace():
    script = parse_script(GOOD)
    assert script.title == "A name"
    first, second = script.steps
    assert first.caption == "Look at the name."
    assert first.type.startswith("Once there was\n[[step]]")
    assert (first.pace, first.where) == (20, "")
    assert second == ScriptStep(where="after", words="was", pace=5)


@pytest.mark.parametrize(
    ("bad", "line", "why"),
    [
        ('title = "x"\n[[step]\n', 2, "is not TOML"),
        ('[[step]]\ntype = "a\n', 2, "is not TOML"),
        ('[[step]]\ntype = "a"\n\n[[step]]\nsave = "b.txt"\n', 5, "no “save”"),
        ('[[step]]\ntype = "a"\n[[step]]\nopen = "b.txt"\n', 4, "no “open”"),
        ('[[step]]\ndelete = "b.txt"\n', 2, "no “delete”"),
        ('run = "x"\n[[step]]\ntype = "a"\n', 1, "no “run”"),
        ("[[step]]\ntype = 3\n", 2, "must be a text"),
        ('[[step]]\ntype = "a"\n[[step]]\n', 3, "does nothing"),
        ('pace = 0\n[[step]]\ntype = "a"\n', 1, "from 1 to 200"),
        ('[[step]]\ntype = "a"\npace = true\n', 3, "a number"),
        ('[[step]]\nat = "middle"\n', 2, "“start” or “end”"),
        ('[[step]]\nselect = ""\n', 2, "needs some words"),
        ('[[step]]\nat = "end"\nafter = "x"\n', 3, "one place"),
        ('title = "x"\n', 1, "needs a [[step]]"),
        ("", 1, "needs a [[step]]"),
        (GOOD + 'tipe = "x"\n', 16, "no “tipe”"),
    ],
)
def test_a_bad_script_is_refused_with_its_line(bad, line, why):
    told = refused(bad)
    assert told.startswith(f"line {line}")
    assert why in told
    assert "\n" not in told


def test_a_line_is_found_behind_a_text_that_looks_like_a_step():
    told = refused(GOOD.replace("pace = 5", "pace = 500"))
    assert told.startswith("line 15:")


def test_too_many_steps_are_refused():
    assert "at most" in refused('[[step]]\ntype = "a"\n' * (MOST_STEPS + 1))


def test_a_plain_text_is_typed_with_a_mark_at_each_rule():
    script = plain_script("One.\n---\nTwo -- and\n---\n", "talk")
    assert [step.type for step in script.steps] == ["One.\n", "Two -- and\n"]
    with pytest.raises(UntrustedError, match="nothing to type"):
        plain_script("---\n---\n")


def test_the_ending_of_a_file_says_what_kind_of_script_it_is(tmp_path):
    toml, text = tmp_path / "a.toml", tmp_path / "b.txt"
    for file in (toml, text):
        file.write_bytes(b'\xef\xbb\xbf[[step]]\r\ntype = "x"\r\n')
    assert read_script(toml).steps[0].type == "x"
    assert read_script(text).steps[0].type == '[[step]]\ntype = "x"\n'
    text.write_bytes(b"good\nbad \xff\n")
    with pytest.raises(UntrustedError, match="line 2 is not UTF-8"):
        read_script(text)


@pytest.mark.parametrize(
    ("step", "place"),
    [
        (ScriptStep(), (3, 3)),
        (ScriptStep(where="at", words="start"), (0, 0)),
        (ScriptStep(where="at", words="end"), (11, 11)),
        (ScriptStep(where="after", words="the"), (11, 11)),
        (ScriptStep(where="before", words="the"), (8, 8)),
        (ScriptStep(where="select", words="cat"), (4, 7)),
        (ScriptStep(where="select", words="dog"), None),
    ],
)
def test_a_step_goes_to_the_last_occurrence_of_its_words(step, place):
    assert step.place("the cat the", 3) == place
