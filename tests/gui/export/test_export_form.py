"""The form shows the figure as it will be written, and says what it cannot draw."""

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from tests.gui.export.figures import CURVES
from wmstudio.app.figures import Figure
from wmstudio.gui.base.theme import LIGHT
from wmstudio.gui.export.colour_vision import MATRICES, alike
from wmstudio.gui.export.export_form import ExportForm
from wmstudio.gui.export.figure_painter import BARS as PARTS
from wmstudio.gui.export.figure_style import NO_FONT, WRONG_SIZE

BARS = Figure(
    "bars",
    "Bars",
    "next",
    "probability",
    np.array([[0.5, 0.3], [0.2, 0.2], [0.3, 0.1]], np.float32),
    ("probability", "from memory", "from the network"),
    ("a", "b"),
    high=0.5,
)


@pytest.fixture
def form(qtbot):
    made = ExportForm(None)
    qtbot.addWidget(made)
    made.set_figures(["First", "Second", "Third"], 1)
    made.show()
    made.show_figures([BARS])
    return made


def colours(picture):
    return {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }


def test_the_preview_has_the_shape_of_the_figure_and_fills_its_room(form):
    form.wide.setValue(10.0)
    form.high.setValue(5.0)
    form.show_figures([BARS])
    picture, room = form.preview.picture, form.preview.room()

    assert picture.width() / picture.height() == pytest.approx(2, abs=0.02)
    assert picture.width() == pytest.approx(room.width(), abs=2)
    assert form.told.text() == "As PNG: 1181 × 591 pixels."


def test_the_preview_shows_the_figure_with_each_colour_vision(form):
    assert set(PARTS) <= colours(form.preview.picture)
    for vision in MATRICES:
        form.vision.setCurrentIndex(form.vision.findData(vision))
        shown = colours(form.preview.picture)
        assert LIGHT.memory not in shown
        if vision == "grey":
            assert all(name[1:3] == name[3:5] == name[5:7] for name in shown)
    form.vision.setCurrentIndex(0)
    assert LIGHT.memory in colours(form.preview.picture)


def test_names_whose_colours_look_alike_are_told(form):
    rows = ("one", "two", "three", "four", "five", "six")
    many = Figure("curves", "t", "token", "bits", np.zeros((6, 4), np.float32), rows, tuple("abcd"))
    form.show_figures([many])
    form.vision.setCurrentIndex(form.vision.findData("grey"))
    lines = [LIGHT.network, LIGHT.text, LIGHT.memory, LIGHT.cursor, LIGHT.above_zero]
    first, second = alike([*lines, LIGHT.below_zero], "grey")[0]

    assert f"{rows[first]} and {rows[second]} are hard to tell apart by colour." in form.told.text()
    form.show_figures([CURVES])
    assert "All colours of legends can be told apart." in form.told.text()


def test_sizes_are_the_same_in_both_units(form):
    before = form.style_of_figure
    form.unit.setCurrentIndex(form.unit.findData("in"))

    assert form.wide.value() == pytest.approx(6.3, abs=0.01)
    assert form.style_of_figure.width == pytest.approx(before.width, abs=0.02)
    form.wide.setValue(4.0)
    assert form.style_of_figure.width == pytest.approx(10.16)


@pytest.mark.parametrize("width", ["0", "1000000"])
def test_a_size_that_cannot_be_is_told_in_the_preview(form, width):
    form.wide.selectAll()
    QTest.keyClicks(form.wide, width)
    form.show_figures([BARS])
    assert form.preview.picture is None
    assert form.preview.sentence == WRONG_SIZE

    form.wide.setValue(8.0)
    form.show_figures([BARS])
    assert form.preview.picture is not None


def test_a_font_that_is_not_installed_is_told_in_the_preview(form):
    form.font_name.setEditText("No such font")
    form.show_figures([BARS])

    assert form.preview.sentence == NO_FONT


def test_every_change_asks_for_a_new_preview(form, qtbot):
    for change in (
        lambda: form.figures.setCurrentIndex(2),
        lambda: form.beside.item(0).setSelected(True),
        lambda: form.columns.setValue(2),
        lambda: form.high.setValue(7.0),
        lambda: form.points.setValue(11.0),
        lambda: form.along.setCurrentIndex(1),
        lambda: form.caption.click(),
        lambda: form.heading.setText("Mine"),
    ):
        with qtbot.waitSignal(form.changed):
            change()


def test_figures_beside_the_first_are_chosen_by_clicks(form):
    assert form.indices == (1,)
    for row in (2, 0, 1):
        place = form.beside.visualItemRect(form.beside.item(row)).center()
        QTest.mouseClick(form.beside.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert form.indices == (1, 0, 2)


def test_the_title_of_the_form_is_that_of_the_first_figure(form):
    form.heading.setText(" Mine ")

    assert [figure.title for figure in form.titled([CURVES, BARS])] == ["Mine", "Bars"]


def test_a_changed_number_is_not_taken_for_the_time_until_it_is_drawn(form):
    (timer,) = (one for one in form.findChildren(QTimer) if one.isSingleShot() and one.interval())
    before = timer.interval()
    form.set_figures(["a", "b"], 1)
    form.columns.setValue(form.columns.value() + 1)
    form.wide.setValue(25.0)
    assert timer.isActive()
    assert timer.interval() == before
