"""Where the time of a keystroke goes: the parts add up to what was waited for."""

import time

import pytest

from tests.gui.stage import frame_for
from wmstudio.engine.messages import READING_PARTS, Cost, View
from wmstudio.gui.base.latency import DRAW, OTHER, OVER, PAINT, PARTS, WAIT, LatencyTracker


@pytest.fixture
def timing(qtbot):
    return LatencyTracker()


def answer(seconds=0.004, **parts):
    told = dict.fromkeys(READING_PARTS, 0.0) | parts
    cost = Cost(seconds, 3, told, time.perf_counter())
    return frame_for(View(1, "abc", 3), cost=cost)


def heard(timing):
    strokes = []
    timing.measured.connect(strokes.append)
    return strokes


def pause(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def test_the_parts_add_up_to_the_time_from_the_key_to_the_last_painting(timing):
    strokes = heard(timing)
    timing.begin()
    pause(0.006)
    timing.receive(answer(step=0.001, record=0.001))
    with timing.drawing():
        pause(0.002)
    timing.painted(0.001)
    timing.drawn()
    pause(0.003)
    timing.painted(0.002)

    (stroke,) = strokes
    assert tuple(stroke.parts) == tuple(PARTS)
    assert stroke.tokens == 3
    assert sum(stroke.parts.values()) == pytest.approx(stroke.seconds)
    assert stroke.parts["step"] == 0.001
    # What the engine did besides is kept with what it recorded.
    assert stroke.parts["record"] == pytest.approx(0.003)
    assert stroke.parts[WAIT] >= 0.001
    assert stroke.parts[OVER] > 0
    assert stroke.parts[DRAW] >= 0.002
    assert stroke.parts[PAINT] == pytest.approx(0.003)
    assert stroke.parts[OTHER] > 0


def test_painting_before_there_is_an_answer_is_not_the_end(timing):
    strokes = heard(timing)
    timing.begin()
    timing.painted(0.001)
    timing.receive(answer())
    timing.painted(0.001)
    assert strokes == []
    timing.drawn()
    timing.painted(0.001)
    assert [stroke.parts[PAINT] for stroke in strokes] == [0.002]
    assert not timing.running


def test_a_key_before_the_last_one_was_shown_is_measured_with_it_from_the_first(timing):
    strokes = heard(timing)
    timing.begin()
    pause(0.003)
    timing.begin()
    timing.receive(answer(seconds=0.0))
    timing.drawn()
    timing.painted(0.0)
    assert strokes[0].seconds >= 0.003


def test_what_was_given_up_is_not_measured(timing):
    strokes = heard(timing)
    timing.begin()
    timing.receive(answer())
    timing.cancel()
    timing.drawn()
    timing.painted(0.001)
    assert strokes == []


def test_a_key_in_the_window_is_measured_once_its_panels_are_painted(stage, qtbot):
    window, strokes = stage.window, []
    window.reading.timing.measured.connect(strokes.append)
    qtbot.keyClicks(window.editor, "a")
    qtbot.waitUntil(lambda: bool(stage.port.views) and stage.port.views[-1].text == "a")
    cost = Cost(0.001, 1, dict.fromkeys(READING_PARTS, 0.0), time.perf_counter())
    stage.port.say(frame=frame_for(stage.port.views[-1], cost=cost))
    qtbot.waitUntil(lambda: bool(strokes))
    assert strokes[0].parts[PAINT] > 0
    assert strokes[0].parts[DRAW] > 0
