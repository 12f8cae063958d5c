"""What colours tell apart is told apart without colours too."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tests import support
from tests.gui.panels.conftest import frame, lstm, opened, trace
from tests.gui.reading_window import begin, look_at, real_window
from wmstudio.app.settings import Settings
from wmstudio.engine.messages import Kind
from wmstudio.gui.base.theme import LIGHT
from wmstudio.gui.base.wording import mono_font
from wmstudio.gui.plots import stacked
from wmstudio.gui.plots.colour_scale import STRIP
from wmstudio.gui.plots.curves import CurvePlot, lines_of
from wmstudio.gui.plots.heatmap import Heatmap
from wmstudio.gui.plots.over_picture import below_zero, draw_signs, level_of_zero
from wmstudio.gui.plots.panel import TokenAxis
from wmstudio.gui.plots.stacked import COLOURS, Legend
from wmstudio.gui.views.lenses.importance import CURVES
from wmstudio.gui.views.matrix import Matrix
from wmstudio.gui.widgets.candidate_rows import Bar
from wmstudio.gui.widgets.candidates import Candidates
from wmstudio.models.registry import FAMILIES

BLACK = replace(LIGHT, memory="#000000", network="#000000", text="#000000", panel="#ffffff")
"""A theme in which colours tell nothing."""


def dark(image):
    """Where an image is dark: ``[rows, columns]``."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()] < 128


def told_apart(curves):
    signs = [(curve.filled, line) for curve, line in zip(curves, lines_of(curves), strict=True)]
    return len(set(signs)) == len(signs)


@pytest.mark.parametrize("family", FAMILIES)
def test_curves_of_every_family_differ_without_their_colours(qtbot, tmp_path, family):
    with real_window(qtbot, Settings(device="cpu")) as window:
        begin(qtbot, window, support.checkpoint(tmp_path / "model", family), "the cat sat on")
        look_at(qtbot, window, 2)
        plots = window.findChildren(CurvePlot)
        found = [plot.curves for plot in plots if len(plot.curves) > 1]
        alike = [curves for curves in found if not told_apart(curves)]

    assert found
    assert alike == []
    assert told_apart(CURVES)


def test_lines_are_drawn_as_their_legend_says(qtbot, folder):
    with real_window(qtbot, Settings(device="cpu")) as window:
        begin(qtbot, window, folder, "the cat sat on")
        load = window.panels["timeline"].load
        drawn = [None if item.filled else item.pen.style() for item in load.items]

    assert drawn == lines_of(load.curves)
    assert len(set(drawn)) == len(drawn) == 3


def test_the_parts_of_a_bar_differ_in_height(qtbot):
    candidates = Candidates()
    qtbot.addWidget(candidates)
    candidates.resize(400, 200)
    candidates.apply_theme(BLACK)
    candidates.show_bars((Bar("cat", 0.8, 0.4),), 10)
    image = candidates.list.grab().toImage()
    left, right = candidates.painter.spread(candidates.list.width())
    wide = (right - left) * 0.8 / candidates.full
    seen = dark(image)[: candidates.painter.row]
    from_memory = seen[:, round(left + wide / 4)].sum()
    from_network = seen[:, round(left + wide * 3 / 4)].sum()

    assert 0 < from_network < from_memory


def test_the_parts_of_a_keystroke_have_hatches_of_their_own(qapp, monkeypatch):
    monkeypatch.setattr(stacked, "standing_out", lambda colour, theme: QColor("black"))
    legend = Legend([f"part {i}" for i in range(len(COLOURS))])
    legend.apply_theme(LIGHT)
    legend.resize(200, 220)
    image = QImage(200, 220, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    legend.paint(painter, None)
    painter.end()
    line = min(QFontMetricsF(mono_font(0.85)).height(), 22.0)
    tops = [round(at * line + 3) for at in range(len(COLOURS))]
    pictures = {dark(image.copy(4, top, 10, round(line) - 5)).tobytes() for top in tops}

    assert len(pictures) == len(COLOURS)


SIGNED = replace(lstm()[1], name="signed", kind=Kind.ACTIVATION, low=-1.0, high=1.0, shape=(3,))
GREY = replace(LIGHT, below_zero="#ffffff", above_zero="#ffffff", text="#000000", panel="#ffffff")
"""A theme in which every value has the colour of zero."""
SIGNS_NU = np.array([[1, -1, 0.2], [-0.5, 0, -0.1]], np.float32)
"""Two tokens by three units."""


def dark_cells(image, rows, columns):
    """In which of so many equal cells of an image something is dark."""
    cells = [np.array_split(row, columns, axis=1) for row in np.array_split(dark(image), rows)]
    return np.array([[bool(cell.any()) for cell in row] for row in cells])


@pytest.fixture
def heatmap(qtbot):
    holder = QWidget()
    view = Heatmap(TokenAxis(width=2), "a picture")
    QVBoxLayout(holder).addWidget(view)
    qtbot.addWidget(holder)
    holder.resize(400, 240)
    with qtbot.waitExposed(holder):
        holder.show()
    view.apply_theme(GREY)
    view.set_signals(SIGNED)
    view.show_frame(opened(SIGNED), frame(trace([1, 2], {SIGNED.name: SIGNS_NU}, [SIGNED]), -1))
    yield view
    holder.close()


def test_values_below_zero_have_dashes_in_a_heat_map_and_its_scale(heatmap):
    assert np.ptp(np.unique(heatmap.image.lut)) == 0
    seen = heatmap.view.mapRectToScene(heatmap.view.rect()).toRect()
    cells = dark_cells(heatmap.viewport().grab(seen.adjusted(4, 4, -4, -4)).toImage(), 3, 2)
    np.testing.assert_array_equal(cells, SIGNS_NU.T < 0)
    strip = heatmap.colours.mapRectToScene(QRectF(8, 0, STRIP, heatmap.colours.size().height()))
    halves = dark_cells(heatmap.viewport().grab(strip.toRect()).toImage(), 2, 1)
    np.testing.assert_array_equal(halves, [[False], [True]])


def test_values_below_zero_have_dashes_in_a_matrix(qtbot):
    view = Matrix("a matrix")
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.apply_theme(GREY)
    view.show_values(SIGNS_NU, replace(SIGNED, dims=("row", "column")))
    image = view.grab(view.area().adjusted(2, 2, -2, -2)).toImage()
    np.testing.assert_array_equal(dark_cells(image, 2, 3), SIGNS_NU < 0)


def test_small_cells_and_pictures_of_one_sign_have_no_dashes(qapp):
    image = QImage(70, 70, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    draw_signs(painter, QRectF(image.rect()), np.ones((10, 10), bool), QColor("black"))
    painter.end()
    assert not dark(image).any()
    assert level_of_zero(0.0, 1.0) is None
    assert below_zero(np.zeros((2, 2), np.uint8), None).sum() == 0
