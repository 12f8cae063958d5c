import pytest

from tests.gui.stage import Stage
from wmstudio.app.settings import Settings
from wmstudio.engine.engine import Engine
from wmstudio.engine.fake import open_fake
from wmstudio.gui.main_window import MainWindow
from wmstudio.runtime.inline import Inline


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
def make_window(qtbot):
    """Real windows on the scripted model, whose numbers are known."""
    made = []

    def make(text="abcxyz", settings=None, autosave=None):
        def make_port(on_ready):
            return Inline(lambda: Engine(open_fake), on_ready)

        window = MainWindow(make_port, settings or Settings(), autosave=autosave)
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
        qtbot.waitUntil(lambda: window.reading.complete)
        return window

    yield make
    for window in made:
        window.close()
