"""The header of a panel: title, question, exact value, one picker, and a menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from wmstudio.gui.base import fonts
from wmstudio.gui.base.buttons import MenuButton
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.fonts import HEAVY
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.popover import Popover, is_offered
from wmstudio.gui.base.translation import joined, tr

if TYPE_CHECKING:
    from wmstudio.gui.base.theme import Theme

HEIGHT, INSET, EDGE, GAP = 36, 16, 8, 8
"""Pixels: height of one line, space before the title, space after the menu, gap between parts."""
ROWS_INSET = INSET - 3
"""Pixels beside a table, so that its cells, which have 3 of their own, begin below the title."""
STEP = 32
"""The width of a value is a multiple of this many pixels, since whatever moves is painted anew."""
LEGIBLE = 96
"""Pixels that are kept for a picker where the value beside it can go to a line of its own."""
VALUE_EDGE = 2
"""Pixels free at the right of a value."""
LOOKS = frozenset({QEvent.Type.FontChange, QEvent.Type.LanguageChange})
"""Changes by which texts get another width."""
PICKER_CHANGES = frozenset(
    {QEvent.Type.LayoutRequest, QEvent.Type.ShowToParent, QEvent.Type.HideToParent}
)


class Elided(QWidget):
    """One line of text that is shortened instead of asking for room. Its tooltip has all of it.

    A `QLabel` would make Qt lay out the whole window whenever its text changes, which is too slow
    at every keystroke.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.alignment = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self._text = self.more = self._tip = ""
        self._shorter: tuple[str, ...] = ()
        self._advance: tuple[int, int] | None = None
        """The hash of the text that was measured, and its pixels. The text itself would be told
        again in another language, with the pixels of the first."""
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Otherwise everything under it is repainted too.
        self.setAutoFillBackground(True)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        # A fixed size hint, so that a longer text does not move its neighbours.
        return QSize(80, self.fontMetrics().height())

    def text(self) -> str:
        """The whole text."""
        return self._text

    def say(self, text: str, more: str = "", shorter: tuple[str, ...] = ()) -> None:
        """Set the text. ``more`` is added in the tooltip and for screen readers.

        Where there is no room for the text, the first of ``shorter`` that fits stands for it.
        """
        if (text, more, shorter) != (self._text, self.more, self._shorter):
            self._text, self.more, self._shorter = text, more, shorter
            self.setAccessibleDescription("\n".join(filter(None, (text, more))))
            self._tell()
            self.update()

    @property
    def is_cut(self) -> bool:
        """Whether there is no room for the whole text."""
        return self.advance > self.contentsRect().width()

    @property
    def advance(self) -> int:
        """Pixels of the whole text, measured once: shaping it takes as long as drawing it."""
        text = hash(self._text)
        if self._advance is None or self._advance[0] != text:
            self._advance = text, self.fontMetrics().horizontalAdvance(self._text)
        return self._advance[1]

    def _tell(self) -> None:
        """Put the whole text into the tooltip if not all of it is shown."""
        told = filter(None, (self._text if self.is_cut else "", self.more))
        self._set_tip("\n".join(told))

    def _set_tip(self, told: str) -> None:
        """Set the tooltip, if it says anything else than before."""
        if told != self._tip:
            self._tip = told
            self.setToolTip(plain_tip(told))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in LOOKS:
            self._advance = None
            self._tell()

    def align(self, alignment: Qt.AlignmentFlag) -> None:
        """Align the text."""
        if alignment != self.alignment:
            self.alignment = alignment
            self.update()

    @property
    def shown(self) -> str:
        """What there is room for."""
        if not self.is_cut:
            return self._text
        metrics, room = self.fontMetrics(), self.contentsRect().width()
        fitting = (text for text in self._shorter if metrics.horizontalAdvance(text) <= room)
        least = self._shorter[-1] if self._shorter else self._text
        return next(fitting, metrics.elidedText(least, Qt.TextElideMode.ElideRight, room))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawText(self.contentsRect(), int(self.alignment), self.shown)
        painter.end()


class Fitting(Elided):
    """A text that asks for its whole width, as far as there is room."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.advance + 2, self.fontMetrics().height())

    def say(self, text: str, more: str = "", shorter: tuple[str, ...] = ()) -> None:
        """Set the text and its width."""
        super().say(text, more, shorter)
        self.updateGeometry()

    def _tell(self) -> None:
        self._set_tip(self.text())


class HeaderText(Elided):
    """A text in the header. It passes mouse events on to the header."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def wanted_width(self) -> int:
        """Pixels of the whole text; 0 if it is empty."""
        return self.advance + 2 if self.text() else 0


class Header(QWidget):
    """Title, the panel's question, an exact value, one picker, and the menu ``···``.

    Everything is placed by hand, because a layout would lay out the whole window at every
    keystroke. When it gets narrow, the question is hidden first, then the picker's label is
    elided, and then the value gets a line of its own; it is never elided. A value under the pointer
    covers the picker before that, so that nothing moves from under the pointer. All other choices
    are behind ``···``.
    """

    menu_opened = Signal(object)
    """The `QMenu` behind ``···`` is about to open."""

    def __init__(self, title: str, question: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about, self._tip, self._stacked, self._covers = "", "", False, False
        self._picker: QWidget | None = None
        self.actions_: list[QAction] = []
        """Actions at the top of the menu."""
        self.title = HeaderText(tr("Panel"), self)
        self.heading = HeaderText(tr("{name}: model", name=title), self)
        self.heading.hide()
        self.question = HeaderText(tr("{name}: question", name=title), self)
        self.readout = HeaderText(tr("{name}: value under the pointer", name=title), self)
        self.readout.setContentsMargins(0, 0, VALUE_EDGE, 0)
        self.more = MenuButton(
            tr("Actions for {panel}", panel=title),
            tr("Options of {panel}, and what can be done with it", panel=title),
            self,
        )
        self.more.setText("···")
        self.more.made.aboutToShow.connect(self._fill)
        self.options = Popover(tr("{name}: options", name=title), self)
        self._open_options = QAction(tr("Options…"), self)
        self._open_options.triggered.connect(lambda: self.options.open_at(self.more))
        self.title.say(title)
        self.ask(question)
        self._set_fonts()
        self.setFixedHeight(self._height())

    # --- content ---

    def set_picker(self, widget: QWidget) -> None:
        """Show this control in the header."""
        self._picker = widget
        widget.setParent(self)
        widget.installEventFilter(self)
        if is_offered(widget):
            widget.show()
        self.place()

    def add(self, widget: QWidget, label: str | None = None, before: QWidget | None = None) -> None:
        """Put a control behind ``···``, under its accessible name."""
        self.options.add(widget, label, before)

    def say_title(self, title: str) -> None:
        """Set the title."""
        self.title.say(title)
        self.place()

    def ask(self, question: str) -> None:
        """Set the question that the panel answers."""
        if question != self.question.text():
            self.question.say(question)
            self._tell()
            self._show_question()

    def set_heading(self, text: str) -> None:
        """Say whose numbers these are; empty if only one model is open."""
        self.heading.say(text)
        self.place()

    def read_out(self, text: str, exact: str = "") -> None:
        """Show a value; ``exact`` is its tooltip. An empty text hides it."""
        if (text, exact) != (self.readout.text(), self.readout.more):
            room = self._value_room()
            self.readout.say(text, exact)
            self._tell()
            if self._covers or self._value_room() != room:
                self.place()

    def is_value(self, point: QPoint) -> bool:
        """Whether a pixel of the header belongs to the value."""
        return self.readout.isVisible() and self.readout.geometry().contains(point)

    def set_hint(self, text: str) -> None:
        """Explain in the tooltip what is shown."""
        self._about = text
        self._tell()

    # --- appearance ---

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        set_colours(self.question, text=theme.second_text, ground=theme.panel)
        words = self.title, self.heading, self.readout
        set_colours(*words, text=theme.text, ground=theme.panel)
        self._set_fonts()
        self._place_anew()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in LOOKS:
            self._tell()
            # Once all parts have their new fonts too.
            QTimer.singleShot(0, self, self._place_anew)

    @Slot()
    def _place_anew(self) -> None:
        """Lay out all parts, on one line if there is room for it now."""
        self._set_stacked(False)
        self.place()

    def _set_fonts(self) -> None:
        heavy = QFont(self.font())
        heavy.setWeight(HEAVY)
        figures = fonts.interface()
        for words, font in ((self.title, heavy), (self.heading, heavy), (self.readout, figures)):
            words.setFont(font)

    def sizeHint(self) -> QSize:
        return QSize(0, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._height())

    def _line(self) -> int:
        return max(self.fontMetrics().height(), 18)

    def _height(self) -> int:
        return HEIGHT - 18 + self._line() * (2 if self._stacked else 1)

    def _value_room(self) -> int:
        """The pixels that are kept for the value; 0 if there is none."""
        return -(-self.readout.wanted_width // STEP) * STEP

    def place(self) -> None:
        """Lay out all parts."""
        line, top = self._line(), (HEIGHT - 18) // 2
        size = self.more.sizeHint()
        right = self.width() - EDGE - size.width()
        self.more.setGeometry(right, top + (line - size.height()) // 2, size.width(), size.height())
        left = INSET
        for words in (self.title, self.heading):
            wide = min(words.wanted_width, max(right - left, 0))
            words.setVisible(wide > 0)
            words.setGeometry(left, top, wide, line)
            left += wide + GAP if wide else 0
        value = self._value_room()
        picker = self._picker if self._picker is not None and is_offered(self._picker) else None
        least = picker.minimumSizeHint().width() + GAP if picker is not None else 0
        # A choice of which only dots can be read says nothing.
        legible = min(picker.sizeHint().width(), LEGIBLE) + GAP if picker is not None else 0
        fits = left + (value + GAP + legible if value else least) <= right
        alone = bool(value) and left + value <= right
        self._covers = not fits and alone and not self._stacked and self._is_pointed_below()
        if not (fits or self._covers):
            # The second line stays until the header gets wider, so that the picture does not jump.
            self._set_stacked(True)
        beside = value + GAP if value and not (self._stacked or self._covers) else 0
        last = right
        if picker is not None:
            hint = picker.sizeHint()
            wide = max(min(hint.width(), right - left - beside), least - GAP)
            right -= wide
            picker.setGeometry(right, top + (line - hint.height()) // 2, wide, hint.height())
            right -= GAP
        self.readout.setVisible(value > 0)
        side = Qt.AlignmentFlag.AlignLeft if self._stacked else Qt.AlignmentFlag.AlignRight
        self.readout.align(side | Qt.AlignmentFlag.AlignVCenter)
        if self._stacked:
            self.readout.setGeometry(INSET, top + line, self.width() - 2 * INSET, line)
        elif self._covers:
            # All of the picker: what is left of a word beside the value says nothing.
            start = min(last - value, right + GAP)
            self.readout.setGeometry(start, top, last - start, line)
            self.readout.raise_()
            beside = max(beside, right - start)
        else:
            self.readout.setGeometry(right - value, top, value, line)
        self.question.setGeometry(left, top, right - beside - left, line)
        self._show_question()

    def _is_pointed_below(self) -> bool:
        """Whether the pointer is in the panel, but not in the header."""
        panel = self.parentWidget()
        return panel is not None and panel.underMouse() and not self.underMouse()

    def _show_question(self) -> None:
        """Show the question if there is room for all of it."""
        self.question.setVisible(0 < self.question.wanted_width <= self.question.width())

    def _set_stacked(self, stacked: bool) -> None:
        self._stacked = stacked
        if self.height() != self._height():
            self.setFixedHeight(self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place_anew()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._picker and event.type() in PICKER_CHANGES:
            QTimer.singleShot(0, self, self.place)
        return False

    # --- the menu ---

    def _fill(self) -> None:
        """Fill the menu with the panel's own entries, then let others append theirs."""
        menu = self.more.made
        menu.clear()
        if self.options.has_choices:
            menu.addAction(self._open_options)
        menu.addActions(self.actions_)
        self.menu_opened.emit(menu)

    def _tell(self) -> None:
        parts = [*filter(None, (self.question.text(), self._about, self.readout.more))]
        # A text by itself is told again as what it is.
        told = joined("\n", parts) if len(parts) > 1 else "".join(parts)
        if told != self._tip:
            self._tip = told
            self.setToolTip(plain_tip(told))
