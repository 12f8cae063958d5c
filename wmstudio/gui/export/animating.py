"""Animations: the cursor moves over the span, and each token is a frame of a GIF."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Slot

from wmstudio.app.phrases import phrase
from wmstudio.app.spans import Span
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.workspace.controller import Controller
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from wmstudio.engine.messages import OpenedModel
    from wmstudio.gui.compare.comparison import Comparison
    from wmstudio.gui.export.animation_form import AnimationForm
    from wmstudio.gui.export.moving_picture import MovingPicture
    from wmstudio.gui.features.player import Player
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.text.stretches import Spot

TOPIC, TASK = "animation", "animation"
LOOK_EVERY = 10
"""Milliseconds between two checks whether the panels have settled."""
NOTHING = phrase("There is nothing to animate yet. Open a model and type some text first.")
CHANGED = phrase("The text or the model changed meanwhile, so no animation was written.")
CLOSED = phrase(
    "The panel was closed meanwhile, so no animation was written. Open it again, or choose "
    "another picture."
)
WINDOW = ""
"""Stands for the window where a picture is named by the id of a panel."""


@dataclass
class _Running:
    """An animation that is being written."""

    path: Path
    made: MovingPicture
    of: str
    """The id of a panel, or `WINDOW`."""
    width: int
    span: Span
    revision: int
    opened: OpenedModel
    place: Spot | None
    """Where the cursor was before."""
    seen: tuple[int, int]
    """The visible range of tokens before."""
    next: int
    size: QSize | None = None


class Animating(Controller):
    """Moves the cursor like a user, and waits until everything shows that token."""

    def __init__(self, services: Services, comparison: Comparison, player: Player) -> None:
        super().__init__(services)
        first = self._lane
        self._reading, self._axis = first.reading, first.axis
        self._comparison, self._player = comparison, player
        self._running: _Running | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self._look)
        self._actions.on("export.animation", self.open)

    @cached_property
    def form(self) -> AnimationForm:
        """The form, which is made when it is first needed."""
        from wmstudio.gui.export.animation_form import AnimationForm

        form = AnimationForm(self._window)
        form.save_requested.connect(self.save)
        return form

    @property
    def running(self) -> bool:
        """Whether an animation is being written."""
        return self._running is not None

    # --- commands ---

    def open(self) -> None:
        """Show the form."""
        span, shown = self.span(), self.offered()
        if span is None:
            self._tell(tr(NOTHING))
            return
        self.form.set_pictures(
            {of: name for of, (name, _) in shown.items()},
            {of: (widget.width(), widget.height()) for of, (_, widget) in shown.items()},
            span,
            self._settings.play_speed,
        )
        self.form.open()

    def save(self) -> None:
        """Choose a file, and write the animation of the form to it."""
        path = self._file_to_save(tr("Export animation"), "scrub.gif", "GIF (*.gif)", ".gif")
        if path is not None:
            self.form.accept()
            self.begin(path, self.form.chosen, self.form.tokens_a_second, self.form.picture_width)

    def begin(self, path: Path, of: str, tokens_a_second: int, width: int) -> None:
        """Write an animation of a panel, by id, or of the `WINDOW`.

        Progress is in the status bar, and the result in a notice.
        """
        # Imported late, so that the program starts faster.
        from wmstudio.gui.export.moving_picture import MovingPicture

        span, opened = self.span(), self._lane.opened
        self.stop()
        if span is None or opened is None:
            self._tell(tr(NOTHING))
            return
        if self._widget(of) is None:
            self._tell(tr(CLOSED))
            return
        self._player.stop()
        try:
            made = MovingPicture(path, round(1000 / tokens_a_second))
        except OSError as error:
            self._tell_why(path, error)
            return
        self._running = _Running(
            path,
            made,
            of,
            width,
            span,
            self._editor.revision,
            opened,
            self._reading.place,
            (self._axis.start, self._axis.stop),
            span.start,
        )
        self._progress.begin(TASK, tr("Saving animation"), self.stop)
        self._reading.look_at(span.start)
        self._timer.start()

    @Slot()
    def stop(self) -> None:
        """Cancel, and remove the unfinished file."""
        running = self._running
        if running is not None:
            made = running.made
            made.discard()
            self._end()

    # --- choices ---

    def span(self) -> Span | None:
        """The tokens of the animation: the selected span, else the visible tokens."""
        frame, axis = self._lane.current_frame, self._axis
        if frame is None:
            return None
        return (axis.span or Span(axis.start, axis.stop)).within(frame.length)

    def offered(self) -> dict[str, tuple[str, QWidget]]:
        """What can be animated, with its name: the window, and every visible panel by id."""
        shown = {id: self._docks[id] for id in self._lane.panels if self._docks.shown(id)}
        panels = {id: (dock.windowTitle(), dock) for id, dock in shown.items()}
        return {WINDOW: (tr("the window"), self._window), **panels}

    def _widget(self, of: str) -> QWidget | None:
        """What a picture is taken of; None if its panel was closed."""
        if of == WINDOW:
            return self._window
        return self._docks[of] if of in self._lane.panels else None

    # --- implementation ---

    @Slot()
    def _look(self) -> None:
        running = self._running
        if running is None:
            return
        if self._editor.revision != running.revision or self._lane.opened is not running.opened:
            self.stop()
            self._tell(tr(CHANGED))
            return
        widget = self._widget(running.of)
        if widget is None:
            self.stop()
            self._tell(tr(CLOSED))
            return
        frame = self._lane.frame
        if frame is None or not (self._reading.complete and self._comparison.complete):
            return
        if frame.cursor != running.next:
            # The user has moved the cursor.
            self._reading.look_at(running.next)
            return
        try:
            made = running.made
            made.add(self._picture(running, widget))
            running.next += 1
            self._progress.advance(TASK, running.next - running.span.start, len(running.span))
            if running.next < running.span.stop:
                self._reading.look_at(running.next)
                return
            made.finish()
        except OSError as error:
            self._end()
            self._tell_why(running.path, error)
            return
        self._end()
        said = counted(
            len(running.span),
            "Saved {file} ({n} frame).",
            "Saved {file} ({n} frames).",
            file=running.path,
        )
        self._tell(said, warns=False)

    def _picture(self, running: _Running, widget: QWidget) -> QImage:
        progress = self._progress
        # The progress bar does not belong in the picture.
        there = not progress.isHidden()
        progress.hide()
        try:
            picture = widget.grab().toImage()
        finally:
            progress.setVisible(there)
        size = running.size
        if size is None:
            high = round(picture.height() * running.width / max(picture.width(), 1))
            size = running.size = QSize(running.width, max(high, 1))
        if picture.size() == size:
            return picture
        ratio, smooth = Qt.AspectRatioMode, Qt.TransformationMode.SmoothTransformation
        return picture.scaled(size, ratio.IgnoreAspectRatio, smooth)

    def _end(self) -> None:
        """Restore the cursor and the axis."""
        running = self._running
        self._running = None
        self._timer.stop()
        self._progress.end(TASK)
        if running is not None and self._editor.revision == running.revision:
            self._axis.show(*running.seen)
            self._reading.look_at_place(running.place)

    def _tell_why(self, path: Path, error: OSError) -> None:
        why = error.strerror or str(error)
        self._tell(tr("{file} could not be saved: {why}.", file=path, why=why))

    def _tell(self, sentence: str, *, warns: bool = True) -> None:
        self._messages.say(sentence, TOPIC, warns=warns, passes=not warns)
