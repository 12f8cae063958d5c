"""Slots: one row each, with its writer, how much is kept and read, and its contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.engine.messages import Kind
from wmstudio.gui.base.choice import Switch
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import own_words
from wmstudio.gui.plots.scales import full_scale
from wmstudio.gui.views.memory_views.rows import NEWEST, PLACES, STRONGEST, RowsTop, seen_beside
from wmstudio.gui.views.memory_views.top import about, holders, read_column
from wmstudio.gui.widgets.items import AGO, IN_PERCENT, KEPT, NOTHING, beside, items_of
from wmstudio.gui.widgets.signal_picker import SignalPicker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.engine.messages import Frame, OpenedModel, TokenSnapshot
    from wmstudio.gui.base.state import Control
    from wmstudio.gui.widgets.items import Floats, Ints


class SlotsTop(RowsTop):
    """The slots of a memory whose signals begin with ``prefix``."""

    def __init__(self, prefix: str) -> None:
        super().__init__(tr("Memory slots at the cursor"), (STRONGEST, NEWEST, PLACES), noun="slot")
        self.prefix = prefix
        self.contents = SignalPicker(tr("Values in each slot"))
        self.values = Switch(tr("Values in each slot"))
        self.set_controls(self.order, self.values, self.contents)
        self._lines.addWidget(self.list, 1)
        self._lines.addWidget(self.foot)
        self.pictures = (self.list, self.foot)
        self.contents.picked.connect(self._show_values)
        self.values.toggled.connect(self.changed)

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        slots = [s for s in opened.signals.values() if s.kind is Kind.SLOTS]
        self.contents.set_signals(slots, next((s for s in slots if own_words(s) == "values"), None))
        self.list.set_columns((AGO, KEPT, read_column(opened, self._read), IN_PERCENT))

    def controls(self) -> Mapping[str, Control]:
        return {"contents": self.contents, "order": self.order, "values": self.values}

    def choices(self) -> tuple[object, ...]:
        return (*super().choices(), self.contents.signal, self.values.isChecked())

    def _show_values(self) -> None:
        """Show the contents when the user chooses a signal for them."""
        self.values.setChecked(True)
        self.changed.emit()

    @property
    def _read(self) -> str:
        return f"{self.prefix}.read_weights"

    def _before(
        self, writers: Ints, opened: OpenedModel, untouched: TokenSnapshot | None
    ) -> Floats | None:
        """What the untouched model reads ``[slots]`` of the tokens that are in the slots now."""
        held = untouched.signals.get(f"{self.prefix}.writer") if untouched is not None else None
        if untouched is None or held is None:
            return None
        were = holders(held.astype(np.int64), self._read, opened, untouched)
        return beside(writers, untouched.signals.get(self._read), were)

    @property
    def told(self) -> str:
        return self.contents.signal.name if self.contents.signal is not None else ""

    def draw(self, opened: OpenedModel, frame: Frame, snapshot: TokenSnapshot) -> None:
        count = opened.signals[f"{self.prefix}.writer"].size
        nobody = np.full(count, -1, np.float32)
        writers = snapshot.signals.get(f"{self.prefix}.writer", nobody).astype(np.int64)
        strength = about(writers, f"{self.prefix}.strength", opened, snapshot)
        read = about(writers, self._read, opened, snapshot)
        contents = self.contents.signal if self.values.isChecked() else None
        held = snapshot.signals.get(contents.name) if contents else None
        was = self._before(writers, opened, frame.untouched)
        if was is not None and not seen_beside(read, was):
            was = None
        largest = float(np.nanmax(read, initial=0.0))
        if was is not None:
            largest = max(largest, float(np.nanmax(was, initial=0.0)))
        cells = [_ago(writers, snapshot), strength, read, read]
        outlines = [None, None, was, None] if was is not None else []
        whole = full_scale(largest)
        items = items_of(frame.trace, opened, writers, cells, held, whole, was=outlines)
        # Reads of tokens that have been overwritten since are shown beside those tokens, and not
        # beside the present content of their slots.
        gone = NOTHING
        were = holders(writers, self._read, opened, snapshot)
        weights = snapshot.signals.get(self._read)
        if were is not None and weights is not None:
            # Sets, because there are few slots, for which `isin` is several times slower.
            there = set(writers.tolist())
            left = np.array(
                [i for i, x in enumerate(were.tolist()) if x >= 0 and x not in there], int
            )
            of_them = [_ago(were, snapshot), None, weights, weights]
            gone = items_of(frame.trace, opened, were, of_them).taken(left)
        self.list_rows(opened, frame, snapshot, items, read, count, contents=contents, gone=gone)


def _ago(writers: Ints, snapshot: TokenSnapshot) -> Floats:
    """How many tokens before the next one each was written; NaN for empty slots."""
    ago = np.where(writers >= 0, snapshot.token + 1 - writers, np.nan)
    return ago.astype(np.float32)
