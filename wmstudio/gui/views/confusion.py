"""Which target was answered how often with which answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidgetItem, QWidget

from wmstudio.example_sets.base import classes_of
from wmstudio.gui.base.translation import tr
from wmstudio.gui.views.unit_list import PlainTree

if TYPE_CHECKING:
    from collections.abc import Sequence

ALIGN = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def counted_answers(
    pairs: Sequence[tuple[str, str]],
) -> tuple[tuple[str, ...], list[list[int]]] | None:
    """The targets, and how often each had which answer; the last column has all other answers.

    ``pairs`` are targets with their answers. None if the targets are no classes.
    """
    plain = [(" ".join(target.split()), " ".join(answer.split())) for target, answer in pairs]
    found = classes_of(target for target, _ in plain)
    if found is None:
        return None
    classes = tuple(sorted(found))
    at = {name: i for i, name in enumerate(classes)}
    counts = [[0] * (len(classes) + 1) for _ in classes]
    for target, answer in plain:
        counts[at[target]][at.get(answer, len(classes))] += 1
    return classes, counts


class ConfusionTable(PlainTree):
    """A row for each target, a column for each answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Targets by rows, answers by columns"), ("",), parent)

    def show_counts(self, found: tuple[tuple[str, ...], list[list[int]]] | None) -> None:
        """Show counts, or nothing."""
        self.clear()
        if found is None:
            self.setColumnCount(1)
            self.setHeaderLabels([""])
            return
        classes, counts = found
        self.setColumnCount(len(classes) + 2)
        self.setHeaderLabels([tr("target \\ answer"), *classes, tr("other")])
        for i, (name, row) in enumerate(zip(classes, counts, strict=True)):
            item = QTreeWidgetItem(self, [name, *(f"{n:,}" if n else "·" for n in row)])
            for column in range(1, len(row) + 1):
                item.setTextAlignment(column, ALIGN)
            font = item.font(i + 1)
            font.setBold(True)
            item.setFont(i + 1, font)
