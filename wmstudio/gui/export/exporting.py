"""Exports what panels show: figures, data, Python code, and pictures of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from wmstudio.app import figures
from wmstudio.app.catalogue import elsewhere
from wmstudio.app.figures import Excerpt, Figure, FigureError, RoundedError
from wmstudio.app.phrases import phrase
from wmstudio.app.saved.figure_file import write_data
from wmstudio.engine.messages import MOST_EXACT
from wmstudio.files.writing import write_file
from wmstudio.gui.base.translation import joined, tr
from wmstudio.gui.export.captions import caption
from wmstudio.gui.workspace.controller import Controller
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.gui.compare.comparison import Comparison
    from wmstudio.gui.export.export_form import ExportForm
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
ONE_TABLE = phrase(
    "Tables have one figure: deselect those beside it, or save a picture (PNG, SVG or PDF)."
)
GONE = phrase("This figure is no longer there. Choose another one.")
DATA = (".csv", ".npz")
MAKES = Callable[[], Figure]
LOOK_EVERY = 10
"""Milliseconds between two checks whether a figure has been read."""


@dataclass(frozen=True)
class _Awaited:
    """Figures that are made once they have been read: their names and panels, and what for."""

    chosen: Sequence[tuple[str, Panel]]
    use: Callable[[list[Figure]], object]
    fails: Callable[[str], object]


class Exporting(Controller):
    """Offers the figures of all panels, and writes the chosen one.

    A panel may be behind a tab, and then nothing has read its signals. So they are asked for as
    long as they are offered, and a figure that has not been read yet is waited for.
    """

    def __init__(self, services: Services, comparison: Comparison) -> None:
        super().__init__(services)
        self._comparison = comparison
        self._offers: list[tuple[str, Panel, MAKES]] = []
        """What the form offers."""
        self._wanted: _Awaited | None = None
        """What is waited for to be saved or copied."""
        self._previewed: _Awaited | None = None
        """What is waited for to be shown in the form."""
        self._look = QTimer(self, interval=LOOK_EVERY)
        self._look.timeout.connect(self._try)
        on = self._actions.on
        on("export.figure", self.open)
        on("export.python", self.copy_python)
        on("export.picture", self.copy_picture)
        on("export.window", self.save_window)

    @cached_property
    def form(self) -> ExportForm:
        """The form. It is made when it is first needed, with all that draws figures."""
        from wmstudio.gui.export.export_form import ExportForm

        form = ExportForm(self._window)
        form.save_requested.connect(self.save)
        form.python_requested.connect(self.copy_chosen)
        form.picture_requested.connect(self.copy_chosen_picture)
        form.changed.connect(self._preview)
        form.finished.connect(self._leave)
        return form

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
        self._want_focused(self._copy)

    def copy_picture(self) -> None:
        """Copy a picture of the focused panel's figure, in the style of the form."""
        self._want_focused(self._copy_picture)

    def copy_chosen(self) -> None:
        """Copy the Python code of the form's figure."""
        self._want_chosen(self._copy)

    def copy_chosen_picture(self) -> None:
        """Copy a picture of the form's figures."""
        self._want_chosen(self._copy_picture)

    def save(self) -> None:
        """Choose a file, and write the form's figures to it."""
        self._want_chosen(self._save)

    def _save(self, figures: Sequence[Figure]) -> None:
        title = tr("Export figure or data")
        path = self._file_to_save(title, "figure.png", tr(FILTER), of_kind=True)
        if path is not None:
            self.write(figures, path)

    def save_window(self) -> None:
        """Choose a file, and write a picture of the window to it."""
        title = tr("Picture of the window")
        path = self._file_to_save(title, "window.png", "PNG (*.png)", ".png")
        if path is None:
            return
        from wmstudio.gui.export.image_file import png_of

        try:
            write_file(path, png_of(self._window.grab().toImage()))
        except (OSError, ValueError) as error:
            self._tell_failure(path, error)
        else:
            self._tell(tr("Saved {file}.", file=path), warns=False)

    def write(self, figures: Sequence[Figure], path: Path) -> bool:
        """Write figures in the format of the file's suffix. Returns whether it worked."""
        from wmstudio.gui.export.figure_writer import write_figure

        try:
            if len(figures) > 1 and path.suffix.lower() in DATA:
                raise ValueError(ONE_TABLE)
            if not write_data(figures[0], path):
                write_figure(figures, path, self.form.style_of_figure)
        except ValueError as error:
            self._tell(tr(str(error)))
            return False
        except OSError as error:
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
            open_ones = [lane.panels[id] for id in lane.panels if self._docks.there(id)]
            found += self._of(lane, self._workspace.mark_of(lane), open_ones)
        by_mark = {lane.mark: lane for lane in self._workspace.lanes}
        for panel in self._comparison.differences:
            marks = panel.marks
            of, other = (by_mark[mark] for mark in marks.values())
            found += self._of(of, "", (panel,), other)
        return found

    def _of(
        self, lane: Lane, mark: str, panels: Iterable[Panel], other: Lane | None = None
    ) -> Iterator[tuple[str, Panel, MAKES]]:
        """The figures of a lane that has read something, or of its difference to another one."""
        opened, frame = lane.opened, lane.frame
        if opened is None or frame is None:
            return
        for panel in panels:
            # A snapshot of an older text cannot be computed again from the present one.
            if self._docks.there_of(panel) and panel.is_live:
                # A pinned panel shows another token than the cursor's.
                shown = panel.frame if panel.pin is not None and panel.frame else frame
                excerpt = self._excerpt(lane, opened, shown)
                changes, about = excerpt.source.changes, caption(excerpt.source, opened)
                if other is not None and other.opened is not None and other.frame is not None:
                    beside = self._excerpt(other, other.opened, other.frame)
                    both = {lane.mark: excerpt, other.mark: beside}
                    changes, about = _of_several(both)
                plain = caption(excerpt.source.untouched, opened)
                marked = partial(_marked, mark, changes, about, plain)
                for name, make in panel.figures(excerpt):
                    called = joined(": ", (panel.called, name))
                    yield joined("  ", (mark, called)), panel, partial(marked, make)

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
        # Python opens models of this machine only.
        model = lane.source if elsewhere(lane.source) is None else ""
        source = figures.source_of(model, opened, frame, lane.editor.text)
        return Excerpt(source, opened, frame, shown.start, shown.stop)

    # --- making a figure once it has been read ---

    @property
    def waiting(self) -> bool:
        """Whether a chosen figure has not been read yet."""
        return self._wanted is not None

    def _want_focused(self, use: Callable[[list[Figure]], object]) -> None:
        """Use the figure of the focused panel."""
        offered = self.offered()
        if not offered:
            self._tell(tr(NOTHING))
            return
        name, panel, _ = offered[self._first(offered)]
        self._need((panel,))
        self._want([(name, panel)], use)

    def _want_chosen(self, use: Callable[[Sequence[Figure]], object]) -> None:
        """Use the form's figures, with the form's title."""
        self._want(self._chosen(), lambda figures: use(self.form.titled(figures)))

    def _chosen(self) -> list[tuple[str, Panel]]:
        return [self._offers[i][:2] for i in self.form.indices]

    def _want(
        self, chosen: Sequence[tuple[str, Panel]], use: Callable[[list[Figure]], object]
    ) -> None:
        self._wanted = _Awaited(chosen, use, self._tell)
        self._try()
        if self.waiting:
            self._tell(tr(READING), warns=False)
            self._look.start()

    @Slot()
    def _preview(self) -> None:
        """Show the form's figures in its preview, once they have been read."""
        if not (self._offers and self.form.isVisible()):
            return
        form = self.form
        self._previewed = _Awaited(self._chosen(), form.show_figures, form.tell)
        self._try()
        if self._previewed is not None:
            form.tell(tr(READING))
            self._look.start()

    @Slot()
    def _try(self) -> None:
        """Make the figures that are waited for, unless part of them has not been read."""
        readings = [lane.reading for lane in self._workspace.lanes if lane.opened is not None]
        if not all(reading.answered for reading in readings):
            return
        last = all(reading.has_all for reading in readings)
        wanted, previewed = self._wanted, self._previewed
        if previewed is not None and (done := self._made(previewed, last)):
            self._previewed = None
            done()
        if wanted is not None and (done := self._made(wanted, last)):
            self._end()
            done()
        if self._wanted is None and self._previewed is None:
            self._look.stop()

    def _made(self, awaited: _Awaited, last: bool) -> Callable[[], object] | None:
        """What to do with figures, now that they are made; None if they are not read yet."""
        made: list[Figure] = []
        offered = self.offered()
        for name, panel in awaited.chosen:
            make = next((make for n, p, make in offered if n == name and p is panel), None)
            if make is None:
                return partial(awaited.fails, tr(GONE))
            try:
                made.append(make())
            except RoundedError as error:
                if error.values > MOST_EXACT:
                    return partial(awaited.fails, tr(str(error)))
                exact_values = panel.exact_values
                exact_values.ask(error.names, error.start, error.stop)
                return None
            except FigureError as error:
                return partial(awaited.fails, tr(str(error))) if last else None
        return partial(awaited.use, made)

    def _end(self) -> None:
        """Stop waiting for what is saved or copied."""
        self._wanted = None
        if not self.form.isVisible():
            self._previewed = None
            self._look.stop()
            self._need(())

    @Slot()
    def _leave(self) -> None:
        self._offers = []
        self._end()

    def _need(self, panels: Iterable[Panel]) -> None:
        needed = tuple(panels)
        for lane in self._workspace.lanes:
            lane.need([panel for panel in lane.panels.existing.values() if panel in needed])

    # --- implementation ---

    def _copy(self, figures: Sequence[Figure]) -> None:
        figure = figures[0]
        if not figure.code:
            self._tell(tr(NO_PYTHON))
            return
        QGuiApplication.clipboard().setText(figure.code)
        self._tell(
            tr("Copied the Python code that computes {title}.", title=figure.title), warns=False
        )

    def _copy_picture(self, figures: Sequence[Figure]) -> None:
        """Copy as pixels and as SVG: what it is pasted into takes what it can."""
        from wmstudio.gui.export.figure_writer import picture_of, svg_figure

        style, copied = self.form.style_of_figure, QMimeData()
        try:
            copied.setImageData(picture_of(figures, style, style.dots))
            copied.setData("image/svg+xml", svg_figure(figures, style))
        except ValueError as error:
            self._tell(tr(str(error)))
            return
        QGuiApplication.clipboard().setMimeData(copied)
        self._tell(tr("Copied a picture of {title}.", title=figures[0].title), warns=False)

    def _tell_failure(self, path: Path, error: OSError | ValueError) -> None:
        why = getattr(error, "strerror", "") or str(error)
        self._tell(tr("{file} could not be saved: {why}.", file=path, why=why))

    def _tell(self, sentence: str, *, warns: bool = True) -> None:
        self._messages.say(sentence, TOPIC, warns=warns, passes=not warns)


def _of_several(excerpts: Mapping[str, Excerpt]) -> tuple[tuple[str, ...], str]:
    """What is in force, and a caption, of models by their marks."""
    changes = [f"{mark}: {one}" for mark, of in excerpts.items() for one in of.source.changes]
    about = [f"{mark}: {caption(of.source, of.opened)}" for mark, of in excerpts.items()]
    return tuple(changes), " ".join(about)


def _marked(mark: str, changes: tuple[str, ...], about: str, plain: str, make: MAKES) -> Figure:
    """Make a figure with the lane's mark in its title, what is in force, and a caption.

    ``plain`` is the caption of a figure in which interventions have no part.
    """
    figure = make()
    title = f"{mark}: {figure.title}" if mark else figure.title
    if figure.untouched:
        changes, about = (), plain
    return replace(figure, title=title, changes=changes, caption=about)
