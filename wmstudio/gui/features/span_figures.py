"""The figures of the selected span: sums and means of the tracks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wmstudio.app.phrases import phrase
from wmstudio.app.spans import Span, bits_per_byte, figures, size_in_bytes
from wmstudio.gui.base import fonts
from wmstudio.gui.base.buttons import CommandButton
from wmstudio.gui.base.plain import PlainLabel, plain_tip
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.base.wording import maybe_rounded, number, quantity_words
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QResizeEvent

    from wmstudio.app.quantities import Quantity
    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.engine.trace import Chunk
    from wmstudio.gui.base.theme import Theme

LEAST_OF_NAME = 90
MOST_ROWS = 4
"""Number of table rows that are visible without scrolling."""
COLUMNS = (phrase("mean"), phrase("min"), phrase("max"), phrase("sum"))


@dataclass(frozen=True, eq=False)
class SpanOf:
    """The span of a lane. Its mark is empty if there is one lane."""

    mark: str
    span: Span
    opened: OpenedModel
    frame: Frame
    quantities: tuple[Quantity, ...]
    rounded: bool = False
    """Whether any of their values is not exact."""
    text: str | None = None
    """The text of the frame, where it is still the one that is written."""

    @property
    def values(self) -> int:
        """How many values that are."""
        return len(self.span) * sum(self.opened.signals[name].size for name in self.watch)

    @property
    def watch(self) -> tuple[str, ...]:
        """The signals that the figures are computed from."""
        return tuple(dict.fromkeys(name for q in self.quantities for name in q.watch))

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """The chunks of the trace from which the figures are computed."""
        return self.frame.trace.chunks_in(self.span.start, self.span.stop)


_PanelState = tuple[str, Span, "OpenedModel", bool, tuple["Quantity", ...], tuple["Chunk", ...]]


class SpanFigures(QWidget):
    """A line about the span, a table with one row per quantity, and buttons."""

    def __init__(self, *actions: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.about = PlainLabel()
        self.about.setWordWrap(True)
        self.table = QTableWidget(0, len(COLUMNS))
        self.table.setAccessibleName(tr("Figures of the selected span"))
        self.table.setHorizontalHeaderLabels([tr(column) for column in COLUMNS])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        # If there is little room, the line above is more important.
        self.table.setMinimumHeight(1)
        self.table.setTabKeyNavigation(False)
        across = self.table.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        down = self.table.verticalHeader()
        down.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        down.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(self.about, 1)
        for action in actions:
            buttons.addWidget(CommandButton(action))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(8, 6, 8, 6)
        lines.setSpacing(4)
        lines.addLayout(buttons)
        lines.addWidget(self.table, 1)
        self._shown: tuple[_PanelState, ...] = ()

    def sizeHint(self) -> QSize:
        rows = self.table.verticalHeader()
        of_rows = rows.length() // max(rows.count(), 1) * min(rows.count(), MOST_ROWS)
        of_table = self.table.horizontalHeader().sizeHint().height() + of_rows + 4
        return QSize(390, of_table + self.about.heightForWidth(240) + 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, min(self.sizeHint().height(), 52))

    def show_span(self, *sides: SpanOf) -> None:
        """Show the figures of each lane. Nothing is recomputed if nothing has changed."""
        sides = tuple(replace(side, span=_within(side)) for side in sides)
        shown = tuple(
            (
                *(side.mark, side.span, side.opened, side.text is None),
                *(side.quantities, side.chunks),
            )
            for side in sides
        )
        if len(shown) == len(self._shown) and all(map(_same, shown, self._shown)):
            return
        self._shown = shown
        self.about.setText("\n".join(map(_about, sides)))
        rows = [(side, quantity) for side in sides for quantity in side.quantities]
        self.table.setRowCount(len(rows))
        names = [_named(side, quantity_words(quantity)) for side, quantity in rows]
        self.table.setVerticalHeaderLabels(names)
        for row, (side, quantity) in enumerate(rows):
            self._fill(row, names[row], side, quantity)
        self._fit()
        self.updateGeometry()

    def _fill(self, row: int, what: str, side: SpanOf, quantity: Quantity) -> None:
        span = side.span
        found = figures(quantity.values(side.frame.trace, span.start, span.stop))
        known = tr("{n:,} of {all:,} tokens are known", n=found.known, all=len(span))
        rounded = quantity.is_rounded(side.frame.trace, span.start, span.stop)
        for column, value in enumerate((found.mean, found.least, found.most, found.total)):
            said = maybe_rounded(value, rounded=rounded)
            cell = QTableWidgetItem(said if found.known else "")
            cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            cell.setToolTip(plain_tip(f"{what} {tr(quantity.measure)}: {known}"))
            self.table.setItem(row, column, cell)
        name = self.table.verticalHeaderItem(row)
        name.setText(tr("{name} (part)", name=what) if found.known < len(span) else what)
        name.setToolTip(plain_tip(f"{what}: {known}"))

    def _fit(self) -> None:
        """Elide names where the numbers need the room; tooltips have the full names."""
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
        """Use the theme's colours and the current font size."""
        palette = self.table.palette()
        for role in (QPalette.ColorRole.Button, QPalette.ColorRole.Base):
            palette.setColor(role, QColor(theme.panel))
        for part in (self.table, self.table.horizontalHeader(), self.table.verticalHeader()):
            part.setPalette(palette)
        font = fonts.interface(0.85)
        for part in (self.table, self.table.horizontalHeader(), self.table.verticalHeader()):
            part.setFont(font)


def _within(side: SpanOf) -> Span:
    start = side.span.start
    return side.span.within(len(side.frame.trace)) or Span(start, start)


def _same(one: _PanelState, other: _PanelState) -> bool:
    """Whether the figures would be the same."""
    if one[:-1] != other[:-1] or len(one[-1]) != len(other[-1]):
        return False
    return all(a is b for a, b in zip(one[-1], other[-1], strict=True))


def _named(side: SpanOf, text: str) -> str:
    return f"{side.mark}  {text}" if side.mark else text


def _about(side: SpanOf) -> str:
    span, trace, pieces = side.span, side.frame.trace, side.opened.pieces
    size = size_in_bytes(trace, span, pieces, side.text)
    told = (
        tr("Span: tokens {first}–{last}", first=span.start, last=span.stop - 1),
        counted(len(span), "{n} token", "{n:,} tokens"),
        counted(size, "{n} byte", "{n:,} bytes"),
        tr("{bits} bits per byte", bits=number(bits_per_byte(trace, span, pieces, side.text))),
    )
    return _named(side, " · ".join((side.opened.name, *told) if side.mark else told))
