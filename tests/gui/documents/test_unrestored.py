"""Sessions that are saved before their model is open, or although it never is."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from tests.gui.stage import opened
from wmstudio.app.branches import Tree
from wmstudio.app.saved.second_text import SecondText
from wmstudio.app.saved.session_file import (
    KeptIntervention,
    ModelReference,
    SavedSession,
    read_session,
    write_session,
)
from wmstudio.contract import Patch
from wmstudio.engine.messages import Failure, Open, PlacedEdit, PlacedPatch
from wmstudio.gui.interventions.held import Held

MODEL = ModelReference("tales-slots", "tales-slots", {}, (("capacity", 4),))
SECOND = ModelReference("stories-lstm", "stories-lstm")
WAITS = SavedSession(
    Tree().with_text("Once upon", 9),
    model=MODEL,
    second=SECOND,
    cursor=4,
    span=(5, 9),
    interventions=(
        KeptIntervention(PlacedEdit(4, "clear_all"), "Clear", name="mine"),
        KeptIntervention(PlacedPatch(Patch("gate", "set", 0.5), 5, 9), on=False),
    ),
    preset="memory",
    panels={"gates": {"unit": 3}},
    text={"shade": "surprise"},
    duplicates=("gates.2",),
)
ALONE = replace(WAITS, second=None)


@pytest.fixture
def path(tmp_path, monkeypatch):
    discard = QMessageBox.StandardButton.Discard
    monkeypatch.setattr(QMessageBox, "question", lambda *_: discard)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    return tmp_path / "a.wmstudio"


def begin(stage, path, session=WAITS):
    write_session(path, session)
    stage.window.documents.begin(path)
    stage.window.sessions.begin()


def type_first(window, text):
    cursor = window.editor.textCursor()
    cursor.setPosition(0)
    cursor.insertText(text)


def saved(window, path):
    assert window.documents.save()
    return read_session(path)


def moved_by_two(session):
    """The same with two characters more before everything."""
    edit, patch = session.interventions
    edit = replace(edit, edit=replace(edit.edit, place=6))
    patch = replace(patch, edit=replace(patch.edit, first=7, last=11))
    return replace(session, cursor=6, span=(7, 11), interventions=(edit, patch))


def without_text(session):
    return replace(session, tree=Tree())


def test_a_session_saved_before_its_model_is_open_loses_nothing(stage, path):
    begin(stage, path)
    assert stage.window.models.is_opening

    assert without_text(saved(stage.window, path)) == without_text(WAITS)
    assert stage.window.messages.text == ""


def test_what_waits_for_a_model_moves_along_with_the_text(stage, path):
    begin(stage, path)
    type_first(stage.window, "- ")
    now = saved(stage.window, path)

    assert now.tree.current.text == "- Once upon"
    assert without_text(now) == without_text(moved_by_two(WAITS))


def test_what_waited_is_restored_where_the_text_has_moved_it(stage, qtbot, path):
    begin(stage, path, ALONE)
    window = stage.window
    type_first(window, "- ")
    stage.port.say(opened("tales-slots"))
    qtbot.waitUntil(lambda: not window.sessions.is_waiting)
    held = window.intervening.interventions.held

    assert [one.edit for one in held] == [one.edit for one in moved_by_two(ALONE).interventions]
    assert window.time.spans.place == (7, 11)


def test_another_text_takes_no_places_of_what_waits(stage, qtbot, path):
    begin(stage, path, ALONE)
    window = stage.window
    window.documents.new()
    window.editor.insertPlainText("Another text")
    stage.port.say(opened("tales-slots"))
    qtbot.waitUntil(lambda: not window.sessions.is_waiting)

    assert window.intervening.interventions.held == ()
    assert window.time.spans.place is None


@pytest.mark.parametrize("how", ["closed", "killed"])
def test_a_window_ended_before_the_model_is_open_keeps_the_session(make_stage, path, tmp_path, how):
    drafts = tmp_path / "drafts"
    first = make_stage(autosave=drafts)
    begin(first, path)
    type_first(first.window, "- ")
    if how == "killed":
        first.window.documents.keep()
        kept = (drafts / "text-1.json").rename(tmp_path / "kept")
        first.window.close()
        kept.rename(drafts / "text-1.json")
    else:
        first.window.close()
    again = make_stage(autosave=drafts)
    again.window.documents.begin()
    assert again.window.sessions.begin()

    assert again.window.editor.text == "- Once upon"
    assert without_text(saved(again.window, path)) == without_text(moved_by_two(WAITS))


def test_a_changed_session_that_is_closed_unsaved_keeps_its_interventions(
    make_window, qtbot, path, tmp_path
):
    drafts = tmp_path / "drafts"
    first = make_window(autosave=drafts)
    first.editor.insertPlainText("abcxyz")
    qtbot.waitUntil(lambda: first.reading.complete)
    first.reading.look_at(2)
    qtbot.waitUntil(lambda: first.reading.complete)
    assert first.intervening.interventions.request("clear_all", {})
    placed = first.intervening.interventions.placed
    assert first.documents.save_to(path)
    first.editor.insertPlainText("!")
    first.close()

    second = make_window(autosave=drafts)
    assert second.editor.text == "abcxyz!"
    assert tuple(one.edit for one in saved(second, path).interventions) == placed


def failed(stage, qtbot, message="It is damaged."):
    """The model of the session cannot be opened, and another one stands in for it."""
    window = stage.window
    stage.port.say(Failure(message))
    qtbot.waitUntil(lambda: len(stage.posted(Open)) == 2)
    stage.port.say(opened("stories-lstm"))
    qtbot.waitUntil(lambda: window.models.open_model is not None)


def test_a_session_whose_model_cannot_be_opened_keeps_it(stage, qtbot, path, monkeypatch):
    monkeypatch.setattr("wmstudio.app.catalogue.usual", lambda: "stories-lstm")
    begin(stage, path)
    failed(stage, qtbot)
    window = stage.window
    assert window.intervening.interventions.held == ()
    type_first(window, "- ")
    now = saved(window, path)

    assert without_text(now) == without_text(moved_by_two(WAITS))
    assert "a.wmstudio still names its own model tales-slots" in window.messages.text


def test_a_session_whose_model_fails_beside_an_open_one_keeps_it(stage, qtbot, path):
    window = stage.window
    window.models.begin("stories-lstm")
    stage.port.say(opened("stories-lstm"))
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    write_session(path, WAITS)
    window.documents.open(path)
    with qtbot.waitSignal(window.models.kept):
        stage.port.say(Failure("It is damaged."))

    assert without_text(saved(window, path)) == without_text(WAITS)


def test_a_session_whose_model_is_not_found_keeps_it(stage, qtbot, path, tmp_path):
    away = ModelReference(str(tmp_path / "gone"), "gone", {"config.json": "0" * 64})
    session = replace(WAITS, model=away)
    begin(stage, path, session)
    qtbot.waitUntil(lambda: not stage.window.sessions.is_waiting)

    assert without_text(saved(stage.window, path)) == without_text(session)


def test_a_session_is_saved_with_the_model_that_the_user_opens_instead(
    stage, qtbot, path, monkeypatch
):
    monkeypatch.setattr("wmstudio.app.catalogue.usual", lambda: "stories-lstm")
    begin(stage, path)
    failed(stage, qtbot)
    window = stage.window
    window.open_checkpoint("chosen")
    stage.port.say(opened("chosen"))
    qtbot.waitUntil(lambda: window.models.open_model.name == "chosen")
    now = saved(window, path)

    assert now.model.name == "chosen"
    assert now.interventions == ()
    assert window.messages.topic != "session"


@pytest.mark.parametrize("fails", [False, True])
def test_a_second_model_that_is_not_open_is_saved_again(stage, qtbot, path, fails):
    begin(stage, path)
    window = stage.window
    stage.port.say(opened("tales-slots"))
    qtbot.waitUntil(lambda: len(stage.ports) == 2)
    if fails:
        stage.ports[1].say(Failure("It is damaged."))
        qtbot.waitUntil(lambda: window.comparison.second is None)
    assert saved(window, path).second == SECOND

    window.actions_["model.compare"].trigger()
    if not fails:
        assert window.comparison.second is None
        assert saved(window, path).second is None


def test_interventions_of_a_second_text_are_saved_before_it_is_read(stage, qtbot, path):
    second = SecondText("The other", 3, "b.txt")
    edits = (KeptIntervention(PlacedEdit(4, "clear_all"), "Clear"),)
    begin(stage, path, replace(ALONE, second_text=second, second_edits=edits))
    window = stage.window
    assert saved(window, path).second_text == second
    stage.port.say(opened("tales-slots"))
    qtbot.waitUntil(lambda: window.documents.second_text is not None)
    now = saved(window, path)

    assert (now.second_text, now.second_edits) == (second, edits)


@pytest.mark.parametrize("waits", [None, ALONE, replace(ALONE, interventions=())])
@pytest.mark.parametrize("here", [(), (Held(PlacedEdit(1, "clear_all"), "one"),)])
@pytest.mark.parametrize("patches", [(), (Patch("gate", "set", 0.5),)])
def test_whether_there_are_interventions_is_as_they_would_be_saved(
    stage, path, monkeypatch, waits, here, patches
):
    window = stage.window
    if waits is not None:
        begin(stage, path, replace(waits, patches=patches))
    window.intervening.interventions.restore(here)
    now = window.sessions.collect()
    with monkeypatch.context() as patched:
        # All panels would be asked only to know that.
        patched.setattr(window.sessions, "collect", None)
        assert window.sessions.has_interventions == bool(now.interventions or now.patches)
