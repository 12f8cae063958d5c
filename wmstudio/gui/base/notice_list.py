"""The list of all notices since the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wmstudio.gui.base.buttons import closing_buttons
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.gui.base.message import Notice


class NoticeList(QDialog):
    """All notices, the newest first, with details of the selected one below."""

    def __init__(self, notices: Sequence[Notice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Earlier notices"))
        self._notices = notices[::-1]
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Earlier notices"))
        self.list.setHeaderLabels([tr("When"), tr("Notice")])
        self.list.setRootIsDecorated(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        for notice in self._notices:
            row = QTreeWidgetItem([f"{notice.at:%H:%M:%S}", notice.text])
            row.setToolTip(1, plain_tip(notice.text))
            self.list.addTopLevelItem(row)
        self.body = QPlainTextEdit()
        self.body.setReadOnly(True)
        self.body.setTabChangesFocus(True)
        self.body.setAccessibleName(tr("The whole notice"))
        self.body.setPlaceholderText(tr("There have been no notices since the start."))
        buttons = closing_buttons(self)
        copy = buttons.addButton(tr("Copy all"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self.copy)
        column = QVBoxLayout(self)
        column.addWidget(self.list, 2)
        column.addWidget(self.body, 1)
        column.addWidget(buttons)
        self.list.currentItemChanged.connect(self._show)
        self.list.setCurrentIndex(self.list.model().index(0, 0))
        metrics = self.fontMetrics()
        self.resize(metrics.horizontalAdvance("m") * 64, metrics.height() * 26)

    @Slot()
    def copy(self) -> None:
        """Copy all notices to the clipboard."""
        lines = [f"{one.at:%H:%M:%S} {_whole(one)}" for one in self._notices]
        QGuiApplication.clipboard().setText("\n".join(lines))

    @Slot()
    def _show(self) -> None:
        at = self.list.currentIndex().row()
        self.body.setPlainText(_whole(self._notices[at]) if at >= 0 else "")


def _whole(notice: Notice) -> str:
    return f"{notice.text}\n\n{notice.details}" if notice.details else notice.text
