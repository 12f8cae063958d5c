import pytest
from pytestqt.qtbot import QtBot

from tests import support
from tests.gui.late_engine import late_engines
from tests.gui.stage import Stage, frame_for, opened
from tests.support import PATIENCE
from wmstudio.app.settings import Settings
from wmstudio.engine.engine import Engine
from wmstudio.gui.editor.editor import Editor
from wmstudio.gui.shell.main_window import MainWindow, panel_of
from wmstudio.testing.fake import open_fake

__all__ = ["late_engines"]
LONGEST = round(1000 * PATIENCE)


class PatientBot(QtBot):
    """Waits for a fact as long as the slowest and busiest machine may need for it."""

    def waitUntil(self, callback, *, timeout=LONGEST):
        def holds():
            # pytest-qt takes nothing but booleans, as an empty list may be before there is a fact.
            told = callback()
            return told if told is None else bool(told)

        return super().waitUntil(holds, timeout=timeout)

    def waitSignal(self, signal, *, timeout=LONGEST, **named):
        return super().waitSignal(signal, timeout=timeout, **named)

    def waitExposed(self, widget, *, timeout=LONGEST):
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture(autouse=True)
def _font_as_it_was(qapp):
    """Puts the application's font back, which a window's text size or a test may have changed."""
    font = qapp.font()
    yield
    if qapp.font() != font:
        qapp.setFont(font)


@pytest.fixture
def qtbot(qapp, request):
    """pytest-qt's, with more patience."""
    return PatientBot(request)


@pytest.fixture
def make_stage(qtbot):
    """Makes windows, and closes them at the end while they are still held."""
    stages = []

    def make(**arguments):
        stage = Stage(**arguments)
        stages.append(stage)
        qtbot.addWidget(stage.window)
        stage.window.show()
        return stage

    yield make
    for stage in stages:
        stage.window.close()


@pytest.fixture
def stage(make_stage):
    return make_stage()


@pytest.fixture
def make_window(qtbot, late_engines):
    """Real windows on the scripted model, whose numbers are known."""
    made = []

    def make(text="abcxyz", settings=None, autosave=None):
        def make_client(on_ready):
            return late_engines(lambda: Engine(open_fake), on_ready)

        window = MainWindow(make_client, settings or Settings(), autosave=autosave)
        made.append(window)
        qtbot.addWidget(window)
        window.show()
        if autosave is not None:
            window.documents.begin()
        # As the application does it: what is kept comes with a model of its own.
        if not window.sessions.begin():
            window.models.begin("scripted")
        if autosave is None:
            window.editor.setPlainText(text)
        qtbot.waitUntil(lambda: window.complete)
        return window

    yield make
    for window in made:
        window.close()


@pytest.fixture
def active_window(make_window, qtbot):
    """A real window that has been activated, as when a user clicks into it."""
    window = make_window("abcxyz")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.fixture
def editor(qtbot):
    """An editor alone, with a text in it."""
    editor = Editor()
    qtbot.addWidget(editor)
    editor.set_text("the cat sat")
    return editor


@pytest.fixture
def make_shown(make_stage, qtbot):
    """Windows with the real panels, in which something was typed and has been answered."""

    def make():
        stage = make_stage(make_panel=panel_of)
        window = stage.window
        window.models.begin("stories-slots")
        stage.port.say(opened("stories-slots"))
        qtbot.waitUntil(lambda: window.models.open_model is not None)
        qtbot.keyClicks(window.editor, "12")
        qtbot.waitUntil(lambda: bool(stage.port.views) and stage.port.views[-1].text == "12")
        stage.port.say(frame=frame_for(stage.port.views[-1]))
        qtbot.waitUntil(lambda: window.reading.complete)
        return window

    return make


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A tiny checkpoint with slots."""
    return support.checkpoint(tmp_path_factory.mktemp("tiny") / "slots", "slots", name="tiny")
