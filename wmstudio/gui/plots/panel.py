"""The base class of panels, and the token axis that panels share.

Panels do not know one another. What they share is the token axis and the cursor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from wmstudio.gui.base.translation import joined, tr
from wmstudio.gui.base.wording import layered_label
from wmstudio.gui.plots.lit import Lit
from wmstudio.gui.plots.shared_ranges import SharedRanges
from wmstudio.gui.plots.spoken.exact_values import ExactValues
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    import numpy.typing as npt

    from wmstudio.app.figures import Excerpt, OfferedFigure
    from wmstudio.app.spans import Span
    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.engine.messages import Signal as ModelSignal
    from wmstudio.gui.base.latency import KeystrokeLatency
    from wmstudio.gui.base.state import Control, Saved
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.plots.pin import Pin


LEAST, MOST = 8, 4096
"""Smallest and largest number of visible tokens."""
USUAL, MOST_FITTED = 48, 512
"""Tokens in sight by default, and the longest text that is shown as a whole."""


class TokenAxis(QObject):
    """The range of tokens that everything along the text shows, and the selected span.

    The range is half open and may reach beyond the text. A text that was just opened is shown as a
    whole, if it is not too long. After that the range follows the cursor; scrolling stops this
    until the cursor moves again.
    """

    changed = Signal()
    """The range has changed."""
    span_changed = Signal()
    """The selected span has changed."""

    def __init__(self, parent: QObject | None = None, width: int = USUAL) -> None:
        super().__init__(parent)
        self.start, self.stop = 0, width
        self.fits = False
        """Whether the whole text is shown: until it is edited, or the user scrolls or zooms."""
        self.ranges = SharedRanges(self)
        """Colour ranges shared by pictures with a common scale."""
        self.lit = Lit(self)
        """The tokens that the candidate under the pointer comes from."""
        self.exact_values = ExactValues(self)
        """What is wanted exactly of a model on another machine."""
        self.span: Span | None = None
        """The selected span: the range for statistics, export and copying."""

    def match(self, other: TokenAxis) -> None:
        """Show the same range as another axis, and share its colour ranges."""
        self.ranges = other.ranges
        self.show(other.start, other.stop)

    def show(self, start: int, stop: int) -> None:
        """Show a range that the user chose: at least `LEAST` tokens, from 0 on."""
        self.fits = False
        self._show(start, stop)

    def fit(self, length: int) -> None:
        """Fit the axis to a newly opened text of this many tokens.

        Of a long one the start is shown.
        """
        if self.fits:
            self._show(0, max(length, USUAL) if length <= MOST_FITTED else USUAL)

    def _show(self, start: int, stop: int) -> None:
        start = max(start, 0)
        stop = max(stop, start + LEAST)
        if (start, stop) != (self.start, self.stop):
            self.start, self.stop = start, stop
            self.changed.emit()

    def select(self, span: Span | None) -> None:
        """Select a span; None clears the selection."""
        if span != self.span:
            self.span = span
            self.span_changed.emit()

    def follow(self, cursor: int) -> None:
        """Scroll the cursor into sight, if necessary.

        Forwards it leaves some room after it, since typing goes on there; backwards the cursor is
        centred.
        """
        width = self.stop - self.start
        if not self.start <= cursor < self.stop:
            room = max(width // 8, 1) if cursor >= self.stop else width // 2
            start = max(cursor - width + room, 0)
            self._show(start, start + width)


@dataclass(frozen=True, eq=False)
class Shading:
    """The shading of tokens in the text: weights -1…1, from token ``first`` on."""

    first: int
    weights: npt.NDArray[np.float32]
    role: str = "memory"
    """The role of `Theme` whose colour they have."""


class Panel(QWidget):
    """The base class of panels.

    `store` must be cheap, since it is called for every frame. `draw` is called by the frame clock,
    and only while the panel is visible. See docs/extending/panel.md for an example.
    """

    title = ""
    question = ""
    """The question that it answers, shown beside the title."""
    points = False
    """Whether it shows candidates, one of which can be under the pointer."""
    number = 1
    """Which of several duplicates it is, from 1."""
    pin: Pin | None = None
    """What it shows if it is pinned and does not follow the cursor."""

    cursor_requested = Signal(int)
    """The user clicked the token with this number."""
    wants_changed = Signal()
    """`watch` or `ask_text` has changed."""
    shading_changed = Signal()
    """`shading` has changed."""
    menu_requested = Signal(str, int, QPoint)
    """Open the menu of an item of the memory (``slot`` or ``token``, its number), at a point."""
    unit_menu = Signal(object, object, int)
    """The menu (a `QMenu`) of a `Quantity` at this token is about to open: add what can be done."""
    item_dropped = Signal(str, int, QPoint)
    """An item of the memory (as of `menu_requested`) was dropped at a point of the screen."""
    item_copied = Signal(str, int)
    """An item of the memory is to be copied to the clipboard."""
    item_pasted = Signal(str, int)
    """What is on the clipboard is to be put in at an item of the memory."""
    empty_requested = Signal(str, int)
    """Empty an item of the memory (``slot`` or ``token``, its number)."""
    pinned = Signal()
    """It was pinned, or follows the cursor again."""
    moved = Signal()
    """Its content was scrolled."""
    dirtied = Signal()
    """The panel has to be drawn again, because of a picker or a resize."""

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis, self.lit, self.exact_values = axis, axis.lit, axis.exact_values
        self.frame: Frame | None = None
        self.opened: OpenedModel | None = None
        self.opening = ""
        """What the model that is being opened is opened by; empty if none is."""
        self.whose = ""
        self.setAccessibleName(self.called)

    @property
    def called(self) -> str:
        """Its title, with a number if it is a duplicate."""
        title = tr(self.title)
        return tr("{name} {n}", name=title, n=self.number) if self.number > 1 else title

    def controls(self) -> Mapping[str, Control]:
        """Its controls by id. Files save these ids, so they never change.

        Controls are restored in this order.
        """
        return {}

    def save_state(self) -> dict[str, Saved]:
        """The choices of its controls, saved in sessions and between starts."""
        return {id: control.save_state() for id, control in self.controls().items()}

    def restore_state(self, state: Mapping[str, object]) -> None:
        """Restore saved choices, as far as the open model allows."""
        for id, control in self.controls().items():
            if id in state:
                control.restore_state(state[id])

    def figures(self, excerpt: Excerpt) -> Iterator[OfferedFigure]:
        """Figures that can be exported. They are made from the excerpt only when exported."""
        yield from ()

    def watch(self) -> tuple[str, ...]:
        """Names of the signals that it needs along the text."""
        return ()

    def ask_text(self) -> str:
        """The text whose probability after the cursor it shows; empty for none."""
        return ""

    def shading(self) -> Shading | None:
        """How to shade the text, according to the stored frame; None for no shading."""
        return None

    def candidate_place(self, row: int) -> QPoint | None:
        """The left end of a candidate on the screen; None if it is not shown."""
        return None

    def source_place(self, token: int) -> QPoint | None:
        """The left end of the row of a token of the memory; None if it is not shown."""
        return None

    shows_items = False
    """Whether it lists items of the memory, which can be dragged."""

    def item_under(self, where: QPoint) -> int | None:
        """The number of the item of the memory at a point of the screen; None if there is none.

        It is that of a token where rows are tokens.
        """
        return None

    def question_field(self) -> QWidget | None:
        """The input field of `ask_text`, if it has one."""
        return None

    def takes(self, signal: ModelSignal) -> bool:
        """Whether it can show this signal of the open model."""
        return False

    def show_signal(self, signal: ModelSignal, *, only: bool = False) -> None:
        """Show a signal for which `takes` is true; with ``only``, show nothing else."""

    def offer_words(self, signal: ModelSignal) -> str:
        """What `show_signal` would do, in words."""
        return tr("Show {signal} here", signal=layered_label(signal))

    def signal_named(self, name: str) -> ModelSignal | None:
        """A signal of the open model by name; None if it has no such signal."""
        return self.opened.signals.get(name) if self.opened is not None else None

    @property
    def is_live(self) -> bool:
        """Whether it shows the present text: not pinned, or unchanged since it was pinned."""
        return self.pin is None or not self.pin.over

    def is_of(self, revision: int) -> bool:
        """Whether what it shows is of this text, in which its tokens have the same numbers."""
        return self.frame is not None and self.frame.revision == revision

    def change_model(self, opened: OpenedModel) -> None:
        """Another model is open, or the same one with other settings, which keeps a pin."""
        pin = self.pin
        if pin is not None and pin.is_of(opened):
            pin.end()
            self.set_pin(pin)
            return
        if pin is not None:
            self.set_pin(None)
        self.open(opened)

    def open(self, opened: OpenedModel) -> None:
        """Another model is open: rebuild pickers from its signals, and drop the frame."""
        self.opened = opened
        self.forget()

    def forget(self) -> None:
        """Drop the frame, because it is of another text or model."""
        self.frame = None

    def store(self, frame: Frame) -> None:
        """Keep the newest frame for `draw`."""
        self.frame = frame

    def receive(self, frame: Frame) -> None:
        """Receive the newest frame. If pinned, only keep what it adds to the pinned snapshot."""
        if self.pin is None:
            if frame.is_of(self.opened):
                self.store(frame)
        elif (seen := self.pin.seen_in(frame)) is not None:
            self.store(seen)
        else:
            self._show_heading()

    def set_pin(self, pin: Pin | None) -> None:
        """Pin the panel, or with None let it follow the cursor again."""
        self.pin = pin
        self._show_heading()
        if pin is not None:
            self.set_stale(False)
        self.pinned.emit()

    def draw(self) -> None:
        """Draw the stored frame, or an empty state."""

    def ask_about(self, text: str) -> None:
        """Show the probability of this text, if the panel has a field for it."""

    def tell_time(self, stroke: KeystrokeLatency) -> None:
        """Show the latency of a change of the text, if the panel is about that."""

    def set_heading(self, text: str) -> None:
        """Say whose numbers these are; empty if only one model is open."""
        self.whose = text
        self._show_heading()

    @property
    def heading(self) -> str:
        """Whose numbers these are, and since when they are pinned."""
        pinned = self.pin.words() if self.pin is not None else ""
        return joined(" · ", (self.whose, pinned))

    def _show_heading(self) -> None:
        self.setAccessibleName(joined(", ", (self.called, self.heading)))

    def set_stale(self, stale: bool) -> None:
        """Dim the content while it is of an older text."""

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
