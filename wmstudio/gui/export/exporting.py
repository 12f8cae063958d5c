"""Exports what panels show: figures, data, Python code, and pictures of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from wmstudio.app import figures
from wmstudio.app.figures import Excerpt, Figure, FigureError
from wmstudio.app.phrases import phrase
from wmstudio.app.saved.figure_file import write_data
from wmstudio.files.writing import write_file
from wmstudio.gui.base.translation import tr
from wmstudio.gui.export.export_form import ExportForm
from wmstudio.gui.export.figure_painter import write_figure
from wmstudio.gui.export.image_file import png_of
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.gui.compare.comparison import Comparison
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane

TOPIC = "export"
FILTER = phrase(
    "PNG picture (*.png);;SVG picture (*.svg);;PDF (*.pdf);;CSV table (*.csv);;NumPy (*.npz)"
)
NOTHING = phrase("There is nothing to export yet. Open a model and type some text first.")
NO_PYTHON = phrase("This cannot be reproduced in Python. Export it as data instead.")
READING = phrase("The model is still reading what this figure shows. It follows in a moment.")
GONE = phrase("This figure is no longer there. Choose another one.")
MAKES = Callable[[], Figure]
LOOK_EVERY = 10
"""Milliseconds between two checks whether a figure has been read."""


class Exporting(Controller):
    """Offers the figures of all panels, and writes the chosen one.

    A panel may be behind a tab, and then nothing has read its signals. So they are asked for as
    long as they are offered, and a figure that has not been read yet is waited for.
    """

    def __init__(self, services: Services, comparison: Comparison) -> None:
        super().__init__(services)
        self._comparison = comparison
        self.form = ExportForm(self._window)
        self.form.save_requested.connect(self.save)
        self.form.python_requested.connect(self.copy_chosen)
        self.form.finished.connect(self._leave)
        self._offers: list[tuple[str, Panel, MAKES]] = []
        """What the form offers."""
        self._wanted: tuple[str, Panel, Callable[[Figure], object]] | None = None
        """The name of the figure that is waited for, its panel, and what to do with it."""
        self._look = QTimer(self, interval=LOOK_EVERY)
        self._look.timeout.connect(self._try)
        on = self._actions.on
        on("export.figure", self.open)
        on("export.python", self.copy_python)
        on("export.window", self.save_window)

    # --- commands ---

    def open(self) -> None:
        """Show the form, with the figure of the focused panel first."""
        self._offers = offered = self.offered()
        if not offered:
            self._tell(tr(NOTHING))
            return
        self._need(panel for _, panel, _ in offered)
        self.form.set_figures([name for name, _, _ in offered], self._first(offered))
        self.form.open()

    def copy_python(self) -> None:
        """Copy the Python code of the focused panel's figure."""
        offered = self.offered()
        if not offered:
            self._tell(tr(NOTHING))
        else:
            name, panel, _ = offered[self._first(offered)]
            self._need((panel,))
            self._want(name, panel, self._copy)

    def copy_chosen(self) -> None:
        """Copy the Python code of the form's figure."""
        self._want_chosen(self._copy)

    def save(self) -> None:
        """Choose a file, and write the form's figure to it."""
        self._want_chosen(self._save)

    def _save(self, figure: Figure) -> None:
        path = self._file_to_save(tr("Export figure or data"), "figure.png", tr(FILTER))
        if path is not None:
            self.write(figure, path, *self.form.picture_size)

    def save_window(self) -> None:
        """Choose a file, and write a picture of the window to it."""
        chosen = self._file_to_save(tr("Picture of the window"), "window.png", "PNG (*.png)")
        if chosen is None:
            return
        path = chosen.with_suffix(".png")
        try:
            write_file(path, png_of(self._window.grab().toImage()))
        except (OSError, ValueError) as error:
            self._tell_failure(path, error)
        else:
            self._tell(tr("Saved {file}.", file=path), warns=False)

    def write(self, figure: Figure, path: Path, width: int, height: int) -> bool:
        """Write a figure in the format of the file's suffix. Returns whether it worked."""
        try:
            if not write_data(figure, path):
                write_figure(figure, path, width, height)
        except (OSError, ValueError) as error:
            self._tell_failure(path, error)
            return False
        self._tell(tr("Saved {file}.", file=path), warns=False)
        return True

    # --- figures ---

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
        """The figures of a lane that has read something."""
        opened, frame = lane.opened, lane.frame
        if opened is None or frame is None:
            return
        for panel in panels:
            # A snapshot of an older text cannot be computed again from the present one.
            if self._docks.there_of(panel) and panel.is_live:
                # A pinned panel shows another token than the cursor's.
                shown = panel.frame if panel.pin is not None and panel.frame else frame
                excerpt = self._excerpt(lane, opened, shown)
                marked = partial(_marked, mark, excerpt.source.changes)
                for name, make in panel.figures(excerpt):
                    of = f"{mark}  " if mark else ""
                    yield f"{of}{panel.called}: {name}", panel, partial(marked, make)

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
        source = figures.source_of(lane.source, opened, frame, lane.editor.text)
        return Excerpt(source, opened, frame, shown.start, shown.stop)

    # --- making a figure once it has been read ---

    @property
    def waiting(self) -> bool:
        """Whether a chosen figure has not been read yet."""
        return self._wanted is not None

    def _want_chosen(self, use: Callable[[Figure], object]) -> None:
        """Use the form's figure, with the form's title."""
        name, panel, _ = self._offers[self.form.index]
        self._want(name, panel, lambda figure: use(self.form.titled(figure)))

    def _want(self, name: str, panel: Panel, use: Callable[[Figure], object]) -> None:
        self._wanted = name, panel, use
        self._try()
        if self.waiting:
            self._tell(tr(READING), warns=False)
            self._look.start()

    @Slot()
    def _try(self) -> None:
        """Make the figure, unless part of it has not been read."""
        wanted = self._wanted
        readings = [lane.reading for lane in self._workspace.lanes if lane.opened is not None]
        if wanted is None or not all(reading.answered for reading in readings):
            return
        last = all(reading.has_all for reading in readings)
        name, panel, use = wanted
        found = (make for n, p, make in self.offered() if n == name and p is panel)
        make = next(found, None)
        try:
            figure = make() if make is not None else None
        except FigureError as error:
            if last:
                self._end()
                self._tell(tr(str(error)))
            return
        self._end()
        if figure is None:
            self._tell(tr(GONE))
        else:
            use(figure)

    def _end(self) -> None:
        """Stop waiting."""
        self._wanted = None
        self._look.stop()
        if not self.form.isVisible():
            self._need(())

    @Slot()
    def _leave(self) -> None:
        self._offers = []
        self._end()

    def _need(self, panels: Iterable[Panel]) -> None:
        needed = tuple(panels)
        for lane in self._workspace.lanes:
            lane.need([panel for panel in lane.panels.values() if panel in needed])

    # --- implementation ---

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


def _marked(mark: str, changes: tuple[str, ...], make: MAKES) -> Figure:
    """Make a figure with the lane's mark in its title, and the interventions in force."""
    figure = make()
    title = f"{mark}: {figure.title}" if mark else figure.title
    return replace(figure, title=title, changes=changes)
