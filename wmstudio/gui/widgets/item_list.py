"""The items of a memory at one token: one row each, with its writer and contents."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QImage, QPainter, QPalette
from PySide6.QtWidgets import QAbstractScrollArea

from wmstudio.app.phrases import phrase
from wmstudio.contract import token_put_in_after
from wmstudio.engine.messages import ArgumentKind
from wmstudio.engine.trace import picture
from wmstudio.gui.base.colours import painted, table_of
from wmstudio.gui.base.translation import said, tr
from wmstudio.gui.base.wording import maybe_rounded
from wmstudio.gui.plots.lit import opacity
from wmstudio.gui.plots.spoken.faces import Reading
from wmstudio.gui.plots.token_canvas import STALE
from wmstudio.gui.widgets.item_brush import GAP, INSET, LEAST_ROW, ItemBrush, Quoted, SeenRow
from wmstudio.gui.widgets.item_places import lay_out
from wmstudio.gui.widgets.item_words import GONE, called, told
from wmstudio.gui.widgets.items import NOTHING, Column, Items, QuotedToken, with_gone

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from wmstudio.engine.messages import Signal as ModelSignal
    from wmstudio.gui.base.theme import Theme

TOLD = 5
"""Number of rows in the description for screen readers."""
WRITTEN_BY = phrase("written by")
FORGOTTEN, PUT_IN = phrase("forgotten"), phrase("put in by hand")


class ItemList(QAbstractScrollArea):
    """Painted instead of made of widgets, because it shows a hundred rows at every keystroke."""

    token_clicked = Signal(int)
    pointed = Signal()
    menu_requested = Signal(str, int, QPoint)
    """Open the menu of an item (``slot``, or ``token`` where items have no numbers) with this
    number, at a point; without a number, the menu of the whole memory."""

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        *,
        title: str = WRITTEN_BY,
        noun: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``title`` stands over the texts; items with a ``noun`` have numbers of their own."""
        super().__init__(parent)
        self.brush = ItemBrush(self.viewport())
        self.columns, self.title, self.noun = tuple(columns), title, noun
        self.numbered = False
        """Whether the numbers of items are shown."""
        self.items = NOTHING
        """The items of the memory."""
        self.rows = NOTHING
        """The listed rows: the items, then those that were read and are no longer there."""
        self.contents_signal: ModelSignal | None = None
        self.rounded = False
        """Whether the contents are not exact."""
        self.empty_text = ""
        """The text shown for an empty list."""
        self._first = 0
        """The first visible item."""
        self._strips = QImage()
        """The contents of visible items, as an image."""
        self._edges: npt.NDArray[np.float64] = np.zeros(1)
        self._places: tuple[QRect, ...] = ()
        self._placed: tuple[object, ...] = ()
        """What the places and the titles depend on."""
        self.forgotten: frozenset[int] = frozenset()
        """Tokens that the memory was made to forget."""
        self.lit: dict[int, float] = {}
        """Tokens whose rows are lit, with the share (0 to 1) that each gives the candidate."""
        self._stale = False
        self._pointer: QPoint | None = None
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setMinimumSize(200, 80)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        # Otherwise all that is under it is repainted too.
        self.verticalScrollBar().setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def row_height(self) -> int:
        """Height in pixels of a row, and of the titles."""
        return max(LEAST_ROW, self.brush.height + 4)

    def heights(self) -> npt.NDArray[np.float64]:
        """The height of every row in pixels."""
        return np.full(len(self.rows), float(self.row_height))

    def set_columns(self, columns: tuple[Column, ...]) -> None:
        """Have these columns. Items with the numbers of others go, and are shown anew."""
        if columns != self.columns:
            self.columns = columns
            self.show_items(NOTHING)

    def show_items(
        self, items: Items, contents: ModelSignal | None = None, gone: Items = NOTHING
    ) -> None:
        """Show items, their contents by a signal, and those that were read and are ``gone``."""
        before = self._placed
        self.items, self.contents_signal = items, contents
        self.rows = with_gone(items, gone) if len(gone) else items
        self._fit()
        top = self.row_height if before == self._placed else 0
        self.viewport().update(self.viewport().rect().adjusted(0, top, 0, 0))

    @property
    def row_of_keys(self) -> int | None:
        """The row that the keyboard has chosen; None for none."""
        return None

    def spoken(self) -> Reading:
        """The chosen row, else the one pointed at, else the first; then the first few of all."""
        at = self.row_of_keys
        value = self.words() if at is None or at >= len(self.rows) else self.told(at)
        if not value:
            value = self.told(0) if len(self.rows) else self.empty_text
        return Reading(value, "\n".join(self.told_rows()))

    def told_rows(self) -> list[str]:
        """The number of items in use, and the first few rows."""
        used = int(self.items.written.sum())
        told = [tr("{n:,} of {all:,} in use", n=used, all=len(self.items))]
        return told + [self.told(at) for at in range(min(len(self.rows), TOLD))]

    def light(self, shares: dict[int, float]) -> None:
        """Light the rows of tokens by the shares (0 to 1) that they give a candidate."""
        if shares != self.lit:
            self.lit = shares
            self.viewport().update()

    @property
    def kind(self) -> ArgumentKind:
        """What an edit of a row refers to: its item, or the token where items have no numbers."""
        return ArgumentKind.ITEM if self.noun else ArgumentKind.TOKEN

    def target(self, at: int) -> tuple[ArgumentKind, int]:
        """What an edit of a row refers to, and its number."""
        return self.kind, int(self.rows.index[at])

    def words(self) -> str:
        """The value under the pointer."""
        at = self.item_at(self._pointer)
        if at is None or self._pointer is None:
            return ""
        contents_NF = self.rows.contents
        strip, features = self._places[-1], contents_NF.shape[1]
        along = self._pointer.x() - strip.left()
        held = self.rows.written[at] and not self.rows.is_gone(at)
        if held and features and 0 <= along < strip.width():
            feature = min(along * features // strip.width(), features - 1)
            value = maybe_rounded(float(self.rows.contents[at, feature]), rounded=self.rounded)
            return tr("{item}, feature {n}: {value}", item=self.called(at), n=feature, value=value)
        return self.told(at)

    def called(self, at: int) -> str:
        """An item by its number, and by the token that wrote it."""
        return called(self.rows, at, self.noun)

    def told(self, at: int) -> str:
        """The full description of an item, exact."""
        return told(self.rows, at, self.columns, self.noun)

    def set_stale(self, stale: bool) -> None:
        """Dim the rows."""
        if stale != self._stale:
            self._stale = stale
            self.viewport().update()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self.brush.apply_theme(theme)
        self._placed = ()  # letters of another size take another room
        self._fit()
        palette = self.viewport().palette()
        palette.setColor(QPalette.ColorRole.Base, theme.panel)
        palette.setColor(QPalette.ColorRole.Window, theme.panel)
        self.viewport().setPalette(palette)
        self.viewport().setAutoFillBackground(True)
        self.viewport().update()

    # --- layout ---

    def _lay_out(self) -> tuple[QRect, ...]:
        """The rectangles of number, text, columns and contents, from left to right."""
        right, held = self.viewport().width() - INSET, self.contents_signal is not None
        title = tr(self.title)
        return lay_out(self.brush, self.columns, title, self.gutter(), right, contents=held)

    def gutter(self) -> int:
        """The width of the number column, with its gap."""
        if not self.numbered:
            return INSET
        return INSET + self.brush.width(str(max(len(self.rows) - 1, 0))) + GAP

    def item_at(self, point: QPoint | None) -> int | None:
        """The item at a pixel of the viewport."""
        if point is None or point.y() < self.row_height or not len(self.rows):
            return None
        y = point.y() - self.row_height + self.verticalScrollBar().value()
        at = int(np.searchsorted(self._edges, y, side="right")) - 1
        return at if at < len(self.rows) else None

    def place_of(self, token: int) -> QPoint | None:
        """The left end of a token's row on the screen; None if it is not visible."""
        found = np.flatnonzero(self.rows.writers == token)
        if not len(found) or not self.isVisible():
            return None
        low, scrolled = self.row_height, self.verticalScrollBar().value()
        top, bottom = self._edges[found[0]], self._edges[found[0] + 1]
        middle = low + round(top + min(bottom - top, low) / 2) - scrolled
        seen = low <= middle < self.viewport().height()
        return self.viewport().mapToGlobal(QPoint(GAP // 2, middle)) if seen else None

    def _fit(self) -> None:
        self._edges = np.concatenate([[0.0], np.cumsum(self.heights())])
        titles = tuple(said(column.title) for column in self.columns)
        placed = self.viewport().width(), self.gutter(), self.columns, titles, self.contents_signal
        if placed != self._placed:
            self._placed, self._places = placed, self._lay_out()
        seen = max(self.viewport().height() - self.row_height, 1)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(round(self._edges[-1]) - seen, 0))
        bar.setPageStep(seen)
        bar.setSingleStep(self.row_height)

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self.brush.font)
        below, area = self.row_height, self.viewport().rect()
        if event.rect().top() < below:
            places = tuple(self.brush.in_row(place, 0, below) for place in self._places)
            self.brush.titles(painter, places, tr(self.title), self.columns, self.contents_signal)
        painter.setClipRect(area.translated(0, below))
        painter.setOpacity(STALE if self._stale else 1.0)
        scrolled = self.verticalScrollBar().value()
        first = max(int(np.searchsorted(self._edges, scrolled, side="right")) - 1, 0)
        tops = (np.rint(self._edges).astype(int) + below - scrolled).tolist()
        stop = min(int(np.searchsorted(tops, area.height())), len(self.rows))
        self._first, self._strips = first, self.strips(first, stop)
        rows = (SeenRow(at, tops[at], tops[at + 1] - tops[at]) for at in range(first, stop))
        self.paint_rows(painter, [row for row in rows if row.height > 0])
        if not len(self.rows) and self.empty_text:
            painter.setPen(self.brush.quiet)
            wrapped = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(area.adjusted(24, below, -24, 0), wrapped, self.empty_text)
        painter.end()

    def paint_rows(self, painter: QPainter, rows: Sequence[SeenRow]) -> None:
        """Paint the visible items, column by column."""
        brush, items, place = self.brush, self.rows, self._places[1]
        for at, top, height in rows:
            if share := self.lit.get(int(items.writers[at])):
                # Only the word is tinted, so that the numbers stay legible.
                words = QRect(0, top, place.right() + 1 + GAP // 2, height)
                brush.tint(painter, words, opacity(share))
        if self.numbered:
            numbers = [(row, str(items.index[row.at])) for row in rows]
            brush.lines(painter, self._places[0], numbers, brush.quiet, right=True)
        written = [row for row in rows if items.written[row.at]]
        empty = [(row, tr("empty")) for row in rows if not items.written[row.at]]
        mixed = [row for row in written if items.is_mixed(row.at)]
        brush.lines(painter, place, empty, brush.quiet)
        brush.lines(painter, place, [(row, tr("mixed")) for row in mixed], brush.text_colour)
        quoted = [(row, self._quoted(row.at)) for row in written if row not in mixed]
        brush.words(painter, place, quoted)
        self.paint_cells(painter, written)
        for at, top, height in written:
            if not items.is_gone(at):
                self.paint_strip(painter, at, top + 1, height - 2)

    def _quoted(self, at: int) -> Quoted:
        """What is written of the token that has written an item."""
        # On a tint the colour of context could not be read.
        brush, items, writer = self.brush, self.rows, int(self.rows.writers[at])
        gone = tr(GONE) if items.is_gone(at) else ""
        note = tr(FORGOTTEN) if writer in self.forgotten else gone
        around = brush.text_colour if writer in self.lit else brush.quiet
        if (token := token_put_in_after(writer)) is not None:
            own = items.texts.words(at).own
            note = tr("after token {token}", token=token)
            if own:
                note = tr("put in after token {token}", token=token)
            told = QuotedToken("", own or tr(PUT_IN))
            return Quoted(told, brush.text_colour, brush.quiet, note)
        return Quoted(items.texts.words(at), around if note else brush.text_colour, around, note)

    def name_of(self, at: int) -> str:
        """The text of an item's writer, or that it was put in by hand."""
        if self.rows.is_mixed(at):
            return tr("mixed")
        by_hand = token_put_in_after(int(self.rows.writers[at])) is not None
        return self.rows.texts.words(at).own or (tr(PUT_IN) if by_hand else "")

    def strips(self, first: int, stop: int) -> QImage:
        """The contents of these items, one row of pixels each."""
        contents, signal = self.rows.contents[first:stop], self.contents_signal
        if signal is None or not contents.size:
            return QImage()
        return painted(picture(contents, signal), table_of(signal, self.brush.theme))

    def place(self, at: int, top: int, height: int) -> QRect:
        """A rectangle of `_lay_out`, moved to a row."""
        return self.brush.in_row(self._places[at], top, height)

    def paint_cells(
        self, painter: QPainter, rows: Sequence[SeenRow], *, small: bool = False
    ) -> None:
        """Paint the numbers of items, column by column."""
        if not rows:
            return
        at = [row.at for row in rows]
        values, was, full = self.rows.cells[at].T.tolist(), self.rows.was, self.rows.full
        for i, (column, cells) in enumerate(zip(self.columns, values, strict=True)):
            place = self._places[i + 2]
            known = [(row, x) for row, x in zip(rows, cells, strict=True) if isfinite(x)]
            self.brush.column(painter, column, place, known, full, small=small)
            outlined = was[at, i].tolist() if was is not None and column.kind == "bar" else []
            for row, value in zip(rows, outlined, strict=False):
                if isfinite(value):
                    self.brush.outline(
                        painter, self.brush.in_row(place, row.top, row.height), value, full
                    )

    def paint_strip(self, painter: QPainter, at: int, top: int, height: int) -> None:
        """Paint the contents of an item."""
        if not self._strips.isNull() and self._places[-1].width() > 0:
            strip = QRect(0, at - self._first, self._strips.width(), 1)
            painter.drawImage(self.place(-1, top, max(height, 1)), self._strips, strip)

    # --- the pointer ---

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position().toPoint()
        self.pointed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self.item_at(event.position().toPoint())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            writer = int(self.rows.writers[at])
            if writer >= 0:
                self.token_clicked.emit(writer)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at, where = self.item_at(event.pos()), event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at = self.row_of_keys
            top = 0 if at is None else round(self._edges[at]) - self.verticalScrollBar().value()
            where = self.viewport().mapToGlobal(QPoint(INSET, self.row_height + top))
        if at is None or self.rows.is_gone(at):
            self.menu_requested.emit("", -1, where)
        else:
            self.menu_requested.emit(*self.target(at), where)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.pointed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
