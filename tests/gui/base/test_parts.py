"""Looking for what the keyboard can reach."""

from PySide6.QtWidgets import QMainWindow, QPushButton, QVBoxLayout, QWidget
from shiboken6 import delete, isValid

from wmstudio.gui.base.parts import first_stop, stops_in


def test_stops_are_listed_as_people_read_and_the_first_is_first(qtbot):
    part = QWidget()
    qtbot.addWidget(part)
    below, above = QPushButton("below"), QPushButton("above")
    lines = QVBoxLayout(part)
    lines.addWidget(above)
    lines.addWidget(below)
    part.show()

    assert stops_in(part) == [above, below]
    assert first_stop(part) is above
    part.hide()
    assert first_stop(part) is None


def test_a_widget_that_is_deleted_after_a_search_takes_nothing_else_along(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    action = window.addToolBar("bar").addWidget(QPushButton())
    part = QWidget(window)
    window.show()
    part.show()
    assert first_stop(part) is None
    delete(part)

    assert isValid(action)
