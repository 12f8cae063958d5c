"""Candidates as rows: names, shares and descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import exact_percent, number, percent, piece_words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

Index = QModelIndex | QPersistentModelIndex


class Bar(NamedTuple):
    """A candidate and its share (0 to 1).

    ``memory`` is the part from the memory, or None where no memory names tokens. ``exact`` are the
    piece and the id of a token, which are added to its description. ``was`` is its share without
    edits, or None if there are none.
    """

    name: str
    share: float
    memory: float | None = None
    exact: tuple[bytes, int] | None = None
    was: float | None = None


def parts(share: float, memory: float) -> str:
    """Both parts of a share, in words."""
    network = exact_percent(max(share - memory, 0.0))
    return tr(
        "{memory} from memory, {network} from the network",
        memory=exact_percent(memory),
        network=network,
    )


class Rows(QAbstractListModel):
    """The rows that fit; the last is for all other candidates, if there are any.

    Plain numbers are not shown in per cent.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.bars: tuple[Bar, ...] = ()
        self.others: Bar | None = None
        self.plain = False
        self.in_parts = False
        """Whether bars have two parts."""
        self.compares = False
        """Whether shares of the untouched model are shown too."""

    def show(self, bars: tuple[Bar, ...], others: Bar | None, *, plain: bool) -> bool:
        """Set the rows; return whether anything changed.

        An unchanged row is not repainted. After a reset Qt lays out the list and paints all of it
        twice, so the model is reset only when something changes that all rows share.
        """
        if (bars, others, plain) == (self.bars, self.others, self.plain):
            return False
        before, common = self._all, self._common
        in_parts = any(bar.memory is not None for bar in bars)
        compares = any(bar.was is not None for bar in bars)
        resets = common != (len(bars), others is None, plain, in_parts, compares)
        if resets:
            self.beginResetModel()
        self.bars, self.others, self.plain = bars, others, plain
        self.in_parts, self.compares = in_parts, compares
        if resets:
            self.endResetModel()
            return True
        differ = (old != new for old, new in zip(before, self._all, strict=True))
        changed = [row for row, differs in enumerate(differ) if differs]
        if len(changed) == len(before):
            # Told one by one, as many rows take noticeably longer.
            self.dataChanged.emit(self.index(0), self.index(len(before) - 1))
            return True
        for row in changed:
            self.dataChanged.emit(self.index(row), self.index(row))
        return True

    @property
    def _all(self) -> tuple[Bar | None, ...]:
        return (*self.bars, self.others)

    @property
    def _common(self) -> tuple[object, ...]:
        return len(self.bars), self.others is None, self.plain, self.in_parts, self.compares

    def told(self, bar: Bar) -> str:
        """The description of a row: name, share, and its two parts."""
        whole = number(bar.share) if self.plain else exact_percent(bar.share)
        told = f"{bar.name}: {whole}"
        if bar.memory is not None:
            told = f"{told} = {parts(bar.share, bar.memory)}"
        if bar.was is not None:
            told = tr("{now}; without the edits {was}", now=told, was=exact_percent(bar.was))
        return f"{told}; {piece_words(*bar.exact)}" if bar.exact is not None else told

    def written(self, bar: Bar) -> str:
        """The number as written in the row."""
        return number(bar.share) if self.plain else percent(bar.share)

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.bars) + (self.others is not None)

    def bar_at(self, row: int) -> Bar | None:
        """The bar of a row."""
        return self.bars[row] if row < len(self.bars) else self.others

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.row() >= len(self.bars):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        bar = self.bar_at(index.row())
        if bar is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return bar.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.told(bar)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.told(bar))
        return None
