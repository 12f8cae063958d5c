import pytest
from PySide6.QtCore import QCoreApplication

from tests.gui.stage import ScriptedClient, frame_for, opened
from wmstudio.engine.messages import Failed, GeneratedText, GenerationFinished, Open, View
from wmstudio.gui.client.bridge import Bridge


@pytest.fixture
def bridge(qtbot):
    bridge = Bridge(ScriptedClient)
    yield bridge
    bridge.close()


def port_of(bridge):
    return bridge._port


def test_events_arrive_in_order_and_the_frame_after_them(bridge, qtbot):
    heard = []
    for signal in (
        bridge.opened,
        bridge.failed,
        bridge.generated,
        bridge.finished,
        bridge.framed,
    ):
        signal.connect(heard.append)
    events = [opened(), GeneratedText(1, "a"), Failed("no"), GenerationFinished(1, 1, 1.0, False)]
    frame = frame_for(View(1, "abc"))
    port_of(bridge).say(*events, frame=frame)
    assert heard == [], "answers come through the event loop"

    qtbot.waitUntil(lambda: len(heard) == 5)
    assert heard == [*events, frame]


def test_answers_are_taken_on_the_windows_thread_once_for_each_announcement(bridge, qtbot):
    port, takes = port_of(bridge), []
    take = port.take
    port.take = lambda: (takes.append(1), take())[1]
    for _ in range(50):
        port.say(Failed("no"))

    qtbot.waitUntil(lambda: bool(takes))
    QCoreApplication.processEvents()
    assert len(takes) == 1


def test_a_closed_bridge_asks_nothing_and_tells_nothing(bridge, qtbot):
    heard = []
    bridge.failed.connect(heard.append)
    port = port_of(bridge)
    port.say(Failed("on its way"))
    assert bridge.close()
    port.say(Failed("too late"))
    bridge.submit(View(1, "x"))
    bridge.post(Open("x"))
    QCoreApplication.processEvents()

    assert (heard, port.views, port.commands) == ([], [], [])
    assert bridge.close()
    assert len(port.closings) == 1
