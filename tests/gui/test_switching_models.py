"""In the moment of a switch nothing of two models is mixed."""

from itertools import count

import pytest

from tests.gui.stage import frame_for, opened
from wmstudio.app.settings import Settings
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Configure, Open, View
from wmstudio.gui.shell.main_window import panel_of
from wmstudio.testing.fake import open_fake

FIRST = {"reader": 101}
SECOND = {"reader": 102, "pieces": (b"a", b"b")}
"""A model with so few pieces that no token of the other one is among them."""


@pytest.fixture
def switched(make_stage, qtbot):
    """A window in which another model was opened, and the newest frame is of the former one."""
    stage = make_stage(make_panel=panel_of, settings=Settings(shading=True, boundaries=True))
    window, port = stage.window, stage.port
    window.models.begin("one")
    port.say(opened("one", **FIRST))
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    qtbot.keyClicks(window.editor, "xyz")
    qtbot.waitUntil(lambda: bool(port.views) and port.views[-1].text == "xyz")
    port.say(frame=frame_for(port.views[-1], reader=101))
    qtbot.waitUntil(lambda: window.reading.complete and window.text_area.bar.value.text() != "")
    stage.late = frame_for(port.views[-1], reader=101)
    return stage


def use_all(window):
    """Ask everything that reads frames by a model."""
    for panel in window.panels.values():
        panel.draw()
    window.shading.draw()
    window.text_area.looks.show_cursor()
    window.actions_["time.copy_figures"].trigger()
    window.intervening.interventions.request("clear_all", {})
    assert list(window.exporting.offered()) is not None


def test_a_switch_with_shading_on_reads_no_old_frame_by_new_pieces(switched, qtbot):
    window, port = switched.window, switched.port
    # Whoever is told first: a frame is there that the new model cannot read.
    window.models.opened.disconnect(window.reading.start_anew)
    before = window.reading.frame
    port.say(opened("two", **SECOND))
    qtbot.waitUntil(lambda: window.models.open_model.name == "two")
    assert window.reading.frame is before
    assert not before.is_of(window.models.open_model)
    use_all(window)
    # Where tokens begin is true of any model; how strongly they are shaded is not known.
    assert not window.editor.shades.weights.any()
    window.text_area.bar.tell(before)
    assert window.text_area.bar.value.text() == ""


def test_a_frame_of_the_former_model_that_comes_late_is_refused(switched, qtbot):
    window, port = switched.window, switched.port
    port.say(opened("two", **SECOND))
    qtbot.waitUntil(lambda: window.models.open_model.name == "two")
    port.say(frame=switched.late)
    port.say(
        frame=frame_for(port.views[-1], reader=102, cursor=-1, trace=type(switched.late.trace)())
    )
    qtbot.waitUntil(lambda: window.reading.frame is not None)
    assert window.reading.frame.reader == 102
    assert all(p.frame is None or p.frame.reader == 102 for p in window.panels.values())
    use_all(window)


def test_a_panel_stores_no_frame_of_another_model(switched):
    for panel in switched.window.panels.values():
        panel.open(opened("two", **SECOND))
        panel.receive(switched.late)
        assert panel.frame is None
        panel.draw()


def test_a_pin_takes_no_frame_of_another_model(switched):
    window = switched.window
    window.copies.current = "memory"
    window.copies.pin(True)
    panel = window.panels["memory"]
    pinned = panel.frame
    panel.receive(frame_for(switched.port.views[-1], reader=102))
    assert panel.frame is pinned
    assert panel.pin.over


def test_every_opening_and_setting_of_every_engine_has_a_number_of_its_own():
    seen, revisions = set(), count(1)
    for engine in (Engine(open_fake), Engine(open_fake)):
        for command in (Open("scripted"), Configure((("capacity", 5),)), Open("scripted")):
            (now,) = [event for event in engine.do(command) if event is not None]
            frames = [f for f in engine.look(View(next(revisions), "abc", 3)) if f is not None]
            assert frames
            assert all(frame.is_of(now) for frame in frames)
            assert now.reader not in seen
            seen.add(now.reader)
