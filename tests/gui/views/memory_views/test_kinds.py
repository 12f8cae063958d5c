"""Which drawing a memory gets, by what its model declares."""

import pytest

from tests import support
from tests.gui.panels.conftest import (
    adding_memory,
    fading_slots,
    lstm,
    opened,
    pile,
    pointer,
    signal,
    slot_memory,
    superposition,
    table_memory,
    transformer,
)
from wmstudio.engine.messages import Kind
from wmstudio.gui.views.memory_views.kinds import kind_of
from wmstudio.models.registry import FAMILIES

DECLARED = {
    "lstm": (lstm(), "", "lstm.0.cell"),
    "additive": (adding_memory(), "", "wm.vector"),
    "slots": (slot_memory(), "slots.writer", "slots.read_weights"),
    "slots that keep": (fading_slots(), "slots.strength", "slots.query"),
    "stack": (pile("stack"), "stack.writer", "stack.strength"),
    "superposition": (superposition(), "stack.writer", "stack.strength"),
    "queue": (pile("queue"), "queue.writer", "queue.strength"),
    "keyvalue": (table_memory(), "keyvalue.match", "keyvalue.output"),
    "pointer": (pointer(), "pointer.weights", "pointer.query"),
    "transformer": (transformer(), "attention.0.weights", "residual.0"),
}


@pytest.mark.parametrize("family", DECLARED)
def test_each_family_gets_its_own_drawing_and_a_signal_along_the_text(family):
    signals, needed, along = DECLARED[family]
    model = opened(*signals, *lstm())
    kind = kind_of(model)
    assert (needed in kind.needs) if needed else not kind.needs
    assert kind.first_of(kind.offered(model)).name == along


def test_a_memory_of_an_unknown_kind_shows_its_addresses_first():
    candidate = signal("mine.py:3.candidate", Kind.ACTIVATION, 3)
    where = signal("mine.py:9.where", Kind.ADDRESS, 3)
    model = opened(candidate, where)
    kind = kind_of(model)

    assert kind.offered(model) == [where, candidate]
    assert kind.first_of(kind.offered(model)) is where


@pytest.mark.parametrize("family", [*FAMILIES, "slots that keep"])
def test_a_real_models_own_signals_give_it_a_drawing(family):
    real = opened(*support.model(family).signals.values())
    kind = kind_of(real)
    along = kind.first_of(kind.offered(real))
    assert along.name in real.signals
    if family in DECLARED:  # and the same as those made by hand
        signals, _, name = DECLARED[family]
        assert (kind, along.name) == (kind_of(opened(*signals, *lstm())), name)


def test_what_a_memory_does_at_a_token_is_taken_from_the_gates_that_it_has():
    assert [s.name for s in kind_of(opened(*pile())).acting(opened(*pile()))] == [
        "stack.push",
        "stack.pop",
    ]
    mixed = opened(*superposition())
    assert [s.name for s in kind_of(mixed).acting(mixed)] == ["stack.action"]
