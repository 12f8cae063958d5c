"""Slots: a row for each, with who wrote it, how much is kept and read of it, and what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import Kind
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import label
from wmstudio.gui.views.memory_views.top import READ, Top, about, holders, read_column
from wmstudio.gui.widgets.item_list import ItemList
from wmstudio.gui.widgets.items import NOTHING, Column, items_of
from wmstudio.gui.widgets.signal_picker import SignalPicker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.engine.messages import Frame, OpenedModel, TokenSnapshot
    from wmstudio.gui.base.state import Control
    from wmstudio.gui.widgets.items import Floats, Ints

NEWEST, PLACES = "newest", "slots"
ORDERS = (Option(NEWEST, phrase("newest first")), Option(PLACES, phrase("slot by slot")))
KEPT, AGE = Column(phrase("kept"), "strength"), Column(phrase("age"), "", "count", chars=4)


class SlotsTop(Top):
    """The slots of a memory, whose signals all begin with ``prefix``."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self.prefix = prefix
        self.contents = SignalPicker(tr("Contents of the slots"))
        self.order = Choice(tr("Order of the slots"), ORDERS)
        for picker in (self.contents, self.order):
            self._picks.addWidget(picker)
        columns = (KEPT, AGE, READ[None])
        self.list = ItemList(tr("Memory slots at the cursor"), columns, noun="slot")
        self._lines.addWidget(self.list)
        self.pictures = (self.list,)
        self.list.token_clicked.connect(self.token_clicked)
        self.list.menu_requested.connect(self.menu_requested)
        self.list.pointed.connect(self.pointed)
        self.contents.picked.connect(self.changed)
        self.order.currentIndexChanged.connect(self.changed)

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        slots = [s for s in opened.signals.values() if s.kind is Kind.SLOTS]
        self.contents.offer(slots, next((s for s in slots if label(s) == "values"), None))
        self.list.columns = (KEPT, AGE, read_column(opened, self._read))

    def controls(self) -> Mapping[str, Control]:
        return {"contents": self.contents, "order": self.order}

    def choices(self) -> tuple[object, ...]:
        return (self.contents.signal, self.order.chosen)

    @property
    def _read(self) -> str:
        return f"{self.prefix}.read_weights"

    def draw(self, opened: OpenedModel, frame: Frame, snapshot: TokenSnapshot) -> None:
        count = opened.signals[f"{self.prefix}.writer"].size
        nobody = np.full(count, -1, np.float32)
        writers = snapshot.signals.get(f"{self.prefix}.writer", nobody).astype(np.int64)
        strength = about(writers, f"{self.prefix}.strength", opened, snapshot)
        read = about(writers, self._read, opened, snapshot)
        contents = self.contents.signal
        held = snapshot.signals.get(contents.name) if contents else None
        cells = [strength, _age(writers, snapshot), read]
        items = items_of(frame.trace, opened, writers, cells, held)
        if self.order.chosen == NEWEST:
            # Empty ones, with a writer of -1, come last.
            items = items.taken(np.argsort(-items.writers, kind="stable"))
        # What was read of tokens that have since made room stands beside them, and not beside
        # whatever is in their slots now.
        gone = NOTHING
        were = holders(writers, self._read, opened, snapshot)
        weights = snapshot.signals.get(self._read)
        if were is not None and weights is not None:
            left = np.flatnonzero((were >= 0) & ~np.isin(were, writers))
            cells = [np.full(count, np.nan, np.float32), _age(were, snapshot), weights]
            gone = items_of(frame.trace, opened, were, cells).taken(left)
        self.list.show_items(items, contents, gone)

    def words(self) -> str:
        return self.list.words()


def _age(writers: Ints, snapshot: TokenSnapshot) -> Floats:
    """How many tokens ago each was written; NaN for none."""
    return np.where(writers >= 0, snapshot.token - writers, np.nan).astype(np.float32)
