"""What a panel is: a header and a picture of one snapshot, fed with frames, drawn on a clock.

Panels do not know one another. What they share is the token axis and the cursor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import layered_label
from wmstudio.gui.plots.lit import Lit
from wmstudio.gui.plots.shared_ranges import SharedRanges

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


USUAL, MOST_FITTED = 48, 512
"""Tokens that are seen at once where nobody chose, and of a text that is shown as a whole."""


class TokenAxis(QObject):
    """The stretch of tokens that everything along the text shows, and the cursor on it.

    The stretch is half open and may reach beyond the text. A text that was just opened is shown as
    a whole, if it is not too long. Else the stretch follows the cursor until somebody scrolls it
    away, and again once the cursor moves.
    """

    changed = Signal()
    """The stretch is another."""
    span_changed = Signal()
    """Another span is selected, or none."""

    def __init__(self, parent: QObject | None = None, width: int = USUAL) -> None:
        super().__init__(parent)
        self.start, self.stop = 0, width
        self.fits = False
        """Whether a text is shown as a whole: until it is edited, or somebody scrolls or zooms."""
        self.ranges = SharedRanges(self)
        """Of the colours of what has its scale in common with others."""
        self.lit = Lit(self)
        """The places that the candidate comes from that is pointed at."""
        self.span: Span | None = None
        """What is selected: the range for statistics, export and copying."""

    def match(self, other: TokenAxis) -> None:
        """Show the same stretch, and have ranges of colours in common."""
        self.ranges = other.ranges
        self.show(other.start, other.stop)

    def show(self, start: int, stop: int) -> None:
        """Show this stretch, chosen by somebody; at least 8 tokens, from 0 on."""
        self.fits = False
        self._show(start, stop)

    def fit(self, length: int) -> None:
        """A text that is shown as a whole has so many tokens; of a long one the start is shown."""
        if self.fits:
            self._show(0, max(length, USUAL) if length <= MOST_FITTED else USUAL)

    def _show(self, start: int, stop: int) -> None:
        start = max(start, 0)
        stop = max(stop, start + 8)
        if (start, stop) != (self.start, self.stop):
            self.start, self.stop = start, stop
            self.changed.emit()

    def select(self, span: Span | None) -> None:
        """Select these tokens, or none."""
        if span != self.span:
            self.span = span
            self.span_changed.emit()

    def follow(self, cursor: int) -> None:
        """Scroll, only if it is needed, to have the cursor in sight.

        Forwards with some room after it, as somebody writes on; backwards to the middle, with what
        led to it.
        """
        width = self.stop - self.start
        if not self.start <= cursor < self.stop:
            room = max(width // 8, 1) if cursor >= self.stop else width // 2
            start = max(cursor - width + room, 0)
            self._show(start, start + width)


@dataclass(frozen=True, eq=False)
class Shading:
    """How strongly tokens are to be shaded in the text: -1…1 for each, from ``first`` on."""

    first: int
    weights: npt.NDArray[np.float32]
    role: str = "memory"
    """Whose colour of `Theme` they have: how much is read is the memory's."""


class Panel(QWidget):
    """Base of every panel.

    `store` is cheap and may come often; `draw` is called at most once a tick, and only while the
    panel can be seen.
    """

    title = ""
    question = ""
    """What it answers, in a few words; asked beside its title."""
    points = False
    """Whether it shows candidates, of which one can be pointed at."""
    number = 1
    """Which of several of a kind it is."""
    pin: Pin | None = None
    """What it goes on showing, where it does not follow the cursor."""

    cursor_requested = Signal(int)
    """Somebody clicked a token: its number."""
    wants_changed = Signal()
    """`watch` or `ask` answers differently now."""
    shading_changed = Signal()
    """`shading` answers differently now."""
    menu_requested = Signal(str, int, QPoint)
    """Somebody wants to do something to an item (``slot`` or ``token``, its number), there."""
    empty_requested = Signal(str, int)
    """An item of the memory (``slot`` or ``token``, its number) is to hold nothing any more."""
    moved = Signal()
    """What it shows is elsewhere: it was scrolled."""
    dirtied = Signal()
    """The panel would like to be drawn, for a reason of its own (a picker, a resize)."""

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis, self.lit = axis, axis.lit
        self.frame: Frame | None = None
        self.opened: OpenedModel | None = None
        self.whose = ""
        self.setAccessibleName(self.called)

    @property
    def called(self) -> str:
        """Its title, with a number where it is not the first of its kind."""
        title = tr(self.title)
        return tr("{name} {n}", name=title, n=self.number) if self.number > 1 else title

    def controls(self) -> Mapping[str, Control]:
        """What is chosen in it, by ids that files keep and that therefore never change.

        They are restored in this order.
        """
        return {}

    def save_state(self) -> dict[str, Saved]:
        """What is chosen in it now, to be kept in sessions and from one start to the next."""
        return {id: control.save_state() for id, control in self.controls().items()}

    def restore_state(self, state: Mapping[str, object]) -> None:
        """Choose again what was saved, as far as the model that is open has it."""
        for id, control in self.controls().items():
            if id in state:
                control.restore_state(state[id])

    def figures(self, excerpt: Excerpt) -> Iterator[OfferedFigure]:
        """What of it can be exported, made of this excerpt only when it is asked for."""
        yield from ()

    def watch(self) -> tuple[str, ...]:
        """Signals that have to be recorded along the text for this panel."""
        return ()

    def ask_text(self) -> str:
        """A piece whose probability after the cursor this panel shows; empty for none."""
        return ""

    def shading(self) -> Shading | None:
        """How the text is to be shaded, by the stored frame; None for not at all."""
        return None

    def candidate_place(self, row: int) -> QPoint | None:
        """The left end of a candidate on the screen; None where it is not shown."""
        return None

    def source_place(self, token: int) -> QPoint | None:
        """The left end of the row of a token that the memory names; None where it is not shown."""
        return None

    def question_field(self) -> QWidget | None:
        """Where to type what `ask_text` is, if there is such a place."""
        return None

    def takes(self, signal: ModelSignal) -> bool:
        """Whether it can show this signal of the model that is open."""
        return False

    def show_signal(self, signal: ModelSignal, *, only: bool = False) -> None:
        """Show a signal that it takes; with ``only`` in the place of what it shows."""

    def offer_words(self, signal: ModelSignal) -> str:
        """What `show_signal` would do, in words."""
        return tr("Show {signal} here", signal=layered_label(signal))

    def signal_named(self, name: str) -> ModelSignal | None:
        """A signal of the model that is open."""
        return self.opened.signals.get(name) if self.opened is not None else None

    @property
    def is_live(self) -> bool:
        """Whether it shows the text as it is: not pinned, or pinned since it last changed."""
        return self.pin is None or not self.pin.over

    def change_model(self, opened: OpenedModel) -> None:
        """Another model is open, or the same one set otherwise: a pin to the same one stays."""
        pin = self.pin
        if pin is not None and pin.is_of(opened):
            pin.end()
            self.set_pin(pin)
            return
        if pin is not None:
            self.set_pin(None)
        self.open(opened)

    def open(self, opened: OpenedModel) -> None:
        """Another model is open: rebuild pickers from its signals, forget the old frame."""
        self.opened = opened
        self.forget()

    def forget(self) -> None:
        """What was shown is of another text or another model."""
        self.frame = None

    def store(self, frame: Frame) -> None:
        """Keep the newest frame."""
        self.frame = frame

    def receive(self, frame: Frame) -> None:
        """Take the newest frame; where it is pinned, only what that adds to its own snapshot."""
        if self.pin is None:
            if frame.is_of(self.opened):
                self.store(frame)
        elif (seen := self.pin.seen_in(frame)) is not None:
            self.store(seen)
        else:
            self._show_heading()

    def set_pin(self, pin: Pin | None) -> None:
        """Go on showing this, or follow the cursor again."""
        self.pin = pin
        self._show_heading()
        if pin is not None:
            self.set_stale(False)

    def draw(self) -> None:
        """Show the stored frame (or that there is none)."""

    def ask_about(self, text: str) -> None:
        """Show the probability of this piece, where the panel shows one."""

    def tell_time(self, stroke: KeystrokeLatency) -> None:
        """A change of the text has been shown: where the time went."""

    def set_heading(self, text: str) -> None:
        """Say whose numbers these are; nothing where only one model is open."""
        self.whose = text
        self._show_heading()

    @property
    def heading(self) -> str:
        """Whose numbers these are, and of when."""
        pinned = self.pin.words() if self.pin is not None else ""
        return " · ".join(filter(None, (self.whose, pinned)))

    def _show_heading(self) -> None:
        self.setAccessibleName(", ".join(filter(None, (self.called, self.heading))))

    def set_stale(self, stale: bool) -> None:
        """Dim, or not, what is shown: it is of an older text."""

    def apply_theme(self, theme: Theme) -> None:
        """Colours and fonts have changed."""
