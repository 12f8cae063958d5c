"""Interventions on a signal: held, scaled or added to, at some tokens of the text."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import numpy as np

from wmstudio.app.phrases import phrase
from wmstudio.app.quantities import Quantity
from wmstudio.engine.messages import Patch, PlacedPatch
from wmstudio.gui.base.translation import numbered, tr
from wmstudio.gui.base.wording import layered_label, number, quantity_words
from wmstudio.gui.interventions.held import Held, where
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.stretches import spot_of

if TYPE_CHECKING:
    from wmstudio.app.spans import Span
    from wmstudio.engine.messages import Frame, OpenedModel, Signal

Operation = Literal["set", "scale", "add"]
DONE = {
    "set": phrase("{unit} held at {value}"),
    "scale": phrase("{unit} × {value}"),
    "add": phrase("{unit} + {value}"),
}


class Extent(StrEnum):
    """The tokens at which a patch acts."""

    HERE = "here"
    ONWARDS = "onwards"
    SPAN = "span"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True)
class InterventionSite:
    """What is intervened on: a unit of a signal, or (None) all of it, at a token.

    With ``row`` it is the whole row of the unit: all weights of a head.
    """

    signal: Signal
    unit: int | None
    token: int
    row: bool = False

    @property
    def index(self) -> tuple[int, ...] | None:
        """What a patch names; None is the whole signal."""
        if self.unit is None or not self.signal.shape:
            return None
        indices = Quantity(self.signal, self.unit).indices
        return indices[:1] if self.row else indices

    @property
    def words(self) -> str:
        """``lstm · cell, unit 127``; without the unit if it is the whole signal."""
        if self.unit is None:
            return layered_label(self.signal)
        if self.row and self.index is not None:
            row = numbered(self.signal.dims[0], *self.index)
            return f"{layered_label(self.signal)}, {row}"
        return quantity_words(Quantity(self.signal, self.unit))

    def value(self, frame: Frame) -> float | None:
        """What the unit is at the token; None if that is not known."""
        if self.unit is None or self.row:
            return None
        quantity, snapshot = Quantity(self.signal, self.unit), frame.snapshot
        if snapshot is not None and snapshot.token == self.token:
            return float(np.ravel(snapshot.signals[self.signal.name])[self.unit])
        value = float(quantity.values(frame.trace, self.token, self.token + 1)[0])
        return None if np.isnan(value) else value

    def is_rounded(self, frame: Frame, *, mean: bool = False) -> bool:
        """Whether the value at the token, or the ``mean``, is not known exactly."""
        name, snapshot = self.signal.name, frame.snapshot
        if not mean and snapshot is not None and snapshot.token == self.token:
            return name in snapshot.rounded
        start, stop = (0, len(frame.trace)) if mean else (self.token, self.token + 1)
        return frame.trace.is_rounded(name, start, stop)

    def mean(self, frame: Frame) -> float | None:
        """The unit's mean over all tokens for which it is known."""
        if self.unit is None or self.row:
            return None
        values = Quantity(self.signal, self.unit).values(frame.trace, 0, len(frame.trace))
        known = values[~np.isnan(values)].astype(np.float64)
        return float(known.mean()) if len(known) else None


@dataclass(frozen=True)
class PatchRequest:
    """A patch to be made: what is done to a site, and at which tokens."""

    site: InterventionSite
    op: Operation
    value: float
    extent: Extent | None = Extent.HERE

    @property
    def patch(self) -> Patch:
        """The patch, without tokens."""
        signal = self.site.signal
        return Patch(signal.name, self.op, self.value, self.site.index)

    def held(self, frame: Frame, opened: OpenedModel, span: Span | None) -> Held:
        """The intervention, anchored in the text of the frame."""
        tokens = self.tokens(span)
        first, last = (None if one is None else spot_of(frame.trace, one) for one in tokens)
        placed = PlacedPatch(self.patch, first, last)
        return Held(placed, self.words, where(tokens, frame, opened))

    def in_place_of(self, held: Held) -> Held:
        """The intervention at the tokens where another one acts."""
        assert isinstance(held.edit, PlacedPatch)
        return replace(held, edit=replace(held.edit, patch=self.patch), words=self.words)

    @property
    def words(self) -> str:
        """What is done: ``lstm · cell, unit 127 held at 0.8100``."""
        if self.op == "add" and self.value < 0:
            return tr("{unit} − {value}", unit=self.site.words, value=number(-self.value))
        return tr(DONE[self.op], unit=self.site.words, value=number(self.value))

    def tokens(self, span: Span | None) -> tuple[int | None, int | None]:
        """The first and the last token; None is the beginning, and every token to come."""
        here = self.site.token
        if self.extent is Extent.SPAN and span is not None:
            return span.start, span.stop - 1
        if self.extent is Extent.EVERYWHERE:
            return None, None
        return here, None if self.extent is Extent.ONWARDS else here


def site_of(placed: PlacedPatch, token: int, opened: OpenedModel) -> InterventionSite | None:
    """The site of a patch in force, at this token; None if the model lacks the signal."""
    signal, index = opened.signals.get(placed.patch.signal), placed.patch.index
    if signal is None:
        return None
    if len(index) < len(signal.shape):
        first = int(np.ravel_multi_index((*index, *[0] * len(signal.shape))[: len(signal.shape)],
                                         signal.shape))  # fmt: skip
        return InterventionSite(signal, first if index else None, token, row=bool(index))
    unit = int(np.ravel_multi_index(index, signal.shape)) if index else 0
    return InterventionSite(signal, unit, token)
