"""Performing a script: what is typed when, and that the text stays an ordinary document."""

import pytest

from wmstudio.app.saved.script import Script, ScriptStep
from wmstudio.gui.documents.branching import Branching
from wmstudio.gui.lectern.performer import Performer

PACE = 10.0
SCRIPT = Script(
    "talk",
    (
        ScriptStep(caption="first", type="Tabitha had a key. ", pace=PACE),
        ScriptStep(caption="second", where="select", words="key", pace=PACE),
        ScriptStep(caption="third", type="hat", pace=PACE),
    ),
)


class Clock:
    """Seconds, as a test says."""

    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def performer(editor, clock):
    branching = Branching(editor)
    made = Performer(editor, branching, clock)
    made.branching = branching
    yield made
    made.end()


def tick(performer, clock, seconds):
    clock.now += seconds
    performer.tick()


def test_characters_are_typed_when_they_are_due(performer, editor, clock):
    performer.begin(SCRIPT)
    assert (editor.text, performer.steps_begun) == ("", 0)
    performer.next()
    tick(performer, clock, 0.05)
    assert editor.text == ""
    tick(performer, clock, 0.36)
    assert editor.text == "Tabi"
    tick(performer, clock, 0.3)
    assert editor.text == "Tabitha"
    assert performer.types
    tick(performer, clock, 60)
    assert editor.text == "Tabitha had a key. "
    assert not performer.types
    assert performer.step.caption == "first"


def test_it_waits_at_a_mark_until_the_next_step(performer, editor, clock):
    performer.begin(SCRIPT)
    performer.next()
    tick(performer, clock, 60)
    tick(performer, clock, 60)
    assert performer.steps_begun == 1
    performer.next()
    assert editor.selection == (14, 17)
    performer.next()
    tick(performer, clock, 60)
    assert editor.text == "Tabitha had a hat. "
    performer.next()
    assert (editor.text, performer.steps_begun) == ("Tabitha had a hat. ", 3)


def test_the_next_key_finishes_what_is_being_typed(performer, editor, clock):
    performer.begin(SCRIPT)
    performer.next()
    tick(performer, clock, 0.41)
    performer.next()
    assert editor.text == "Tabitha had a key. "
    assert (performer.types, performer.steps_begun) == (False, 1)


def test_the_text_of_before_stays_in_its_branch_and_comes_back(performer, editor, clock):
    performer.begin(SCRIPT)
    kept = [branch.text for branch in performer.branching.tree.in_order()]
    assert "the cat sat" in kept
    performer.next()
    tick(performer, clock, 60)
    performer.end()
    seen = []
    while editor.document().isUndoAvailable():
        editor.undo()
        seen.append(editor.text)
    assert seen[-1] == "the cat sat"
    while editor.document().isRedoAvailable():
        editor.redo()
    assert editor.text == "Tabitha had a key. "


@pytest.mark.parametrize("seconds", [0.0, 0.35, 1.2, 60])
def test_stopping_at_any_moment_leaves_a_document_that_can_be_undone(
    performer, editor, clock, seconds
):
    performer.begin(SCRIPT)
    performer.next()
    tick(performer, clock, seconds)
    performer.end()
    there = editor.text
    tick(performer, clock, 60)
    assert editor.text == there
    editor.insertPlainText("by hand")
    assert editor.text == there + "by hand"
    while editor.document().isUndoAvailable():
        editor.undo()
    assert editor.text == "the cat sat"


def test_a_key_of_a_person_pauses_and_the_next_step_goes_on(performer, editor, clock, qtbot):
    performer.begin(SCRIPT)
    performer.next()
    tick(performer, clock, 0.41)
    qtbot.keyClicks(editor, "!")
    assert not performer.types
    tick(performer, clock, 60)
    assert editor.text == "Tabi!"
    performer.next()
    tick(performer, clock, 60)
    assert editor.text == "Tabi!tha had a key. "


def test_going_back_restores_text_and_selection_of_before_a_step(performer, editor, clock):
    performer.begin(SCRIPT)
    for _ in range(3):
        performer.next()
        tick(performer, clock, 60)
    performer.previous()
    assert (editor.text, editor.selection) == ("Tabitha had a key. ", (14, 17))
    performer.previous()
    assert editor.selection == (19, 19)
    performer.previous()
    assert (editor.text, performer.steps_begun) == ("", 0)
    performer.previous()
    assert performer.steps_begun == 0


def test_words_that_are_not_there_are_told_and_nothing_is_done(performer, editor, clock):
    told = []
    performer.failed.connect(told.append)
    performer.begin(Script("x", (ScriptStep(where="select", words="lamp", type="x"),)))
    performer.next()
    assert (performer.steps_begun, editor.text) == (0, "")
    assert told == ["Step 1 goes to “lamp”, which is not in the text."]


def test_another_text_ends_the_performance(performer, editor, clock):
    performer.begin(SCRIPT)
    performer.next()
    editor.set_text("another")
    tick(performer, clock, 60)
    assert (editor.text, performer.script) == ("another", None)
