"""The form that asks for a server's address, and for its key where it needs one."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.plain import PlainLabel, plain_tip
from wmstudio.gui.base.translation import sentence, tr
from wmstudio.runtime.remote.address import Address
from wmstudio.runtime.remote.keys import check_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.gui.base.theme import Theme

SIZE = QSize(560, 0)
SSH = "ssh"
EXAMPLE = phrase("ssh://host or tcp://host:port")
ABOUT = phrase(
    "With ssh://host, WM Studio is started on that computer through SSH. With tcp://host:port it "
    "connects to a server that runs there already (wmstudio serve)."
)


class ConnectForm(QDialog):
    """Says what is wrong below the field that it is about, and stays open until it is connected."""

    submitted = Signal(object, str, list)
    """An `Address`, the server's public key, and paths of models to serve there."""
    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Connect to a server"))
        self._known: dict[str, dict[str, Any]] = {}
        self._waits = False
        self.address = QComboBox()
        self.address.setEditable(True)
        self.address.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._line = QLineEdit()
        self._line.setPlaceholderText(tr(EXAMPLE))
        self.address.setLineEdit(self._line)
        self.models, self.key, self.own = QLineEdit(), QLineEdit(), QLineEdit()
        self.models.setPlaceholderText(tr("only those that are included"))
        self.models.setToolTip(
            plain_tip(
                tr(
                    "Folders and files on that computer, separated by spaces; quote a path that "
                    "has spaces in it"
                )
            )
        )
        self.own.setReadOnly(True)
        self.copy = QPushButton(tr("Copy"))
        self.copy.setToolTip(plain_tip(tr("Copy your public key, for the server's owner to allow")))
        self.copy.setAutoDefault(False)
        self.told = PlainLabel()
        self.told.setWordWrap(True)
        self.told.setAccessibleName(tr("What is wrong, or what is going on"))
        self._address_told, self._key_told = PlainLabel(), PlainLabel()
        self._lines = self._made_lines()
        about = PlainLabel(tr(ABOUT))
        about.setWordWrap(True)
        whole = QVBoxLayout(self)
        for part in (about, self.told):
            whole.addWidget(part)
        whole.insertLayout(1, self._lines)
        whole.addStretch(1)
        whole.addWidget(self._made_buttons())
        self.copy.clicked.connect(self._copy_key)
        self.address.editTextChanged.connect(self._fit)
        self.address.activated.connect(self._fill_in)
        self.key.textChanged.connect(self._fit)
        self.resize(SIZE)
        self._fit()

    def _made_lines(self) -> QFormLayout:
        lines = QFormLayout()
        own = QHBoxLayout()
        own.addWidget(self.own, 1)
        own.addWidget(self.copy)
        lines.addRow(tr("Address"), self.address)
        lines.addRow(self._address_told)
        lines.addRow(tr("Models there"), self.models)
        lines.addRow(tr("Key of the server"), self.key)
        lines.addRow(self._key_told)
        lines.addRow(tr("Your own public key"), own)
        for name, widget in (
            (tr("Address"), self.address),
            (tr("Address"), self._line),
            (tr("Models there"), self.models),
            (tr("Key of the server"), self.key),
            (tr("Your own public key"), self.own),
        ):
            widget.setAccessibleName(name)
        for told in (self._address_told, self._key_told):
            told.setWordWrap(True)
            told.hide()
        label = lines.labelForField(own)
        if isinstance(label, QLabel):
            label.setBuddy(self.own)
        return lines

    def _made_buttons(self) -> QDialogButtonBox:
        roles, buttons = QDialogButtonBox.ButtonRole, QDialogButtonBox()
        self.go = buttons.addButton(tr("Connect"), roles.AcceptRole)
        self.stop = buttons.addButton(tr("Cancel"), roles.RejectRole)
        buttons.accepted.connect(self.submit)
        buttons.rejected.connect(self.reject)
        return buttons

    # --- what it says ---

    @property
    def is_ssh(self) -> bool:
        """Whether the address is one of SSH, as far as it is written."""
        return self.address.currentText().strip().startswith(SSH)

    def ask(self, known: Mapping[str, Mapping[str, Any]], own: str, address: str = "") -> None:
        """Ask for a server: one of those known, whose last one is suggested, or another one."""
        self._known = {name: dict(server) for name, server in known.items()}
        self.address.clear()
        self.address.addItems(list(self._known))
        self.own.setText(own)
        self.address.setEditText(address or next(iter(self._known), ""))
        self._fill_in()
        self._say("")
        self.show()
        self.raise_()
        self.address.setFocus()
        self._line.selectAll()

    def show_waiting(self, words: str) -> None:
        """Say that a connection is being made. The fields wait until it is, or is not."""
        self._say(words)
        self._wait(True)

    def show_failed(self, why: str, detail: str = "") -> None:
        """Say why there is no connection."""
        self._wait(False)
        self._say(sentence(why))
        self.told.setToolTip(plain_tip(detail))

    def done(self, result: int) -> None:
        waits = self._waits
        self._wait(False)
        super().done(result)
        if waits and result != QDialog.DialogCode.Accepted:
            self.cancelled.emit()

    # --- acting ---

    @Slot()
    def submit(self) -> None:
        """Check what was written, and ask for the connection."""
        try:
            address = Address.parse(self.address.currentText())
        except ValueError as error:
            self._tell(self._address_told, sentence(str(error)))
            self.address.setFocus()
            return
        key = "" if self.is_ssh else self.key.text().strip()
        try:
            if key:
                check_key(key)
            models = shlex.split(self.models.text()) if self.is_ssh else []
        except ValueError as error:
            self._tell(self._key_told, sentence(str(error)))
            self.key.setFocus()
            return
        self.submitted.emit(address, key, models)

    @Slot()
    def _fill_in(self) -> None:
        server = self._known.get(self.address.currentText(), {})
        key, models = server.get("key", ""), server.get("models", [])
        self.key.setText(key if isinstance(key, str) else "")
        self.models.setText(shlex.join(models) if isinstance(models, list) else "")

    @Slot()
    def _fit(self) -> None:
        """Show the fields that this kind of address has. What was wrong is being mended."""
        for field, there in ((self.models, self.is_ssh), (self.key, not self.is_ssh)):
            self._lines.setRowVisible(field, there)
        self._lines.setRowVisible(self._lines.rowCount() - 1, not self.is_ssh)
        for told in (self._address_told, self._key_told):
            self._tell(told, "")

    @Slot()
    def _copy_key(self) -> None:
        QApplication.clipboard().setText(self.own.text())

    def _tell(self, label: PlainLabel, why: str) -> None:
        label.setText(why)
        self._lines.setRowVisible(label, bool(why))

    def _say(self, words: str) -> None:
        self.told.setText(words)
        self.told.setToolTip("")
        self.told.setVisible(bool(words))

    def _wait(self, on: bool) -> None:
        self._waits = on
        for field in (self.address, self.models, self.key, self.go):
            field.setEnabled(not on)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        set_colours(self._address_told, self._key_told, text=theme.error)
