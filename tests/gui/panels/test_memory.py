"""Memory: each family's own drawing, what is done at each token, and memory use."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from tests.gui.panels.conftest import (
    adding_memory,
    frame,
    loads,
    lstm,
    opened,
    pile,
    pointer,
    slot_memory,
    snapshot,
    superposition,
    table_memory,
    trace,
    transformer,
    values_of,
)
from tests.support import signed
from wmstudio.engine.messages import Cost, Kind, MemoryUsage, UsageTexts
from wmstudio.gui.base.theme import DARK, LIGHT
from wmstudio.gui.panels.memory import MemoryPanel
from wmstudio.gui.plots.heatmap import IN_SIGHT
from wmstudio.gui.views.memory_views.pile import PileTop
from wmstudio.gui.views.memory_views.slots import SlotsTop
from wmstudio.gui.views.memory_views.table import TableTop

IDS = [1, 2, 3, 4, 5]
USAGE = MemoryUsage(0.25, 0.5, None, 51_200, UsageTexts("how full", "what is lost next"))
FAMILIES = {
    "lstm": (lstm(), None),
    "additive": (adding_memory(), None),
    "slots": (slot_memory(), SlotsTop),
    "stack": (pile("stack"), PileTop),
    "queue": (pile("queue"), PileTop),
    "superposition": (superposition(), PileTop),
    "keyvalue": (table_memory(), TableTop),
    "pointer": (pointer(), TableTop),
    "transformer": (transformer(), TableTop),
}


@pytest.fixture
def plain(axis, on_screen):
    """As it is at first."""
    return on_screen(MemoryPanel(axis), 600, 700)


@pytest.fixture
def panel(plain):
    """With all there is to see."""
    plain.reads.setChecked(True)
    plain.gauges.setChecked(True)
    return plain


def moment_of(declared, token, usage=USAGE):
    """Some value for every signal, each of the slots written by a token before."""
    signals = {s.name: values_of(s, 1, seed=token)[0] for s in declared}
    for s in declared:
        if s.kind is Kind.INDEX:
            signals[s.name] = (token - np.arange(s.size)).clip(-1).astype(np.float32)
    return snapshot(token, signals, usage=usage)


def show(panel, declared, token=4, cost=None):
    declared = [*declared, *lstm()]
    panel.open(opened(*declared))
    named = {s.name: s for s in declared}
    along = {name: values_of(named[name], len(IDS)) for name in panel.watch()}
    seen = trace(IDS, along, [named[name] for name in along])
    at = moment_of(declared, token) if token >= 0 else snapshot(token, usage=USAGE)
    now = frame(seen, cursor=token, at=at, cost=cost or Cost(0.0, 0))
    panel.store(now)
    panel.draw()
    return now, along


@pytest.mark.parametrize("family", FAMILIES)
def test_that_each_family_is_drawn_in_its_own_way_in_both_themes(panel, family):
    declared, top = FAMILIES[family]
    show(panel, declared)
    assert type(panel.top) is (top or type(None))
    for theme in (DARK, LIGHT):
        panel.apply_theme(theme)
        panel.grab()
        for heatmap in (panel.map, panel.acts_map):
            assert heatmap.backgroundBrush().color().name() == theme.panel


@pytest.mark.parametrize("family", FAMILIES)
def test_that_the_picture_along_the_text_is_the_traces_own(panel, family):
    now, _ = show(panel, FAMILIES[family][0])
    (signal,) = panel.map.signals
    picture, _ = now.trace.picture(signal.name, 0, 8, signal.size)
    np.testing.assert_array_equal(panel.map.image.image, picture.T)


@pytest.mark.parametrize("family", FAMILIES)
def test_at_first_there_are_rows_only_where_there_are_any(plain, family):
    declared, top = FAMILIES[family]
    show(plain, declared)
    assert plain.map.isHidden() == (top is not None)
    assert plain.acts.isHidden()
    assert plain.foot.isHidden()
    # What is exported of them is there all the same.
    assert plain.watch()
    plain.reads.setChecked(True)
    assert not plain.map.isHidden()


def test_a_signal_that_is_wanted_along_the_text_is_seen_there(plain):
    declared = slot_memory()
    show(plain, declared)
    plain.show_signal(next(s for s in declared if s.name == "slots.strength"))
    assert not plain.map.isHidden()
    assert plain.along.signal.name == "slots.strength"


def test_the_header_names_the_row_that_is_read_most(plain):
    now, _ = show(plain, slot_memory())
    read = now.snapshot.signals["slots.read_weights"]
    own = plain.top.list.rows.texts.words(0).own
    assert plain.header.readout.text() == f"{own} {100 * read.max():.1f} %"


def test_that_any_model_can_follow_any_other(panel):
    order = [*FAMILIES, *reversed(FAMILIES), "stack", "keyvalue", "slots"]
    for family in order:
        declared, top = FAMILIES[family]
        show(panel, declared)
        shown = [one for one in panel._tops.values() if not one.isHidden()]
        assert [type(one) for one in shown] == ([top] if top else [])
        panel.grab()
        panel.open(opened(*declared))
        panel.draw()
        assert panel.pages.currentWidget() is panel.message


def test_that_another_capacity_is_followed(panel):
    show(panel, pile("stack", items=5))
    show(panel, pile("stack", items=12))
    assert panel.map.count == 12
    assert panel.top.list.items.index.max() < 12
    show(panel, pile("stack", items=3))
    assert panel.map.count == 3
    panel.grab()


@pytest.mark.parametrize("family", FAMILIES)
def test_that_before_the_first_token_nothing_is_held(panel, family):
    declared, _ = FAMILIES[family]
    show(panel, declared)
    show(panel, declared, token=-1)
    if panel.top is not None:
        assert (panel.top.list.items.writers < 0).all()
    assert panel.acts.gauges == ()
    panel.grab()


def test_that_push_and_pop_at_the_cursor_are_gauges_with_the_moments_numbers(panel):
    now, _ = show(panel, pile("queue"))
    shown = {gauge.name: gauge.value for gauge in panel.acts.gauges}
    signals = now.snapshot.signals
    assert shown == {
        "push": pytest.approx(float(signals["queue.push"][0])),
        "pop": pytest.approx(float(signals["queue.pop"][0])),
    }


def test_that_the_three_actions_of_a_superposition_have_their_names(panel):
    now, _ = show(panel, superposition())
    assert [gauge.name for gauge in panel.acts.gauges] == ["push", "pop", "no-op"]
    values = [gauge.value for gauge in panel.acts.gauges]
    np.testing.assert_allclose(values, now.snapshot.signals["stack.action"])
    assert panel.acts_map.names == ("push", "pop", "no-op")


def test_that_a_gate_of_several_heads_is_a_gauge_of_their_mean(panel):
    now, _ = show(panel, table_memory(heads=2))
    gauges = {gauge.name: gauge for gauge in panel.acts.gauges}
    assert list(gauges) == ["store", "retrieve", "clear"]
    store = now.snapshot.signals["keyvalue.store_gate"]
    assert gauges["store"].value == pytest.approx(store.mean())
    assert "mean of 2 heads" in gauges["store"].text


def test_that_push_and_pop_are_drawn_along_the_text_row_by_row(panel, qtbot):
    now, along = show(panel, pile("stack"))
    assert panel.watch() == ("stack.push", "stack.pop", "stack.strength")
    push, _ = now.trace.picture("stack.push", 0, 8, 1)
    pop, _ = now.trace.picture("stack.pop", 0, 8, 1)
    np.testing.assert_array_equal(panel.acts_map.image.image, np.hstack([push, pop]).T)
    assert panel.acts_map.names == ("push", "pop")
    qtbot.mouseMove(panel.acts_map.viewport(), panel.acts_map.place_of(2, 1.5))
    expected = f"token 2 “is” · pop is {signed(along['stack.pop'][2, 0])}"
    assert panel.header.readout.text() == expected
    with qtbot.waitSignal(panel.cursor_requested) as asked_for:
        place = panel.acts_map.place_of(1, 0.5)
        qtbot.mouseClick(panel.acts_map.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked_for.args == [1]


def test_that_only_rows_in_use_are_seen_of_many(panel):
    declared = pile("stack", items=64)
    panel.open(opened(*declared))
    strength = np.zeros((len(IDS), 64), np.float32)
    strength[:, :10] = 0.5
    one = next(s for s in declared if s.name == "stack.strength")
    panel.store(frame(trace(IDS, {one.name: strength}, [one])))
    panel.draw()
    assert panel.map.view.viewRange()[1] == [0, 16]


def test_that_another_address_can_be_watched_along_the_text(panel, qtbot):
    show(panel, slot_memory())
    assert panel.watch() == ("slots.read_weights",)
    with qtbot.waitSignal(panel.wants_changed):
        panel.along.choose("slots.strength")
    assert panel.watch() == ("slots.strength",)


def test_a_double_click_on_an_item_asks_for_the_token_that_wrote_it(panel, qtbot):
    show(panel, slot_memory())
    rows = panel.top.list
    with qtbot.waitSignal(panel.cursor_requested) as asked_for:
        place = QPoint(40, round(rows._edges[1]) + rows.row_height + 4)
        qtbot.mouseDClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked_for.args == [int(rows.rows.writers[1])]


def test_that_memory_use_at_the_cursor_is_in_gauges_with_its_size(panel):
    show(panel, [*slot_memory(), *loads("occupancy", "pressure")])
    shown = [(gauge.words(), gauge.value) for gauge in panel.foot.gauges.gauges]
    assert shown == [
        ("25.0 % kept, of all that fits", 0.25),
        ("the next write loses 50.0 %", 0.5),
    ]
    assert panel.foot.gauges.note() == "51.2 kB"


def test_that_what_memory_use_means_is_read_whole_where_there_is_room(panel):
    show(panel, slot_memory())
    assert panel.foot.whole.text() == (
        "kept, of all that fits: how full; lost by the next write: what is lost next"
    )
    assert not panel.foot.whole.isHidden()
    panel.resize(600, 300)
    assert panel.foot.whole.isHidden()
    # What would be cut is not begun: one hint, and each meaning by the pointer.
    assert panel.foot.line.text() == "Point at a number to read what it means."
    assert not panel.foot.line.is_cut


def test_that_the_pointer_on_a_gauge_reads_what_it_means(panel, qtbot):
    show(panel, slot_memory())
    panel.resize(600, 300)
    gauges = panel.foot.gauges
    qtbot.mouseMove(gauges, gauges.places()[1].center())
    assert panel.foot.line.text() == ("the next write loses 50.0 % (0.5000): what is lost next")


def test_that_the_time_of_a_token_is_told_where_enough_of_them_were_read(panel):
    show(panel, slot_memory(), cost=Cost(0.5, 3))
    assert panel.foot.gauges.notes == ("51.2 kB",)
    show(panel, slot_memory(), cost=Cost(0.5, 1000))
    assert panel.foot.gauges.notes == ("51.2 kB", "0.50 ms per token")
    show(panel, slot_memory())
    assert panel.foot.gauges.notes == ("51.2 kB",)


def test_that_a_newer_frame_is_told_with_the_time_of_the_last_long_read(panel):
    now, _ = show(panel, slot_memory(), cost=Cost(0.5, 1000))
    panel.store(frame(now.trace, at=snapshot(4, usage=USAGE), cost=Cost(0.1, 1)))
    panel.draw()
    assert panel.foot.gauges.notes == ("51.2 kB", "0.50 ms per token")


def test_that_what_is_stale_is_dimmed_together(panel):
    show(panel, pile("stack"))
    panel.set_stale(True)
    assert panel.map.image.opacity() < 1
    assert panel.acts_map.image.opacity() < 1
    assert panel.top.list._stale
    panel.set_stale(False)
    assert panel.map.image.opacity() == 1


def test_the_colours_along_the_text_stand_for_a_range_that_is_chosen(panel):
    show(panel, slot_memory())
    assert panel.map.ends == (0.0, 1.0)
    panel.scaling.choose(IN_SIGHT)
    panel.draw()
    (signal,) = panel.map.signals
    known = panel.frame.trace.exact(signal.name, panel.axis.start, panel.axis.stop, signal.size)
    low, high = panel.map.ends
    exact = np.rint((known[np.isfinite(known).all(axis=1)] - low) / (high - low) * 255)

    np.testing.assert_allclose(panel.map.image.image[:, : len(exact)], exact.T, atol=1)
