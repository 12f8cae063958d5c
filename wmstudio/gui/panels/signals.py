"""Signals: everything that the open model shows, to be found, opened and dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from wmstudio.app import matching
from wmstudio.app.help.glossary import term_of
from wmstudio.app.phrases import phrase
from wmstudio.gui.base.buttons import MenuButton
from wmstudio.gui.base.fonts import HEAVY
from wmstudio.gui.base.header import INSET, ROWS_INSET
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.base.wording import explained, label
from wmstudio.gui.views.picture_panel import PicturePanel
from wmstudio.gui.views.signal_drops import mime_of
from wmstudio.gui.views.signal_words import by_place, kind_words, range_words, shape_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from wmstudio.engine.messages import OpenedModel
    from wmstudio.engine.messages import Signal as ModelSignal
    from wmstudio.gui.plots.panel import TokenAxis

NAME = Qt.ItemDataRole.UserRole
HEADINGS = (phrase("Signal"), phrase("Kind"), phrase("Shape"), phrase("Range"))
OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
NONE = phrase("No signal matches.")


class SignalTree(QTreeWidget):
    """The parts of the model, each with its signals."""

    wanted = Signal(str)
    """The user wants to see a signal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listed: list[str] = []
        self.setAccessibleName(tr("Signals of the model"))
        self.setHeaderLabels([tr(heading) for heading in HEADINGS])
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setIndentation(14)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setExpandsOnDoubleClick(False)
        for column in range(len(HEADINGS) - 1):
            mode = QHeaderView.ResizeMode.ResizeToContents
            self.header().setSectionResizeMode(column, mode)
        self.itemDoubleClicked.connect(lambda item: self._want(item))

    @property
    def chosen(self) -> str:
        """The signal of the selected row; empty if there is none."""
        item = self.currentItem()
        return str(item.data(0, NAME) or "") if item is not None else ""

    def names(self) -> list[str]:
        """All listed signals, from the top."""
        return list(self._listed)

    def show_signals(self, signals: Sequence[ModelSignal]) -> None:
        """List signals. The selection is kept if possible, else the first row is selected."""
        chosen, first = self.chosen, None
        self.clear()
        self._listed = []
        for place, inside in by_place(signals).items():
            top = QTreeWidgetItem(self, [place])
            top.setFirstColumnSpanned(True)
            top.setExpanded(True)
            font = top.font(0)
            font.setWeight(HEAVY)
            top.setFont(0, font)
            for signal in inside:
                words = (label(signal), kind_words(signal), shape_words(signal))
                row = QTreeWidgetItem(top, [*words, range_words(signal)])
                row.setData(0, NAME, signal.name)
                self._listed.append(signal.name)
                told = tr("{name}: {about}", name=signal.name, about=tr(signal.text))
                for column in range(len(HEADINGS)):
                    row.setToolTip(column, explained(term_of(signal), about=told))
                if first is None or signal.name == chosen:
                    first = row
        if first is not None:
            self.setCurrentItem(first)

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        return mime_of(next((str(item.data(0, NAME) or "") for item in items), ""))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in OPENS:
            self._want(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _want(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and (name := item.data(0, NAME)):
            self.wanted.emit(str(name))


class SignalsPanel(PicturePanel):
    """A filter over the tree of signals."""

    title = phrase("Signals")
    question = phrase("What can be seen of this model?")
    nothing = phrase("The signals of the open model will be listed here.")

    panel_wanted = Signal(str)
    """The user wants a new panel that shows a signal."""
    places_wanted = Signal(str, object)
    """The menu of panels that can show a signal is about to open."""

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.tree = SignalTree()
        self.tree.wanted.connect(self._want)
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("Filter by name, kind, part or layer"))
        self.line.setAccessibleName(tr("Filter of the signals"))
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._filter)
        self.line.installEventFilter(self)
        self.open_button = QToolButton()
        self.open_button.setText(tr("New panel"))
        self.open_button.setToolTip(tr("Open a new panel that shows the chosen signal (Enter)"))
        self.open_button.setAccessibleName(tr("New panel of the signal"))
        self.open_button.clicked.connect(lambda: self._want(self.tree.chosen))
        self.add_button = MenuButton(
            tr("Add the signal to a panel"), tr("Show the chosen signal in an open panel")
        )
        self.add_button.show_choice(tr("Add to"))
        self.add_menu = self.add_button.made
        self.add_menu.aboutToShow.connect(self._fill)
        self.open_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tree.currentItemChanged.connect(self._tell)
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(ROWS_INSET, 0, ROWS_INSET, 0)
        find = QHBoxLayout()
        find.setContentsMargins(INSET - ROWS_INSET, 0, 0, 8)
        find.setSpacing(8)
        find.addWidget(self.line, 1)
        find.addWidget(self.open_button)
        find.addWidget(self.add_button)
        lines.addLayout(find)
        lines.addWidget(self.tree)

    def open(self, opened: OpenedModel) -> None:
        before = self.opened
        super().open(opened)
        if before is None or before.signals != opened.signals:
            self._filter()

    def draw(self) -> None:
        if self.opened is None:
            super().draw()
        elif not self.tree.names():
            self._say(tr(NONE))
        else:
            self.pages.setCurrentWidget(self.body)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and event.key() in OPENS:
                self._want(self.tree.chosen)
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down:
                self.tree.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _filter(self) -> None:
        query = self.line.text()
        declared = self.opened.signals.values() if self.opened else ()
        places = {s.name: place for place, inside in by_place(declared).items() for s in inside}
        fitting = []
        for signal in declared:
            where = f"{places[signal.name]} {signal.name}"
            told = f"{kind_words(signal)} {tr(signal.text)}"
            if matching.rank(query, label(signal), where, told) is not None:
                fitting.append(signal)
        self.tree.show_signals(fitting)
        self._tell()
        self.draw()

    def _tell(self) -> None:
        chosen = self.opened.signals.get(self.tree.chosen) if self.opened else None
        for button in (self.open_button, self.add_button):
            button.setEnabled(chosen is not None)
        n = len(self.tree.names())
        all_of_them = counted(n, "{n} signal", "{n} signals")
        whole = tr("{name}: {about}", name=all_of_them, about=tr(chosen.text)) if chosen else ""
        self.header.set_hint(whole or all_of_them)

    def _want(self, name: str) -> None:
        if name:
            self.panel_wanted.emit(name)

    def _fill(self) -> None:
        self.add_menu.clear()
        self.places_wanted.emit(self.tree.chosen, self.add_menu)
