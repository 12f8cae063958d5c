"""The order of the rows of a heat map, chosen by the user and recomputed on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.app.unit_order import CORRELATION, FOUND, NUMBER, OF_SPAN, ORDERS, order_of
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame
    from wmstudio.gui.plots.heatmap import Heatmap
    from wmstudio.gui.plots.panel import TokenAxis

ABOUT = phrase(
    "Order of the units, computed on the visible tokens, or on the "
    "selected span for activity and variance. It stays until you choose "
    "another."
)
NO_SPAN = phrase("To sort by correlation, select part of the visible tokens.")


class RowOrder(QWidget):
    """A picker for the order, and a button to sort again by the visible tokens."""

    changed = Signal()
    """Another order was chosen."""

    def __init__(self, heatmap: Heatmap, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map, self._axis = heatmap, axis
        self._made: tuple[object, ...] = ()
        """What the present order was computed for."""
        self._sorted: tuple[object, ...] = ()
        """The signal, and the order by which it was sorted last."""
        self.choice = Choice(tr("Order of the units"), ORDERS)
        self.choice.setToolTip(tr(ABOUT))
        # Narrower than its longest option, which the drop-down shows in full.
        self.choice.setSizeAdjustPolicy(
            Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(17)
        self.choice.view().setMinimumWidth(self.choice.view().sizeHintForColumn(0) + 24)
        self.again = QToolButton()
        self.again.setText("↻")
        self.again.setAutoRaise(True)
        self.again.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.again.setAccessibleName(tr("Sort again"))
        self.again.setToolTip(tr("Sort the units again, by the visible tokens"))
        self.again.hide()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        line.addWidget(self.choice)
        line.addWidget(self.again)
        self.note = ""
        """Why the units could not be sorted as chosen."""
        self.choice.currentIndexChanged.connect(self.renew)
        self.again.clicked.connect(self.renew)
        axis.span_changed.connect(self._span_changed)

    @Slot()
    def renew(self) -> None:
        """Sort again with the next frame that has all visible tokens."""
        self._made = ()
        self.again.setVisible(self.choice.chosen != NUMBER)
        self.changed.emit()

    @Slot()
    def _span_changed(self) -> None:
        if self.choice.chosen in OF_SPAN:
            self.renew()

    def arrange(self, frame: Frame) -> None:
        """Sort the heat map's rows as chosen, as soon as the values are known."""
        self.setVisible(self._map.count > 1 and len(self._map.signals) == 1)
        if self.isHidden():
            return
        signal, how = self._map.signals[0], self.choice.chosen
        marked = self._map.marked if how == FOUND else ()
        wanted = (signal, how, marked)
        if wanted == self._made:
            return
        if how == NUMBER:
            self._made, self._sorted, self.note = wanted, (), ""
            self._map.arrange(None)
            return
        start, stop = self._axis.start, min(self._axis.stop, len(frame.trace))
        values = frame.trace.signal(signal.name, start, stop)
        if values is None:
            return
        span = self._axis.span
        at = np.arange(start, stop)
        inside = (at >= span.start) & (at < span.stop) if span is not None else None
        order = order_of(how, values.reshape(len(values), -1), inside, marked)
        self._made = wanted
        if order is None and self._sorted == (signal, how):
            # No span is selected any more: the order is that of the last one.
            return
        self.note = tr(NO_SPAN) if how == CORRELATION and order is None else ""
        self._sorted = (signal, how) if order is not None else ()
        self._map.arrange(order)
