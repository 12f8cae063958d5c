import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from wmstudio.gui.shell.screen_fit import fit_to_screen, fitted


@pytest.mark.parametrize("frame", [QSize(0, 0), QSize(2, 24), QSize(16, 40)])
@pytest.mark.parametrize("room", [QSize(1280, 800), QSize(1280, 760), QSize(1920, 1080)])
def test_a_window_and_its_frame_fit_the_room(frame, room):
    size = fitted(QSize(1280, 800), frame, room)
    whole = size + frame
    assert whole.width() <= room.width()
    assert whole.height() <= room.height()
    assert (
        size == QSize(1280, 800)
        or whole.width() == room.width()
        or (whole.height() == room.height())
    )


def test_a_window_larger_than_its_screen_is_made_smaller(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(5000, 4000)
    fit_to_screen(window)
    window.show()
    fit_to_screen(window)
    assert window.screen().availableGeometry().contains(window.frameGeometry())


def test_a_window_that_fits_keeps_its_size(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    fit_to_screen(window)
    assert window.size() == QSize(400, 300)
