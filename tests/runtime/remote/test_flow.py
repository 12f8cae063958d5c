"""As many frames are under way as a line delivers in a round trip, and never a queue of them."""

from wmstudio.runtime.remote.flow import MOST_UNDER_WAY, FrameFlow


def typed(rate, trip, size=10_000, gap=0.05, keys=100):
    """Frames for keys every ``gap`` seconds over a line; how long each was under way."""
    flow, free, number, took, arriving = FrameFlow(), 0.0, 0, [], []
    for key in range(keys):
        now = key * gap
        while arriving and arriving[0][0] <= now:
            at, one = arriving.pop(0)
            flow.acknowledged(one, at)
        if flow.open:
            number += 1
            free = max(free, now) + size / rate
            arriving.append((free + trip, number))
            flow.sent(number, size, now)
            took.append(free + trip - now)
    return took


def test_that_a_fast_line_carries_a_frame_for_every_key():
    assert len(typed(rate=10e6, trip=0.02)) == 100


def test_that_a_long_line_soon_carries_a_frame_for_every_key():
    assert len(typed(rate=1.25e6, trip=0.2)) > 85


def test_that_a_slow_line_drops_frames_instead_of_queueing_them():
    took = typed(rate=0.05e6, trip=0.02)
    assert len(took) < 40
    assert max(took) < 0.02 + 2 * 10_000 / 0.05e6 + 0.01


def test_that_a_mute_line_gets_no_more_frames():
    flow = FrameFlow()
    flow.sent(1, 100, 0.0)
    flow.acknowledged(1, 0.1)
    sent = 1
    while flow.open:
        sent += 1
        flow.sent(sent, 1, 0.2)
    assert sent <= MOST_UNDER_WAY + 1
