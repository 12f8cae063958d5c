"""The Examples menu."""

import pytest
from PySide6.QtWidgets import QMessageBox

from tests.gui.stage import frame_for, opened
from wmstudio.app import examples
from wmstudio.app.examples import Example
from wmstudio.contract import specs
from wmstudio.engine.messages import EditSpec, Open, PlacedEdit, Word


@pytest.fixture
def offered(monkeypatch, tmp_path):
    """Two examples: one of one model, one of two."""
    (tmp_path / "cat.txt").write_text("The cat is on the mat")
    made = (
        Example(
            "A cat",
            tmp_path / "cat.txt",
            "stories-slots",
            "Look at the slot that the cat is in.",
            after="cat",
            settings=(("capacity", 4),),
            shade="cell[1]",
            panels=("attention",),
        ),
        Example("Two cats", tmp_path / "cat.txt", "stories-lstm", "Look.", compare="tales-lstm"),
        Example("Forgotten", tmp_path / "cat.txt", "stories-slots", "Look.", forget="cat"),
        Example("Gone", tmp_path / "gone.txt", "stories-lstm", "Look."),
    )
    monkeypatch.setattr("wmstudio.gui.shell.examples.offered", lambda: made)
    return made


def choose(stage, title):
    menu = stage.window.examples.menu
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == title).trigger()


def test_the_menu_lists_what_is_offered_and_says_what_it_opens(stage, offered):
    menu = stage.window.examples.menu
    menu.aboutToShow.emit()
    menu.aboutToShow.emit()

    assert [action.text() for action in menu.actions()] == [e.title for e in offered]
    tip = menu.actions()[1].toolTip()
    assert tip == "Look.\nOpens stories-lstm and tales-lstm."
    inside = [a for top in stage.window.menuBar().actions() for a in top.menu().actions()]
    assert menu.menuAction() in inside


def test_an_example_is_its_text_its_model_its_place_and_a_sentence(stage, qtbot, offered):
    choose(stage, "A cat")
    window = stage.window

    assert window.editor.text == "The cat is on the mat"
    assert window.editor.caret == 7
    assert stage.posted(Open)[-1] == Open("stories-slots", "auto", (("capacity", 4),))
    assert window.documents.path is None
    assert not window.isWindowModified()
    # It stays while the model opens and reads, until it is closed.
    stage.port.say(opened("stories-slots"))
    views, text = stage.port.views, window.editor.text
    qtbot.waitUntil(lambda: bool(views) and views[-1].text == text)
    stage.port.say(frame=frame_for(views[-1]))
    qtbot.waitUntil(lambda: window.reading.frame is not None)
    assert window.messages.text == "Look at the slot that the cat is in."
    window.messages.dismiss()
    assert not window.messages.isVisible()


@pytest.mark.parametrize("leaving", ["another model", "another text", "example"])
def test_the_sentence_of_an_example_goes_with_its_text_and_model(stage, qtbot, offered, leaving):
    window = stage.window
    choose(stage, "A cat")
    stage.port.say(opened("stories-slots"))
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    qtbot.keyClicks(window.editor, "!")
    window.editor.document().setModified(False)
    assert window.messages.topic == "example"
    if leaving == "another model":
        window.open_checkpoint("stories-lstm")
        stage.port.say(opened("stories-lstm"))
    elif leaving == "another text":
        window.documents.new()
    else:
        choose(stage, "Two cats")
        stage.port.say(opened("stories-lstm"))
        qtbot.waitUntil(lambda: window.comparison.second is not None)
        assert window.messages.text == "Look."
        window.comparison.end()
    qtbot.waitUntil(lambda: not window.messages.text)


def test_an_example_of_two_models_compares_them_and_the_next_one_does_not(stage, qtbot, offered):
    window = stage.window
    choose(stage, "Two cats")
    stage.port.say(opened("stories-lstm"))
    qtbot.waitUntil(lambda: window.comparison.second is not None)
    choose(stage, "A cat")
    stage.port.say(opened("stories-slots"))
    qtbot.waitUntil(lambda: window.comparison.second is None)


def test_an_example_has_its_shading_and_its_panels_in_sight(stage, qtbot, offered):
    window = stage.window
    window.docks.show("attention", False)
    choose(stage, "A cat")
    assert window.docks.there("attention")
    assert not window.settings.shading
    stage.port.say(opened("stories-slots"))
    qtbot.waitUntil(lambda: window.settings.shading)
    assert window.settings.shade == "cell[1]"

    choose(stage, "Two cats")
    stage.port.say(opened("stories-lstm"))
    qtbot.waitUntil(lambda: not window.settings.shading)


def test_an_example_has_its_panels_in_sight_when_a_comparison_gives_way_to_it(
    stage, qtbot, offered
):
    window = stage.window
    choose(stage, "Two cats")
    stage.port.say(opened("stories-lstm"))
    qtbot.waitUntil(lambda: window.comparison.second is not None)
    read(stage, qtbot, stage.port)
    stage.ports[-1].say(opened("tales-lstm"))
    read(stage, qtbot, stage.ports[-1])
    qtbot.waitUntil(lambda: window.presets.current == "compare")
    choose(stage, "A cat")
    stage.port.say(opened("stories-slots"))
    qtbot.waitUntil(lambda: window.comparison.second is None)
    assert window.presets.current == "write"
    assert window.docks.there("attention")


def read(stage, qtbot, port):
    """Let one model read the text."""
    text = stage.window.editor.text
    qtbot.waitUntil(lambda: bool(port.views) and port.views[-1].text == text)
    port.say(frame=frame_for(port.views[-1]))


def test_an_example_forgets_its_words_right_after_they_were_said(stage, qtbot, offered):
    window = stage.window
    choose(stage, "Forgotten")
    stage.port.say(opened("stories-slots"))
    qtbot.waitUntil(lambda: bool(window.intervening.interventions.held))
    (held,) = window.intervening.interventions.held
    assert held.edit == PlacedEdit(None, "forget", word=Word("token", 4, 7))
    assert held.words == "Forget “cat”"
    assert window.intervening.change.isVisible()

    choose(stage, "A cat")
    stage.port.say(opened("stories-slots"))
    qtbot.waitUntil(lambda: not window.intervening.interventions.held)


@pytest.mark.parametrize("button", ["Save", "Discard", "Cancel"])
def test_a_text_that_is_not_saved_gives_way_only_as_somebody_says(
    stage, qtbot, offered, monkeypatch, tmp_path, button
):
    window = stage.window
    window.documents.path = tmp_path / "mine.txt"
    qtbot.keyClicks(window.editor, "mine")
    answer = QMessageBox.StandardButton[button]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answer)
    choose(stage, "A cat")

    kept = button == "Cancel"
    assert window.editor.text == ("mine" if kept else "The cat is on the mat")
    assert (tmp_path / "mine.txt").exists() == (button == "Save")
    assert bool(stage.posted(Open)) == (not kept)
    assert bool(window.messages.text) == (not kept)


def test_edits_of_the_memory_do_not_outlive_their_text(stage, qtbot, offered):
    window = stage.window
    window.models.begin("stories-slots")
    edits = specs(EditSpec("clear_all", "Forget everything"))
    stage.port.say(opened("stories-slots", edits=edits, pieces=(b"m", b"i", b"n", b"e")))
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    qtbot.keyClicks(window.editor, "mine")
    qtbot.waitUntil(lambda: bool(stage.port.views) and stage.port.views[-1].text == "mine")
    stage.port.say(frame=frame_for(stage.port.views[-1]))
    qtbot.waitUntil(lambda: window.intervening.interventions.frame is not None)
    assert window.intervening.interventions.request("clear_all", {})
    assert window.intervening.change.isVisible()
    window.editor.document().setModified(False)
    choose(stage, "A cat")
    assert window.intervening.interventions.held == ()
    assert not window.intervening.change.isVisible()


def test_an_example_that_is_gone_is_one_sentence_and_the_text_stays(stage, qtbot, offered):
    qtbot.keyClicks(stage.window.editor, "mine")
    choose(stage, "Gone")

    assert "gone.txt" in stage.window.messages.text
    assert stage.window.editor.text == "mine"
    assert stage.posted(Open) == []


def test_where_there_are_none_the_menu_says_so(stage, monkeypatch):
    monkeypatch.setattr("wmstudio.gui.shell.examples.offered", lambda: ())
    stage.window.examples.menu.aboutToShow.emit()

    (action,) = stage.window.examples.menu.actions()
    assert not action.isEnabled()


def test_the_bundled_examples_are_offered(stage):
    stage.window.examples.menu.aboutToShow.emit()

    titles = [action.text() for action in stage.window.examples.menu.actions()]
    assert titles == [example.title for example in examples.offered()]
