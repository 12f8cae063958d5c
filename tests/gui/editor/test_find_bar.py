"""Find and replace, as somebody does it."""

import pytest
from PySide6.QtCore import QRegularExpression, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from tests.gui.contrast import contrast
from wmstudio.gui.base import slices
from wmstudio.gui.base.theme import THEMES
from wmstudio.gui.editor.finding import Query

KEY, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
TEXT = "The cat sat. A catalogue of cats: Cat, CAT.\nNo dog 😀 cat\n"


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A short text is looked through at once, however busy the computer is."""
    monkeypatch.setattr(slices, "SLICE", 60.0)


@pytest.fixture
def find(stage, qtbot):
    window = stage.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.editor.set_text(TEXT)
    window.editor.setFocus()
    qtbot.keyClick(window.editor, KEY.Key_F, CONTROL)
    assert window.find_bar.isVisible()
    return window.find_bar


def selected(stage):
    cursor = stage.window.editor.textCursor()
    return cursor.selectionStart(), cursor.selectedText()


def choose(stage, *ids):
    for id in ids:
        stage.window.actions_[f"find.{id}"].trigger()


def test_as_it_is_typed_the_first_hit_is_selected_and_all_are_counted(find, stage, qtbot):
    qtbot.keyClicks(find.line, "cat")

    assert selected(stage) == (4, "cat")
    assert find.count.text() == "1 of 6"


@pytest.mark.parametrize("theme", THEMES)
def test_the_selected_hit_stands_out_among_the_others(find, stage, qtbot, theme):
    editor, appearance = stage.window.editor, stage.window.appearance
    appearance.choose(theme)
    QApplication.processEvents()
    qtbot.keyClicks(find.line, "cat")
    picture = editor.viewport().grab().toImage()

    hit, other = (above(picture, editor, place) for place in (5, 16))
    assert hit != other
    assert min(contrast(hit, one) for one in (other, appearance.theme.panel)) >= 2.9

    qtbot.keyClick(find.line, KEY.Key_Escape)
    chosen = editor.palette().color(QPalette.ColorRole.Highlight)
    assert chosen == QApplication.palette().color(QPalette.ColorRole.Highlight)
    assert chosen == appearance.theme.selected


def above(picture, editor, place):
    """The colour right under the upper edge of a letter's line."""
    cursor = editor.textCursor()
    cursor.setPosition(place)
    box = editor.cursorRect(cursor)
    ratio = picture.devicePixelRatio()
    return picture.pixelColor(round((box.x() + 2) * ratio), round((box.y() + 2) * ratio))


def test_enter_goes_on_and_round_the_end_and_shift_enter_goes_back(find, stage, qtbot):
    qtbot.keyClicks(find.line, "cat")
    places = [selected(stage)[0]]
    for _ in range(6):
        qtbot.keyClick(find.line, KEY.Key_Return)
        places.append(selected(stage)[0])
    assert places == [4, 15, 28, 34, 39, 54, 4]
    qtbot.keyClick(find.line, KEY.Key_Return, SHIFT)
    assert selected(stage)[0] == 54
    assert find.count.text() == "6 of 6"
    qtbot.keyClick(stage.window.editor, KEY.Key_F3)
    assert selected(stage)[0] == 4


@pytest.mark.parametrize(
    ("query", "options", "hits"),
    [
        ("Cat", ["case"], ["Cat"]),
        ("cat", ["word"], ["cat", "Cat", "CAT", "cat"]),
        ("cat", ["case", "word"], ["cat", "cat"]),
        ("c.t", [], []),
        ("c.t|d(o)g", ["regex"], ["cat", "cat", "cat", "Cat", "CAT", "dog", "cat"]),
        ("^no|cat$", ["regex"], ["No", "cat"]),
        ("x*", ["regex"], []),
        ("😀", [], ["😀"]),
        (". ", [], [". "]),
    ],
)
def test_case_words_and_patterns(find, stage, qtbot, query, options, hits):
    choose(stage, *options)
    find.line.setText(query)
    finding = find.finding
    assert finding.done

    text = TEXT.encode("utf-16-le")
    found = zip(finding.starts, finding.stops, strict=True)
    assert [text[2 * a : 2 * b].decode("utf-16-le") for a, b in found] == hits


def test_a_pattern_that_is_none_is_one_clear_line(find, stage, qtbot):
    choose(stage, "regex")
    find.line.setText("(cat")

    assert find.count.text() == "At character 5: missing closing parenthesis"
    assert not stage.window.actions_["find.replace_all"].isEnabled()
    qtbot.keyClick(find.line, KEY.Key_Return)
    find.line.setText("(cat)")
    assert find.count.text() == "1 of 6"


def test_what_is_not_there_is_told(find, stage, qtbot):
    qtbot.keyClicks(find.line, "giraffe")

    assert find.count.text() == "No match"


def test_one_is_replaced_and_the_next_selected(find, stage, qtbot):
    qtbot.keyClick(stage.window.editor, KEY.Key_H, CONTROL)
    qtbot.keyClicks(find.line, "cat")
    qtbot.keyClicks(find.other, "cow")
    qtbot.keyClick(find.other, KEY.Key_Return)

    assert stage.window.editor.text.startswith("The cow sat. A catalogue")
    assert selected(stage) == (15, "cat")
    stage.window.editor.undo()
    assert stage.window.editor.text == TEXT


def test_all_are_replaced_as_one_step_and_the_caret_stays(find, stage, qtbot):
    editor = stage.window.editor
    choose(stage, "regex")
    find.line.setText(r"(c)(?<rest>at)")
    qtbot.keyClick(editor, KEY.Key_H, CONTROL)
    find.other.setText(r"[\g<rest>\1]\\")
    choose(stage, "replace_all")

    assert editor.text == TEXT.replace("cat", "[atc]\\").replace("Cat", "[atC]\\").replace(
        "CAT", "[ATC]\\"
    )
    assert find.count.text() == "6 replaced"
    editor.undo()
    assert editor.text == TEXT
    editor.redo()
    assert "[ATC]" in editor.text


def test_plain_text_is_put_in_its_place_as_it_is(find, stage):
    find.line.setText("dog")
    find.show_replace()
    find.other.setText(r"\1\n$0&")
    choose(stage, "replace_all")

    assert r"No \1\n$0& 😀" in stage.window.editor.text


@pytest.mark.parametrize("other", [r"\7", r"\g<nobody>", r"\q", "\\"])
def test_a_replacement_that_means_nothing_is_told_and_changes_nothing(find, stage, qtbot, other):
    choose(stage, "regex")
    find.line.setText("(cat)")
    find.show_replace()
    find.other.setText(other)
    qtbot.keyClick(find.other, KEY.Key_Return)
    assert find.count.text()
    choose(stage, "replace_all")

    assert stage.window.editor.text == TEXT
    assert "\\" in find.count.text()
    find.other.setText("dog")
    choose(stage, "replace_all")
    assert find.count.text() == "6 replaced"


def test_what_is_selected_is_looked_for_first(find, stage, qtbot):
    window = stage.window
    find.dismiss()
    window.editor.place_caret(0)
    qtbot.keyClick(window.editor, KEY.Key_Right, CONTROL | SHIFT)
    qtbot.keyClick(window.editor, KEY.Key_F, CONTROL)

    assert find.line.text() == "The "


def test_esc_goes_back_to_the_text_where_the_hit_is_and_marks_are_gone(find, stage, qtbot):
    qtbot.keyClicks(find.line, "dog")
    assert len(stage.window.editor.extraSelections()) == 1
    qtbot.keyClick(find.line, KEY.Key_Escape)

    assert not find.isVisible()
    assert stage.window.editor.hasFocus()
    assert selected(stage)[1] == "dog"
    assert stage.window.editor.extraSelections() == []


def test_only_what_is_in_sight_is_marked_and_scrolling_marks_the_rest(find, stage, qtbot):
    editor = stage.window.editor
    editor.set_text("a cat here\n" * 2000)
    find.line.setText("cat")
    qtbot.waitUntil(lambda: len(find.finding.starts) == 2000)
    first = find.marked
    assert 0 < len(first) < 100
    assert first[0] == (2, 5)
    editor.verticalScrollBar().setValue(1000)
    assert find.marked[0][0] > first[-1][0]
    assert [mark.cursor.selectedText() for mark in editor.extraSelections()] == ["cat"] * len(
        find.marked
    )


def test_a_changed_text_is_looked_through_again(find, stage, qtbot):
    qtbot.keyClicks(find.line, "cat")
    stage.window.editor.moveCursor(stage.window.editor.textCursor().MoveOperation.End)
    qtbot.keyClicks(stage.window.editor, " cat")

    qtbot.waitUntil(lambda: find.count.text().endswith("7"))


def test_a_long_text_is_looked_through_a_little_at_a_time(find, stage, qtbot, monkeypatch):
    # The time of a slice is over after one step, on the fastest machine too.
    monkeypatch.setattr(slices, "SLICE", 0.0)
    stage.window.editor.set_text("the cat and the dog went on and on\n" * 3000)
    known = []
    between = QTimer()
    between.timeout.connect(lambda: known.append(len(find.finding.starts)))
    between.start(0)
    find.line.setText("dog")
    assert selected(stage)[1] == "dog", "the next is there at once"
    assert not find.finding.done
    qtbot.waitUntil(lambda: find.finding.done)
    between.stop()
    assert len(find.finding.starts) == 3000
    # Other events had their turns all the way.
    assert len(set(known)) > 1000
    assert known == sorted(known)

    find.show_replace()
    find.other.setText("frog")
    choose(stage, "replace_all")
    qtbot.waitUntil(lambda: "3,000" in find.count.text())
    assert stage.window.editor.text == "the cat and the frog went on and on\n" * 3000
    stage.window.editor.undo()
    assert stage.window.editor.text.count("dog") == 3000


def test_looking_through_a_long_text_can_be_cancelled(find, stage, qtbot, monkeypatch):
    monkeypatch.setattr(slices, "SLICE", 0.0)
    stage.window.editor.set_text("the cat and the dog went on and on\n" * 300)
    find.line.setText("e")
    assert not find.finding.done
    find.finding.stop()
    known = len(find.finding.starts)
    for _ in range(10):
        QApplication.processEvents()

    assert len(find.finding.starts) == known < 900


def test_a_pattern_that_would_take_for_ever_is_given_up(find, stage):
    stage.window.editor.set_text("a" * 40 + "!")
    choose(stage, "regex")
    find.line.setText("(a+)+$b")

    assert find.finding.done
    assert find.finding.starts == []


def test_after_giving_up_nothing_is_said_to_be_all_and_nothing_is_replaced(find, stage):
    """Qt ends a search that takes too many steps as if there were no more matches."""
    text = f"xxy {'x' * 60}! xxy"
    stage.window.editor.set_text(text)
    choose(stage, "regex")
    find.line.setText("(x+x+)+y")
    assert "too many steps" in find.count.text()

    find.show_replace()
    find.other.setText("z")
    choose(stage, "replace_all")
    assert stage.window.editor.text == text
    assert "too many steps" in find.count.text()


def test_a_query_is_what_it_is_unless_it_is_a_pattern():
    assert Query("a.b", case=True).compiled().match("a.b").hasMatch()
    assert not Query("a.b").compiled().match("axb").hasMatch()
    assert isinstance(Query("a.b", regex=True).compiled(), QRegularExpression)
