"""The real window on a real server of this machine: panels, cuts, keys, versions, and SSH."""

import shlex
import sys

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.gui.reading_window import begin, look_at, real_window, settle
from tests.runtime.remote.serving import Relay, serving
from tests.runtime.remote.test_ssh import STAND_IN
from tests.support import ROUNDING, assert_same_candidates
from wmstudio.runtime.remote.keys import make_keys, own_keys
from wmstudio.runtime.remote.ssh import COMMAND

BEFORE, NAME, TEXT = "stories-lstm", "tales-pointer", "The old woman went home."


@pytest.fixture
def window(qtbot):
    with real_window(qtbot) as window:
        begin(qtbot, window, BEFORE, TEXT)
        yield window


def ask(qtbot, window, address, key=""):
    """Write the address and the key into the form, and confirm it."""
    window.actions_["model.connect"].trigger()
    form = window.servers.form
    for field, text in ((form.address.lineEdit(), address), (form.key, key)):
        field.selectAll()
        qtbot.keyClicks(field, text) if text else field.clear()
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    return form


def connect(qtbot, window, port, key=""):
    ask(qtbot, window, f"tcp://127.0.0.1:{port}", key)
    qtbot.waitUntil(lambda: window.link.is_connected and bool(window.link.models))


def open_there(qtbot, window, name=NAME):
    """Open a model of the server from the list of models."""
    window.picker.fill()
    next(a for a in window.picker.made.actions() if f"#{name}" in str(a.data())).trigger()
    qtbot.waitUntil(lambda: window.models.source.endswith(f"#{name}"))
    settle(qtbot, window)


def seen(window):
    """What the panels show of the cursor's token."""
    frame = window.reading.frame
    return frame.snapshot, frame.trace.column("surprisal_bits")


def test_the_panels_show_what_they_show_of_a_local_model(qtbot, window):
    window.open_checkpoint(NAME)
    qtbot.waitUntil(lambda: window.models.open_model.name == NAME)
    settle(qtbot, window)
    look_at(qtbot, window, 3)
    here, bits = seen(window)
    with serving(NAME) as server:
        connect(qtbot, window, server.port)
        open_there(qtbot, window)
        look_at(qtbot, window, 3)
        there, bits_there = seen(window)
        assert window.models.open_model.folder is None
        window.actions_["model.disconnect"].trigger()

    np.testing.assert_allclose(bits, bits_there, **ROUNDING)
    assert_same_candidates(there.candidates, here.candidates)
    assert set(there.signals) == set(here.signals)
    assert there.rounded
    for name, values in here.signals.items():
        if name not in there.rounded:
            np.testing.assert_allclose(there.signals[name], values, **ROUNDING)


def test_a_cut_while_typing_loses_neither_text_nor_interventions(qtbot, window):
    with serving(NAME) as server:
        relay = Relay(server.port)
        connect(qtbot, window, relay.port)
        open_there(qtbot, window)
        interventions = window.intervening.interventions
        look_at(qtbot, window, 2)
        whole = next(edit for edit in interventions.offered if not edit.arguments)
        assert interventions.request(whole.id, {})
        settle(qtbot, window)
        qtbot.keyClicks(window.editor, " And")
        relay.cut()
        qtbot.waitUntil(lambda: window.messages.topic == "connection")
        qtbot.keyClicks(window.editor, " then")
        assert window.editor.text == f"{TEXT} And then"
        held = interventions.held
        relay.mend()
        qtbot.waitUntil(lambda: window.link.is_connected)
        settle(qtbot, window)

        frame = window.reading.frame
        assert frame.complete
        assert frame.revision == window.editor.revision
        assert [one.edit for one in interventions.held] == [one.edit for one in held]
        assert [one.asked for one in frame.interventions] == [one.edit for one in held]
        assert window.messages.topic != "connection"
        window.actions_["model.disconnect"].trigger()
        relay.close()


def test_a_key_that_is_not_allowed_is_told_in_the_form(qtbot, window):
    keys = make_keys()
    with serving(NAME, keys=keys, allowed=(make_keys().public,)) as server:
        form = ask(qtbot, window, f"tcp://127.0.0.1:{server.port}", keys.public)
        qtbot.waitUntil(lambda: "does not know this key" in form.told.text())

        assert form.isVisible()
        assert window.models.open_model.name == BEFORE
        assert window.reading.complete


def test_a_key_that_is_allowed_is_welcome(qtbot, window):
    keys = make_keys()
    with serving(NAME, keys=keys, allowed=(own_keys().public,)) as server:
        connect(qtbot, window, server.port, keys.public)
        open_there(qtbot, window)

        assert window.models.open_model.name == NAME
        window.actions_["model.disconnect"].trigger()


def test_another_version_is_told_in_the_form(qtbot, window, monkeypatch):
    monkeypatch.setattr("wmstudio.runtime.remote.server.protocol", lambda: "newer")
    with serving(NAME) as server:
        form = ask(qtbot, window, f"tcp://127.0.0.1:{server.port}")
        qtbot.waitUntil(lambda: "version" in form.told.text())

        assert window.models.open_model.name == BEFORE


def test_over_ssh_the_server_is_started_and_ends_with_the_connection(
    qtbot, window, tmp_path, monkeypatch
):
    program, pids = tmp_path / "wmstudio", tmp_path / "pids"
    program.write_text(
        f"#!/bin/sh\necho begun >> {pids}\n"
        f'{sys.executable} -m wmstudio "$@"\necho ended >> {pids}\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv(COMMAND, shlex.join([sys.executable, str(STAND_IN)]))
    ask(qtbot, window, f"ssh://tester@host{program}")
    qtbot.waitUntil(lambda: window.link.is_connected and bool(window.link.models))
    open_there(qtbot, window)
    assert window.models.open_model.name == NAME
    window.actions_["model.disconnect"].trigger()
    qtbot.waitUntil(lambda: window.models.open_model.name == BEFORE)
    qtbot.waitUntil(lambda: pids.read_text().split() == ["begun", "ended"])
