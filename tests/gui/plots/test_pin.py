"""What newer frames add to a pinned moment, and what they do not."""

from dataclasses import replace

import numpy as np
import pytest

from wmstudio.contract import Patch
from wmstudio.engine.document_engine import DocumentEngine
from wmstudio.engine.messages import Stretch, View
from wmstudio.gui.plots.pin import Pin
from wmstudio.testing.fake import FakeBackend

VALUE = "fake.value"


@pytest.fixture
def look():
    """Frames of one text at a token, with something changed."""
    engine = DocumentEngine(FakeBackend())
    patch = Patch(VALUE, "add", 0.5)

    def look(token, text="abcxyz"):
        more = {"watch": (VALUE,), "window": (0, 9), "patches": (patch,), "untouched": True}
        view = View(1, text, 0, token, **more)
        return [one for one in engine.read(view) if one is not None][-1]

    return look


def rounded(frame, names):
    """The frame as it comes from another machine."""
    snapshot = replace(frame.snapshot, rounded=names)
    coarse = {name: np.round(snapshot.signals[name]) for name in names}
    return replace(frame, snapshot=replace(snapshot, signals={**snapshot.signals, **coarse}))


def test_a_pinned_moment_is_not_compared_with_that_of_the_cursor(look):
    then, now = look(2), look(4)
    assert then.pairs != now.pairs
    seen = Pin(None, then).seen_in(now)
    assert (seen.cursor, seen.snapshot) == (2, then.snapshot)
    assert (seen.untouched, seen.pairs) == (then.untouched, then.pairs)
    assert seen.trace is now.trace


def test_rounded_values_of_a_pinned_moment_are_replaced_by_exact_ones(look):
    exact, names = look(2), tuple(look(2).snapshot.signals)
    pin = Pin(None, rounded(exact, names))
    assert pin.lacks() == (Stretch(names, 2, 3),)
    assert pin.seen_in(look(4)).snapshot.rounded == names
    seen = pin.seen_in(rounded(exact, names[:1]))
    assert seen.snapshot.rounded == names[:1]
    assert pin.lacks() == (Stretch(names[:1], 2, 3),)
    # What is exact stays so.
    seen = pin.seen_in(rounded(exact, names[1:]))
    assert pin.lacks() == ()
    for name, values in exact.snapshot.signals.items():
        np.testing.assert_array_equal(seen.snapshot.signals[name], values)


def test_nothing_is_wanted_of_a_pinned_moment_that_is_over(look):
    frame = rounded(look(2), (VALUE,))
    pin = Pin(None, frame)
    assert pin.seen_in(replace(frame, revision=2)) is None
    assert pin.lacks() == ()
