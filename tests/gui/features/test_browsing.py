"""The list of signals, and signals brought from there to panels: by keys, by mouse, by menu."""

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from tests.gui.panels.conftest import lstm, slot_memory, transformer
from tests.gui.panels.conftest import opened as opened_with
from wmstudio.app.settings import USUAL_TRACKS
from wmstudio.gui.panels.signals import SignalsPanel
from wmstudio.gui.plots.panel import TokenAxis
from wmstudio.gui.views.signal_drops import Cue, mime_of, name_in

GATE, VALUE = "fake.gate", "fake.value"
NO_KEYS, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def panel(qtbot):
    panel = SignalsPanel(TokenAxis())
    qtbot.addWidget(panel)
    panel.open(opened_with(*lstm(2), *slot_memory()))
    panel.resize(500, 500)
    panel.show()
    return panel


def rows(panel):
    tree = panel.tree
    return {
        tree.topLevelItem(i).text(0): [
            [tree.topLevelItem(i).child(j).text(c) for c in range(4)]
            for j in range(tree.topLevelItem(i).childCount())
        ]
        for i in range(tree.topLevelItemCount())
    }


def test_every_declared_signal_is_listed_by_part_and_layer_with_what_it_is(panel):
    listed = rows(panel)
    assert list(listed) == ["lstm, layer 0", "lstm, layer 1", "slots"]
    assert ["cell", "activation", "6 units", "−3…3"] in listed["lstm, layer 1"]
    assert ["keys", "contents", "4 slots × 3 features", "−3…3"] in listed["slots"]
    assert ["null weight", "number", "one number", "0…1"] in listed["slots"]
    assert ["writer", "token pointed at", "4 slots", "−1…∞"] in listed["slots"]
    assert sorted(panel.tree.names()) == sorted(panel.opened.signals)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("forget", ["lstm.0.forget_gate", "lstm.1.forget_gate"]),
        ("layer 1 cell", ["lstm.1.cell"]),
        ("address read", ["slots.read_weights"]),
        ("lstm.0.input", ["lstm.0.input_gate"]),
    ],
)
def test_the_filter_finds_by_name_kind_part_and_layer(panel, qtbot, typed, names):
    qtbot.keyClicks(panel.line, typed)

    assert panel.tree.names() == names
    assert panel.tree.chosen == names[0]


def test_where_nothing_fits_that_is_said_and_nothing_can_be_opened(panel, qtbot):
    qtbot.keyClicks(panel.line, "xyzzy")
    assert panel.message.text() == "No signal matches."
    assert not panel.open_button.isEnabled()
    panel.line.clear()
    assert panel.pages.currentWidget() is panel.body


def test_what_is_chosen_stays_so_while_it_is_listed(panel, qtbot):
    qtbot.keyClicks(panel.line, "cell")
    for _ in range(2):
        qtbot.keyClick(panel.tree, Qt.Key.Key_Down)
    chosen = panel.tree.chosen
    assert chosen == "lstm.1.cell"
    panel.line.clear()

    assert panel.tree.chosen == chosen


def test_another_model_has_other_signals(panel):
    panel.open(opened_with(*transformer()))
    assert "attention, layer 0" in rows(panel)
    assert "lstm.0.cell" not in panel.tree.names()


# --- in the window ---


@pytest.fixture
def window(make_window, qtbot):
    window = make_window("abcxyz")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.actions_["panel.signals"].trigger()
    qtbot.waitUntil(lambda: window.docks.shown("signals"))
    return window


def read(window, qtbot):
    qtbot.waitUntil(lambda: window.reading.complete)


def choose(window, name):
    tree = window.panels["signals"].tree
    (item,) = (
        item
        for item in tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive, 0)
        if item.data(0, Qt.ItemDataRole.UserRole) == name
    )
    tree.setCurrentItem(item)
    return item


def test_by_keys_alone_a_signal_is_found_and_opened_in_a_new_panel(window, qtbot):
    line = window.panels["signals"].line
    line.setFocus()
    qtbot.keyClicks(line, "fake value")
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert window.panels["signals"].tree.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    read(window, qtbot)

    made = window.panels["gates.2"]
    values = window.reading.frame.trace.signal(VALUE, 0, 6)
    np.testing.assert_allclose(values, np.frombuffer(b"abcxyz", np.uint8) / 256)
    picture, _ = window.reading.frame.trace.picture(VALUE, *window.reading.frame.window, 1)
    np.testing.assert_array_equal(made.map.image.image, picture.T)
    assert window.docks["gates.2"].isAncestorOf(QApplication.focusWidget())


@pytest.mark.parametrize(
    ("name", "kind"),
    [(GATE, "gates.2"), ("slots.values", "memory.2"), ("slots.writer", "memory.2")],
)
def test_a_double_click_opens_a_panel_of_the_kind_that_shows_it(window, qtbot, name, kind):
    tree, item = window.panels["signals"].tree, choose(window, name)
    place = tree.visualItemRect(item).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert window.copies.ids == (kind,)


def test_the_menu_offers_the_panels_that_are_there_and_can_show_it(window, qtbot):
    panel = window.panels["signals"]
    choose(window, VALUE)
    panel.add_menu.aboutToShow.emit()
    offered = {action.text(): action for action in panel.add_menu.actions()}
    assert list(offered) == ["Timeline", "Gates"]
    offered["Timeline"].trigger()
    offered["Gates"].trigger()
    read(window, qtbot)

    assert window.panels["timeline"].keys == (*USUAL_TRACKS, VALUE)
    assert [s.name for s in window.panels["gates"].signals] == [GATE, VALUE]
    assert window.settings.tracks == [*USUAL_TRACKS, VALUE]


def test_of_two_models_each_list_sends_to_its_own_panels_and_new_ones_are_the_first_ones(
    window, qtbot
):
    window.comparison.open("scripted")
    qtbot.waitUntil(lambda: window.comparison.complete and window.reading.complete)
    window.docks.show("gates", True)
    qtbot.waitUntil(lambda: window.comparison.complete and window.reading.complete)
    second = window.comparison.second.panels
    menu = second["signals"].add_menu
    second["signals"].places_wanted.emit(VALUE, menu)
    next(action for action in menu.actions() if action.text() == "Gates").trigger()
    second["signals"].panel_wanted.emit(VALUE)

    assert [s.name for s in second["gates"].signals] == [GATE, VALUE]
    assert [s.name for s in window.panels["gates"].signals] == [GATE]
    assert window.panels["gates.2"].picker.signal.name == VALUE
    assert second["gates"].axis.ranges is window.axis.ranges
    second["signals"].panel_wanted.emit("nobody.knows")
    assert "nobody.knows" in window.messages.text


def drag(target, name, kind, modifiers=NO_KEYS):
    data = name if isinstance(name, QMimeData) else mime_of(name)
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    place = target.rect().center()
    if kind is QDropEvent:
        # Qt knows from the drag that entered where the drop is.
        QApplication.sendEvent(target, QDragEnterEvent(place, copy, data, left, modifiers))
        event = QDropEvent(place, copy, data, left, modifiers)
    else:
        event = kind(place, copy, data, left, modifiers)
    QApplication.sendEvent(target, event)
    return event


def test_what_is_dragged_from_the_list_is_the_signal_of_the_row(window):
    item = choose(window, GATE)
    tree = window.panels["signals"].tree

    assert name_in(tree.mimeData([item])) == GATE
    assert not name_in(tree.mimeData([item.parent()]))
    assert tree.dragEnabled()


def test_a_drag_over_a_panel_shows_what_would_happen_and_leaving_shows_nothing(window):
    gates = window.panels["gates"]
    cue = gates.findChild(Cue)
    assert drag(gates, VALUE, QDragEnterEvent).isAccepted()
    assert cue.isVisible()
    assert cue.geometry() == gates.rect()
    assert cue.text == "Add fake · value here; with Shift, show nothing else"
    before = gates.grab().toImage()
    QApplication.sendEvent(gates, QDragLeaveEvent())
    assert not cue.isVisible()
    assert gates.grab().toImage() != before


def test_a_signal_dropped_on_gates_is_one_more_and_with_shift_the_only_one(window, qtbot):
    gates = window.panels["gates"]
    for kind in (QDragEnterEvent, QDragMoveEvent, QDropEvent):
        assert drag(gates, VALUE, kind).isAccepted()
    assert [s.name for s in gates.signals] == [GATE, VALUE]
    assert not gates.findChild(Cue).isVisible()
    drag(gates, "slots.strength", QDropEvent, SHIFT)
    read(window, qtbot)

    assert [s.name for s in gates.signals] == ["slots.strength"]
    assert "slots.strength" in window.reading.frame.watch


def test_a_signal_dropped_on_the_timeline_is_a_track(window, qtbot):
    drag(window.panels["timeline"], GATE, QDropEvent)
    read(window, qtbot)
    (plot,) = window.panels["timeline"].tracks.values()

    assert window.panels["timeline"].keys == (*USUAL_TRACKS, f"{GATE}[0]")
    known = window.reading.frame.trace.values(GATE, *window.reading.frame.window, 0)
    np.testing.assert_array_equal(plot.values[0], known)


def test_a_panel_refuses_what_it_cannot_show_and_what_is_no_signal(window):
    for name in ("slots.values", "nobody.knows"):
        event = drag(window.panels["gates"], name, QDragEnterEvent)
        assert not event.isAccepted()
        assert not window.panels["gates"].findChild(Cue).isVisible()
    assert not drag(window.panels["predictions"], GATE, QDragEnterEvent).isAccepted()


def test_files_are_still_dropped_on_the_window(window, tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.txt"))])

    assert drag(window, data, QDragEnterEvent).isAccepted()


def test_pictures_leave_drops_to_their_panel(window):
    plots = (window.panels["gates"].map, window.panels["timeline"].plot)

    assert not any(w.acceptDrops() for plot in plots for w in (plot, plot.viewport()))
    assert window.panels["gates"].childAt(QPoint(200, 60)) is not None


def test_a_pinned_panel_takes_no_signals(window, qtbot):
    window.docks.focus("gates")
    window.actions_["copies.pin"].trigger()

    assert window.panels["gates"].pin is not None
    assert not drag(window.panels["gates"], VALUE, QDragEnterEvent).isAccepted()
