"""A signal and its unit are chosen in one place."""

import pytest
from PySide6.QtCore import Qt

from tests.gui.panels.conftest import loads, lstm, opened, slot_memory
from wmstudio.app.quantities import SURPRISAL, Quantity
from wmstudio.gui.widgets.quantity_picker import QuantityPicker


@pytest.fixture
def model():
    return opened(*loads("occupancy"), *lstm(layers=2), *slot_memory())


@pytest.fixture
def picker(qtbot, model):
    picker = QuantityPicker("Shade by")
    qtbot.addWidget(picker)
    picker.set_model(model, "")
    picker.show()
    return picker


def test_surprisal_is_offered_first_and_has_no_unit(picker):
    assert picker.quantity == Quantity(SURPRISAL)
    assert picker.unit.isHidden()


def test_a_unit_of_a_layer_is_chosen_and_told(picker, model, qtbot):
    cell = model.signals["lstm.1.cell"]
    with qtbot.waitSignal(picker.picked):
        picker.signals.choose("lstm.1.cell")
    assert picker.quantity == Quantity(cell, 0)
    with qtbot.waitSignal(picker.picked):
        qtbot.keyClick(picker.unit, Qt.Key.Key_Up)
    assert picker.quantity == Quantity(cell, 1)
    assert picker.unit.toolTip() == "unit 1, of 6"
    with qtbot.waitSignal(picker.picked):
        picker.signals.choose("lstm.0.forget_gate")
    assert picker.quantity.unit == 1


def test_a_unit_of_a_matrix_is_told_along_each_dim(picker, model):
    values = model.signals["slots.values"]
    picker.choose(Quantity(values, 7))
    assert picker.unit.text() == "7 = 2,1"
    assert picker.unit.toolTip() == "slot 2, feature 1, of 12"


def test_a_key_of_another_model_chooses_what_every_model_has(picker, model):
    picker.set_model(model, "lstm.1.cell[5]")
    assert picker.quantity == Quantity(model.signals["lstm.1.cell"], 5)
    picker.set_model(opened(*loads("occupancy")), "lstm.1.cell[5]")
    assert picker.quantity == Quantity(SURPRISAL)
