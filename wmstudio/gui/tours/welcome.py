"""The strip of things to try, offered at the first start."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wmstudio.app import tours
from wmstudio.app.examples import first_things
from wmstudio.gui.base import fonts
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.plain import PlainLabel, plain_tip
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.workspace.wide_strip import WideStrip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from wmstudio.app.examples import Thing

GAP, ABOVE = 8, 6
"""Pixels between a number and its words, and above and below them."""
MOST_LINES = 4
"""If a sentence needs more lines than this, only titles are shown."""
SIGNS = "0✓"
"""The widest signs in the place of the number."""
WORDS = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft


class ThingButton(QAbstractButton):
    """A number, what can be tried, and one or two sentences; checked once it has been tried."""

    widened = Signal()
    """It has another width, for which its words need another height."""

    def __init__(self, number: int, thing: Thing) -> None:
        super().__init__()
        self.number, self.said = number, tr(thing.say)
        self._theme = DARK
        self.brief = False
        """Whether only the title is shown."""
        self.setText(tr(thing.title))
        self.setAccessibleName(tr(thing.title))
        self.setAccessibleDescription(self.said)
        self.setToolTip(plain_tip(self.said))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._set_fonts()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self._theme = theme
        self._set_fonts()
        self.updateGeometry()
        self.update()

    def _set_fonts(self) -> None:
        self._title, self._small = fonts.interface(heavy=True), fonts.interface(0.92)
        self._figure: QFont = fonts.quoted(1.6)

    def _heights(self, width: int) -> tuple[int, int]:
        """The pixels that title and sentences need in this width."""
        area = QRect(0, 0, max(width - self._left - GAP, 1), 10_000)
        words = (self._title, self.text()), (self._small, self.said)
        title, said = (QFontMetrics(f).boundingRect(area, int(WORDS), w) for f, w in words)
        return title.height(), 0 if self.brief else said.height()

    def needs_lines(self) -> int:
        """The lines that the sentences need in the present width."""
        metrics, room = QFontMetrics(self._small), max(self.width() - self._left - GAP, 1)
        said = metrics.boundingRect(QRect(0, 0, room, 10_000), int(WORDS), self.said)
        return round(said.height() / metrics.lineSpacing())

    def least_width(self) -> int:
        """The pixels that the longest word of its title needs."""
        width_of = QFontMetrics(self._title).horizontalAdvance
        return self._left + max(map(width_of, self.text().split()), default=0) + GAP

    @property
    def _left(self) -> int:
        """Where the words begin."""
        width_of = QFontMetrics(self._figure).horizontalAdvance
        return GAP + max(map(width_of, SIGNS)) + GAP

    def height_for(self, width: int) -> int:
        """The pixels that all its words need in this width."""
        return 2 * ABOVE + sum(self._heights(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.widened.emit()

    def sizeHint(self) -> QSize:
        return QSize(120, self.height_for(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        if self.underMouse() or self.isDown():
            painter.fillRect(self.rect(), QColor(theme.hover))
        title, said = self._heights(self.width())
        left, room = self._left, self.width() - self._left - GAP
        sign = "✓" if self.isChecked() else str(self.number)
        painter.setPen(QColor(theme.second_text))
        painter.setFont(self._figure)
        painter.drawText(QRect(GAP, ABOVE, left, self.height()), int(WORDS), sign)
        painter.setFont(self._small)
        if not self.brief:
            painter.drawText(QRect(left, ABOVE + title, room, said), int(WORDS), self.said)
        painter.setPen(QColor(theme.text))
        painter.setFont(self._title)
        painter.drawText(QRect(left, ABOVE, room, title), int(WORDS), self.text())
        painter.end()


class WelcomeStrip(WideStrip):
    """Three things to try, each with one click, and the first tour. Nothing waits for an answer.

    It comes and goes with `show` and `hide` only, whatever a layout that is restored says. What it
    offers is read when it is first shown, since most starts are without it.
    """

    taken = Signal()
    """The tour is wanted."""
    tried = Signal(int)
    """This one of the things is wanted."""
    dismissed = Signal()

    def __init__(self, parent: QWidget) -> None:
        frame = QFrame()
        frame.setAccessibleName(tr("Welcome"))
        frame.setAutoFillBackground(True)
        # In a bar, Qt would take the colour of buttons.
        frame.setBackgroundRole(QPalette.ColorRole.Window)
        self._frame = frame
        self.heading = PlainLabel(tr("Three things to try"))
        self.heading.setWordWrap(True)
        self.things: list[ThingButton] = []
        self._filled, self._theme = False, DARK
        self.take_button, self.hide_button = (
            QPushButton(tr("Take the tour")),
            QPushButton(tr("Hide")),
        )
        self.take_button.setToolTip(tr("Take a tour of the window, about two minutes long"))
        self.hide_button.setToolTip(tr("Hide this strip; the Help menu brings it back"))
        row = QHBoxLayout(frame)
        row.setContentsMargins(16, 0, 8, 0)
        row.setSpacing(GAP)
        row.addWidget(self.heading)
        self._row = row
        self._links = links = QVBoxLayout()
        links.setSpacing(0)
        links.addStretch(1)
        for link in (self.take_button, self.hide_button):
            link.setFlat(True)
            links.addWidget(link)
        links.addStretch(1)
        row.addLayout(links)
        super().__init__(frame, parent, "welcome")
        self.setAccessibleName(tr("Welcome"))
        self.take_button.clicked.connect(self.taken)
        self.hide_button.clicked.connect(self.dismissed)

    def show(self) -> None:
        """Be there."""
        if not self._filled:
            self._filled = True
            self._fill()
        self.want(True)

    def _fill(self) -> None:
        for at, thing in enumerate(first_things()):
            button = ThingButton(at + 1, thing)
            button.clicked.connect(partial(self.tried.emit, at))
            button.widened.connect(self._fit)
            self.things.append(button)
            self._row.insertWidget(at + 1, button, 1)
        self.take_button.setVisible(tours.first() is not None)
        self.apply_theme(self._theme)

    def hide(self) -> None:
        """Be there no longer."""
        self.want(False)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self._theme = theme
        set_colours(self._frame, self.heading, text=theme.text, ground=theme.strip)
        self.heading.setFont(fonts.interface(heavy=True))
        self.heading.setFixedWidth(self.heading.fontMetrics().horizontalAdvance("Three things "))
        for button in (self.take_button, self.hide_button):
            palette = button.palette()
            palette.setColor(QPalette.ColorRole.ButtonText, QColor(theme.cursor))
            button.setPalette(palette)
        for thing in self.things:
            thing.apply_theme(theme)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the longest words need at these widths; in a narrow window, say less."""
        self.heading.setVisible(self._has_room_for_heading())
        brief = any(thing.needs_lines() > MOST_LINES for thing in self.things)
        for thing in self.things:
            thing.brief = brief
            thing.update()
        high = max((thing.height_for(thing.width()) for thing in self.things), default=0)
        for thing in self.things:
            thing.setFixedHeight(high)

    def _has_room_for_heading(self) -> bool:
        """Whether no word of a title is cut beside the heading."""
        parts = len(self.things) + 2
        words = parts * GAP + len(self.things) * max(
            (thing.least_width() for thing in self.things), default=0
        )
        sides = self._row.contentsMargins()
        around = sides.left() + sides.right() + self._links.sizeHint().width()
        return self._frame.width() >= around + words + self.heading.width()
