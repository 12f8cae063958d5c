"""The list of a memory's items, of which the chosen row opens a second line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal, Slot

from wmstudio.gui.base.pieces import last_word
from wmstudio.gui.base.translation import tr
from wmstudio.gui.plots.spoken.faces import announce
from wmstudio.gui.widgets.item_brush import SeenRow
from wmstudio.gui.widgets.item_detail import HEIGHT, ItemDetail
from wmstudio.gui.widgets.item_list import ItemList
from wmstudio.gui.widgets.items import NOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent

    from wmstudio.engine.messages import Signal as ModelSignal
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.widgets.items import Column, Items

STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ItemRows(ItemList):
    """At first the most-read row is chosen; a click or the arrow keys choose another.

    A double click or Enter goes to the word that has written the item, and Delete empties it.
    """

    empty_requested = Signal(str, int)
    """Empty an item: an `ArgumentKind`, and its number."""

    def __init__(self, name: str, columns: Sequence[Column] = (), *, noun: str = "") -> None:
        super().__init__(name, columns, noun=noun)
        self.chosen: int | None = None
        """The open row."""
        self.present = ""
        """The last word before the next token."""
        self._emptying = ""
        """The label of the button that empties an item.

        A forgotten token is restored by the same.
        """
        self.names = False
        """Whether reading an item predicts its own token as the next one."""
        self.detail = ItemDetail(self.viewport())
        self.detail.go.connect(self._go)
        self.detail.empty.connect(self._empty)
        self.verticalScrollBar().valueChanged.connect(self._place_detail)

    def show_items(
        self,
        items: Items,
        contents: ModelSignal | None = None,
        gone: Items = NOTHING,
        chosen: int | None = None,
    ) -> None:
        self.chosen = chosen
        super().show_items(items, contents, gone)
        self._open()
        announce(self)

    def choose(self, at: int) -> None:
        """Open a row, and scroll to it."""
        if not 0 <= at < len(self.rows) or at == self.chosen:
            return
        self.chosen = at
        self._fit()
        bar, seen = self.verticalScrollBar(), self.viewport().height() - self.row_height
        top, bottom = round(self._edges[at]), round(self._edges[at + 1])
        bar.setValue(min(max(bar.value(), bottom - seen), top))
        self._open()
        self.viewport().update()
        self.pointed.emit()
        announce(self)

    def set_emptying(self, emptying: str) -> None:
        """Set the label of the button that empties an item; an empty label hides it."""
        self._emptying = emptying
        self._open()

    def headline(self) -> str:
        """A short text about the chosen row."""
        at = self.chosen
        if at is None or not self.rows.written[at]:
            return ""
        read = [c.kind == "percent" for c in self.columns]
        if True not in read:
            return ""
        value = self.rows.cells[at, read.index(True)]
        return f"{self.name_of(at)} {self.columns[read.index(True)].written(float(value))} %"

    @property
    def row_of_keys(self) -> int | None:
        return self.chosen

    def heights(self) -> npt.NDArray[np.float64]:
        found = super().heights()
        if self.chosen is not None and self.chosen < len(found):
            found[self.chosen] += HEIGHT
        return found

    def paint_rows(self, painter: QPainter, rows: Sequence[SeenRow]) -> None:
        for at, top, height in rows:
            if at == self.chosen:
                area = QRect(0, top, self.viewport().width(), height)
                painter.fillRect(area, self.brush.lit)
        # The second line of the chosen row is a widget.
        low = self.row_height
        super().paint_rows(painter, [SeenRow(at, top, min(high, low)) for at, top, high in rows])

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.detail.apply_theme(theme)
        self._place_detail()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_detail()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self.item_at(event.position().toPoint())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self.item_at(event.position().toPoint())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(at)
            self._go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at, last, key = self.chosen, len(self.rows) - 1, event.key()
        if key in STEPS and last >= 0:
            self.choose(0 if at is None else min(max(at + STEPS[Qt.Key(key)], 0), last))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.choose(0 if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
        elif key == Qt.Key.Key_Delete:
            self._empty()
        else:
            super().keyPressEvent(event)

    def sentences(self, at: int) -> list[str]:
        """A sentence about a row that needs no numbers, and shorter ones; empty for none."""
        then = last_word(self.rows.texts.words(at).before.rstrip())
        if not then:
            return []
        short = [tr("It followed “{word}”.", word=then), tr("after “{word}”", word=then)]
        if self.names and then == self.present:
            return [tr("It followed “{word}”, as it would now.", word=then), *short]
        return short

    @property
    def _held(self) -> int | None:
        """The chosen row, if it still holds something."""
        at = self.chosen
        there = at is not None and self.rows.written[at] and not self.rows.is_gone(at)
        return at if there else None

    @Slot()
    def _go(self) -> None:
        if self.chosen is not None and (writer := int(self.rows.writers[self.chosen])) >= 0:
            self.token_clicked.emit(writer)

    @Slot()
    def _empty(self) -> None:
        if (at := self._held) is not None and self.detail.empty_button.text():
            self.empty_requested.emit(*self.target(at))

    def _open(self) -> None:
        """Update the second line of the chosen row."""
        if self.chosen is not None:
            written = self.rows.written[self.chosen]
            whole, *shorter = (self.sentences(self.chosen) if written else []) or [""]
            self.detail.say(whole, tuple(shorter))
            self.detail.go_button.setEnabled(bool(self.rows.writers[self.chosen] >= 0))
            self.detail.empty_button.setEnabled(self._held is not None)
            taken = int(self.rows.writers[self.chosen]) in self.forgotten
            self.detail.set_button(tr("Restore") if taken and self._emptying else self._emptying)
        self._place_detail()

    @Slot()
    def _place_detail(self) -> None:
        at = self.chosen
        if at is None or at >= len(self.rows):
            self.detail.hide()
            return
        y = round(self._edges[at + 1]) - HEIGHT - self.verticalScrollBar().value()
        self.detail.setGeometry(0, y + self.row_height, self.viewport().width(), HEIGHT)
        # The second line must not cover the titles.
        self.detail.setVisible(y >= 0)
