"""The row of buttons of a dialog that is only closed."""

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QProxyStyle, QStyle

from wmstudio.gui.base.buttons import closing_buttons

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


def test_the_close_button_has_no_icon_of_the_system_that_is_black_on_dark(qtbot, with_icons):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    usual = QDialogButtonBox(CLOSE, dialog)
    assert not usual.button(CLOSE).icon().isNull()
    assert closing_buttons(dialog).button(CLOSE).icon().isNull()


def test_the_close_button_closes_the_dialog(qtbot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    buttons = closing_buttons(dialog)
    dialog.show()
    buttons.button(CLOSE).click()
    assert not dialog.isVisible()
