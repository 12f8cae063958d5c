"""Whoever does not see a picture hears what it is, its value at the cursor, and its trend."""

import re

import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QSplitterHandle, QWidget

from tests import support
from tests.gui.reading_window import begin, look_at, real_window, settle
from tests.gui.test_accessibility import CONTROLS
from tests.support import signed
from wmstudio.app.panels import BUILT_IN
from wmstudio.app.settings import Settings
from wmstudio.gui.base.header import Elided, Header
from wmstudio.gui.plots.spoken import faces
from wmstudio.gui.plots.token_canvas import TokenCanvas
from wmstudio.gui.widgets.candidate_painter import BarLegend
from wmstudio.models.registry import FAMILIES

TEXT = "the cat sat on the mat and the cat sat"
DECORATION = (Elided, Header, BarLegend, QSplitterHandle)
"""Painted words, which have their own text, and a legend of a list that reads each row in full."""
TREND = re.compile("rises from|falls from|goes up and down|everywhere|lowest")


@pytest.fixture(autouse=True)
def pictures_are_spoken():
    faces.install()


@pytest.fixture
def listening(monkeypatch):
    """A screen reader is running; what it is told."""
    heard = []
    monkeypatch.setattr(QAccessible, "isActive", staticmethod(lambda: True))
    monkeypatch.setattr(QAccessible, "updateAccessibility", staticmethod(heard.append))
    return lambda: [event.message() for event in heard if hasattr(event, "message")]


def text_of(widget, kind):
    return QAccessible.queryAccessibleInterface(widget).text(kind)


def said_by(picture):
    kinds = QAccessible.Text
    return [text_of(picture, kind) for kind in (kinds.Name, kinds.Value, kinds.Description)]


def paints_itself(widget):
    own = (kind for kind in type(widget).__mro__ if kind.__module__.startswith("wmstudio."))
    painted = any("paintEvent" in vars(kind) for kind in own)
    return painted or isinstance(widget, pg.GraphicsView)


def pictures_of(panel):
    return [
        one
        for one in panel.findChildren(QWidget)
        if one.isVisibleTo(panel)
        and paints_itself(one)
        and not isinstance(one, (*CONTROLS, *DECORATION))
    ]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_picture_of_every_family_tells_value_and_trend(qtbot, tmp_path, family):
    folder = support.checkpoint(tmp_path / "model", family)
    with real_window(qtbot, Settings(device="cpu")) as window:
        begin(qtbot, window, folder, TEXT)
        look_at(qtbot, window, 5)
        silent, seen = [], set()
        for info in BUILT_IN:
            if info.id not in window.panels or info.id == "difference":
                continue
            window.docks.show(info.id, True)
            window.docks.fill(info.id)
            qtbot.waitUntil(lambda: window.complete and window.clock.idle)
            for picture in pictures_of(window.panels[info.id]):
                name, value, description = said_by(picture)
                along = not isinstance(picture, TokenCanvas) or TREND.search(description)
                if not (name and value and value in description and along):
                    silent.append((info.id, type(picture).__name__, name, value, description))
                seen.add(info.id)
        assert silent == []
        assert seen >= {"memory", "timeline", "gates"}


@pytest.fixture
def window(qtbot, folder):
    with real_window(qtbot, Settings(device="cpu")) as window:
        begin(qtbot, window, folder, TEXT)
        look_at(qtbot, window, 5)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        yield window


def focus(qtbot, window, picture):
    """The keyboard comes to a picture, and all that follows from that is done."""
    picture.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(picture.hasFocus)
    settle(qtbot, window)


def press(qtbot, window, picture, key):
    QTest.keyClick(picture, key)
    qtbot.waitUntil(lambda: window.complete and window.clock.idle)


def test_arrow_keys_read_out_the_units_of_a_heat_map(qtbot, window):
    panel = window.panels["gates"]
    (map,) = panel.maps
    focus(qtbot, window, map)
    press(qtbot, window, map, Qt.Key.Key_Down)
    press(qtbot, window, map, Qt.Key.Key_Down)
    press(qtbot, window, map, Qt.Key.Key_Right)
    frame = window.reading.frame
    exact = frame.trace.signal(map.signals[0].name, 6, 7).reshape(-1)[2]

    assert frame.cursor == 6
    assert f"unit 2 is {signed(exact)}" in panel.header.readout.text()
    assert said_by(map)[1] == panel.header.readout.text()
    assert map.cell.frame.isVisible()
    window.editor.setFocus()
    assert not map.cell.frame.isVisible()


def test_the_trend_of_a_curve_is_that_of_its_numbers(qtbot, window):
    plot = window.panels["timeline"].plot
    bits = window.reading.frame.trace.column("surprisal_bits", 0, len(window.reading.frame.trace))
    description = said_by(plot)[2]

    assert f"from {bits[0]:.4f} to {bits[-1]:.4f}" in description
    assert f"highest {bits.max():.4f} at token {bits.argmax()} " in description


def test_a_move_of_the_cursor_is_announced_where_the_keyboard_is(qtbot, window, listening):
    plot = window.panels["timeline"].plot
    focus(qtbot, window, plot)
    press(qtbot, window, plot, Qt.Key.Key_Left)

    assert listening()[-1] == said_by(plot)[1]
    assert listening()[-1].startswith("token 4 ")
    assert not [said for said in listening() if "slot" in said]


def test_nothing_is_worked_out_for_nobody(qtbot, window, monkeypatch):
    asked = []
    monkeypatch.setattr(TokenCanvas, "spoken", lambda picture: asked.append(picture))
    plot = window.panels["timeline"].plot
    focus(qtbot, window, plot)
    press(qtbot, window, plot, Qt.Key.Key_Left)

    assert window.reading.frame.cursor == 4
    assert asked == []


def test_the_menu_key_opens_the_menu_of_the_unit_of_the_arrow_keys(qtbot, window):
    (map,) = window.panels["gates"].maps
    focus(qtbot, window, map)
    press(qtbot, window, map, Qt.Key.Key_Down)
    press(qtbot, window, map, Qt.Key.Key_Down)
    middle = map.rect().center()
    by_key = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(map, QContextMenuEvent(by_key, middle, map.mapToGlobal(middle)))
    (menu,) = (one for one in window.panels["gates"].findChildren(QMenu) if one.isVisible())

    assert any("unit 2" in action.text() for action in menu.actions())
    menu.close()


def test_the_menu_key_opens_the_menu_of_the_chosen_row(qtbot, window):
    top = window.panels["memory"].top
    focus(qtbot, window, top.list)
    press(qtbot, window, top.list, Qt.Key.Key_Home)
    press(qtbot, window, top.list, Qt.Key.Key_Down)
    asked = []
    top.menu_requested.connect(lambda *item: asked.append(item[:2]))
    by_key, middle = QContextMenuEvent.Reason.Keyboard, top.list.rect().center()
    place = top.list.viewport().mapToGlobal(middle)
    QApplication.sendEvent(top.list.viewport(), QContextMenuEvent(by_key, middle, place))
    for menu in window.findChildren(QMenu):
        menu.close()

    assert asked == [top.list.target(1)]


def test_arrow_keys_choose_the_items_of_a_stack(qtbot, tmp_path):
    with real_window(qtbot, Settings(device="cpu")) as window:
        begin(qtbot, window, support.checkpoint(tmp_path / "stack", "stack"), TEXT)
        look_at(qtbot, window, 5)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        pile, header = window.panels["memory"].top.list, window.panels["memory"].header
        focus(qtbot, window, pile)
        press(qtbot, window, pile, Qt.Key.Key_Down)
        press(qtbot, window, pile, Qt.Key.Key_Down)
        assert said_by(pile)[1] == pile.told(1) == header.readout.text()
        writer = int(pile.rows.writers[1])
        press(qtbot, window, pile, Qt.Key.Key_Return)

        qtbot.waitUntil(lambda: window.reading.frame.cursor == writer)
