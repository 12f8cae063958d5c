"""The things to try at the first start: what one click on each does, and when they go."""

import pytest
from PySide6.QtCore import QSize, Qt

from wmstudio.app import examples
from wmstudio.app.settings import Settings
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.gui.tours.welcome import MOST_LINES
from wmstudio.runtime.start import make_client

LEFT = Qt.MouseButton.LeftButton
TYPE, EXPLAIN, FORGET = range(3)


@pytest.fixture
def window(qtbot):
    window = MainWindow(make_client, Settings(device="cpu", theme="light"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    assert window.examples.begin()
    assert window.tours.first_things.offer()
    settled(window, qtbot)
    yield window
    window.close()


def settled(window, qtbot):
    qtbot.waitUntil(lambda: window.models.open_model is not None and window.complete)


def click(window, qtbot, at):
    qtbot.mouseClick(window.welcome.things[at], LEFT)
    settled(window, qtbot)


def share_of(window, word):
    shown = window.panels["predictions"].bars.bars
    return next((bar.share for bar in shown if bar.name == word), 0.0)


def test_every_thing_names_a_word_of_its_text():
    (first, *others) = examples.listed()
    text = first.file.read_text(encoding="utf-8")

    assert [thing.does for thing in first.things] == ["type", "explain", "forget"]
    assert all(thing.word in text for thing in first.things)
    assert first.next
    assert not any(example.things for example in others)


def test_typing_adds_what_the_model_expects_once(window, qtbot):
    click(window, qtbot, TYPE)
    assert window.editor.text.endswith("to his lips the copper whistle")
    click(window, qtbot, TYPE)
    assert window.editor.text.endswith("to his lips the copper whistle")
    assert window.editor.caret == len(window.editor.text)


def test_explaining_lights_the_word_and_both_panels(window, qtbot):
    click(window, qtbot, TYPE)
    click(window, qtbot, EXPLAIN)
    step = window.tours.step
    assert (step.word, step.light) == ("whistle", ("predictions", "memory"))
    # The caret stands where the word is expected, not where it has been typed.
    assert window.editor.text[: window.editor.caret].endswith("the copper")
    assert window.tours.veil.isVisible()
    assert window.tours.bubble.next_button.text() == "&Done"
    qtbot.mouseClick(window.tours.bubble.next_button, LEFT)
    assert window.tours.tour is None


def test_forgetting_makes_the_word_unlikely_and_can_be_undone(window, qtbot):
    before = share_of(window, "whistle")
    click(window, qtbot, FORGET)
    assert before > 0.5
    assert share_of(window, "whistle") < before / 100
    click(window, qtbot, FORGET)
    assert len(window.intervening.interventions.held) == 1
    window.actions_["memory.undo"].trigger()
    settled(window, qtbot)
    assert share_of(window, "whistle") == pytest.approx(before)


def test_what_is_explained_is_true_after_it_was_forgotten(window, qtbot):
    click(window, qtbot, FORGET)
    assert share_of(window, "whistle") < 0.01
    click(window, qtbot, EXPLAIN)
    assert share_of(window, "whistle") > 0.5
    # What was done is kept, and is in force again when it is asked for again.
    assert len(window.intervening.interventions.held) == 1
    qtbot.mouseClick(window.tours.bubble.next_button, LEFT)
    click(window, qtbot, FORGET)
    assert share_of(window, "whistle") < 0.01


def test_the_strip_goes_when_all_are_tried_and_help_brings_it_back(window, qtbot):
    for at in (FORGET, TYPE):
        click(window, qtbot, at)
        assert window.welcome.things[at].isChecked()
        assert window.welcome.isVisible()
        assert not window.settings.greeted
    click(window, qtbot, EXPLAIN)
    assert window.welcome.isHidden()
    assert not window.tours.first_things.offer()
    window.actions_["help.things"].trigger()
    assert window.welcome.isVisible()
    assert not any(button.isChecked() for button in window.welcome.things)


def test_a_comparison_under_the_strip_makes_the_window_no_higher(window, qtbot):
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: window.height() == 800 and window.clock.idle)
    window.examples.open(next(one for one in examples.offered() if one.compare == "tales-lstm"))
    qtbot.waitUntil(lambda: window.docks.doubled and window.complete)
    qtbot.waitUntil(lambda: window.size() == QSize(1280, 800))


def test_what_is_hidden_stays_hidden_in_every_layout(window, qtbot):
    window.presets.choose("memory")
    window.presets.choose("write")
    qtbot.mouseClick(window.welcome.hide_button, LEFT)
    for layout in ("memory", "write"):
        window.presets.choose(layout)
        assert window.welcome.isHidden()


@pytest.mark.parametrize("at", [TYPE, EXPLAIN, FORGET])
def test_the_story_is_opened_again_where_it_has_gone(window, qtbot, monkeypatch, at):
    window.editor.set_text("Something else.")
    settled(window, qtbot)
    answers = iter([False, True])
    monkeypatch.setattr(window.documents, "may_go", lambda: next(answers))
    click(window, qtbot, at)
    assert window.editor.text == "Something else."
    assert not window.welcome.things[at].isChecked()
    click(window, qtbot, at)
    assert window.editor.text.startswith("On the hill above the harbour")
    assert window.welcome.things[at].isChecked()
    assert bool(window.intervening.interventions.held) == (at == FORGET)


@pytest.mark.parametrize("points", [0, 13])
@pytest.mark.parametrize("wide", [900, 1280, 1920])
def test_all_words_fit_at_usual_widths_and_twice_the_size(window, qtbot, wide, points):
    window.resize(wide, 800)
    window.appearance.zoom(points)
    buttons = window.welcome.things
    qtbot.waitUntil(lambda: window.welcome.width() == window.width())
    qtbot.waitUntil(lambda: all(b.height() >= b.height_for(b.width()) for b in buttons))
    for button in buttons:
        # Where there is little room, the sentences are left to the tooltips.
        assert button.brief or button.needs_lines() <= MOST_LINES
        assert button.said in button.toolTip()
    if points == 0:
        assert not any(button.brief for button in buttons)
    if (wide, points) == (900, 13):
        assert all(button.brief for button in buttons)


@pytest.mark.parametrize(("wide", "has_room"), [(480, False), (1280, True)])
def test_no_word_of_a_title_is_cut_whatever_must_give_way(window, qtbot, wide, has_room):
    window.resize(wide, 800)
    strip, buttons = window.welcome, window.welcome.things
    qtbot.waitUntil(lambda: strip.width() == window.width())
    qtbot.waitUntil(lambda: all(b.width() >= b.least_width() for b in buttons))
    assert strip.heading.isVisible() == has_room
    window.resize(1280, 800)
    qtbot.waitUntil(strip.heading.isVisible)
