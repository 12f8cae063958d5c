"""Generated text in the window."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt

from wmstudio.engine.messages import (
    Failure,
    Generate,
    GeneratedText,
    GenerationFinished,
    Sampling,
    Stop,
)


def started(stage, qtbot, text="Once "):
    editor = stage.window.editor
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow)
    qtbot.keyClicks(editor, text)
    stage.window.actions_["generate.start"].trigger()
    return stage.posted(Generate)[-1]


def test_the_text_before_the_caret_is_continued_as_the_bar_says(stage, qtbot):
    stage.window.generate_bar.temperature.setValue(0)
    stage.window.generate_bar.seed.setValue(7)
    stage.window.editor.set_text("Once upon")
    stage.window.editor.place_caret(4)
    stage.window.actions_["generate.start"].trigger()

    asked = stage.posted(Generate)[-1]
    assert asked.text == "Once"
    assert asked.sampling == Sampling(temperature=0, seed=7)
    assert stage.window.settings.sampling == asked.sampling


def test_what_comes_is_inserted_where_the_caret_was_and_undone_in_one_step(stage, qtbot):
    stage.window.editor.set_text("Once  end")
    stage.window.editor.place_caret(5)
    stage.window.actions_["generate.start"].trigger()
    run = stage.posted(Generate)[-1].run
    for piece in ("upon", "", " a", " time"):
        stage.port.say(GeneratedText(run, piece))
        QCoreApplication.processEvents()
    stage.port.say(GenerationFinished(run, 4, 2.0, stopped=False))
    editor = stage.window.editor

    qtbot.waitUntil(lambda: not stage.window.generation.running)
    assert editor.text == "Once upon a time end"
    assert stage.window.status.text("speed") == "2 tokens/s"
    editor.undo()
    assert editor.text == "Once  end"


def test_generated_text_is_read_like_any_other(stage, qtbot):
    run = started(stage, qtbot).run
    stage.port.say(GeneratedText(run, "upon"))

    qtbot.waitUntil(lambda: [view.text for view in stage.port.views][-1:] == ["Once upon"])
    assert stage.port.views[-1].caret == 9
    assert stage.window.generation.running


def test_escape_stops_and_keeps_what_has_come(stage, qtbot):
    run = started(stage, qtbot).run
    stage.port.say(GeneratedText(run, "upon"))
    qtbot.waitUntil(lambda: stage.window.editor.text == "Once upon")
    qtbot.keyClick(stage.window.editor, Qt.Key.Key_Escape)

    assert len(stage.posted(Stop)) == 1
    stage.port.say(GeneratedText(run, " a time"), GenerationFinished(run, 0, 0.0, stopped=True))
    window = stage.window
    qtbot.waitUntil(lambda: not stage.port._told and window.clock.idle)
    assert stage.window.editor.text == "Once upon"
    assert not stage.window.actions_["generate.stop"].isEnabled()


@pytest.mark.parametrize("how", ["key", "caret", "undo", "paste"])
def test_whoever_touches_the_text_stops_the_generation(stage, qtbot, how):
    run = started(stage, qtbot).run
    editor = stage.window.editor
    stage.port.say(GeneratedText(run, "upon"))
    qtbot.waitUntil(lambda: editor.text == "Once upon")
    if how == "key":
        qtbot.keyClicks(editor, "!")
    elif how == "caret":
        qtbot.keyClick(editor, Qt.Key.Key_Left)
    elif how == "undo":
        editor.undo()
    else:
        editor.insertPlainText("x")

    assert len(stage.posted(Stop)) == 1
    assert not stage.window.generation.running


def test_a_key_typed_into_a_generation_is_a_step_of_its_own_to_undo(stage, qtbot):
    run = started(stage, qtbot).run
    editor = stage.window.editor
    stage.port.say(GeneratedText(run, "upon"))
    qtbot.waitUntil(lambda: editor.text == "Once upon")
    qtbot.keyClicks(editor, "!")
    assert editor.text == "Once upon!"

    editor.undo()
    assert editor.text == "Once upon"
    editor.undo()
    assert editor.text == "Once "


def test_a_generation_that_cannot_begin_says_why_and_is_over(stage, qtbot):
    run = started(stage, qtbot).run
    stage.port.say(Failure("Open a model first."), GenerationFinished(run, 0, 0.0, stopped=True))

    qtbot.waitUntil(lambda: stage.window.messages.text == "Open a model first.")
    assert not stage.window.generation.running
    assert stage.window.editor.text == "Once "
