"""Recordings in the window: made, opened without a model, and honest about what they lack."""

import pytest
from PySide6.QtWidgets import QFileDialog

from wmstudio.app.settings import Settings
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Open
from wmstudio.engine.recorded import open_recording
from wmstudio.engine.recording import record, write_recording
from wmstudio.files.recording_name import is_recording
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.runtime.sync import SyncEngine
from wmstudio.testing.fake import open_fake


def opener(command):
    return open_recording(command) if is_recording(command.source) else open_fake(command)


@pytest.fixture
def window(qtbot):
    """A window in which nothing is open."""
    made = MainWindow(lambda ready: SyncEngine(lambda: Engine(opener), ready), Settings())
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def recorded(path, text="abcxyz", signals=None):
    *_, made = record(*open_fake(Open("scripted")), text, signals=signals)
    write_recording(path, made)
    return path


def begin(window, qtbot, path):
    window.documents.begin(path)
    assert window.recordings.begin()
    qtbot.waitUntil(lambda: window.reading.complete)


def test_what_is_open_is_recorded_to_a_file_that_is_chosen(window, qtbot, monkeypatch, tmp_path):
    window.models.begin("scripted")
    window.editor.setPlainText("abcxyz")
    qtbot.waitUntil(lambda: window.reading.complete)
    path = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    window.actions_["trace.record"].trigger()
    qtbot.waitUntil(lambda: (tmp_path / "mine.wmtrace").is_file())
    qtbot.waitUntil(lambda: "6 tokens" in window.messages.text)

    assert not window.recordings.badge.isVisible()


def test_a_recording_opens_without_a_model_and_says_so_on_a_badge(window, qtbot, tmp_path):
    begin(window, qtbot, recorded(tmp_path / "a.wmtrace"))

    assert window.editor.text == "abcxyz"
    assert window.recordings.badge.isVisible()
    assert "recording of scripted" in window.recordings.badge.toolTip()
    assert "recorded" in window.status.text("device")
    assert window.reading.frame.snapshot is not None
    assert window.settings.checkpoint == ""
    assert not window.isWindowModified()


def test_what_was_not_recorded_is_told_by_name(window, qtbot, tmp_path):
    begin(window, qtbot, recorded(tmp_path / "a.wmtrace", signals=["fake.gate"]))

    assert "Not recorded: fake.value, slots.values" in window.messages.text
    assert set(window.models.open_model.signals) == {"fake.gate"}


def test_a_changed_text_is_told_and_has_no_numbers_after_the_change(window, qtbot, tmp_path):
    begin(window, qtbot, recorded(tmp_path / "a.wmtrace"))
    window.editor.place_caret(3)
    qtbot.keyClicks(window.editor, "N")
    qtbot.waitUntil(lambda: window.reading.complete)
    assert "no longer the recorded one" in window.messages.text
    assert len(window.reading.frame.trace) == 3

    window.actions_["edit.undo"].trigger()
    qtbot.waitUntil(lambda: window.reading.complete)
    assert "no longer" not in window.messages.text
    assert len(window.reading.frame.trace) == 6


def test_a_question_is_answered_by_not_recorded(window, qtbot, tmp_path):
    begin(window, qtbot, recorded(tmp_path / "a.wmtrace"))
    panel = window.panels["predictions"]
    panel.edit.setText("q")
    qtbot.waitUntil(lambda: window.reading.complete and "not recorded" in panel.answer.text())


def test_a_damaged_recording_is_one_sentence_and_what_was_open_stays(window, qtbot, tmp_path):
    window.models.begin("scripted")
    window.editor.setPlainText("abc")
    window.editor.document().setModified(False)
    qtbot.waitUntil(lambda: window.reading.complete)
    (tmp_path / "a.wmtrace").write_bytes(b"PK")
    window.documents.open(tmp_path / "a.wmtrace")
    qtbot.waitUntil(lambda: "a.wmtrace" in window.messages.text)

    assert window.editor.text == "abc"
    assert window.models.open_model.recorded is None


def test_endings_in_capitals_open_as_well(window, qtbot, tmp_path):
    begin(window, qtbot, recorded(tmp_path / "up.wmtrace").rename(tmp_path / "up.WMTRACE"))

    assert window.editor.text == "abcxyz"
    assert window.models.open_model.recorded is not None
