"""Changing the settings of the open model in the window."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDoubleSpinBox, QSpinBox

from tests.gui.stage import opened
from wmstudio.app.settings import Settings
from wmstudio.engine.messages import Configure, Failure, Open, Setting
from wmstudio.gui.interventions import setting_control, setting_strip
from wmstudio.gui.interventions.setting_control import STEPS

OWN = {
    setting.name: setting
    for setting in (
        Setting("policy", "which slot is overwritten", "fifo", ("fifo", "weakest")),
        Setting("capacity", "how many slots there are", 100, low=1, high=4096),
        Setting("keep_threshold", "what is not written", 0.0),
        Setting("cache", "expect again what followed", False),
    )
}


def with_values(**values):
    """The model as it is with these settings."""
    from dataclasses import replace

    settings = {n: replace(s, value=values.get(n, s.value)) for n, s in OWN.items()}
    return opened(settings=settings, values=tuple(values.items()))


@pytest.fixture
def stage(stage, qtbot):
    stage.window.models.begin("stories")
    stage.port.say(with_values())
    qtbot.waitUntil(lambda: stage.window.models.open_model is not None)
    stage.window.actions_["memory.settings"].trigger()
    return stage


def control(stage, name):
    return stage.window.model_settings.strip.controls[name]


def asked(stage):
    return [command.values for command in stage.posted(Configure)]


def answer(stage, qtbot, event):
    stage.port.say(event)
    qtbot.waitUntil(lambda: not stage.window.models._asked)


def test_every_setting_has_what_its_value_is_changed_with_and_says_what_it_is(stage):
    strip = stage.window.model_settings.strip
    assert strip.isVisible()
    kinds = {name: type(c.inputs[0]) for name, c in strip.controls.items()}
    assert kinds["policy"] is QComboBox
    assert issubclass(kinds["capacity"], QSpinBox)
    assert kinds["cache"] is QCheckBox
    assert isinstance(control(stage, "keep_threshold").box, QDoubleSpinBox)
    for name, setting in OWN.items():
        for part in control(stage, name).inputs:
            assert part.accessibleName() == f"Setting: {name.replace('_', ' ')}"
            assert part.accessibleDescription() == setting.text
        assert control(stage, name).toolTip() == setting.text


@pytest.fixture
def slow_hand(monkeypatch):
    """No pause between two keys is so long that the typing has ended."""
    for module in (setting_control, setting_strip):
        monkeypatch.setattr(module, "WHILE_TYPING", 10**8)


@pytest.mark.usefixtures("slow_hand")
def test_a_number_that_is_typed_is_asked_for_once_when_the_typing_has_ended(stage, qtbot):
    box, pause = control(stage, "capacity").box, stage.window.model_settings.strip._timer
    box.selectAll()
    qtbot.keyClicks(box, "1234")
    QApplication.processEvents()
    assert asked(stage) == []
    assert pause.isActive()
    pause.start(0)
    qtbot.waitUntil(lambda: bool(asked(stage)))
    assert not pause.isActive()
    assert asked(stage) == [(("capacity", 1234),)]


@pytest.mark.usefixtures("slow_hand")
def test_enter_asks_at_once_and_only_once(stage, qtbot):
    box = control(stage, "capacity").box
    box.selectAll()
    qtbot.keyClicks(box, "8")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(asked(stage)))
    assert asked(stage) == [(("capacity", 8),)]


def test_a_choice_and_a_switch_are_asked_for_with_what_was_changed_before(stage, qtbot):
    policy = control(stage, "policy").box
    assert policy.currentText() == "first in, first out"
    policy.setFocus()
    qtbot.keyClick(policy, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: len(asked(stage)) == 1)
    answer(stage, qtbot, with_values(policy="weakest"))
    cache = control(stage, "cache").box
    qtbot.mouseClick(cache, Qt.MouseButton.LeftButton, pos=QPoint(6, cache.height() // 2))
    qtbot.waitUntil(lambda: len(asked(stage)) == 2)
    assert asked(stage) == [
        (("policy", "weakest"),),
        (("policy", "weakest"), ("cache", True)),
    ]


def test_a_slider_and_its_box_show_the_same_number_which_is_asked_for_while_it_slides(stage, qtbot):
    number = control(stage, "keep_threshold")
    number.slider.setFocus()
    qtbot.keyClick(number.slider, Qt.Key.Key_PageUp)
    assert number.box.value() == pytest.approx(0.1)
    number.slider.setValue(STEPS // 4)
    qtbot.waitUntil(lambda: bool(asked(stage)))
    assert asked(stage)[-1] == (("keep_threshold", 0.25),)
    number.box.setValue(0.5)
    assert number.slider.value() == STEPS // 2


def test_answers_do_not_change_what_is_being_changed(stage, qtbot):
    box = control(stage, "capacity").box
    box.setValue(50)
    qtbot.waitUntil(lambda: bool(asked(stage)))
    box.setValue(60)
    answer(stage, qtbot, with_values(capacity=50))
    assert box.value() == 60
    qtbot.waitUntil(lambda: len(asked(stage)) == 2)
    assert asked(stage)[1] == (("capacity", 60),)
    answer(stage, qtbot, with_values(capacity=60))
    assert box.value() == 60


def test_what_cannot_be_is_one_sentence_and_the_controls_show_what_is_in_force(stage, qtbot):
    box = control(stage, "capacity").box
    box.setValue(4096)
    qtbot.waitUntil(lambda: bool(asked(stage)))
    stage.port.say(Failure("with these settings the memory would take too much."))
    qtbot.waitUntil(lambda: "too much" in stage.window.messages.text)
    assert box.value() == 100
    assert stage.window.models.open_model.values == ()
    assert stage.posted(Open) == [Open("stories", "auto")]


def test_changed_settings_are_told_on_the_button_also_while_the_strip_is_hidden(stage, qtbot):
    button = stage.window.model_settings.button
    assert not button.isVisible()
    stage.window.actions_["memory.settings"].trigger()
    assert not stage.window.model_settings.strip.isVisible()
    stage.window.models.configure((("cache", True),))
    answer(stage, qtbot, with_values(cache=True, keep_threshold=0.25))
    assert button.text() == "Settings: cache on, keep threshold 0.25"
    assert button.isVisible()
    assert not stage.window.model_settings.strip.isVisible()


def test_reset_goes_back_to_the_checkpoints_own(stage, qtbot):
    reset = stage.window.actions_["memory.reset"]
    assert not reset.isEnabled()
    stage.window.models.configure((("capacity", 8),))
    answer(stage, qtbot, with_values(capacity=8))
    assert control(stage, "capacity").box.value() == 8
    reset.trigger()
    assert asked(stage)[-1] == ()
    answer(stage, qtbot, with_values())
    assert control(stage, "capacity").box.value() == 100
    assert not reset.isEnabled()


def test_another_device_keeps_the_settings_and_another_model_begins_with_its_own(stage, qtbot):
    stage.window.models.configure((("capacity", 8),))
    answer(stage, qtbot, with_values(capacity=8))
    stage.window.actions_["device.cpu"].trigger()
    assert stage.port.commands[-1] == Open("stories", "cpu", (("capacity", 8),))
    stage.window.open_checkpoint("other")
    assert stage.port.commands[-1] == Open("other", "cpu")


def test_a_model_with_nothing_to_set_has_no_strip_and_the_button_says_so(stage, qtbot):
    stage.window.open_checkpoint("plain")
    answer(stage, qtbot, opened("plain"))
    assert not stage.window.model_settings.strip.isVisible()
    assert not stage.window.model_settings.button.isEnabled()
    assert "no settings" in stage.window.model_settings.button.toolTip()
    stage.window.open_checkpoint("stories")
    answer(stage, qtbot, with_values())
    assert stage.window.model_settings.strip.isVisible()


def test_the_strip_says_what_the_setting_is_that_has_the_keyboard(stage, qtbot):
    qtbot.keyClick(stage.window.model_settings.strip, Qt.Key.Key_Tab)
    control(stage, "capacity").box.setFocus()
    assert stage.window.model_settings.strip.about.text() == "capacity: how many slots there are"


def test_settings_can_be_asked_for_when_a_model_is_opened(make_stage):
    stage = make_stage(settings=Settings(device="cpu"))
    stage.window.models.begin("stories", (("capacity", 8),))
    assert stage.port.commands == [Open("stories", "cpu", (("capacity", 8),))]
