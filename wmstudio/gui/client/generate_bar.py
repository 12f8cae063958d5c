"""Generate, Stop, and how the next token is chosen."""

from __future__ import annotations

from dataclasses import asdict, astuple, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QHBoxLayout,
    QToolButton,
    QWidget,
)

from wmstudio.app.preferences import SEEDS
from wmstudio.gui.base.number_box import DecimalBox, NumberBox, WholeBox
from wmstudio.gui.base.plain import PlainLabel, plain_tip
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from wmstudio.engine.messages import Sampling
    from wmstudio.gui.base.preferences import Preferences


def _whole(low: int, high: int, zero: str = "") -> WholeBox:
    box = WholeBox(low, high)
    box.setSpecialValueText(zero)
    return box


def _number(low: float, high: float) -> DecimalBox:
    box = DecimalBox(low, high)
    box.setDecimals(2)
    box.setSingleStep(0.05)
    return box


def _button(action: QAction) -> QWidget:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(False)
    # The caret stays in the text, where the generated text goes.
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.text().replace("&", ""))
    return _part(button)


def _labelled(label: str, box: NumberBox, tip: str) -> QWidget:
    name = PlainLabel(label)
    name.setBuddy(box)
    name.setToolTip(plain_tip(tip))
    box.setToolTip(plain_tip(tip))
    for part in (box, box.lineEdit()):
        part.setAccessibleName(label)
    box.setAccessibleDescription(tip)
    box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    return _part(name, box)


def _part(*widgets: QWidget) -> QWidget:
    part = QWidget()
    row = QHBoxLayout(part)
    row.setContentsMargins(4, 0, 4, 0)
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget)
    return part


class GenerateBar(QObject):
    """Two buttons and five numbers.

    Each is a part of its own: what does not fit into the window is behind the tool bar's arrow.
    """

    def __init__(self, start: QAction, stop: QAction, preferences: Preferences) -> None:
        super().__init__(preferences)
        self._preferences, self._settings = preferences, preferences.settings
        self.parts: list[QWidget] = [_button(start), _button(stop)]
        self.temperature = _number(0, 5)
        self.top_k = _whole(0, 100_000, tr("all"))
        self.top_p = _number(0, 1)
        self.seed = _whole(0, SEEDS)
        self.tokens = _whole(1, 100_000)
        self._boxes: tuple[tuple[str, NumberBox, str, str], ...] = (
            (
                tr("Temperature"),
                self.temperature,
                tr("0 always chooses the most probable token"),
                "0.00",
            ),
            (
                tr("Top-k"),
                self.top_k,
                tr("Choose among this many most probable tokens; 0 means all"),
                "00000",
            ),
            (
                tr("Top-p"),
                self.top_p,
                tr("Choose among the most probable tokens that together reach this probability"),
                "0.00",
            ),
            (tr("Seed"), self.seed, tr("The same seed gives the same text"), "000000"),
            (tr("Tokens"), self.tokens, tr("Generate at most this many tokens"), "00000"),
        )
        for label, box, tip, _ in self._boxes:
            self.parts.append(_labelled(label, box, tip))
        self.fit()
        self._show()
        for _, box, _, _ in self._boxes:
            box.valueChanged.connect(self._read)
        preferences.follow(self._show, *asdict(self.sampling))

    @property
    def sampling(self) -> Sampling:
        """How to generate."""
        return self._settings.sampling

    def _show(self) -> None:
        """Show what was chosen, here or elsewhere."""
        for (_, box, _, _), value in zip(self._boxes, astuple(self.sampling), strict=True):
            box.show_value(value)

    def fit(self) -> None:
        """Make room by the font that is used now."""
        for _, box, _, widest in self._boxes:
            box.setFixedWidth(box.fontMetrics().horizontalAdvance(widest) + 22)

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
