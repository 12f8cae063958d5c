"""A panel that is made late shows what it would show if it had always been there."""

from pkgutil import resolve_name

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from wmstudio.app.panels import PANELS
from wmstudio.app.presets import preset_of
from wmstudio.app.settings import Settings
from wmstudio.engine.engine import Engine
from wmstudio.gui.base.latency import KeystrokeLatency
from wmstudio.gui.plots.panel import Panel, TokenAxis
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.gui.workspace.panels import Panels
from wmstudio.gui.workspace.workspace import PATHS
from wmstudio.testing.fake import open_fake

USUAL = preset_of("")
IN_FRONT = {*USUAL.right, *USUAL.bottom}
CLOSED = [info.id for info in PANELS if info.id not in IN_FRONT]


# --- the mapping ---


@pytest.fixture
def panels(qtbot):
    axis, told = TokenAxis(), []
    found = Panels(
        {id: lambda: Panel(axis) for id in ("gates", "memory")},
        lambda make: make(),
        lambda id, _: told.append(id),
    )
    found.told = told
    yield found
    for panel in found.existing.values():
        panel.deleteLater()


def test_a_panel_is_made_once_and_told_of_when_somebody_asks(panels):
    assert list(panels) == ["gates", "memory"]
    assert "memory" in panels
    assert len(panels) == 2
    assert (panels.existing, panels.told) == ({}, [])

    panel = panels["memory"]

    assert panels["memory"] is panel
    assert panels.get("memory") is panel
    assert (panels.existing, panels.told) == ({"memory": panel}, ["memory"])


def test_going_through_all_panels_makes_them_in_order(panels):
    assert panels["memory"] is list(panels.values())[1]
    assert panels.told == ["memory", "gates"]


def test_a_panel_that_is_not_in_the_table_is_missing_until_it_is_added(panels):
    assert panels.get("gates.2") is None
    with pytest.raises(KeyError):
        panels["gates.2"]
    added = Panel(TokenAxis())
    panels.add("gates.2", added)
    assert list(panels) == ["gates", "memory", "gates.2"]
    assert panels["gates.2"] is added

    assert panels.remove("gates.2") is added
    assert "gates.2" not in panels
    added.deleteLater()


# --- in a window ---


@pytest.fixture
def window(make_window, qtbot):
    window = make_window("abcxyz")
    qtbot.waitUntil(lambda: window.complete)
    return window


def test_only_panels_that_are_seen_are_made(window):
    assert set(window.panels.existing) == IN_FRONT
    assert all(window.panels[id].isVisible() for id in IN_FRONT)


@pytest.fixture
def unseen(qtbot, late_engines):
    """A window that was not shown yet."""
    window = MainWindow(
        lambda on_ready: late_engines(lambda: Engine(open_fake), on_ready), Settings()
    )
    qtbot.addWidget(window)
    yield window
    window.close()


def test_no_panel_is_made_before_the_window_is_painted(unseen, qtbot):
    window = unseen
    made = []
    window.painted.connect(lambda _: made.append(set(window.panels.existing)))
    window.show()
    assert window.panels.existing == {}
    assert not window.docks.complete

    qtbot.waitUntil(lambda: window.docks.complete)

    assert made[0] == set()
    assert set(window.panels.existing) == IN_FRONT


def test_a_dock_has_the_colour_of_a_panel_before_there_is_one(unseen):
    unseen.show()
    picture = unseen.docks["memory"].widget().grab().toImage()
    assert unseen.panels.existing == {}
    assert picture.pixelColor(20, 20) == QColor(unseen.appearance.theme.panel)


def test_a_panel_is_inside_the_window_before_anybody_hears_of_it(window):
    heard = []
    window.workspace.each_panel(lambda _, panel: heard.append((panel, panel.window())), of="lens")
    assert heard == []
    lens = window.panels["lens"]
    assert heard == [(lens, window)]


@pytest.mark.parametrize("id", CLOSED)
def test_a_panel_shown_late_has_the_model_the_frame_and_the_theme(window, qtbot, id):
    assert id not in window.panels.existing
    window.docks.show(id, True)
    qtbot.waitUntil(lambda: window.docks.shown(id) and window.complete)

    panel, first = window.panels.existing[id], window.panels["predictions"]
    assert panel.isVisible()
    assert panel.opened is first.opened is window.lane.opened
    assert panel.frame is not None
    assert panel.frame.revision == first.frame.revision == window.editor.revision
    assert panel.theme == window.appearance.theme


def test_a_panel_can_be_given_the_keyboard_before_it_was_ever_shown(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.docks.show("units", True)
    window.docks.focus("units")
    assert window.panels.existing["units"].isAncestorOf(window.focusWidget())


def test_a_late_performance_panel_shows_the_keys_before_it(window, qtbot):
    timing = window.reading.timing
    qtbot.keyClick(window.editor, Qt.Key.Key_Q)
    qtbot.waitUntil(lambda: bool(timing.recent))
    stroke = timing.recent[-1]
    assert isinstance(stroke, KeystrokeLatency)

    assert stroke in window.panels["performance"].strokes


def test_labels_stand_beside_their_units_without_a_unit_panel(window, qtbot):
    gates = window.panels["gates"]
    name = gates.signal.name
    window.units.label(window.units.first.identity, (name, 1), "vowel")
    assert "units" not in window.panels.existing
    assert gates.map.unit_labels == {1: "vowel"}

    units = window.panels["units"]

    assert units.signal == gates.signal
    assert units.labelling.labels[(name, 1)] == "vowel"


def test_a_span_is_summed_up_without_a_timeline(unseen, qtbot):
    unseen.docks.show("timeline", False)
    unseen.models.begin("scripted")
    unseen.editor.setPlainText("abcxyz")
    qtbot.waitUntil(lambda: unseen.reading.complete)
    assert "timeline" not in unseen.panels.existing

    assert unseen.time.quantities != ()
    assert unseen.time.quantities == unseen.panels.existing["timeline"].quantities


def test_a_session_has_the_choices_of_every_panel_that_was_made(window):
    assert set(window.sessions.collect().panels) == IN_FRONT
    units = window.panels["units"]
    units.exactly.setChecked(not units.exactly.isChecked())
    assert window.sessions.collect().panels["units"] == units.save_state()


@pytest.mark.parametrize("saves", ["nothing", "an array"])
def test_a_panel_that_saves_wrongly_is_left_out_and_reported_once(
    window, qtbot, monkeypatch, saves
):
    def save_state(panel):
        if saves == "nothing":
            raise ValueError("not now")
        return {"choice": np.zeros(3)}

    monkeypatch.setattr(type(window.panels["gates"]), "save_state", save_state)
    with qtbot.captureExceptions() as caught:
        session = window.sessions.collect()
        draft = window.sessions.kept()
    assert session.tree == window.branching.whole()
    assert draft["panels"].keys() == set(session.panels)
    assert set(session.panels) == IN_FRONT - {"gates"}
    assert len(caught) == 1


def test_a_panel_that_fails_to_restore_leaves_the_rest_of_a_session(window, qtbot, monkeypatch):
    def restore_state(panel, state):
        raise ValueError("not these")

    monkeypatch.setattr(type(window.panels["gates"]), "restore_state", restore_state)
    restored = []
    others = type(window.panels["predictions"])
    monkeypatch.setattr(others, "restore_state", lambda panel, state: restored.append(state))
    with qtbot.captureExceptions() as caught:
        window.panels.restore_states({"gates": {"a": 1}, "no": {}, "predictions": {"b": 2}})
    assert restored == [{"b": 2}]
    assert [str(error) for _, error, _ in caught] == ["not these"]


def test_a_panel_that_fails_with_the_model_keeps_none_away(window, qtbot, monkeypatch):
    def fail(panel, opened):
        raise ValueError("not this model")

    monkeypatch.setattr(resolve_name(PATHS["units"]), "open", fail)
    window.docks.show("units", True)
    window.docks.show("attention", True)
    with qtbot.captureExceptions() as caught:
        qtbot.waitUntil(lambda: window.docks.complete)
    assert [str(error) for _, error, _ in caught] == ["not this model"]
    assert window.docks["units"].isAncestorOf(window.panels.existing["units"])
    assert "attention" in window.panels.existing


def test_a_dock_that_is_seen_lacks_its_panel_only_until_it_is_made(window, qtbot):
    window.docks.show("weights", True)
    assert not window.docks.complete
    assert not window.complete
    qtbot.waitUntil(lambda: window.docks.complete)
    assert isinstance(window.panels.existing["weights"], QWidget)
