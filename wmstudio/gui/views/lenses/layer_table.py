"""What each layer would predict: its most probable pieces, and how many bits it needs."""

from __future__ import annotations

from math import isfinite, log2
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHeaderView, QTreeWidgetItem, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.pieces import label, labels
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import decimals, explained, percent
from wmstudio.gui.views.unit_list import ALIGN, PlainTree
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from wmstudio.engine.messages import (
        Candidate,
        Frame,
        LayersMeasured,
        LayersRead,
        OpenedModel,
        TokenSnapshot,
    )
    from wmstudio.engine.trace import Trace

PIECES = 3
COLUMNS = (
    phrase("layer"),
    phrase("would predict"),
    *[""] * (PIECES - 1),
    phrase("bits"),
    phrase("untouched"),
    phrase("per token"),
)
BITS, PLAIN, MEAN = range(1 + PIECES, 4 + PIECES)
LEAST = "88.8 % word"
"""What a column of pieces has room for; where there is no room for all, there are fewer."""
ITSELF = phrase("the model")
GUESS = phrase(
    "No better than a uniform guess, so that nothing can be read from their pieces: {layers}."
)
POOR = phrase("Nearer to a uniform guess than to the model, so hardly to be trusted: {layers}.")


@dataclass(frozen=True, eq=False)
class LayerQuestion:
    """What layers are read of: a snapshot, the one without edits, and the token for the bits.

    The answer is drawn with it, since the cursor may be somewhere else by then.
    """

    snapshot: TokenSnapshot
    untouched: TokenSnapshot | None = None
    target: int | None = None
    in_text: tuple[float | None, float | None] = (None, None)
    """The bits that the target costs as the next token of the text, and those without edits."""

    def same_as(self, other: LayerQuestion | None) -> bool:
        """Whether another question has the same answer."""
        return (
            other is not None
            and self.snapshot is other.snapshot
            and self.untouched is other.untouched
            and self.target == other.target
            and self.in_text == other.in_text
        )

    @property
    def own_bits(self) -> tuple[float | None, float | None]:
        """The model's own bits of the target, and those without edits, as far as known."""
        candidates = _bits_of(self.snapshot, self.target), _bits_of(self.untouched, self.target)
        changed, plain = (
            known if known is not None else listed
            for known, listed in zip(self.in_text, candidates, strict=True)
        )
        return changed, plain


def bits_in_text(frame: Frame, target: int | None) -> tuple[float | None, float | None]:
    """The bits of a target that is the text's next token, and those without edits, if it is."""
    at = frame.snapshot.token + 1 if frame.snapshot is not None else 0
    return _bits_at(frame.trace, at, target), _bits_at(frame.trace.untouched, at, target)


def _bits_at(trace: Trace | None, at: int, target: int | None) -> float | None:
    if trace is None or not 0 < at < len(trace) or trace.id(at) != target:
        return None
    bits = float(trace.column("surprisal_bits", at, at + 1)[0])
    return bits if isfinite(bits) else None


def _bits_of(snapshot: TokenSnapshot | None, token: int | None) -> float | None:
    """The bits of a token after a snapshot, if it is one of the candidates."""
    candidates = snapshot.candidates if snapshot is not None else ()
    found = [one.probability for one in candidates if one.token == token]
    # Rounding may leave a probability a little below 0.
    return abs(log2(found[0])) if found and not found[0] <= 0 else None


class LayerTable(PlainTree):
    """A row for each layer from the lowest, and one for the model itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What each layer would predict"), COLUMNS, parent)
        self.of: LayerQuestion | None = None
        """What the rows are of."""
        self._bits_of = tr(COLUMNS[BITS])
        """The heading of the target's bits, where there is room for it."""
        self.header().setStretchLastSection(False)
        for column in range(1, PIECES + 1):
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.headerItem().setToolTip(1, explained("lens"))
        for column in (BITS, PLAIN, MEAN):
            self.headerItem().setTextAlignment(column, ALIGN)
            self.headerItem().setToolTip(column, explained("surprise"))

    def show_layers(
        self,
        opened: OpenedModel,
        of: LayerQuestion,
        read: LayersRead,
        measured: LayersMeasured | None,
    ) -> None:
        """Show an answer with what it is of, and beside it the bits that were measured."""
        self.of = of
        target = "" if of.target is None else label(opened.pieces[of.target], "")
        self._bits_of = tr("bits of “{piece}”", piece=target)
        self.setColumnHidden(PLAIN, all(one.plain_bits is None for one in read.layers))
        self.clear()
        means = measured.bits if measured is not None else {}
        for one in read.layers:
            name = layer_name(opened, one.layer)
            row = self._add(opened, name, one.candidates)
            row.setToolTip(0, plain_tip(one.layer))
            self._fill(row, (one.bits, one.plain_bits, means.get(one.layer)))
        row = self._add(opened, tr(ITSELF), of.snapshot.candidates)
        mean = None if measured is None else measured.own
        self._fill(row, (*of.own_bits, mean))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show as many columns of pieces as can be read in this width, and at least one."""
        self.headerItem().setText(BITS, self._bits_of)
        if self._left() < self.fontMetrics().horizontalAdvance(LEAST):
            # What is predicted needs the room more, and the target is named above.
            self.headerItem().setText(BITS, tr(COLUMNS[BITS]))
        least = self.fontMetrics().horizontalAdvance(LEAST)
        for column in range(2, PIECES + 1):
            self.setColumnHidden(column, column > self._left() // least)

    def _left(self) -> int:
        """The width that is left for the columns of pieces."""
        others = (at for at in (0, BITS, PLAIN, MEAN) if not self.isColumnHidden(at))
        need = (max(self.sizeHintForColumn(at), self.header().sectionSizeHint(at)) for at in others)
        return self.viewport().width() - sum(need)

    def texts(self) -> list[list[str]]:
        """The cells of all rows."""
        return [[row.text(at) for at in range(len(COLUMNS))] for row in self.top_rows()]

    def _add(
        self, opened: OpenedModel, name: str, candidates: Sequence[Candidate]
    ) -> QTreeWidgetItem:
        row = QTreeWidgetItem(self)
        row.setText(0, name)
        first = candidates[:PIECES]
        names = labels([opened.pieces[one.token] for one in first], "")
        for column, (one, piece) in enumerate(zip(first, names, strict=True), 1):
            # A narrow column cuts the end of a text, and part of a number would be another one.
            said = f"{percent(one.probability)} % {piece}"
            row.setText(column, said)
            row.setToolTip(column, plain_tip(said))
        return row

    @staticmethod
    def _fill(row: QTreeWidgetItem, numbers: Sequence[float | None]) -> None:
        for column, bits in enumerate(numbers, BITS):
            row.setText(column, "" if bits is None else decimals(bits, ".2f"))
            row.setTextAlignment(column, ALIGN)


def layer_name(opened: OpenedModel, signal: str) -> str:
    """What a layer is called in the table."""
    return tr("layer {n}", n=opened.signals[signal].layer)


def trust_words(opened: OpenedModel, measured: LayersMeasured) -> str:
    """How far the layers are to be trusted, in sentences."""
    said = tr(
        "Bits per token, as last measured: mean over {n:,} tokens of this text; a uniform guess "
        "needs {bits:.2f}.",
        n=measured.tokens - 1,  # the first one is told by no layer
        bits=measured.uniform,
    )
    guesses = [name for name in measured.bits if measured.is_a_guess(name)]
    poor = [name for name in measured.bits if measured.is_poor(name) and name not in guesses]
    for names, what in ((guesses, GUESS), (poor, POOR)):
        if names:
            layers = ", ".join(layer_name(opened, name) for name in names)
            said += " " + tr(what, layers=layers)
    return said
