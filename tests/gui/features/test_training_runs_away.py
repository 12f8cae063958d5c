"""A training run on a server: its steps are chosen here, and its folder is not looked for here."""

import pytest

from tests.backends.runs.folders import OWN, own_run
from tests.gui.reading_window import begin, real_window, settle
from tests.gui.shell.servers.test_real_servers import connect, open_there
from tests.runtime.remote.serving import serving

NAME, TEXT = "run", "The cat sat on the mat."


@pytest.fixture
def window(qtbot, tmp_path, monkeypatch):
    """A window with a run of a server, in a folder that has one of the same name."""
    there, here = tmp_path / "there", tmp_path / "here"
    for place in (there, here):
        place.mkdir()
    own_run(there / NAME)
    own_run(here / NAME, steps=(5, 6))
    monkeypatch.chdir(here)
    with real_window(qtbot) as window, serving(NAME, places={NAME: there / NAME}) as server:
        begin(qtbot, window, "stories-lstm", TEXT)
        connect(qtbot, window, server.port)
        open_there(qtbot, window, NAME)
        yield window


def test_the_slider_opens_the_steps_of_the_server(window, qtbot):
    bar = window.runs.of(window.workspace.lanes[0]).bar
    assert bar.isVisible()
    assert (bar.steps, bar.step) == (OWN, 1000)
    before = window.reading.frame.trace.column("surprisal_bits")
    bar.slider.setValue(1)
    qtbot.waitUntil(lambda: window.models.open_model.run.step == OWN[1])
    settle(qtbot, window)
    assert bar.step == OWN[1]
    after = window.reading.frame.trace.column("surprisal_bits")
    assert abs(after - before)[1:].max() > 0.01


def test_a_folder_of_the_same_name_here_is_neither_read_nor_watched(window, qtbot):
    run = window.runs.of(window.workspace.lanes[0])
    assert run.watched == ()
    # The run of this name here has other steps.
    assert window.panels["training"].record.curves[0].steps == OWN


def test_the_curves_of_the_server_are_drawn(window, qtbot):
    bar, panel = window.runs.of(window.workspace.lanes[0]).bar, window.panels["training"]
    curve = panel.record.curves[0]
    assert curve.values == tuple(3 - step / 1000 for step in OWN)
    assert len(bar.slider.curve) == len(OWN)
    bar.slider.setValue(1)
    qtbot.waitUntil(lambda: window.models.open_model.run.step == OWN[1])
    # The record has not been sent again, and is still there.
    assert panel.record.curves[0] == curve


def test_a_step_that_is_saved_there_appears_by_itself(window, qtbot, tmp_path):
    bar, panel = window.runs.of(window.workspace.lanes[0]).bar, window.panels["training"]
    own_run(tmp_path / "there" / NAME, steps=(*OWN, 2000))
    qtbot.waitUntil(lambda: bar.steps == (*OWN, 2000))
    # Nobody had chosen a step, so the newest one is open.
    qtbot.waitUntil(lambda: window.models.open_model.run.step == 2000)
    qtbot.waitUntil(lambda: panel.record.curves[0].steps == (*OWN, 2000))
