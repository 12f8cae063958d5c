"""Figures say which interventions are in them, and those that were measured without any say so."""

import pytest

from tests.gui.reading_window import begin, real_window, settle
from wmstudio.contract import Patch
from wmstudio.engine.messages import PlacedPatch
from wmstudio.gui.interventions.held import Held

TEXT = "The cat sat on the mat."
PATCH = Patch("lstm.0.output_gate", "set", 0.0)
WITHOUT = {"Lens", "Capacity", "Weights", "Training"}


@pytest.fixture
def window(qtbot, folder):
    with real_window(qtbot) as made:
        begin(qtbot, made, folder, TEXT)
        for id in made.panels:
            made.docks.show(id, True)
        settle(qtbot, made)
        made.docks.show("weights", True)
        qtbot.waitUntil(lambda: bool(made.panels["weights"].tensors))
        lens, capacity = made.panels["lens"], made.panels["capacity"]
        lens.measure.click()
        qtbot.waitUntil(lambda: lens.found is not None)
        made.docks.show("capacity", True)
        qtbot.waitUntil(capacity.isVisible)
        capacity.measure.click()
        qtbot.waitUntil(lambda: capacity.measure.text() == "Measure again")
        yield made


def test_only_figures_that_interventions_act_on_name_them(qtbot, window):
    window.intervening.interventions.add(Held(PlacedPatch(PATCH), "no output"))
    settle(qtbot, window)
    exporting = window.exporting
    exporting._need([panel for _, panel, _ in exporting.offered()])
    settle(qtbot, window)

    told = {}
    for name, _, make in exporting.offered():
        figure = make()
        told.setdefault(name.partition(":")[0], []).append(figure)
    assert {"Capacity", "Lens", "Weights", "Gates", "Timeline", "Next token"} <= told.keys()
    for panel, figures in told.items():
        for figure in figures:
            has = panel not in WITHOUT
            assert bool(figure.changes) == has, panel
            assert ("Interventions: none" not in figure.caption) == has, panel
            assert not figure.code or ("patches=" in figure.code) == has, panel


def test_panels_of_what_is_measured_say_that_interventions_are_left_out(qtbot, window):
    lens, capacity = window.panels["lens"], window.panels["capacity"]
    lens.view.choose("tokens")
    window.docks.show("capacity", True)
    qtbot.waitUntil(lambda: capacity.told.text().startswith("With capacity"))
    assert "left out" not in capacity.told.text()
    window.intervening.interventions.add(Held(PlacedPatch(PATCH), "no output"))
    qtbot.waitUntil(lambda: capacity.told.text().endswith("Interventions are left out here."))
    window.docks.show("lens", True)
    qtbot.waitUntil(lambda: lens.told.text().endswith("Interventions are left out here."))
