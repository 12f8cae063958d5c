"""A panel with a header and a body, and a sentence while there is nothing to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from wmstudio.app.quantities import Quantity
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.header import Header
from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import opening_words
from wmstudio.gui.plots.panel import Panel, TokenAxis
from wmstudio.gui.plots.token_canvas import TokenCanvas
from wmstudio.gui.views.unit_list import UnitList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.engine.messages import Frame, OpenedModel


class Picture(Protocol):
    """A part of the body."""

    def set_stale(self, stale: bool) -> None:
        """Dim it, or not."""

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and fonts; called when the panel comes to the window, too."""


class PicturePanel(Panel):
    """Shows `nothing` until there is a frame to draw, then calls `draw_frame` with it."""

    nothing = ""
    """What will be shown here, in one sentence."""
    pictures: Sequence[Picture] = ()
    """The parts of the body, which are themed and dimmed together."""

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.theme = DARK
        self.has_drawn_moment = False
        """Whether a token of this text has been drawn; it stays while another is computed."""
        self.header = Header(self.called, tr(self.question))
        self.message = PlainLabel()
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self.message.setContentsMargins(24, 8, 24, 8)
        self.message.setMinimumWidth(1)
        self.body = QWidget()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.message)
        self.pages.addWidget(self.body)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.header)
        lines.addWidget(self.pages, 1)
        self.setAutoFillBackground(True)
        axis.changed.connect(self.dirtied)
        axis.span_changed.connect(self.dirtied)

    def sentence(self) -> str:
        """The sentence shown while there is nothing to draw."""
        return tr(self.nothing)

    def drawable(self, frame: Frame) -> bool:
        """Whether there is something to draw in this frame."""
        return len(frame.trace) > 0

    def draw_frame(self, opened: OpenedModel, frame: Frame) -> None:
        """Draw a frame of the open model."""

    def forget(self) -> None:
        super().forget()
        self.has_drawn_moment = False
        for canvas in self.findChildren(TokenCanvas):
            canvas.forget()

    def draw(self) -> None:
        if self.opened is None:
            source = self.opening
            self._say(opening_words(source) if source else tr("No model is open."))
            return
        if self.frame is not None and self.frame.snapshot is not None:
            self.has_drawn_moment = True
        if self.frame is None or not self.drawable(self.frame):
            self._say(self.sentence())
        else:
            self.pages.setCurrentWidget(self.body)
            self.draw_frame(self.opened, self.frame)

    def pointed_quantity(self) -> tuple[Quantity, int] | None:
        """The unit under the pointer, and its token; None if there is none."""
        for picture in self.pictures:
            if isinstance(picture, TokenCanvas) and picture.token is not None:
                quantity = picture.pointed_quantity
                return None if quantity is None else (quantity, picture.token)
            if isinstance(picture, UnitList) and self.frame is not None:
                unit = picture.take_pointed()
                signal = None if unit is None else self.signal_named(unit[0])
                if unit is not None and signal is not None:
                    return Quantity(signal, unit[1]), self.frame.cursor
        return None

    def fill_unit_menu(self, menu: QMenu, quantity: Quantity) -> None:
        """Add what this panel does with a unit."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        where = event.globalPos()
        by_keys = event.reason() is QContextMenuEvent.Reason.Keyboard
        for canvas in self.findChildren(TokenCanvas):
            if not by_keys:
                # The content may have moved under a pointer that has not.
                canvas.point_at(where)
            elif canvas.hasFocus() and canvas.token is not None:
                where = canvas.viewport().mapToGlobal(canvas.place_of(canvas.token, canvas.value))
        pointed = self.pointed_quantity()
        if pointed is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        self.unit_menu.emit(menu, *pointed)
        self.fill_unit_menu(menu, pointed[0])
        if not menu.isEmpty():
            menu.popup(where)

    def _show_heading(self) -> None:
        super()._show_heading()
        self.header.say_title(self.called)
        self.header.set_heading(self.heading)

    def set_stale(self, stale: bool) -> None:
        for picture in self.pictures:
            picture.set_stale(stale)

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        for picture in self.pictures:
            picture.apply_theme(theme)
        set_colours(self, ground=theme.panel)
        set_colours(self.message, text=theme.second_text, ground=theme.panel)
        self.message.setAutoFillBackground(True)
        self.header.apply_theme(theme)

    def _say(self, sentence: str) -> None:
        if self.message.text() != sentence:
            self.message.setText(sentence)
        self.pages.setCurrentWidget(self.message)
        self.header.read_out("")
