"""What panels save: all that is chosen in them, by ids, whatever the labels say."""

import re

import pytest

from wmstudio.app.panels import PANELS
from wmstudio.gui.base import choice
from wmstudio.gui.base.choice import Choice, Switch
from wmstudio.gui.panels.capacity import ChosenBound
from wmstudio.gui.panels.weights import ChosenTensor
from wmstudio.gui.plots.panel import TokenAxis
from wmstudio.gui.shell.main_window import panel_of
from wmstudio.gui.widgets.step_trace import StepTrace


@pytest.fixture(params=PANELS, ids=lambda info: info.id)
def make(request, qtbot):
    """Makes panels of a kind."""

    def make():
        panel = panel_of(request.param, TokenAxis())
        qtbot.addWidget(panel)
        return panel

    return make


def chosen_last(panel):
    """Choose the last option and the other position wherever there is a choice."""
    for control in panel.controls().values():
        if isinstance(control, ChosenBound):
            control.restore_state("cache_window")
        elif isinstance(control, Choice):
            control.setCurrentIndex(control.count() - 1)
        elif isinstance(control, Switch):
            control.toggle()
        elif isinstance(control, ChosenTensor):
            control.restore_state("words.bias")
        elif isinstance(control, StepTrace):
            control.restore_state("lstm.0.cell[3]")
    return panel


def known(state):
    """What can be told before a model is open: no names of signals or tensors, no typed text."""
    anything = "added", "tensor", "expression", "against", "trace", "bound"
    return {id: value for id, value in state.items() if id not in anything}


def test_every_choice_and_switch_of_a_panel_is_saved(make):
    panel = make()
    parts = [*panel.findChildren(Choice), *panel.findChildren(Switch)]

    assert [part for part in parts if part not in list(panel.controls().values())] == []


def test_a_choice_is_saved_by_an_id_that_is_no_sentence(make):
    panel = make()
    for box in panel.findChildren(Choice):
        for at in range(box.count()):
            assert re.fullmatch("[a-z0-9_]+", box.itemData(at))


def test_a_state_is_restored_where_every_label_is_another(make, monkeypatch):
    saved = chosen_last(make()).save_state()
    monkeypatch.setattr(choice, "said", lambda label: f"«{label}»")
    panel = make()
    assert panel.controls() == {} or panel.save_state() != saved
    panel.restore_state(saved)

    assert panel.save_state() == saved


@pytest.mark.parametrize("saved", [None, 3, "unheard", ["x", 3], {"a": 1}])
def test_what_cannot_be_chosen_changes_nothing(make, saved):
    panel = make()
    before = panel.save_state()
    panel.restore_state(dict.fromkeys(panel.controls(), saved) | {"unknown": saved})

    assert known(panel.save_state()) == known(before)
