"""Attention: which past tokens the model looks back at from the cursor, head by head."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from wmstudio.app.figures import OfferedFigure, looking_back
from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase
from wmstudio.app.quantities import Quantity
from wmstudio.engine.messages import Kind
from wmstudio.gui.base.choice import Choice, Switch
from wmstudio.gui.base.pieces import piece_of, token_words
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import label, layered_label, number, own_words, percent
from wmstudio.gui.plots.panel import Shading
from wmstudio.gui.plots.scales import full_scale
from wmstudio.gui.views.attention_map import AttentionCurves, AttentionMap, AttentionRows
from wmstudio.gui.views.lookback import by_token, head_name, head_options, heads, of_head
from wmstudio.gui.views.picture_panel import PicturePanel
from wmstudio.gui.widgets.signal_picker import SignalPicker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from PySide6.QtWidgets import QWidget

    from wmstudio.app.figures import Excerpt
    from wmstudio.engine.messages import Frame, OpenedModel, Signal, TokenSnapshot
    from wmstudio.gui.base.state import Control
    from wmstudio.gui.plots.panel import TokenAxis
    from wmstudio.gui.views.lookback import Floats

MAP, CURVES = "map", "curves"
FORMS = (Option(MAP, phrase("heat map")), Option(CURVES, phrase("curves")))
NONE = phrase(
    "This model looks back only through its memory. It has no attention to single tokens."
)
BARELY = 1e-3
"""The smallest difference from the untouched model's weights for which these are drawn too."""
STRONGEST = 4
"""How many tokens are listed while nothing is under the pointer."""


class AttentionPanel(PicturePanel):
    """Shows attention by token. The chosen head can also shade the text."""

    title = phrase("Attention")
    question = phrase("Which earlier tokens are looked at?")
    nothing = phrase("Which tokens the model looks back at will be drawn here.")

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.picker = SignalPicker(tr("Attention"))
        self.form = Choice(tr("How it is drawn"), FORMS)
        self.head = Choice(tr("Head"))
        self.in_text = Switch(tr("in text"))
        self.in_text.setChecked(True)
        self.header.set_picker(self.picker)
        for widget in (self.form, self.head, self.in_text):
            self.header.add(widget)
        self.map = AttentionMap(axis, tr("Attention from the cursor: heads by tokens"))
        self.curves = AttentionCurves(axis, tr("Attention from the cursor, by tokens"))
        self.pictures = (self.map, self.curves)
        self.forms = QStackedWidget()
        for picture in self.pictures:
            self.forms.addWidget(picture)
            picture.told = self._told
            picture.token_clicked.connect(self.cursor_requested)
            picture.pointed.connect(self._read_out)
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.forms)
        self._drawn: tuple[TokenSnapshot, TokenSnapshot | None, tuple[object, ...]] | None = None
        self.picker.picked.connect(self._pick)
        self.form.currentIndexChanged.connect(self._show_form)
        self.head.currentIndexChanged.connect(self._choose)
        self.in_text.toggled.connect(self.shading_changed)

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        offered = [s for s in opened.signals.values() if s.kind is Kind.ATTENTION]
        self.picker.set_signals(offered, _first(offered))
        self.nothing = type(self).nothing if offered else NONE
        for widget in (self.form, self.in_text):
            widget.setVisible(bool(offered))
        self._show_signal()

    def controls(self) -> Mapping[str, Control]:
        return {
            "signal": self.picker,
            "form": self.form,
            "head": self.head,
            "in_text": self.in_text,
        }

    def figures(self, excerpt: Excerpt) -> Iterator[OfferedFigure]:
        if (signal := self.picker.signal) is not None:
            source, opened, frame = excerpt.source, excerpt.opened, excerpt.frame
            stretch = excerpt.start, excerpt.stop
            make = partial(looking_back, source, opened, frame, signal, *stretch)
            yield OfferedFigure(layered_label(signal), make)

    def takes(self, signal: Signal) -> bool:
        return self.picker.has(signal.name)

    def show_signal(self, signal: Signal, *, only: bool = False) -> None:
        self.picker.choose(signal.name)

    def drawable(self, frame: Frame) -> bool:
        has_looked = self.picker.signal is not None and self.has_drawn_moment
        return has_looked and super().drawable(frame)

    def draw_frame(self, opened: OpenedModel, frame: Frame) -> None:
        signal, snapshot = self.picker.signal, frame.snapshot
        plot = self._plot()
        if signal is not None and snapshot is not None:
            chosen = (self.head.chosen, plot, self.axis.start, self.axis.stop)
            # Snapshots contain arrays, so they are compared by identity.
            before, was, drawn = self._drawn or (None, None, ())
            if before is not snapshot or was is not frame.untouched or drawn != chosen:
                self._drawn = (snapshot, frame.untouched, chosen)
                plot.show_looks(self._looks(signal, snapshot, frame.untouched), label(signal))
                self._tell_scale()
        plot.place(opened, frame)
        self._read_out()

    def pointed_quantity(self) -> tuple[Quantity, int] | None:
        """The first weight of the head under the pointer, or of the chosen one."""
        signal, frame = self.picker.signal, self.frame
        if signal is None or frame is None or self._plot().token is None:
            return None
        head = str(self.map.row()) if self._plot() is self.map else self.head.chosen
        if not head.isdecimal():
            return None
        return Quantity(signal, int(head) * signal.shape[-1]), frame.cursor

    def shading(self) -> Shading | None:
        """The chosen head's weights, relative to the strongest colour."""
        chosen, snapshot = self._chosen(), self.frame.snapshot if self.frame else None
        if chosen is None or snapshot is None or not self.in_text.isChecked():
            return None
        first = max(snapshot.token - len(chosen) + 1, 0)
        by = by_token(chosen, snapshot.token, first, snapshot.token + 1)
        return Shading(first, by / _full(chosen))

    def _tell_scale(self) -> None:
        chosen = self._chosen()
        tip = tr("Shade the tokens in the text by the weights shown")
        if chosen is not None:
            full = self._said(_full(chosen))
            tip = tr("{tip}; the strongest colour is {value}", tip=tip, value=full)
        self.in_text.setToolTip(plain_tip(tip))

    def _plot(self) -> AttentionMap | AttentionCurves:
        return self.curves if self.forms.currentWidget() is self.curves else self.map

    def _weights(self) -> Floats | None:
        """Weights of all heads at the cursor; None before the first token and while computing."""
        signal, snapshot = self.picker.signal, self.frame.snapshot if self.frame else None
        return snapshot.signals.get(signal.name) if signal and snapshot else None

    def _chosen(self) -> Floats | None:
        """Weights of the chosen head, or of all."""
        weights = self._weights()
        return None if weights is None else self._of(weights, self.head.chosen)

    def _looks(
        self, signal: Signal, snapshot: TokenSnapshot, untouched: TokenSnapshot | None
    ) -> AttentionRows:
        rows, was = _rows(signal, snapshot), None
        if untouched is not None and untouched.token == snapshot.token:
            was = _rows(signal, untouched) if signal.name in untouched.signals else None
        if was is None or not np.abs(was - rows).max(initial=0.0) > BARELY:
            return self._looks_of(signal, rows, snapshot.token, self._scale(rows))
        full = self._scale(rows, was)
        now, before = (self._looks_of(signal, x, snapshot.token, full) for x in (rows, was))
        return replace(now, before=before)

    def _scale(self, *weights: Floats) -> float:
        """The value of the strongest colour for these weights of heads, and of all together."""
        together = (self._of(rows, self.head.chosen)[None] for rows in weights)
        return _full(np.concatenate([*weights, *together]))

    def _looks_of(self, signal: Signal, rows: Floats, token: int, full: float) -> AttentionRows:
        start, stop = self.axis.start, self.axis.stop
        chosen = self._of(rows, self.head.chosen)
        return AttentionRows(
            start=start,
            rows_Hn=by_token(rows, token, start, stop),
            chosen_n=by_token(chosen, token, start, stop),
            name=self._name(),
            low=-full if signal.low < 0 else 0.0,
            high=full,
        )

    def _name(self) -> str:
        """The name of the chosen head."""
        return head_name(self.head.chosen, shared=self._shared)

    @property
    def _shared(self) -> bool:
        """Whether all heads together read the whole, and not each of them."""
        return self.picker.signal is not None and self.picker.signal.names

    def _of(self, weights: Floats, head: str) -> Floats:
        """The weights ``[W]`` of a head, or of all."""
        return of_head(weights, head, shared=self._shared)

    def _pick(self) -> None:
        self._show_signal()
        self.dirtied.emit()
        self.shading_changed.emit()

    def _choose(self) -> None:
        self.dirtied.emit()
        self.shading_changed.emit()

    def _show_form(self) -> None:
        self.forms.setCurrentWidget(self.curves if self.form.chosen == CURVES else self.map)
        self.dirtied.emit()

    def _show_signal(self) -> None:
        signal = self.picker.signal
        self._drawn = None
        self._tell_scale()
        offered = head_options(heads(signal), shared=signal.names) if signal else []
        self.head.set_options(offered)
        self.header.set_hint(tr(signal.text) if signal else "")

    def _read_out(self) -> None:
        weights = self._weights()
        if self.opened is None or self.frame is None or weights is None:
            self.header.read_out("")
            return
        plot, rows = self._plot(), weights.reshape(-1, weights.shape[-1])
        if plot.token is None:
            self.header.read_out(self._told(None))
            return
        head, name = self.head.chosen, self._name()
        if plot is self.map:
            head = str(self.map.row())
            name = head_name(head)
        of = self._of(rows, head)
        value = by_token(of, self.frame.cursor, plot.token, plot.token + 1)[0]
        token = token_words(self.frame.trace, self.opened, plot.token)
        what = f"{name}, {token}" if len(rows) > 1 else token
        there = np.isfinite(value)
        said = self._said(float(value))
        if there and (was := self._before(head, plot.token)) not in ("", said):
            said = tr("{value} (untouched {before})", value=said, before=was)
        self.header.read_out(
            f"{what}: {said}"
            if there
            else tr("{what}: cannot be looked at from the cursor", what=what)
        )

    def _before(self, head: str, token: int) -> str:
        """The untouched model's weight of a token; empty if it is not known."""
        frame, signal = self.frame, self.picker.signal
        plain = frame.untouched if frame is not None else None
        if frame is None or plain is None or signal is None or signal.name not in plain.signals:
            return ""
        of = self._of(_rows(signal, plain), head)
        return self._said(float(by_token(of, frame.cursor, token, token + 1)[0]))

    def _said(self, weight: float) -> str:
        """A weight in per cent, as far as it is a share of the whole."""
        signal = self.picker.signal
        is_share = signal is not None and signal.low >= 0
        return f"{percent(weight)} %" if is_share else number(weight)

    def _told(self, row: int | None) -> str:
        """The tokens with the largest weights of a head, or of the chosen one."""
        opened, frame, weights = self.opened, self.frame, self._weights()
        if opened is None or frame is None or weights is None:
            return ""
        rows = weights.reshape(-1, weights.shape[-1])
        head = self.head.chosen if row is None or len(rows) == 1 else str(row)
        of = self._of(rows, head)[: frame.cursor + 1]
        best = np.argsort(-np.abs(of), kind="stable")[:STRONGEST].tolist()
        parts = (
            f"“{piece_of(frame.trace, opened, frame.cursor - back)}” {self._said(float(of[back]))}"
            for back in best
        )
        name = f"{head_name(head, shared=self._shared)}: " if len(rows) > 1 else ""
        return name + ", ".join(parts)


def _rows(signal: Signal, snapshot: TokenSnapshot) -> Floats:
    """The weights of all heads ``[H, W]``; zeros before the first token."""
    weights = snapshot.signals.get(signal.name, np.zeros(signal.shape, np.float32))
    rows: Floats = weights.reshape(-1, weights.shape[-1])
    return rows


def _full(weights: Floats) -> float:
    """The value of the strongest colour."""
    return full_scale(float(np.abs(weights).max(initial=0.0)) or 1.0)


def _first(signals: list[Signal]) -> Signal | None:
    """The default: the last layer of the first quantity, preferring shares to signed values.

    Later layers attend more to meaning.
    """
    names = [label(s) for s in sorted(signals, key=lambda s: s.low < 0)]
    return next((s for s in reversed(signals) if own_words(s) == names[0]), None)
