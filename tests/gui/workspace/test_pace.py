"""A model that does not keep up with the keys says so, once, and blocks no letter."""

import pytest

from tests.gui.stage import frame_for, opened

TELLS = "scripted takes about 0.5 s for a token."


@pytest.fixture
def window(stage, qtbot):
    window = stage.window
    window.models.begin("scripted")
    stage.port.say(opened("scripted"))
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    return window


def told(window):
    return [one.text for one in window.messages.waiting if one.topic.startswith("pace")]


@pytest.mark.parametrize(
    ("reads", "tells"),
    [
        ([(1, 0.5)] * 2, False),
        ([(1, 0.5)] * 3, True),
        ([(4, 2.0)] * 3, True),
        ([(4, 0.5)] * 9, False),
        ([(1, 0.5), (1, 0.5), (1, 0.01), (1, 0.5), (1, 0.5)], False),
    ],
    ids=["twice", "three times", "several tokens", "many at once", "now and then"],
)
def test_only_a_model_that_is_often_slow_tells_it(window, reads, tells):
    for tokens, seconds in reads:
        window.reading.read.emit(tokens, seconds)

    assert [text.startswith(TELLS) for text in told(window)] == [True] * tells


def test_a_slow_model_tells_it_once_and_another_model_begins_anew(stage, window, qtbot):
    for _ in range(9):
        window.reading.read.emit(1, 0.5)
    assert len(told(window)) == 1

    window.models.begin("another")
    stage.port.say(opened("another"))
    qtbot.waitUntil(lambda: window.models.open_model.name == "another")
    assert told(window) == []


def test_letters_are_taken_while_a_model_has_not_answered(stage, window, qtbot):
    qtbot.keyClicks(window.editor, "abc")
    assert window.editor.text == "abc"
    qtbot.waitUntil(lambda: bool(stage.port.views) and stage.port.views[-1].text == "abc")
    stage.port.say(frame=frame_for(stage.port.views[-1]))
    qtbot.waitUntil(lambda: window.reading.complete)
    assert window.reading.frame.length == 3
