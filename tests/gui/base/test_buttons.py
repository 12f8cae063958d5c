"""The buttons of dialogs."""

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QMessageBox,
    QProxyStyle,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from wmstudio.gui.base.buttons import WithoutIcons, closing_buttons

CLOSE = QDialogButtonBox.StandardButton.Close


class WithIcons(QProxyStyle):
    """The style of a desktop whose dialogs have icons on their buttons."""

    def styleHint(self, hint, option=None, widget=None, data=None):
        if hint == QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons:
            return 1
        return super().styleHint(hint, option, widget, data)


@pytest.fixture
def with_icons(qapp):
    QApplication.setStyle(WithIcons("Fusion"))
    yield
    QApplication.setStyle("Fusion")


def closing_dialog(window):
    dialog = QDialog(window)
    QVBoxLayout(dialog).addWidget(closing_buttons(dialog))
    return dialog


def asking_box(window):
    every = QMessageBox.StandardButton
    buttons = every.Save | every.Discard | every.Yes | every.No | every.Cancel
    return QMessageBox(QMessageBox.Icon.Question, "WM Studio", "Save?", buttons, window)


def file_dialog(window):
    dialog = QFileDialog(window)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    return dialog


def icons(dialog):
    rows = dialog.findChildren(QDialogButtonBox)
    return [not button.icon().isNull() for row in rows for button in row.buttons()]


@pytest.mark.parametrize("make", [closing_dialog, asking_box, file_dialog])
def test_no_dialog_has_icons_of_the_system_on_its_buttons(qtbot, with_icons, make):
    window = QWidget()
    qtbot.addWidget(window)
    usual = make(window)
    usual.show()
    assert any(icons(usual))
    usual.close()
    WithoutIcons(window)
    dialog = make(window)
    dialog.show()
    assert icons(dialog)
    assert not any(icons(dialog))
    dialog.close()


def test_the_close_button_closes_the_dialog(qtbot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    buttons = closing_buttons(dialog)
    dialog.show()
    buttons.button(CLOSE).click()
    assert not dialog.isVisible()
