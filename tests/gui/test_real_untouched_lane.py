"""The untouched model in a lane of its own: its numbers, its weights, and what it follows."""

import numpy as np
import pytest

from tests.gui.reading_window import begin, look_at, real_window, shown_difference
from tests.support import ROUNDING
from wmstudio.library import open_checkpoint

MODEL = "tales-slots"
TEXT = "Mary had a red ball. She lost it in the garden, and Tom found it. Mary was glad that Tom"


@pytest.fixture
def window(qtbot):
    with real_window(qtbot) as window:
        begin(qtbot, window, MODEL, TEXT)
        yield window


def settle(qtbot, window):
    qtbot.waitUntil(
        lambda: (
            window.complete
            and window.comparison.second is not None
            and window.comparison.second.opened is not None
        )
    )


def untouched_beside(qtbot, window):
    window.actions_["memory.untouched"].trigger()
    settle(qtbot, window)
    return window.comparison.second


def forget_all(qtbot, window, token):
    look_at(qtbot, window, token)
    assert window.intervening.interventions.request("clear_all", {})


def bits(lane):
    return np.asarray(lane.panels["timeline"].frame.trace.column("surprisal_bits"))


def test_the_lane_reads_without_what_the_first_reads_with(qtbot, window):
    other = untouched_beside(qtbot, window)
    forget_all(qtbot, window, 20)
    settle(qtbot, window)
    wanted = open_checkpoint(MODEL).trace(TEXT).surprisal_bits
    np.testing.assert_allclose(bits(other), wanted, rtol=1e-4, atol=1e-4)
    assert np.abs(bits(window.lane) - wanted)[21:].max() > 0.5
    np.testing.assert_allclose(bits(window.lane)[:21], wanted[:21], rtol=1e-4, atol=1e-4)
    panel = shown_difference(qtbot, window)
    qtbot.waitUntil(lambda: panel.frame is window.lane.frame)
    assert other.panels["timeline"].whose == "B  tales-slots, untouched"


def test_its_weights_are_those_of_the_first(qtbot, window):
    other = untouched_beside(qtbot, window)
    first, second = (lane.client._port.here._engine._own.weights() for lane in (window.lane, other))
    assert {name: x.ctypes.data for name, x in first.items()} == {
        name: x.ctypes.data for name, x in second.items()
    }


def test_it_follows_the_settings_and_the_model_of_the_first(qtbot, window):
    other = untouched_beside(qtbot, window)
    name, setting = next(
        (n, s) for n, s in window.lane.opened.settings.items() if isinstance(s.value, bool)
    )
    window.models.configure(((name, not setting.value),))
    qtbot.waitUntil(lambda: dict(other.models.open_model.values) == {name: not setting.value})
    window.open_checkpoint("stories-lstm")
    qtbot.waitUntil(lambda: other.models.source == "stories-lstm")
    settle(qtbot, window)
    np.testing.assert_allclose(bits(other), bits(window.lane), **ROUNDING)


def test_another_model_takes_its_place_and_the_command_ends_it(qtbot, window):
    untouched_beside(qtbot, window)
    window.comparison.open("stories-lstm")
    settle(qtbot, window)
    assert window.comparison.second.opened.name == "stories-lstm"
    assert not window.actions_["memory.untouched"].isChecked()
    untouched_beside(qtbot, window)
    assert window.comparison.second.opened.name == MODEL
    assert window.actions_["memory.untouched"].isChecked()
    window.actions_["memory.untouched"].trigger()
    assert window.comparison.second is None
    assert len(window.workspace.lanes) == 1
    assert window.settings.second == ""


def test_a_session_opens_it_again_with_shared_weights(qtbot, window, tmp_path):
    untouched_beside(qtbot, window)
    forget_all(qtbot, window, 20)
    settle(qtbot, window)
    path = tmp_path / "both.wmstudio"
    assert window.sessions.write(path)
    with real_window(qtbot) as again:
        again.documents.open(path)
        again.sessions.begin()
        settle(qtbot, again)
        assert again.comparison.is_untouched
        for one, other in (
            (again.comparison.second, window.comparison.second),
            (again.lane, window.lane),
        ):
            np.testing.assert_allclose(bits(one), bits(other), **ROUNDING)
