"""Units that follow a pattern, in the real window: asked for, listed, held, and out of date.

Unit u of the scripted gate is (t % 10 + u) / 16 at token t, and tokens are characters.
"""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from wmstudio.app.spans import Span
from wmstudio.engine.messages import FindUnits, HoldUnit, SearchEnded
from wmstudio.gui.panels.units import HIGH, PATTERN
from wmstudio.gui.shell.pattern_finder import STALE
from wmstudio.gui.views.pattern_search import ACCURACY, FILE
from wmstudio.text.patterns import EXPRESSION, NUMBERS, QUOTES, SPANS, WHITESPACE

TEXT = "012abcdefg" * 6


@pytest.fixture
def window(make_window, qtbot):
    """With the panel in sight, set to patterns by the user."""
    window = make_window(TEXT)
    window.actions_["units.find"].trigger()
    qtbot.waitUntil(panel_of(window).isVisible)
    qtbot.waitUntil(lambda: window.reading.complete)
    panel_of(window).way.choose(PATTERN)
    return window


def panel_of(window):
    return window.panels["units"]


def find(window, qtbot, kind, expression="", against=""):
    panel = panel_of(window)
    panel.patterns.kind.choose(kind)
    panel.patterns.expression.setText(expression)
    panel.patterns.against.setText(against)
    qtbot.mouseClick(panel.patterns.find_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.patterns.found is not None and bool(panel.list.units))
    return panel


def shown(panel):
    return [[row.text(column) for column in range(6)] for row in panel.list.top_rows()]


def test_units_that_follow_are_listed_with_their_numbers(window, qtbot):
    panel = find(window, qtbot, NUMBERS)
    t = np.arange(len(TEXT))
    inside = t % 10 < 3
    rows = shown(panel)
    assert [row[0] for row in rows] == ["0", "1", "2", "3"]
    for unit, _, within, outside, r, accuracy in rows:
        x = (t % 10 + int(unit)) / 16
        assert float(within) == pytest.approx(x[inside].mean(), abs=1e-4)
        assert float(outside) == pytest.approx(x[~inside].mean(), abs=1e-4)
        assert r.replace("−", "-") == f"{np.corrcoef(x, inside)[0, 1]:.2f}"
        assert accuracy == "100.0"
    assert "18 tokens in 6 places, 42 others" in panel.about.text()


def test_it_is_said_plainly_when_no_unit_tells_them_apart(window, qtbot):
    # At tokens 1, 4 and 7 of ten, in no order that a threshold could tell.
    panel = find(window, qtbot, EXPRESSION, "[1be]")
    assert "No unit tells them apart well" in panel.about.text()
    assert panel.units == ()
    assert window.panels["gates"].map.marked == ()
    assert len(shown(panel)) == 4


def test_following_units_are_marked_in_the_picture(window, qtbot):
    panel = find(window, qtbot, EXPRESSION, "[abc]+", "[defg]+")
    qtbot.waitUntil(lambda: set(window.panels["gates"].map.marked) == set(panel.units) != set())
    assert f"{len(panel.units)} of 4 units tell" in panel.about.text()
    assert "18 tokens in 6 places, 24 others" in panel.about.text()


def test_the_order_is_by_correlation_or_by_accuracy(window, qtbot):
    panel = find(window, qtbot, EXPRESSION, "[1b]")
    by_r = [abs(float(row[4].replace("−", "-"))) for row in shown(panel)]
    assert by_r == sorted(by_r, reverse=True)
    panel.patterns.rank.choose(ACCURACY)
    qtbot.waitUntil(lambda: [row[5] for row in shown(panel)] == sorted(
        (row[5] for row in shown(panel)), reverse=True
    ))  # fmt: skip


def test_several_spans_are_a_pattern_of_the_whole_text(window, qtbot):
    panel = panel_of(window)
    panel.way.choose(HIGH)
    window.axis.select(Span(10, 13))
    qtbot.waitUntil(lambda: panel.spans == (Span(10, 13),) and panel.keep_button.isEnabled())
    qtbot.mouseClick(panel.keep_button, Qt.MouseButton.LeftButton)
    window.axis.select(Span(30, 33))
    qtbot.waitUntil(lambda: panel.spans == (Span(10, 13), Span(30, 33)))
    panel.way.choose(PATTERN)
    find(window, qtbot, SPANS)
    assert panel.patterns.found.tokens == (6, 54)


def test_a_unit_is_held_beside_a_control(window, qtbot):
    panel = find(window, qtbot, EXPRESSION, "[1be]")
    place = panel.list.visualItemRect(panel.list.top_rows()[1]).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    unit = panel.list.units[1][1]
    qtbot.waitUntil(panel.hold_button.isEnabled)
    qtbot.mouseClick(panel.hold_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.held.held is not None)

    held = panel.held.held
    rows = [[row.text(column) for column in range(4)] for row in panel.held.top_rows()]
    assert held.unit == unit
    assert [row[0] for row in rows[:3]] == [
        "nothing", f"unit {unit}, as outside", f"unit {unit}, as inside",
    ]  # fmt: skip
    # After b comes c, and after e f, with one half; after 1 comes 2.
    assert [row[2] for row in rows] == ["0.5000"] * len(rows)
    assert rows[1][3] == "+0.0000 ± 0.0000"
    assert "at 18 places" in panel.told.text()


def test_what_was_found_goes_with_the_text(window, qtbot):
    panel = find(window, qtbot, NUMBERS)
    window.editor.insertPlainText("q")
    qtbot.waitUntil(lambda: panel.about.text() == STALE)
    assert panel.list.units == []
    assert not panel.hold_button.isEnabled()


@pytest.mark.parametrize(
    ("kind", "expression", "why"),
    [
        (QUOTES, "", "nowhere in this text"),
        (WHITESPACE, "", "nowhere in this text"),
        (EXPRESSION, "(", "no regular expression"),
        (EXPRESSION, "", "Write a regular expression"),
    ],
)
def test_what_cannot_be_found_is_told_in_a_sentence(window, qtbot, kind, expression, why):
    panel = panel_of(window)
    panel.patterns.kind.choose(kind)
    panel.patterns.expression.setText(expression)
    qtbot.mouseClick(panel.patterns.find_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: why in panel.about.text())
    assert panel.list.units == []


def test_the_pattern_is_looked_for_in_another_text(window, qtbot, tmp_path, monkeypatch):
    file = tmp_path / "other.txt"
    file.write_text("12abcdefgh" * 3)
    panel, controller = panel_of(window), window.units
    monkeypatch.setattr(controller, "_file_to_open", lambda *_: file)
    panel.patterns.kind.choose(NUMBERS)
    qtbot.mouseClick(panel.file_button, Qt.MouseButton.LeftButton)
    assert panel.patterns.where.chosen == FILE
    qtbot.waitUntil(lambda: panel.patterns.found is not None)
    assert panel.patterns.found.tokens == (6, 24)
    # It is of the file, so that it stays when the document changes.
    window.editor.insertPlainText("q")
    qtbot.waitUntil(lambda: window.reading.complete)
    assert panel.patterns.found is not None


def test_an_answer_about_an_older_question_is_ignored(window, qtbot):
    panel = find(window, qtbot, NUMBERS)
    found = panel.patterns.found
    window.client.unsearched.emit(SearchEnded(found.run, "late"))
    assert panel.patterns.found is found


def test_choosing_what_to_find_asks_at_once(window, qtbot):
    panel = panel_of(window)
    posted = []
    window.client.post, post = lambda c: (posted.append(c), post(c)), window.client.post
    at = panel.patterns.kind.findData(NUMBERS)
    panel.patterns.kind.setCurrentIndex(at)
    panel.patterns.kind.activated.emit(at)
    qtbot.waitUntil(lambda: panel.patterns.found is not None)
    assert [c.pattern.kind for c in posted if isinstance(c, FindUnits)] == [NUMBERS]
    assert not any(isinstance(c, HoldUnit) for c in posted)


def test_the_choices_are_kept_in_a_session(window):
    panel = panel_of(window)
    panel.patterns.kind.choose(EXPRESSION)
    panel.patterns.expression.setText("a+")
    saved = {name: control.save_state() for name, control in panel.controls().items()}
    assert (saved["way"], saved["pattern"], saved["expression"]) == (PATTERN, EXPRESSION, "a+")
    panel.patterns.expression.setText("")
    panel.controls()["expression"].restore_state(saved["expression"])
    assert panel.patterns.expression.text() == "a+"
