"""The figures of the selected span: what the tracks show, summed up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from wmstudio.app.phrases import phrase
from wmstudio.app.spans import Span, bits_per_byte, figures, size_in_bytes
from wmstudio.gui.translation import counted, tr
from wmstudio.gui.wording import mono_font, number, quantity_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction, QResizeEvent

    from wmstudio.app.quantities import Quantity
    from wmstudio.engine.messages import Frame, Opened
    from wmstudio.gui.theme import Theme

LEAST_OF_NAME = 90
COLUMNS = (phrase("mean"), phrase("min"), phrase("max"), phrase("sum"))


class SpanFigures(QWidget):
    """A line about the span, a table with a row a quantity, and what can be done with it."""

    def __init__(self, *actions: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.table = QTableWidget(0, len(COLUMNS))
        self.table.setAccessibleName(tr("Figures of the selected span"))
        self.table.setHorizontalHeaderLabels([tr(column) for column in COLUMNS])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        across = self.table.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        down = self.table.verticalHeader()
        down.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        down.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for action in actions:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(action.text().replace("&", ""))
            buttons.addWidget(button)
        buttons.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(8, 6, 8, 6)
        lines.setSpacing(4)
        lines.addWidget(self.about)
        lines.addWidget(self.table, 1)
        lines.addLayout(buttons)
        self._shown: tuple[object, ...] = ()

    def sizeHint(self) -> QSize:
        return QSize(390, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    def show_span(
        self, span: Span, opened: Opened, frame: Frame, quantities: Sequence[Quantity]
    ) -> None:
        """Sum up; nothing is done where all of it has been."""
        trace = frame.trace
        span = span.within(len(trace)) or Span(span.start, span.start)
        chunks = trace.chunks_in(span.start, span.stop)
        shown = (span, tuple(quantities), chunks)
        if self._is_shown(shown):
            return
        self._shown = shown
        size = size_in_bytes(trace, span, opened.pieces)
        per_byte = bits_per_byte(trace, span, opened.pieces)
        told = (
            tr("Span: tokens {first}–{last}", first=span.start, last=span.stop - 1),
            counted(len(span), "{n} token", "{n:,} tokens"),
            counted(size, "{n} byte", "{n:,} bytes"),
            tr("{bits} bits per byte", bits=number(per_byte)),
        )
        self.about.setText(" · ".join(told))
        self.table.setRowCount(len(quantities))
        self.table.setVerticalHeaderLabels([quantity_words(q) for q in quantities])
        for row, quantity in enumerate(quantities):
            found = figures(quantity.values(trace, span.start, span.stop))
            cells = (found.mean, found.least, found.most, found.total)
            known = tr("{n:,} of {all:,} tokens are known", n=found.known, all=len(span))
            for column, value in enumerate(cells):
                cell = QTableWidgetItem(number(value) if found.known else "")
                cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                cell.setToolTip(f"{quantity_words(quantity)} {tr(quantity.measure)}: {known}")
                self.table.setItem(row, column, cell)
            name = self.table.verticalHeaderItem(row)
            what = quantity_words(quantity)
            name.setText(tr("{name} (part)", name=what) if found.known < len(span) else what)
            name.setToolTip(f"{what}: {known}")
        self._fit()

    def _fit(self) -> None:
        """Names give way to numbers where there is not room for both; their tooltips have them."""
        header = self.table.horizontalHeader()
        numbers = sum(
            max(header.sectionSizeHint(i), self.table.sizeHintForColumn(i))
            for i in range(header.count())
        )
        room = self.table.width() - numbers - 2 * self.table.frameWidth() - 2
        self.table.verticalHeader().setMaximumWidth(max(room, LEAST_OF_NAME))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours, and fonts of the size that is wanted now."""
        palette = self.table.palette()
        for role in (QPalette.ColorRole.Button, QPalette.ColorRole.Base):
            palette.setColor(role, QColor(theme.base))
        for part in (self.table, self.table.horizontalHeader(), self.table.verticalHeader()):
            part.setPalette(palette)
        font = mono_font(0.85)
        for part in (self.table, self.table.horizontalHeader(), self.table.verticalHeader()):
            part.setFont(font)

    def _is_shown(self, other: tuple[object, ...]) -> bool:
        if not self._shown or self._shown[:2] != other[:2]:
            return False
        before, now = self._shown[2], other[2]
        assert isinstance(before, tuple)
        assert isinstance(now, tuple)
        return len(before) == len(now) and all(a is b for a, b in zip(before, now, strict=True))
