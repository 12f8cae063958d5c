"""The real window with a model and a text, for a screen reader in another process.

``python window_on_bus.py CHECKPOINT TEXT``. Each line of its input is the id of a panel, which then
fills the window; the line comes back as soon as the panel is drawn.
"""

import sys

from PySide6.QtCore import QSocketNotifier, QTimer

from wmstudio.app.settings import Settings
from wmstudio.backends.registry import open_model
from wmstudio.engine.engine import Engine
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.gui.shell.qt_application import make_application
from wmstudio.runtime.sync import SyncEngine

LONGEST = 240_000
"""Milliseconds until it ends, even if nobody ends it."""

application = make_application()
window = MainWindow(
    lambda ready: SyncEngine(lambda: Engine(open_model), ready), Settings(device="cpu")
)
window.resize(1280, 780)
window.show()
window.editor.set_text(sys.argv[2])
window.models.begin(sys.argv[1])


def done():
    """Whether all that was asked for is read and drawn."""
    frame = window.reading.frame
    return window.complete and window.clock.idle and frame is not None and len(frame.trace) > 0


def obey():
    """Show a panel."""
    id = sys.stdin.readline().strip()
    if not id:
        application.quit()
        return
    while not done():
        application.processEvents()
    window.docks.show(id, True)
    window.docks.fill(id)
    window.reading.look_at(3)
    while not done() or window.reading.frame.cursor != 3:
        application.processEvents()
    sys.stdout.write(f"{id}\n")
    sys.stdout.flush()


heard = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
heard.activated.connect(obey)
QTimer.singleShot(LONGEST, application.quit)
sys.exit(application.exec())
