"""Saving the open model as a checkpoint of the studio's own."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from tests.gui.stage import opened
from wmstudio.backends.converted import save
from wmstudio.backends.registry import open_model
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import (
    SAVING,
    Failure,
    ModelSaved,
    Open,
    RecordingInfo,
    SaveModel,
)

WRITTEN = Path(__file__).parents[2] / "backends" / "written"


@pytest.fixture
def chosen(monkeypatch, tmp_path):
    """A dialog in which a new folder is named."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    return tmp_path / "mine"


@pytest.fixture
def shown(stage, qtbot):
    stage.window.open_checkpoint("theirs")
    stage.port.say(opened("theirs"))
    qtbot.waitUntil(lambda: stage.window.models.open_model is not None)
    return stage


def test_the_model_is_saved_where_the_user_says(shown, qtbot, chosen):
    shown.window.actions_["model.save"].trigger()
    assert shown.posted(SaveModel) == [SaveModel(chosen)]
    shown.port.say(ModelSaved(chosen))
    qtbot.waitUntil(lambda: shown.window.messages.text == f"The model was saved to {chosen}.")


def test_why_it_was_not_saved_is_told_and_the_model_stays(shown, qtbot, chosen):
    shown.window.actions_["model.save"].trigger()
    shown.port.say(Failure("There is no room.", SAVING))
    qtbot.waitUntil(lambda: shown.window.messages.text == "There is no room.")
    assert shown.window.models.open_model.name == "theirs"


def test_without_a_model_and_for_a_recording_nothing_can_be_saved(stage, qtbot):
    assert not stage.window.actions_["model.save"].isEnabled()
    stage.window.open_checkpoint("it.wmtrace")
    stage.port.say(replace(opened("it"), recorded=RecordingInfo("a text")))
    qtbot.waitUntil(lambda: stage.window.models.open_model is not None)
    assert not stage.window.actions_["model.save"].isEnabled()


def test_the_engine_writes_what_opens_again(tmp_path):
    engine = Engine(open_model, save)
    list(engine.do(Open(WRITTEN / "gpt2", "cpu")))
    assert list(engine.do(SaveModel(tmp_path / "mine"))) == [ModelSaved(tmp_path / "mine")]
    assert open_model(Open(tmp_path / "mine", "cpu"))[1].name == "gpt2"
    (failed,) = engine.do(SaveModel(tmp_path / "mine"))
    assert failed.about == SAVING
    assert "choose another name" in failed.message
