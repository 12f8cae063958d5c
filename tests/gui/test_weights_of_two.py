"""The weights of two models side by side, used with the mouse and the keyboard, and saved."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from wmstudio.app.saved.session_file import to_dict
from wmstudio.engine.messages import Weighed
from wmstudio.gui.panels.weights import CHANGE

TEXT = "abcxyzabq"
MATRIX, ONES = "fake.matrix", "fake.ones"


@pytest.fixture
def window(make_window, qtbot):
    return compared(make_window(TEXT), qtbot)


def compared(window, qtbot):
    """A window with the weights of two models, and gates of both."""
    window.resize(1280, 1000)
    window.comparison.open("scripted")
    qtbot.waitUntil(lambda: window.comparison.second is not None)
    qtbot.waitUntil(lambda: window.reading.complete and window.comparison.complete)
    for id in ("gates", "weights"):
        window.docks.show(id, True)
    qtbot.waitUntil(lambda: all(panel.tensors for panel in weights_of(window)))
    qtbot.waitUntil(lambda: all(panel.chosen for panel in weights_of(window)))
    return window


def weights_of(window):
    second = window.comparison.second
    return window.panels["weights"], second.panels["weights"]


def click(panel, name, qtbot):
    """Click the row of a tensor."""
    table = panel.table
    (row,) = table.findItems(name, Qt.MatchFlag.MatchExactly)
    cell = table.visualItemRect(row)
    place = QPoint(cell.left() + 20, cell.center().y())
    assert table.viewport().rect().contains(place)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: panel.chosen is not None and panel.chosen.facts.name == name)


def menu_of(panel):
    """Open the menu of the first unit at the second token of a panel of gates."""
    place = panel.map.place_of(1, panel.map.row_of(0) + 0.5)
    view = panel.map.viewport()
    QApplication.sendEvent(
        view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.mapToGlobal(place))
    )
    return QApplication.activePopupWidget()


def entries(menu):
    return {action.text(): action for action in menu.actions()}


def chosen(window):
    return [panel.chosen.facts.name for panel in weights_of(window)]


def test_each_lane_has_a_choice_of_its_own(window, qtbot):
    first, second = weights_of(window)
    assert chosen(window) == [MATRIX, MATRIX]
    click(first, ONES, qtbot)
    assert chosen(window) == [ONES, MATRIX]
    second.table.setFocus()
    QTest.keyClick(second.table, Qt.Key.Key_Down)
    assert chosen(window) == [ONES, ONES]
    QTest.keyClick(second.table, Qt.Key.Key_Up)
    assert chosen(window) == [ONES, MATRIX]


def test_only_the_second_lane_tells_what_has_changed(window):
    first, second = weights_of(window)
    assert first.table.isColumnHidden(CHANGE)
    assert not second.table.isColumnHidden(CHANGE)
    rows = [second.table.topLevelItem(at) for at in range(2)]
    assert {row.text(CHANGE) for row in rows} == {"0 %"}


@pytest.mark.parametrize("lane", [0, 1])
def test_a_gates_menu_leads_to_the_weights_of_its_own_lane(window, qtbot, lane):
    for panel in weights_of(window):
        click(panel, ONES, qtbot)
    window.docks.show("weights", False)
    panels = (window.panels, window.comparison.second.panels)[lane]
    gates = panels["gates"]
    gates.show_signal(gates.signal_named("fake.gate"), only=True)
    qtbot.waitUntil(lambda: window.complete and window.clock.idle)
    (action,) = [one for text, one in entries(menu_of(gates)).items() if "weights" in text]
    assert action.text().startswith("Show the weights that make ")
    action.trigger()
    QApplication.activePopupWidget().close()
    qtbot.waitUntil(lambda: panels["weights"].isVisible())
    assert chosen(window) == ([MATRIX, ONES] if lane == 0 else [ONES, MATRIX])


def test_a_signal_that_no_tensor_is_declared_to_make_leads_nowhere(window, qtbot):
    gates, weights = window.panels["gates"], window.panels["weights"]
    value = gates.signal_named("fake.value")
    assert not weights.takes(value)
    gates.show_signal(value, only=True)
    qtbot.waitUntil(lambda: window.complete and window.clock.idle)
    menu = menu_of(gates)
    assert not [text for text in entries(menu) if "weights" in text]
    menu.close()


def test_the_list_of_signals_offers_the_weights(window, qtbot):
    signals = window.panels["signals"]
    click(window.panels["weights"], ONES, qtbot)
    for name, offers in (("fake.gate", True), ("fake.value", False)):
        signals.add_menu.clear()
        signals.places_wanted.emit(name, signals.add_menu)
        assert ("Weights" in entries(signals.add_menu)) == offers
        if offers:
            entries(signals.add_menu)["Weights"].trigger()
    assert chosen(window)[0] == MATRIX


def test_a_kept_session_has_the_chosen_tensor_again(window, qtbot):
    click(window.panels["weights"], ONES, qtbot)
    kept = to_dict(window.sessions.collect())
    click(window.panels["weights"], MATRIX, qtbot)
    window.sessions.recover(kept)
    panel = window.panels["weights"]
    qtbot.waitUntil(lambda: panel.chosen is not None and panel.chosen.facts.name == ONES)


def test_another_model_keeps_the_chosen_tensor_if_it_has_it(window, qtbot):
    panel = window.panels["weights"]
    click(panel, ONES, qtbot)
    panel.open(panel.opened)
    assert panel.chosen is None
    panel.draw()
    qtbot.waitUntil(lambda: panel.chosen is not None)
    assert panel.chosen.facts.name == ONES


def test_weights_are_not_told_apart_from_those_of_a_model_that_is_gone(window, qtbot, late_engines):
    first, second = weights_of(window)
    qtbot.waitUntil(lambda: not second.table.isColumnHidden(CHANGE))
    for engine in late_engines.made:
        engine.hold(Weighed)
    second.weights_wanted.emit()  # Compared with a model that goes before the answer comes.
    qtbot.waitUntil(lambda: bool(late_engines.made[1].kept))
    window.models.begin("scripted")
    qtbot.waitUntil(lambda: first.tensors == ())
    assert second.table.isColumnHidden(CHANGE)
    late_engines.made[1].release()
    qtbot.waitUntil(lambda: not late_engines.made[1].kept)
    assert second.tensors
    assert second.table.isColumnHidden(CHANGE)
    late_engines.made[0].release()
    qtbot.waitUntil(lambda: bool(first.tensors) and not second.table.isColumnHidden(CHANGE))
