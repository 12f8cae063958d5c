"""The list of units: those that were found, then all others with labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QPalette
from PySide6.QtWidgets import QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.gui.base import fonts
from wmstudio.gui.base.colours import colour_rows
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import decimals, explained, number, percent
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.app.saved.unit_labels import Unit
    from wmstudio.engine.messages import Signal as ModelSignal

COLUMNS: tuple[str, ...] = (
    phrase("unit"),
    phrase("label"),
    phrase("in the span"),
    phrase("beside"),
    phrase("r"),
)
OF_PATTERN: tuple[str, ...] = (
    *COLUMNS[:2],
    phrase("inside"),
    phrase("outside"),
    phrase("r"),
    phrase("accuracy, %"),
)
"""The columns for units that follow a pattern."""
UNIT, LABEL = 0, 1
R, ACCURACY = 4, 5
NAME, AT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
ALIGN = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class UnitRow:
    """A unit with its mean value in the span, and right before and after."""

    unit: int
    inside: float
    beside: float | None
    """None if the span has no neighbours."""
    r: float | None = None
    """Correlation with being in the span, -1…1; None if undefined."""
    accuracy: float | None = None
    """Balanced accuracy of the best threshold, 0.5…1, for a pattern."""


class PlainTree(QTreeWidget):
    """Rows that are chosen by a click or Enter, and can be dimmed."""

    def __init__(self, name: str, columns: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = DARK
        self.setAccessibleName(name)
        self.setColumnCount(len(columns))
        self.setHeaderLabels([tr(column) for column in columns])
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setMinimumHeight(60)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setMinimumSectionSize(24)

    def sizeHint(self) -> QSize:
        return QSize(300, 120)

    def top_rows(self) -> list[QTreeWidgetItem]:
        """All rows, including headings."""
        rows = (self.topLevelItem(at) for at in range(self.topLevelItemCount()))
        return [row for row in rows if row is not None]

    def heading(self, text: str) -> QTreeWidgetItem:
        """Add a heading."""
        row = QTreeWidgetItem(self)
        row.setText(0, text)
        row.setFlags(Qt.ItemFlag.ItemIsEnabled)
        row.setFirstColumnSpanned(True)
        row.setForeground(0, QColor(self.theme.second_text))
        return row

    def set_stale(self, stale: bool) -> None:
        """Dim it while it is out of date."""
        palette = self.palette()
        # Marks are dimmed, but text stays legible.
        colour = self.theme.second_text if stale else self.theme.text
        palette.setColor(QPalette.ColorRole.Text, QColor(colour))
        self.setPalette(palette)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and fonts."""
        self.theme = theme
        colour_rows(theme, self, self.header())
        self.setFont(fonts.interface(0.92))
        self.header().setFont(fonts.interface(0.92))
        for row in self.top_rows():
            if not row.flags() & Qt.ItemFlag.ItemIsSelectable:
                row.setForeground(0, QColor(theme.second_text))


class UnitList(PlainTree):
    """Units that are active over the span, with values and labels."""

    chosen = Signal(str, int)
    """The user chose a unit of a signal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Active units over the span, and labelled units"), COLUMNS, parent)
        self._shown: tuple[object, ...] = ()
        self._pointed: Unit | None = None
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(LABEL, QHeaderView.ResizeMode.Stretch)
        self._name_columns(COLUMNS)
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def _name_columns(self, columns: Sequence[str]) -> None:
        self.setColumnCount(len(columns))
        self.setHeaderLabels([tr(column) for column in columns])
        for column in range(LABEL + 1, len(columns)):
            self.headerItem().setTextAlignment(column, ALIGN)
        self.headerItem().setToolTip(R, explained("correlation"))
        if len(columns) > ACCURACY:
            self.headerItem().setToolTip(ACCURACY, explained("balanced_accuracy"))

    def show_rows(
        self,
        rows: Sequence[UnitRow],
        labels: Mapping[Unit, str],
        signal: ModelSignal,
        columns: Sequence[str] = COLUMNS,
    ) -> None:
        """Show these units of a signal, and all other labelled ones of the model."""
        shown = (tuple(rows), dict(labels), signal.name, columns)
        if shown == self._shown:
            return
        chosen = self.current
        self._shown = shown
        self.clear()
        self._name_columns(columns)
        for row in rows:
            beside = "" if row.beside is None else number(row.beside)
            r = "" if row.r is None else decimals(row.r, ".2f")
            cells = str(row.unit), number(row.inside), beside, r
            accuracy = () if row.accuracy is None else (percent(row.accuracy),)
            self._add((signal.name, row.unit), labels, *cells, *accuracy)
        others = [u for u in labels if u[0] != signal.name or u[1] not in {r.unit for r in rows}]
        if others:
            self.heading(tr("Other labelled units"))
        for name, unit in others:
            own = str(unit) if name == signal.name else f"{name} {unit}"
            self._add((name, unit), labels, own)
        for item in self.top_rows():
            if chosen is not None and self._of(item) == chosen:
                self.setCurrentItem(item)

    @property
    def current(self) -> Unit | None:
        """The unit that was chosen last."""
        return self._of(self.currentItem())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        # The panel has the menu.
        by_keys = event.reason() is QContextMenuEvent.Reason.Keyboard
        self._pointed = self._of(self.currentItem() if by_keys else self.itemAt(event.pos()))
        event.ignore()

    def take_pointed(self) -> Unit | None:
        """The unit for which a menu was asked, once."""
        pointed, self._pointed = self._pointed, None
        return pointed

    @property
    def units(self) -> list[Unit]:
        """All listed units, from the top."""
        return [unit for row in self.top_rows() if (unit := self._of(row)) is not None]

    def _add(self, unit: Unit, labels: Mapping[Unit, str], *cells: str) -> None:
        row = QTreeWidgetItem(self)
        row.setData(0, NAME, unit[0])
        row.setData(0, AT, unit[1])
        for column, text in enumerate((cells[0], labels.get(unit, ""), *cells[1:])):
            row.setText(column, text)
            if column > LABEL:
                row.setTextAlignment(column, ALIGN)

    @staticmethod
    def _of(item: QTreeWidgetItem | None) -> Unit | None:
        if item is None or item.data(0, NAME) is None:
            return None
        return str(item.data(0, NAME)), int(item.data(0, AT))

    def _choose(self, item: QTreeWidgetItem) -> None:
        if (unit := self._of(item)) is not None:
            self.chosen.emit(*unit)
