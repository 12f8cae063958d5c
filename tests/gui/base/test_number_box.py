"""Numbers typed with keys, in several locales, into every box that the program has."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication

from tests.gui.stage import opened
from wmstudio.contract import Argument, ArgumentKind
from wmstudio.engine.messages import Setting
from wmstudio.gui.base.number_box import DecimalBox, WholeBox
from wmstudio.gui.export.export_form import ExportForm
from wmstudio.gui.interventions.edit_form import _field
from wmstudio.gui.shell.preferences_page import PreferencesPage

LOCALES = ["en_US", "de_DE", "fa_IR"]
SAMPLING = {"temperature": 0.7, "top_k": 40, "top_p": 0.9, "seed": 12345, "tokens": 250}


@pytest.fixture(params=LOCALES)
def locale(request):
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


def type_into(box, text, end=Qt.Key.Key_Tab):
    """Key by key, as a keyboard of any layout sends it; events in between are handled."""
    box.setFocus()
    box.selectAll()
    for character in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
            QCoreApplication.sendEvent(box, key)
        QApplication.processEvents()
    if end is not None:
        QTest.keyClick(box, end)


def boxes_in(widget):
    return [b for b in widget.findChildren(QAbstractSpinBox) if b.isEnabled()]


def value_for(box):
    """A number that takes several keys, within the range of the box."""
    low, high = box.minimum(), box.maximum()
    value = low + (high - low) * 0.37
    return round(value, box.decimals()) if isinstance(box, DecimalBox) else round(value)


@pytest.fixture
def window(make_stage, locale, qtbot):
    stage = make_stage()
    stage.window.models.begin("stories")
    settings = [
        Setting("capacity", "how many slots there are", 100, low=1, high=4096),
        Setting("keep", "what is not written", 0.25),
        Setting("sharpness", "how sharp", 16.0, low=0.0, high=64.0),
    ]
    stage.port.say(opened(settings={s.name: s for s in settings}, values=()))
    qtbot.waitUntil(lambda: stage.window.models.open_model is not None)
    stage.window.actions_["memory.settings"].trigger()
    stage.window.actions_["edit.preferences"].trigger()
    return stage.window


@pytest.mark.parametrize("point", [".", ","])
def test_every_box_takes_what_is_typed_with_point_or_comma(window, point):
    form = ExportForm(window)
    form.show()
    boxes = boxes_in(window)
    assert len(boxes) >= 20
    for box in boxes:
        name = box.accessibleName()
        assert isinstance(box, WholeBox | DecimalBox), name
        wanted = value_for(box)
        type_into(box, str(wanted).replace(".", point))
        assert box.value() == pytest.approx(wanted, abs=1e-9), name
        shown = box.text().removeprefix(box.prefix()).removesuffix(box.suffix())
        assert float(shown) == pytest.approx(wanted, abs=1e-9), name


@pytest.mark.parametrize("part", ["generate_bar", "preferences"])
def test_sampling_typed_with_keys_is_shown_and_kept(window, part):
    page = window.findChild(PreferencesPage)
    for id, value in SAMPLING.items():
        bar_box = getattr(window.generate_bar, id)
        box = bar_box if part == "generate_bar" else page.rows[id].control.box
        type_into(box, str(value))
        assert getattr(window.settings, id) == value
        assert bar_box.value() == page.rows[id].control.box.value() == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (".5", 0.5),
        (",5", 0.5),
        ("1,25", 1.25),
        ("2.", 2.0),
        ("0.05", 0.05),
        ("٣٫٥", 3.5),
        ("１", 1),
    ],
)
def test_odd_ways_to_write_a_number_mean_the_same(window, typed, value):
    type_into(window.generate_bar.temperature, typed, end=Qt.Key.Key_Return)
    assert window.settings.temperature == value
    assert window.generate_bar.temperature.text() == f"{value:.2f}"


def test_a_value_that_comes_back_leaves_the_typing_alone(window):
    box = window.generate_bar.temperature
    type_into(box, "0.", end=None)
    window.preferences.changed.emit("temperature")
    assert box.lineEdit().text() == "0."


def test_another_value_from_elsewhere_is_shown_while_the_box_has_the_keyboard(window):
    box = window.generate_bar.temperature
    type_into(box, "0.", end=None)
    window.preferences.set("temperature", 1.5)
    assert box.text() == "1.50"


def test_a_slot_number_of_an_edit_is_typed_in_any_script(locale, qtbot):
    field = _field(Argument("slot", ArgumentKind.ITEM, "slot"))
    qtbot.addWidget(field)
    field.show()
    type_into(field, "۱2")
    assert (field.value(), field.text()) == (12, "12")
