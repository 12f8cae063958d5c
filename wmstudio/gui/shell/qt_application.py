"""What every window needs first: a Qt application and an engine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPauseAnimation
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from wmstudio import paths
from wmstudio.gui.base import fonts
from wmstudio.gui.plots.spoken import faces
from wmstudio.gui.shell.languages.input_method import by_way_of_ibus
from wmstudio.gui.shell.starting import screen
from wmstudio.gui.shell.starting.binding import require_sound_binding

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.runtime.client import EngineClient

TURN = 0.001
"""Seconds after which Python passes from one thread that computes to another that waits. With the
usual 0.005, a letter waits for the engine several times as long as its painting takes."""


def make_application() -> QApplication:
    """The Qt application, with a style that looks the same everywhere."""
    require_sound_binding()
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    # Qt would fill areas in stripes on threads of its own, and each time wait for all of them: at
    # the sizes of a window that takes longer, and where no core is free many times as long.
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    plugins = map(Path, QCoreApplication.libraryPaths())
    os.environ.update(by_way_of_ibus(os.environ, plugins))
    with screen.found_or_said():
        application = QApplication(["wmstudio"])
    application.setApplicationName("wmstudio")
    application.setApplicationDisplayName("WM Studio")
    application.setDesktopFileName("wmstudio")
    application.setWindowIcon(QIcon(str(paths.resources() / "icons" / "wmstudio.png")))
    application.setStyle("Fusion")
    fonts.load(application)
    faces.install()
    # The first animation registers Qt's clock with the system's loader, for which it would have to
    # wait while the engine's thread loads torch's libraries.
    first = QPauseAnimation(1)
    first.start()
    first.stop()
    return application


def usual_client(on_ready: Callable[[], None]) -> EngineClient:
    """An engine on a thread of its own, which imports torch."""
    from wmstudio.runtime.start import make_client

    sys.setswitchinterval(TURN)
    return make_client(on_ready)
