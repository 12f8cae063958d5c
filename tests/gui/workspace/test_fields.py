"""Fields of text and numbers: where they begin and end, and which of them has the keyboard."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDoubleSpinBox,
    QLineEdit,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
)

from tests.gui.contrast import contrast
from wmstudio.gui.base.theme import THEMES


@pytest.fixture
def window(active_window):
    return active_window


@pytest.fixture
def dialog(window, qtbot):
    """A dialog with fields of all kinds, which nobody gives colours of its own."""
    dialog = QDialog(window)
    column = QVBoxLayout(dialog)
    for field in (QLineEdit(dialog), QDoubleSpinBox(dialog)):
        column.addWidget(field)
    dialog.show()
    return dialog


def border(field):
    """The colour in the middle of the left border."""
    image = field.grab().toImage()
    return image.pixelColor(QPoint(0, image.height() // 2))


@pytest.mark.parametrize("theme", THEMES)
def test_the_border_of_every_field_can_be_seen(window, dialog, theme):
    window.actions_["edit.replace"].trigger()
    window.appearance.choose(theme)
    of_dialog = [*dialog.findChildren(QLineEdit), *dialog.findChildren(QDoubleSpinBox)]
    whole = [one for one in of_dialog if one.parentWidget() is dialog]
    ground = QColor(window.appearance.theme.chrome)
    for field in (window.find_bar.line, window.find_bar.other, *whole):
        field.clearFocus()
        QApplication.processEvents()
        usual = border(field)
        assert contrast(usual, ground) >= 3
        field.window().activateWindow()
        field.setFocus()
        if field.hasFocus():
            focused = border(field)
            assert contrast(focused, ground) >= 3
            assert focused != usual


@pytest.mark.parametrize("theme", THEMES)
def test_the_border_of_every_check_box_can_be_seen(window, theme):
    window.appearance.choose(theme)
    window.docks.show("units", True)
    boxes = [window.panels["units"].exactly, window.text_area.bar.switch]
    for box in boxes:
        box.resize(box.sizeHint())
        style = QStyleOptionButton()
        box.initStyleOption(style)
        place = box.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, style, box)
        image = box.grab().toImage()
        left = image.pixelColor(place.left(), place.center().y())
        assert contrast(left, window.appearance.theme.panel) >= 3, box.text()
