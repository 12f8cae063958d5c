"""The worked example of docs/tours.md is a tour, and a robot takes it to its end."""

import re

import pytest

from tests.gui.tours.robot import Robot
from wmstudio import paths
from wmstudio.app.settings import Settings
from wmstudio.app.tours import read_tour
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.runtime.start import make_client


@pytest.fixture
def window(qtbot):
    window = MainWindow(make_client, Settings(device="cpu"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()


def test_the_example_of_the_documentation_can_be_taken_to_its_end(window, qtbot, tmp_path):
    page = (paths.assets().parent / "docs" / "tours.md").read_text(encoding="utf-8")
    (written,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "my-tour.toml"
    file.write_text(written, encoding="utf-8")

    assert Robot(window, qtbot).take(read_tour(file)) == [0, 1, 2]
