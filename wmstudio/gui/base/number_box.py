"""Boxes for numbers: typed alike in every locale, and never rewritten under somebody's keys."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import decimal

from PySide6.QtCore import QLocale, QSignalBlocker
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

if TYPE_CHECKING:
    from PySide6.QtGui import QValidator
    from PySide6.QtWidgets import QWidget

SIGNS = str.maketrans({",": ".", "٫": ".", "−": "-"})
"""What else people write for a decimal point and a minus."""


def plain_number(text: str) -> str:
    """A number as the C locale writes it, from what was typed in any script."""
    return "".join(str(decimal(c, c)) for c in text.translate(SIGNS))


class WholeBox(QSpinBox):
    """A whole number; digits of every script are taken."""

    def __init__(self, low: int = 0, high: int = 99, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Numbers look the same in the whole program, in files and in the notebook.
        self.setLocale(QLocale.c())
        self.setRange(low, high)

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        return super().validate(plain_number(text), at)

    def show_value(self, value: int) -> None:
        """Show what is in force, without telling anybody.

        What is being typed and already means this value stays as it is typed.
        """
        if value != self.value():
            with QSignalBlocker(self):
                self.setValue(value)


class DecimalBox(QDoubleSpinBox):
    """A number with decimals; a point and a comma both begin them."""

    def __init__(self, low: float = 0.0, high: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLocale(QLocale.c())
        self.setRange(low, high)

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        return super().validate(plain_number(text), at)

    def show_value(self, value: float) -> None:
        """Show what is in force, without telling anybody; see `WholeBox.show_value`."""
        if round(value, self.decimals()) != round(self.value(), self.decimals()):
            with QSignalBlocker(self):
                self.setValue(value)


NumberBox = WholeBox | DecimalBox
