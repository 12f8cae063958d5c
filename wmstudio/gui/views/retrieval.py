"""What a memory retrieves for a piece of text, and what the model would predict then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import Kind
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import own_words, token_text
from wmstudio.gui.views.expected import bars_of
from wmstudio.gui.widgets.candidate_rows import Bar
from wmstudio.gui.widgets.candidates import Candidates
from wmstudio.gui.widgets.items import HALF
from wmstudio.gui.widgets.signal_picker import SignalPicker

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame, OpenedModel, Probe, Signal, TokenSnapshot
    from wmstudio.gui.base.theme import Theme

SHOWN = 12
LOOKED_FOR = ("read weights", "match", "weights")
"""Names of the signals that best show where a model looks, in order of preference."""
ITSELF = phrase("the text")


class Retrieval(QWidget):
    """Two lists: where the memory looks, and what comes next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picker = SignalPicker(tr("What the memory retrieves for"))
        self.found, self.next = Candidates(), Candidates()
        self.found.set_name(tr("What the memory retrieves"))
        self.next.set_name(tr("Most probable tokens after the text"))
        self._titles = [PlainLabel(tr("memory retrieves for")), PlainLabel(tr("then next"))]
        title, bars = QHBoxLayout(), QHBoxLayout()
        title.setContentsMargins(8, 0, 8, 0)
        title.setSpacing(6)
        title.addWidget(self._titles[0])
        title.addWidget(self.picker)
        title.addStretch(1)
        title.addWidget(self._titles[1])
        bars.setSpacing(0)
        bars.addWidget(self.found, 1)
        bars.addWidget(self.next, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(title)
        lines.addLayout(bars, 1)
        self._shown: tuple[OpenedModel, Frame, TokenSnapshot, Probe] | None = None
        self.picker.picked.connect(self._show_found)
        self.hide()

    def open(self, opened: OpenedModel) -> None:
        """Another model: offer its signals."""
        kinds = (Kind.ADDRESS, Kind.ATTENTION)
        signals = [s for s in opened.signals.values() if s.kind in kinds]
        best = [s for name in LOOKED_FOR for s in signals if own_words(s) == name]
        self.picker.set_signals(signals, next(iter(best), None))
        for widget in (self._titles[0], self.picker, self.found):
            widget.setVisible(bool(signals))
        self._titles[0].setText(
            tr("memory retrieves for") if len(signals) > 1 else tr("memory retrieves")
        )
        self.clear()

    @property
    def text(self) -> str:
        """The piece of text that the lists are about; empty while there are none."""
        return self._shown[-1].text if self._shown is not None else ""

    def clear(self) -> None:
        """Show nothing."""
        self._shown = None
        self.hide()

    def show_answer(
        self, opened: OpenedModel, frame: Frame, snapshot: TokenSnapshot, asked: Probe
    ) -> None:
        """Show the answer to a piece of text."""
        self._shown = opened, frame, snapshot, asked
        self.next.show_bars(bars_of(asked.candidates, opened, asked.text), len(opened.pieces))
        self._show_found()
        self.show()

    def set_stale(self, stale: bool) -> None:
        """Dim the bars."""
        self.found.set_stale(stale)
        self.next.set_stale(stale)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self.found.apply_theme(theme)
        self.next.apply_theme(theme)
        set_colours(*self._titles, text=theme.second_text)

    @Slot()
    def _show_found(self) -> None:
        signal = self.picker.signal
        if self._shown is not None and signal is not None:
            # Values that may be negative are not shares.
            self.found.show_bars(_bars(signal, *self._shown), plain=signal.low < 0)


def _bars(
    signal: Signal, opened: OpenedModel, frame: Frame, snapshot: TokenSnapshot, asked: Probe
) -> tuple[Bar, ...]:
    """The largest values of a signal at the piece, each with the token that it is about."""
    values = asked.signals.get(signal.name)
    if values is None:
        return ()
    flat = values.ravel()
    best = np.argsort(-flat, kind="stable")[:SHOWN]
    last = snapshot.token + len(asked.tokens)
    # These tokens may no longer be in their slots.
    index = signal.of or next((s.name for s in opened.signals.values() if s.kind is Kind.INDEX), "")
    writers = asked.signals.get(index)
    shares = asked.signals.get(f"{index.partition('.')[0]}.writer_share")

    def about(place: int) -> str:
        *heads, at = (int(i) for i in np.unravel_index(place, values.shape))
        if signal.kind is Kind.ATTENTION:
            name = f"{last - at} {_piece(last - at)}"
        elif shares is not None and writers is not None and writers[at] >= 0 > shares[at] - HALF:
            name = f"{at} {tr('mixed')}"
        elif writers is not None and writers[at] >= 0:
            name = f"{at} {_piece(int(writers[at]))}"
        else:
            name = f"{at}"
        several = [f"·{head}" for head, n in zip(heads, values.shape, strict=False) if n > 1]
        return name + "".join(several)

    def _piece(token: int) -> str:
        return ITSELF if token > snapshot.token else token_text(frame.trace, opened, token)

    return tuple(Bar(about(int(i)), float(flat[i])) for i in best if flat[i] > 0)
