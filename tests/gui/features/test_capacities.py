"""The Capacity panel in the real window: measured in the background, told, clicked, exported."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

import wmstudio
from tests import support
from tests.gui.reading_window import begin, real_window, settle
from tests.gui.stage import opened
from wmstudio.app.figures import Excerpt, source_of
from wmstudio.engine.messages import (
    Bound,
    Bounds,
    CapacityCurve,
    CapacityMeasured,
    Configure,
    MeasureCapacity,
    SearchEnded,
    SearchProgress,
    Setting,
    StopSearch,
    bound_in_force,
)
from wmstudio.gui.views.making import panel_of

TEXT = "The cat sat on the mat."


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return support.checkpoint(tmp_path_factory.mktemp("tiny") / "p", "pointer", name="tiny")


@pytest.fixture
def window(qtbot, path):
    with real_window(qtbot) as made:
        begin(qtbot, made, path, TEXT)
        made.docks.show("capacity", True)
        settle(qtbot, made)
        yield made


@pytest.fixture
def panel(qtbot, window):
    panel = window.panels["capacity"]
    qtbot.waitUntil(lambda: panel.told.text().startswith("Measure what this text costs"))
    return panel


def measured(qtbot, panel):
    panel.measure.click()
    qtbot.waitUntil(lambda: panel.measure.text() == "Measure again")


def click(qtbot, panel, bound):
    place = panel.plot.place_of(bound).toPoint()
    qtbot.mouseMove(panel.plot, place)
    qtbot.mouseClick(panel.plot, Qt.MouseButton.LeftButton, pos=place)


def test_the_curve_is_that_of_the_library_and_told_in_words(qtbot, panel, path):
    measured(qtbot, panel)
    curve = wmstudio.open(path, "cpu").capacity(TEXT)
    assert panel.plot.curve.bits == pytest.approx(curve.bits)
    here, off = curve.bits[curve.in_force], curve.off
    window = curve.in_force.capacity
    told = f"With memory window {window:,} this text costs {here:.2f} bits per byte, without the"
    # A model that has learned nothing may cost more with its memory than without.
    saves = off - min(curve.bits.values()) >= 0.01
    enough = f"More than {curve.enough(''):,} saves less than 0.01."
    said = enough if saves else "No capacity saves 0.01 or more."
    assert panel.told.text().startswith(f"{told} memory {off:.2f}. {said}")


def test_a_click_on_a_point_sets_the_capacity_and_the_curve_stays(qtbot, window, panel, path):
    measured(qtbot, panel)
    before = panel.plot.curve
    click(qtbot, panel, Bound(4))
    qtbot.waitUntil(lambda: panel.in_force == Bound(4))
    settle(qtbot, window)
    assert window.reading.opened.values == (("memory_window", 4),)
    qtbot.waitUntil(lambda: panel.told.text().startswith("With memory window 4 "))
    assert panel.plot.curve == before
    surprise = window.reading.frame.trace.column("surprisal_bits", 0, 99).astype(float).sum()
    assert before.bits[Bound(4)] == pytest.approx(surprise / len(TEXT), rel=1e-5)


def test_arrow_keys_and_enter_switch_the_memory_off_and_on(qtbot, window, panel):
    measured(qtbot, panel)
    plot = panel.plot
    plot.setFocus()
    for _ in range(20):
        qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.at == Bound(None)
    qtbot.waitUntil(lambda: panel.header.readout.text().startswith("memory off: "))
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.in_force == Bound(None))
    settle(qtbot, window)
    qtbot.waitUntil(lambda: panel.told.text().startswith("Without the memory this text costs"))
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.in_force == Bound(1))
    assert dict(window.reading.opened.values) == {"memory_window": 1}


@pytest.fixture
def stage(qtbot, make_stage):
    """A window whose engine the test plays: it has read three letters with capacity 4."""
    made = make_stage(make_panel=panel_of)
    window = made.window
    window.models.begin("tiny")
    made.port.say(with_capacity(4))
    qtbot.keyClicks(window.editor, "abc")
    made.answer(qtbot, "abc")
    window.docks.show("capacity", True)
    qtbot.waitUntil(lambda: window.panels["capacity"].told.text().startswith("Measure what"))
    return made


def with_capacity(capacity):
    capacity_of = Setting("capacity", "slots", capacity, low=1, high=64, bounds=Bounds())
    values = () if capacity == 4 else (("capacity", capacity),)
    return opened("tiny", settings={"capacity": capacity_of}, values=values)


def asked_for(qtbot, stage, times=1):
    qtbot.waitUntil(lambda: len(stage.posted(MeasureCapacity)) == times)
    return stage.posted(MeasureCapacity)[-1]


def told(asked, bits, *, complete=False, in_force=4):
    points = {Bound(n): x for n, x in bits.items()}
    curve = CapacityCurve("capacity", Bound(in_force), points, 3, 3)
    return CapacityMeasured(asked.run, curve, complete)


def test_letters_are_shown_while_it_is_measured_and_age_the_curve(qtbot, stage):
    window, panel = stage.window, stage.window.panels["capacity"]
    panel.measure.click()
    asked = asked_for(qtbot, stage)
    assert (asked.setting, asked.text) == ("capacity", "abc")
    stage.port.say(SearchProgress(asked.run, 3, 9), told(asked, {4: 2.0}))
    qtbot.waitUntil(lambda: "costs 2.00 bits" in panel.told.text())
    assert panel.measure.text() == "Stop"
    qtbot.waitUntil(lambda: window.progress.text.startswith("Measuring capacity"))
    qtbot.keyClicks(window.editor, "d")
    stage.answer(qtbot, "abcd")
    qtbot.waitUntil(lambda: panel.told.text() == "The text has changed since this was measured.")
    assert panel.running, "the text that was asked about is measured to the end"
    stage.port.say(told(asked, {4: 2.0, 8: 1.5}, complete=True))
    qtbot.waitUntil(lambda: panel.measure.text() == "Measure again")
    assert not window.progress.isVisible()
    panel.measure.click()
    again = asked_for(qtbot, stage, 2)
    assert (again.text, dict(again.known)) == ("abcd", {})


def test_a_point_chosen_while_measuring_lets_the_rest_be_measured(qtbot, stage):
    window, panel = stage.window, stage.window.panels["capacity"]
    panel.measure.click()
    asked = asked_for(qtbot, stage)
    stage.port.say(told(asked, {4: 2.0, 1: 3.0}))
    qtbot.waitUntil(lambda: panel.plot.curve is not None)
    click(qtbot, panel, Bound(1))
    qtbot.waitUntil(lambda: stage.posted(Configure) == [Configure((("capacity", 1),))])
    stage.port.say(SearchEnded(asked.run), with_capacity(1))
    again = asked_for(qtbot, stage, 2)
    assert dict(again.known) == {Bound(4): 2.0, Bound(1): 3.0}
    stage.port.say(told(again, {4: 2.0, 1: 3.0, 2: 2.5}, complete=True, in_force=1))
    stage.answer(qtbot, "abc")
    qtbot.waitUntil(lambda: panel.told.text().startswith("With capacity 1 this text costs 3.00"))
    assert panel.plot.in_force == Bound(1)
    assert not window.progress.isVisible()


def test_stopping_keeps_what_is_measured_and_goes_on_from_there(qtbot, stage):
    panel = stage.window.panels["capacity"]
    panel.measure.click()
    asked = asked_for(qtbot, stage)
    stage.port.say(told(asked, {4: 2.0}))
    qtbot.waitUntil(lambda: panel.measure.text() == "Stop" and panel.plot.curve is not None)
    panel.measure.click()
    assert isinstance(stage.port.commands[-1], StopSearch)
    stage.port.say(SearchEnded(asked.run))
    qtbot.waitUntil(lambda: panel.measure.text() == "Measure")
    assert len(panel.plot.curve.bits) == 1
    panel.measure.click()
    assert dict(asked_for(qtbot, stage, 2).known) == {Bound(4): 2.0}


def test_why_it_cannot_be_measured_is_told(qtbot, stage):
    panel = stage.window.panels["capacity"]
    panel.measure.click()
    stage.port.say(SearchEnded(asked_for(qtbot, stage).run, "There is no room for it."))
    qtbot.waitUntil(lambda: panel.told.text() == "There is no room for it.")
    assert panel.measure.text() == "Measure"


def test_the_figure_is_made_again_in_python(qtbot, window, panel, path):
    measured(qtbot, panel)
    click(qtbot, panel, Bound(2))
    qtbot.waitUntil(lambda: panel.in_force == Bound(2))
    settle(qtbot, window)
    frame, opened = window.reading.frame, window.reading.opened
    excerpt = Excerpt(source_of(str(path), opened, frame, TEXT), opened, frame, 0, 5)
    (offered,) = panel.figures(excerpt)
    figure = offered.make()
    assert figure.columns == ("off", *map(str, panel.plot.curve.capacities))
    names = {}
    exec(figure.code, names)
    np.testing.assert_allclose(figure.values, names["values"], rtol=1e-5)
    assert figure.values.shape == (1, len(figure.columns))


def test_each_policy_has_a_line_that_can_be_chosen(qtbot, window, folder):
    window.models.begin(str(folder))
    qtbot.waitUntil(lambda: window.reading.opened.family == "slots")
    settle(qtbot, window)
    panel = window.panels["capacity"]
    assert panel.bound.chosen == "capacity"
    qtbot.waitUntil(lambda: panel.plot.curve is None)
    measured(qtbot, panel)
    policies = window.reading.opened.settings["policy"].choices
    assert set(panel.plot.curve.policies) == set(policies)
    panel.plot.chosen.emit(Bound(2, policies[1]))
    qtbot.waitUntil(lambda: panel.in_force == Bound(2, policies[1]))
    assert dict(window.reading.opened.values) == {"capacity": 2, "policy": policies[1]}
    panel.bound.choose("cache_window")
    qtbot.waitUntil(lambda: panel.told.text().startswith("Measure what this text costs"))
    window.models.configure((("keep_threshold", 0.5),))
    settle(qtbot, window)
    assert (panel.bound.chosen, panel.save_state()) == ("cache_window", {"bound": "cache_window"})


def test_another_setting_takes_the_curve_away(qtbot, window, folder):
    window.models.begin(str(folder))
    qtbot.waitUntil(lambda: window.reading.opened.family == "slots")
    settle(qtbot, window)
    panel = window.panels["capacity"]
    measured(qtbot, panel)
    window.models.configure((("keep_threshold", 0.9),))
    settle(qtbot, window)
    qtbot.waitUntil(lambda: panel.told.text().startswith("Measure what this text costs"))
    assert bound_in_force(window.reading.opened.settings, panel.setting) == panel.in_force


def test_no_text_and_no_capacity_are_told_in_a_sentence(qtbot, window, panel, tmp_path):
    window.editor.clear()
    qtbot.waitUntil(lambda: panel.message.text().startswith("Type or open a text"))
    qtbot.keyClicks(window.editor, "a")
    transformer = support.checkpoint(tmp_path / "t", "transformer", name="other")
    window.models.begin(str(transformer))
    qtbot.waitUntil(lambda: "no setting that bounds its memory" in panel.message.text())
