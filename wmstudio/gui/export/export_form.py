"""The form for exporting a figure: which, its title, its size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QWidget,
)

from wmstudio.gui.base.number_box import WholeBox
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import tr
from wmstudio.gui.export.figure_painter import DPI, LARGEST, SMALLEST

if TYPE_CHECKING:
    from wmstudio.app.figures import Figure


class ExportForm(QDialog):
    """A form without actions of its own."""

    save_requested = Signal()
    python_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export figure or data"))
        self.figures = QComboBox()
        self.figures.setAccessibleName(tr("Figure"))
        self.heading = QLineEdit()
        self.heading.setAccessibleName(tr("Title"))
        self.heading.setPlaceholderText(tr("its own"))
        self.wide, self.high = WholeBox(SMALLEST, LARGEST), WholeBox(SMALLEST, LARGEST)
        for box, name, usual in (
            (self.wide, tr("Width"), 960),
            (self.high, tr("Height"), 540),
        ):
            box.setValue(usual)
            box.setSuffix(" px")
            box.setAccessibleName(name)
            box.lineEdit().setAccessibleName(name)
            box.setToolTip(plain_tip(tr("Pixels of 1/{n} inch", n=DPI)))
        lines = QFormLayout(self)
        for name, widget in (
            (tr("Figure"), self.figures),
            (tr("Title"), self.heading),
            (tr("Width"), self.wide),
            (tr("Height"), self.high),
        ):
            lines.addRow(name, widget)
        roles = QDialogButtonBox.ButtonRole
        buttons = QDialogButtonBox()
        self.save = buttons.addButton(tr("Save as…"), roles.ApplyRole)
        self.python = buttons.addButton(tr("Copy as Python"), roles.ActionRole)
        self.done_button = buttons.addButton(tr("Close"), roles.RejectRole)
        self.save.clicked.connect(self.save_requested)
        self.python.clicked.connect(self.python_requested)
        buttons.rejected.connect(self.reject)
        lines.addRow(buttons)

    @property
    def index(self) -> int:
        """The chosen figure."""
        return self.figures.currentIndex()

    @property
    def picture_size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.wide.value(), self.high.value()

    def set_figures(self, names: Sequence[str], first: int) -> None:
        """Offer figures."""
        self.figures.clear()
        self.figures.addItems(list(names))
        self.figures.setCurrentIndex(first)

    def titled(self, figure: Figure) -> Figure:
        """The figure with the title from the form, if there is one."""
        return replace(figure, title=title) if (title := self.heading.text().strip()) else figure
