"""The strip that says which interventions are in force and what they change, in bits."""

from __future__ import annotations

from math import isfinite, isinf, isnan
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from wmstudio.app.effect import (
    LEAST,
    TOLD_BITS,
    Effect,
    TargetEffect,
    bits_of,
    effect_of,
    target_effect,
    times,
)
from wmstudio.app.facts import text_before
from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import PlacedPatch
from wmstudio.gui.base import fonts
from wmstudio.gui.base.buttons import MenuButton
from wmstudio.gui.base.choice import Switch
from wmstudio.gui.base.header import Fitting
from wmstudio.gui.base.pieces import label
from wmstudio.gui.base.plain import PlainLabel, literal, plain_tip
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.base.wording import BELOW, NO_NUMBER, decimals, percent
from wmstudio.gui.editor import qt_theme
from wmstudio.gui.interventions.interventions import when_chosen

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QResizeEvent

    from wmstudio.engine.messages import CandidatePair, Frame, OpenedModel
    from wmstudio.gui.interventions.held import Held
    from wmstudio.gui.interventions.interventions import Interventions

FIGURE = 1.9
"""Size of the main number, relative to the interface's font."""
ROOMY = 88
"""Width, in digits as they are drawn, from which the sum over all tokens is shown."""
WHEN = phrase(
    "An edit of the memory takes effect after its token: what was read at that token stays, and "
    "the next token reads the edited memory. A patch acts while its tokens are computed."
)
HOLD = phrase("Hold F9 to see the untouched model.")
READING = phrase("Reading…")
SAME = phrase("No change")
SAME_SO_FAR = phrase("The interventions have changed nothing that was read.")
OFF = phrase("Interventions are off")
OFF_TEXT = phrase("What is shown is the untouched model.")
TOGETHER = phrase("all tokens after the change together")


class ChangeStrip(QFrame):
    """To be in sight whenever there are edits: what is shown is edited then."""

    switched = Signal(bool)
    """Whether the edits should be in force."""
    wanted = Signal(bool)
    """Whether there are edits, so that the strip should be visible."""

    def __init__(
        self,
        interventions: Interventions,
        undo: QAction,
        clear: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._interventions, self._theme, self._mark = interventions, DARK, ""
        self._ways_back, self._has_total = (undo, clear), False
        self._shown_bits = 0.0
        """What the colour of the figure tells."""
        self.bits: float | None = None
        """The effect on the target, or on all tokens after the change; None if it is not known."""
        self.figure, self.where = PlainLabel(), PlainLabel()
        self.odds, self.total = Fitting(tr("Odds of the change")), PlainLabel()
        self.together = Fitting(tr("What the sum is of"))
        self.together.say(tr(TOGETHER))
        self.switch, self.words = Switch(), Fitting(tr("Interventions in force"))
        self.switch.setAccessibleName(tr("Apply the interventions"))
        self.undo = MenuButton(
            tr("Undo interventions"), tr("Undo one of the interventions, or all of them")
        )
        self.undo.show_choice(tr("Undo"))
        self.list = QToolButton()
        self.list.setText(tr("List"))
        self.list.setCheckable(True)
        self.list.setAutoRaise(True)
        self.list.setToolTip(plain_tip(tr("Switch, name or change each intervention")))
        self.target = MenuButton(tr("Target"), tr("What the number on the left is about"))
        self.hold = Fitting(tr("About the interventions"))
        for under in (self.odds, self.together, self.hold):
            # What stands over it may be wider.
            under.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.switch.toggled.connect(self.switched)
        interventions.told.connect(self.show_interventions)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(16)
        row.addWidget(self.figure)
        for labels in ((self.where, self.odds), (self.total, self.together)):
            row.addLayout(_column(*labels))
        row.addStretch(1)
        first = QHBoxLayout()
        first.setSpacing(8)
        for widget in (self.switch, self.words, self.list, self.target, self.undo):
            first.addWidget(widget)
        last = QVBoxLayout()
        last.setSpacing(1)
        last.addLayout(first)
        last.addWidget(self.hold)
        row.addLayout(last)
        self.setAutoFillBackground(True)
        # In a tool bar they would be those of a button.
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        self.setAccessibleName(tr("What the interventions change"))

    @property
    def told(self) -> tuple[str, ...]:
        """Each edit in words, from the first."""
        return tuple(map(edit_words, self._interventions.held))

    def set_mark(self, mark: str) -> None:
        """Say whose memory it is, where there are two models."""
        self._mark = mark
        self.show_interventions()

    @Slot()
    def show_interventions(self) -> None:
        """The edits have changed, or were switched on or off."""
        held, on, told = self._interventions.held, self._interventions.on, self.told
        self.switch.blockSignals(True)
        self.switch.setChecked(on)
        self.switch.blockSignals(False)
        words = [counted(len(held), "{n} intervention", "{n} interventions")]
        if len(told) == 1:
            words = [told[0], held[0].title]
        words = [f"{self._mark} {one}".lstrip() for one in words]
        self.words.say(words[0], tr(WHEN), tuple(words[1:]))
        refused = [edit_words(one) for one in held if one.refused]
        self.hold.say(refused[0] if refused else tr(HOLD))
        _colour(self.hold, self._theme.error if refused else self._theme.second_text)
        menu = self.undo.made
        menu.clear()
        for one, said in reversed(list(zip(held, told, strict=True))):
            action = menu.addAction(literal(tr("Undo: {words}", words=said)))
            when_chosen(action, self._interventions.take_back, one)
        menu.addSeparator()
        menu.addActions(self._ways_back)
        self.wanted.emit(bool(held))

    def show_effect(self, frame: Frame | None, opened: OpenedModel | None) -> None:
        """Show the effect of the newest frame's edits."""
        effect = effect_of(frame) if frame is not None else None
        targets = target_effect(frame) if frame is not None else None
        self.bits = effect.bits if effect is not None else None
        if targets is not None:
            self.bits = targets.change_bits
        if not self._interventions.on:
            self._say(tr(OFF), tr(OFF_TEXT))
        elif frame is None or opened is None or effect is None:
            self._say(tr(READING))
        elif targets is not None:
            self._say_target(targets, frame, opened)
        elif effect.next_token is not None and effect.is_of_next:
            total = "" if effect.token is None else bits_words(effect.bits)
            self._say_next(effect.next_token, frame, opened, total)
        elif effect.token is not None:
            self._say_token(effect, effect.token, frame, opened)
        else:
            self._say(tr(SAME), tr(SAME_SO_FAR))
        self.setAccessibleDescription(
            "; ".join(filter(None, (one.text() for one in self._said if not one.isHidden())))
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
        for quiet in (self.odds, self.together):
            _colour(quiet, theme.second_text)
        self.switch.setPalette(qt_theme.box_palette(theme))
        self.show_interventions()
        self._colour_figure(self._shown_bits)

    @property
    def _said(self) -> tuple[PlainLabel | Fitting, ...]:
        return self.figure, self.where, self.odds, self.total, self.together

    def _say(
        self,
        figure: str,
        where: str = "",
        odds: tuple[str, ...] = ("",),
        bits: float = 0.0,
        total: str = "",
    ) -> None:
        """Of ``odds``, the first that there is room for is shown."""
        self.figure.setText(figure)
        self.where.setText(where)
        self.odds.say(odds[0], shorter=odds[1:])
        self._colour_figure(bits)
        self.total.setText(total)
        self._has_total = bool(total)
        # Once: to hide it and show it again would lay out the whole strip at every key.
        self._show_total()

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
            bits_words(effect.bits),
        )

    def _say_target(self, effect: TargetEffect, frame: Frame, opened: OpenedModel) -> None:
        """The change of the piece that is followed, or of one against another, at the cursor."""
        before = text_before(frame.trace, opened.pieces, frame.cursor + 1)
        words = [label(opened.pieces[token], before) for token in effect.tokens]
        bits = effect.change_bits
        if len(words) == 1:
            where = tr("if “{word}” comes next", word=words[0])
            now, was = (percent(2.0**-one) for one in (effect.now_bits[0], effect.was_bits[0]))
            self._say(bits_words(bits), where, _odds(now, was, bits), bits)
            return
        where = tr("“{word}” against “{other}” next", word=words[0], other=words[1])
        now, was = signed(effect.now_odds), signed(effect.was_odds)
        odds = tr("log-odds {now} instead of {was} bits", now=now, was=was)
        self._say(bits_words(bits), where, (odds,), -bits)

    def _show_total(self) -> None:
        """The sum is the first to go where there is no room for all."""
        roomy = ROOMY * self.odds.fontMetrics().horizontalAdvance("0")
        for part in (self.total, self.together):
            part.setVisible(self._has_total and self.width() >= roomy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_total()

    def _say_next(self, pair: CandidatePair, frame: Frame, opened: OpenedModel, total: str) -> None:
        """The change of the next prediction, where nothing that was read has changed so much."""
        before = text_before(frame.trace, opened.pieces, frame.cursor + 1)
        now, was = pair.now.probability, pair.was.probability
        bits = bits_of(was, now)
        self._say(
            bits_words(bits),
            tr("if “{word}” comes next", word=label(opened.pieces[pair.now.token], before)),
            _odds(percent(now), percent(was), bits),
            bits,
            total,
        )

    def _colour_figure(self, bits: float) -> None:
        self._shown_bits = bits
        role = self._theme.costs if bits > LEAST else self._theme.saves
        _colour(self.figure, role if abs(bits) > LEAST else self._theme.text)


def edit_words(held: Held) -> str:
    """An edit: the token that it comes after, what it is, and why it was not done."""
    words = held.title
    if held.after and isinstance(held.edit, PlacedPatch):
        words = tr("{words} {where}", words=words, where=held.after)
    elif held.after:
        words = tr("after {token}: {words}", token=held.after, words=words)
    if held.refused:
        words = tr("{words} (not applied: {why})", words=words, why=held.refused)
    return words


def bits_words(bits: float) -> str:
    """A change in words: ``+7.96 bits``, with a true minus sign."""
    if isnan(bits):
        return tr(NO_NUMBER)
    if isinf(bits):
        return tr("impossible now" if bits > 0 else "possible now")
    return tr("{bits} bits", bits=signed(bits))


def signed(value: float) -> str:
    """Two decimals with a sign, which is a true minus sign; none for zero."""
    if not isfinite(value):
        return decimals(value)
    size = f"{abs(value):.2f}"
    if float(size) == 0:
        return size
    return f"+{size}" if value > 0 else f"−{size}"


def _odds(now: str, was: str, bits: float) -> tuple[str, ...]:
    """The odds in words, and without how much less likely, for where there is no room."""
    if now == was and now.startswith(BELOW):
        instead = tr("both below {least} %", least=now.removeprefix(BELOW))
    else:
        instead = tr("{now} % instead of {was} %", now=now, was=was)
    if not abs(bits) <= TOLD_BITS or times(bits) < 2:
        return (instead,)
    less = (
        tr("{n:,} times less likely", n=times(bits))
        if bits > 0
        else tr("{n:,} times more likely", n=times(bits))
    )
    return f"{instead}: {less}", instead


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
