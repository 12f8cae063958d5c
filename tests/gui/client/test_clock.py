import time

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject

from wmstudio.gui.client import clock as clocks
from wmstudio.gui.client.clock import (
    HURRIED,
    PATIENCE,
    PERIOD,
    TOGETHER,
    WITH_PAINTING,
    FrameClock,
    SoonTimer,
)


@pytest.fixture
def clock(qtbot):
    clock = FrameClock()
    yield clock
    clock.stop()


def test_what_is_dirty_is_drawn_once_and_then_the_clock_rests(clock, qtbot):
    drawn = []
    clock.add("a", lambda: drawn.append("a"), lambda: True)
    clock.add("b", lambda: drawn.append("b"), lambda: True)
    with qtbot.waitSignal(clock.settled):
        clock.mark("a")
        clock.mark("a")

    assert drawn == ["a"]
    assert clock.idle


def paints(clock, name, log, took, now):
    """A drawing of so many seconds, and the painting that it asks Qt for."""

    def draw():
        log.append(name)
        now[0] += took
        asked = Painted(log)
        QCoreApplication.postEvent(asked, QEvent(QEvent.Type.UpdateRequest), WITH_PAINTING)
        kept.append(asked)

    kept = []
    clock.add(name, draw, lambda: True)


class Painted(QObject):
    def __init__(self, log):
        super().__init__()
        self.log = log

    def event(self, event):
        if event.type() == QEvent.Type.UpdateRequest:
            self.log.append("painted")
        return True


def drawn_one_after_another(clock, qtbot, monkeypatch, took, keys=()):
    """What is drawn and painted, where each drawing takes so many seconds, after keys."""
    log, now = [], [100.0]
    # The time is the test's own, so that no other program can take of it.
    monkeypatch.setattr(clocks.time, "perf_counter", lambda: now[0])
    for name in "abc":
        paints(clock, name, log, took, now)
    for pause in keys:
        now[0] += pause
        clock.press()
        clock.painted(0.001)
    with qtbot.waitSignal(clock.settled):
        clock.mark()
    qtbot.waitUntil(lambda: log.count("painted") == 3)
    return log


def test_what_is_drawn_quickly_is_painted_together(clock, qtbot, monkeypatch):
    log = drawn_one_after_another(clock, qtbot, monkeypatch, TOGETHER / 4)

    assert log == ["a", "b", "c", "painted", "painted", "painted"]


def test_what_is_drawn_slowly_is_painted_before_the_next(clock, qtbot, monkeypatch):
    log = drawn_one_after_another(clock, qtbot, monkeypatch, 2 * TOGETHER)

    assert log == ["a", "painted", "b", "painted", "c", "painted"]


@pytest.mark.parametrize(("pause", "together"), [(HURRIED / 2, False), (2 * HURRIED, True)])
def test_while_keys_come_quickly_each_drawing_is_painted_alone(
    clock, qtbot, monkeypatch, pause, together
):
    log = drawn_one_after_another(clock, qtbot, monkeypatch, TOGETHER / 4, [pause, pause])

    assert log[:3] == (["a", "b", "c"] if together else ["a", "painted", "b"])


@pytest.mark.parametrize("letter", [True, False])
def test_only_a_letter_is_painted_before_what_is_drawn(clock, qtbot, letter):
    log = []
    changed = Painted(log)
    clock.add("a", lambda: log.append("a"), lambda: True)
    if letter:
        clock.press()
    QCoreApplication.postEvent(changed, QEvent(QEvent.Type.UpdateRequest), WITH_PAINTING)
    clock.mark()
    qtbot.waitUntil(lambda: len(log) == 2)

    assert log == (["painted", "a"] if letter else ["a", "painted"])


def test_a_letter_that_comes_while_a_drawing_waits_is_painted_first(clock, qtbot, monkeypatch):
    log, now = [], [100.0]
    monkeypatch.setattr(clocks.time, "perf_counter", lambda: now[0])
    changed = Painted(log)
    clock.add("a", lambda: log.append("a"), lambda: True)
    with qtbot.waitSignal(clock.settled):
        clock.mark()
    clock.mark()
    QCoreApplication.sendPostedEvents(clock)
    assert log == ["a"]  # for the rest of its period it waits
    clock.press()
    QCoreApplication.postEvent(changed, QEvent(QEvent.Type.UpdateRequest), WITH_PAINTING)
    now[0] += PERIOD
    clock._tick()  # as when the clock's timer fires before Qt paints
    qtbot.waitUntil(lambda: len(log) == 3)

    assert log == ["a", "painted", "a"]


class HeldDown:
    """Keys that come evenly, some seconds apart, by a time of the test's own."""

    def __init__(self, clock, monkeypatch, apart):
        self.clock, self.apart, self.now, self.key = clock, apart, 100.0, 100.0
        self.keys = 0
        monkeypatch.setattr(clocks.time, "perf_counter", lambda: self.now)
        # Keys are pressed while the clock waits, and after each painting.
        self.fire = clock._timer.start
        monkeypatch.setattr(clock._timer, "start", self.wait)
        clock.gathered.connect(self.catch_up)

    def press(self):
        """A key, at its time or late, whose letter is painted at once."""
        self.now = max(self.now, self.key)
        self.key += self.apart
        self.keys += 1
        self.clock.press()
        self.clock.painted(0.001)

    def catch_up(self, until=None):
        while self.key <= (until or self.now):
            self.press()

    def wait(self, ms):
        until = self.now + ms / 1000
        self.catch_up(until)
        self.now = max(self.now, until)
        self.fire(0)


def late_letters(clock, qtbot, monkeypatch, takes, apart, keys=40):
    """How late letters were, in seconds, and how many times a second each thing was drawn.

    ``takes`` has the seconds of each drawing with its painting. All are dirty all the time.
    """
    held = HeldDown(clock, monkeypatch, apart)
    late, drawn = [], dict.fromkeys(takes, 0)

    def draw(name):
        drawn[name] += 1
        held.now += takes[name]
        late.append(max(held.now - held.key, 0.0))
        clock.mark(name)

    for name in takes:
        clock.add(name, lambda name=name: draw(name), lambda: True)
    for _ in range(6):
        held.press()
    clock.mark()
    qtbot.waitUntil(lambda: held.keys > keys)
    clock.stop()
    return late, {name: times / (held.now - 100.0) for name, times in drawn.items()}


def test_no_drawing_is_begun_that_would_outlast_the_pause_between_two_keys(
    clock, qtbot, monkeypatch
):
    late, drawn = late_letters(
        clock, qtbot, monkeypatch, {"long": 0.013, "short": 0.004}, apart=0.025
    )

    # How long each takes is learned while it is drawn for the first time.
    assert max(late[2:]) == 0.0
    assert min(drawn.values()) >= 10  # of 40 keys a second


def test_a_drawing_longer_than_the_pause_between_keys_comes_now_and_then(clock, qtbot, monkeypatch):
    _, drawn = late_letters(clock, qtbot, monkeypatch, {"long": 0.03, "short": 0.004}, 0.025, 80)

    assert 2 <= drawn["long"] <= 1.2 / PATIENCE
    assert drawn["short"] > drawn["long"]


def test_what_cannot_be_seen_is_drawn_when_it_comes_into_sight(clock, qtbot):
    drawn, shown = [], []
    clock.add("a", lambda: drawn.append("a"), lambda: bool(shown))
    clock.mark("a")
    assert clock.idle

    shown.append(True)
    with qtbot.waitSignal(clock.settled):
        clock.wake()
    assert drawn == ["a"]


def test_what_cannot_be_seen_is_looked_for_once_while_others_are_drawn(clock, qtbot):
    looks = []
    clock.add("hidden", lambda: None, lambda: bool(looks.append(1)))
    for name in "abc":
        clock.add(name, lambda: None, lambda: True)
    for times in (1, 2):
        with qtbot.waitSignal(clock.settled):
            clock.mark()
        assert len(looks) == times


def test_nothing_is_drawn_more_than_sixty_times_a_second(clock, qtbot, monkeypatch):
    times = []

    def draw():
        times.append(time.perf_counter())
        if len(times) < 5:
            clock.mark("a")

    clock.add("a", draw, lambda: True)
    clock.mark("a")
    qtbot.waitUntil(lambda: len(times) == 5)

    assert times[-1] - times[0] >= 4 * PERIOD - 0.002


def test_what_is_always_dirty_starves_nobody(clock, qtbot):
    drawn = []

    def restless():
        drawn.append("restless")
        clock.mark("restless")

    clock.add("restless", restless, lambda: True)
    clock.add("other", lambda: drawn.append("other"), lambda: True)
    clock.mark()

    qtbot.waitUntil(lambda: drawn.count("restless") > 3)
    assert drawn.count("other") == 1


def test_a_drawing_that_fails_keeps_no_other_from_being_drawn(clock, qtbot):
    drawn = []

    def fail():
        raise RuntimeError("a panel's mistake")

    clock.add("bad", fail, lambda: True)
    clock.add("good", lambda: drawn.append("good"), lambda: True)
    with qtbot.captureExceptions() as failures:
        clock.mark()
        qtbot.waitUntil(lambda: drawn == ["good"])

    assert len(failures) == 1


def test_marking_what_is_not_there_any_more_does_nothing(clock):
    clock.add("a", lambda: None, lambda: True)
    clock.stop()
    clock.mark("a")

    assert clock.idle


def test_some_are_clean_while_others_still_wait(clock, qtbot):
    seen = []
    clock.add("a", lambda: None, lambda: True)
    clock.add("b", lambda: clock.mark("b"), lambda: True)
    clock.drew.connect(lambda: seen.append((clock.clean("a"), clock.clean("a", "b"))))
    clock.mark("a", "b")
    assert not clock.clean("a")
    qtbot.waitUntil(lambda: (True, False) in seen)


def test_what_is_dropped_is_drawn_no_more(clock, qtbot):
    drawn = []
    for name in "ab":
        clock.add(name, lambda name=name: drawn.append(name), lambda: True)
    clock.mark()
    clock.remove("a", "never there")
    qtbot.waitUntil(lambda: drawn == ["b"])
    clock.mark("a")
    assert clock.idle


def test_where_keys_come_faster_than_all_can_be_drawn_more_is_left_free(clock, qtbot, monkeypatch):
    # The time is the test's own, so that no other program can take of it.
    pauses, now = [], [100.0]
    start = clock._timer.start
    monkeypatch.setattr(clocks.time, "perf_counter", lambda: now[0])

    def pause(ms):
        pauses.append(ms)
        now[0] += ms / 1000
        start(0)

    monkeypatch.setattr(clock._timer, "start", pause)

    def draw():
        now[0] += 0.004

    for name in "abc":
        clock.add(name, draw, lambda: True)
    clock.press()
    with qtbot.waitSignal(clock.settled):
        clock.mark()
    unhurried, pauses[:] = max(pauses), []

    clock.mark()
    clock.press()
    clock.painted(0.006)
    with qtbot.waitSignal(clock.settled):
        clock.mark()
    assert unhurried == 0
    assert max(pauses) == 8  # twice what the drawing took

    pauses.clear()
    with qtbot.waitSignal(clock.settled):
        clock.mark()
    assert max(pauses) < 8


def until_later(qtbot, parent, ms):
    """Wait until something has been done that was to be done in so many milliseconds from now."""
    later = SoonTimer(parent)
    with qtbot.waitSignal(later.timeout):
        later.start(ms)


@pytest.mark.parametrize("ms", [0, 5])
def test_what_is_soon_is_done_once_and_after_painting(qtbot, ms):
    log, parent = [], QObject()
    soon, changed = SoonTimer(parent), Painted(log)
    soon.timeout.connect(lambda: log.append("done"))
    soon.start(ms)
    assert soon.isActive()
    soon.start(ms)
    QCoreApplication.postEvent(changed, QEvent(QEvent.Type.UpdateRequest), WITH_PAINTING)
    qtbot.waitUntil(lambda: not soon.isActive())
    until_later(qtbot, parent, ms)

    assert log == ["painted", "done"]


@pytest.mark.parametrize("ms", [0, 5])
def test_what_was_soon_is_not_done_once_it_is_stopped(qtbot, ms):
    log, parent = [], QObject()
    soon = SoonTimer(parent)
    soon.timeout.connect(lambda: log.append("done"))
    soon.start(ms)
    soon.stop()
    assert not soon.isActive()
    until_later(qtbot, parent, ms)

    assert log == []
