"""The tokens that a candidate comes from, which are lit in several places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QColor, QPainter

from wmstudio.app.provenance import Source, put_in_places, sources
from wmstudio.gui.plots.over_picture import OverPicture

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyqtgraph as pg
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from wmstudio.engine.messages import Frame, OpenedModel, TokenSnapshot
    from wmstudio.gui.base.theme import Theme

LEAST = 0.015
"""Smallest share (0 to 1) of a candidate's probability that is lit."""
MOST = int(1 / LEAST)
"""Largest number of tokens with at least that share."""
FAINTEST, STRONGEST = 24, 120
"""Opacity (of 255) for a share of 0 and of 1. Text over it stays readable."""


def opacity(share: float) -> int:
    """The opacity (0 to 255) for a share (0 to 1) of a candidate."""
    return round(FAINTEST + (STRONGEST - FAINTEST) * min(max(share, 0.0), 1.0))


class Lit(QObject):
    """The candidate under the pointer, and the tokens that it comes from.

    It is shared by everything that shows one model's reading of the text. The tokens of a snapshot
    are looked up once.
    """

    changed = Signal()
    """Another candidate is under the pointer."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.row: int | None = None
        """The row of the candidate under the pointer; None stands for the first."""
        self._known: tuple[TokenSnapshot, int, tuple[Source, ...]] | None = None

    def point_at(self, row: int | None) -> None:
        """Light the tokens of the candidate in this row; None is the first."""
        if row != self.row:
            self.row = row
            self.changed.emit()

    def sources(self, opened: OpenedModel, frame: Frame) -> tuple[Source, ...]:
        """The tokens to light in a frame, strongest first; empty if no memory names tokens."""
        snapshot = frame.snapshot
        if snapshot is None or not snapshot.candidates:
            return ()
        row = self.row or 0
        row = row if row < len(snapshot.candidates) else 0
        if self._known is None or self._known[0] is not snapshot or self._known[1] != row:
            candidate = snapshot.candidates[row]
            by_hand = put_in_places(frame.interventions, snapshot.token, names=True)
            found = sources(
                candidate, snapshot, frame.trace, opened.signals, limit=MOST, put_in=by_hand
            )
            self._known = snapshot, row, tuple(one for one in found if one.share >= LEAST)
        return self._known[2]


class LitColumns(OverPicture):
    """Tints the columns of lit tokens, behind the curves of a picture along the text."""

    def __init__(self, view: pg.ViewBox) -> None:
        super().__init__()
        self.shown: tuple[Source, ...] = ()
        self._colour = QColor()
        self.setZValue(-1)
        view.addItem(self, ignoreBounds=True)

    def show_sources(self, places: Sequence[Source], area: QRectF) -> None:
        """Light those of these tokens that are in the area."""
        self.lie_over(area)
        shown = tuple(one for one in places if area.left() <= one.token < area.right())
        if shown != self.shown:
            self.shown = shown
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self._colour = QColor(theme.memory)
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        for one in self.shown:
            colour = QColor(self._colour)
            # There is no text on it, and a column may be one pixel wide, so it is opaque.
            colour.setAlpha(min(2 * opacity(one.share), 255))
            painter.fillRect(QRectF(one.token, self._area.top(), 1, self._area.height()), colour)
