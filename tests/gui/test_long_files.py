"""Files that take long to read or write: the window goes on meanwhile, and it can be ended."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QFileDialog

from wmstudio.gui.base import slices
from wmstudio.gui.documents import documents, text_file
from wmstudio.gui.editor import editor

LINE = "The cat sat — 😀 on the mat.\r\n"


@pytest.fixture(autouse=True)
def _short_pieces(monkeypatch):
    """So that a small file takes many of them."""
    monkeypatch.setattr(slices, "SLICE", 0.0)
    monkeypatch.setattr(text_file, "PIECE", 2000)
    monkeypatch.setattr(editor, "PIECE", 500)
    monkeypatch.setattr(documents, "LONG", 1000)


@pytest.fixture
def long_file(tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes((LINE * 2000).encode())
    return path


def during(window, do, after=lambda window: True):
    """Do something while a file is read or saved."""
    seen = []

    def look():
        tasks = list(window.progress._tasks)
        if not seen and any("file" in id for id in tasks) and after(window):
            seen.extend(tasks)
            do()

    timer = QTimer(window)
    timer.timeout.connect(look)
    timer.start(0)
    return seen


def test_a_long_file_is_shown_as_a_short_one_would_be(stage, long_file, qtbot):
    window = stage.window
    changed = []
    window.editor.text_changed.connect(lambda: changed.append(window.editor.revision))
    window.documents.open(long_file)

    assert window.editor.text == LINE.replace("\r\n", "\n") * 2000
    assert changed == [window.editor.revision]
    assert "CRLF" in window.messages.text
    assert "long.txt" in window.windowTitle()
    assert not window.isWindowModified()
    assert not window.editor.document().isUndoAvailable()
    assert window.editor.document().parent() is window.editor

    window.editor.place_caret(3)
    qtbot.keyClicks(window.editor, "x")
    assert window.editor.text.startswith("Thex cat")
    assert window.isWindowModified()
    window.actions_["edit.undo"].trigger()
    assert window.editor.text.startswith("The cat")
    assert not window.isWindowModified()
    window.branching.branch_off()
    assert len(window.branching.tree.branches) == 2


@pytest.mark.parametrize("half", [False, True])
def test_reading_is_ended_in_the_one_place_and_the_open_text_stays(stage, long_file, qtbot, half):
    window = stage.window
    qtbot.keyClicks(window.editor, "mine")
    window.editor.document().setModified(False)
    before = window.editor.document(), window.editor.revision
    stop = window.documents._patience.stop
    seen = during(window, stop, lambda w: not half or w.progress._tasks[documents.READING].share)
    window.documents.open(long_file)

    assert seen == [documents.READING]
    assert window.editor.text == "mine"
    assert (window.editor.document(), window.editor.revision) == before
    assert window.documents.path is None
    assert not window.progress._tasks


def test_saving_is_ended_and_the_old_file_stays(stage, long_file, qtbot, monkeypatch, tmp_path):
    window = stage.window
    window.documents.open(long_file)
    window.editor.place_caret(0)
    qtbot.keyClicks(window.editor, "x")
    seen = during(window, window.documents._patience.stop)
    assert not window.documents.save()
    assert seen == [documents.SAVING]
    assert long_file.read_bytes() == (LINE * 2000).encode()
    assert window.isWindowModified()
    assert list(tmp_path.iterdir()) == [long_file]

    assert window.documents.save()
    assert long_file.read_bytes() == b"x" + (LINE * 2000).encode()
    assert not window.isWindowModified()


def test_what_is_written_while_it_is_saved_is_not_taken_for_saved(stage, long_file, qtbot):
    window = stage.window
    window.documents.open(long_file)
    during(window, lambda: window.editor.insertPlainText("more "))
    assert not window.documents.save()

    assert window.isWindowModified()
    assert long_file.read_bytes() == (LINE * 2000).encode()
    assert window.editor.text.startswith("more The cat")


def test_another_file_waits_for_its_turn_in_a_sentence(stage, long_file, monkeypatch):
    window = stage.window
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(long_file), ""))
    told = []

    def open_another():
        window.actions_["file.open"].trigger()
        told.append(window.messages.text)

    during(window, open_another)
    window.documents.open(long_file)

    assert "Wait until it is finished" in told[0]
    assert window.editor.text.startswith("The cat")


def test_one_long_file_after_another_keeps_no_document(stage, long_file, qtbot):
    window = stage.window
    for _ in range(3):
        window.documents.open(long_file)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    assert len(window.editor.findChildren(QTextDocument)) == 1


def test_a_window_that_closes_meanwhile_ends_it(stage, long_file):
    window = stage.window
    seen = during(window, window.close)
    window.documents.open(long_file)

    assert seen
    assert window.editor.text == ""
    assert not window.isVisible()
