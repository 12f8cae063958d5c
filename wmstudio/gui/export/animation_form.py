"""The form for an animation: what, how fast, how large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QWidget,
)

from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.number_box import WholeBox
from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.features.player import SPEED_OPTIONS, SPEEDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.app.spans import Span

SMALLEST, USUAL = 160, 960


class AnimationForm(QDialog):
    """A form without actions of its own."""

    save_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export animation"))
        self.what = QComboBox()
        self.what.setAccessibleName(tr("Picture of"))
        self.what.currentIndexChanged.connect(self._choose)
        self._sizes: Mapping[str, tuple[int, int]] = {}
        self.speed = Choice(tr("Tokens per second"), SPEED_OPTIONS)
        self.wide = WholeBox()
        self.wide.setAccessibleName(tr("Width"))
        self.wide.lineEdit().setAccessibleName(tr("Width"))
        self.wide.setSuffix(" px")
        self.wide.valueChanged.connect(self._tell)
        self.about = PlainLabel()
        self.about.setWordWrap(True)
        self._span: Span | None = None
        lines = QFormLayout(self)
        for name, widget in (
            (tr("Picture of"), self.what),
            (tr("Tokens per second"), self.speed),
            (tr("Width"), self.wide),
        ):
            lines.addRow(name, widget)
        lines.addRow(self.about)
        roles = QDialogButtonBox.ButtonRole
        buttons = QDialogButtonBox()
        self.save = buttons.addButton(tr("Save as…"), roles.ApplyRole)
        buttons.addButton(tr("Close"), roles.RejectRole)
        self.save.clicked.connect(self.save_requested)
        buttons.rejected.connect(self.reject)
        lines.addRow(buttons)

    @property
    def chosen(self) -> str:
        """The id of the chosen picture."""
        return self.what.currentData() or ""

    @property
    def tokens_a_second(self) -> int:
        """The chosen speed."""
        return SPEEDS[self.speed.currentIndex()]

    @property
    def picture_width(self) -> int:
        """The width of each frame in pixels."""
        return self.wide.value()

    def set_pictures(
        self,
        names: Mapping[str, str],
        sizes: Mapping[str, tuple[int, int]],
        span: Span,
        speed: int,
    ) -> None:
        """Offer pictures by id, with their names and sizes, one frame per token of the span."""
        before = self.chosen
        self._sizes, self._span = sizes, span
        self.what.clear()
        for id, name in names.items():
            self.what.addItem(name, id)
        self.what.setCurrentIndex(max(self.what.findData(before), 0))
        self.speed.setCurrentIndex(SPEEDS.index(speed) if speed in SPEEDS else 2)
        self._choose()

    @Slot()
    def _choose(self) -> None:
        if size := self._sizes.get(self.chosen):
            # A larger one would show no more.
            wide = size[0]
            self.wide.setRange(min(SMALLEST, wide), wide)
            self.wide.setValue(min(USUAL, wide))
            self._tell()

    @Slot()
    def _tell(self) -> None:
        size = self._sizes.get(self.chosen)
        if self._span is None or size is None:
            return
        wide, high = size
        self.about.setText(
            counted(
                len(self._span),
                "{n} frame of {wide} × {high} pixels: token {first}",
                "{n} frames of {wide} × {high} pixels: tokens {first}–{last}",
                wide=self.picture_width,
                high=max(round(high * self.picture_width / wide), 1),
                first=self._span.start,
                last=self._span.stop - 1,
            )
        )
