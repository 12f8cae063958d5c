"""A layout like words in a paragraph."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wmstudio.gui.base.flow import Flow


def flow_of(qtbot, *sizes):
    """Widgets of fixed sizes in a flow, in a column with room below."""
    outer, inner = QWidget(), QWidget()
    flow = Flow(inner, spacing=10, lines=5)
    flow.setContentsMargins(0, 0, 0, 0)
    widgets = []
    for width, height in sizes:
        widgets.append(QWidget())
        widgets[-1].setFixedSize(QSize(width, height))
        flow.addWidget(widgets[-1])
    column = QVBoxLayout(outer)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(inner)
    column.addWidget(QWidget(), 1)
    qtbot.addWidget(outer)
    outer.show()
    return outer, inner, flow, widgets


def places(widgets):
    return [(w.x(), w.y()) for w in widgets]


def test_what_fits_stands_beside_and_the_rest_on_further_lines(qtbot):
    outer, inner, _, widgets = flow_of(qtbot, (100, 20), (100, 20), (100, 20))
    outer.resize(210, 300)
    qtbot.waitUntil(lambda: inner.height() == 45)
    assert places(widgets) == [(0, 0), (110, 0), (0, 25)]
    outer.resize(320, 300)
    qtbot.waitUntil(lambda: inner.height() == 20)
    assert places(widgets) == [(0, 0), (110, 0), (220, 0)]


def test_a_line_is_as_high_as_its_highest_and_all_stand_in_its_middle(qtbot):
    outer, inner, _, widgets = flow_of(qtbot, (50, 10), (50, 30))
    outer.resize(400, 300)
    qtbot.waitUntil(lambda: inner.height() == 30)
    assert places(widgets) == [(0, 10), (60, 0)]


def test_what_is_hidden_takes_no_room_and_what_is_cleared_is_gone(qtbot):
    outer, inner, flow, widgets = flow_of(qtbot, (100, 20), (100, 20), (100, 20))
    outer.resize(210, 300)
    widgets[0].hide()
    qtbot.waitUntil(lambda: inner.height() == 20)
    assert places(widgets[1:]) == [(0, 0), (110, 0)]
    flow.clear()
    assert flow.count() == 0
    assert flow.itemAt(0) is None
