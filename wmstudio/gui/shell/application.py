"""Starting the program: Qt, the window, and the reporting of uncaught exceptions."""

from __future__ import annotations

import gc
import signal
import sys
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot

import wmstudio
from wmstudio import paths
from wmstudio.app import catalogue, log
from wmstudio.app.display import ON_LINUX_NEEDED, has_display
from wmstudio.app.settings import load
from wmstudio.gui.base import fonts
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.shell.examples import TOPIC as EXAMPLE
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.gui.shell.qt_application import make_application, usual_client
from wmstudio.gui.shell.screen_fit import fit_to_screen

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from wmstudio.gui.client.engine_client import MakeClient

__all__ = [
    "ON_LINUX_NEEDED",
    "make_application",
    "run",
    "usual_client",
    "why_no_display",
]

SEEN_BY = 1_000
"""Milliseconds until the first model is opened even if the window has not been painted."""
ACTIVE_BY = 500
"""The same from its first painting on, if it has not been given the keyboard."""
COLLECT_EVERY = 5_000
"""Milliseconds between two garbage collections."""
MANY = 100
"""Modules that only an import of a large package brings."""


def why_no_display() -> str | None:
    """Say in one line why no window can be opened here; None if one can."""
    if not has_display():
        return (
            "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set): without one there "
            "are wmstudio trace, generate, models and render."
        )
    return None


class Collector(QObject):
    """Collects Python's garbage on the window's thread only.

    Otherwise Python collects on whichever thread allocates, and freeing a widget on the engine's
    thread crashes the program.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.keep()
        gc.disable()
        self._timer = QTimer(self, interval=COLLECT_EVERY)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    @Slot()
    def keep(self) -> None:
        """Exempt all present objects from collection.

        Called when torch has been imported: scanning its objects took 0.2 to 0.3 s (measured).
        """
        self._modules = len(sys.modules)
        gc.freeze()

    @Slot()
    def _collect(self) -> None:
        if len(sys.modules) > self._modules + MANY:
            # A package was imported since, such as one that an adapter needs, and stays alive, too.
            self.keep()
            return
        # Young objects often, all of them rarely, since a full collection is slow.
        gc.collect(2 if gc.get_count()[1] > 50 else 1)


def run(
    file: Path | None = None,
    checkpoint: str | Path | None = None,
    device: str | None = None,
    compare: str | Path | None = None,
    make_client: MakeClient = usual_client,
) -> int:
    """Open the window, and stay until it is closed. Returns the exit code."""
    if message := why_no_display():
        sys.stderr.write(f"wmstudio: {message}\n")
        return 1
    application = make_application()
    collector = Collector(application)
    settings, warning = load()
    if settings.log:
        log.begin()
        log.log.info("WM Studio %s starts", wmstudio.__version__)
    if device is not None:
        settings.device = device
    window = MainWindow(make_client, settings, autosave=paths.autosave_folder())
    _tell_of_failures(window)
    application.aboutToQuit.connect(window.close)
    fit_to_screen(window)
    window.show()
    window.editor.setFocus()
    window.documents.begin(file)
    if warning:
        window.messages.say(warning, "settings")

    def begin() -> None:
        # By now the desktop has put its frame around it.
        fit_to_screen(window)
        if checkpoint is not None:
            window.sessions.forget()
        # Or the model of a session, recording or memory.
        files = window.sessions, window.recordings, window.memory_files
        begun = [kept.begin() for kept in files]
        window.sessions.keeps_comparison = begun[0] and compare is not None
        if checkpoint is not None or not (any(begun) or window.models.busy):
            model = str(checkpoint or "")
            alone = file is None and not (compare or settings.second)
            if not (alone and window.examples.begin(model)):
                window.models.begin(model)
        window.comparison.begin(str(compare or ""))
        if window.tours.first_things.offer():
            # The strip says what to look at.
            window.messages.clear(EXAMPLE)
        _report_plugins(window)
        _report_fonts(window)

    # Once the window can be used: importing torch blocks Python for some time.
    waiting = QTimer(window, singleShot=True, interval=SEEN_BY)
    waiting.timeout.connect(begin)
    waiting.start()

    def seen() -> None:
        if waiting.isActive() and window.editor.hasFocus():
            waiting.start(0)
        elif waiting.remainingTime() > ACTIVE_BY:
            waiting.start(ACTIVE_BY)

    window.painted.connect(seen)
    # Ctrl+C in the terminal closes the window.
    before = signal.signal(signal.SIGINT, lambda *_: window.close())
    window.models.opened.connect(collector.keep, Qt.ConnectionType.SingleShotConnection)
    code = application.exec()
    signal.signal(signal.SIGINT, before)
    collector.deleteLater()
    log.log.info("it ends")
    log.end()
    return code


def _report_plugins(window: MainWindow) -> None:
    """Show one notice about formats and panels of other packages that cannot be loaded."""
    problems = catalogue.problems()
    if len(problems) > 1:
        said = tr("{n} formats and panels of other packages cannot be loaded.", n=len(problems))
        window.messages.say(said, "plugins", warns=False, details="\n".join(problems))
    elif problems:
        window.messages.say(problems[0], "plugins", warns=False)


def _report_fonts(window: MainWindow) -> None:
    """Show one notice about the program's own fonts that cannot be loaded."""
    if fonts.failed:
        said = counted(
            len(fonts.failed),
            "A font of the program is missing or damaged, and a font of the system stands in for "
            "it: install the program again.",
            "{n} fonts of the program are missing or damaged, and fonts of the system stand in for "
            "them: install the program again.",
        )
        window.messages.say(said, "font files", warns=False, details="\n".join(fonts.failed))


def _tell_of_failures(window: MainWindow) -> None:
    """Report uncaught exceptions in one line in the window, with the traceback on stderr."""

    def tell(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        traceback.print_exception(kind, error, where)
        log.log.error("%s", log.frames(kind, where))
        first = next(iter(str(error).splitlines()), "")
        said = tr(
            "An internal error occurred ({what}). Your text is safe.",
            what=f"{kind.__name__}: {first}",
        )
        details = "".join(traceback.format_exception(kind, error, where))
        with suppress(RuntimeError):  # the window may be gone
            window.messages.say(said, "failure", details=details)

    sys.excepthook = tell
