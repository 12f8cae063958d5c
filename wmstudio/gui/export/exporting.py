"""What panels show, out of the window: figures, data, Python, and the window as a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog

from wmstudio.app import figures
from wmstudio.app.figures import Figure, FigureError
from wmstudio.app.phrases import phrase
from wmstudio.engine.difference import difference
from wmstudio.engine.messages import Kind
from wmstudio.files.writing import write_file
from wmstudio.gui.base.stroke import PARTS
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import token_text
from wmstudio.gui.export.export_form import ExportForm
from wmstudio.gui.export.figure_painter import write_figure
from wmstudio.gui.export.image_file import png_of
from wmstudio.gui.panels.attention import AttentionPanel
from wmstudio.gui.panels.difference import DifferencePanel
from wmstudio.gui.panels.gates import GatesPanel
from wmstudio.gui.panels.memory import MemoryPanel
from wmstudio.gui.panels.performance import PerformancePanel
from wmstudio.gui.panels.predictions import PredictionsPanel
from wmstudio.gui.panels.timeline import COSTS, TimelinePanel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wmstudio.app.settings import Settings
    from wmstudio.engine.messages import Frame, Opened
    from wmstudio.gui.base.actions import Actions
    from wmstudio.gui.base.message import MessageStrip
    from wmstudio.gui.compare.comparison import Comparison
    from wmstudio.gui.plots.heatmap import Heatmap
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.docks import Docks
    from wmstudio.gui.workspace.lane import Lane
    from wmstudio.gui.workspace.workspace import Workspace

TOPIC = "export"
FILTER = phrase(
    "PNG picture (*.png);;SVG picture (*.svg);;PDF (*.pdf);;CSV table (*.csv);;NumPy (*.npz)"
)
NOTHING = phrase("There is nothing to export yet: let a model read a text.")
NO_PYTHON = phrase("This cannot be computed again in Python: export it as data.")
MAKES = Callable[[], Figure]


class Exporting(QObject):
    """Knows what each kind of panel shows."""

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

    # --- what the commands do ---

    def open(self) -> None:
        """Show what can be exported, what is under the keyboard first."""
        offered = self.offered()
        if not offered:
            self._tell(tr(NOTHING))
            return
        self.form.offer([name for name, _, _ in offered], self._first(offered))
        self.form.open()

    def copy_python(self) -> None:
        """Copy the Python of what is under the keyboard."""
        offered = self.offered()
        if not offered:
            self._tell(tr(NOTHING))
        elif (figure := self._made(offered[self._first(offered)][2])) is not None:
            self._copy(figure)

    def copy_chosen(self) -> None:
        """Copy the Python of what is chosen in the form."""
        if (figure := self.chosen()) is not None:
            self._copy(figure)

    def save(self) -> None:
        """Write what is chosen in the form to a file that is chosen."""
        figure = self.chosen()
        if figure is None:
            return
        start = Path(self._settings.folder) / "figure.png"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("Export figure or data"), str(start), tr(FILTER)
        )
        if chosen:
            self.write(figure, Path(chosen), *self.form.size_)

    def save_window(self) -> None:
        """Write the window as it is to a file that is chosen."""
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
            self._tell(tr("{file} is written.", file=path), warns=False)

    def write(self, figure: Figure, path: Path, width: int, height: int) -> bool:
        """Write a figure by the end of the file's name; whether that could be done."""
        try:
            if not figures.write_data(figure, path):
                write_figure(figure, path, width, height)
        except (OSError, ValueError) as error:
            self._tell_failure(path, error)
            return False
        self._tell(tr("{file} is written.", file=path), warns=False)
        return True

    # --- what there is ---

    def chosen(self) -> Figure | None:
        """What is chosen in the form, with the title that stands there; None is told."""
        offered = self.offered()
        at = self.form.index
        if not 0 <= at < len(offered):
            self._tell(tr(NOTHING))
            return None
        figure = self._made(offered[at][2])
        return figure and self.form.titled(figure)

    def offered(self) -> list[tuple[str, Panel, MAKES]]:
        """Every figure that the panels show: its name, its panel, and how it is made.

        Where models are compared, each is of one of them, and says so.
        """
        found: list[tuple[str, Panel, MAKES]] = []
        for lane in self._workspace.lanes:
            found += self._of(lane, self._workspace.mark_of(lane), lane.panels.values())
        return found + list(self._of(self._workspace.first, "", self._comparison.differences))

    def _of(
        self, lane: Lane, mark: str, panels: Iterable[Panel]
    ) -> Iterator[tuple[str, Panel, MAKES]]:
        """Those of one model, of which the text as it is has been read."""
        opened, frame = lane.opened, lane.current_frame
        if opened is None or frame is None:
            return
        for panel in panels:
            # What was pinned cannot be computed again from the text as it is.
            if self._docks.there_of(panel) and panel.is_live:
                # A pinned panel is about another token than the cursor's.
                shown = panel.frame if panel.pin is not None and panel.frame else frame
                for name, make in self._figures(panel, lane, opened, shown):
                    of = f"{mark}  " if mark else ""
                    yield f"{of}{panel.called}: {name}", panel, partial(_marked, mark, make)

    def _first(self, offered: list[tuple[str, Panel, MAKES]]) -> int:
        """Which of them is under the keyboard, else the first."""
        focused = QApplication.focusWidget()
        return next(
            (
                i
                for i, (_, panel, _) in enumerate(offered)
                if focused is not None and panel.isAncestorOf(focused)
            ),
            0,
        )

    def _figures(
        self, panel: Panel, lane: Lane, opened: Opened, frame: Frame
    ) -> Iterator[tuple[str, MAKES]]:
        source = figures.source_of(lane.source, opened, frame, self._editor.text)
        axis = lane.axis
        span = axis.span
        inside = span is not None and axis.start <= span.start and span.stop <= axis.stop
        start, stop = (
            (span.start, span.stop) if span is not None and inside else (axis.start, axis.stop)
        )

        def along(map: Heatmap) -> Iterator[tuple[str, MAKES]]:
            if signals := map.signals:
                order = map.order
                make = partial(
                    figures.along_text, source, opened, frame, signals, start, stop, order
                )
                yield ", ".join(signal.name for signal in signals), partial(_scaled, make, map.ends)

        if isinstance(panel, PredictionsPanel):
            yield tr("after the cursor"), partial(figures.expected, source, opened, frame)
        elif isinstance(panel, GatesPanel):
            for map in panel.more.maps:
                yield from along(map)
        elif isinstance(panel, MemoryPanel):
            yield from along(panel.map)
            if panel.kind.acts_along:
                yield from along(panel.acts_map)
            for signal in opened.signals.values():
                if signal.kind is Kind.SLOTS:
                    make = partial(figures.at_cursor, source, opened, frame, signal)
                    yield tr("{name} at the cursor", name=signal.name), make
        elif isinstance(panel, TimelinePanel):
            rest = panel.quantities[len(COSTS) :]
            loads = tuple(q for q in rest if q not in panel.tracks)
            groups = [COSTS, loads, *((q,) for q in panel.tracks)]
            for group in filter(None, groups):
                make = partial(figures.curves, source, opened, frame, group, start, stop)
                yield ", ".join(q.key for q in group), make
        elif isinstance(panel, AttentionPanel) and panel.picker.signal is not None:
            signal = panel.picker.signal
            yield (
                signal.name,
                partial(figures.looking_back, source, opened, frame, signal, start, stop),
            )
        elif isinstance(panel, DifferencePanel) and panel.second is not None:
            yield panel.minus, partial(_difference, panel, opened, frame, start, stop)
        elif isinstance(panel, PerformancePanel) and panel.strokes:
            yield tr("milliseconds"), partial(_times, panel)

    # --- how ---

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
        self._tell(tr("Copied: the Python that computes {title}.", title=figure.title), warns=False)

    def _tell_failure(self, path: Path, error: OSError | ValueError) -> None:
        why = getattr(error, "strerror", "") or str(error)
        self._tell(tr("{file} could not be written: {why}.", file=path, why=why))

    def _tell(self, sentence: str, *, warns: bool = True) -> None:
        self._messages.say(sentence, TOPIC, warns=warns, passes=not warns)


def _marked(mark: str, make: MAKES) -> Figure:
    """What is made, with the model's mark before its title."""
    figure = make()
    return replace(figure, title=f"{mark}: {figure.title}") if mark else figure


def _scaled(make: MAKES, ends: tuple[float, float]) -> Figure:
    """In the colours of the panel."""
    return replace(make(), low=ends[0], high=ends[1])


def _difference(
    panel: DifferencePanel, opened: Opened, frame: Frame, start: int, stop: int
) -> Figure:
    stop = min(stop, len(frame.trace))
    if panel.second is None or start >= stop:
        raise FigureError(figures.UNREAD)
    found = difference(frame, panel.second, start, stop)
    bits = found.bits.astype(np.float32)
    known = bits[np.isfinite(bits)]
    return Figure(
        "curves",
        tr("Surprisal of {second} minus surprisal of {first}", **panel.marks),
        "token",
        "bits",
        bits[None],
        (panel.minus,),
        tuple(
            token_text(frame.trace, opened, token)
            for token in range(found.start, found.start + len(bits))
        ),
        found.start,
        min(float(known.min(initial=0.0)), 0.0),
        float(known.max(initial=0.0)),
    )


def _times(panel: PerformancePanel) -> Figure:
    """Times cannot be computed again, so there is no Python for them."""
    values = np.array(
        [[1000 * stroke.parts.get(part, 0.0) for stroke in panel.strokes] for part in PARTS],
        np.float32,
    )
    return Figure(
        "curves",
        tr("Where the time of each keystroke goes"),
        tr("keystroke"),
        "ms",
        values,
        tuple(PARTS),
        tuple(str(i) for i in range(values.shape[1])),
        0,
        0.0,
        float(values.max(initial=0.0)),
    )
