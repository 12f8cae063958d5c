"""The strip that says what the edits in force change, in bits, with a switch."""

from __future__ import annotations

from math import inf, isfinite, log2
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wmstudio.app.effect import LEAST, Effect, effect_of, times
from wmstudio.app.facts import text_before
from wmstudio.app.phrases import phrase
from wmstudio.gui.base import fonts
from wmstudio.gui.base.choice import Switch
from wmstudio.gui.base.pieces import label
from wmstudio.gui.base.plain import PlainLabel, literal
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.base.wording import percent

if TYPE_CHECKING:
    from wmstudio.engine.messages import CandidatePair, Frame, OpenedModel
    from wmstudio.gui.interventions.edits import Edits

FIGURE = 1.9
"""Size of the main number, relative to the interface's font."""
HOLD = phrase("Hold F9 to see the untouched model.")
READING = phrase("Reading…")
SAME = phrase("No change")
SAME_SO_FAR = phrase("The edits have changed nothing that was read.")
OFF = phrase("Edits are off")
OFF_TEXT = phrase("What is shown is the untouched model.")
TOGETHER = phrase("all tokens after the change together")


class ChangeStrip(QFrame):
    """Hidden while there are no edits."""

    switched = Signal(bool)
    """Whether the edits should be in force."""

    def __init__(self, edits: Edits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edits, self._theme = edits, DARK
        self.figure, self.where, self.odds = PlainLabel(), PlainLabel(), PlainLabel()
        self.total, self.together = PlainLabel(), PlainLabel(tr(TOGETHER))
        self.switch = Switch()
        self.hold = PlainLabel(tr(HOLD))
        self.switch.toggled.connect(self.switched)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(16)
        row.addWidget(self.figure)
        for labels in ((self.where, self.odds), (self.total, self.together)):
            row.addLayout(_column(*labels))
        row.addStretch(1)
        row.addLayout(_column(self.switch, self.hold))
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("What the edits change"))
        self.hide()

    def show_edits(self) -> None:
        """The edits have changed, or were switched on or off."""
        held, on = self._edits.held, self._edits.on
        self.switch.blockSignals(True)
        self.switch.setChecked(on)
        self.switch.blockSignals(False)
        one = literal(held[-1].words) if len(held) == 1 else ""
        self.switch.setText(one or counted(len(held), "{n} edit", "{n} edits"))
        self.setVisible(bool(held))

    def show_effect(self, frame: Frame | None, opened: OpenedModel | None) -> None:
        """Show the effect of the newest frame's edits."""
        effect = effect_of(frame) if frame is not None else None
        if not self._edits.on:
            self._say(tr(OFF), tr(OFF_TEXT))
        elif frame is None or opened is None or effect is None:
            self._say(tr(READING))
        elif effect.token is not None:
            self._say_token(effect, effect.token, frame, opened)
        elif effect.next_token is not None:
            self._say_next(effect.next_token, frame, opened)
        else:
            self._say(tr(SAME), tr(SAME_SO_FAR))
        self.setAccessibleDescription(
            "; ".join(filter(None, (one.text() for one in self._told if not one.isHidden())))
        )

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self._theme = theme
        self.figure.setFont(fonts.interface(FIGURE, heavy=True))
        for heavy in (self.where, self.total):
            heavy.setFont(fonts.interface(heavy=True))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.strip))
        self.setPalette(palette)
        for quiet in (self.odds, self.together, self.hold):
            _colour(quiet, theme.second_text)
        self._colour_figure(0.0)

    @property
    def _told(self) -> tuple[PlainLabel, ...]:
        return self.figure, self.where, self.odds, self.total, self.together

    def _say(self, figure: str, where: str = "", odds: str = "", bits: float = 0.0) -> None:
        self.figure.setText(figure)
        self.where.setText(where)
        self.odds.setText(odds)
        self._colour_figure(bits)
        for part in (self.total, self.together):
            part.hide()

    def _say_token(self, effect: Effect, token: int, frame: Frame, opened: OpenedModel) -> None:
        bits = effect.change_bits
        before = text_before(frame.trace, opened.pieces, token)
        word = label(opened.pieces[frame.trace.id(token)], before)
        now, was = (percent(2.0**-one) for one in (effect.now_bits, effect.was_bits))
        self._say(
            bits_words(bits),
            tr("at “{word}”, token {token}", word=word, token=token),
            _odds(now, was, bits),
            bits,
        )
        self.total.setText(bits_words(effect.bits))
        for part in (self.total, self.together):
            part.show()

    def _say_next(self, pair: CandidatePair, frame: Frame, opened: OpenedModel) -> None:
        """Nothing has been read after the edits, so show the change of the next prediction."""
        before = text_before(frame.trace, opened.pieces, frame.cursor + 1)
        now, was = pair.now.probability, pair.was.probability
        bits = _bits_of(was, now)
        self._say(
            bits_words(bits),
            tr("if “{word}” comes next", word=label(opened.pieces[pair.now.token], before)),
            _odds(percent(now), percent(was), bits),
            bits,
        )

    def _colour_figure(self, bits: float) -> None:
        role = self._theme.costs if bits > LEAST else self._theme.saves
        _colour(self.figure, role if abs(bits) > LEAST else self._theme.text)


def bits_words(bits: float) -> str:
    """A change in words: ``+7.96 bits``, with a true minus sign."""
    if not isfinite(bits):
        return tr("impossible now" if bits > 0 else "possible now")
    sign = "+" if bits > 0 else "−"
    size = f"{abs(bits):.2f}"
    return tr("{bits} bits", bits=size if float(size) == 0 else f"{sign}{size}")


def _odds(now: str, was: str, bits: float) -> str:
    instead = tr("{now} % instead of {was} %", now=now, was=was)
    if not isfinite(bits) or times(bits) < 2:
        return instead
    less = (
        tr("{n:,} times less likely", n=times(bits))
        if bits > 0
        else tr("{n:,} times more likely", n=times(bits))
    )
    return f"{instead}: {less}"


def _bits_of(was: float, now: float) -> float:
    """The bits of something with this probability."""
    if not now or not was:
        return inf if was else -inf
    return log2(was / now)


def _column(*widgets: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(1)
    for widget in widgets:
        column.addWidget(widget)
    return column


def _colour(label: QWidget, colour: str) -> None:
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor(colour))
    label.setPalette(palette)
