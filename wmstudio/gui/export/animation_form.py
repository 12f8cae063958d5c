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
    from collections.abc import Sequence

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
        self._sizes: tuple[tuple[int, int], ...] = ()
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
    def index(self) -> int:
        """The chosen picture."""
        return self.what.currentIndex()

    @property
    def tokens_a_second(self) -> int:
        """The chosen speed."""
        return SPEEDS[self.speed.currentIndex()]

    @property
    def picture_width(self) -> int:
        """The width of each frame in pixels."""
        return self.wide.value()

    def set_pictures(
        self, names: Sequence[str], sizes: Sequence[tuple[int, int]], span: Span, speed: int
    ) -> None:
        """Offer pictures with their sizes, one frame per token of the span."""
        first = max(self.index, 0)
        self._sizes, self._span = tuple(sizes), span
        self.what.clear()
        self.what.addItems(list(names))
        self.what.setCurrentIndex(min(first, len(names) - 1))
        self.speed.setCurrentIndex(SPEEDS.index(speed) if speed in SPEEDS else 2)
        self._choose(self.index)

    @Slot(int)
    def _choose(self, at: int) -> None:
        if 0 <= at < len(self._sizes):
            # A larger one would show no more.
            wide = self._sizes[at][0]
            self.wide.setRange(min(SMALLEST, wide), wide)
            self.wide.setValue(min(USUAL, wide))
            self._tell()

    @Slot()
    def _tell(self) -> None:
        if self._span is None or not 0 <= self.index < len(self._sizes):
            return
        wide, high = self._sizes[self.index]
        self.about.setText(
            counted(
                len(self._span),
                "{n} picture of {wide} × {high} pixels: token {first}",
                "{n} frames of {wide} × {high} pixels: tokens {first}–{last}",
                wide=self.picture_width,
                high=max(round(high * self.picture_width / wide), 1),
                first=self._span.start,
                last=self._span.stop - 1,
            )
        )
