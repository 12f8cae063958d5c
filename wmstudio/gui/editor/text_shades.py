"""Shading behind tokens, painted where it is visible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from wmstudio.gui.base.colours import below_zero
from wmstudio.gui.editor.text_places import extents, runs_both_ways
from wmstudio.gui.plots.lit import opacity

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter, QTextBlock, QTextLine

    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.editor.textmap import TextMap

STRONGEST = 115
"""Opacity (of 255) for a weight of 1. Text stays readable in every colour and theme."""
FOOT = 2
"""Pixels of the line under what has a negative weight."""
LEAST = 4
"""Opacities below this are invisible."""


class Shades:
    """Weights -1…1 of consecutive ranges of a text."""

    def __init__(
        self,
        edges: npt.NDArray[np.int64],
        weights: npt.NDArray[np.float32],
        *,
        marked: bool = False,
        role: str = "memory",
    ) -> None:
        """Take n + 1 rising places in UTF-16 units, and the n weights between them.

        They have the colour of a role of `Theme`, and negative ones that of its opposite. If
        ``marked``, a thin mark shows where each range begins.
        """
        self.edges, self.weights, self.marked, self.role = edges, weights, marked, role
        self._alpha = self.opacities()

    def opacities(self) -> list[int]:
        """Opacity of each range, -255…255. Negative ones have their own colour."""
        strong = np.clip(np.nan_to_num(self.weights), -1.0, 1.0) * STRONGEST
        opacities: list[int] = np.rint(strong).astype(int).tolist()
        return opacities

    def moved(self, place: int, removed: int, added: int) -> Self:
        """The same after a change of the text."""
        behind = self.edges >= place + removed
        edges = np.where(behind, self.edges + added - removed, np.minimum(self.edges, place))
        return type(self)(edges, self.weights, marked=self.marked, role=self.role)

    @property
    def seen(self) -> npt.NDArray[np.int64]:
        """Start, end and opacity ``[n, 3]`` of what is not invisible."""
        alpha = np.array(self._alpha, np.int64)
        every = np.stack([self.edges[:-1], self.edges[1:], alpha], axis=1)
        return every if self.marked else every[np.abs(alpha) >= LEAST]

    @property
    def span(self) -> tuple[int, int]:
        """From the start of the first visible range to the end of the last."""
        seen = self.seen
        return (int(seen[0, 0]), int(seen[-1, 1])) if len(seen) else (0, 0)

    def paint(
        self, painter: QPainter, block: QTextBlock, top: QRectF, area: QRect, theme: Theme
    ) -> None:
        """Paint the shading of a paragraph whose rectangle begins at ``top``, within ``area``."""
        layout, begin = block.layout(), block.position()
        in_pieces = runs_both_ways(block.text())
        for i in range(layout.lineCount()):
            line = layout.lineAt(i)
            place = line.rect().translated(top.topLeft())
            if place.top() > area.bottom():
                return
            if place.bottom() < area.top():
                continue
            first = begin + line.textStart()
            last = first + line.textLength()
            a = max(int(np.searchsorted(self.edges, first, side="right")) - 1, 0)
            b = min(int(np.searchsorted(self.edges, last, side="left")), len(self._alpha))
            x, known_to = 0.0, -1
            for at in range(a, b):
                alpha = self._alpha[at]
                if abs(alpha) < LEAST and not self.marked:
                    continue
                begins = int(self.edges[at]) >= first
                start = max(int(self.edges[at]), first) - begin
                stop = min(int(self.edges[at + 1]), last) - begin
                colour = QColor(
                    getattr(theme, self.role) if alpha > 0 else below_zero(self.role, theme)
                )
                colour.setAlpha(round(abs(alpha) * theme.tint))
                if in_pieces:
                    parts = extents(line, start, stop)
                    first_part = extents(line, start, start + 1) if begins else []
                    x = first_part[0][0] if first_part else 0.0
                else:
                    if start != known_to:
                        x = _x(line, start)
                    end, known_to = _x(line, stop), stop
                    parts, first_part = [(x, end)], [(x, end)]
                for left, right in parts:
                    box = QRectF(top.left() + left, place.top(), right - left, place.height())
                    painter.fillRect(box.normalized(), colour)
                    if alpha < 0:
                        # Underlined, so that the sign is seen without the colour.
                        foot = QRectF(box.left(), box.bottom() - FOOT, box.width(), FOOT)
                        painter.fillRect(foot.normalized(), colour)
                if self.marked and begins and first_part:
                    half = place.height() / 2
                    mark = QRectF(top.left() + x, place.top() + half, 1, half)
                    painter.fillRect(mark, QColor(theme.second_text))
                if not in_pieces:
                    x = end


def changed_span(before: Shades | None, after: Shades | None) -> tuple[int, int] | None:
    """From the first to the last place where one does not look like the other; None if it does."""
    if before is None and after is None:
        return None
    looks = [(one.role, one.marked) for one in (before, after) if one is not None]
    old, new = (np.zeros((0, 3), np.int64) if one is None else one.seen for one in (before, after))
    if len(set(looks)) <= 1:
        shorter = min(len(old), len(new))
        same = (old[:shorter] == new[:shorter]).all(axis=1)
        begin = shorter if same.all() else int(same.argmin())
        shorter -= begin
        # Of what is left, as much at the end.
        same = (old[len(old) - shorter :] == new[len(new) - shorter :]).all(axis=1)[::-1]
        end = shorter if same.all() else int(same.argmin())
        old, new = old[begin : len(old) - end], new[begin : len(new) - end]
    places = np.concatenate([old[:, :2], new[:, :2]])
    return (int(places.min()), int(places.max())) if len(places) else None


class Lights(Shades):
    """Tints in the memory's colour; weights are shares (0 to 1) of a candidate."""

    def opacities(self) -> list[int]:
        return [opacity(share) if share > 0 else 0 for share in self.weights.tolist()]


def lights(shares: Mapping[tuple[int, int], float], text: TextMap) -> Lights | None:
    """Tints of disjoint ranges in code points; None if there are none."""
    if not shares:
        return None
    spans = sorted(shares)
    edges = text.utf16_all(np.array(spans, np.int64).reshape(-1))
    # The gaps between them have weight 0.
    weights = np.array([[shares[span], 0.0] for span in spans], np.float32).reshape(-1)[:-1]
    return Lights(edges, weights)


def _x(line: QTextLine, place: int) -> float:
    """The x of a place in a paragraph, within its line."""
    # PySide's stubs type the result of cursorToX as an object; it is a pair.
    return float(line.cursorToX(place)[0])  # type: ignore[index]
