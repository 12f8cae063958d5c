"""Tours in the window: where they come from, how steps follow one another, and how they end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QMessageBox

from tests import support
from wmstudio import paths
from wmstudio.app.settings import Settings, load
from wmstudio.app.tours import Condition, bundled, read_tour
from wmstudio.backends.registry import open_model
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import ArgumentKind, Open
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.gui.tours.spotlight import place_beside
from wmstudio.runtime.sync import SyncEngine

LEFT = Qt.MouseButton.LeftButton
STEPS = """
title = "Mine"
[[step]]
say = "Look."
light = "memory"
[[step]]
say = "Write a q."
light = "text"
until = { text = "q" }
[[step]]
say = "Choose Memory."
light = "layouts"
until = { layout = "memory" }
[[step]]
say = "Done."
"""


@pytest.fixture
def tour(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(STEPS, encoding="utf-8")
    return read_tour(file)


@pytest.fixture
def window(make_window):
    return make_window("abcxyz")


def entries(window):
    menu = window.actions_.menus["tours"]
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if not action.isSeparator()}


def press(window, qtbot, name):
    qtbot.mouseClick(getattr(window.tours.bubble, f"{name}_button"), LEFT)


def test_the_menu_lists_bundled_and_own_tours_and_why_one_cannot_be_used(window):
    folder = paths.tours_folder()
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(STEPS, encoding="utf-8")
    (folder / "zz.toml").write_text('title = "a"\nstep = 3', encoding="utf-8")
    found = entries(window)

    assert list(found)[:4] == [tour.title for tour in bundled()]
    assert found["Mine"].isEnabled()
    assert not found["zz.toml"].isEnabled()
    assert "line 2" in found["zz.toml"].toolTip()
    found["Mine"].trigger()
    assert window.tours.tour.title == "Mine"


def test_a_bad_file_is_one_sentence_and_the_running_tour_goes_on(window, tour, tmp_path):
    window.tours.begin(tour)
    (tmp_path / "bad.toml").write_text('title = "a"\n\nstep = 3', encoding="utf-8")
    window.tours.open(tmp_path / "bad.toml")

    assert window.messages.text.startswith("bad.toml, line 3 is not a tour: 'step' must be")
    assert window.tours.tour is tour
    assert window.editor.text == "abcxyz"


def test_steps_are_left_by_their_condition_or_a_button_and_gone_back_to(window, qtbot, tour):
    tours = window.tours
    tours.begin(tour)
    assert not tours.bubble.back_button.isEnabled()
    press(window, qtbot, "next")
    assert (tours.at, tours.bubble.words.text()) == (1, "Write a q.")
    qtbot.keyClicks(window.editor, "p")
    qtbot.waitUntil(lambda: window.reading.complete)
    assert tours.at == 1
    qtbot.keyClicks(window.editor, "q")
    qtbot.waitUntil(lambda: tours.at == 2)
    # Back, where the condition holds already: the step waits for its button.
    press(window, qtbot, "back")
    assert tours.at == 1
    assert tours.bubble.next_button.text() == "&Next"
    qtbot.keyClicks(window.editor, "r")
    qtbot.waitUntil(lambda: window.reading.complete)
    assert tours.at == 1
    press(window, qtbot, "next")
    assert tours.bubble.next_button.text() == "&Skip"
    press(window, qtbot, "next")
    assert tours.bubble.next_button.text() == "&Done"
    press(window, qtbot, "next")
    assert tours.tour is None
    assert tours.bubble.isHidden()
    assert tours.veil.isHidden()


def test_a_condition_that_ceased_to_hold_can_become_true_again(window, qtbot, tour):
    qtbot.keyClicks(window.editor, "q")
    qtbot.waitUntil(lambda: window.reading.complete)
    window.tours.begin(tour)
    window.tours.go(1)
    assert window.tours.bubble.next_button.text() == "&Next"
    qtbot.keyClick(window.editor, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: window.tours.bubble.next_button.text() == "&Skip")
    qtbot.keyClicks(window.editor, "q")
    qtbot.waitUntil(lambda: window.tours.at == 2)


@pytest.mark.parametrize("where", ["text", "timeline", "bubble"])
def test_escape_ends_a_tour_wherever_the_keyboard_is(window, qtbot, tour, where):
    window.activateWindow()
    window.tours.begin(tour)
    if where == "timeline":
        window.docks.focus("timeline")
    elif where == "bubble":
        window.tours.bubble.next_button.setFocus()
    else:
        window.editor.setFocus()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert window.tours.tour is None
    assert window.editor.text == "abcxyz"


def test_escape_gives_a_filled_panel_its_place_back_first(window, qtbot, tour):
    window.activateWindow()
    window.tours.begin(tour)
    window.docks.fill("memory")
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert window.tours.tour is tour
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert window.tours.tour is None


def test_a_closed_panel_that_is_lit_is_opened(window, qtbot, tour):
    window.docks.show("memory", False)
    window.tours.begin(tour)
    assert window.docks.there("memory")
    dock = window.docks["memory"]
    qtbot.waitUntil(lambda: window.tours.veil.holes == (dock.geometry(),))


def test_what_is_lit_gets_clicks_and_so_does_what_is_not(window, qtbot, tour):
    window.tours.begin(tour)
    window.tours.go(1)
    qtbot.waitUntil(lambda: bool(window.tours.veil.holes))
    (hole,) = window.tours.veil.holes
    veil = window.tours.veil
    assert not veil.mask().contains(hole.center())
    assert window.childAt(hole.center()) is window.editor.viewport()
    bar = window.menuBar()
    assert veil.mask().contains(bar.geometry().center())
    assert window.childAt(bar.geometry().center()) is bar


def test_holes_follow_what_is_lit_when_the_window_changes(window, qtbot, tour):
    window.tours.begin(tour)
    for size in ((1400, 900), (900, 600), (1280, 800)):
        window.resize(*size)

        def placed():
            lit = window.docks["memory"].geometry() & window.rect()
            return window.tours.veil.geometry() == window.rect() and (
                window.tours.veil.holes == (lit,) if window.docks.shown("memory") else True
            )

        qtbot.waitUntil(placed)
        assert window.rect().contains(window.tours.bubble.geometry())


def test_a_tour_with_a_text_opens_it_and_ends_with_it(make_stage, qtbot):
    stage = make_stage()
    tour = bundled()[0]
    stage.window.tours.begin(tour)
    assert stage.window.editor.text == tour.text
    assert stage.posted(Open)[-1].source == tour.example.checkpoint
    stage.window.documents.new()
    assert stage.window.tours.tour is None


def test_a_tour_does_not_begin_where_the_user_keeps_the_text(make_stage, qtbot, monkeypatch):
    window = make_stage().window
    qtbot.keyClicks(window.editor, "mine")
    answer = QMessageBox.StandardButton.Cancel
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answer)
    window.tours.begin(bundled()[0])
    assert window.editor.text == "mine"
    assert window.tours.tour is None


@pytest.mark.parametrize("button", ["hide", "take"])
def test_a_tour_is_offered_until_it_is_taken_or_hidden(make_window, qtbot, monkeypatch, button):
    window = make_window("abc")
    monkeypatch.setattr(window.documents, "may_go", lambda: True)
    window.tours.first_things.offer()
    assert window.welcome.isVisible()
    qtbot.mouseClick(getattr(window.welcome, f"{button}_button"), LEFT)
    assert window.welcome.isHidden()
    assert (window.tours.tour is not None) == (button == "take")
    window.tours.first_things.offer()
    assert window.welcome.isHidden()
    assert window.settings.greeted


def test_a_tour_that_was_hidden_is_known_after_an_end_by_force(make_window, qtbot, tmp_path):
    window = make_window("abc")
    window.settings.path = tmp_path
    window.tours.first_things.offer()
    qtbot.mouseClick(window.welcome.hide_button, LEFT)
    qtbot.waitUntil(lambda: load(tmp_path)[0].greeted)


# --- conditions ---


def holds(window, name, value):
    return window.tours._facts.hold((Condition(name, value),))


def test_conditions_say_what_is_true_in_the_window(window, qtbot):
    # The panels of another layout, a selection, a setting, and an edit.
    assert holds(window, "layout", "write")
    assert not holds(window, "layout", "memory")
    assert holds(window, "shown", "memory")
    assert not holds(window, "shown", "units")
    assert holds(window, "model", window.models.open_model.name)
    assert not holds(window, "model", "other")
    assert not holds(window, "compared", "scripted")
    window.editor.selectAll()
    qtbot.waitUntil(lambda: window.reading.complete)
    assert holds(window, "selected", "abcxyz")
    assert holds(window, "cursor", "abcxyz")
    settings = window.models.open_model.settings
    name, setting = next(iter(settings.items()))
    assert holds(window, "setting", ((name, setting.value),))
    assert not holds(window, "setting", ((name, "no such value"),))
    first = window.reading.frame.snapshot.candidates[0].token
    piece = window.models.open_model.pieces[first].decode()
    assert holds(window, "next", piece)
    assert not holds(window, "next", piece + "!")


@pytest.fixture
def slots(qtbot, tmp_path):
    """A window on a tiny model with slots."""
    folder = support.checkpoint(tmp_path / "tiny", "slots")
    window = MainWindow(
        lambda ready: SyncEngine(lambda: Engine(open_model), ready), Settings(device="cpu")
    )
    qtbot.addWidget(window)
    window.show()
    window.models.begin(str(folder))
    window.editor.setPlainText("The cat sat.")
    window.editor.place_caret(12)
    qtbot.waitUntil(lambda: window.reading.complete and len(window.reading.frame.trace) > 0)
    yield window
    window.close()


def test_a_signal_is_compared_with_its_exact_value(slots):
    window = slots
    snapshot = window.reading.frame.snapshot
    name, values = next((n, v) for n, v in snapshot.signals.items() if v.size > 1)
    value = float(values.reshape(-1)[1])
    assert holds(window, "signal", {"name": name, "unit": 1, "above": value - 0.01})
    assert not holds(window, "signal", {"name": name, "unit": 1, "below": value - 0.01})
    assert not holds(window, "signal", {"name": "none", "above": -9.0})


def test_a_slot_is_empty_once_it_was_cleared(slots, qtbot):
    window = slots
    writers = window.reading.frame.snapshot.signals["slots.writer"]
    slot = int((writers >= 0).nonzero()[0][0])
    assert not holds(window, "empty_slot", slot)
    assert not holds(window, "edit", {})
    spec = next(
        s for s in window.intervening.interventions.offered if s.takes_only(ArgumentKind.ITEM)
    )
    window.intervening.interventions.request(spec.id, {spec.arguments[0].name: slot})
    qtbot.waitUntil(lambda: holds(window, "empty_slot", slot))
    qtbot.waitUntil(lambda: holds(window, "edit", {"kind": spec.id, "slot": slot}))
    qtbot.waitUntil(lambda: holds(window, "edit", {"kind": "other"}) is False)
    qtbot.waitUntil(lambda: holds(window, "edits_on", True))
    window.intervening.interventions.switch(False)
    qtbot.waitUntil(lambda: window.tours._facts.hold((Condition("edits_on", True, False),)))


# --- the place of the bubble ---

SIDES = st.integers(0, 1_200)


@given(
    st.lists(st.tuples(SIDES, SIDES, SIDES, SIDES), max_size=3),
    st.tuples(st.integers(50, 400), st.integers(40, 200)),
)
def test_a_bubble_is_inside_the_window_and_covers_no_hole(boxes, size):
    area = QRect(0, 0, 1280, 800)
    holes = [hole for box in boxes if (hole := QRect(*box) & area).isValid()]
    place = place_beside(QSize(*size), holes, area)
    if place is not None:
        assert area.contains(place)
        assert not any(place.intersects(hole) for hole in holes)


@pytest.mark.parametrize("hole", [QRect(0, 0, 1280, 600), QRect(300, 0, 980, 800)])
def test_a_bubble_finds_the_room_beside_a_large_hole(hole):
    assert place_beside(QSize(280, 150), [hole], QRect(0, 0, 1280, 800)) is not None
