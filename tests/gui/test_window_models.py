"""Opening models in the window."""

import pytest
from PySide6.QtWidgets import QFileDialog

from tests.gui.stage import drop, frame_for, opened
from wmstudio.app import catalogue
from wmstudio.app.settings import Settings
from wmstudio.engine.messages import READING, Failure, Open
from wmstudio.gui.views.making import panel_of


@pytest.fixture(autouse=True)
def _bundled(monkeypatch, tmp_path):
    """Two bundled checkpoints that nobody opens."""
    entries = tuple(
        catalogue.Entry(name, tmp_path / name, name) for name in ("stories-lstm", "stories-slots")
    )
    monkeypatch.setattr(catalogue, "bundled", lambda: entries)
    monkeypatch.setattr(catalogue, "usual", lambda: "stories-slots")


def test_the_model_that_was_asked_for_is_opened_else_the_last_one_else_a_bundled_one(make_stage):
    asked = make_stage(settings=Settings(checkpoint="stories-lstm", device="cpu"))
    asked.window.models.begin("mine")
    last = make_stage(settings=Settings(checkpoint="stories-lstm", device="cpu"))
    last.window.models.begin()
    usual = make_stage()
    usual.window.models.begin()

    assert asked.port.commands == [Open("mine", "cpu")]
    assert last.port.commands == [Open("stories-lstm", "cpu")]
    assert usual.port.commands == [Open("stories-slots", "auto")]


def test_an_open_model_is_named_and_remembered(stage, qtbot, tmp_path):
    stage.window.models.begin()
    assert "Opening stories-slots" in stage.window.picker.text()
    stage.port.say(opened("mine", folder=tmp_path / "mine", device="cuda", note="A note."))

    qtbot.waitUntil(lambda: stage.window.status.text("model") == "mine")
    assert stage.window.picker.text().startswith("mine")
    assert "cuda" in stage.window.status.text("device")
    assert stage.window.settings.recent == [str(tmp_path / "mine")]
    assert stage.window.settings.checkpoint == str(tmp_path / "mine")
    assert stage.window.messages.text == "A note."


def test_what_cannot_be_opened_is_one_sentence_and_the_open_model_and_text_stay(stage, qtbot):
    stage.window.editor.set_text("kept")
    stage.window.models.begin()
    stage.port.say(opened("stories-slots"))
    qtbot.waitUntil(lambda: stage.window.models.open_model is not None)
    stage.window.open_checkpoint("/broken")
    stage.port.say(Failure("model.safetensors is cut short."))

    qtbot.waitUntil(lambda: stage.window.messages.text == "model.safetensors is cut short.")
    assert stage.window.messages.isVisible()
    assert stage.window.editor.text == "kept"
    assert stage.window.picker.text().startswith("stories-slots")
    assert stage.window.models.open_model.name == "stories-slots"

    stage.window.open_checkpoint("stories-lstm")
    stage.port.say(opened("stories-lstm"))
    qtbot.waitUntil(lambda: not stage.window.messages.isVisible())


def test_where_the_first_model_cannot_be_opened_a_bundled_one_is(stage, qtbot):
    stage.window.models.begin("/broken")
    stage.port.say(Failure("There is no checkpoint in /broken."))

    qtbot.waitUntil(lambda: stage.posted(Open)[-1] == Open("stories-slots", "auto"))
    assert stage.window.messages.text == "There is no checkpoint in /broken."
    stage.port.say(Failure("Nor here."))
    qtbot.waitUntil(lambda: stage.window.messages.text == "Nor here.")
    assert len(stage.posted(Open)) == 2
    assert stage.window.picker.text().startswith("no model")


@pytest.mark.parametrize("note", ["", "A note."])
def test_why_a_model_was_not_opened_outlives_the_one_in_its_place(stage, qtbot, note):
    window, why = stage.window, "There is no checkpoint in /broken."
    window.models.begin("/broken")
    stage.port.say(Failure(why))
    stage.port.say(opened("stories-slots", note=note))
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    qtbot.keyClicks(window.editor, "ab")
    qtbot.waitUntil(lambda: bool(stage.port.views) and stage.port.views[-1].text == "ab")
    stage.port.say(frame=frame_for(stage.port.views[-1]))
    qtbot.waitUntil(lambda: window.reading.complete)
    assert why in [one.text for one in window.messages.waiting]
    window.open_checkpoint("stories-lstm")
    assert why not in [one.text for one in window.messages.waiting]


@pytest.mark.parametrize("about", ["recording", "generating", "splitting"])
def test_what_else_failed_is_not_taken_for_the_opening_nor_cleared_by_reading(stage, qtbot, about):
    window = stage.window
    window.models.begin("stories-slots")
    stage.port.say(Failure("It could not be done.", about), opened("stories-slots"))
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    window.reading.completed.emit(1)
    assert window.messages.text == "It could not be done."
    assert len(stage.posted(Open)) == 1


def test_that_the_text_could_not_be_read_is_over_once_it_is_read(stage, qtbot):
    window = stage.window
    window.models.begin("stories-slots")
    stage.port.say(opened("stories-slots"), Failure("The model could not read this text.", READING))
    qtbot.waitUntil(lambda: bool(window.messages.text))
    window.reading.completed.emit(1)
    assert not window.messages.text


def test_a_setting_that_failed_is_told_until_another_is_accepted(stage, qtbot):
    window = stage.window
    window.models.begin("stories-slots")
    stage.port.say(opened("stories-slots"))
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    window.models.configure((("capacity", 10**9),))
    stage.port.say(Failure("Too large."))
    qtbot.waitUntil(lambda: window.messages.text == "Too large.")
    window.models.configure((("capacity", 8),))
    assert not window.messages.text


def test_another_device_opens_the_same_model_there(stage, qtbot):
    stage.window.models.begin("stories-lstm")
    stage.port.say(opened("stories-lstm"))
    qtbot.waitUntil(lambda: stage.window.models.open_model is not None)
    stage.window.actions_["device.cuda"].trigger()

    assert stage.port.commands[-1] == Open("stories-lstm", "cuda")
    assert stage.window.settings.device == "cuda"


def test_the_picker_offers_what_is_bundled_and_any_other(stage, monkeypatch, tmp_path):
    picker = stage.window.picker
    picker.fill()
    choices = [action for action in picker.made.actions() if action.data()]
    assert [action.text() for action in choices] == ["stories-lstm", "stories-slots"]
    choices[0].trigger()
    assert stage.port.commands[-1] == Open("stories-lstm", "auto")

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    picker.made.actions()[-1].trigger()
    assert stage.port.commands[-1] == Open(str(tmp_path), "auto")


@pytest.mark.parametrize("inside", ["", "config.json", "model.safetensors"])
def test_a_checkpoint_or_a_file_of_it_dropped_on_the_window_is_opened(stage, tmp_path, inside):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(b"")
    drop(stage.window, folder / inside, stage.window.editor.viewport())

    assert stage.port.commands == [Open(str(folder), "auto")]


def test_a_text_dropped_on_the_window_is_opened(stage, tmp_path):
    (tmp_path / "story.txt").write_text("Once upon a time")
    drop(stage.window, tmp_path / "story.txt", stage.window.editor.viewport())

    assert stage.window.editor.text == "Once upon a time"
    assert stage.port.commands == []


def test_a_folder_that_is_no_checkpoint_is_left_to_the_engine_to_refuse(stage, tmp_path):
    drop(stage.window, tmp_path, stage.window.editor.viewport())

    assert stage.port.commands == [Open(str(tmp_path), "auto")]


def test_panels_say_which_model_is_being_opened_and_that_none_is_after_a_failure(
    make_stage, qtbot, monkeypatch
):
    stage = make_stage(make_panel=panel_of)
    monkeypatch.setattr(stage.window.models, "instead", lambda: "")
    gates, memory = (stage.window.panels[id] for id in ("gates", "memory"))
    gates.draw()
    assert gates.message.text() == "No model is open."
    stage.window.models.begin("/models/mine")
    qtbot.waitUntil(lambda: gates.message.text() == "Opening mine…")
    qtbot.waitUntil(lambda: memory.message.text() == "Opening mine…")
    stage.port.say(Failure("model.safetensors is cut short."))
    qtbot.waitUntil(lambda: gates.message.text() == "No model is open.")
    stage.window.open_checkpoint("/models/other")
    qtbot.waitUntil(lambda: gates.message.text() == "Opening other…")
    stage.port.say(opened("other"))
    qtbot.waitUntil(lambda: "Opening" not in gates.message.text())
    stage.window.open_checkpoint("/models/third")
    gates.draw()
    assert "Opening" not in gates.message.text()
