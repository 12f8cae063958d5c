"""Sessions whose model is on a server: connecting is offered, and never done unasked."""

import pytest

from tests.gui.shell.servers.server import Server
from tests.gui.stage import opened
from wmstudio.engine.messages import Open, ServedModel

ADDRESS = "tcp://gpu.lab:7654"
HASHES = {"model.safetensors": "a" * 64}


@pytest.fixture
def saved(make_stage, qtbot, tmp_path):
    """A session that was saved while a model of a server was open."""
    stage = make_stage()
    window, server = stage.window, Server(stage.window.link)
    connect(qtbot, window, server)
    window.open_checkpoint(f"{ADDRESS}#big")
    server.engine.say(opened("big", hashes=HASHES))
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    qtbot.keyClicks(window.editor, "Once")
    path = tmp_path / "a.wmstudio"
    assert window.documents.save_to(path)
    return path


def connect(qtbot, window, server, *models):
    form = window.servers.form
    window.actions_["model.connect"].trigger()
    form.address.setEditText(ADDRESS)
    form.go.click()
    server.engine.welcome(*models)
    qtbot.waitUntil(lambda: window.link.is_connected)


def opened_anew(make_stage, path):
    stage = make_stage()
    server = Server(stage.window.link)
    stage.window.documents.begin(path)
    return stage, stage.window, server


def accept(qtbot, window):
    """Press the button of the notice that offers to connect."""
    (button,) = window.messages.buttons
    assert button.text() == "Connect"
    button.click()


def test_a_session_names_the_server_and_offers_to_connect(make_stage, qtbot, saved):
    stage, window, server = opened_anew(make_stage, saved)

    assert window.editor.text == "Once"
    assert "big is on gpu.lab:7654" in window.messages.text
    assert server.engines == []
    assert not window.sessions.begin()
    assert stage.posted(Open) == []


def test_a_server_that_is_not_known_is_asked_about(make_stage, qtbot, saved):
    _, window, server = opened_anew(make_stage, saved)
    accept(qtbot, window)
    form = window.servers.form
    qtbot.waitUntil(form.isVisible)

    assert form.address.currentText() == ADDRESS
    assert server.engines == []


def test_the_model_is_opened_once_the_user_has_connected(make_stage, qtbot, saved):
    _, window, server = opened_anew(make_stage, saved)
    window.settings.servers = {ADDRESS: {"key": "", "models": []}}
    accept(qtbot, window)
    qtbot.waitUntil(lambda: bool(server.engines))
    server.engine.welcome()
    qtbot.waitUntil(lambda: bool(server.engine.posted(Open)))
    server.engine.say(opened("big", hashes=HASHES))
    qtbot.waitUntil(lambda: window.models.open_model is not None)

    assert server.engine.posted(Open)[0].source == "big"
    assert not window.sessions.is_waiting
    assert window.messages.topic != "model on a server"


def test_another_model_of_that_name_is_told(make_stage, qtbot, saved):
    _, window, server = opened_anew(make_stage, saved)
    connect(qtbot, window, server)
    qtbot.waitUntil(lambda: bool(server.engine.posted(Open)))
    server.engine.say(opened("big", hashes={"model.safetensors": "b" * 64}))
    qtbot.waitUntil(lambda: window.models.open_model is not None)

    assert "is not the one that the session was saved with" in window.messages.text


def test_another_model_that_is_opened_here_ends_the_offer(make_stage, qtbot, saved):
    stage, window, server = opened_anew(make_stage, saved)
    window.open_checkpoint("usual")
    stage.port.say(opened("usual"))
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    # As a window opens one by itself, the session goes on waiting.
    assert window.sessions.is_waiting
    window.models.configure(())
    with qtbot.waitSignal(window.models.opened):
        stage.port.say(opened("usual"))
    assert window.sessions.is_waiting

    window.open_checkpoint("chosen")
    stage.port.say(opened("chosen"))
    qtbot.waitUntil(lambda: window.models.open_model.name == "chosen")
    assert not window.sessions.is_waiting
    assert "gpu.lab" not in _told(window)
    # Once the server is connected, the session's model is not opened any more.
    connect(qtbot, window, server)
    assert server.engine.posted(Open) == []


def test_a_model_that_is_no_longer_served_is_told(make_stage, qtbot, saved):
    _, window, server = opened_anew(make_stage, saved)
    connect(qtbot, window, server, ServedModel("other", "other", "lstm"))
    qtbot.waitUntil(lambda: "does not offer the model big" in _told(window))

    assert server.engine.posted(Open) == []


def _told(window):
    return " ".join(notice.text for notice in window.messages.waiting)
