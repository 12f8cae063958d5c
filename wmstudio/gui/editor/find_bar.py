"""The bar for finding and replacing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QKeyEvent,
    QPalette,
    QShowEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QTextEdit,
    QToolButton,
    QWidget,
)

from wmstudio.gui.base.buttons import CommandButton, FlatButton
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.plain import PlainLabel, plain_tip
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.editor.finding import Finding, PatternError, Query

if TYPE_CHECKING:
    from wmstudio.gui.base.actions import Actions
    from wmstudio.gui.base.progress import Progress
    from wmstudio.gui.editor.editor import Editor

OPTIONS = {"find.case": "Aa", "find.word": "“w”", "find.regex": ".*"}
"""The commands of the search options, with the labels of their buttons."""
REPLACING = ("find.replace_one", "find.replace_all")
MOST = 500
"""Number of matches that are highlighted at once."""
WASH = 80


class FindBar(QFrame):
    """Goes to the next match while typing. Enter goes on, Esc returns to the text."""

    def __init__(self, editor: Editor, actions: Actions, progress: Progress) -> None:
        super().__init__()
        self._editor, self._actions = editor, actions
        self._origin = 0
        self._marked: list[tuple[int, int]] = []
        self.finding = Finding(editor, progress, self)
        self.line, self.other = QLineEdit(), QLineEdit()
        self.line.setPlaceholderText(tr("Find"))
        self.line.setAccessibleName(tr("Find in the text"))
        self.other.setPlaceholderText(tr("Replace with"))
        self.other.setAccessibleName(tr("Replace with"))
        self.count = PlainLabel()
        self.count.setAccessibleName(tr("Result"))
        self._replacing = QWidget()
        self._lay_out()
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("Find and replace"))
        for line in (self.line, self.other):
            line.installEventFilter(self)
        self.line.textChanged.connect(self._look)
        self.finding.changed.connect(self._show_found)
        self.finding.replaced.connect(self._tell_replaced)
        editor.verticalScrollBar().valueChanged.connect(self._mark)
        editor.verticalScrollBar().rangeChanged.connect(self._mark)
        editor.cursorPositionChanged.connect(self._tell)
        actions.on("edit.find", self.show_find)
        actions.on("edit.replace", self.show_replace)
        actions.on("edit.find_next", self.go_on)
        actions.on("edit.find_previous", self.go_back)
        actions.on("find.replace_one", self.replace_one)
        actions.on("find.replace_all", self.replace_all)
        for id in OPTIONS:
            actions.on_toggle(id, lambda _on: self._look())
        self.apply_theme(DARK)
        self.hide()
        self._show_found()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 6, 8, 6)
        grid.setVerticalSpacing(4)
        buttons, below = QHBoxLayout(), QHBoxLayout(self._replacing)
        below.setContentsMargins(0, 0, 0, 0)
        for id, sign in OPTIONS.items():
            buttons.addWidget(self._button(id, sign))
        for id, sign in (("edit.find_previous", "↑"), ("edit.find_next", "↓")):
            buttons.addWidget(self._button(id, sign))
        buttons.addWidget(self.count, 1)
        back = tr("Back to the text (Esc)")
        self.close_button = FlatButton("×", tr("Close find and replace"), back)
        self.close_button.clicked.connect(self.dismiss)
        buttons.addWidget(self.close_button)
        for id, sign in zip(REPLACING, (tr("Replace"), tr("All")), strict=True):
            below.addWidget(self._button(id, sign))
        below.addStretch(1)
        grid.addWidget(self.line, 0, 0)
        grid.addLayout(buttons, 0, 1)
        grid.addWidget(self.other, 1, 0)
        grid.addWidget(self._replacing, 1, 1)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        for before, after in ((self.line, self.other),):
            QWidget.setTabOrder(before, after)

    def _button(self, id: str, sign: str) -> QToolButton:
        self._actions[id].setIconText(sign)
        button = CommandButton(self._actions[id])
        button.setText(sign)
        button.setAutoRaise(True)
        return button

    # --- showing and leaving ---

    def show_find(self) -> None:
        """Show the bar, and search for the selected text."""
        self._show(replacing=self._replacing.isVisible())

    def show_replace(self) -> None:
        """Show the bar with the line for replacing."""
        self._show(replacing=True)

    def _show(self, replacing: bool) -> None:
        cursor = self._editor.textCursor()
        selected = cursor.selectedText()
        self._origin = cursor.selectionStart()
        self._replacing.setVisible(replacing)
        self.other.setVisible(replacing)
        # A match of a regular expression is not taken as the next query.
        found = self.isVisible() and self.finding.number(self._origin, cursor.selectionEnd())
        self.show()
        if selected and "\u2029" not in selected and not found and selected != self.line.text():
            self.line.setText(selected)
        else:
            self._look()
        self.line.selectAll()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._colour_match()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._colour_match()

    def _colour_match(self) -> None:
        """Make the selected match stand out among the others while the bar is there."""
        palette = QPalette()
        if not self.isHidden():
            palette.setColor(QPalette.ColorRole.Highlight, QColor(self._theme.cursor))
            palette.setColor(QPalette.ColorRole.HighlightedText, QColor(self._theme.panel))
        self._editor.setPalette(palette)

    @Slot()
    def dismiss(self) -> None:
        """Return to the text. The last match stays selected."""
        self.finding.look_for(Query())
        self.hide()
        self._mark()
        self._editor.setFocus()

    @property
    def query(self) -> Query:
        """The present query."""
        case, word, regex = (self._actions[id].isChecked() for id in OPTIONS)
        return Query(self.line.text(), case, word, regex)

    # --- actions ---

    @Slot()
    def _look(self) -> None:
        if not self.isVisible():
            return
        self.finding.look_for(self.query)
        self._go(self._origin, forward=True)

    def go_on(self) -> None:
        """Go to the next match, or show the bar if there is no query."""
        self._step(forward=True)

    def go_back(self) -> None:
        """Go to the previous match."""
        self._step(forward=False)

    def _step(self, forward: bool) -> None:
        if not self.isVisible():
            self.show_find()
        cursor = self._editor.textCursor()
        self._go(cursor.selectionEnd() if forward else cursor.selectionStart(), forward)
        self._origin = self._editor.textCursor().selectionStart()

    def _go(self, place: int, forward: bool) -> None:
        hit = self.finding.next(place, forward)
        if hit is not None:
            cursor = self._editor.textCursor()
            cursor.setPosition(hit[0])
            cursor.setPosition(hit[1], QTextCursor.MoveMode.KeepAnchor)
            self._editor.setTextCursor(cursor)
            self._editor.ensureCursorVisible()
        self._tell()

    def replace_one(self) -> None:
        """Replace the selected match and go to the next one; if none is selected, go to one."""
        cursor = self._editor.textCursor()
        start, stop = cursor.selectionStart(), cursor.selectionEnd()
        try:
            end = self.finding.replace(start, stop, self.other.text())
        except PatternError as error:
            self._say(str(error), bad=True)
            return
        self._go(stop if end is None else end, forward=True)

    def replace_all(self) -> None:
        """Replace all matches; Undo takes all of them back at once."""
        self.finding.replace_all(self.other.text())

    @Slot(int)
    def _tell_replaced(self, n: int) -> None:
        self._say(tr("{n} replaced", n=f"{n:,}"), bad=False)

    # --- display ---

    @Slot()
    def _show_found(self) -> None:
        there = bool(self.finding.starts) and not self.isHidden()
        for id in REPLACING:
            self._actions.allow(id, there)
        self._mark()
        self._tell()

    @Slot()
    def _tell(self) -> None:
        finding, cursor = self.finding, self._editor.textCursor()
        if self.isHidden():
            return
        if finding.problem:
            self._say(finding.problem, bad=True)
        elif not finding.query.text:
            self._say("", bad=False)
        elif finding.done and not finding.starts:
            self._say(tr("No match"), bad=True)
        else:
            n = f"{len(finding.starts):,}" + ("" if finding.done else "…")
            at = finding.number(cursor.selectionStart(), cursor.selectionEnd())
            self._say(tr("{at} of {n}", at=f"{at:,}", n=n) if at else n, bad=False)

    def _say(self, text: str, *, bad: bool) -> None:
        set_colours(self.count, text=self._theme.error if bad else self._theme.second_text)
        self.count.setText(text)
        self.count.setToolTip(plain_tip(text if bad else ""))

    @Slot()
    def _mark(self) -> None:
        """Highlight visible matches only."""
        if self.isHidden() and not self._marked:
            return
        view = self._editor.viewport().rect()
        first = self._editor.cursorForPosition(QPoint(0, 0)).block().position()
        last = self._editor.cursorForPosition(view.bottomRight()).block()
        hits = (
            [] if self.isHidden() else self.finding.between(first, last.position() + last.length())
        )
        hits = hits[:MOST]
        if hits == self._marked:
            return
        self._marked = hits
        colour = QColor(self._theme.found)
        marks = []
        for start, stop in hits:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self._editor.document())
            cursor.setPosition(start)
            cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            format = mark.format
            format.setBackground(colour)
            format.setProperty(QTextFormat.Property.FullWidthSelection, False)
            mark.format = format
            marks.append(mark)
        self._editor.setExtraSelections(marks)

    @property
    def marked(self) -> list[tuple[int, int]]:
        """The highlighted matches."""
        return self._marked

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        key, pressed = event.key(), event.type() == QEvent.Type.KeyPress
        if key == Qt.Key.Key_Escape:
            event.accept()
            if pressed:
                self.dismiss()
            return True
        if pressed and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if watched is self.other:
                self.replace_one()
            elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.go_back()
            else:
                self.go_on()
            return True
        return False

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self._theme = theme
        palette = QApplication.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.chrome)
        self.setPalette(palette)
        self._colour_match()
        self._marked = []
        self._mark()
        self._tell()
