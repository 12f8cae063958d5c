"""The bar under the text: what its words are shaded by and tinted for, with both scales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QWidget

from wmstudio.app.commands import COMMANDS
from wmstudio.gui.base import fonts
from wmstudio.gui.base.colours import role_of
from wmstudio.gui.base.header import Elided
from wmstudio.gui.base.pieces import token_words
from wmstudio.gui.base.plain import keyless, plain_tip
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import maybe_rounded, quantity_words
from wmstudio.gui.editor import qt_theme
from wmstudio.gui.editor.light_legend import LightLegend
from wmstudio.gui.editor.shade_scale import ShadeScale
from wmstudio.gui.widgets.quantity_picker import QuantityPicker

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from wmstudio.app.quantities import Quantity
    from wmstudio.engine.messages import Frame, OpenedModel


class TextBar(QFrame):
    """A switch and a picker; then the value of the cursor's token, and the legend of lit words."""

    picked = Signal()
    """The user chose another quantity."""

    def __init__(self, shade: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.opened: OpenedModel | None = None
        self._on, self._unseen = False, ""
        self.picker = QuantityPicker(tr("Shade the text by"))
        self.scale = ShadeScale()
        self.legend = LightLegend()
        self.value = Elided(tr("Value at the cursor"))
        self.value.align(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.switch = _switch(shade)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 2, 16, 4)
        self._line = line
        line.setSpacing(8)
        for widget in (self.switch, self.picker, self.scale):
            line.addWidget(widget)
        line.addWidget(self.value, 1)
        line.addWidget(self.legend, 1)
        self.picker.picked.connect(self._show_scale)
        self.picker.picked.connect(self.picked)
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("Shading of the text"))
        self.apply_theme(DARK)

    @property
    def quantity(self) -> Quantity:
        """The chosen quantity."""
        return self.picker.quantity

    def open(self, opened: OpenedModel, key: str) -> None:
        """Offer the quantities of a model."""
        self.opened = opened
        self.picker.set_model(opened, key)
        self._show_scale()

    def begin_at(self, left: int) -> None:
        """Have so many pixels before all that is in it."""
        margins = self._line.contentsMargins()
        if left != margins.left():
            margins.setLeft(left)
            self._line.setContentsMargins(margins)

    def show_on(self, on: bool) -> None:
        """Show the scale if shading is on."""
        self._on = on and self.opened is not None
        self.scale.setVisible(self._on)
        self.value.setVisible(self._on or bool(self._unseen))
        self.picker.setEnabled(self.opened is not None)

    def name_unseen(self, panel: str) -> None:
        """Name the panel that shades the text from behind another; empty if none does."""
        self._unseen = panel
        self.value.setVisible(self._on or bool(panel))

    def tells(self) -> bool:
        """Whether the value is visible."""
        return self.value.isVisible()

    def tell(self, frame: Frame | None) -> None:
        """Show the value of the cursor's token, exact once that is known."""
        said = ""
        shorter: tuple[str, ...] = ()
        if not self._on and self._unseen:
            said = tr("Shaded by {panel}, which is behind another panel", panel=self._unseen)
            shorter = (tr("Shaded by {panel}", panel=self._unseen),)
        # While another model is being opened, the newest frame may be of the one before.
        readable = frame is not None and frame.is_of(self.opened)
        if self._on and readable and frame and self.opened and 0 <= frame.cursor < len(frame.trace):
            quantity, token = self.quantity, frame.cursor
            value = float(quantity.values(frame.trace, token, token + 1)[0])
            rounded = quantity.is_rounded(frame.trace, token, token + 1)
            whole = not (rounded or value % 1 or quantity.measure)
            shown = f"{value:g}" if whole else maybe_rounded(value, rounded=rounded)
            if value == value:
                token_said = token_words(frame.trace, self.opened, token)
                measure = tr(quantity.measure)
                value_said = f"{quantity_words(quantity)} {shown} {measure}".strip()
                said = f"{token_said}: {value_said}"
                shorter = (value_said, f"{shown} {measure}".strip())
        self.value.say(said, shorter=shorter)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.panel)
        palette.setColor(QPalette.ColorRole.WindowText, theme.second_text)
        self.setPalette(palette)
        self.switch.setPalette(qt_theme.box_palette(theme))
        self.value.setFont(fonts.interface())
        self.scale.apply_theme(theme)
        self.legend.apply_theme(theme)

    def _show_scale(self) -> None:
        quantity = self.quantity
        vocabulary = len(self.opened.pieces) if self.opened else 1
        ticks, measure = quantity.ticks(vocabulary), tr(quantity.measure)
        role = role_of(quantity.signal)
        self.scale.show_scale(ticks, measure, role, signed=quantity.signed)


def _switch(action: QAction) -> QCheckBox:
    box = QCheckBox(tr("Words shaded by:"))
    box.setToolTip(plain_tip(action.toolTip()))
    box.setAccessibleName(keyless(tr(COMMANDS[action.objectName()].text)))
    box.setChecked(action.isChecked())
    action.toggled.connect(box.setChecked)
    box.clicked.connect(action.trigger)
    return box
