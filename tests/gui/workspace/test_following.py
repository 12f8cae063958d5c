"""A lane that follows the first one's cursor."""

from wmstudio.engine.messages import Frame


def test_a_lane_is_dimmed_while_it_is_late_at_the_first_ones_token(
    make_window, qtbot, late_engines
):
    window = make_window("abcxyz")
    window.comparison.open("scripted")
    qtbot.waitUntil(lambda: window.comparison.second is not None)
    qtbot.waitUntil(lambda: window.reading.complete and window.comparison.complete)
    first, second = window.workspace.lanes
    late_engines.made[1].hold(Frame)
    window.reading.look_at(2)
    qtbot.waitUntil(lambda: second.stale)
    assert not first.stale
    assert (first.frame.cursor, second.frame.cursor) == (2, -1)
    late_engines.made[1].release()
    qtbot.waitUntil(lambda: second.frame.cursor == 2 and not second.stale)
