"""The Performance panel: bars of the last keystrokes, and nothing where it is not looked at."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from tests.gui.stage import frame_for, opened
from wmstudio.app.panels import PANELS
from wmstudio.engine.messages import View
from wmstudio.gui.base.colours import standing_out
from wmstudio.gui.base.latency import PARTS, RECENT, KeystrokeLatency
from wmstudio.gui.base.theme import THEMES
from wmstudio.gui.panels.performance import PerformancePanel
from wmstudio.gui.plots.panel import TokenAxis
from wmstudio.gui.plots.stacked import COLOURS, TOPS

FRAME = frame_for(View(1, "abc", 3))


def stroke(ms, tokens=1_234):
    """A keystroke whose parts are so many milliseconds each."""
    parts = dict.fromkeys(PARTS, ms / 1000)
    return KeystrokeLatency(tokens, sum(parts.values()), parts)


@pytest.fixture
def panel(qtbot):
    panel = PerformancePanel(TokenAxis())
    qtbot.addWidget(panel)
    panel.resize(700, 260)
    panel.open(opened())
    panel.store(FRAME)
    panel.show()
    return panel


def test_that_there_is_a_colour_for_every_part():
    assert len(set(COLOURS)) == len(COLOURS) == len(PARTS)


def test_that_before_the_first_key_it_says_what_will_be_seen(panel):
    panel.draw()
    assert panel.pages.currentWidget() is panel.message
    assert "keystroke" in panel.message.text()


def test_that_each_key_is_a_bar_of_its_parts_in_milliseconds(panel):
    for ms in (1.0, 2.0):
        panel.tell_time(stroke(ms))
    panel.draw()
    assert panel.pages.currentWidget() is panel.body
    assert [list(column) for column in panel.plot.bars.columns] == [
        pytest.approx([ms] * len(PARTS)) for ms in (1.0, 2.0)
    ]
    assert panel.plot.legend.names == tuple(PARTS.values())
    assert panel.plot.legend.numbers == ("2.0",) * len(PARTS)
    assert panel.header.readout.text().startswith(
        f"last key, 1,234 tokens: {2 * len(PARTS):.1f} ms"
    )
    assert "run 2.0" in panel.plot.spoken().value


def test_that_only_the_last_ones_are_kept_and_one_slow_one_does_not_flatten_the_others(panel):
    for _ in range(RECENT + 5):
        panel.tell_time(stroke(1.0))
    panel.tell_time(stroke(500.0))
    panel.draw()
    assert len(panel.plot.bars.columns) == RECENT
    assert panel.plot.view.viewRange()[1] == [0, TOPS[0]]


def test_that_the_bar_under_the_pointer_is_read_out_exactly(panel):
    for ms in (1.0, 2.0, 3.0):
        panel.tell_time(stroke(ms))
    panel.draw()
    plot = panel.plot
    place = plot.mapFromScene(plot.view.mapViewToScene(QPointF(-1.5, 1.0)))
    nothing = Qt.MouseButton.NoButton
    move = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        QPointF(place),
        QPointF(plot.mapToGlobal(place)),
        nothing,
        nothing,
        Qt.KeyboardModifier.NoModifier,
    )
    plot.mouseMoveEvent(move)
    assert panel.header.readout.text().startswith("1 key before")
    assert "run 2.0" in panel.header.readout.text()


def test_that_it_is_drawn_with_frames_only_and_not_again_without_a_new_key(panel, monkeypatch):
    heard, shown = [], []
    panel.dirtied.connect(lambda: heard.append(1))
    panel.tell_time(stroke(1.0))
    panel.axis.show(100, 200)
    assert heard == []
    monkeypatch.setattr(panel.plot, "show_columns", shown.append)
    panel.draw()
    panel.draw()
    assert len(shown) == 1


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_that_its_words_are_legible_in_every_theme(panel, theme):
    panel.tell_time(stroke(1.0))
    panel.apply_theme(theme)
    panel.draw()
    image = panel.grab().toImage()
    found = {image.pixelColor(x, y).name() for x in range(0, 700, 2) for y in range(0, 260, 2)}
    assert theme.panel in found
    assert {standing_out(colour, theme).name() for colour in COLOURS} & found


def test_that_it_is_hidden_until_it_is_asked_for(make_stage):
    stage = make_stage()
    (info,) = [info for info in PANELS if info.id == "performance"]
    assert info.hidden
    assert not stage.window.docks.there("performance")
    assert not stage.window.actions_["panel.performance"].isChecked()
    stage.window.actions_["panel.performance"].trigger()
    assert stage.window.docks.there("performance")
    stage.window.actions_["layout.reset"].trigger()
    assert not stage.window.docks.there("performance")


def test_that_the_last_key_is_drawn_though_no_other_one_follows(qtbot, panel):
    panel.draw()
    panel.dirtied.connect(panel.draw)
    panel.tell_time(stroke(1.0))
    panel.tell_time(stroke(2.0))
    qtbot.waitUntil(lambda: "2.0" in panel.plot.legend.numbers)
    assert len(panel.plot.bars.columns) == 2
