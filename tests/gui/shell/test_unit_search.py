"""Units in the real window: found by a span, searched for, labelled, and marked in the picture.

Unit u of the scripted gate is (t % 10 + u) / 16 at token t, and tokens are characters.
"""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from tests.gui.features.test_playback import drag
from tests.gui.stage import opened
from tests.support import signed
from wmstudio.app.settings import Settings
from wmstudio.app.spans import Span
from wmstudio.engine.messages import (
    Search,
    SearchEnded,
    SearchProgress,
    SearchResult,
    StopSearch,
)
from wmstudio.gui.panels.units import CORRELATED, LOW
from wmstudio.gui.shell.main_window import panel_of as real_panel

TEXT = "0123456789" * 6


def gate(tokens):
    return (np.arange(tokens)[:, None] % 10 + np.arange(4)) / 16


@pytest.fixture
def settings(tmp_path):
    return Settings(path=tmp_path / "settings")


@pytest.fixture
def window(make_window, qtbot, settings):
    """With the panel in sight, and the tokens 7 to 9 selected with the mouse."""
    window = make_window(TEXT, settings=settings)
    window.axis.show(0, 48)
    window.actions_["units.find"].trigger()
    brush(window, qtbot, 7, 9)
    return window


def complete(window, qtbot):
    qtbot.waitUntil(lambda: window.reading.complete)


def brush(window, qtbot, first, last):
    complete(window, qtbot)
    drag(window, qtbot, first, last, Qt.KeyboardModifier.ShiftModifier)
    assert window.axis.span == Span(first, last + 1)
    complete(window, qtbot)


def panel_of(window):
    return window.panels["units"]


def exactly_on(start, stop, threshold, exactly=True):
    on = gate(len(TEXT)) >= threshold
    found = on[start:stop].all(axis=0)
    if exactly:
        found &= ~on[start - 1] & ~on[stop]
    return sorted(np.flatnonzero(found).tolist())


def set_threshold(window, qtbot, value):
    panel = panel_of(window)
    line = panel.threshold.findChild(QLineEdit)
    line.selectAll()
    qtbot.keyClicks(line, f"{value}")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    complete(window, qtbot)


def test_units_that_are_on_exactly_over_the_span_are_listed_and_marked(window, qtbot):
    panel = panel_of(window)
    set_threshold(window, qtbot, 0.5)
    assert sorted(panel.units) == exactly_on(7, 10, 0.5) == [1]
    assert panel.list.units == [("fake.gate", 1)]
    assert window.panels["gates"].map.marked == (1,)
    assert "1 of 4 is active over tokens 7–9" in panel.about.text()


def test_a_duplicate_of_the_picture_is_marked_too_until_it_is_closed(window, qtbot):
    window.copies.current = "gates"
    id = window.copies.duplicate()
    complete(window, qtbot)
    both = [window.panels[one].map for one in ("gates", id)]
    qtbot.waitUntil(lambda: both[0].marked == both[1].marked == panel_of(window).units)
    assert both[0].marked

    window.copies.close(id)
    brush(window, qtbot, 3, 4)
    qtbot.waitUntil(lambda: both[0].marked == panel_of(window).units)


def test_the_threshold_and_off_beside_change_what_is_found(window, qtbot):
    panel = panel_of(window)
    set_threshold(window, qtbot, 0.6)
    assert sorted(panel.units) == exactly_on(7, 10, 0.6)
    qtbot.mouseClick(panel.exactly, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    complete(window, qtbot)
    assert not panel.exactly.isChecked()
    assert sorted(panel.units) == exactly_on(7, 10, 0.6, exactly=False) == [3]
    set_threshold(window, qtbot, 1.0)
    assert panel.units == ()
    assert not panel.find_button.isEnabled()


def test_units_stand_by_how_much_they_differ_from_beside_with_exact_means(window, qtbot):
    panel = panel_of(window)
    set_threshold(window, qtbot, 0.6)
    qtbot.mouseClick(panel.exactly, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    brush(window, qtbot, 8, 9)
    x = gate(len(TEXT))
    means = {u: (x[8:10, u].mean(), x[[7, 10], u].mean()) for u in range(4)}
    expected = sorted(
        exactly_on(8, 10, 0.6, exactly=False), key=lambda u: means[u][1] - means[u][0]
    )
    shown = [[item.text(c) for c in (0, 2, 3)] for item in panel.list.top_rows()]
    assert len(expected) == 2
    assert shown == [[f"{u}", *(f"{signed(mean)}" for mean in means[u])] for u in expected]


def test_a_span_of_all_the_text_has_nothing_beside_it(window, qtbot):
    window.axis.select(Span(0, len(TEXT)))
    set_threshold(window, qtbot, 0)
    assert sorted(panel_of(window).units) == [0, 1, 2, 3]
    assert [item.text(3) for item in panel_of(window).list.top_rows()] == [""] * 4


def test_another_signal_in_the_picture_is_the_one_whose_units_are_looked_at(window, qtbot):
    panel, gates = panel_of(window), window.panels["gates"]
    gates.picker.choose("fake.value")
    complete(window, qtbot)
    assert panel.signal.name == "fake.value"
    assert panel.units == ()
    panel.picker.choose("fake.gate")
    assert gates.picker.signal.name == "fake.gate"


def search(window, qtbot):
    panel = panel_of(window)
    qtbot.mouseClick(panel.find_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.matches.has_here)
    return panel.matches


def click(list_, qtbot, item):
    place = list_.visualItemRect(item).center()
    qtbot.mouseClick(list_.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_other_places_are_listed_with_their_text_and_a_click_goes_there(window, qtbot):
    panel = panel_of(window)
    matches = search(window, qtbot)
    # Unit 1 reaches one half at every seventh to ninth token of ten.
    assert [(m.place.start, m.place.stop) for _, m in matches.rows] == [
        (t + 7, t + 10) for t in range(10, 60, 10)
    ]
    item = matches.top_rows()[2]
    assert [item.text(c) for c in range(5)][:2] == ["1/1", "27–29"]
    assert item.text(3) == "789"
    assert item.text(2).endswith("3456")
    assert item.text(4).startswith("0123")

    click(matches, qtbot, item)
    complete(window, qtbot)
    assert window.reading.frame.cursor == 27
    assert window.axis.span == Span(27, 30)
    # What was asked stays.
    assert panel.query == Span(7, 10)
    assert panel.units == (1,)
    brush(window, qtbot, 17, 18)
    assert panel.query == Span(17, 19)


def test_after_a_change_of_the_text_old_places_are_not_shown_and_new_ones_are_found(window, qtbot):
    panel = panel_of(window)
    matches = search(window, qtbot)
    assert matches.has_here
    window.editor.place_caret(len(TEXT))
    qtbot.keyClicks(window.editor, "x")
    assert matches.rows == []
    assert "has changed" in matches.topLevelItem(0).text(0)
    complete(window, qtbot)
    brush(window, qtbot, 7, 9)
    assert len(search(window, qtbot).rows) == 5
    assert panel.matches.top_rows()[0].text(0).startswith("In this text (61 tokens)")


def test_late_places_of_other_units_are_not_listed(window, qtbot, late_engines):
    (engine,), panel = late_engines.made, panel_of(window)
    engine.hold(SearchResult)
    panel.find_button.click()
    qtbot.waitUntil(lambda: bool(engine.kept))
    (late,) = engine.kept
    brush(window, qtbot, 17, 19)
    qtbot.waitUntil(lambda: panel.find_button.isEnabled())
    panel.find_button.click()
    window.client.matched.emit(late)
    assert panel.matches.rows == []
    engine.release()
    qtbot.waitUntil(lambda: bool(panel.matches.rows))


def test_places_of_another_signal_are_neither_left_nor_come_late(window, qtbot, late_engines):
    (engine,), panel = late_engines.made, panel_of(window)
    search(window, qtbot)
    assert panel.matches.rows
    engine.hold(SearchResult)
    panel.find_button.click()
    qtbot.waitUntil(lambda: bool(engine.kept))
    panel.picker.choose("fake.value")
    assert panel.matches.rows == []
    engine.release()
    qtbot.waitUntil(lambda: not engine.kept)
    complete(window, qtbot)
    assert panel.matches.rows == []


CHOICES = {
    "way": lambda window, qtbot: choose_way(window, LOW),
    "threshold": lambda window, qtbot: set_threshold(window, qtbot, 0.6),
    "exactly": lambda window, qtbot: panel_of(window).exactly.click(),
    "span": lambda window, qtbot: brush(window, qtbot, 17, 18),
}


@pytest.mark.parametrize("choice", CHOICES)
def test_places_of_an_earlier_choice_are_neither_left_nor_come_late(
    window, qtbot, late_engines, choice
):
    (engine,), panel = late_engines.made, panel_of(window)
    assert search(window, qtbot).rows
    CHOICES[choice](window, qtbot)
    assert panel.matches.rows == []
    assert not panel.matches.has_here

    engine.hold(SearchResult)
    panel.query = Span(7, 10)
    panel.units = (1,)
    window.units.first.search()
    qtbot.waitUntil(lambda: bool(engine.kept))
    panel.threshold.setValue(0.7)
    engine.release()
    qtbot.waitUntil(lambda: not engine.kept)
    complete(window, qtbot)
    assert panel.matches.rows == []


def test_an_edit_of_the_memory_makes_the_places_old_too(window, qtbot):
    window.reading.look_at(3)
    complete(window, qtbot)
    matches = search(window, qtbot)
    assert matches.has_here
    assert window.intervening.interventions.request("clear_all", {})
    qtbot.waitUntil(lambda: not matches.has_here)
    assert matches.rows == []


def test_a_text_beside_is_searched_along_with_the_document(window, qtbot, monkeypatch, tmp_path):
    file = tmp_path / "corpus.txt"
    file.write_text("abcdefghij" * 3)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    panel = panel_of(window)
    qtbot.mouseClick(panel.file_button, Qt.MouseButton.LeftButton)
    assert panel.file_button.text() == "corpus.txt"
    qtbot.waitUntil(lambda: any(not here for here, _ in panel.matches.rows))
    assert [text for row in panel.matches.top_rows() if (text := row.text(0))[0] not in "01"] == [
        "In this text (60 tokens): 5 places with all 1",
        "corpus.txt (30 tokens): 3 places with all 1",
    ]
    assert [m.text for here, m in panel.matches.rows if not here] == ["hij"] * 3

    span = window.axis.span
    click(panel.matches, qtbot, panel.matches.top_rows()[-1])
    assert window.axis.span == span


def test_a_text_beside_that_is_gone_is_told_in_a_sentence(window, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "no"), ""))
    window.actions_["units.beside"].trigger()
    qtbot.waitUntil(lambda: "cannot be read" in panel_of(window).told.text())


def test_a_search_can_be_ended_where_everything_that_takes_long_is_ended(
    make_stage, qtbot, monkeypatch
):
    monkeypatch.setattr("wmstudio.gui.base.progress.LONG", 0)
    stage = make_stage(make_panel=real_panel)
    window = stage.window
    window.models.begin("stories")
    stage.port.say(opened("stories"))
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    panel = panel_of(window)
    panel.units = (1,)
    panel.search_wanted.emit()
    (asked,) = stage.posted(Search)
    stage.port.say(SearchProgress(asked.run, 50, 200))
    qtbot.waitUntil(lambda: window.progress.bar.value() == 250)
    assert "Searching" in window.progress.text
    qtbot.mouseClick(window.progress.button, Qt.MouseButton.LeftButton)
    assert isinstance(stage.port.commands[-1], StopSearch)
    stage.port.say(SearchEnded(asked.run))
    qtbot.waitUntil(lambda: not window.progress.text)
    assert "stopped" in panel.told.text()


def test_both_models_of_a_comparison_have_units_of_their_own(window, qtbot):
    window.comparison.open("another")
    qtbot.waitUntil(lambda: window.comparison.complete)
    # Two models have a layout of their own.
    window.docks.show("units", True)
    qtbot.waitUntil(lambda: window.comparison.second.panels["units"].units == (1,))
    other = window.comparison.second.panels["units"]
    other.search_wanted.emit()
    qtbot.waitUntil(lambda: other.matches.has_here)
    assert not panel_of(window).matches.has_here
    window.comparison.end()
    window.docks.show("units", False)
    window.docks.show("units", True)
    complete(window, qtbot)
    assert panel_of(window).units == (1,)


# --- labels ---


def label(window, qtbot, unit, word):
    panel = panel_of(window)
    window.actions_["units.label"].trigger()
    line = panel.labelling.unit.findChild(QLineEdit)
    line.selectAll()
    qtbot.keyClicks(line, f"{unit}")
    line = panel.labelling.label
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, word) if word else qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    complete(window, qtbot)


def test_a_label_is_shown_beside_the_row_and_in_the_readout_and_listed(window, qtbot):
    label(window, qtbot, 2, "vowel detector")
    gates, panel = window.panels["gates"], panel_of(window)
    assert gates.map.marks.labels == {2: "vowel detector"}
    assert ("fake.gate", 2) in panel.list.units
    qtbot.mouseMove(gates.map.viewport(), gates.map.place_of(5, 2.5))
    assert gates.header.readout.text() == "token 5 “…5” · unit 2 “vowel detector” is 0.4375"


def test_a_label_survives_a_restart_and_belongs_to_its_model(window, qtbot, make_window, settings):
    label(window, qtbot, 2, "vowel detector")
    again = make_window(TEXT, settings=Settings(path=settings.path))
    assert again.units.first.labels == {("fake.gate", 2): "vowel detector"}
    again.open_checkpoint("another")
    qtbot.waitUntil(lambda: again.models.open_model.name == "another")
    assert again.units.first.labels == {}


def test_a_labelled_unit_is_found_in_the_palette_and_brought_to_sight(window, qtbot):
    label(window, qtbot, 2, "vowel detector")
    gates = window.panels["gates"]
    gates.picker.choose("fake.value")
    window.docks.show("gates", False)
    complete(window, qtbot)
    window.actions_["view.palette"].trigger()
    qtbot.keyClicks(window.palette_.line, "vowel")
    assert window.palette_.titles == ["vowel detector – fake.gate 2"]
    qtbot.keyClick(window.palette_.line, Qt.Key.Key_Return)
    complete(window, qtbot)
    assert gates.isVisible()
    assert gates.picker.signal.name == "fake.gate"
    assert panel_of(window).labelling.unit.value() == 2
    low, high = gates.map.view.viewRange()[1]
    assert low <= 2
    assert high >= 3


def test_an_empty_label_takes_it_away(window, qtbot):
    label(window, qtbot, 2, "vowel detector")
    label(window, qtbot, 2, "")
    assert window.units.first.labels == {}
    assert window.panels["gates"].map.marks.labels == {}


def test_the_row_under_the_pointer_is_labelled_by_its_menu_whatever_the_order(window, qtbot):
    gates = window.panels["gates"]
    gates.sorting.choice.setCurrentIndex(1)
    complete(window, qtbot)
    assert list(gates.map.order) == [3, 2, 1, 0]
    place = gates.map.place_of(5, 0.5)
    qtbot.mouseMove(gates.map.viewport(), place)
    assert gates.header.readout.text().startswith("token 5 “…5” · unit 3 is ")
    QApplication.sendEvent(
        gates.map.viewport(),
        QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, place, gates.map.viewport().mapToGlobal(place)
        ),
    )
    menu = QApplication.activePopupWidget()
    (label,) = [action for action in menu.actions() if action.text() == "Label unit 3…"]
    label.trigger()
    menu.close()
    assert panel_of(window).labelling.unit.value() == 3
    assert panel_of(window).labelling.label.hasFocus()


def test_labels_that_cannot_be_kept_are_told_and_hold_until_the_end(window, qtbot, settings):
    settings.path.parent.mkdir(exist_ok=True)
    (settings.path).write_text("a file where the folder should be")
    label(window, qtbot, 1, "word")
    assert "could not be saved" in window.messages.text
    assert window.units.first.labels == {("fake.gate", 1): "word"}
    settings.path.unlink()


# --- low values, several spans ---


def choose_way(window, way):
    panel = panel_of(window)
    panel.way.choose(way)


def test_units_that_are_low_over_the_span_are_found(window, qtbot):
    choose_way(window, LOW)
    brush(window, qtbot, 10, 12)
    set_threshold(window, qtbot, 0.19)
    low = gate(len(TEXT)) <= 0.19
    expected = low[10:13].all(axis=0) & ~low[9] & ~low[13]
    assert sorted(panel_of(window).units) == np.flatnonzero(expected).tolist() == [1]


def test_where_else_units_are_low_is_found_too(window, qtbot):
    choose_way(window, LOW)
    brush(window, qtbot, 10, 12)
    set_threshold(window, qtbot, 0.19)
    panel = panel_of(window)
    qtbot.mouseClick(panel.find_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.matches.has_here)
    places = sorted((m.place.start, m.place.stop) for _, m in panel.matches.rows)
    assert places == [(t, t + 3) for t in range(0, 60, 10) if t != 10]


def test_several_spans_are_looked_at_together(window, qtbot):
    panel = panel_of(window)
    for first, last in ((27, 29), (17, 19)):
        qtbot.mouseClick(panel.keep_button, Qt.MouseButton.LeftButton)
        brush(window, qtbot, first, last)
    assert panel.spans == (Span(7, 10), Span(17, 20), Span(27, 30))
    set_threshold(window, qtbot, 0.5)
    assert panel.units == (1,)
    assert "7–9, 17–19, 27–29" in panel.about.text()
    qtbot.mouseClick(panel.only_button, Qt.MouseButton.LeftButton)
    complete(window, qtbot)
    assert panel.spans == (Span(17, 20),)


def test_kept_spans_go_with_their_text(window, qtbot):
    panel = panel_of(window)
    qtbot.mouseClick(panel.keep_button, Qt.MouseButton.LeftButton)
    assert panel.kept
    window.editor.insertPlainText("q")
    complete(window, qtbot)
    assert panel.kept == ()


def test_units_are_ranked_by_correlation_with_the_spans(window, qtbot):
    panel = panel_of(window)
    choose_way(window, CORRELATED)
    complete(window, qtbot)
    first, stop = 7 - 3, 10 + 3
    inside = np.zeros(stop - first)
    inside[3:6] = 1
    x = gate(len(TEXT))[first:stop]
    r = {u: np.corrcoef(x[:, u], inside)[0, 1] for u in range(4)}
    shown = {int(i.text(0)): i.text(4).replace("−", "-") for i in panel.list.top_rows()}
    assert shown == {u: f"{r[u]:.2f}" for u in range(4)}
    assert not panel.find_button.isEnabled()
