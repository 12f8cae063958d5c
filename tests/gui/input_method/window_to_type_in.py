"""The real window without a model, for somebody who types with an input method.

``python window_to_type_in.py``. Whenever the editor has heard from the input method, and when the
window has become active, it prints a JSON object: what is being composed, and the text.
"""

import json
import sys

from PySide6.QtCore import QEvent, QObject, QTimer

from wmstudio.app.settings import Settings
from wmstudio.backends.registry import open_model
from wmstudio.engine.engine import Engine
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.gui.shell.qt_application import make_application
from wmstudio.runtime.sync import SyncEngine

LONGEST = 120_000
"""Milliseconds until it ends, even if nobody ends it."""
TELLING = (QEvent.Type.InputMethod, QEvent.Type.FocusIn)


class Witness(QObject):
    """Tells what the editor hears."""

    def eventFilter(self, editor, event):
        if event.type() in TELLING:
            # By then the editor has dealt with it.
            QTimer.singleShot(0, tell)
        return False


def tell():
    """Print what is being composed, and the text."""
    editor = window.editor
    composed = editor.textCursor().block().layout().preeditAreaText()
    now = {"active": window.isActiveWindow() and editor.hasFocus()}
    now |= {"composed": composed, "text": editor.text, "invitation": editor.placeholderText()}
    sys.stdout.write(f"{json.dumps(now)}\n")
    sys.stdout.flush()


application = make_application()
window = MainWindow(
    lambda ready: SyncEngine(lambda: Engine(open_model), ready), Settings(device="cpu")
)
witness = Witness()
window.editor.installEventFilter(witness)
window.resize(1280, 780)
window.show()
window.editor.setFocus()
window.activateWindow()
QTimer.singleShot(LONGEST, application.quit)
sys.exit(application.exec())
