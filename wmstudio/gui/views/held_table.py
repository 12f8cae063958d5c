"""What holding a unit does to what follows a pattern, beside a control unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHeaderView, QTreeWidgetItem, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.base.wording import decimals, number
from wmstudio.gui.views.unit_list import ALIGN, PlainTree

if TYPE_CHECKING:
    from wmstudio.engine.messages import HeldRow, UnitHeld

COLUMNS = phrase("held"), phrase("at"), phrase("probability"), phrase("change")
ROWS = 4
NO_CONTROL = phrase("There is no control: no other unit of this signal ignores the pattern.")


def told_of(held: UnitHeld) -> str:
    """A sentence about what was measured."""
    after = tr("a closing quotation mark") if held.closers else tr("the next token of the text")
    said = counted(
        held.places,
        "Probability of {after} at {n:,} place, with the unit held over the last {tokens} tokens "
        "of the pattern.",
        "Mean probability of {after} at {n:,} places, with the unit held over the last {tokens} "
        "tokens of each.",
        after=after, tokens=held.tokens,
    )  # fmt: skip
    return said if held.control is not None else f"{said} {tr(NO_CONTROL)}"


class HeldTable(PlainTree):
    """Rows: nothing held, the unit at each of its two means, and the control."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What holding the unit does"), COLUMNS, parent)
        self.held: UnitHeld | None = None
        self.hide()
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        # As high as the header and all rows that there may be.
        self.setMinimumHeight((ROWS + 2) * self.fontMetrics().height())
        for column in range(1, len(COLUMNS)):
            self.headerItem().setTextAlignment(column, ALIGN)

    def show_held(self, held: UnitHeld | None) -> None:
        """Show what was measured; hide if that is nothing."""
        self.held = held
        self.setVisible(held is not None)
        self.clear()
        if held is None:
            return
        outside, inside = phrase("unit {unit}, as outside"), phrase("unit {unit}, as inside")
        control = phrase("unit {unit} (control), as outside")
        names = (phrase("nothing"), outside, inside, control)
        for name, row in zip(names, held.rows, strict=False):
            item = QTreeWidgetItem(self)
            cells = (tr(name, unit=row.unit), *_cells(row))
            for column, text in enumerate(cells):
                item.setText(column, text)
                if column:
                    item.setTextAlignment(column, ALIGN)


def _cells(row: HeldRow) -> tuple[str, str, str]:
    """The value at which it is held, the probability, and the change with its standard error."""
    if row.unit is None:
        return "", number(row.probability), ""
    change = decimals(row.change, "+z.4f")
    return number(row.value), number(row.probability), f"{change} ± {row.error:.4f}"
