"""A file that changed under the text, and drafts of a file, are asked about; nothing is lost."""

import os

import pytest
from PySide6.QtWidgets import QMessageBox, QPlainTextEdit

from wmstudio.app.branches import Tree
from wmstudio.app.saved.drafts import Draft, peek
from wmstudio.app.saved.session_file import SavedSession, read_session, write_session
from wmstudio.files.locking import Lock
from wmstudio.gui.documents.autosave import Autosave


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "chapter.txt"
    path.write_text("one\n")
    return path


def press(window, label):
    (button,) = [b for b in window.file_questions.bar.buttons if b.text() == label]
    button.click()


def changed_outside(stage, path, qtbot):
    window = stage.window
    window.documents.open(path)
    qtbot.keyClicks(window.editor, "mine ")
    with path.open("a") as file:
        file.write("theirs\n")
    assert not window.documents.save()
    return window


def test_a_line_that_another_program_added_is_not_lost(stage, qtbot, path):
    window = changed_outside(stage, path, qtbot)
    assert path.read_text() == "one\ntheirs\n"
    assert "chapter.txt has been changed" in window.file_questions.bar.text
    assert window.isWindowModified()
    assert window.editor.text == "mine one\n"


def test_save_anyway_writes_over_it_and_the_question_is_answered(stage, qtbot, path):
    window = changed_outside(stage, path, qtbot)
    press(window, "Save anyway")
    assert path.read_text() == "mine one\n"
    assert window.file_questions.bar.text == ""
    assert not window.isWindowModified()
    qtbot.keyClicks(window.editor, "more ")
    assert window.documents.save()


def test_keep_both_writes_beside_it(stage, qtbot, path):
    window = changed_outside(stage, path, qtbot)
    (path.parent / "chapter (2).txt").write_text("somebody's")
    press(window, "Keep both")
    assert path.read_text() == "one\ntheirs\n"
    assert (path.parent / "chapter (2).txt").read_text() == "somebody's"
    assert (path.parent / "chapter (3).txt").read_text() == "mine one\n"
    assert window.documents.path == path.parent / "chapter (3).txt"
    assert not window.isWindowModified()


def test_the_difference_is_shown_and_the_question_stays(stage, qtbot, path):
    window = changed_outside(stage, path, qtbot)
    press(window, "Show the difference")
    dialog = window.file_questions.shown
    assert not dialog.isModal()
    shown = dialog.findChild(QPlainTextEdit).toPlainText()
    assert {"-theirs", "-one", "+mine one"} <= set(shown.split("\n"))
    assert "has been changed" in window.file_questions.bar.text
    dialog.close()


def test_not_now_leaves_everything_as_it_is(stage, qtbot, path):
    window = changed_outside(stage, path, qtbot)
    press(window, "Not now")
    assert window.file_questions.bar.text == ""
    assert path.read_text() == "one\ntheirs\n"
    assert window.isWindowModified()
    assert not window.documents.save()


def test_of_two_windows_on_a_file_the_second_to_save_is_asked(make_stage, qtbot, path):
    one, other = make_stage().window, make_stage().window
    for window in (one, other):
        window.documents.open(path)
    qtbot.keyClicks(one.editor, "1 ")
    qtbot.keyClicks(other.editor, "2 ")
    assert one.documents.save()
    assert not other.documents.save()
    assert path.read_text() == "1 one\n"
    assert "has been changed" in other.file_questions.bar.text


@pytest.mark.parametrize("change", ["touched", "rewritten", "gone"])
def test_where_nothing_would_be_lost_nothing_is_asked(stage, qtbot, path, change):
    window = stage.window
    window.documents.open(path)
    qtbot.keyClicks(window.editor, "mine ")
    if change == "gone":
        path.unlink()
    elif change == "touched":
        os.utime(path, (0, 0))
    else:
        path.write_text("one\n")
    assert window.documents.save()
    assert path.read_text() == "mine one\n"


def test_a_window_that_is_closed_saves_over_nothing(stage, qtbot, path, monkeypatch):
    window = changed_outside(stage, path, qtbot)
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Save)
    assert not window.documents.may_go()
    assert path.read_text() == "one\ntheirs\n"


def test_a_session_that_another_window_saved_is_asked_about_too(make_stage, qtbot, tmp_path):
    path = tmp_path / "a.wmstudio"
    one, other = make_stage().window, make_stage().window
    qtbot.keyClicks(one.editor, "first")
    assert one.documents.save_to(path)
    other.documents.open(path)
    qtbot.keyClicks(one.editor, " more")
    assert one.documents.save()
    qtbot.keyClicks(other.editor, "x")
    assert not other.documents.save()
    assert "has been changed" in other.file_questions.bar.text


# --- drafts ---


def left(folder, path, text="one and newer words\n", **more):
    """A draft that a window which was killed left."""
    autosave = Autosave(folder)
    autosave.claim()
    assert autosave.write(Draft(Tree().with_text(text, 3), str(path), **more))
    autosave.release()


def test_newer_words_in_a_draft_are_offered_where_their_file_is_opened(make_stage, path, tmp_path):
    folder = tmp_path / "autosave"
    left(folder, path)
    window = make_stage(autosave=folder).window
    window.documents.begin(path)
    assert window.editor.text == "one\n"
    assert "A draft of chapter.txt contains newer text" in window.file_questions.bar.text
    press(window, "Open the draft")
    assert window.editor.text == "one and newer words\n"
    assert window.documents.path == path
    assert window.isWindowModified()
    assert path.read_text() == "one\n"
    assert window.documents.save()
    assert path.read_text() == "one and newer words\n"


def test_a_draft_that_is_not_wanted_now_stays(make_stage, path, tmp_path):
    folder = tmp_path / "autosave"
    left(folder, path)
    window = make_stage(autosave=folder).window
    window.documents.begin(path)
    press(window, "Not now")
    window.documents.keep()
    assert peek(folder / "text-1.json").text == "one and newer words\n"


@pytest.mark.parametrize("case", ["saved", "equal", "another file"])
def test_other_drafts_are_not_offered(make_stage, path, tmp_path, case):
    folder = tmp_path / "autosave"
    if case == "saved":
        left(folder, path, modified=False)
    elif case == "equal":
        left(folder, path, "one\n")
    else:
        left(folder, tmp_path / "other.txt")
    window = make_stage(autosave=folder).window
    window.documents.begin(path)
    assert window.file_questions.bar.text == ""


@pytest.mark.parametrize("host", ["", "attic"])
def test_a_draft_that_is_in_use_is_told(make_stage, path, tmp_path, host):
    folder = tmp_path / "autosave"
    left(folder, path)
    window = make_stage(autosave=folder).window
    with Lock(folder / "text-1.lock") as lock:
        if host:
            lock.path.write_text(f"12\n{host}\n")
        window.documents.begin(path)
        assert window.file_questions.bar.text == ""
        said = window.messages.text
        assert (f"on the computer {host}" if host else "open in another window") in said
        assert "chapter.txt" in said


def test_a_draft_that_another_computer_holds_is_told_at_any_start(make_stage, path, tmp_path):
    folder = tmp_path / "autosave"
    left(folder, path)
    window = make_stage(autosave=folder).window
    with Lock(folder / "text-1.lock") as lock:
        lock.path.write_text("12\nattic\n")
        window.documents.begin()
        assert "on the computer attic" in window.messages.text


def test_a_recovered_draft_knows_that_its_file_has_changed_since(make_stage, path, tmp_path, qtbot):
    folder = tmp_path / "autosave"
    before = make_stage(autosave=folder).window
    before.documents.begin(path)
    qtbot.keyClicks(before.editor, "mine ")
    before.documents.keep()
    before.documents.drafts.release()  # as when it is killed
    path.write_text("theirs\n")
    window = make_stage(autosave=folder).window
    window.documents.begin()
    assert window.editor.text == "mine one\n"
    assert not window.documents.save()
    assert path.read_text() == "theirs\n"


# --- sessions, which two windows may have open ---


def two_windows(make_stage, qtbot, tmp_path):
    """A session that both windows have open, and that the first one has saved again."""
    path = tmp_path / "a.wmstudio"
    write_session(path, SavedSession(Tree().with_text("one", 3)))
    first, second = (make_stage().window for _ in range(2))
    for window in (first, second):
        window.documents.open(path)
    qtbot.keyClicks(first.editor, "theirs ")
    qtbot.keyClicks(second.editor, "mine ")
    assert first.documents.save()
    return path, second


def text_of(path):
    return read_session(path).tree.current.text


def test_a_session_that_another_window_has_saved_is_not_overwritten(make_stage, qtbot, tmp_path):
    path, second = two_windows(make_stage, qtbot, tmp_path)
    assert not second.documents.save()
    assert "a.wmstudio has been changed" in second.file_questions.bar.text
    assert "theirs" in text_of(path)
    press(second, "Show the difference")
    shown = second.file_questions.shown.findChild(QPlainTextEdit).toPlainText().split("\n")
    assert [line for line in shown if "mine" in line or "theirs" in line] == [
        f"-{text_of(path)}",
        f"+{second.editor.text}",
    ]
    press(second, "Keep both")

    assert "theirs" in text_of(path)
    assert "mine" in text_of(tmp_path / "a (2).wmstudio")


def test_sessions_that_differ_in_all_but_their_texts_are_called_so(make_stage, qtbot, tmp_path):
    path, second = two_windows(make_stage, qtbot, tmp_path)
    second.editor.setPlainText(text_of(path))
    assert not second.documents.save()
    press(second, "Show the difference")
    page = second.file_questions.shown.findChild(QPlainTextEdit)

    assert "differ in something else" in page.toPlainText()


def test_a_session_that_is_changed_while_it_is_asked_about_is_not_overwritten(
    stage, qtbot, tmp_path, monkeypatch
):
    path, window = tmp_path / "a.wmstudio", stage.window
    write_session(path, SavedSession(Tree().with_text("one", 3)))
    qtbot.keyClicks(window.editor, "before")

    def question(*_):
        write_session(path, SavedSession(Tree().with_text("theirs", 3)))
        return QMessageBox.StandardButton.Discard

    monkeypatch.setattr(QMessageBox, "question", question)
    window.documents.open(path)
    assert window.editor.text == "one"
    assert not window.documents.save()

    assert text_of(path) == "theirs"
