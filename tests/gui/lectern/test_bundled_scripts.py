"""The sample script, and the worked example of docs/scripts.md, can be performed to their ends."""

import re

import pytest

from wmstudio import paths
from wmstudio.app.saved.script import PLACES, WORDS, read_script, sample
from wmstudio.gui.documents.branching import Branching
from wmstudio.gui.lectern.performer import Performer

PAGE = paths.assets().parent / "docs" / "scripts.md"


def example():
    (written,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return written


@pytest.fixture
def performer(editor):
    made = Performer(editor, Branching(editor))
    failed = []
    made.failed.connect(failed.append)
    yield made
    made.end()
    assert failed == []


def perform(performer, file):
    """Perform a script, and list the text and what is selected at each mark."""
    script, editor, seen = read_script(file), performer.parent(), []
    performer.begin(script)
    for n in range(1, len(script.steps) + 1):
        performer.next()
        if performer.types:
            # Does the rest of the step at once.
            performer.next()
        assert performer.steps_begun == n
        start, stop = editor.selection
        seen.append((editor.text, editor.text[start:stop]))
    return seen


def test_the_example_of_the_documentation_does_what_it_says(performer, tmp_path):
    file = tmp_path / "my-script.toml"
    file.write_text(example(), encoding="utf-8")
    told = "Once upon a time there was a girl named Tabitha. She had a "
    assert perform(performer, file) == [
        (told + "key.", ""),
        (told + "key.", "key"),
        (told + "hat.", ""),
        (told + "hat. One day Tabitha lost her", ""),
    ]


def test_the_sample_ends_where_the_model_is_asked(performer):
    seen = perform(performer, sample())
    assert seen[-1][0].endswith("and with it the silver")
    assert "thimble" in [selected for _, selected in seen]
    assert performer.parent().caret == len(seen[-1][0])


def test_the_documentation_names_everything_that_a_step_can_have():
    keys = {
        name
        for row in re.findall(r"^\| (`.*?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert keys == {*WORDS, *PLACES, "title"}


def test_the_menu_performs_the_sample(make_shown):
    window = make_shown()
    window.actions_["lecture.sample"].trigger()
    assert window.lectern.presentation.is_on
    assert window.lectern.captions.caption.text() == read_script(sample()).title
    window.lectern.presentation.leave()
