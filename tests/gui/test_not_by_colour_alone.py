"""What colours tell apart is told apart without colours too."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from tests import support
from tests.gui.reading_window import begin, look_at, real_window
from wmstudio.app.settings import Settings
from wmstudio.gui.base.theme import LIGHT
from wmstudio.gui.base.wording import mono_font
from wmstudio.gui.plots import stacked
from wmstudio.gui.plots.curves import CurvePlot, lines_of
from wmstudio.gui.plots.stacked import COLOURS, Legend
from wmstudio.gui.views.lenses.importance import CURVES
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
