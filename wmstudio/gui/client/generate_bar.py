"""The button *Continue the text*, and the options of generation behind its arrow."""

from __future__ import annotations

from dataclasses import asdict, astuple, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QHBoxLayout,
    QToolButton,
    QWidget,
)

from wmstudio.app.preferences import SEEDS
from wmstudio.gui.base.number_box import DecimalBox, NumberBox, WholeBox
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.popover import Popover
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import explained

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QPaintEvent

    from wmstudio.engine.messages import Sampling
    from wmstudio.gui.base.preferences import Preferences

HEIGHT, RADIUS, PADDING, ARROW = 28, 6, 12, 4


def _whole(low: int, high: int, zero: str = "") -> WholeBox:
    box = WholeBox(low, high)
    box.setSpecialValueText(zero)
    return box


def _number(low: float, high: float) -> DecimalBox:
    box = DecimalBox(low, high)
    box.setDecimals(2)
    box.setSingleStep(0.05)
    return box


class Primary(QToolButton):
    """One half of the primary button, rounded at its outer end."""

    def __init__(self, *, first: bool) -> None:
        super().__init__()
        self._first, self.theme = first, DARK
        # The caret stays in the text, where generated text is inserted.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        high = max(HEIGHT, self.fontMetrics().height() + 10)
        return QSize(words + 2 * PADDING if self._first else HEIGHT, high)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(self.theme.primary)
        if not self.isEnabled():
            ground = self.palette().color(QPalette.ColorRole.Midlight)
        elif self.isDown() or self.underMouse():
            ground = ground.darker(115)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        # Cut off the inner end.
        shape = self.rect().adjusted(0, 0, RADIUS, 0) if self._first else self.rect()
        shape = shape if self._first else shape.adjusted(-RADIUS, 0, 0, 0)
        painter.drawRoundedRect(shape, RADIUS, RADIUS)
        words = QColor(self.theme.on_primary)
        if not self.isEnabled():
            words = self.palette().color(QPalette.ColorRole.PlaceholderText)
        painter.setPen(QPen(words, 1.5))
        if self._first:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        else:
            painter.fillRect(0, 5, 1, self.height() - 10, words)
            middle = QPointF(self.width() / 2, self.height() / 2)
            ends = (-ARROW, -ARROW / 2), (0, ARROW / 2), (ARROW, -ARROW / 2)
            painter.drawPolyline([middle + QPointF(x, y) for x, y in ends])
        if self.hasFocus():
            painter.setPen(QPen(words, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(3, 3, -4, -4), 4, 4)
        painter.end()


class GenerateBar(QWidget):
    """*Continue the text*, or *Stop* while generating. The arrow opens `options`."""

    def __init__(self, start: QAction, stop: QAction, preferences: Preferences) -> None:
        super().__init__()
        self._preferences, self._settings = preferences, preferences.settings
        self._start, self._stop = start, stop
        start.setIconText(tr("Continue the text"))
        stop.setIconText(tr("Stop"))
        self.button, self.arrow = Primary(first=True), Primary(first=False)
        self.arrow.setAccessibleName(tr("How the text is continued"))
        self.arrow.setToolTip(plain_tip(tr("Length, temperature, top-k, top-p and seed")))
        self.options = Popover(tr("How the text is continued"), self)
        self.arrow.clicked.connect(lambda: self.options.open_at(self))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 12, 0)
        row.setSpacing(0)
        row.addWidget(self.button)
        row.addWidget(self.arrow)
        self.temperature = _number(0, 5)
        self.top_k = _whole(0, 100_000, tr("all"))
        self.top_p = _number(0, 1)
        self.seed = _whole(0, SEEDS)
        self.tokens = _whole(1, 100_000)
        self._boxes: tuple[tuple[str, NumberBox, str, str], ...] = (
            (
                tr("Freedom (temperature)"),
                self.temperature,
                tr("0 always chooses the most probable token"),
                "0.00",
            ),
            (
                tr("Choose among the likeliest (top-k)"),
                self.top_k,
                tr("Choose among this many most probable tokens; 0 means all"),
                "00000",
            ),
            (
                tr("Leave out the unlikely (top-p)"),
                self.top_p,
                tr("Choose among the most probable tokens that together reach this probability"),
                "0.00",
            ),
            (
                tr("Start number (seed)"),
                self.seed,
                tr("The same seed gives the same text"),
                "000000",
            ),
            (
                tr("Length, in tokens"),
                self.tokens,
                tr("Generate at most this many tokens"),
                "00000",
            ),
        )
        terms = {self.temperature: "temperature", self.top_k: "top_k", self.top_p: "top_p"}
        for label, box, tip, _ in self._boxes:
            self._offer(label, box, tip, terms.get(box, ""))
        self.fit()
        self._show()
        for _, box, _, _ in self._boxes:
            box.valueChanged.connect(self._read)
        preferences.follow(self._show, *asdict(self.sampling))
        stop.enabledChanged.connect(self._show_command)
        self._show_command()

    @property
    def sampling(self) -> Sampling:
        """The settings of generation."""
        return self._settings.sampling

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        for part in (self.button, self.arrow):
            part.theme = theme
            part.update()

    def fit(self) -> None:
        """Fit the button to the current font."""
        for _, box, _, widest in self._boxes:
            box.setFixedWidth(box.fontMetrics().horizontalAdvance(widest) + 22)

    def _offer(self, label: str, box: NumberBox, tip: str, term: str) -> None:
        box.setToolTip(explained(term, about=tip))
        for part in (box, box.lineEdit()):
            part.setAccessibleName(label)
        box.setAccessibleDescription(tip)
        box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.options.add(box, label)

    @Slot()
    def _show_command(self) -> None:
        action = self._stop if self._stop.isEnabled() else self._start
        before = self.button.defaultAction()
        if action is not before:
            if before is not None:
                self.button.removeAction(before)
            self.button.setDefaultAction(action)
            self.button.setAccessibleName(action.iconText())
            self.button.updateGeometry()

    def _show(self) -> None:
        """Show the preferences in force."""
        for (_, box, _, _), value in zip(self._boxes, astuple(self.sampling), strict=True):
            box.show_value(value)

    @Slot()
    def _read(self) -> None:
        chosen = replace(
            self.sampling,
            temperature=round(self.temperature.value(), 2),
            top_k=self.top_k.value(),
            top_p=round(self.top_p.value(), 2),
            seed=self.seed.value(),
            tokens=self.tokens.value(),
        )
        for id, value in asdict(chosen).items():
            self._preferences.set(id, value)
