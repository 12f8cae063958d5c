"""The list of units: its columns."""

import pytest
from PySide6.QtCore import Qt

from wmstudio.contract import Kind, Signal
from wmstudio.gui.base import fonts
from wmstudio.gui.base.theme import DARK, LIGHT
from wmstudio.gui.views.unit_list import LABEL, UnitList, UnitRow

GATE = Signal("lstm.0.forget_gate", Kind.GATE, ("unit",), (512,), "a gate")


@pytest.fixture(params=[DARK, LIGHT], ids=["dark", "light"])
def shown(request, qtbot):
    """As wide as the narrowest column of panels."""
    found = UnitList()
    qtbot.addWidget(found)
    found.resize(384, 200)
    found.apply_theme(request.param)
    labels = {("lstm.0.forget_gate", 3): "opens at a new sentence", ("lstm.0.cell", 9): "quoted"}
    found.show_rows([UnitRow(448, -0.7512, -0.1932, -0.86)], labels, GATE)
    found.show()
    qtbot.waitExposed(found)
    return found


def test_heads_and_rows_have_the_font_of_the_interface_with_figures_of_one_width(shown):
    for part in (shown.header(), shown):
        assert part.font().families() == fonts.interface().families()
        assert part.font().featureTags() == fonts.interface().featureTags()


def test_no_head_and_no_number_of_a_unit_is_cut(shown):
    header = shown.header()
    for column in range(header.count()):
        if column != LABEL:
            assert header.sectionSize(column) >= header.sectionSizeHint(column)
            assert header.sectionSize(column) >= shown.sizeHintForColumn(column)
    assert header.length() <= shown.viewport().width()


def test_heads_stand_over_their_numbers(shown):
    for column in range(LABEL + 1, shown.columnCount()):
        assert shown.headerItem().textAlignment(column) & Qt.AlignmentFlag.AlignRight
        assert shown.topLevelItem(0).textAlignment(column) & Qt.AlignmentFlag.AlignRight
