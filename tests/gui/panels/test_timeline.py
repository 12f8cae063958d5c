"""Timeline: surprise and uncertainty along the text."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.gui.panels.conftest import adding_memory, frame, loads, lstm, opened, trace, values_of
from wmstudio.app.quantities import Quantity
from wmstudio.contract import Kind, Signal
from wmstudio.gui.base.theme import LIGHT
from wmstudio.gui.panels.timeline import CHANGED, TimelinePanel

IDS = [1, 2, 3, 4, 5, 6]
FULL, LOST, SPREAD = "kept, of all that fits", "lost by the next write", "spread of the read"


@pytest.fixture
def panel(axis, on_screen):
    panel = TimelinePanel(axis)
    panel.open(opened(*adding_memory()))
    return on_screen(panel)


def show(panel, ids=IDS):
    seen = trace(ids)
    panel.store(frame(seen))
    panel.draw()
    return seen


def test_that_each_curve_is_the_traces_column(panel):
    seen = show(panel)
    steps, line = panel.plot.items
    for item, name in ((steps, "surprisal_bits"), (line, "entropy_bits")):
        assert item.start == 0
        np.testing.assert_array_equal(item.values[:6], seen.column(name))
        assert np.isnan(item.values[6:]).all()


def test_every_plot_but_that_of_the_change_has_a_line_of_the_untouched_model(panel):
    signal = adding_memory()[0]
    values = values_of(signal, len(IDS))
    now, was = (trace(IDS, {signal.name: x}, [signal]) for x in (values, values / 2))
    panel.set_tracks([Quantity(signal, 2).key])
    panel.store(frame(replace(now, untouched=was)))
    panel.draw()
    lines = {quantity: plot.untouched.values for quantity, plot in panel.tracks.items()}
    np.testing.assert_array_equal(lines[Quantity(signal, 2)][: len(IDS)], values[:, 2] / 2)
    assert not np.isfinite(lines[CHANGED]).any()
    # The surprise is the same in both.
    assert not np.isfinite(panel.plot.untouched.values).any()


def show_load(panel, *names):
    declared = loads(*names)
    panel.open(opened(*declared, *lstm()))
    values = {s.name: values_of(s, len(IDS), seed=len(s.name)) for s in declared}
    panel.store(frame(trace(IDS, values, declared)))
    panel.draw()
    return values


def test_that_the_load_is_watched_and_drawn_under_the_costs(panel):
    values = show_load(panel, "occupancy", "pressure", "interference")
    assert panel.watch() == tuple(values)
    assert panel.load.most == 1.0
    occupancy, *lines = panel.load.items
    np.testing.assert_array_equal(occupancy.values[:6], values["load.occupancy"])
    for line, name in zip(lines, ("load.pressure", "load.interference"), strict=True):
        np.testing.assert_array_equal(line.values[:6], values[name])
        assert np.isnan(line.values[6:]).all()
    assert [c.name for c in panel.load.legend.curves] == [FULL, LOST, SPREAD]


def test_that_a_model_with_less_of_a_load_shows_what_it_has(panel):
    show_load(panel, "occupancy", "pressure", "interference")
    values = show_load(panel, "occupancy")
    (only,) = panel.load.items
    np.testing.assert_array_equal(only.values[:6], values["load.occupancy"])
    panel.open(opened(*lstm()))
    assert panel.load.isHidden()
    assert panel.watch() == ()


def test_that_load_that_was_not_recorded_yet_is_not_drawn_as_zero(panel):
    declared = loads("occupancy", "pressure")
    panel.open(opened(*declared))
    panel.store(frame(trace(IDS)))
    panel.draw()
    assert np.isnan(panel.load.items[1].values).all()


def test_that_the_pointer_reads_the_exact_load(panel, qtbot):
    values = show_load(panel, "occupancy", "pressure")
    qtbot.mouseMove(panel.load.viewport(), panel.load.place_of(3, 0.5))
    full, lost = (float(values[f"load.{name}"][3]) for name in ("occupancy", "pressure"))
    expected = f"token 3 “on”: {FULL} {full:.4f}, {LOST} {lost:.4f}"
    assert panel.header.readout.text() == expected


def test_that_the_value_axis_grows_in_whole_steps_and_holds_every_value(panel):
    show(panel)
    assert panel.plot.most == 12
    seen = trace(IDS)
    chunk = seen.chunks[0]
    chunk.surprisal_bits[0] = 17.5
    panel.store(frame(seen, revision=2))
    panel.draw()
    assert panel.plot.most == 20


def test_that_a_frame_with_the_same_values_is_not_drawn_again(panel, qtbot):
    show(panel)
    before = panel.plot.items[0].values
    show(panel)
    assert panel.plot.items[0].values is before


def test_that_the_pointer_reads_exact_values(panel, qtbot):
    seen = show(panel)
    qtbot.mouseMove(panel.plot.viewport(), panel.plot.place_of(2, 3.0))
    bits, entropy = seen.column("surprisal_bits")[2], seen.column("entropy_bits")[2]
    expected = f"token 2 “is”: surprise {bits:.4f}, uncertainty {entropy:.4f} bits"
    assert panel.header.readout.text() == expected


def test_that_a_click_asks_for_that_token(panel, qtbot):
    show(panel)
    with qtbot.waitSignal(panel.cursor_requested) as asked_for:
        place = panel.plot.place_of(4, 3.0)
        qtbot.mouseClick(panel.plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked_for.args == [4]


def test_that_a_text_without_tokens_says_what_will_be_here(panel):
    show(panel, [])
    assert panel.pages.currentWidget() is panel.message
    assert "bits" in panel.message.text()


def test_that_the_theme_colours_curves_and_background(panel):
    panel.apply_theme(LIGHT)
    assert panel.plot.backgroundBrush().color().name() == LIGHT.panel
    assert panel.plot.items[0].pen.color().name() == LIGHT.network
    show_load(panel, "occupancy", "pressure", "interference")
    assert panel.load.backgroundBrush().color().name() == LIGHT.panel
    assert panel.load.items[0].pen.color().name() == LIGHT.memory


def test_memory_use_gives_way_to_tracks_in_a_low_panel(panel, qtbot):
    show_load(panel, "occupancy")
    panel.resize(700, 200)
    qtbot.waitUntil(panel.load.isVisible)
    panel.set_tracks(("lstm.0.forget_gate[0]",))
    (track,) = panel.tracks.values()
    assert not panel.load.isVisible()
    assert track.isVisible()
    panel.resize(700, 500)
    qtbot.waitUntil(panel.load.isVisible)
    qtbot.waitUntil(lambda: panel.plot.y() < track.y() < panel.load.y())
    panel.resize(700, 150)
    qtbot.waitUntil(panel.load.isHidden)
    panel.set_tracks(())
    # Too low for three curves beside the bars, however few tracks there are.
    assert not panel.load.isVisible()
    panel.resize(700, 200)
    qtbot.waitUntil(panel.load.isVisible)


def test_a_track_of_the_memorys_share_is_named_and_coloured_like_it(panel):
    gate = Signal("pointer.gate", Kind.GATE, ("gate",), (1,), "g")
    panel.open(opened(gate, *lstm()))
    panel.set_tracks(("pointer.gate[0]", "lstm.0.forget_gate[0]"))
    memory, other = (track.curves[0] for track in panel.tracks.values())
    assert (memory.name, memory.colour) == ("from memory", "memory")
    assert other.colour == "above_zero"
