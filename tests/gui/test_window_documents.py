"""Files and drafts in the window."""

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from wmstudio.gui.documents import text_file


@pytest.fixture
def answer(monkeypatch):
    """What somebody says to the question whether to save."""

    def say(button):
        monkeypatch.setattr(QMessageBox, "question", lambda *_: button)

    say(None)
    return say


def choose(monkeypatch, path):
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_: (str(path), ""))


def test_a_file_is_opened_changed_and_saved(stage, qtbot, monkeypatch, tmp_path):
    path = tmp_path / "story.txt"
    path.write_bytes(b"\xef\xbb\xbfOnce\r\nupon\r\n")
    choose(monkeypatch, path)
    window = stage.window
    window.actions_["file.open"].trigger()
    assert window.editor.text == "Once\nupon\n"
    assert "story.txt" in window.windowTitle()
    assert not window.isWindowModified()

    qtbot.keyClicks(window.editor, "x")
    assert window.isWindowModified()
    window.actions_["file.save"].trigger()
    assert path.read_bytes() == b"\xef\xbb\xbfxOnce\r\nupon\r\n"
    assert not window.isWindowModified()


def test_a_new_text_is_saved_where_somebody_says(stage, qtbot, monkeypatch, tmp_path):
    qtbot.keyClicks(stage.window.editor, "mine")
    choose(monkeypatch, "")
    stage.window.actions_["file.save"].trigger()
    assert stage.window.isWindowModified()

    choose(monkeypatch, tmp_path / "mine.txt")
    stage.window.actions_["file.save"].trigger()
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert "mine.txt" in stage.window.windowTitle()


@pytest.mark.parametrize("data", [b"caf\xe9", b"\0\1\2", None])
def test_a_file_that_is_no_text_is_one_sentence_and_the_old_text_stays(
    stage, qtbot, tmp_path, data
):
    qtbot.keyClicks(stage.window.editor, "kept")
    if data is not None:
        (tmp_path / "bad.txt").write_bytes(data)
    stage.window.documents.open(tmp_path / "bad.txt")

    assert "bad.txt" in stage.window.messages.text
    assert stage.window.editor.text == "kept"
    assert stage.window.documents.path is None
    assert stage.window.isWindowModified()


def test_a_good_file_takes_the_message_about_the_bad_one_away(stage, tmp_path):
    (tmp_path / "good.txt").write_text("good")
    stage.window.documents.open(tmp_path / "bad.txt")
    stage.window.documents.open(tmp_path / "good.txt")

    assert not stage.window.messages.isVisible()


def test_a_text_that_cannot_be_saved_is_kept_and_told_of(stage, qtbot, monkeypatch, tmp_path):
    qtbot.keyClicks(stage.window.editor, "kept")
    choose(monkeypatch, tmp_path / "nowhere" / "a.txt")
    stage.window.actions_["file.save"].trigger()

    assert "could not be saved" in stage.window.messages.text
    assert stage.window.editor.text == "kept"
    assert stage.window.isWindowModified()


def test_line_ends_that_change_are_told(stage, tmp_path):
    (tmp_path / "dos.txt").write_bytes(b"a\r\nb\r\n")
    stage.window.documents.open(tmp_path / "dos.txt")

    assert "CRLF" in stage.window.messages.text
    assert not stage.window.isWindowModified()


def test_characters_that_qt_cannot_keep_are_told_and_the_file_is_not_as_it_was(stage, tmp_path):
    (tmp_path / "odd.txt").write_bytes("a\ufdd0b".encode())
    stage.window.documents.open(tmp_path / "odd.txt")

    assert "odd.txt" in stage.window.messages.text
    assert stage.window.isWindowModified()


@pytest.mark.parametrize("button", ["Save", "Discard", "Cancel"])
def test_unsaved_text_gives_way_only_as_somebody_says(
    stage, qtbot, monkeypatch, tmp_path, answer, button
):
    (tmp_path / "other.txt").write_text("other")
    choose(monkeypatch, tmp_path / "mine.txt")
    qtbot.keyClicks(stage.window.editor, "mine")
    answer(QMessageBox.StandardButton[button])
    stage.window.documents.open(tmp_path / "other.txt")

    assert stage.window.editor.text == ("mine" if button == "Cancel" else "other")
    assert (tmp_path / "mine.txt").exists() == (button == "Save")


def test_text_that_could_not_be_saved_does_not_give_way(
    stage, qtbot, monkeypatch, tmp_path, answer
):
    answer(QMessageBox.StandardButton.Save)
    choose(monkeypatch, tmp_path / "nowhere" / "a.txt")
    qtbot.keyClicks(stage.window.editor, "mine")
    stage.window.actions_["file.new"].trigger()

    assert stage.window.editor.text == "mine"


def test_unsaved_text_is_there_at_the_next_start(make_stage, qtbot, tmp_path):
    first = make_stage(autosave=tmp_path)
    first.window.documents.begin()
    qtbot.keyClicks(first.window.editor, "never lost")
    first.window.close()
    second = make_stage(autosave=tmp_path)
    second.window.documents.begin()

    assert second.window.editor.text == "never lost"
    assert second.window.editor.caret == 10
    assert second.window.isWindowModified()


def test_text_is_kept_while_one_types_in_case_the_program_dies(make_stage, qtbot, tmp_path):
    first = make_stage(autosave=tmp_path)
    first.window.documents.begin()
    qtbot.keyClicks(first.window.editor, "never")

    qtbot.waitUntil(lambda: any(tmp_path.glob("*.json")))
    assert "never" in next(tmp_path.glob("*.json")).read_text()


def test_the_file_that_was_open_is_open_again_with_what_was_changed_in_it(
    make_stage, qtbot, tmp_path
):
    path = tmp_path / "story.txt"
    path.write_text("Once")
    first = make_stage(autosave=tmp_path / "auto")
    first.window.documents.begin(path)
    first.window.close()
    path.write_text("Once more")

    second = make_stage(autosave=tmp_path / "auto")
    second.window.documents.begin()
    assert second.window.editor.text == "Once more"
    assert not second.window.isWindowModified()
    qtbot.keyClicks(second.window.editor, "x")
    second.window.close()

    third = make_stage(autosave=tmp_path / "auto")
    third.window.documents.begin()
    assert third.window.editor.text == "xOnce more"
    assert third.window.isWindowModified()
    assert third.window.documents.path == path


def test_a_file_that_is_gone_at_the_next_start_leaves_its_text(make_stage, tmp_path):
    path = tmp_path / "story.txt"
    path.write_text("Once")
    first = make_stage(autosave=tmp_path / "auto")
    first.window.documents.begin(path)
    first.window.close()
    path.unlink()
    second = make_stage(autosave=tmp_path / "auto")
    second.window.documents.begin()

    assert second.window.editor.text == "Once"
    assert second.window.isWindowModified()
    assert "story.txt" in second.window.messages.text


def test_an_autosave_folder_that_cannot_be_made_does_not_stop_the_start(make_stage, tmp_path):
    (tmp_path / "file").write_text("")
    stage = make_stage(autosave=tmp_path / "file" / "auto")
    stage.window.documents.begin()

    assert "will not be kept" in stage.window.messages.text


def test_a_text_of_ten_megabytes_is_opened(stage, tmp_path):
    text = "the cat is on the mat and so is the hat of the man who sat on it\n" * 160_000
    (tmp_path / "big.txt").write_text(text)
    stage.window.documents.open(tmp_path / "big.txt")

    assert stage.window.editor.text == text
    assert stage.window.documents.convention == text_file.Convention()
