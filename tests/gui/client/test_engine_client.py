import pytest
from PySide6.QtCore import QCoreApplication

from tests.gui.stage import ScriptedClient, frame_for, opened
from wmstudio.engine.messages import Failure, GeneratedText, GenerationFinished, Open, View
from wmstudio.gui.client.engine_client import QtEngineClient


@pytest.fixture
def client(qtbot):
    client = QtEngineClient(ScriptedClient)
    yield client
    client.close()


def port_of(client):
    return client._port


def test_events_arrive_in_order_and_the_frame_after_them(client, qtbot):
    heard = []
    for signal in (
        client.opened,
        client.failed,
        client.generated,
        client.finished,
        client.framed,
    ):
        signal.connect(heard.append)
    events = [opened(), GeneratedText(1, "a"), Failure("no"), GenerationFinished(1, 1, 1.0, False)]
    frame = frame_for(View(1, "abc"))
    port_of(client).say(*events, frame=frame)
    assert heard == [], "answers come through the event loop"

    qtbot.waitUntil(lambda: len(heard) == 5)
    assert heard == [*events, frame]


def test_answers_are_taken_on_the_windows_thread_once_for_each_announcement(client, qtbot):
    port, takes = port_of(client), []
    take = port.take
    port.take = lambda: (takes.append(1), take())[1]
    for _ in range(50):
        port.say(Failure("no"))

    qtbot.waitUntil(lambda: bool(takes))
    QCoreApplication.processEvents()
    assert len(takes) == 1


def test_a_closed_client_asks_nothing_and_tells_nothing(client, qtbot):
    heard = []
    client.failed.connect(heard.append)
    port = port_of(client)
    port.say(Failure("on its way"))
    assert client.close()
    port.say(Failure("too late"))
    client.submit(View(1, "x"))
    client.post(Open("x"))
    QCoreApplication.processEvents()

    assert (heard, port.views, port.commands) == ([], [], [])
    assert client.close()
    assert len(port.closings) == 1
