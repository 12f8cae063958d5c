"""Connecting to a server that the test plays: the form, the picker, losses, and going back."""

import pytest
from PySide6.QtCore import Qt

from tests.gui.shell.servers.server import Server
from tests.gui.stage import frame_for, opened
from wmstudio.engine.messages import Failure, Generate, GenerationFinished, Open, SaveModel
from wmstudio.runtime.remote.keys import check_key

ADDRESS, KEY = "tcp://gpu.lab:7654", "k" * 40


@pytest.fixture
def there(stage, qtbot):
    """A window with a model of its own, and a server."""
    stage.server = Server(stage.window.link)
    stage.window.models.begin("stories")
    stage.port.say(opened("stories"))
    qtbot.waitUntil(lambda: stage.window.models.open_model is not None)
    qtbot.keyClicks(stage.window.editor, "12")
    qtbot.waitUntil(lambda: bool(stage.port.views) and stage.port.views[-1].text == "12")
    return stage


def form_of(there):
    return there.window.servers.form


def fill(qtbot, there, address=ADDRESS, key=KEY):
    """Write into the form as a person does, and confirm it."""
    there.window.actions_["model.connect"].trigger()
    form = form_of(there)
    for field, text in ((form.address.lineEdit(), address), (form.key, key)):
        field.selectAll()
        qtbot.keyClicks(field, text)
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    return form


def connect(qtbot, there):
    fill(qtbot, there)
    there.server.engine.welcome()
    qtbot.waitUntil(lambda: there.window.link.is_connected)


def open_there(qtbot, there, name="big"):
    connect(qtbot, there)
    choose(there.window.picker, name)
    there.server.engine.say(opened(name))
    qtbot.waitUntil(lambda: there.window.models.open_model.name == name)


def choose(picker, label):
    picker.fill()
    next(one for one in picker.made.actions() if one.text() == label).trigger()


def offered(picker):
    picker.fill()
    return [one.text() for one in picker.made.actions() if one.text()]


def test_the_form_shows_ones_own_key_and_copies_it(there, qtbot, qapp):
    there.window.actions_["model.connect"].trigger()
    form = form_of(there)
    form.address.setEditText(ADDRESS)
    qtbot.mouseClick(form.copy, Qt.MouseButton.LeftButton)

    assert check_key(qapp.clipboard().text()) == form.own.text()


def test_a_wrong_address_is_told_beside_its_field(there, qtbot):
    form = fill(qtbot, there, address="gpu.lab", key="")

    told = [label.text() for label in form.findChildren(type(form.told)) if label.isVisible()]
    assert any("is no address: write ssh://host or tcp://host:port" in text for text in told)
    assert there.server.engines == []


def test_a_wrong_key_is_told_beside_its_field(there, qtbot):
    form = fill(qtbot, there, key="short")

    told = [label.text() for label in form.findChildren(type(form.told)) if label.isVisible()]
    assert any("is no key: a key has 40 characters" in text for text in told)
    assert there.server.engines == []


def test_a_refusal_is_told_in_the_form_and_what_was_open_stays(there, qtbot):
    form = fill(qtbot, there)
    there.server.engine.lose("The server has another version: update it.", final=True)

    qtbot.waitUntil(lambda: form.told.text() == "The server has another version: update it.")
    assert form.isVisible()
    assert form.go.isEnabled()
    assert there.window.models.open_model.name == "stories"
    assert there.server.routes[0].closed == 1


def test_a_welcome_closes_the_form_and_its_models_are_offered(there, qtbot):
    form = fill(qtbot, there)
    assert not form.go.isEnabled()
    there.server.engine.welcome()
    qtbot.waitUntil(lambda: not form.isVisible())

    names = offered(there.window.picker)
    assert names[:3] == ["gpu", "big", "small && new"]
    assert "connected to gpu, 23 ms" in there.window.status.text("server")
    assert there.window.models.open_model.name == "stories"


def test_a_model_of_the_server_is_opened_there_by_its_name(there, qtbot):
    open_there(qtbot, there)
    qtbot.waitUntil(lambda: bool(there.server.engine.views))

    assert there.server.engine.posted(Open)[0].source == "big"
    assert there.server.engine.views[-1].text == "12"
    assert there.window.picker.text().startswith("big – gpu.lab:7654")
    assert there.window.settings.checkpoint == "stories"
    assert not any("#big" in recent for recent in there.window.settings.recent)


def test_typing_goes_to_the_server_and_its_frames_are_shown(there, qtbot):
    open_there(qtbot, there)
    before = len(there.port.views)
    qtbot.keyClicks(there.window.editor, "3")
    qtbot.waitUntil(lambda: there.server.engine.views[-1:] and _last(there).text == "123")
    there.server.engine.say(frame=frame_for(_last(there)))
    qtbot.waitUntil(lambda: there.window.reading.complete)

    assert there.window.reading.frame.length == 3
    assert len(there.port.views) == before


def _last(there):
    return there.server.engine.views[-1]


def test_a_model_that_does_not_open_leaves_what_was_open(there, qtbot):
    connect(qtbot, there)
    choose(there.window.picker, "big")
    there.server.engine.say(Failure("There is no such model."))
    qtbot.waitUntil(lambda: there.window.messages.text == "There is no such model.")
    qtbot.keyClicks(there.window.editor, "3")
    qtbot.waitUntil(lambda: there.port.views[-1].text == "123")

    assert there.window.models.open_model.name == "stories"
    assert there.server.engine.views == []


def test_a_local_model_is_opened_here_again(there, qtbot):
    open_there(qtbot, there)
    there.window.open_checkpoint("stories")
    there.port.say(opened("stories"))
    qtbot.waitUntil(lambda: there.window.models.open_model.name == "stories")
    qtbot.keyClicks(there.window.editor, "3")
    qtbot.waitUntil(lambda: there.port.views[-1].text == "123")

    assert there.window.link.is_connected


def test_a_choice_made_meanwhile_gives_up_the_older_one(there, qtbot):
    connect(qtbot, there)
    choose(there.window.picker, "big")
    there.window.open_checkpoint("stories")
    there.port.say(opened("stories"))
    qtbot.waitUntil(lambda: not there.window.models.is_opening)
    there.server.engine.say(opened("big"))
    qtbot.keyClicks(there.window.editor, "3")
    qtbot.waitUntil(lambda: there.port.views[-1].text == "123")

    assert there.window.models.open_model.name == "stories"
    assert there.window.models.source == "stories"


def test_a_loss_is_told_and_tried_again_and_can_be_stopped(there, qtbot):
    open_there(qtbot, there)
    there.server.engine.lose()
    messages = there.window.messages
    qtbot.waitUntil(lambda: messages.text.startswith("The server does not answer."))
    qtbot.keyClicks(there.window.editor, "345")

    assert "no connection to gpu" in there.window.status.text("server")
    assert there.window.editor.text == "12345"
    assert [button.text() for button in messages.buttons] == ["Stop trying"]
    qtbot.mouseClick(messages.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: there.server.engine.stops == 1)
    qtbot.waitUntil(lambda: [b.text() for b in messages.buttons] == ["Connect again"])
    qtbot.mouseClick(messages.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: there.server.engine.retries == 1)
    there.server.engine.welcome()
    qtbot.waitUntil(lambda: there.window.link.is_connected)

    assert messages.topic != "connection"
    assert there.window.models.open_model.name == "big"


def test_disconnecting_reads_with_the_model_from_before(there, qtbot):
    open_there(qtbot, there)
    there.window.generate()
    assert there.server.engine.posted(Generate)
    ended = []
    there.window.client.finished.connect(ended.append)
    there.window.actions_["model.disconnect"].trigger()
    there.port.say(opened("stories"))
    qtbot.waitUntil(lambda: there.window.models.open_model.name == "stories")

    assert there.server.routes[0].closed == 1
    assert there.server.engine.closings == [0.0]
    assert [type(one) for one in ended] == [GenerationFinished]
    assert there.posted(Open)[-1].source == "stories"
    assert offered(there.window.picker)[0] != "gpu"
    assert not there.window.actions_["model.disconnect"].isEnabled()


def test_a_second_lane_has_an_engine_of_its_own_there(there, qtbot):
    open_there(qtbot, there)
    window = there.window
    window.comparison.open(f"{ADDRESS}#small")
    qtbot.waitUntil(lambda: len(there.server.engines) == 2)
    there.server.engines[1].say(opened("small"))
    qtbot.waitUntil(lambda: window.comparison.names == "small")

    assert there.server.engines[1].posted(Open)[0].source == "small"
    assert len(there.server.routes) == 1
    assert window.settings.second == ""


def test_a_model_of_a_server_is_refused_where_nobody_connected(there, qtbot):
    there.window.open_checkpoint("tcp://elsewhere:1#big")
    qtbot.waitUntil(lambda: "connect to it first" in there.window.messages.text)

    assert there.window.models.open_model.name == "stories"
    assert there.server.engines == []


def test_the_model_cannot_be_saved_on_the_server(there, qtbot):
    open_there(qtbot, there)

    assert not there.window.actions_["model.save"].isEnabled()
    assert there.server.engine.posted(SaveModel) == []


def test_addresses_are_remembered_with_public_keys_only(there, qtbot):
    connect(qtbot, there)

    assert there.window.settings.servers == {ADDRESS: {"key": KEY, "models": []}}


def test_closing_the_window_while_connecting_waits_for_nobody(there, qtbot):
    fill(qtbot, there)
    there.window.close()

    assert there.server.engine.closings == [0.0]
    assert there.server.routes[0].closed == 1


def test_cancelling_the_form_ends_the_attempt(there, qtbot):
    form = fill(qtbot, there)
    qtbot.mouseClick(form.stop, Qt.MouseButton.LeftButton)

    assert there.server.routes[0].closed == 1
    assert there.window.status.text("server") == ""
