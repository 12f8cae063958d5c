"""The cursor through time, and the selected span: keys and mouse on the real window."""

import csv
import io

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from wmstudio.app.settings import USUAL_TRACKS, Settings
from wmstudio.app.spans import Span

TEXT = "abcxyzabqabcdefghijklm"


@pytest.fixture
def window(make_window):
    return make_window(TEXT)


def plot_of(window):
    return window.panels["timeline"].plot


def move(plot, place, modifiers=Qt.KeyboardModifier.NoModifier):
    """The pointer, with the left button held: qtbot's own moves have none."""
    spot = QPointF(place)
    left = Qt.MouseButton.LeftButton
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove, spot, plot.mapToGlobal(spot), left, left, modifiers
    )
    QApplication.sendEvent(plot.viewport(), event)


def drag(window, qtbot, first, last, modifiers=Qt.KeyboardModifier.NoModifier, plot=None):
    plot = plot or plot_of(window)
    button, view = Qt.MouseButton.LeftButton, plot.viewport()
    qtbot.mousePress(view, button, modifiers, plot.place_of(first, 2.0))
    for token in np.linspace(first, last, 5).round().astype(int):
        move(plot, plot.place_of(int(token), 2.0), modifiers)
    qtbot.mouseRelease(view, button, modifiers, plot.place_of(last, 2.0))


def cursor_is(window, token):
    return lambda: window.reading.frame.cursor == token and window.reading.complete


def test_dragging_in_the_timeline_moves_the_cursor_and_all_panels_follow(window, qtbot):
    drag(window, qtbot, 2, 9)
    qtbot.waitUntil(cursor_is(window, 9))
    assert plot_of(window).line.line().x1() == 9.5
    gates = window.panels["gates"]
    qtbot.waitUntil(lambda: all(p.cursor == 9 for p in gates.pictures if hasattr(p, "cursor")))
    assert window.editor.token_span == (9, 10)
    assert window.axis.span is None


def test_the_wheel_zooms_around_the_pointer(window, qtbot):
    plot = plot_of(window)
    window.axis.show(0, 40)
    qtbot.waitUntil(lambda: window.reading.complete)
    at = QPointF(plot.place_of(10, 2.0))
    event = QWheelEvent(
        at,
        plot.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), event)
    assert window.axis.stop - window.axis.start == 32
    assert window.axis.start in (2, 3)


def test_a_span_is_brushed_shown_everywhere_and_summed_up(window, qtbot):
    drag(window, qtbot, 3, 8, Qt.KeyboardModifier.ShiftModifier)
    assert window.axis.span == Span(3, 9)
    qtbot.waitUntil(lambda: window.reading.complete and window.text_area.foot.isVisible())
    figures = window.time.figures
    qtbot.waitUntil(lambda: "bits per byte" in figures.about.text())
    bits = window.reading.frame.trace.column("surprisal_bits", 3, 9).astype(float)
    shown = [figures.table.item(0, column).text() for column in range(4)]
    assert shown == [f"{x:.4f}" for x in (bits.mean(), bits.min(), bits.max(), bits.sum())]
    assert f"{bits.sum() / 6:.4f} bits per byte" in figures.about.text()
    for panel in ("timeline", "gates"):
        for plot in window.panels[panel].pictures:
            if plot.isVisible():
                assert plot.mark.wash.isVisible()
                assert plot.mark.wash.rect().left() == 3
                assert plot.mark.wash.rect().width() == 6
    assert window.time.spans.place == (3, 9)


def test_a_span_is_brushed_in_any_picture_along_the_text(window, qtbot):
    plot = next(p for p in window.panels["gates"].pictures if p.isVisible())
    drag(window, qtbot, 2, 4, Qt.KeyboardModifier.ShiftModifier, plot)
    assert window.axis.span == Span(2, 5)


def test_with_the_mode_dragging_brushes_without_a_key(window, qtbot):
    window.actions_["time.brush"].trigger()
    drag(window, qtbot, 6, 4)
    assert window.axis.span == Span(4, 7)
    window.actions_["time.clear"].trigger()
    assert window.axis.span is None
    assert not window.text_area.foot.isVisible()


def test_text_and_figures_of_the_span_are_copied(window, qtbot):
    timeline = window.panels["timeline"]
    timeline.set_tracks(("fake.gate[2]",))
    window.axis.select(Span(3, 7))
    qtbot.waitUntil(lambda: window.reading.complete)
    window.actions_["time.copy_text"].trigger()
    assert QGuiApplication.clipboard().text() == TEXT[3:7]
    window.actions_["time.copy_figures"].trigger()
    rows = list(csv.DictReader(io.StringIO(QGuiApplication.clipboard().text())))
    assert [row["piece"] for row in rows] == list(TEXT[3:7])
    np.testing.assert_allclose(
        [float(row["fake.gate[2]"]) for row in rows], [(t % 10 + 2) / 16 for t in range(3, 7)]
    )


def test_a_span_stays_on_its_text_and_goes_with_it(window, qtbot):
    window.editor.setTextCursor(window.editor.textCursor())
    window.time.spans.select(6, 9)
    assert window.axis.span == Span(6, 9)
    window.editor.place_caret(2)
    window.editor.insertPlainText("__")
    qtbot.waitUntil(lambda: window.axis.span == Span(8, 11))
    window.editor.undo()
    qtbot.waitUntil(lambda: window.axis.span == Span(6, 9))
    window.editor.selectAll()
    window.editor.insertPlainText("x")
    qtbot.waitUntil(lambda: window.axis.span is None)


def test_the_selected_text_is_a_span_and_the_axes_can_be_fitted_to_it(window, qtbot):
    cursor = window.editor.textCursor()
    cursor.setPosition(2)
    cursor.setPosition(14, cursor.MoveMode.KeepAnchor)
    window.editor.setTextCursor(cursor)
    window.actions_["time.select"].trigger()
    assert window.axis.span == Span(2, 14)
    window.actions_["time.fit"].trigger()
    assert (window.axis.start, window.axis.stop) == (2, 14)


def test_keys_play_and_jump_to_peaks_while_the_timeline_has_them(window, qtbot):
    plot = plot_of(window)
    bits = window.reading.frame.trace.column("surprisal_bits")
    likely = np.flatnonzero(bits < 2)
    window.reading.look_at(0)
    qtbot.waitUntil(cursor_is(window, 0))
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: window.reading.frame.cursor > 0)
    first = window.reading.frame.cursor
    assert first not in likely
    assert bits[first] > bits[first - 1]
    qtbot.waitUntil(cursor_is(window, first))
    qtbot.keyClick(plot, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: window.reading.frame.cursor > first)
    qtbot.waitUntil(lambda: window.reading.complete)
    qtbot.keyClick(plot, Qt.Key.Key_K)
    qtbot.waitUntil(cursor_is(window, first))
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    qtbot.waitUntil(cursor_is(window, first - 1))
    qtbot.keyClick(plot, Qt.Key.Key_Space)
    assert window.time.player.running
    qtbot.keyClick(plot, Qt.Key.Key_Space)
    assert not window.time.player.running


def test_playing_goes_token_by_token_to_the_end_of_the_span_and_stops(window, qtbot):
    seen = []
    window.reading.changed.connect(lambda: seen.append(window.reading.frame.cursor))
    window.time.speed.setCurrentIndex(5)
    window.axis.select(Span(4, 8))
    window.reading.look_at(4)
    qtbot.waitUntil(cursor_is(window, 4))
    window.actions_["time.play"].trigger()
    assert window.actions_["time.play"].isChecked()
    qtbot.waitUntil(lambda: not window.time.player.running)
    assert [t for t in dict.fromkeys(seen) if t >= 4] == [4, 5, 6, 7]
    assert not window.actions_["time.play"].isChecked()
    assert window.settings.play_speed == 32


def test_who_types_stops_the_playing(window, qtbot):
    window.reading.look_at(0)
    qtbot.waitUntil(cursor_is(window, 0))
    window.actions_["time.play"].trigger()
    qtbot.keyClicks(window.editor, "x")
    assert not window.time.player.running


def test_two_models_have_one_span_and_the_same_tracks(window, qtbot):
    window.panels["timeline"].set_tracks(("fake.gate[1]",))
    window.panels["timeline"].tracks_changed.emit()
    window.axis.select(Span(3, 6))
    window.comparison.open("other")
    qtbot.waitUntil(lambda: window.comparison.second is not None and window.comparison.complete)
    second = window.comparison.second
    assert second.axis.span == Span(3, 6)
    assert [q.key for q in second.panels["timeline"].tracks] == ["fake.gate[1]"]
    second.axis.select(Span(1, 4))
    assert window.axis.span == Span(1, 4)
    window.comparison.end()
    window.axis.select(Span(2, 3))
    assert window.time.spans.place == (2, 3)


def test_a_track_is_added_kept_and_taken_away(make_window, qtbot):
    window = make_window(TEXT)
    timeline = window.panels["timeline"]
    timeline.picker.signals.choose("fake.gate")
    timeline.picker.unit.setValue(3)
    timeline.add_button.click()
    assert window.settings.tracks == [*USUAL_TRACKS, "fake.gate[3]"]
    (plot,) = timeline.tracks.values()
    expected = (np.arange(len(TEXT)) % 10 + 3) / 16
    qtbot.waitUntil(lambda: bool(plot.values) and not np.isnan(plot.values[0][0]))
    np.testing.assert_allclose(plot.values[0][: len(TEXT)], expected, atol=1e-6)
    again = make_window(TEXT, settings=Settings(tracks=["fake.gate[3]", "gone[1]"]))
    assert [q.key for q in again.panels["timeline"].tracks] == ["fake.gate[3]"]
    timeline.add_button.click()
    assert window.settings.tracks == [*USUAL_TRACKS]
    assert not timeline.tracks


def test_the_figures_of_a_span_do_not_wrap_the_text_anew(window, qtbot):
    window.editor.setPlainText("a long line of words " * 20)
    qtbot.waitUntil(lambda: window.reading.complete)
    width = window.editor.viewport().width()
    lines = window.editor.document().firstBlock().layout().lineCount()
    window.time.spans.select(30, 60)
    qtbot.waitUntil(window.text_area.foot.isVisible)
    assert window.editor.viewport().width() == width
    assert window.editor.document().firstBlock().layout().lineCount() == lines


def test_copying_a_span_says_so(window, qtbot):
    window.time.spans.select(1, 4)
    for id, word in (("time.copy_text", "text"), ("time.copy_figures", "figures")):
        window.actions_[id].trigger()
        assert f"Copied the {word}" in window.messages.text
