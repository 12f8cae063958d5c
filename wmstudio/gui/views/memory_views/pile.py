"""A stack or a queue: boxes as high as their strengths, with the reading end on top."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPen

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import tr
from wmstudio.gui.plots.spoken.faces import announce
from wmstudio.gui.views.memory_views.top import READ as READ_AT
from wmstudio.gui.views.memory_views.top import Top, about, read_column
from wmstudio.gui.widgets.item_brush import GAP
from wmstudio.gui.widgets.item_list import ItemList
from wmstudio.gui.widgets.item_rows import STEPS
from wmstudio.gui.widgets.items import AGO, HALF, NOTHING, Column, items_of
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QWheelEvent

    from wmstudio.engine.messages import Frame, OpenedModel, TokenSnapshot
    from wmstudio.engine.messages import Signal as ModelSignal
    from wmstudio.gui.widgets.item_brush import SeenRow
    from wmstudio.gui.widgets.items import Items

STRENGTH, READ = 0, 2
KEPT = Column(phrase("kept, in %"), phrase("kept"), "percent", short=phrase("kept %"), term="kept")
READ_PERCENT, READ_SHORT = phrase("read, in %"), phrase("read %")
UNITS = (2.2, 1.6, 1.1)
"""Heights, in rows, of an item of strength 1: the first at which everything fits, else the last."""
LEAST_ZOOM, MOST_ZOOM = 0.25, 8.0
STRIPE = 3
ZOOMS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
"""Keys, and by how many steps they make rows taller."""


@dataclass(frozen=True)
class PileEnds:
    """Names of the ends of a pile. Index 0 is always the newest item."""

    near: str
    """The end that is read, drawn at the top."""
    far: str
    newest_near: bool
    empty: str


STACK = PileEnds(phrase("top"), "", newest_near=True, empty=phrase("The stack is empty here."))
QUEUE = PileEnds(
    phrase("front"), phrase("back"), newest_near=False, empty=phrase("The queue is empty here.")
)


class PileList(ItemList):
    """Items with strengths. One of strength 0 has no height.

    Ctrl+wheel, or plus and minus, makes all taller. Arrow keys choose a row, and Enter goes to the
    word that has written it.
    """

    def __init__(self, ends: PileEnds) -> None:
        self.ends, self.zoom = ends, 1.0
        self._chosen: int | None = None
        columns = (KEPT, AGO, _counted(READ_AT[None]))
        super().__init__(tr("Items of the memory at the cursor"), columns, noun="item")
        self.empty_text = tr(ends.empty)
        self.setToolTip(
            plain_tip(tr("The highlighted part is what is read, from the {end}", end=tr(ends.near)))
        )

    def heights(self) -> npt.NDArray[np.float64]:
        if not len(self.rows):
            return np.zeros(0)
        strength = self.rows.cells[:, STRENGTH].astype(np.float64)
        room = (self.viewport().height() / self.row_height - 1) / max(float(strength.sum()), 1e-9)
        unit = next((unit for unit in UNITS if unit <= room), UNITS[-1])
        return strength * unit * self.zoom * self.row_height

    def gutter(self) -> int:
        ends = tr(self.ends.near), tr(self.ends.far)
        return GAP + max(map(self.brush.width, ends)) + GAP

    def paint_rows(self, painter: QPainter, rows: Sequence[SeenRow]) -> None:
        for row in rows:
            self._paint_box(painter, row)
        self._name_ends(painter)

    def _paint_box(self, painter: QPainter, seen: SeenRow) -> None:
        """A box, of which the part that is read is highlighted, from the reading end."""
        brush, items, (at, top, height) = self.brush, self.rows, seen
        share = np.nan_to_num(items.cells[at, READ]) / float(items.cells[at, STRENGTH])
        box = self.place(1, top, max(height - 1, 1))
        painter.fillRect(box, brush.line)
        lit = QRect(box)
        lit.setHeight(round(box.height() * min(max(float(share), 0.0), 1.0)))
        painter.fillRect(lit, brush.lit)
        lit.setWidth(STRIPE)
        painter.fillRect(lit, brush.bar)
        self.paint_strip(painter, at, top, height - 1)
        if at == self.row_of_keys:
            painter.setPen(QPen(brush.text_colour, 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        if height >= brush.small_height:
            small = height < brush.height
            inside = box.adjusted(STRIPE + 3, 0, -2, 0)
            brush.text(painter, inside, self.name_of(at), brush.text_colour, small=small)
            self.paint_cells(painter, [seen], small=small)

    def _name_ends(self, painter: QPainter) -> None:
        """Name both ends, whatever the height of the items there."""
        row, quiet = self.row_height, self.brush.quiet
        first = row - self.verticalScrollBar().value()
        if len(self.rows):
            near = self.place(0, first, row)
            self.brush.text(painter, near, tr(self.ends.near), quiet, right=True)
        if self._edges[-1] >= 2 * row:
            far = self.place(0, first + round(self._edges[-1]) - row, row)
            self.brush.text(painter, far, tr(self.ends.far), quiet, right=True)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom(event.angleDelta().y() / 120)
            event.accept()
        else:
            super().wheelEvent(event)

    def _zoom(self, steps: float) -> None:
        self.zoom = min(max(self.zoom * 1.25**steps, LEAST_ZOOM), MOST_ZOOM)
        self._fit()
        self.viewport().update()

    @property
    def row_of_keys(self) -> int | None:
        at = self._chosen
        return at if at is not None and at < len(self.rows) and self.hasFocus() else None

    def words(self) -> str:
        at = self.row_of_keys
        return super().words() or ("" if at is None else self.told(at))

    def show_items(
        self, items: Items, contents: ModelSignal | None = None, gone: Items = NOTHING
    ) -> None:
        super().show_items(items, contents, gone)
        announce(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, at = Qt.Key(event.key()), self.row_of_keys
        if key in STEPS:
            self._choose(0 if at is None else at + STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(0 if key == Qt.Key.Key_Home else len(self.rows))
        elif key in ZOOMS:
            self._zoom(ZOOMS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at is not None:
            if (writer := int(self.rows.writers[at])) >= 0:
                self.token_clicked.emit(writer)
        else:
            super().keyPressEvent(event)

    def _choose(self, at: int) -> None:
        self._chosen = min(max(at, 0), max(len(self.rows) - 1, 0))
        if self._chosen < len(self.rows):
            bar, seen = self.verticalScrollBar(), self.viewport().height() - self.row_height
            top, bottom = round(self._edges[self._chosen]), round(self._edges[self._chosen + 1])
            bar.setValue(min(max(bar.value(), bottom - seen), top))
        self.viewport().update()
        self.pointed.emit()
        announce(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


class PileTop(Top):
    """The items of a memory whose signals begin with ``prefix``."""

    def __init__(self, prefix: str, ends: PileEnds) -> None:
        super().__init__()
        self.prefix = prefix
        self.list = PileList(ends)
        self._lines.addWidget(self.list)
        self.pictures = (self.list,)
        self.list.token_clicked.connect(self.token_clicked)
        self.list.menu_requested.connect(self.menu_requested)
        self.let_drag(self.list)
        self.list.pointed.connect(self.pointed)

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        read = read_column(opened, f"{self.prefix}.read_weights")
        self.list.set_columns((KEPT, AGO, _counted(read)))

    @property
    def told(self) -> str:
        return f"{self.prefix}.values"

    def draw(self, opened: OpenedModel, frame: Frame, snapshot: TokenSnapshot) -> None:
        values = opened.signals[f"{self.prefix}.values"]
        if not snapshot.signals:
            self.list.show_items(NOTHING, values)
            return
        writers = snapshot.signals[f"{self.prefix}.writer"].astype(np.int64)
        strength, read = (
            about(writers, f"{self.prefix}.{name}", opened, snapshot)
            for name in ("strength", "read_weights")
        )
        shares = snapshot.signals.get(f"{self.prefix}.writer_share")
        known = writers >= 0 if shares is None else (writers >= 0) & (shares >= HALF)
        ago = np.where(known, snapshot.token + 1 - writers, np.nan)
        contents = snapshot.signals[values.name]
        cells = [strength, ago, read]
        items = items_of(frame.trace, opened, writers, cells, contents, shares=shares)
        held = np.flatnonzero((writers != -1) & (strength > 0))
        items = items.taken(held if self.list.ends.newest_near else held[::-1])
        self.list.show_items(items, values)

    def words(self) -> str:
        return self.list.words()


def _counted(read: Column) -> Column:
    """Written as numbers, because the boxes show how much is read."""
    return replace(read, title=READ_PERCENT, short=READ_SHORT, kind="percent")
