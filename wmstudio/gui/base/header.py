"""The thin line at the top of a panel: pickers at the left, an exact value at the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from wmstudio.gui.base import fonts
from wmstudio.gui.base.fonts import HEAVY
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr

NARROW = 560
"""Below this many pixels the value takes a line of its own."""


class Elided(QWidget):
    """One line of text that gives way instead of asking for room; whole in its tooltip.

    A `QLabel` has the whole window laid out anew whenever its text changes: too dear at every key.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.alignment = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self._text = self.more = ""
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Else everything under it is painted again with it.
        self.setAutoFillBackground(True)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        # A fixed wish, so that a longer text does not push its neighbours about.
        return QSize(80, self.fontMetrics().height())

    def text(self) -> str:
        """What it says, whole."""
        return self._text

    def say(self, text: str, more: str = "") -> None:
        """Show this text; ``more`` is told under the pointer, and to those who cannot see it."""
        if (text, more) != (self._text, self.more):
            self._text, self.more = text, more
            self.setAccessibleDescription("\n".join(filter(None, (text, more))))
            self._tell()
            self.update()

    @property
    def is_cut(self) -> bool:
        """Whether some of its text is not seen."""
        return self.fontMetrics().horizontalAdvance(self._text) > self.contentsRect().width()

    def _tell(self) -> None:
        """Have the whole text in the tooltip where it is cut."""
        told = filter(None, (self._text if self.is_cut else "", self.more))
        self.setToolTip(plain_tip("\n".join(told)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._tell()

    def align(self, alignment: Qt.AlignmentFlag) -> None:
        """Have the text stand there."""
        if alignment != self.alignment:
            self.alignment = alignment
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area, room = self.contentsRect(), Qt.TextElideMode.ElideRight
        text = self.fontMetrics().elidedText(self._text, room, area.width())
        painter.drawText(area, int(self.alignment), text)
        painter.end()


class Fitting(Elided):
    """As wide as its text, where there is room."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width + 2, self.fontMetrics().height())

    def say(self, text: str, more: str = "") -> None:
        """Show this text, and ask for the room that it needs."""
        super().say(text, more)
        self.updateGeometry()

    def _tell(self) -> None:
        self.setToolTip(plain_tip(self.text()))


class Header(QWidget):
    """Pickers and a readout. Without anything under the pointer the readout shows a hint.

    A heading, where there is one, stands before them.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._hint = ""
        self._spare: tuple[QWidget, ...] = ()
        self.heading = Fitting(tr("{name}: model", name=name))
        self.heading.hide()
        self.readout = Elided(tr("{name}: value under the pointer", name=name))
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(8, 3, 8, 3)
        self._lines.setSpacing(8)
        self._places = QHBoxLayout()
        self._places.setSpacing(6)
        self._places.addStretch(1)
        self._lines.addWidget(self.heading)
        self._lines.addLayout(self._places)
        self._lines.addWidget(self.readout, 1)
        self._align()

    def add(self, widget: QWidget, stretch: int = 0, before: QWidget | None = None) -> None:
        """Put a picker (or a label) after the others, or before one of them."""
        last = self._places.count() - 1
        at = self._places.indexOf(before) if before is not None else last
        self._places.insertWidget(at, widget, stretch)
        self._align()

    def spare(self, *widgets: QWidget) -> None:
        """Have these, which were added, only where there is room: the last goes first."""
        self._spare = widgets
        self.fit()

    def fit(self) -> None:
        """Look again what there is room for: other things can be chosen."""
        items = (self._places.itemAt(i) for i in range(self._places.count()))
        found = [item.widget() for item in items if item is not None]
        shown = [one for one in found if one and (one in self._spare or not one.isHidden())]
        margins = self._lines.contentsMargins()
        room = self.width() - margins.left() - margins.right() + self._places.spacing()
        room -= sum(one.sizeHint().width() + self._places.spacing() for one in shown)
        for one in reversed(self._spare):
            one.setVisible(room >= 0)
            if room < 0:
                room += one.sizeHint().width() + self._places.spacing()

    def set_heading(self, text: str) -> None:
        """Whose numbers these are; nothing where there is only one who may be meant."""
        font = self.heading.font()
        font.setWeight(HEAVY)
        self.heading.setFont(font)
        self.heading.say(text)
        self.heading.setVisible(bool(text))
        self._align()

    def minimumSizeHint(self) -> QSize:
        # Where two stand side by side, pickers and words give way before the picture does.
        return QSize(0, super().minimumSizeHint().height())

    def read_out(self, text: str, exact: str = "") -> None:
        """Show a value, or with no text the hint; ``exact`` is told of it under the pointer."""
        self.readout.say(text or self._hint, exact)
        # Numbers stand still where all figures have one width; a hint is to be read.
        font = fonts.interface() if text else self.font()
        if font != self.readout.font():
            self.readout.setFont(font)
        palette = self.readout.palette()
        colour = self._theme.text if text else self._theme.second_text
        if palette.color(QPalette.ColorRole.WindowText).name() != colour:
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            self.readout.setPalette(palette)

    def set_hint(self, text: str) -> None:
        """What to say while nothing is under the pointer."""
        self._hint = text
        self.read_out("")

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        palette = self.heading.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.text)
        self.heading.setPalette(palette)
        self.readout.setFont(fonts.interface())
        self.read_out(
            "" if self.readout.text() == self._hint else self.readout.text(), self.readout.more
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._align()
        self.fit()

    def _align(self) -> None:
        narrow, pickers = self.width() < NARROW, self._places.count() > 1
        directions = QBoxLayout.Direction
        stacked = narrow and pickers
        self._lines.setDirection(directions.TopToBottom if stacked else directions.LeftToRight)
        apart = pickers or not self.heading.isHidden()
        self._lines.setSpacing(8 if apart and not stacked else 1)
        side = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignRight
        self.readout.align(side | Qt.AlignmentFlag.AlignVCenter)
