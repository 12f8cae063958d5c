"""What holding a unit does, in numbers."""

import pytest

from wmstudio.engine.messages.finding import HeldRow, UnitHeld
from wmstudio.gui.views.held_table import HeldTable


@pytest.mark.parametrize(
    ("change", "told"),
    [(-0.2463, "−0.2463 ± 0.0002"), (0.5, "+0.5000 ± 0.0002"), (-1e-6, "+0.0000 ± 0.0002")],
)
def test_a_change_too_small_for_its_digits_has_no_minus(qtbot, change, told):
    table = HeldTable()
    qtbot.addWidget(table)
    rows = (HeldRow(None, 0.0, 0.28), HeldRow(281, 0.88, 0.28, change, 0.0002))
    table.show_held(UnitHeld(1, 281, None, 11, 6, ('"',), rows))
    assert table.topLevelItem(1).text(3) == told
