"""Each bundled tour, taken to its end by a robot that keeps to what is lit."""

import pytest
from PySide6.QtCore import Qt

from tests.gui.tours.robot import Robot
from wmstudio.app.settings import Settings
from wmstudio.app.tours import bundled
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.runtime.start import make_client

LEFT = Qt.MouseButton.LeftButton
LOOKS = [((1280, 800), "light"), ((900, 600), "dark")]


@pytest.fixture
def make_window(qtbot):
    made = []

    def make(size, theme):
        window = MainWindow(make_client, Settings(device="cpu", theme=theme))
        made.append(window)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        return window

    yield make
    for window in made:
        window.close()


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=["wide", "narrow"])
@pytest.mark.parametrize("tour", bundled(), ids=lambda tour: tour.file.stem)
def test_a_robot_that_keeps_to_the_light_reaches_the_end(make_window, qtbot, tour, size, theme):
    window = make_window(size, theme)
    seen = Robot(window, qtbot).take(tour)

    assert seen == list(range(len(tour.steps)))
    qtbot.mouseClick(window.tours.bubble.next_button, LEFT)
    assert window.tours.tour is None
    assert not window.tours.veil.isVisible()
