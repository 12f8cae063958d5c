"""A table of the last tokens: for each, how strongly it is kept, matched or attended to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QStackedWidget

from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import Kind
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import label
from wmstudio.gui.plots.scales import full_scale
from wmstudio.gui.views.lookback import head_options, heads, of_head
from wmstudio.gui.views.matrix import Matrix
from wmstudio.gui.views.memory_views.top import Top
from wmstudio.gui.widgets.item_list import ItemList
from wmstudio.gui.widgets.items import NOTHING, Column, items_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QPoint

    from wmstudio.engine.messages import Frame, OpenedModel, Signal, TokenSnapshot
    from wmstudio.gui.base.state import Control

TABLE, CONTENTS = "table", "contents"
NEWEST, STRONGEST = "newest", "strongest"
ORDERS = (Option(NEWEST, phrase("newest first")), Option(STRONGEST, phrase("strongest first")))
AS_TABLE = Option(TABLE, phrase("table"))
ALL_HEADS = Option("all", phrase("all heads"))
AGE = Column(phrase("age"), "", "count", chars=4)


class TableTop(Top):
    """Rows are tokens, columns the signals that look back at them; the contents as a matrix."""

    def __init__(
        self, prefix: str, names: Sequence[str] = (), sort_by: str = "", sharp: bool = False
    ) -> None:
        """Take the signals that are named, or all of the prefix, as one column a layer.

        ``sort_by`` is the column that says which row is strongest; without one their sum does,
        and bars are drawn to the round number that the largest of them fits into. Where reads are
        ``sharp``, a few rows have nearly all of them: then the strongest come first by default.
        """
        super().__init__()
        self.prefix, self.names, self.sort_by = prefix, tuple(names), sort_by
        self.shows = Choice(tr("What is shown of the memory"), (AS_TABLE,))
        orders = ORDERS[::-1] if sharp else ORDERS
        self.order = Choice(tr("Order of the tokens"), orders)
        self.head = Choice(tr("Head"))
        for choice in (self.shows, self.order, self.head):
            self._picks.addWidget(choice)
            choice.currentIndexChanged.connect(self._choose)
        self.list = ItemList(tr("Tokens that the memory looks back at"), (), title="token")
        self.list.empty_text = tr("No token has been read here.")
        self.matrix = Matrix(tr("Contents of the memory"))
        self.pages = QStackedWidget()
        self.pages.addWidget(self.list)
        self.pages.addWidget(self.matrix)
        self._lines.addWidget(self.pages)
        self.pictures = (self.list, self.matrix)
        self.list.token_clicked.connect(self.token_clicked)
        self.list.menu_requested.connect(self.menu_requested)
        for picture in self.pictures:
            picture.pointed.connect(self.pointed)
        bar = self.list.verticalScrollBar()
        bar.valueChanged.connect(self.moved)
        self._signals: tuple[Signal, ...] = ()
        self._contents: Signal | None = None

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        every = [s for s in opened.signals.values() if s.name.startswith(f"{self.prefix}.")]
        back = [s for s in every if s.kind is Kind.ATTENTION]
        named = [s for name in self.names for s in back if label(s) == name]
        self._signals = tuple(named or back)
        self._contents = next((s for s in every if s.kind is Kind.SLOTS), None)
        contents = [Option(CONTENTS, label(self._contents))] if self._contents else []
        self.shows.offer([AS_TABLE, *contents])
        self._choose()

    def controls(self) -> Mapping[str, Control]:
        # The heads that are offered follow from what is shown.
        return {"shows": self.shows, "order": self.order, "head": self.head}

    def choices(self) -> tuple[object, ...]:
        return tuple(choice.chosen for choice in (self.shows, self.order, self.head))

    def draw(self, opened: OpenedModel, frame: Frame, snapshot: TokenSnapshot) -> None:
        if self.pages.currentWidget() is self.matrix:
            self._draw_matrix(snapshot)
            return
        values = [
            of_head(snapshot.signals[s.name], self.head.chosen)
            for s in self._signals
            if s.name in snapshot.signals
        ]
        if not values:
            self.list.show_items(NOTHING)
            return
        rows = min(len(values[0]), snapshot.token + 1)
        cells = np.stack(values)[:, :rows]
        full = 1.0 if self.sort_by else full_scale(float(cells.max()))
        self.list.columns = (AGE, *self._columns(full))
        ages = np.arange(rows, dtype=np.float32)
        items = items_of(frame.trace, opened, snapshot.token - ages, [ages, *cells], full=full)
        if self.order.chosen == STRONGEST:
            at = [label(s) for s in self._signals].index(self.sort_by) if self.sort_by else None
            # A key that is met in the opposite direction is met, too.
            strength = cells.sum(axis=0) if at is None else np.abs(cells[at])
            items = items.taken(np.argsort(-strength, kind="stable"))
        self.list.show_items(items)

    def light(self, shares: dict[int, float]) -> None:
        self.list.light(shares)

    def place_of(self, token: int) -> QPoint | None:
        return self.list.place_of(token)

    def words(self) -> str:
        shown = self.pages.currentWidget()
        return self.matrix.words() if shown is self.matrix else self.list.words()

    def _columns(self, full: float) -> list[Column]:
        layered = len(self._signals) > 1 and not self.names
        return [
            Column(
                title=f"layer {s.layer}" if layered else label(s),
                word=f"layer {s.layer}" if layered else label(s),
                kind="signed" if s.low < 0 else "bar",
                chars=0,
                short=str(s.layer) if layered else "",
                end="" if full == 1.0 else f"{full:g}",
            )
            for s in self._signals
        ]

    def _draw_matrix(self, snapshot: TokenSnapshot) -> None:
        signal = self._contents
        if signal is None or signal.name not in snapshot.signals:
            self.matrix.show_values(None, signal)
            return
        values = snapshot.signals[signal.name]
        count = max(map(heads, self._signals), default=1)
        parts = values.reshape(count, -1, values.shape[-1])
        chosen = self.head.chosen
        first = int(chosen) if chosen.isdecimal() else None
        shown = values if first is None else parts[first]
        self.matrix.show_values(shown, signal, first=(first or 0) * parts.shape[1])

    def _choose(self) -> None:
        plain = self.shows.chosen != CONTENTS
        self.pages.setCurrentWidget(self.list if plain else self.matrix)
        self.order.setVisible(plain)
        options = head_options(max(map(heads, self._signals), default=1))
        # A matrix has room for all heads at once.
        self.head.offer([ALL_HEADS, *options[1:]] if options and not plain else options)
        self.changed.emit()
