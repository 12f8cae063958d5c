"""What listens to the whole application while somebody presents ends with the window."""

from shiboken6 import delete

from wmstudio.app.settings import Settings
from wmstudio.engine.engine import Engine
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.runtime.sync import SyncEngine
from wmstudio.testing.fake import open_fake


def test_a_window_may_be_destroyed_while_it_presents(qtbot):
    window = MainWindow(lambda ready: SyncEngine(lambda: Engine(open_fake), ready), Settings())
    window.show()
    window.lectern.presentation.enter()
    qtbot.waitUntil(lambda: window.isFullScreen() and window.windowHandle() is not None)
    delete(window)
    # The application goes on without it.
    other = MainWindow(lambda ready: SyncEngine(lambda: Engine(open_fake), ready), Settings())
    qtbot.addWidget(other)
    other.show()
    qtbot.keyClick(other.editor, "a")
    assert other.editor.text == "a"
    other.editor.clear()
