"""The items of a memory as a list of rows, with an order and a summary.

Shapes: n items.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from wmstudio.app.facts import text_before
from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase
from wmstudio.contract import put_in_after
from wmstudio.engine.messages import ArgumentKind, Forgets
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.header import Elided
from wmstudio.gui.base.pieces import last_word
from wmstudio.gui.base.translation import joined, tr
from wmstudio.gui.base.wording import module, percent
from wmstudio.gui.views.memory_views.top import Top
from wmstudio.gui.widgets.item_brush import INSET
from wmstudio.gui.widgets.item_rows import ItemRows
from wmstudio.gui.widgets.items import NOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.engine.messages import Frame, OpenedModel, Signal, TokenSnapshot
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.widgets.items import Column, Floats, Ints, Items

NEWEST, STRONGEST, PLACES = "newest", "strongest", "slots"
ORDERS = {
    STRONGEST: Option(STRONGEST, phrase("most read first")),
    NEWEST: Option(NEWEST, phrase("newest first")),
    PLACES: Option(PLACES, phrase("slot number")),
}
HEIGHT = 32
"""Height in pixels of the line under the rows."""
LEAST = 0.0005
"""Rows that are read less are hidden unless all are shown, since they would read 0.0 %."""


class RowsFoot(QWidget):
    """The line under the rows, with a button for hidden rows."""

    def __init__(self) -> None:
        super().__init__()
        self.line = Elided(tr("How much is written, and what it counts for"))
        self.all = QPushButton()
        self.all.setFlat(True)
        self.all.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, 0, INSET, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.all)
        self.setAutoFillBackground(True)
        # The same height with and without the button.
        self.setFixedHeight(HEIGHT)

    def say(self, parts: Sequence[str], left_out: bool = False) -> None:
        """Set the parts of the summary, of which the last give way first.

        The button is hidden if all rows are shown.
        """
        wholes = [joined(" · ", parts[:stop]) for stop in range(len(parts), 0, -1)]
        self.line.say(wholes[0] if wholes else "", shorter=tuple(wholes[1:]))
        self.all.setText(tr("Show fewer") if self.all.isChecked() else tr("Show all"))
        self.all.setVisible(left_out or self.all.isChecked())

    def set_stale(self, stale: bool) -> None:
        """Nothing: text is not dimmed."""

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        set_colours(self, self.line, text=theme.second_text, ground=theme.panel)
        link = self.all.palette()
        link.setColor(QPalette.ColorRole.ButtonText, theme.cursor)
        self.all.setPalette(link)


class RowsTop(Top):
    """The rows, their order, and the line under them."""

    def __init__(self, name: str, orders: tuple[str, ...], noun: str = "") -> None:
        """``orders`` can be chosen, the first by default; items may have numbers."""
        super().__init__()
        self.order = Choice(tr("Order of the rows"), [ORDERS[id] for id in orders])
        self.list, self.foot = ItemRows(name, noun=noun), RowsFoot()
        self.list.token_clicked.connect(self.token_clicked)
        self.list.menu_requested.connect(self.menu_requested)
        self.let_drag(self.list)
        self.list.empty_requested.connect(self.empty_requested)
        self.list.pointed.connect(self.pointed)
        self.list.verticalScrollBar().valueChanged.connect(self.moved)
        self.order.currentIndexChanged.connect(self.changed)
        self.foot.all.toggled.connect(self.changed)
        self._gate: Signal | None = None

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        if self.list.noun:
            can = any(spec.takes_only(ArgumentKind.ITEM) for spec in opened.edits.values())
        else:
            can = any(spec.forgets is Forgets.TOKEN for spec in opened.edits.values())
        word = tr("Empty slot") if self.list.noun else tr("Forget this")
        self.list.set_emptying(word if can else "")
        naming = next((s for s in opened.signals.values() if s.names), None)
        self.list.names = naming is not None
        gate = f"{module(naming)}.gate" if naming is not None else ""
        self._gate = opened.signals.get(gate)

    def choices(self) -> tuple[object, ...]:
        return (self.order.chosen, self.foot.all.isChecked())

    def light(self, shares: dict[int, float]) -> None:
        self.list.light(shares)

    def words(self) -> str:
        return self.list.words()

    def headline(self) -> str:
        return self.list.headline()

    def list_rows(
        self,
        opened: OpenedModel,
        frame: Frame,
        snapshot: TokenSnapshot,
        items: Items,
        read: Floats,
        capacity: int,
        *,
        contents: Signal | None = None,
        gone: Items = NOTHING,
        kept: Floats | None = None,
    ) -> None:
        """Show items, of which this much ``[n]`` is read, in the chosen order.

        With ``kept`` ``[n]``, those of which nothing is kept are left out: a memory may write some
        tokens only. What was forgotten stays in sight.
        """
        self.list.forgotten = forgotten_by(frame, opened, snapshot.token)
        lost = np.isin(items.writers, list(self.list.forgotten))
        if kept is not None:
            there = np.flatnonzero((kept > 0) | lost)
            items, read, lost = items.taken(there), read[there], lost[there]
        amount = np.abs(np.nan_to_num(read))
        compares = items.was is not None
        # What the edits have taken away stays where it was.
        largest = np.fmax(amount, _bars(items.was, self.list.columns)) if compares else amount
        written = int((items.written & ~lost).sum())
        if self.order.chosen == STRONGEST:
            # Of equally read items the newest come first; empty ones, with -1, come last.
            order = np.lexsort((-_written_at(items.writers), -largest))
            if not self.foot.all.isChecked() and largest.max(initial=0.0) >= LEAST:
                wanted = (largest >= LEAST) | lost
                order = order[wanted[order]]
        elif self.order.chosen == NEWEST:
            order = np.argsort(-_written_at(items.writers), kind="stable")
        else:
            order = np.arange(len(items))
        self.list.numbered = self.order.chosen == PLACES
        self.list.present = last_word(text_before(frame.trace, opened.pieces, snapshot.token + 1))
        chosen = int(amount[order].argmax()) if len(order) and amount.max() > 0 else None
        self.list.show_items(items.taken(order), contents, gone, chosen)
        parts = self._summary(written, capacity, snapshot)
        if compares:
            parts.append(tr("dashed: untouched"))
        self.foot.say(parts, len(order) < len(items))

    def _summary(self, written: int, capacity: int, snapshot: TokenSnapshot) -> list[str]:
        """The parts of the line under the rows, the most important first."""
        parts = []
        if self._gate is not None and self._gate.name in snapshot.signals:
            share = float(snapshot.signals[self._gate.name].mean())
            parts.append(tr("memory counts for {share} %", share=percent(share)))
        said = {"n": written, "all": capacity}
        if self.list.noun:
            parts.append(tr("{n:,} of {all:,} slots written", **said))
        else:
            parts.append(tr("{n:,} of {all:,} tokens held", **said))
        return parts


def _written_at(writers: Ints) -> Ints:
    """The token that wrote each item, or after which it was put in by hand; -1 for an empty one."""
    return np.where(writers < -1, put_in_after(0) - writers, writers)


def seen_beside(now: Floats, was: Floats) -> bool:
    """Whether reads of the untouched model differ from these by what can be seen."""
    return bool((np.abs(np.nan_to_num(now) - np.nan_to_num(was)) >= LEAST).any())


def _bars(was: Floats | None, columns: Sequence[Column]) -> Floats | float:
    """The longest outline ``[n]`` of each row."""
    drawn = [i for i, column in enumerate(columns) if column.kind == "bar"]
    return 0.0 if was is None or not drawn else np.nan_to_num(was[:, drawn]).max(axis=1)


def forgotten_by(frame: Frame, opened: OpenedModel, cursor: int) -> frozenset[int]:
    """Tokens that edits up to the cursor's token have made the memory forget."""
    return frozenset(
        value
        for told in frame.interventions
        for edit in told.edits
        if edit.token <= cursor
        and edit.name in opened.edits
        and opened.edits[edit.name].forgets is Forgets.TOKEN
        for _, value in edit.arguments
    )
