"""A second text beside the first, in the same model: the texts, their cursors, and nothing lost."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFileDialog, QMessageBox

from tests.gui.reading_window import settle_two_texts, shown_difference
from wmstudio.app.menus import TEXTS
from wmstudio.app.saved.session_file import read_session
from wmstudio.app.settings import Settings

FIRST = "the cat sat on the mat"


@pytest.fixture
def window(make_window):
    return make_window(FIRST)


def beside(qtbot, window, text=None):
    """A second text, which is read: a copy, or what it says."""
    window.actions_["texts.copy"].trigger()
    other = window.texts.lane.editor
    if text is not None:
        other.selectAll()
        qtbot.keyClicks(other, text)
    settle_two_texts(qtbot, window)
    return other


def words(window, lane):
    """What the panels of a lane have read."""
    frame = lane.panels["timeline"].frame
    ids = frame.trace.column("ids").tolist()
    return bytes(ids).decode()


# --- the texts ----------------------------------------------------------------------------------


def test_each_lane_shows_its_own_text(window, qtbot):
    other = beside(qtbot, window)
    other.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(other, " today")
    settle_two_texts(qtbot, window)
    assert other.text == FIRST + " today"
    assert window.editor.text == FIRST
    assert words(window, window.lane) == FIRST
    assert words(window, window.texts.lane) == FIRST + " today"
    assert {window.lane.opened.reader} != {window.texts.lane.opened.reader}


def test_typing_in_one_text_has_only_that_one_read_again(window, qtbot):
    other = beside(qtbot, window)
    seen = []
    window.client.framed.connect(lambda frame: seen.append(frame.revision))
    before = window.editor.revision
    qtbot.keyClicks(other, "!")
    settle_two_texts(qtbot, window)
    assert window.editor.revision == before
    assert set(seen) <= {before}


def test_what_differs_is_marked_in_both_texts(window, qtbot):
    other = beside(qtbot, window, "the big cat sat on a mat")
    assert [other.text[a:b] for a, b in other.differing] == [" big", " a"]
    assert [window.editor.text[a:b] for a, b in window.editor.differing] == ["", " the"]
    window.actions_["texts.end"].trigger()
    assert window.editor.differing == ()


def test_the_second_text_has_the_look_of_the_first(window, qtbot):
    other = beside(qtbot, window)
    window.actions_["font.bigger"].trigger()
    window.actions_["theme.light"].trigger()
    assert other.font() == window.editor.font()
    assert other.palette().base().color() == window.editor.palette().base().color()


def test_settings_of_the_model_hold_for_both(window, qtbot):
    beside(qtbot, window)
    window.models.configure((("capacity", 5),))
    qtbot.waitUntil(lambda: dict(window.texts.lane.models.open_model.values) == {"capacity": 5})
    window.open_checkpoint("other")
    qtbot.waitUntil(lambda: window.texts.lane.models.source == "other")
    settle_two_texts(qtbot, window)
    assert window.texts.lane.opened.name == window.lane.opened.name == "other"


def test_the_undo_key_acts_on_the_text_with_the_keyboard(window, qtbot):
    other = beside(qtbot, window, "the dog")
    qtbot.keyClick(other, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (other.text, window.editor.text) == (FIRST, FIRST)


def test_f6_goes_from_one_text_to_the_other(window, qtbot):
    other = beside(qtbot, window)
    window.editor.setFocus()
    window.actions_["view.next_part"].trigger()
    assert other.hasFocus()


# --- the cursors --------------------------------------------------------------------------------


def put_caret(qtbot, window, editor, word):
    """Put the caret behind a word."""
    editor.place_caret(editor.text.index(word) + len(word))
    settle_two_texts(qtbot, window)


def at(lane):
    """The text up to the cursor's token, which is a byte."""
    return lane.editor.text[: lane.frame.cursor + 1]


def test_the_cursor_of_the_other_text_goes_to_the_same_word(window, qtbot):
    other = beside(qtbot, window, "a very big cat sat on that mat")
    first, second = window.lane, window.texts.lane
    put_caret(qtbot, window, other, "cat")
    qtbot.waitUntil(lambda: at(first) == "the cat")
    put_caret(qtbot, window, window.editor, " sa")
    qtbot.waitUntil(lambda: at(second) == "a very big cat sa")
    window.reading.look_at(FIRST.index("mat"))
    qtbot.waitUntil(lambda: at(second) == "a very big cat sat on that m")
    second.reading.look_at(other.text.index(" cat"))
    qtbot.waitUntil(lambda: at(first) == "the ")


def test_a_cursor_that_is_ahead_of_what_is_read_moves_no_other(window, qtbot):
    beside(qtbot, window)
    second = window.texts.lane
    window.reading.look_at(0)
    # Another answer would replace the frames that are made here.
    qtbot.waitUntil(lambda: window.reading.complete and window.reading.frame.cursor == 0)
    qtbot.waitUntil(lambda: second.reading.complete and second.frame.cursor == 0)
    whole, before = window.reading.frame, second.frame.cursor
    # As while a long text is read: the trace may be shorter than the text.
    window.reading.frame = replace(whole, cursor=whole.length, length=whole.length + 9)
    second.text_link.link(True)
    assert second.reading.frame.cursor == before
    window.reading.frame = replace(whole, cursor=1)
    second.text_link.link(True)
    qtbot.waitUntil(lambda: at(second) == "th")


def test_at_a_word_that_only_one_has_the_other_stays_before_it(window, qtbot):
    other = beside(qtbot, window, "the cat quickly sat on the mat")
    put_caret(qtbot, window, other, "quick")
    qtbot.waitUntil(lambda: at(window.lane) == "the cat")


def test_unlinked_each_cursor_follows_its_own_caret(window, qtbot):
    other = beside(qtbot, window)
    window.actions_["texts.link"].trigger()
    put_caret(qtbot, window, other, "sat")
    put_caret(qtbot, window, window.editor, "the cat")
    assert (at(window.lane), at(window.texts.lane)) == ("the cat", "the cat sat")
    window.actions_["texts.link"].trigger()
    qtbot.waitUntil(lambda: at(window.texts.lane) == "the cat")


def test_equal_tokens_stand_one_under_the_other(window, qtbot):
    other = beside(qtbot, window, "so the cat sat on the mat")
    first, second = window.lane, window.texts.lane
    put_caret(qtbot, window, window.editor, "cat")
    qtbot.waitUntil(lambda: second.axis.start - first.axis.start == 3)
    put_caret(qtbot, window, other, "sat")
    qtbot.waitUntil(lambda: first.frame.cursor == FIRST.index("sat") + 2)
    assert second.axis.start - first.axis.start == 3
    assert second.axis.stop - second.axis.start == first.axis.stop - first.axis.start
    first.axis.show(5, 21)
    assert (second.axis.start, second.axis.stop) == (8, 24)
    second.axis.show(10, 26)
    assert (first.axis.start, first.axis.stop) == (7, 23)


# --- the difference -----------------------------------------------------------------------------


def test_the_difference_is_of_the_words_that_both_have(window, qtbot):
    beside(qtbot, window, "the bat sat on the mat")
    panel = shown_difference(qtbot, window)
    qtbot.waitUntil(lambda: panel._found is not None and len(panel._found.bits) == len(FIRST))
    first, second = (
        lane.frame.trace.column("surprisal_bits") for lane in (window.lane, window.texts.lane)
    )
    wanted = np.asarray(second) - np.asarray(first)
    wanted[3:7] = np.nan  # “ cat” and “ bat”
    np.testing.assert_array_equal(panel._found.bits, wanted)
    # After “bat” another letter is expected than after “cat”.
    assert (
        "in text B" in panel.header.question.text() if hasattr(panel.header, "question") else True
    )


# --- opening and closing ------------------------------------------------------------------------


@pytest.fixture
def choose(monkeypatch):
    def say(path):
        for name in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, name, lambda *_: (str(path), ""))

    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "scripted")
    return say


def test_a_file_is_opened_beside_the_text(window, qtbot, choose, tmp_path):
    path = tmp_path / "other.txt"
    path.write_text("the dog sat")
    choose(path)
    window.actions_["texts.file"].trigger()
    settle_two_texts(qtbot, window)
    assert window.texts.lane.editor.text == "the dog sat"
    assert window.documents.path is None
    window.actions_["texts.end"].trigger()
    # The file has it.
    assert window.branching.tree.is_plain


def test_a_file_that_cannot_be_read_leaves_everything_as_it_is(window, choose, tmp_path):
    choose(tmp_path / "missing.txt")
    window.actions_["texts.file"].trigger()
    assert window.texts.lane is None
    assert "missing.txt" in window.messages.text


def test_a_branch_is_opened_beside_the_text(window, qtbot):
    window.editor.place_caret(3)
    window.branching.branch_off()
    (entry,) = window.actions_.sources[TEXTS]()
    entry.do()
    settle_two_texts(qtbot, window)
    assert (window.editor.text, window.texts.lane.editor.text) == ("the", FIRST)


def test_a_closed_text_becomes_a_branch(window, qtbot):
    other = beside(qtbot, window, "the dog sat on the mat")
    qtbot.mouseClick(window.texts._view.line.children()[-1], Qt.MouseButton.LeftButton)
    assert window.texts.lane is None
    assert len(window.workspace.lanes) == 1
    assert [b.text for b in window.branching.whole().branches] == [FIRST, "the dog sat on the mat"]
    assert window.branching.tree.branches[1].fork == len("the ")
    assert window.editor.text == FIRST
    assert window.editor.hasFocus()
    del other


def test_a_copy_that_was_not_changed_leaves_no_branch(window, qtbot):
    beside(qtbot, window)
    window.actions_["texts.end"].trigger()
    assert window.branching.tree.is_plain


def test_a_saved_text_leaves_no_branch(window, qtbot, choose, tmp_path):
    beside(qtbot, window, "the dog")
    choose(tmp_path / "dog.txt")
    window.actions_["texts.save"].trigger()
    assert (tmp_path / "dog.txt").read_text() == "the dog"
    window.actions_["texts.end"].trigger()
    assert window.branching.tree.is_plain


def test_a_second_model_and_a_second_text_take_turns(window, qtbot):
    window.comparison.open("other")
    qtbot.waitUntil(lambda: window.comparison.second is not None and window.complete)
    beside(qtbot, window, "the dog")
    assert window.comparison.second is None
    assert len(window.workspace.lanes) == 2
    window.comparison.open("other")
    qtbot.waitUntil(lambda: window.comparison.second is not None and window.complete)
    assert window.texts.lane is None
    assert [b.text for b in window.branching.whole().branches] == [FIRST, "the dog"]


def test_the_panels_of_the_second_text_go_with_it(window, qtbot):
    def shown():
        return [
            panel
            for panel in window.findChildren(type(window.panels["timeline"]))
            if panel.isVisible()
        ]

    beside(qtbot, window)
    assert len(shown()) == 2
    window.actions_["texts.end"].trigger()
    QCoreApplication.processEvents()
    assert shown() == [window.panels["timeline"]]
    assert not window.actions_["texts.end"].isEnabled()


# --- nothing is lost ----------------------------------------------------------------------------


def test_both_texts_are_there_at_the_next_start(make_window, qtbot, tmp_path):
    first = make_window(autosave=tmp_path)
    first.editor.setPlainText(FIRST)
    other = beside(qtbot, first, "the dog sat")
    other.place_caret(7)
    first.close()
    again = make_window(autosave=tmp_path)
    settle_two_texts(qtbot, again)
    assert again.editor.text == FIRST
    second = again.texts.lane.editor
    assert (second.text, second.caret) == ("the dog sat", 7)
    assert words(again, again.texts.lane) == "the dog sat"


def test_where_no_draft_can_be_kept_the_second_text_is_asked_about(
    make_window, qtbot, tmp_path, monkeypatch
):
    window = make_window(autosave=tmp_path)
    beside(qtbot, window, "only here")
    asked = []

    def ask(_window, _title, text, *_):
        asked.append(text)
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", ask)

    def keep(_draft):
        window.documents.drafts.is_kept = False

    monkeypatch.setattr(window.documents.drafts, "keep", keep)
    window.close()
    assert window.isVisible()
    assert "1 more branch" in asked[0]
    assert "only here" in [branch.text for branch in window.branching.whole().branches]
    monkeypatch.undo()


def test_the_draft_has_the_second_text_before_the_window_is_closed(make_window, qtbot, tmp_path):
    window = make_window(autosave=tmp_path)
    beside(qtbot, window, "only here")
    window.documents.keep()
    (draft,) = tmp_path.glob("text-*.json")
    assert json.loads(draft.read_text())["second"]["text"] == "only here"


def test_a_session_has_both_texts(make_window, qtbot, choose, tmp_path):
    path = tmp_path / "mine.wmstudio"
    choose(path)
    first = make_window(FIRST)
    beside(qtbot, first, "the dog sat")
    first.actions_["session.save"].trigger()
    assert read_session(path).second_text.text == "the dog sat"
    again = make_window("something else")
    again.documents.open(path)
    qtbot.waitUntil(lambda: again.texts.lane is not None)
    settle_two_texts(qtbot, again)
    assert (again.editor.text, again.texts.lane.editor.text) == (FIRST, "the dog sat")
    assert not again.sessions.is_waiting


def test_figures_of_the_second_text_are_of_its_text(window, qtbot):
    beside(qtbot, window, "the dog")
    offered = window.exporting.offered()
    _, _, make = next(one for one in offered if one[0].startswith("B  Timeline"))
    assert "the dog" in make().code


def test_a_closed_window_closes_both_engines(make_window, qtbot):
    window = make_window(FIRST, Settings())
    beside(qtbot, window)
    clients = [lane.client for lane in window.workspace.lanes]
    window.close()
    assert not any(client._open for client in clients)
