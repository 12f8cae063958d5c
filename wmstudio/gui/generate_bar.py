"""Generate, Stop, and how the next token is chosen."""

from __future__ import annotations

from dataclasses import astuple, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QToolButton,
    QWidget,
)

from wmstudio.app.preferences import SEEDS

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from wmstudio.engine.messages import Sampling


def _whole(low: int, high: int, zero: str = "") -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setSpecialValueText(zero)
    return box


def _number(low: float, high: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(low, high)
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


def _labelled(label: str, box: QSpinBox | QDoubleSpinBox, tip: str) -> QWidget:
    name = QLabel(label)
    name.setBuddy(box)
    name.setToolTip(tip)
    box.setToolTip(tip)
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

    changed = Signal(object)
    """Another `Sampling` was chosen."""

    def __init__(
        self, start: QAction, stop: QAction, sampling: Sampling, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._sampling = sampling
        self.parts: list[QWidget] = [_button(start), _button(stop)]
        self.temperature = _number(0, 5)
        self.top_k = _whole(0, 100_000, "all")
        self.top_p = _number(0, 1)
        self.seed = _whole(0, SEEDS)
        self.tokens = _whole(1, 100_000)
        self._boxes: tuple[tuple[str, QSpinBox | QDoubleSpinBox, str, str], ...] = (
            ("Temperature", self.temperature, "0 takes the most probable token", "0.00"),
            ("Top-k", self.top_k, "Only so many most probable tokens; 0 is all", "00000"),
            ("Top-p", self.top_p, "Only the most probable that together reach this", "0.00"),
            ("Seed", self.seed, "The same seed gives the same text again", "000000"),
            ("Tokens", self.tokens, "Generate at most so many tokens", "00000"),
        )
        for label, box, tip, _ in self._boxes:
            self.parts.append(_labelled(label, box, tip))
        self.fit()
        self.show_sampling(sampling)
        for _, box, _, _ in self._boxes:
            box.valueChanged.connect(self._read)

    @property
    def sampling(self) -> Sampling:
        """How to generate."""
        return self._sampling

    def show_sampling(self, sampling: Sampling) -> None:
        """Show what was chosen elsewhere."""
        self._sampling = sampling
        for (_, box, _, _), value in zip(self._boxes, astuple(sampling), strict=True):
            with QSignalBlocker(box):
                box.setValue(value)

    def fit(self) -> None:
        """Make room by the font that is used now."""
        for _, box, _, widest in self._boxes:
            box.setFixedWidth(box.fontMetrics().horizontalAdvance(widest) + 22)

    @Slot()
    def _read(self) -> None:
        self._sampling = replace(
            self._sampling,
            temperature=round(self.temperature.value(), 2),
            top_k=self.top_k.value(),
            top_p=round(self.top_p.value(), 2),
            seed=self.seed.value(),
            tokens=self.tokens.value(),
        )
        self.changed.emit(self._sampling)
