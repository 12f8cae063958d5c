"""A table of the last tokens: how strongly each is kept, matched or attended to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QStackedWidget

from wmstudio.app.help.glossary import term_of
from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase
from wmstudio.app.provenance import put_in_places
from wmstudio.engine.messages import Kind
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import label, own_words
from wmstudio.gui.plots.scales import full_scale
from wmstudio.gui.views.lookback import ALL_HEADS, head_options, heads, of_head
from wmstudio.gui.views.matrix import Matrix
from wmstudio.gui.views.memory_views.rows import NEWEST, STRONGEST, RowsTop, seen_beside
from wmstudio.gui.widgets.items import (
    AGO,
    IN_PERCENT,
    KEPT,
    NOTHING,
    READ_NOW,
    Column,
    items_of,
    with_put_in,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QPoint

    from wmstudio.engine.messages import Frame, OpenedModel, Signal, TokenSnapshot
    from wmstudio.gui.base.state import Control
    from wmstudio.gui.widgets.items import Floats

TABLE, CONTENTS = "table", "contents"
AS_TABLE = Option(TABLE, phrase("table"))
MEAN_IN_PERCENT = replace(IN_PERCENT, title=phrase("mean, in %"), short=IN_PERCENT.title)
COLUMNS = {
    "weights": READ_NOW,
    "strength": KEPT,
    "recall": KEPT,
    "stored": Column(phrase("stored"), phrase("stored"), term="stored"),
    "match": Column(phrase("match"), phrase("match"), "signed", term="match"),
}
"""Titles of the columns, by the labels of signals that look back."""


class TableTop(RowsTop):
    """Rows are tokens, columns are signals that look back at them; contents are a matrix."""

    def __init__(
        self, prefix: str, names: Sequence[str] = (), sort_by: str = "", sharp: bool = False
    ) -> None:
        """Take the named signals, or all of the prefix, as one column per layer.

        ``sort_by`` is the column that says how much a row is read; the default is their mean. If
        reads are ``sharp``, so that a few rows have nearly all of them, these come first by
        default.
        """
        orders = (STRONGEST, NEWEST) if sharp else (NEWEST, STRONGEST)
        super().__init__(tr("Tokens that the memory looks back at"), orders)
        self.prefix, self.names, self.sort_by = prefix, tuple(names), sort_by
        self.shows = Choice(tr("What is shown of the memory"), (AS_TABLE,))
        self.head = Choice(tr("Head"))
        self.set_controls(self.order, self.shows, self.head)
        for choice in (self.shows, self.head):
            choice.currentIndexChanged.connect(self._choose)
        self.list.empty_text = tr("No token has been read here.")
        self.matrix = Matrix(tr("Contents of the memory"))
        self.pages = QStackedWidget()
        self.pages.addWidget(self.list)
        self.pages.addWidget(self.matrix)
        self._lines.addWidget(self.pages, 1)
        self._lines.addWidget(self.foot)
        self.pictures = (self.list, self.matrix, self.foot)
        self.matrix.pointed.connect(self.pointed)
        self._signals: tuple[Signal, ...] = ()
        self._contents: Signal | None = None

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        every = [s for s in opened.signals.values() if s.name.startswith(f"{self.prefix}.")]
        back = [s for s in every if s.kind is Kind.ATTENTION]
        named = [s for name in self.names for s in back if own_words(s) == name]
        self._signals = tuple(named or back)
        self._contents = next((s for s in every if s.kind is Kind.SLOTS), None)
        contents = [Option(CONTENTS, label(self._contents))] if self._contents else []
        self.shows.set_options([AS_TABLE, *contents])
        self._choose()

    def controls(self) -> Mapping[str, Control]:
        # The offered heads depend on what is shown.
        return {"shows": self.shows, "order": self.order, "head": self.head}

    def choices(self) -> tuple[object, ...]:
        return (*super().choices(), self.shows.chosen, self.head.chosen)

    @property
    def told(self) -> str:
        return self._contents.name if self._contents is not None else ""

    def draw(self, opened: OpenedModel, frame: Frame, snapshot: TokenSnapshot) -> None:
        if self.pages.currentWidget() is self.matrix:
            self._draw_matrix(snapshot)
            return
        values = self._values(snapshot)
        if not values:
            self.list.set_columns((AGO, *self._columns()))
            self.list.show_items(NOTHING)
            self.foot.say([])
            return
        places = put_in_places(
            frame.interventions, snapshot.token, names=any(s.names for s in self._signals)
        )
        # What was put in may reach back to before the first token.
        rows = min(len(values[0]), snapshot.token + 1 - min([0, *places]))
        cells = np.stack(values)[:, :rows]
        at = [own_words(s) for s in self._signals].index(self.sort_by) if self.sort_by else None
        read = cells.mean(axis=0) if at is None else cells[at]
        drawn = [self._column(s).kind == "bar" for s in self._signals]
        was = self._before(frame, snapshot, cells, drawn)
        seen = cells[drawn] if was is None else np.concatenate([cells[drawn], was[drawn]])
        full = full_scale(float(seen.max())) if any(drawn) else 1.0
        self.list.set_columns((AGO, *self._columns()))
        back = np.arange(rows, dtype=np.float32)
        all_cells = [back + 1, *cells, *([read] if self._in_percent else [])]
        outlines = [None, *was, *([None] if self._in_percent else [])] if was is not None else []
        tokens = snapshot.token - back
        items = items_of(frame.trace, opened, tokens, all_cells, full=full, was=outlines)
        items = with_put_in(replace(items, index=tokens.astype(np.int64)), places)
        capacity = opened.settings.get("capacity")
        room = len(values[0]) if capacity is None else int(capacity.value)
        self.list_rows(opened, frame, snapshot, items, read, room, kept=self._strength(cells))

    def _strength(self, cells: Floats) -> Floats | None:
        """How strongly each token is kept ``[rows]``, if the memory says so."""
        at = [i for i, s in enumerate(self._signals) if own_words(s) == "strength"]
        return cells[at[0]] if at else None

    def _before(
        self, frame: Frame, snapshot: TokenSnapshot, now: Floats, drawn: list[bool]
    ) -> Floats | None:
        """The same weights ``[columns, rows]`` of the untouched model, if any bar differs."""
        untouched = frame.untouched
        if untouched is None or untouched.token != snapshot.token:
            return None
        values = self._values(untouched)
        if len(values) != len(now):
            return None
        was = np.stack(values)[:, : now.shape[1]]
        return was if seen_beside(now[drawn], was[drawn]) else None

    def _values(self, snapshot: TokenSnapshot) -> list[Floats]:
        """The weights ``[W]`` of each column in a snapshot."""
        return [
            self._of_head(s, snapshot.signals[s.name])
            for s in self._signals
            if s.name in snapshot.signals
        ]

    def _of_head(self, signal: Signal, weights: Floats) -> Floats:
        """The weights ``[W]`` of the chosen head, or those that all heads share."""
        return of_head(weights, self.head.chosen, shared=signal.names)

    def place_of(self, token: int) -> QPoint | None:
        return self.list.place_of(token)

    def words(self) -> str:
        shown = self.pages.currentWidget()
        return self.matrix.words() if shown is self.matrix else super().words()

    @property
    def _in_percent(self) -> bool:
        """Whether the read weights are shares of the whole read."""
        return all(s.low >= 0 for s in self._signals)

    def _column(self, signal: Signal) -> Column:
        if len(self._signals) > 1 and not self.names:
            layer = f"layer {signal.layer}"
            return Column(layer, layer, short=str(signal.layer), term=term_of(signal))
        return COLUMNS.get(own_words(signal), READ_NOW)

    def _columns(self) -> list[Column]:
        columns = [self._column(s) for s in self._signals]
        together = MEAN_IN_PERCENT if len(columns) > 1 and not self.sort_by else IN_PERCENT
        return [*columns, together] if self._in_percent else columns

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
        self.foot.setVisible(plain)
        shared = any(s.names for s in self._signals)
        options = head_options(max(map(heads, self._signals), default=1), shared=shared)
        # A matrix shows all heads at once.
        self.head.set_options([ALL_HEADS, *options[1:]] if options and not plain else options)
        self.changed.emit()
