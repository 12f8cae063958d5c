"""Sessions in the window: saved, opened, refused."""

import json

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from tests.gui.stage import opened
from tests.support import checkpoint
from wmstudio.app.branches import Tree
from wmstudio.app.saved.session_file import SavedSession, read_session, write_session
from wmstudio.backends import registry
from wmstudio.checkpoints.hashes import hashes_of
from wmstudio.engine.messages import Open, Patch


@pytest.fixture
def choose(monkeypatch):
    """What is chosen in every dialog; all questions are answered by Discard."""
    asked = []

    def say(path):
        for name in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, name, lambda *_: (str(path), ""))

        def folder(_, title, *__):
            asked.append(title)
            return str(path)

        monkeypatch.setattr(QFileDialog, "getExistingDirectory", folder)
        return asked

    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard)
    return say


def test_all_that_is_open_is_there_again_in_another_window(make_window, qtbot, choose, tmp_path):
    path = tmp_path / "mine.wmstudio"
    choose(path)
    first = make_window("abcxyz")
    first.models.configure((("capacity", 4),))
    qtbot.waitUntil(lambda: first.reading.complete and bool(first.models.open_model.values))
    first.reading.look_at(2)
    qtbot.waitUntil(lambda: first.reading.complete)
    assert first.intervening.interventions.request("clear_all", {})
    first.editor.place_caret(4)
    first.branching.branch_off()
    first.branching.add_bookmark()
    first.panels["gates"].picker.choose("fake.value")
    first.panels["attention"].in_text.setChecked(False)
    first.time.spans.select(1, 3)
    first.axis.show(1, 30)
    first.docks.show("gates", False)
    first.reading.look_at_place(2)
    qtbot.waitUntil(lambda: first.reading.complete)
    first.actions_["session.save"].trigger()
    assert not first.isWindowModified()
    assert "mine.wmstudio" in first.windowTitle()

    second = make_window("another")
    second.documents.open(path)
    qtbot.waitUntil(lambda: second.reading.complete and bool(second.intervening.interventions.held))
    assert second.editor.text == "abcx"
    assert second.branching.tree == first.branching.tree
    assert second.models.open_model.values == (("capacity", 4),)
    assert second.intervening.interventions.placed == first.intervening.interventions.placed
    assert second.panels["gates"].picker.signal.name == "fake.value"
    assert not second.panels["attention"].in_text.isChecked()
    assert second.time.spans.place == (1, 3)
    assert (second.axis.start, second.axis.stop) == (1, 30)
    assert not second.docks.there("gates")
    assert second.reading.frame.cursor == first.reading.frame.cursor == 1
    assert not second.isWindowModified()
    assert str(path) == second.settings.recent_files[0]


def test_edits_that_were_switched_off_are_off_when_the_session_is_opened(
    make_window, qtbot, choose, tmp_path
):
    path = tmp_path / "mine.wmstudio"
    choose(path)
    first = make_window("abcxyz")
    first.reading.look_at(2)
    qtbot.waitUntil(lambda: first.reading.complete)
    assert first.intervening.interventions.request("clear_all", {})
    first.intervening.interventions.switch(on=False)
    first.actions_["session.save"].trigger()

    second = make_window("another")
    second.documents.open(path)
    there = second.intervening.interventions
    qtbot.waitUntil(lambda: second.reading.complete and bool(there.held))
    assert there.placed == ()
    assert second.reading.frame.interventions == ()
    assert not second.isWindowModified()
    there.switch(on=True)
    assert [one.name for one in there.placed] == ["clear_all"]


def test_save_writes_to_the_session_that_is_open(make_window, qtbot, choose, tmp_path):
    choose(tmp_path / "mine")
    window = make_window("abc")
    window.actions_["session.save"].trigger()
    qtbot.keyClicks(window.editor, "x")
    assert window.isWindowModified()
    window.actions_["file.save"].trigger()

    assert read_session(tmp_path / "mine.wmstudio").tree.current.text == "xabc"
    assert not window.isWindowModified()


@pytest.mark.parametrize("name", ["gone.txt", "gone.wmstudio", "gone.wmmemory"])
def test_a_window_that_begins_with_a_file_that_is_gone_says_so(stage, tmp_path, name):
    stage.window.documents.begin(tmp_path / name)

    assert name in stage.window.messages.text
    assert stage.window.documents.is_blank


def test_interventions_of_a_session_are_kept_with_its_text(stage, choose, tmp_path):
    path, patches = tmp_path / "a.wmstudio", (Patch("gate", "scale", 0.5, 3, (0, 4)),)
    write_session(path, SavedSession(Tree().with_text("Once", 4), patches=patches))
    choose(path)
    window = stage.window
    window.actions_["session.open"].trigger()
    assert "kept when you save" in window.messages.text
    window.editor.insertPlainText("upon")
    assert window.documents.save_to(path)
    assert read_session(path).patches == patches
    assert read_session(path).tree.current.text == "Onceupon"

    window.editor.set_text("another")
    assert window.sessions.collect().patches == ()


@pytest.mark.parametrize("data", [b"{", b'{"format": "wmstudio-session", "version": 99}'])
def test_a_file_that_cannot_be_opened_is_one_sentence_and_what_was_open_stays(
    stage, qtbot, choose, tmp_path, data
):
    path = tmp_path / "bad.wmstudio"
    path.write_bytes(data)
    qtbot.keyClicks(stage.window.editor, "kept")
    before = list(stage.port.commands)
    choose(path)
    stage.window.actions_["session.open"].trigger()

    assert "bad.wmstudio" in stage.window.messages.text
    assert stage.window.editor.text == "kept"
    assert stage.window.isWindowModified()
    assert stage.port.commands == before


def saved(make_stage, qtbot, tmp_path):
    """A session of a model in a folder, and a window in which nothing is open."""
    folder = checkpoint(tmp_path / "models" / "tiny")
    first = make_stage()
    first.window.models.open(str(folder), "cpu")
    first.port.say(opened("tiny", folder, hashes=hashes_of(folder)))
    qtbot.waitUntil(lambda: first.window.models.open_model is not None)
    first.window.editor.setPlainText("Once")
    assert first.window.documents.save_to(tmp_path / "a.wmstudio")
    return folder, make_stage().window


def opening(window):
    return [c.source for c in window.client._port.here.commands if isinstance(c, Open)]


def test_the_model_of_a_session_is_opened_when_the_window_begins(
    make_stage, qtbot, choose, tmp_path
):
    folder, window = saved(make_stage, qtbot, tmp_path)
    window.documents.begin(tmp_path / "a.wmstudio")
    assert opening(window) == []
    assert window.sessions.begin()

    assert opening(window) == [str(folder)]
    assert window.messages.text == ""


def test_a_model_that_has_moved_is_told_and_asked_for(make_stage, qtbot, choose, tmp_path):
    folder, window = saved(make_stage, qtbot, tmp_path)
    there = folder.rename(tmp_path / "models" / "elsewhere")
    asked = choose(there)
    window.documents.begin(tmp_path / "a.wmstudio")
    assert window.editor.text == "Once"
    assert "no longer at" in window.messages.text
    assert not window.sessions.begin()

    qtbot.waitUntil(lambda: opening(window) == [str(there)])
    assert "tiny" in asked[0]
    assert window.messages.text == ""


def test_another_model_in_its_place_is_told_and_the_right_one_asked_for(
    make_stage, qtbot, choose, tmp_path
):
    folder, window = saved(make_stage, qtbot, tmp_path)
    checkpoint(folder, seed=1)
    asked = choose("")
    window.documents.begin(tmp_path / "a.wmstudio")

    assert window.editor.text == "Once"
    assert "not the one" in window.messages.text
    qtbot.waitUntil(lambda: bool(asked))
    assert opening(window) == []


def test_a_model_that_came_along_beside_the_session_is_found(make_stage, qtbot, tmp_path):
    folder, window = saved(make_stage, qtbot, tmp_path)
    there = folder.rename(tmp_path / "tiny")
    window.documents.begin(tmp_path / "a.wmstudio")
    window.sessions.begin()

    assert opening(window) == [str(there)]


def test_keeping_asks_no_file_which_model_is_open(make_stage, qtbot, monkeypatch, tmp_path):
    stage = make_stage(autosave=tmp_path)
    window = stage.window
    window.documents.begin()
    window.models.begin("mine")
    stage.port.say(opened("mine", tmp_path / "mine", hashes={"config.json": "abc"}))
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    monkeypatch.setattr(registry, "hashes_of", None)
    window.editor.setPlainText("abc")
    window.documents.keep()
    (kept,) = tmp_path.glob("*.json")

    assert json.loads(kept.read_text())["session"]["model"]["hashes"] == {"config.json": "abc"}


@pytest.mark.parametrize("now", ["as it was", "another", "gone"])
def test_a_draft_of_another_model_opens_and_says_so(make_stage, qtbot, tmp_path, now):
    folder = checkpoint(tmp_path / "models" / "tiny")
    first = make_stage(autosave=tmp_path / "drafts")
    first.window.documents.begin()
    first.window.models.open(str(folder), "cpu")
    first.port.say(opened("tiny", folder, hashes=hashes_of(folder)))
    qtbot.waitUntil(lambda: first.window.models.open_model is not None)
    first.window.editor.setPlainText("Once")
    first.window.documents.keep()
    # As after a kill: another window finds the draft and what was open with it.
    kept = (tmp_path / "drafts" / "text-1.json").rename(tmp_path / "text-1.json")
    first.window.close()
    kept.rename(tmp_path / "drafts" / "text-1.json")
    if now == "another":
        checkpoint(folder, seed=1)
    elif now == "gone":
        folder.rename(tmp_path / "elsewhere")
    window = make_stage(autosave=tmp_path / "drafts").window
    window.documents.begin()

    assert window.editor.text == "Once"
    assert window.sessions.begin() == (now == "as it was")
    told = {"as it was": "", "another": "is not the one", "gone": "is no longer at"}[now]
    assert told in window.messages.text
    assert bool(window.messages.text) == bool(told)


def test_what_a_draft_brings_back_leaves_panels_where_they_are(make_window, qtbot):
    window = make_window("abcxyz")
    window.time.spans.select(1, 3)
    kept = window.sessions.kept()
    window.time.spans.clear()
    window.docks.show("gates", False)

    assert window.sessions.recover(kept)
    qtbot.waitUntil(lambda: window.time.spans.place == (1, 3))
    assert not window.docks.there("gates")


def without_hashes(path, which):
    kept = json.loads(path.read_text())
    kept[which] = {**(kept["model"] or {}), "hashes": {}}
    path.write_text(json.dumps(kept))


@pytest.mark.parametrize("chosen", [True, False])
def test_a_session_without_hashes_opens_no_folder_unasked(
    make_stage, qtbot, choose, tmp_path, chosen
):
    folder, window = saved(make_stage, qtbot, tmp_path)
    without_hashes(tmp_path / "a.wmstudio", "model")
    asked = choose(folder if chosen else "")
    window.documents.begin(tmp_path / "a.wmstudio")

    assert window.editor.text == "Once"
    assert not window.sessions.begin()
    assert opening(window) == []
    assert str(folder) in window.messages.text
    qtbot.waitUntil(lambda: bool(asked))
    qtbot.waitUntil(lambda: opening(window) == ([str(folder)] if chosen else []))


@pytest.mark.parametrize("keeps", [True, False])
def test_a_session_leaves_the_second_model_that_was_asked_for_by_name(
    make_stage, qtbot, tmp_path, keeps
):
    folder, window = saved(make_stage, qtbot, tmp_path)
    window.documents.begin(tmp_path / "a.wmstudio")
    window.sessions.begin()
    window.sessions.keeps_comparison = keeps
    window.comparison.begin("other")
    window.client._port.here.say(opened("tiny", folder, hashes=hashes_of(folder)))
    qtbot.waitUntil(lambda: not window.sessions.is_waiting)
    assert (window.comparison.second is not None) == keeps
    # Only that session.
    assert not window.sessions.keeps_comparison
