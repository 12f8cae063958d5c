"""Makes pictures without a display: of the real window, and of figures."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QSize, QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from wmstudio.app.settings import Settings
from wmstudio.files.folders import make_folder
from wmstudio.files.writing import write_file
from wmstudio.gui.client.models import OPENING
from wmstudio.gui.export.figure_style import FigureStyle
from wmstudio.gui.export.figure_writer import svg_figure
from wmstudio.gui.export.image_file import png_of
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.gui.shell.qt_application import make_application, usual_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import FrameType

    from PySide6.QtCore import QMessageLogContext, QtMsgType

    from wmstudio.app.figures import Figure
    from wmstudio.engine.messages import Failure, Values
    from wmstudio.gui.client.engine_client import MakeClient

SMALLEST, LARGEST = 320, 8192
LOOK_EVERY = 20
WIDE, HIGH = 11.5, 8.0
"""The size of a panel on a page, in centimetres."""

NO_SCREEN = "This plugin does not support"
"""The beginning of Qt's warnings about missing screen features, which are irrelevant here."""


class RenderError(RuntimeError):
    """No picture could be made. The message is one sentence."""


def render(
    text: str,
    out: Path,
    size: tuple[int, int] = (1280, 800),
    theme: str = "dark",
    checkpoint: str | Path | None = None,
    device: str = "auto",
    values: Values = (),
    compare: str | Path | None = None,
    *,
    make_client: MakeClient | None = None,
    caret: int | None = None,
    seconds: float = 120.0,
) -> None:
    """Show a text in an off-screen window, wait until it is read and drawn, and save a picture.

    The model ``compare`` reads beside the first.

    Raises:
        RenderError: the checkpoint cannot be opened, it takes too long, or the picture cannot be
            written.
        KeyboardInterrupt: Ctrl+C was pressed; nothing is written.
    """
    if not all(SMALLEST <= side <= LARGEST for side in size):
        raise RenderError(
            f"a picture of {size[0]}x{size[1]} cannot be made: "
            f"each side has {SMALLEST} to {LARGEST} pixels"
        )
    settings = Settings(theme=theme, device=device)
    with _stopping_at_ctrl_c() as stopped, window_off_screen(settings, size, make_client) as window:
        text = text.replace("\r\n", "\n")
        # The last character is typed when the rest has been read, so that the latency shown is that
        # of a key and not of the program's start.
        typed = text[-1:] if caret is None else ""
        window.editor.set_text(text.removesuffix(typed))
        window.editor.place_caret(len(text) if caret is None else caret)

        begin = partial(window.begin, str(checkpoint or ""), values, str(compare or ""))
        wait(window, begin, seconds, stopped)
        if compare and window.comparison.second is None:
            raise RenderError(window.messages.text)
        if typed:
            wait(window, lambda: window.editor.insertPlainText(typed), seconds, stopped)
        window.editor.ensureCursorVisible()
        QApplication.processEvents()
        _save(window, out)


@contextmanager
def _stopping_at_ctrl_c() -> Iterator[Callable[[], bool]]:
    """Note Ctrl+C instead of raising; yields a function that says whether it was pressed.

    Python raises `KeyboardInterrupt` wherever it is. In a function called by Qt, it would be
    printed as a traceback, and the program would go on.
    """
    pressed: list[int] = []

    def press(number: int, frame: FrameType | None) -> None:
        pressed.append(number)

    try:
        before = signal.signal(signal.SIGINT, press)
    except ValueError:  # not the main thread, the only one that handles signals
        yield lambda: False
        return
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def window_off_screen(
    settings: Settings, size: tuple[int, int], make_client: MakeClient | None = None
) -> Iterator[MainWindow]:
    """The real window without a screen. It is closed at the end."""
    application = _application_off_screen()
    # A blinking caret would be in some pictures and not in others.
    application.setCursorFlashTime(0)
    window = MainWindow(make_client or usual_client, settings)
    with _quiet_about_the_screen():
        try:
            window.resize(QSize(*size))
            window.show()
            window.editor.setFocus()
            yield window
        finally:
            window.close()
            window.deleteLater()


def svg_off_screen(figures: Sequence[Figure]) -> bytes:
    """Figures as SVG in the style of a page of measurements: as panels, two in each row."""
    _application_off_screen()
    columns = min(len(figures), 2)
    rows = -(-len(figures) // columns)
    return svg_figure(figures, FigureStyle(WIDE * columns, HIGH * rows, columns=columns))


def _application_off_screen() -> QApplication:
    """The application; a new one is without a screen."""
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return make_application()


@contextmanager
def _quiet_about_the_screen() -> Iterator[None]:
    def say(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if not message.startswith(NO_SCREEN):
            sys.stderr.write(f"{message}\n")

    before = qInstallMessageHandler(say)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def wait(
    window: MainWindow,
    begin: Callable[[], object],
    seconds: float = 120.0,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Wait until every panel has drawn a complete frame.

    Raises:
        RenderError: something fails, or it takes too long.
        KeyboardInterrupt: ``stopped`` says so.
    """
    loop = QEventLoop()
    failures: list[str] = []

    def fail(failed: Failure) -> None:
        failures.append(failed.message)
        loop.quit()

    def look() -> None:
        done = window.complete and window.source_line.settled
        if stopped() or (window.models.open_model is not None and done):
            loop.quit()

    window.client.failed.connect(fail)
    looking = QTimer(interval=LOOK_EVERY)
    looking.timeout.connect(look)
    looking.start()
    late = QTimer(singleShot=True)
    late.timeout.connect(loop.quit)
    late.start(round(seconds * 1000))
    begin()
    if window.messages.topic == OPENING and not window.models.busy:
        raise RenderError(window.messages.text)
    loop.exec()
    looking.stop()
    window.client.failed.disconnect(fail)
    if stopped():
        raise KeyboardInterrupt
    if failures:
        raise RenderError(failures[0])
    if not late.isActive():
        raise RenderError(f"the window was not complete within {seconds:g} seconds")


def _save(window: MainWindow, out: Path) -> None:
    image = window.grab().toImage()
    try:
        make_folder(out.parent)
        write_file(out, png_of(image))
    except OSError as error:
        raise RenderError(f"{out} cannot be written: {error.strerror}") from error
