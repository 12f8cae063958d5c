"""Exports what panels show: figures, data, Python code, and pictures of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog

from wmstudio.app import figures
from wmstudio.app.figures import Excerpt, Figure, FigureError
from wmstudio.app.phrases import phrase
from wmstudio.files.writing import write_file
from wmstudio.gui.base.translation import tr
from wmstudio.gui.export.export_form import ExportForm
from wmstudio.gui.export.figure_painter import write_figure
from wmstudio.gui.export.image_file import png_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wmstudio.app.settings import Settings
    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.gui.base.actions import Actions
    from wmstudio.gui.base.message import MessageStrip
    from wmstudio.gui.compare.comparison import Comparison
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.docks import Docks
    from wmstudio.gui.workspace.lane import Lane
    from wmstudio.gui.workspace.workspace import Workspace

TOPIC = "export"
FILTER = phrase(
    "PNG picture (*.png);;SVG picture (*.svg);;PDF (*.pdf);;CSV table (*.csv);;NumPy (*.npz)"
)
NOTHING = phrase("There is nothing to export yet. Open a model and type some text first.")
NO_PYTHON = phrase("This cannot be reproduced in Python. Export it as data instead.")
MAKES = Callable[[], Figure]


class Exporting(QObject):
    """Offers the figures of all panels, and writes the chosen one."""

    def __init__(
        self,
        workspace: Workspace,
        comparison: Comparison,
        docks: Docks,
        actions: Actions,
        messages: MessageStrip,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace, self._comparison, self._docks = workspace, comparison, docks
        self._editor, self._messages = workspace.editor, messages
        self._settings, self._window = settings, window
        self.form = ExportForm(window)
        self.form.save_requested.connect(self.save)
        self.form.python_requested.connect(self.copy_chosen)
        on = actions.on
        on("export.figure", self.open)
        on("export.python", self.copy_python)
        on("export.window", self.save_window)

    # --- commands ---

    def open(self) -> None:
        """Show the form, with the figure of the focused panel first."""
        offered = self.offered()
        if not offered:
            self._tell(tr(NOTHING))
            return
        self.form.set_figures([name for name, _, _ in offered], self._first(offered))
        self.form.open()

    def copy_python(self) -> None:
        """Copy the Python code of the focused panel's figure."""
        offered = self.offered()
        if not offered:
            self._tell(tr(NOTHING))
        elif (figure := self._made(offered[self._first(offered)][2])) is not None:
            self._copy(figure)

    def copy_chosen(self) -> None:
        """Copy the Python code of the form's figure."""
        if (figure := self.chosen()) is not None:
            self._copy(figure)

    def save(self) -> None:
        """Choose a file, and write the form's figure to it."""
        figure = self.chosen()
        if figure is None:
            return
        start = Path(self._settings.folder) / "figure.png"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("Export figure or data"), str(start), tr(FILTER)
        )
        if chosen:
            self.write(figure, Path(chosen), *self.form.picture_size)

    def save_window(self) -> None:
        """Choose a file, and write a picture of the window to it."""
        start = Path(self._settings.folder) / "window.png"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("Picture of the window"), str(start), "PNG (*.png)"
        )
        if not chosen:
            return
        path = Path(chosen).with_suffix(".png")
        try:
            write_file(path, png_of(self._window.grab().toImage()))
        except (OSError, ValueError) as error:
            self._tell_failure(path, error)
        else:
            self._tell(tr("Saved {file}.", file=path), warns=False)

    def write(self, figure: Figure, path: Path, width: int, height: int) -> bool:
        """Write a figure in the format of the file's suffix. Returns whether it worked."""
        try:
            if not figures.write_data(figure, path):
                write_figure(figure, path, width, height)
        except (OSError, ValueError) as error:
            self._tell_failure(path, error)
            return False
        self._tell(tr("Saved {file}.", file=path), warns=False)
        return True

    # --- figures ---

    def chosen(self) -> Figure | None:
        """The form's figure with its title; None if there is none, which is reported."""
        offered = self.offered()
        at = self.form.index
        if not 0 <= at < len(offered):
            self._tell(tr(NOTHING))
            return None
        figure = self._made(offered[at][2])
        return figure and self.form.titled(figure)

    def offered(self) -> list[tuple[str, Panel, MAKES]]:
        """Every figure of the panels: its name, its panel, and a function that makes it.

        In a comparison, names include the mark of the lane.
        """
        found: list[tuple[str, Panel, MAKES]] = []
        for lane in self._workspace.lanes:
            found += self._of(lane, self._workspace.mark_of(lane), lane.panels.values())
        return found + list(self._of(self._workspace.first, "", self._comparison.differences))

    def _of(
        self, lane: Lane, mark: str, panels: Iterable[Panel]
    ) -> Iterator[tuple[str, Panel, MAKES]]:
        """The figures of a lane whose present text has been read."""
        opened, frame = lane.opened, lane.current_frame
        if opened is None or frame is None:
            return
        for panel in panels:
            # A snapshot of an older text cannot be computed again from the present one.
            if self._docks.there_of(panel) and panel.is_live:
                # A pinned panel shows another token than the cursor's.
                shown = panel.frame if panel.pin is not None and panel.frame else frame
                for name, make in panel.figures(self._excerpt(lane, opened, shown)):
                    of = f"{mark}  " if mark else ""
                    yield f"{of}{panel.called}: {name}", panel, partial(_marked, mark, make)

    def _first(self, offered: list[tuple[str, Panel, MAKES]]) -> int:
        """The figure of the focused panel, or else the first."""
        focused = QApplication.focusWidget()
        return next(
            (
                i
                for i, (_, panel, _) in enumerate(offered)
                if focused is not None and panel.isAncestorOf(focused)
            ),
            0,
        )

    def _excerpt(self, lane: Lane, opened: OpenedModel, frame: Frame) -> Excerpt:
        """The selected span if it is visible, otherwise the visible tokens."""
        axis = lane.axis
        span = axis.span
        inside = span is not None and axis.start <= span.start and span.stop <= axis.stop
        shown = span if span is not None and inside else axis
        source = figures.source_of(lane.source, opened, frame, self._editor.text)
        return Excerpt(source, opened, frame, shown.start, shown.stop)

    # --- implementation ---

    def _made(self, make: MAKES) -> Figure | None:
        try:
            return make()
        except FigureError as error:
            self._tell(tr(str(error)))
            return None

    def _copy(self, figure: Figure) -> None:
        if not figure.code:
            self._tell(tr(NO_PYTHON))
            return
        QGuiApplication.clipboard().setText(figure.code)
        self._tell(
            tr("Copied the Python code that computes {title}.", title=figure.title), warns=False
        )

    def _tell_failure(self, path: Path, error: OSError | ValueError) -> None:
        why = getattr(error, "strerror", "") or str(error)
        self._tell(tr("{file} could not be saved: {why}.", file=path, why=why))

    def _tell(self, sentence: str, *, warns: bool = True) -> None:
        self._messages.say(sentence, TOPIC, warns=warns, passes=not warns)


def _marked(mark: str, make: MAKES) -> Figure:
    """A function that makes a figure with the lane's mark in its title."""
    figure = make()
    return replace(figure, title=f"{mark}: {figure.title}") if mark else figure
