"""What uses a panel or a lane goes on, or ends and says so, when that is closed."""

from functools import partial

import pytest
import shiboken6
from PySide6.QtGui import QGuiApplication

from wmstudio.gui.export.animating import WINDOW

TEXT = "abcxyzabqabcdefghijklm"
SCRIPT = """
title = "A name"
pace = 200

[[step]]
type = "Tabitha and Tabitha"
"""
SECOND = "the second text"


@pytest.fixture
def window(make_window, qtbot):
    window = make_window(TEXT)
    window.reading.look_at(3)
    qtbot.waitUntil(lambda: window.reading.complete)
    return window


def settled(window, qtbot):
    qtbot.waitUntil(lambda: window.reading.complete and window.comparison.complete)


# --- what is opened, and closed again; each returns what is gone then ---


def duplicate(window, qtbot):
    window.copies.current = "timeline"
    id = window.copies.duplicate()
    settled(window, qtbot)
    dock, panel = window.docks[id], window.panels[id]
    return partial(window.copies.close, id), id, panel, (dock, panel)


def comparison(window, qtbot):
    window.comparison.open("scripted")
    settled(window, qtbot)
    lane = window.comparison.second
    panel = lane.panels["timeline"]
    return window.comparison.end, "timeline", panel, (lane, panel)


def second_text(window, qtbot):
    window.editor.place_caret(4)
    window.actions_["texts.copy"].trigger()
    settled(window, qtbot)
    lane = window.texts.lane
    panel = lane.panels["timeline"]
    return window.texts.end, "timeline", panel, (lane, panel)


CLOSED = (duplicate, comparison, second_text)


# --- what goes on meanwhile; each returns whether it has ended ---


def animate_panel(window, id, panel, tmp_path):
    window.animating.begin(tmp_path / "a.gif", id, 25, 320)
    return lambda: not window.animating.running


def animate_window(window, id, panel, tmp_path):
    window.animating.begin(tmp_path / "a.gif", WINDOW, 25, 320)
    return lambda: not window.animating.running


def play(window, id, panel, tmp_path):
    window.time.player.set_speed(100)
    window.actions_["time.play"].trigger()
    return lambda: window.reading.frame.cursor == len(TEXT) - 1


def perform(window, id, panel, tmp_path):
    file = tmp_path / "a.toml"
    file.write_text(SCRIPT)
    assert window.lectern.perform(file)
    window.lectern.performer.next()
    return partial(has_performed, window)


def has_performed(window):
    if "Tabitha and Tabitha" not in window.editor.text:
        return False
    window.lectern.presentation.leave()
    return not window.presets.moving


def present(window, id, panel, tmp_path):
    """A panel fills the window, and has the keyboard, when somebody begins to present."""
    window.copies.current = id
    window.copies.fill(True)
    window.lectern.presentation.enter()
    return partial(has_left, window)


def has_left(window):
    window.lectern.presentation.leave()
    return not window.presets.moving


def pin(window, id, panel, tmp_path):
    window.copies.current = id
    window.copies.pin(True)
    assert panel.pin is not None
    return lambda: True


def fill(window, id, panel, tmp_path):
    window.copies.current = id
    window.copies.fill(True)
    return lambda: True


def float_(window, id, panel, tmp_path):
    window.docks.float(id, True)
    return lambda: True


def offer(window, id, panel, tmp_path):
    """The form of figures, with the panel's chosen."""
    window.actions_["export.figure"].trigger()
    form = window.exporting.form
    at = next(i for i, (_, one, _) in enumerate(window.exporting._offers) if one is panel)
    form.figures.setCurrentIndex(at)
    return lambda: True


DOING = (animate_panel, animate_window, play, perform, present, pin, fill, float_, offer)


@pytest.mark.parametrize("doing", DOING, ids=lambda f: f.__name__)
@pytest.mark.parametrize("opened", CLOSED, ids=lambda f: f.__name__)
def test_what_goes_on_survives_the_end_of_what_it_uses(window, qtbot, tmp_path, opened, doing):
    close, id, panel, gone = opened(window, qtbot)
    has_ended = doing(window, id, panel, tmp_path)
    close()
    qtbot.waitUntil(lambda: not any(map(shiboken6.isValid, gone)))
    # An error in a timer or a slot fails the test.
    qtbot.waitUntil(has_ended)
    window.resize(window.width() - 40, window.height() - 40)
    settled(window, qtbot)


def test_an_animation_of_a_panel_that_is_closed_ends_and_says_so(window, qtbot, tmp_path):
    close, id, _, _ = duplicate(window, qtbot)
    window.animating.begin(tmp_path / "a.gif", id, 25, 320)
    close()
    qtbot.waitUntil(lambda: not window.animating.running)

    assert "The panel was closed meanwhile" in window.messages.text
    assert list(tmp_path.iterdir()) == []


def test_a_figure_of_a_panel_that_is_closed_is_told(window, qtbot, tmp_path):
    QGuiApplication.clipboard().clear()
    close, id, panel, gone = duplicate(window, qtbot)
    offer(window, id, panel, tmp_path)
    close()
    qtbot.waitUntil(lambda: not any(map(shiboken6.isValid, gone)))
    window.exporting.form.python.click()

    qtbot.waitUntil(lambda: "no longer there" in window.messages.text)
    assert QGuiApplication.clipboard().text() == ""
