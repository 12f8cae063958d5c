"""Weights: every tensor of the model in numbers, and the chosen one as a heat map."""

from __future__ import annotations

from functools import partial
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wmstudio.app.figures import Figure, OfferedFigure
from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import Kind
from wmstudio.engine.messages import Signal as ModelSignal
from wmstudio.gui.base.header import ROWS_INSET
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import counted, sentence, tr
from wmstudio.gui.base.wording import decimals, exact_percent, explained, layered_label
from wmstudio.gui.views.columns import Columns
from wmstudio.gui.views.made_signals import MadeSignals
from wmstudio.gui.views.matrix import Matrix
from wmstudio.gui.views.picture_panel import PicturePanel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wmstudio.app.figures import Excerpt
    from wmstudio.engine.messages import OpenedModel, Weighed, WeighedTensor
    from wmstudio.gui.base.state import Control
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.plots.panel import TokenAxis

HEADINGS = (
    phrase("Tensor"),
    phrase("Shape"),
    phrase("Type"),
    phrase("Norm"),
    phrase("Least"),
    phrase("Mean"),
    phrase("Greatest"),
    phrase("Singular value"),
    phrase("Change"),
)
NUMBERS, CHANGE = 3, len(HEADINGS) - 1
"""The first column of numbers, and the last one."""
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
VALUE = Qt.ItemDataRole.UserRole


class ChosenTensor:
    """Which tensor is chosen, as a control: by its name, once the tensors are measured."""

    def __init__(self, panel: WeightsPanel) -> None:
        self._panel = panel

    def save_state(self) -> str:
        """The name of the tensor that is chosen, or will be."""
        return self._panel.wanted

    def restore_state(self, saved: object) -> None:
        """Choose a tensor by name."""
        if isinstance(saved, str):
            self._panel.choose(saved)


class TensorRow(QTreeWidgetItem):
    """A tensor of the table. Numbers are sorted as numbers, and shapes by how many they hold."""

    def __init__(self, tensor: WeighedTensor) -> None:
        facts, change = tensor.facts, tensor.change
        largest = facts.singular[0] if facts.singular else None
        relative = None if change is None else change.relative
        numbers = (facts.norm, facts.low, facts.mean, facts.high, largest)
        shape = "×".join(map(str, facts.shape)) or "1"
        words = ["—" if value is None else decimals(value, ".4g") for value in numbers]
        share = "—" if relative is None else exact_percent(relative)
        super().__init__([facts.name, shape, facts.dtype, *words, share])
        self.tensor = tensor
        for column, value in enumerate((*numbers, relative), NUMBERS):
            self.setData(column, VALUE, float("-inf") if value is None else value)
            self.setTextAlignment(column, RIGHT)
        self.setData(1, VALUE, tensor.values.size)
        self.setToolTip(0, plain_tip(facts.name))

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        tree = self.treeWidget()
        column = tree.sortColumn() if tree is not None else 0
        mine, its = self.data(column, VALUE), other.data(column, VALUE)
        if mine is None or its is None:
            return self.text(column) < other.text(column)
        return float(mine) < float(its)


class WeightsPanel(PicturePanel):
    """A table of tensors; below it the chosen one, its histogram and its singular values."""

    title = phrase("Weights")
    question = phrase("What has the model learned?")
    nothing = phrase("The weights are being measured…")

    signal_wanted = Signal(str)
    """A signal that the chosen tensor makes is to be shown."""
    weights_wanted = Signal()
    """It is looked at, and the weights of the open model are not known."""

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.tensors: tuple[WeighedTensor, ...] = ()
        """The tensors of the open model, once they are measured."""
        self.wanted = ""
        """The name of the tensor that was chosen last, which the open model may lack."""
        self._why = ""
        self._asked = False
        self.table = QTreeWidget()
        self.table.setAccessibleName(tr("Tensors of the model"))
        self.table.setHeaderLabels([tr(heading) for heading in HEADINGS])
        for heading, term in ((phrase("Norm"), "norm"), (phrase("Singular value"), "singular")):
            self.table.headerItem().setToolTip(HEADINGS.index(heading), explained(term))
        for column in range(NUMBERS, len(HEADINGS)):
            self.table.headerItem().setTextAlignment(column, RIGHT)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setAllColumnsShowFocus(True)
        self.table.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.currentItemChanged.connect(self._show_chosen)
        self.matrix = Matrix(tr("Weights of the chosen tensor"))
        self.matrix.pointed.connect(self._read_out)
        self.histogram = Columns(tr("Histogram"))
        self.spectrum = Columns(tr("Largest singular values"), "singular")
        self.makes = MadeSignals()
        self.makes.chosen.connect(self.signal_wanted)
        bars = QHBoxLayout()
        bars.addWidget(self.histogram, 1)
        bars.addWidget(self.spectrum, 1)
        below = QWidget()
        lines = QVBoxLayout(below)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.makes)
        lines.addWidget(self.matrix, 1)
        lines.addLayout(bars)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.table)
        halves.addWidget(below)
        halves.setChildrenCollapsible(False)
        whole = QVBoxLayout(self.body)
        whole.setContentsMargins(ROWS_INSET, 0, ROWS_INSET, 0)
        whole.addWidget(halves)
        self.pictures = (self.matrix, self.histogram, self.spectrum)

    @property
    def chosen(self) -> WeighedTensor | None:
        """The tensor of the selected row."""
        item = self.table.currentItem()
        return item.tensor if isinstance(item, TensorRow) else None

    def controls(self) -> Mapping[str, Control]:
        return {"tensor": ChosenTensor(self)}

    def choose(self, name: str) -> None:
        """Show the tensor of this name, now or when it is measured."""
        self.wanted = name
        if (row := self._row(name)) is not None:
            self.table.setCurrentItem(row)
            self.table.scrollToItem(row)

    def takes(self, signal: ModelSignal) -> bool:
        return bool(self._makers(signal.name))

    def show_signal(self, signal: ModelSignal, *, only: bool = False) -> None:
        """Choose a tensor that makes a signal; again for the next one."""
        makers = self._makers(signal.name)
        at = makers.index(self.wanted) + 1 if self.wanted in makers else 0
        self.choose(makers[at % len(makers)])

    def offer_words(self, signal: ModelSignal) -> str:
        return tr("Show the weights that make {signal}", signal=layered_label(signal))

    def _makers(self, name: str) -> list[str]:
        """The tensors that make a signal, in the model's order."""
        rows = self.opened.rows if self.opened is not None else {}
        return [tensor for tensor, made in rows.items() if any(one.signal == name for one in made)]

    def _row(self, name: str) -> QTreeWidgetItem | None:
        found = self.table.findItems(name, Qt.MatchFlag.MatchExactly)
        return found[0] if found else None

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        self._asked, self._why, self.tensors = False, "", ()
        kept = self.wanted
        self.table.clear()
        # Rows that go make others the current one.
        self.wanted = kept
        self.dirtied.emit()

    def ask_again(self) -> None:
        """Have the weights measured again if they have been asked for; what is shown stays."""
        if self._asked:
            self.weights_wanted.emit()

    def show_weights(self, weighed: Weighed) -> None:
        """List what was measured of the open model."""
        name, is_new = self.wanted, self.chosen is None
        self.tensors, self._why = weighed.tensors, sentence(weighed.why)
        compares = any(one.change is not None for one in self.tensors)
        self.table.setSortingEnabled(False)
        self.table.clear()
        rows = [TensorRow(tensor) for tensor in self.tensors]
        self.table.addTopLevelItems(rows)
        self.table.setColumnHidden(CHANGE, not compares)
        if compares:
            self.table.header().setSortIndicator(CHANGE, Qt.SortOrder.DescendingOrder)
        elif is_new:
            # By no column: in the order of the model.
            self.table.header().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.setSortingEnabled(True)
        if rows:
            self.table.setCurrentItem(self._row(name) or rows[0])
            # What the model lacks is chosen again in one that has it.
            self.wanted = name or self.wanted
        told = counted(len(rows), "{n} tensor", "{n} tensors")
        self.header.set_hint(told if rows else "")
        self.dirtied.emit()

    def sentence(self) -> str:
        return self._why or super().sentence()

    def draw(self) -> None:
        if self.opened is None:
            super().draw()
        elif self.tensors:
            self.pages.setCurrentWidget(self.body)
        else:
            self._say(self.sentence())
            if not self._asked:
                self._asked = True
                self.weights_wanted.emit()

    def set_stale(self, stale: bool) -> None:
        """Weights are never out of date: they do not depend on the text."""

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._show_chosen()

    def figures(self, excerpt: Excerpt) -> Iterator[OfferedFigure]:
        if self.chosen is not None:
            yield OfferedFigure(
                tr("weights {name}", name=self.chosen.facts.name), partial(_figure, self.chosen)
            )

    def _show_chosen(self, *_: Any) -> None:
        tensor = self.chosen
        if tensor is not None:
            self.wanted = tensor.facts.name
        self.makes.show_rows(tensor, self.opened)
        if tensor is None:
            self.matrix.show_values(None, None)
            self.histogram.show_values(())
            self.spectrum.show_values(())
            return
        if tensor.values.size:
            self.matrix.show_values(tensor.values, _as_signal(tensor), drawn=tensor.picture)
        else:
            self.matrix.show_values(None, None)
        facts = tensor.facts
        self.histogram.show_values(facts.histogram, _ends(facts.low, facts.high))
        singular = facts.singular
        ends = _ends(singular[0], singular[-1]) if singular else ("", "")
        self.spectrum.show_values(singular, ends)
        self.spectrum.setVisible(bool(singular))
        self._read_out()

    def _read_out(self) -> None:
        """Show the exact weight under the pointer."""
        words, tensor = self.matrix.words(), self.chosen
        self.header.read_out(f"{tensor.facts.name} {words}" if words and tensor else "")


def _ends(first: float, last: float) -> tuple[str, str]:
    """The numbers at both ends of a picture."""
    return decimals(first, ".3g"), decimals(last, ".3g")


def _as_signal(tensor: WeighedTensor) -> ModelSignal:
    """How to draw it: zero is in the middle of the colours."""
    facts = tensor.facts
    reach = max(abs(facts.low), abs(facts.high))
    reach = reach if isfinite(reach) and reach > 0 else 1.0
    dims, shape = ("row", "column"), tensor.values.shape
    return ModelSignal(facts.name, Kind.ACTIVATION, dims, shape, facts.name, -reach, reach)


def _figure(tensor: WeighedTensor) -> Figure:
    signal = _as_signal(tensor)
    rows, columns = (tuple(map(str, range(size))) for size in tensor.values.shape)
    return Figure(
        "map",
        tensor.facts.name,
        tr("column"),
        tr("row"),
        tensor.values.astype(np.float32),
        rows,
        columns,
        0,
        signal.low,
        signal.high,
        untouched=True,
    )
