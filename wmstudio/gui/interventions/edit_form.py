"""The form for the arguments of an edit: pieces and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from wmstudio.engine.messages import ArgumentKind, Tokenise, TokenisedTexts
from wmstudio.gui.base.buttons import FlatButton
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.number_box import WholeBox
from wmstudio.gui.base.plain import PlainLabel, plain_tip
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import mono_font, piece_in_words
from wmstudio.gui.editor.qt_theme import field_palette

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from wmstudio.engine.messages import Argument, EditSpec
    from wmstudio.gui.client.engine_client import QtEngineClient

LARGEST = 10_000_000
LONGEST = 200


class EditForm(QFrame):
    """One field per argument. A piece must be a single token."""

    submitted = Signal(str, object)
    """The edit's id, and its arguments by name."""
    asked = Signal()
    """It is submitted once its pieces are known to be tokens."""
    closed = Signal()

    def __init__(
        self, client: QtEngineClient, go: str = "", tip: str = "", parent: QWidget | None = None
    ) -> None:
        """``go`` is what the button says that submits, instead of *Apply here*."""
        super().__init__(parent)
        self._client, self._theme = client, DARK
        self._spec: EditSpec | None = None
        self._pieces: Sequence[bytes] = ()
        self._asked: tuple[str, ...] | None = None
        """The texts whose tokens are waited for; other forms ask the same engine."""
        self.fields: dict[str, QLineEdit | WholeBox] = {}
        self._parts: list[QWidget] = []
        self.title = PlainLabel()
        self.told = PlainLabel()
        self.told.setWordWrap(True)
        self.told.hide()
        self.go = QToolButton()
        self.go.setText(go or tr("Apply here"))
        usual = tr("Edit the memory right after the cursor's token (Enter)")
        self.go.setToolTip(plain_tip(tip or usual))
        self.go.clicked.connect(self.submit)
        name, tip = tr("Close without editing"), tr("Close without editing (Esc)")
        close = FlatButton("×", name, tip)
        close.clicked.connect(self.dismiss)
        self._row = QHBoxLayout()
        self._row.setSpacing(6)
        self._row.addWidget(self.title)
        self._row.addWidget(self.go)
        self._row.addStretch(1)
        self._row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 5, 8, 5)
        column.setSpacing(3)
        column.addLayout(self._row)
        column.addWidget(self.told)
        self.setAutoFillBackground(True)
        client.tokenised.connect(self._take)
        self.hide()

    def go_without_title(self) -> None:
        """Leave the room to the fields, where it is small."""
        self.title.hide()

    def ask_for(self, spec: EditSpec, pieces: Sequence[bytes]) -> None:
        """Ask for the arguments of an edit; ``pieces`` are those of the open model."""
        self.dismiss()
        self._spec, self._pieces = spec, pieces
        self.title.setText(tr("{name}:", name=tr(spec.text)))
        self.setAccessibleName(tr(spec.text))
        for place, argument in enumerate(spec.arguments):
            field = _field(argument)
            field.installEventFilter(self)
            # Otherwise its border would have the colour of the form, on which it cannot be seen.
            field.setPalette(field_palette(self._theme))
            label = PlainLabel(tr(argument.text))
            label.setBuddy(field)
            self._row.insertWidget(1 + 2 * place, label)
            self._row.insertWidget(2 + 2 * place, field)
            self._parts += [label, field]
            self.fields[argument.name] = field
        self.show()
        next(iter(self.fields.values())).setFocus()

    @Slot()
    def submit(self) -> None:
        """Tokenise the pieces; the edit is made once each is known to be one token."""
        lines = [f for f in self.fields.values() if isinstance(f, QLineEdit)]
        empty = next((field for field in lines if not field.text()), None)
        if empty is not None:
            empty.setFocus()
            return
        self.asked.emit()
        if lines:
            self._asked = tuple(map(_text, lines))
            self._client.post(Tokenise(self._asked))
        else:
            self._finish({})

    @Slot()
    def dismiss(self) -> None:
        """Close the form."""
        if self._spec is None:
            return
        self._spec = self._asked = None
        self._tell("")
        self.fields.clear()
        for part in self._parts:
            self._row.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts.clear()
        self.hide()
        self.closed.emit()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self._theme = theme
        set_colours(self, ground=theme.chrome)
        set_colours(self.told, text=theme.error)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.submit()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.dismiss()
                return True
        return super().eventFilter(watched, event)

    def _tell(self, why: str) -> None:
        self.told.setText(why)
        self.told.setVisible(bool(why))

    @Slot(object)
    def _take(self, answer: TokenisedTexts) -> None:
        lines = {n: f for n, f in self.fields.items() if isinstance(f, QLineEdit)}
        if self._asked is None or answer.texts != self._asked:
            return
        self._asked = None
        if answer.texts != tuple(map(_text, lines.values())):
            return
        split = dict(zip(lines, answer.tokens, strict=True))
        for name, tokens in split.items():
            if len(tokens) != 1:
                parts = " · ".join(piece_in_words(self._pieces[token]) for token in tokens)
                written = lines[name].text()
                self._tell(
                    tr(
                        "“{piece}” is {n} tokens, not one: {parts}",
                        piece=written,
                        n=len(tokens),
                        parts=parts,
                    )
                )
                lines[name].setFocus()
                lines[name].selectAll()
                return
        self._finish({name: tokens[0] for name, tokens in split.items()})

    def _finish(self, ids: dict[str, int]) -> None:
        if self._spec is None:
            return
        given = {
            name: field.value() if isinstance(field, WholeBox) else ids[name]
            for name, field in self.fields.items()
        }
        name = self._spec.id
        self.dismiss()
        self.submitted.emit(name, given)


def _field(argument: Argument) -> QLineEdit | WholeBox:
    field: QLineEdit | WholeBox
    if argument.kind is ArgumentKind.PIECE:
        field = QLineEdit()
        field.setPlaceholderText(tr("one token"))
        field.setMaxLength(LONGEST)
        field.setMaximumWidth(120)
        field.setFont(mono_font())
        field.setToolTip(tr("A word in the middle of a sentence begins with a space (or ␣)"))
    else:
        field = WholeBox(argument.low, LARGEST if argument.high is None else argument.high)
    field.setAccessibleName(tr(argument.text))
    return field


def _text(field: QLineEdit) -> str:
    return field.text().replace("␣", " ")
