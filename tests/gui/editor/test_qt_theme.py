"""Contrast of what the style draws, measured on what is painted."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QMenu,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from tests.gui.contrast import contrast
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.theme import THEMES
from wmstudio.gui.panels.attention import AttentionPanel


@pytest.fixture(params=THEMES)
def themed(stage, request):
    stage.window.appearance.choose(request.param)
    return stage.window


def test_borders_of_all_unchecked_boxes_stand_out(themed):
    theme = themed.appearance.theme
    parents = [themed, themed.model_settings.strip, *themed.panels.values()]
    panel = AttentionPanel(themed.axis, themed)
    panel.apply_theme(theme)
    panel.resize(640, 320)
    boxes = [QCheckBox("cache", parent) for parent in parents]
    for box in (*boxes, panel.in_text):
        box.resize(box.sizeHint())
        option = QStyleOptionButton()
        box.initStyleOption(option)
        part = QStyle.SubElement.SE_CheckBoxIndicator
        square = box.style().subElementRect(part, option, box)
        seen, y = box.grab().toImage(), square.center().y()
        row = [seen.pixelColor(square.left() + x, y) for x in range(3)]
        assert max(contrast(colour, theme.chrome) for colour in row) >= 3, box.parent()
        assert max(contrast(colour, theme.panel) for colour in row) >= 3, box.parent()


def test_a_menu_has_a_border_that_stands_out(themed, qtbot):
    theme = themed.appearance.theme
    menu = QMenu(themed)
    menu.addAction("Open")
    menu.popup(themed.mapToGlobal(QPoint(9, 9)))
    qtbot.waitUntil(menu.isVisible)
    seen = menu.grab().toImage()
    edge = seen.pixelColor(0, seen.height() // 2)
    assert contrast(edge, theme.panel) >= 3
    assert contrast(edge, theme.chrome) >= 3
    menu.close()


@pytest.mark.parametrize("kind", [QComboBox, Choice])
def test_the_list_of_a_box_can_be_read_and_has_a_border(themed, qtbot, kind):
    theme = themed.appearance.theme
    box = kind("order") if kind is Choice else kind()
    around = QWidget()
    qtbot.addWidget(around)
    if kind is Choice:
        set_colours(around, text=theme.text, ground=theme.panel)
    box.setParent(around)
    box.addItems(["most read first", "newest first", "slot number"])
    box.resize(box.sizeHint())
    around.show()
    box.showPopup()
    shown = box.view().window()
    qtbot.waitUntil(shown.isVisible)
    seen = shown.grab().toImage()
    # Beside the words of the last row, which is not chosen.
    row = box.view().visualRect(box.model().index(2, 0)).center().y()
    ground = seen.pixelColor(seen.width() - 8, row + box.view().pos().y())
    assert ground == QColor(theme.panel)
    assert contrast(ground, theme.text) >= 7
    assert contrast(seen.pixelColor(0, seen.height() // 2), theme.panel) >= 3
    box.hidePopup()


def test_what_is_found_does_not_look_like_a_shade(themed):
    theme = themed.appearance.theme
    found = QColor(theme.found)
    for shade in (theme.network, theme.memory, theme.selected, theme.cursor):
        other = QColor(shade)
        apart = sum(
            (a - b) ** 2 for a, b in zip(found.getRgb()[:3], other.getRgb()[:3], strict=True)
        )
        assert apart**0.5 > 60
    assert contrast(theme.text, theme.found) >= 4.5
    assert QApplication.palette().text().color() == QColor(theme.text)
