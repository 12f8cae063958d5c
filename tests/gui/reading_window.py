"""The real window on real models, without threads."""

from contextlib import contextmanager

from wmstudio.app.settings import Settings
from wmstudio.backends.registry import open_model
from wmstudio.engine.engine import Engine
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.runtime.sync import SyncEngine


@contextmanager
def real_window(qtbot, settings=None, engine=SyncEngine):
    """A window without a model and a text."""
    window = MainWindow(
        lambda ready: engine(lambda: Engine(open_model), ready),
        settings or Settings(device="cpu"),
    )
    qtbot.addWidget(window)
    # So that tests that look at everything in a window look at every panel.
    tuple(window.panels.values())
    window.resize(1300, 900)
    window.show()
    yield window
    window.close()


def begin(qtbot, window, model, text):
    """Open a model, type a text, and wait until it is read."""
    window.models.begin(str(model))
    window.editor.setFocus()
    qtbot.keyClicks(window.editor, text)
    settle(qtbot, window)


def settle(qtbot, window):
    """Wait until all that was asked for is read and drawn."""
    qtbot.waitUntil(lambda: window.reading.complete and bool(len(window.reading.frame.trace)))


def look_at(qtbot, window, token):
    """Move the cursor to a token."""
    window.reading.look_at(token)
    qtbot.waitUntil(lambda: window.reading.frame.cursor == token)
    settle(qtbot, window)


def shown_difference(qtbot, window):
    """The panel *Difference*, once it is in sight."""
    panels = window.comparison.differences
    qtbot.waitUntil(lambda: [one.plot.isVisible() for one in panels].count(True) == 1)
    return next(one for one in panels if one.plot.isVisible())


def settle_two_texts(qtbot, window):
    """Wait until both texts are read and drawn, and aligned with one another."""
    qtbot.waitUntil(lambda: window.complete and window.texts.lane.opened is not None)
    link = window.texts.lane.text_link
    qtbot.waitUntil(lambda: link.alignment is not None and window.complete)
