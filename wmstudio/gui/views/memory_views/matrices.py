"""Matrices that are carried: those of one layer at the cursor, one head below the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wmstudio.engine.messages import Kind
from wmstudio.gui.base.translation import tr
from wmstudio.gui.plots.scales import range_around
from wmstudio.gui.views.matrix import Matrix
from wmstudio.gui.views.memory_views.top import Top
from wmstudio.gui.widgets.signal_picker import SignalPicker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.engine.messages import Frame, OpenedModel, Signal, TokenSnapshot
    from wmstudio.gui.base.state import Control

DIMS = ("key feature", "value feature")
CARRIED = ("row", "column")
"""Dims of what somebody's module carries, of which nobody says which are keys."""


def matrices(opened: OpenedModel) -> list[Signal]:
    """The signals of a model that are such matrices."""
    every = opened.signals.values()
    return [s for s in every if s.kind is Kind.SLOTS and s.dims in (DIMS, CARRIED)]


class MatrixTop(Top):
    """The matrices of the layer that is chosen, in a range that is rounded up to fit them."""

    def __init__(self) -> None:
        super().__init__()
        self.contents = SignalPicker(tr("Contents of the memory"))
        self.set_controls(self.contents)
        self.matrix = Matrix(tr("Contents of the memory"))
        self._lines.addWidget(self.matrix, 1)
        self.pictures = (self.matrix,)
        self.matrix.pointed.connect(self.pointed)
        self.contents.picked.connect(self.changed)

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        self.contents.set_signals(matrices(opened))

    def controls(self) -> Mapping[str, Control]:
        return {"contents": self.contents}

    def choices(self) -> tuple[object, ...]:
        return (*super().choices(), self.contents.signal)

    @property
    def told(self) -> str:
        return self.contents.signal.name if self.contents.signal is not None else ""

    def draw(self, opened: OpenedModel, frame: Frame, snapshot: TokenSnapshot) -> None:
        signal = self.contents.signal
        values = snapshot.signals.get(signal.name) if signal is not None else None
        if signal is not None and values is not None:
            # What is stored may be many times smaller, or larger, in one model than in another.
            ends = float(values.min()), float(values.max())
            low, high = range_around(*ends, signal.low, signal.high)
            signal = replace(signal, low=low, high=high)
        self.matrix.show_values(values, signal)

    def words(self) -> str:
        return self.matrix.words()
