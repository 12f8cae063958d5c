"""Which frames have nothing new to draw, and which answer all of a view."""

from dataclasses import replace

import pytest

from wmstudio.engine.messages import Edit, InterventionResult, View
from wmstudio.engine.trace import Trace
from wmstudio.gui.client.answers import has_all_of, looks_alike
from wmstudio.testing.frames import frame_for

VIEW = View(revision=3, text="abcdef", caret=6)


@pytest.mark.parametrize("computed", [True, False], ids=["answered", "still reading"])
def test_a_frame_that_only_goes_on_elsewhere_looks_the_same(computed):
    frame = frame_for(VIEW)
    if not computed:
        frame = replace(frame, snapshot=None)
    further = replace(frame, length=frame.length + 500, complete=False)
    assert looks_alike(frame, further, 0, 6)


@pytest.mark.parametrize(
    "other",
    [
        {"cursor": 2},
        {"revision": 4},
        {"interventions": (InterventionResult(Edit(1, "clear_all")),)},
        {"trace": Trace()},
        {"snapshot": frame_for(VIEW).snapshot},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_frame_with_anything_else_in_sight_is_drawn(other):
    frame = replace(frame_for(VIEW), snapshot=None)
    assert not looks_alike(frame, replace(frame, **other), 0, 6)
    assert not looks_alike(None, frame, 0, 6)


@pytest.mark.parametrize(
    "more", [{"ask": "dog"}, {"targets": (3,)}, {"watch": ("cell",)}, {"window": (0, 9)}], ids=str
)
def test_a_frame_of_an_older_view_lacks_what_is_asked_since(more):
    assert has_all_of(VIEW, frame_for(VIEW))
    asked = replace(VIEW, **more)
    assert not has_all_of(asked, frame_for(VIEW))
    assert has_all_of(asked, frame_for(asked))
