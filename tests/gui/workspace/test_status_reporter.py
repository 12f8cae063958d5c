"""What takes long is in one place, and can be ended; the log has nobody's text in it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.gui.stage import frame_for, opened
from wmstudio.app import log
from wmstudio.engine.messages import Cancel, Failure, GeneratedText, Stop
from wmstudio.gui.base import progress


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Half a second is over before it has begun."""
    monkeypatch.setattr(progress, "LONG", 0)


@pytest.fixture
def reading(stage, qtbot):
    window = stage.window
    window.models.begin("stories-lstm")
    stage.port.say(opened("stories-lstm"))
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    qtbot.keyClicks(window.editor, "secret words")
    qtbot.waitUntil(lambda: bool(stage.port.views) and stage.port.views[-1].text == "secret words")
    return stage


def test_what_is_over_soon_is_never_seen(qtbot, monkeypatch):
    monkeypatch.setattr(progress, "LONG", 10**6)
    place = progress.Progress()
    qtbot.addWidget(place)
    place.begin("a", "An internal error", list)
    assert not place.isVisible()
    place.end("a")

    assert place.text == ""


def test_of_several_the_one_that_began_first_is_told_and_the_others_counted(qtbot):
    place, ended = progress.Progress(), []
    qtbot.addWidget(place)
    place.begin("a", "One", lambda: ended.append("a"))
    place.begin("b", "Two", lambda: ended.append("b"))
    assert place.text == "One (and 1 more)"
    place.advance("a", 1, 4)
    assert (place.bar.value(), place.bar.maximum()) == (250, 1000)
    place.cancel()
    place.cancel()
    assert ended == ["a"]
    assert place.text == "One: stopping… (and 1 more)"
    place.end("a")
    assert place.text == "Two"
    assert place.bar.maximum() == 0, "nobody knows how far it is"
    place.end("b")

    assert not place.isVisible()


def test_opening_a_model_is_told_until_it_is_open_and_can_be_cancelled(stage, qtbot):
    window = stage.window
    assert not window.actions_["edit.cancel"].isEnabled()
    window.models.begin("stories-lstm")
    assert window.progress.text == "Opening model"
    qtbot.mouseClick(window.progress.button, Qt.MouseButton.LeftButton)
    assert stage.posted(Cancel) == [Cancel()]
    assert window.progress.text == "Opening model: stopping…"
    window.models.open("stories-slots", "auto")
    stage.port.say(Failure("The opening was cancelled: what was open still is."))
    stage.port.say(opened("stories-slots"))
    qtbot.waitUntil(lambda: window.models.open_model is not None)

    assert window.progress.text == ""
    assert not window.actions_["edit.cancel"].isEnabled()


def test_reading_is_told_with_how_far_it_is_and_ends_with_the_complete_frame(reading, qtbot):
    window, view = reading.window, reading.port.views[-1]
    assert window.progress.text == "Reading the text"
    part = frame_for(view, complete=False)
    reading.port.say(frame=frame_for(view, complete=False, length=48, trace=part.trace))
    qtbot.waitUntil(lambda: window.progress.bar.value() == 250)
    reading.port.say(frame=frame_for(view))

    qtbot.waitUntil(lambda: window.progress.text == "")


def test_reading_that_is_cancelled_says_how_far_it_came_and_goes_on_with_a_key(reading, qtbot):
    window, view = reading.window, reading.port.views[-1]
    reading.port.say(frame=frame_for(view, complete=False, length=1000))
    qtbot.waitUntil(lambda: window.reading.frame is not None)
    window.actions_["edit.cancel"].trigger()
    assert reading.posted(Cancel) == [Cancel()]
    assert "after 12 tokens" in window.messages.text
    assert window.progress.text == ""
    asked = len(reading.port.views)
    qtbot.keyClick(window.editor, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: len(reading.port.views) > asked)

    assert window.progress.text == "Reading the text"


def test_a_generation_is_told_and_cancelled_in_the_same_place(reading, qtbot):
    window = reading.window
    reading.port.say(frame=frame_for(reading.port.views[-1]))
    qtbot.waitUntil(lambda: window.progress.text == "")
    window.actions_["generate.start"].trigger()
    assert window.progress.text == "Generating"
    reading.port.say(GeneratedText(1, "abc", tokens=50))
    qtbot.waitUntil(lambda: window.progress.bar.value() == 250)
    window.progress.cancel()

    assert reading.posted(Stop)
    assert not window.generation.running


def test_a_failure_ends_what_was_told(reading, qtbot):
    reading.port.say(Failure("The model could not read this text: it is odd."))
    qtbot.waitUntil(lambda: bool(reading.window.messages.text))

    assert reading.window.progress.text == ""


def test_a_second_model_is_told_too_and_no_longer_when_it_is_gone(reading, qtbot):
    window = reading.window
    reading.port.say(frame=frame_for(reading.port.views[-1]))
    qtbot.waitUntil(lambda: window.progress.text == "")
    window.comparison.open("stories-slots")
    assert window.progress.text == "Opening model"
    window.comparison.end()

    assert window.progress.text == ""


def test_the_log_tells_what_was_opened_and_what_failed_and_no_text(reading, qtbot, tmp_path):
    file = log.begin(tmp_path)
    window = reading.window
    reading.port.say(opened("stories-slots"))
    qtbot.waitUntil(lambda: window.models.open_model.name == "stories-slots")
    window.models.open("/broken", "cpu")
    reading.port.say(Failure("There is no checkpoint in /broken."))
    qtbot.waitUntil(lambda: "/broken" in window.messages.text)
    window.messages.say("“secret words” is 2 tokens, not one", "editing")
    log.end()

    written = file.read_text()
    assert "opened stories-slots, family lstm" in written
    assert "WARNING notice about opening: There is no checkpoint in /broken." in written
    assert "notice about editing" in written
    assert "secret" not in written


def test_diagnostics_are_copied_with_nothing_of_the_text(reading):
    reading.window.actions_["help.diagnostics"].trigger()
    copied = QApplication.clipboard().text()

    assert "Model: stories-lstm" in copied
    assert "Qt: 6" in copied
    assert "secret" not in copied
    assert "clipboard" in reading.window.messages.text
