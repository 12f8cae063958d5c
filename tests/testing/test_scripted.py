"""The doubles behave as what they stand for."""

from wmstudio.engine.messages import Stop, View
from wmstudio.testing.frames import SIGNALS, frame_for, opened
from wmstudio.testing.scripted import ScriptedClient


def test_answers_are_announced_once_until_they_are_taken():
    calls = []
    port = ScriptedClient(lambda: calls.append(1))
    port.submit(View(1, "The cat"))
    port.post(Stop())
    port.say(opened())
    port.say(frame=frame_for(port.views[-1]))
    assert len(calls) == 1
    events, frame = port.take()
    assert [event.name for event in events] == ["stories"]
    assert (frame.revision, len(frame.trace), frame.complete) == (1, 7, True)
    assert port.take() == ([], None)
    port.say(opened("another"))
    assert len(calls) == 2
    assert port.commands == [Stop()]


def test_a_frame_takes_changes_and_shows_the_models_signal():
    frame = frame_for(View(3, "abc", caret=2), complete=False, length=9)
    assert (frame.cursor, frame.length, frame.complete) == (1, 9, False)
    assert frame.snapshot.signals.keys() == SIGNALS.keys() == opened().signals.keys()
    assert frame_for(View(3, "abc", token=-1)).snapshot.signals == {}
