"""The veil over the window with holes in it, and the bubble beside the holes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPainter, QPalette, QRegion
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wmstudio.gui.base import fonts
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

RING, GAP, EDGE, INSET = 2, 12, 8, 16
"""Pixels: the ring around a hole; between bubble and hole, bubble and window, bubble and words."""
WIDTH = 25
"""Width of the bubble's text in letters ``m``."""
SHADE = {"light": 90, "dark": 130}
"""How dark the veil is, of 255."""


class Veil(QWidget):
    """Darkens all but what is lit. It takes no clicks, so that nothing in the window is locked."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._theme = window, DARK
        self.holes: tuple[QRect, ...] = ()
        """What is lit, in pixels of the window."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def light(self, holes: Sequence[QRect]) -> None:
        """Cut these holes, and cover the window."""
        area = self._window.rect()
        if (tuple(holes), area) == (self.holes, self.geometry()):
            return
        self.holes = tuple(holes)
        self.setGeometry(area)
        cut = QRegion(area)
        for hole in holes:
            cut -= QRegion(hole)
        # What happens in a hole does not paint the veil, and the veil lies over none of it.
        self.setMask(cut)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(0, 0, 0, SHADE[self._theme.name]))
        for hole in self.holes:
            around = hole.adjusted(-RING, -RING, RING, RING)
            painter.fillRect(around, QColor(self._theme.cursor))
        painter.end()


class Bubble(QFrame):
    """The words of a step, and buttons to go back, on, or to end the tour."""

    back = Signal()
    next = Signal()
    end = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAutoFillBackground(True)
        self.title, self.words = PlainLabel(), PlainLabel()
        self.words.setWordWrap(True)
        self.back_button = QPushButton(tr("&Back"))
        self.next_button = QPushButton()
        self.end_button = QPushButton(tr("End tour"))
        self.end_button.setToolTip(tr("End the tour (Esc)"))
        for button, signal in (
            (self.end_button, self.end),
            (self.back_button, self.back),
            (self.next_button, self.next),
        ):
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(signal)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.end_button)
        row.addStretch(1)
        row.addWidget(self.back_button)
        row.addWidget(self.next_button)
        column = self._lines = QVBoxLayout(self)
        column.setContentsMargins(INSET, 12, INSET, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addLayout(row)
        self.hide()

    def say(self, title: str, words: str) -> None:
        """Show a step, and tell it to screen readers."""
        self.title.setText(title)
        self.words.setText(words)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.fit()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def offer(self, onward: str, *, back: bool) -> None:
        """Label the button that goes on; empty for none."""
        self.next_button.setText(onward)
        self.next_button.setVisible(bool(onward))
        self.back_button.setEnabled(back)

    def fit(self) -> None:
        """Take the size that the words need, within the window."""
        room = self._window.width() - 2 * (EDGE + INSET)
        wide = min(self.fontMetrics().horizontalAdvance("m") * WIDTH, room)
        # The buttons are never squeezed.
        buttons = self.end_button, self.back_button, self.next_button
        wide = max(wide, sum(one.sizeHint().width() + self._lines.spacing() for one in buttons))
        self.words.setFixedSize(wide, max(self.words.heightForWidth(wide), 0))
        self._lines.activate()
        self.resize(self.sizeHint())

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self.title.setFont(fonts.interface(heavy=True))
        set_colours(self, self.title, self.words, text=theme.text, ground=theme.panel)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Mid, QColor(theme.cursor))
        self.setPalette(palette)
        self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        painter.fillRect(event.rect(), palette.window())
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


def place_beside(size: QSize, holes: Sequence[QRect], area: QRect) -> QRect | None:
    """Where a bubble of this size covers no hole, the nearest to the first; None if nowhere.

    Without holes it is in the middle.
    """
    inside = area.adjusted(EDGE, EDGE, -EDGE, -EDGE)
    if not holes:
        middle = QRect(inside.topLeft(), size)
        middle.moveCenter(inside.center())
        return middle
    wide, high = size.width(), size.height()
    lefts, tops = {inside.left(), inside.right() + 1 - wide}, {inside.top()}
    tops.add(inside.bottom() + 1 - high)
    for hole in holes:
        lefts |= {hole.left(), hole.right() + 1 - wide, hole.center().x() - wide // 2}
        lefts |= {hole.right() + 1 + GAP, hole.left() - GAP - wide}
        tops |= {hole.top(), hole.bottom() + 1 - high, hole.center().y() - high // 2}
        tops |= {hole.bottom() + 1 + GAP, hole.top() - GAP - high}
    places = [QRect(left, top, wide, high) for left in sorted(lefts) for top in sorted(tops)]
    free = [
        place
        for place in places
        if inside.contains(place) and not any(place.intersects(hole) for hole in holes)
    ]
    return min(free, key=lambda place: _apart(place, holes[0]), default=None)


def _apart(one: QRect, other: QRect) -> tuple[int, int]:
    """The space between two rectangles, and between their middles."""
    across = max(one.left() - other.right(), other.left() - one.right(), 0)
    down = max(one.top() - other.bottom(), other.top() - one.bottom(), 0)
    between = one.center() - other.center()
    return across + down, between.manhattanLength()
