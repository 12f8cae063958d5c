"""The line at the top of a panel."""

import pytest
from PySide6.QtWidgets import QComboBox, QWidget

from wmstudio.app.options import Option
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.header import NARROW, Elided, Header


@pytest.fixture
def header(qtbot):
    made = Header("Gates")
    qtbot.addWidget(made)
    made.resize(NARROW + 100, 60)
    made.show()
    return made


def test_that_a_heading_stands_before_everything_and_goes_again(header):
    header.add(QComboBox())
    assert not header.heading.isVisible()
    header.set_heading("A  stories-lstm")
    assert header.heading.isVisible()
    assert header.heading.text() == "A  stories-lstm"
    header.layout().activate()
    assert header.heading.x() < header.readout.x()
    assert header.heading.y() < header.readout.geometry().bottom()
    header.set_heading("")
    assert not header.heading.isVisible()


def test_that_a_narrow_header_has_lines_where_there_are_pickers(header):
    header.set_heading("A  stories-lstm")
    header.resize(NARROW - 100, 60)
    header.layout().activate()
    assert header.heading.geometry().right() < header.readout.x()
    header.add(QComboBox())
    header.layout().activate()
    assert header.heading.geometry().bottom() <= header.readout.y()


def test_that_a_header_can_be_narrower_than_its_pickers(header):
    for _ in range(5):
        box = QComboBox()
        box.addItem("something long to choose")
        header.add(box)
    assert header.minimumSizeHint().width() == 0


def test_what_is_chosen_least_often_gives_way_where_there_is_no_room_for_all(qtbot):
    header = Header("Panel")
    first, last = (
        Choice("first", [Option("a", "one of these")]),
        Choice("last", [Option("a", "another one"), Option("b", "b")]),
    )
    header.add(first)
    header.add(last)
    header.spare(last)
    # Within something: alone it would not become narrower than what is in it.
    holder = QWidget()
    header.setParent(holder)
    qtbot.addWidget(holder)
    holder.show()
    header.resize(700, 40)
    assert last.isVisible()
    header.resize(first.sizeHint().width() + last.sizeHint().width() // 2, 60)
    assert not last.isVisible()
    assert first.isVisible()
    header.resize(700, 40)
    assert last.isVisible()


def test_of_several_that_may_give_way_the_last_goes_first(qtbot):
    header = Header("Panel")
    boxes = [Choice(name, [Option("a", "something to choose")]) for name in "abc"]
    for box in boxes:
        header.add(box)
    header.spare(boxes[1], boxes[2])
    holder = QWidget()
    header.setParent(holder)
    qtbot.addWidget(holder)
    holder.show()
    wide = boxes[0].sizeHint().width() + 10
    seen = []
    for room in (4, 2, 1):
        header.resize(room * wide + 16, 60)
        seen.append("".join(box.accessibleName() for box in boxes if box.isVisible()))
    assert seen == ["abc", "ab", "a"]


def test_a_text_that_is_cut_is_whole_in_its_tooltip_whatever_cut_it(qtbot):
    line = Elided("a line")
    qtbot.addWidget(line)
    line.resize(400, 30)
    line.say("Shift+drag to select a span")
    line.show()
    assert not line.is_cut
    assert line.toolTip() == ""
    line.resize(40, 30)
    assert line.is_cut
    assert "to select a span" in line.toolTip()
    line.resize(400, 30)
    assert line.toolTip() == ""
    font = line.font()
    font.setPointSize(60)
    line.setFont(font)
    assert line.is_cut
    assert "to select a span" in line.toolTip()
