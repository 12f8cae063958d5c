"""The text and what belongs to it: what its tokens are shaded by, and notes on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wmstudio.gui.text_bar import TextBar

if TYPE_CHECKING:
    from wmstudio.engine.messages import Opened
    from wmstudio.gui.main_window import MainWindow
    from wmstudio.gui.theme import Theme

SHADE, BOUNDS = "text.shade", "text.bounds"
ON_CLOCK = "text bar"
LONG_LINE = (
    "One line of the text is very long: typing in it is slow, line breaks make it quick again."
)


class TextArea(QWidget):
    """The editor, and a line under it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._editor, self._settings = window.editor, window.settings
        self._shading, self._reading = window.shading, window.reading
        self._messages = window.messages
        actions = window.actions_
        self.bar = TextBar(actions[SHADE], actions[BOUNDS])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(window.editor, 1)
        column.addWidget(self.bar)
        window.models.opened.connect(self._open)
        self.bar.picked.connect(self._pick)
        window.editor.long_line.connect(self._tell_long_line)
        window.clock.add(ON_CLOCK, self._tell, self.bar.value.isVisible)
        window.reading.changed.connect(lambda: window.clock.mark(ON_CLOCK))
        actions.check(SHADE, self._settings.shading)
        actions.check(BOUNDS, self._settings.boundaries)
        actions.on_toggle(SHADE, self.shade)
        actions.on_toggle(BOUNDS, self.mark)
        self.shade(self._settings.shading)
        self.mark(self._settings.boundaries)

    def shade(self, on: bool) -> None:
        """Shade the text by the quantity that is chosen, or not."""
        self._settings.shading = on
        opened = self.bar.opened
        quantity = self.bar.quantity if on and opened else None
        self._shading.shade_by(quantity, len(opened.pieces) if opened else 1)
        self._shading.redraw_soon()
        self._reading.ask_soon()
        self.bar.show_on(on)
        self._tell()

    def mark(self, on: bool) -> None:
        """Show where tokens begin, or not."""
        self._settings.boundaries = on
        self._shading.mark(on)
        self._shading.redraw_soon()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours."""
        self.bar.apply_theme(theme)

    @Slot(object)
    def _open(self, opened: Opened) -> None:
        self.bar.open(opened, self._settings.shade)
        self.shade(self._settings.shading)

    @Slot()
    def _pick(self) -> None:
        self._settings.shade = self.bar.quantity.key
        self.shade(self._settings.shading)

    @Slot()
    def _tell(self) -> None:
        self.bar.tell(self._reading.frame)

    @Slot(bool)
    def _tell_long_line(self, there_is: bool) -> None:
        if there_is:
            self._messages.say(LONG_LINE, "long line", warns=False)
        else:
            self._messages.clear("long line")
