"""The legend of lit words."""

import pytest
from PySide6.QtWidgets import QWidget

from wmstudio.gui.editor.light_legend import LightLegend


@pytest.fixture
def legend(qtbot):
    # A window could not get narrower than its contents.
    holder = QWidget()
    qtbot.addWidget(holder)
    made = LightLegend(holder)
    made.holder = holder
    made.resize(400, made.sizeHint().height())
    made.tell("mill")
    holder.show()
    return made


def test_without_room_its_words_get_shorter_before_its_colours_go(legend):
    forms = []
    for width in range(400, 0, -5):
        legend.resize(width, legend.height())
        form = (legend.words.text(), legend.strip.isVisible())
        forms += [form] if form not in forms else []
        assert not legend.words.is_cut
        assert not legend.strip.isVisible() or legend.strip.geometry().right() < width
    assert forms == [("share of “mill”", True), ("“mill”", True), ("", True), ("", False)]


def test_it_is_there_only_while_words_are_lit(legend):
    assert legend.isVisible()
    legend.tell("")
    assert not legend.isVisible()
    legend.tell("lamp")
    assert legend.isVisible()
    assert "“lamp”" in legend.words.toolTip()
