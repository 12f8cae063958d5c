"""The table of a set of examples: prompts, targets, answers and what the targets cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.example_sets.base import same
from wmstudio.gui.base import fonts
from wmstudio.gui.base.colours import colour_rows
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.engine.messages import ExampleAnswered
    from wmstudio.example_sets.base import PromptExample

HEADINGS = (
    phrase("#"),
    phrase("Prompt"),
    phrase("Target"),
    phrase("Answer"),
    phrase("Right"),
    phrase("Bits"),
)
NUMBER, PROMPT, TARGET, ANSWER, RIGHT, BITS = range(len(HEADINGS))
LONGEST = 120
"""Most characters of a text in a cell; all of it is in the tooltip."""
SORTED_BY = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


@dataclass
class ExampleRow:
    """An example, and the model's answer once there is one."""

    example: PromptExample
    answered: ExampleAnswered | None = None

    @property
    def right(self) -> bool | None:
        """Whether the answer is the target; None without an answer."""
        if self.answered is None:
            return None
        return same(self.answered.answer, self.example.target)


class ExampleModel(QAbstractTableModel):
    """The rows as Qt asks for them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: list[ExampleRow] = []
        self.right = self.wrong = 0
        """How many were answered right, and how many wrong."""
        self.theme = DARK

    def show_examples(self, examples: Sequence[PromptExample]) -> None:
        """Show other examples, which have not been answered."""
        self.beginResetModel()
        self.entries = [ExampleRow(one) for one in examples]
        self.right = self.wrong = 0
        self.endResetModel()

    def answer(self, number: int, answered: ExampleAnswered) -> None:
        """Show the answer to an example that had none."""
        row = self.entries[number]
        row.answered = answered
        self.right, self.wrong = self.right + bool(row.right), self.wrong + (not row.right)
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(HEADINGS) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return tr(HEADINGS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.entries[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _words(row, index.row(), column)
        if role == SORTED_BY:
            return _value(row, index.row(), column)
        if role == Qt.ItemDataRole.ToolTipRole:
            text = {PROMPT: row.example.prompt, TARGET: row.example.target}.get(column, "")
            return plain_tip(text) if text else None
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (NUMBER, BITS):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and column in (ANSWER, RIGHT):
            right = row.right
            if right is not None:
                return QColor(self.theme.saves if right else self.theme.costs)
        return None


def _words(row: ExampleRow, number: int, column: int) -> str:
    answered = row.answered
    if column == NUMBER:
        return f"{number + 1:,}"
    if column == PROMPT:
        # The last line is what is asked.
        return " ".join(row.example.prompt.rstrip().rpartition("\n")[2][:LONGEST].split())
    if column == TARGET:
        return row.example.target[:LONGEST]
    if answered is None:
        return ""
    if column == ANSWER:
        return answered.answer[:LONGEST]
    if column == RIGHT:
        return tr("yes") if row.right else tr("no")
    return f"{answered.bits:.2f}"


def _value(row: ExampleRow, number: int, column: int) -> object:
    if column == BITS:
        return -1.0 if row.answered is None else row.answered.bits
    if column == RIGHT:
        return {None: 2, False: 0, True: 1}[row.right]
    return number if column == NUMBER else _words(row, number, column)


class ExampleTable(QTableView):
    """Examples by rows, sorted by any column. A row is chosen by a click, Enter or the arrows."""

    chosen = Signal(int)
    """The number of the example to show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.examples = ExampleModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.examples)
        self._sorted.setSortRole(SORTED_BY)
        self.setModel(self._sorted)
        self.setAccessibleName(tr("Examples with their answers"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setSortingEnabled(True)
        self.sortByColumn(NUMBER, Qt.SortOrder.AscendingOrder)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(PROMPT, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    @property
    def listed(self) -> Sequence[ExampleRow]:
        """The examples in their own order."""
        return self.examples.entries

    def show_examples(self, examples: Sequence[PromptExample]) -> None:
        """Show other examples, which have not been answered."""
        self.examples.show_examples(examples)

    def show_answer(self, number: int, answered: ExampleAnswered) -> None:
        """Show the answer to an example."""
        self.examples.answer(number, answered)

    @property
    def counts(self) -> tuple[int, int]:
        """How many examples were answered right, and how many wrong."""
        return self.examples.right, self.examples.wrong

    @property
    def current(self) -> int | None:
        """The number of the selected example."""
        index = self._sorted.mapToSource(self.currentIndex())
        return index.row() if index.isValid() else None

    def select(self, number: int) -> None:
        """Select an example, and scroll to it."""
        index = self._sorted.mapFromSource(self.examples.index(number, NUMBER))
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def next_mistake(self) -> int | None:
        """The next example below the selected one whose answer is wrong; from the top again."""
        count, begin = self._sorted.rowCount(), self.currentIndex().row() + 1
        for step in range(count):
            at = self._sorted.index((begin + step) % count, NUMBER)
            number = self._sorted.mapToSource(at).row()
            if self.examples.entries[number].right is False:
                return number
        return None

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self._sorted.mapToSource(index).row())

    def set_stale(self, stale: bool) -> None:
        """Do nothing: answers do not depend on what is read now."""

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and fonts."""
        self.examples.theme = theme
        colour_rows(theme, self, self.horizontalHeader())
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Highlight, QColor(theme.selected))
        palette.setColor(QPalette.ColorRole.HighlightedText, QColor(theme.text))
        self.setPalette(palette)
        self.setFont(fonts.interface(0.85))
        self.horizontalHeader().setFont(fonts.interface(0.85))
        wide = self.fontMetrics().horizontalAdvance("n")
        for column, letters in ((NUMBER, 7), (TARGET, 14), (ANSWER, 14), (RIGHT, 7), (BITS, 8)):
            self.setColumnWidth(column, letters * wide)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.viewport().update()
