"""Number boxes that work the same in every locale and never change what is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import decimal

from PySide6.QtCore import QLocale, QSignalBlocker
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

if TYPE_CHECKING:
    from PySide6.QtGui import QValidator
    from PySide6.QtWidgets import QWidget

SIGNS = str.maketrans({",": ".", "٫": ".", "−": "-"})
"""Other characters for the decimal point and the minus sign."""


def plain_number(text: str) -> str:
    """A number in the C locale's notation, from digits of any script."""
    return "".join(str(decimal(c, c)) for c in text.translate(SIGNS))


class WholeBox(QSpinBox):
    """A box for an integer. It accepts digits of every script."""

    def __init__(self, low: int = 0, high: int = 99, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Numbers look the same in the whole program, in files and in notebooks.
        self.setLocale(QLocale.c())
        self.setRange(low, high)

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        return super().validate(plain_number(text), at)

    def show_value(self, value: int) -> None:
        """Show a value without emitting signals.

        Text that is being typed and already means this value is not changed.
        """
        if value != self.value():
            with QSignalBlocker(self):
                self.setValue(value)


class DecimalBox(QDoubleSpinBox):
    """A box for a decimal number. Both point and comma separate decimals."""

    def __init__(self, low: float = 0.0, high: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLocale(QLocale.c())
        self.setRange(low, high)

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        return super().validate(plain_number(text), at)

    def show_value(self, value: float) -> None:
        """Show a value without emitting signals; see `WholeBox.show_value`."""
        if round(value, self.decimals()) != round(self.value(), self.decimals()):
            with QSignalBlocker(self):
                self.setValue(value)


NumberBox = WholeBox | DecimalBox
