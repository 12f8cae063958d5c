"""The strip of notices above the text. Each stays until it is read or no longer applies."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wmstudio.gui.base import fonts
from wmstudio.gui.base.buttons import FlatButton
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import sentence, tr
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QEnterEvent

Acts = tuple[tuple[str, "Callable[[], object]"], ...]
KEPT = 200
"""Number of earlier notices that are kept."""
PASSING = 10_000
"""Milliseconds for which a passing notice is shown; longer while the pointer is on it."""
TOP = Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True, eq=False)
class Notice:
    """A sentence about a topic, with optional details.

    It is shown while it ``holds``. A notice that ``passes`` reports a finished act, such as saving
    a file, and disappears by itself; others stay until they are closed or cleared. ``acts`` are
    buttons: what they say, and what they do.
    """

    text: str
    topic: str
    warns: bool = True
    details: str = ""
    holds: Callable[[], bool] | None = None
    passes: bool = False
    acts: Acts = ()
    at: datetime = field(default_factory=datetime.now)


class MessageStrip(QFrame):
    """Shows the newest notice; others wait behind it. Hidden if there is none.

    A topic is one matter, not an area: a newer notice about it replaces the older one, and only the
    code that reported it, or knows that it is settled, clears it. `review` removes notices that no
    longer hold.
    """

    said = Signal(object)
    """A new `Notice` was shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[Notice] = []
        self.earlier: list[Notice] = []
        """All notices so far, the newest last."""
        self._theme, self._quiet = DARK, False
        self.passing = QTimer(self, singleShot=True, interval=PASSING)
        self.passing.timeout.connect(self._pass)
        self._label = PlainLabel()
        self._label.setAccessibleName(tr("Notice"))
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._more = PlainLabel()
        self._more.setAccessibleName(tr("Unread notices"))
        self.details = FlatButton(tr("Details"), tr("Details"), tr("Show all details"))
        self.details.setCheckable(True)
        self.details.toggled.connect(self._show_details)
        tip = tr("Close this notice; the Help menu keeps it")
        self.close_button = FlatButton("×", tr("Close this notice"), tip)
        self.close_button.clicked.connect(self.dismiss)
        self._body = QPlainTextEdit()
        self._body.setReadOnly(True)
        self._body.setTabChangesFocus(True)
        self._body.setAccessibleName(tr("Details of the notice"))
        self._body.hide()
        self.buttons: list[FlatButton] = []
        """The buttons of the notice shown."""
        self._row = row = QHBoxLayout()
        row.addWidget(self._label, 1)
        for part in (self._more, self.details, self.close_button):
            row.addWidget(part, 0, TOP)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 8, 6)
        column.addLayout(row)
        column.addWidget(self._body)
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("Message"))
        self.hide()

    @property
    def shown(self) -> Notice | None:
        """The notice that is shown."""
        return self._waiting[-1] if self._waiting else None

    @property
    def waiting(self) -> tuple[Notice, ...]:
        """All unread notices, the newest last, which is the one shown."""
        return tuple(self._waiting)

    @property
    def text(self) -> str:
        """The text of the notice shown; empty if there is none."""
        return self.shown.text if self.shown else ""

    @property
    def topic(self) -> str:
        """The topic of the notice shown; empty if there is none."""
        return self.shown.topic if self.shown else ""

    def say(
        self,
        text: str,
        topic: str,
        *,
        warns: bool = True,
        details: str = "",
        holds: Callable[[], bool] | None = None,
        passes: bool = False,
        acts: Acts = (),
    ) -> None:
        """Show a notice before all others, replacing one about the same topic."""
        told = sentence(" ".join(text.split()))
        notice = Notice(told, topic, warns, details, holds, passes, acts)
        self._waiting = [one for one in self._waiting if one.topic != topic]
        self._waiting.append(notice)
        self.earlier = [*self.earlier[1 - KEPT :], notice]
        self._show()
        if passes:
            self.passing.start()
        self.said.emit(notice)

    def clear(self, *topics: str) -> None:
        """Remove notices about these topics."""
        self._keep([one for one in self._waiting if one.topic not in topics])

    @Slot()
    def review(self) -> None:
        """Remove notices that no longer hold, because another text or model is open."""
        self._keep([one for one in self._waiting if one.holds is None or one.holds()])

    @Slot()
    def _pass(self) -> None:
        self._keep([one for one in self._waiting if not one.passes])

    def _keep(self, notices: list[Notice]) -> None:
        if len(notices) != len(self._waiting):
            self._waiting = notices
            self._show()

    def be_quiet(self, quiet: bool) -> None:
        """Show warnings only; all other notices wait until this is over."""
        self._quiet = quiet
        self._appear()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.passing.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.passing.start()

    @Slot()
    def dismiss(self) -> None:
        """Close the notice shown, and show the next."""
        self._waiting = self._waiting[:-1]
        self._show()

    def _show(self) -> None:
        notice, behind = self.shown, len(self._waiting) - 1
        self._label.setText(self.text)
        self._more.setText(tr("{n} more", n=behind))
        self._more.setVisible(behind > 0)
        self.details.setVisible(bool(notice and notice.details))
        self.details.setChecked(False)
        self._body.setPlainText(notice.details if notice else "")
        self._offer(notice.acts if notice else ())
        self.apply_theme(self._theme)
        self._appear()

    def _offer(self, acts: Acts) -> None:
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = [FlatButton(words, words, words) for words, _ in acts]
        for at, (button, (_, act)) in enumerate(zip(self.buttons, acts, strict=True), start=1):
            # Queued, because an act may remove the notice and this button with it.
            button.clicked.connect(act, Qt.ConnectionType.QueuedConnection)
            self._row.insertWidget(at, button, 0, TOP)

    def _appear(self) -> None:
        notice = self.shown
        self.setVisible(notice is not None and (notice.warns or not self._quiet))

    @Slot(bool)
    def _show_details(self, there: bool) -> None:
        self._body.setFont(fonts.code())
        self._body.setFixedHeight(self._body.fontMetrics().height() * 9)
        self._body.setVisible(there)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self._theme = theme
        set_colours(self, text=theme.second_text, ground=theme.chrome)
        warns = self.shown is not None and self.shown.warns
        set_colours(self._label, text=theme.error if warns else theme.text, ground=theme.chrome)
