"""The bar of the steps of a training run."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from wmstudio.gui.base.theme import LIGHT
from wmstudio.gui.widgets.step_bar import StepBar

STEPS = (0, 10, 100, 1000)


@pytest.fixture
def bar(qtbot):
    bar = StepBar()
    qtbot.addWidget(bar)
    bar.resize(500, 40)
    bar.apply_theme(LIGHT)
    bar.show_steps(STEPS, 100)
    bar.show()
    return bar


def test_showing_a_step_is_no_choice(bar):
    chosen = []
    bar.chosen.connect(chosen.append)
    bar.show_steps(STEPS, 10)
    assert bar.step == 10
    assert bar.told.text() == "step 10 of 1,000"
    assert chosen == []


def test_keys_choose_the_neighbouring_steps(bar, qtbot):
    chosen = []
    bar.chosen.connect(chosen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_PageUp):
        qtbot.keyClick(bar.slider, key)
    assert chosen == [1000, 0, 10]


def test_steps_are_equally_far_apart(bar):
    places = [bar.slider.place_of(at) for at in range(4)]
    gaps = [b - a for a, b in pairwise(places)]
    assert max(gaps) - min(gaps) <= 1
    assert min(gaps) > 50


def test_the_curve_falls_where_its_values_do(bar):
    bar.show_curve("training loss", (4.0, 4.0, 0.0, 0.0))
    image = bar.slider.grab().toImage()
    ratio = image.devicePixelRatio()

    def is_drawn(at, y):
        point = round(bar.slider.place_of(at) * ratio), round(y * ratio)
        return image.pixelColor(*point) != QColor(LIGHT.panel)

    assert is_drawn(1, 8)
    assert not is_drawn(3, 8)
    assert "training loss" in bar.slider.toolTip()


def test_the_slider_keeps_its_place_whatever_the_step(bar):
    before = bar.slider.geometry()
    bar.slider.setValue(0)
    bar.layout().activate()
    assert bar.slider.geometry() == before


def test_a_mark_names_the_model(bar):
    bar.set_mark("B")
    assert bar.told.text() == "B step 100 of 1,000"
