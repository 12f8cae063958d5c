"""The layouts that examples open in, one after the other, in the real window."""

import pytest

from tests.gui.reading_window import real_window
from wmstudio.app import examples


@pytest.fixture
def window(qtbot):
    with real_window(qtbot) as made:
        yield made


def open_example(qtbot, window, title):
    example = next(one for one in examples.offered() if one.title == title)
    window.examples.open(example)
    two = bool(example.compare)
    qtbot.waitUntil(lambda: window.docks.doubled == two and window.reading.opened is not None)
    qtbot.waitUntil(lambda: window.complete)


def test_an_example_leaves_the_layout_of_the_comparison_before_it_alone(window, qtbot):
    open_example(qtbot, window, "Why a plain LSTM cannot")
    assert not window.docks.there("gates")
    open_example(qtbot, window, "The quote unit")
    assert window.docks.there("gates")
    open_example(qtbot, window, "The same story, with sixteen slots")
    # It says what to see in Timeline.
    assert window.docks.shown("timeline")
    assert not window.docks.there("gates")


def test_a_comparison_leaves_the_layout_of_one_model_alone(window, qtbot):
    window.docks.show("memory", False)
    open_example(qtbot, window, "Why a plain LSTM cannot")
    assert window.docks.there("memory")
    window.actions_["model.compare"].trigger()
    qtbot.waitUntil(lambda: not window.docks.doubled)
    assert not window.docks.there("memory")
