"""The base class of drawings of a memory at the cursor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.contract import part_of_rows
from wmstudio.engine.messages import When
from wmstudio.gui.views.matrix import Matrix
from wmstudio.gui.widgets.item_list import ItemList
from wmstudio.gui.widgets.items import READ_NOW, beside
from wmstudio.gui.widgets.row_drag import RowDrag

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    from wmstudio.engine.messages import Frame, OpenedModel, TokenSnapshot
    from wmstudio.gui.base.state import Control
    from wmstudio.gui.views.picture_panel import Picture
    from wmstudio.gui.widgets.items import Column, Floats
    from wmstudio.gui.widgets.row_drag import Row

READ = {
    None: READ_NOW,
    When.BEFORE: replace(READ_NOW, word=phrase("read"), when=phrase("before the write")),
    When.AFTER: replace(READ_NOW, word=phrase("read"), when=phrase("after the write")),
}
"""The columns of read weights, by when they were read."""


class Top(QWidget):
    """Draws snapshots of a memory, and has controls for the panel's header."""

    token_clicked = Signal(int)
    pointed = Signal()
    menu_requested = Signal(str, int, QPoint)
    empty_requested = Signal(str, int)
    """Empty an item: see `Panel.empty_requested`."""
    item_dropped = Signal(str, int, QPoint)
    """See `Panel.item_dropped`."""
    item_copied = Signal(str, int)
    """See `Panel.item_copied`."""
    item_pasted = Signal(str, int)
    """See `Panel.item_pasted`."""
    moved = Signal()
    """The rows were scrolled."""
    changed = Signal()
    """Another option was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picker = QWidget()
        """The control shown in the panel's header."""
        self.options: list[QWidget] = []
        """Controls behind the header's ``···``."""
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self.pictures: tuple[Picture, ...] = ()
        self._rows: ItemList | None = None
        self._movable = False
        self._shown: tuple[TokenSnapshot, TokenSnapshot | None, tuple[object, ...]] | None = None

    def set_controls(self, first: QWidget, *others: QWidget) -> None:
        """Set the control for the header, and those behind ``···``."""
        _hold(self.picker, first)
        for other in others:
            self.options.append(QWidget())
            _hold(self.options[-1], other)

    def let_drag(self, rows: ItemList) -> None:
        """Let the items of a list be dragged, or copied, if the model can copy one of them."""
        self._rows = rows
        drag = RowDrag(rows, self._row_at)
        drag.dropped.connect(self._drop)
        drag.copied.connect(self._copy)
        drag.pasted.connect(self._paste)

    def _drop(self, item: int, where: QPoint) -> None:
        if self._rows is not None:
            self.item_dropped.emit(self._rows.kind, item, where)

    def _copy(self) -> None:
        if self._rows is not None and (row := self._movable_row(self._rows.row_of_keys)):
            self.item_copied.emit(self._rows.kind, row[0])

    def _paste(self) -> None:
        if self._rows is not None and (item := self._item(self._rows.row_of_keys)) is not None:
            self.item_pasted.emit(self._rows.kind, item)

    def _row_at(self, point: QPoint) -> Row | None:
        return self._movable_row(self._rows.item_at(point)) if self._rows is not None else None

    def _movable_row(self, at: int | None) -> Row | None:
        """A row that holds something, by its item and its name."""
        item, rows = self._item(at), self._rows
        if at is None or item is None or rows is None or not rows.rows.written[at]:
            return None
        return item, rows.called(at)

    def _item(self, at: int | None) -> int | None:
        """The item of a row, if one can be put there."""
        if at is None or self._rows is None or not self._movable or at >= len(self._rows.rows):
            return None
        return None if self._rows.rows.is_gone(at) else int(self._rows.rows.index[at])

    def item_under(self, where: QPoint) -> int | None:
        """See `Panel.item_under`."""
        rows = self._rows
        if rows is None or not rows.isVisible():
            return None
        place = rows.viewport().mapFromGlobal(where)
        return self._item(rows.item_at(place) if rows.viewport().rect().contains(place) else None)

    def show_all(self, there: bool) -> None:
        """Show or hide the drawing with its controls."""
        for widget in (self, self.picker, *self.options):
            widget.setVisible(there)

    def open(self, opened: OpenedModel) -> None:
        """Another model was opened, or the same one with other shapes."""
        self._shown = None
        kind = self._rows.kind if self._rows is not None else None
        self._movable = kind is not None and part_of_rows(kind, opened.parts) is not None

    def controls(self) -> Mapping[str, Control]:
        """The controls whose choices are saved; see `Panel.controls`."""
        return {}

    def choices(self) -> tuple[object, ...]:
        """Everything besides the snapshot that determines what is drawn."""
        return ()

    def show_moment(self, opened: OpenedModel, frame: Frame, snapshot: TokenSnapshot) -> None:
        """Draw the frame's snapshot, unless it is drawn already."""
        choices = self.choices()
        # Snapshots contain arrays, so they are compared by identity.
        shown, untouched = self._shown, frame.untouched
        if shown and shown[0] is snapshot and shown[1] is untouched and shown[2] == choices:
            return
        self._shown = (snapshot, untouched, choices)
        for picture in self.pictures:
            if isinstance(picture, Matrix | ItemList):
                picture.rounded = self.told in snapshot.rounded
        self.draw(opened, frame, snapshot)

    @property
    def told(self) -> str:
        """The signal of which values are told under the pointer; empty for none."""
        return ""

    def draw(self, opened: OpenedModel, frame: Frame, snapshot: TokenSnapshot) -> None:
        """Draw a snapshot. Before the first token it has no signals."""

    def light(self, shares: dict[int, float]) -> None:
        """Light the rows of these tokens, if rows are tokens that the memory names."""

    def place_of(self, token: int) -> QPoint | None:
        """The left end of a token's row on the screen; None if it is not visible."""
        return None

    def words(self) -> str:
        """The exact value under the pointer."""
        return ""

    def headline(self) -> str:
        """A short headline while nothing is under the pointer."""
        return ""


def _hold(holder: QWidget, choice: QWidget) -> None:
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(choice)


def read_column(opened: OpenedModel, name: str) -> Column:
    """The column of a signal with read weights."""
    signal = opened.signals.get(name)
    return READ[signal.when if signal is not None else None]


def about(
    tokens: npt.NDArray[np.int64], name: str, opened: OpenedModel, snapshot: TokenSnapshot
) -> Floats:
    """Numbers of a signal, arranged by the tokens ``[slots]`` that they are about.

    A signal that does not declare this has one number for each of these tokens.
    """
    return beside(tokens, snapshot.signals.get(name), holders(tokens, name, opened, snapshot))


def holders(
    tokens: npt.NDArray[np.int64], name: str, opened: OpenedModel, snapshot: TokenSnapshot
) -> npt.NDArray[np.int64] | None:
    """The tokens ``[slots]`` that a signal's numbers are about; None if unknown."""
    signal = opened.signals.get(name)
    if signal is None or not signal.of:
        return tokens
    found = snapshot.signals.get(signal.of)
    return None if found is None else found.astype("int64")
