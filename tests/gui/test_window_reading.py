"""What the window asks for, and what it does with the answers."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt

from tests.gui.stage import PlainPanel, frame_for, opened
from wmstudio.engine.messages import Cost, Edit, InterventionResult, PlacedEdit
from wmstudio.engine.messages.answers import READING_PARTS
from wmstudio.gui.client import read_controller


def asked(qtbot, stage, wanted):
    """Wait for a view that is as wanted, and give it."""
    qtbot.waitUntil(lambda: bool(stage.port.views) and wanted(stage.port.views[-1]))
    return stage.port.views[-1]


def typed(qtbot, stage, text):
    qtbot.keyClicks(stage.window.editor, text)
    return asked(qtbot, stage, lambda view: view.text.endswith(text))


def drawn(qtbot, stage, revision):
    for panel in stage.window.panels.values():
        if panel.isVisible() and not panel.visibleRegion().isEmpty():
            qtbot.waitUntil(lambda panel=panel: panel.drawn[-1:] == [revision])


def answered(qtbot, stage, view, **changes):
    frame = frame_for(view, **changes)
    stage.port.say(frame=frame)
    qtbot.waitUntil(lambda: stage.window.reading.frame is frame)


def test_typing_asks_for_the_newest_text_and_for_the_caret_in_it(stage, qtbot):
    qtbot.keyClicks(stage.window.editor, "The cat")
    view = asked(qtbot, stage, lambda view: view.text == "The cat")

    assert view.caret == 7
    assert view.token is None
    assert view.revision == stage.window.editor.revision
    assert view.window == (stage.window.axis.start, stage.window.axis.stop)


def test_keys_that_come_together_are_asked_about_once(stage, qtbot):
    typed(qtbot, stage, "x")
    before = len(stage.port.views)
    stage.window.editor.insertPlainText("a")
    stage.window.editor.insertPlainText("b")
    asked(qtbot, stage, lambda view: view.text == "xab")

    assert len(stage.port.views) == before + 1


def test_the_text_can_be_typed_before_any_model_is_open(stage, qtbot):
    typed(qtbot, stage, "early")
    stage.port.say(opened())

    asked(qtbot, stage, lambda view: view.text == "early")


def test_every_panel_in_sight_draws_the_frame(stage, qtbot):
    view = typed(qtbot, stage, "cat")
    answered(qtbot, stage, view)

    drawn(qtbot, stage, view.revision)


def test_panels_are_not_drawn_again_while_the_model_reads_on_out_of_sight(stage, qtbot):
    view = typed(qtbot, stage, "cat")
    frame = frame_for(view, complete=False)
    stage.port.say(frame=frame)
    drawn(qtbot, stage, view.revision)
    (panel, *_) = stage.window.panels.values()
    times = len(panel.drawn)
    last = replace(frame, complete=True, length=900)
    stage.port.say(frame=last)
    qtbot.waitUntil(lambda: stage.window.reading.frame is last)
    qtbot.waitUntil(lambda: stage.window.clock.idle)
    assert len(panel.drawn) == times
    assert panel.frame is last

    answered(qtbot, stage, view)  # the same numbers, but anew: who knows
    qtbot.waitUntil(lambda: len(panel.drawn) == times + 1)


def test_an_old_frame_is_never_drawn_after_a_newer_one(stage, qtbot):
    old = typed(qtbot, stage, "a")
    new = typed(qtbot, stage, "b")
    answered(qtbot, stage, new)
    drawn(qtbot, stage, new.revision)

    stage.port.say(frame=frame_for(old))
    last = typed(qtbot, stage, "c")
    answered(qtbot, stage, last)
    drawn(qtbot, stage, last.revision)

    for panel in stage.window.panels.values():
        assert panel.drawn == sorted(panel.drawn)


def test_the_cursors_token_follows_the_caret(stage, qtbot):
    view = typed(qtbot, stage, "cat")
    answered(qtbot, stage, view)
    assert stage.window.editor.token_span == (2, 3)

    stage.window.editor.place_caret(1)
    view = asked(qtbot, stage, lambda view: view.caret == 1)
    stage.port.say(frame=frame_for(view))
    qtbot.waitUntil(lambda: stage.window.editor.token_span == (0, 1))


def test_a_token_chosen_in_a_panel_is_shown_in_the_editor_and_the_caret_stays(stage, qtbot):
    view = typed(qtbot, stage, "cats")
    answered(qtbot, stage, view)

    stage.window.panels["gates"].cursor_requested.emit(1)
    view = asked(qtbot, stage, lambda view: view.token == 1)
    stage.port.say(frame=frame_for(view))

    qtbot.waitUntil(lambda: stage.window.editor.token_span == (1, 2))
    assert stage.window.editor.caret == 4


def test_a_token_chosen_in_a_picture_of_an_older_text_is_none(stage, qtbot):
    answered(qtbot, stage, typed(qtbot, stage, "cats"))
    stage.window.editor.place_caret(0)
    qtbot.keyClicks(stage.window.editor, "x")
    view = asked(qtbot, stage, lambda view: view.text == "xcats")

    stage.window.panels["gates"].cursor_requested.emit(1)
    assert stage.window.reading.view().token is None

    answered(qtbot, stage, view)
    stage.window.panels["gates"].cursor_requested.emit(1)
    assert stage.window.reading.view().token == 1


@pytest.mark.parametrize("back", ["type", "caret", "command"])
def test_typing_or_placing_the_caret_lets_the_cursor_follow_the_caret_again(stage, qtbot, back):
    view = typed(qtbot, stage, "cats")
    answered(qtbot, stage, view)
    stage.window.panels["gates"].cursor_requested.emit(1)
    asked(qtbot, stage, lambda view: view.token == 1)

    if back == "type":
        qtbot.keyClicks(stage.window.editor, "!")
    elif back == "caret":
        qtbot.keyClick(stage.window.editor, Qt.Key.Key_Left)
    else:
        stage.window.actions_["cursor.caret"].trigger()
    asked(qtbot, stage, lambda view: view.token is None)


def test_alt_and_arrows_move_the_cursor_token_by_token_within_the_text(stage, qtbot):
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow)
    view = typed(qtbot, stage, "cat")
    answered(qtbot, stage, view)

    for token in (1, 0, -1):
        qtbot.keyClick(stage.window.editor, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        asked(qtbot, stage, lambda view, token=token: view.token == token)
    qtbot.keyClick(stage.window.editor, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    for token in (0, 1, 2):
        qtbot.keyClick(stage.window.editor, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        asked(qtbot, stage, lambda view, token=token: view.token == token)
    assert stage.window.editor.caret == 3


def test_panels_in_sight_say_what_is_watched_and_asked(stage, qtbot):
    panels = stage.window.panels
    panels["gates"].watched = ("cell", "gate")
    panels["memory"].watched = ("cell", "memory")
    panels["predictions"].asked = "dog"
    panels["gates"].wants_changed.emit()

    view = asked(qtbot, stage, lambda view: view.ask == "dog")
    assert sorted(view.watch) == ["cell", "gate", "memory"]

    stage.window.docks.show("memory", False)
    asked(qtbot, stage, lambda view: sorted(view.watch) == ["cell", "gate"])


def test_scrolling_the_axis_asks_for_that_stretch(stage, qtbot):
    stage.window.axis.show(100, 200)

    asked(qtbot, stage, lambda view: view.window == (100, 200))


def test_the_axis_follows_the_cursor_once_it_moves(stage, qtbot):
    stage.window.editor.set_text("x" * 1000)
    stage.window.editor.place_caret(900)
    view = asked(qtbot, stage, lambda view: view.caret == 900)
    answered(qtbot, stage, view)

    assert stage.window.axis.start <= 899 < stage.window.axis.stop


def test_panels_that_show_an_older_text_for_long_are_dimmed_until_the_newest_is_there(stage, qtbot):
    view = typed(qtbot, stage, "a")
    answered(qtbot, stage, view)
    panel = stage.window.panels["gates"]
    assert panel.stale == []

    view = typed(qtbot, stage, "b")
    qtbot.waitUntil(lambda: panel.stale == [True])
    answered(qtbot, stage, view)
    qtbot.waitUntil(lambda: panel.stale == [True, False])


def test_panels_are_dimmed_while_another_token_takes_long_to_be_reached(stage, qtbot):
    answered(qtbot, stage, typed(qtbot, stage, "abcd"))
    stage.window.reading.look_at(1)
    view = asked(qtbot, stage, lambda view: view.token == 1)
    panel = stage.window.panels["gates"]
    assert panel.stale == []
    answered(qtbot, stage, view, snapshot=None, complete=False)
    qtbot.waitUntil(lambda: panel.stale == [True])
    answered(qtbot, stage, view)
    qtbot.waitUntil(lambda: panel.stale == [True, False])


def test_panels_are_not_dimmed_where_answers_come_quickly(make_stage, qtbot, monkeypatch):
    # However slow the machine is, its answers come before this is over.
    monkeypatch.setattr(read_controller, "PATIENCE", 10**8)
    stage = make_stage()
    for letter in "some words that are typed":
        view = typed(qtbot, stage, letter)
        answered(qtbot, stage, view)

    assert stage.window.panels["gates"].stale == []
    assert not stage.window.reading._patience.isActive()


def test_another_model_is_asked_anew_and_given_to_every_panel(stage, qtbot):
    typed(qtbot, stage, "cat")
    stage.window.models.open("stories", "cpu")
    before = len(stage.port.views)
    stage.port.say(opened("other"))

    qtbot.waitUntil(lambda: len(stage.port.views) > before)
    assert all(panel.opened.name == "other" for panel in stage.window.panels.values())
    assert stage.window.status.text("model") == "other"


def test_the_status_bar_shows_tokens_and_speed(stage, qtbot):
    status = stage.window.status
    view = typed(qtbot, stage, "cat")
    answered(qtbot, stage, view, cost=Cost(0.5, 1000))

    qtbot.waitUntil(lambda: status.text("speed") == "2.0 k tokens/s")
    assert status.text("tokens") == "3 tokens"


def test_a_closed_window_asks_for_nothing_and_draws_nothing(stage, qtbot):
    view = typed(qtbot, stage, "cat")
    answered(qtbot, stage, view)
    before = len(stage.port.views)
    stage.window.close()
    stage.port.say(frame=frame_for(view))
    stage.window.editor.insertPlainText("more")
    QCoreApplication.processEvents()

    assert len(stage.port.views) == before
    assert stage.window.reading.frame.revision == view.revision


def test_how_long_the_panels_took_does_not_count_what_others_draw(stage, qtbot):
    clock = stage.window.clock
    clock.add("busy", lambda: clock.mark("busy"), lambda: True)
    clock.mark("busy")
    with qtbot.waitSignal(stage.window.reading.timing.measured):
        view = typed(qtbot, stage, "cat")
        cost = Cost(0.001, 3, dict.fromkeys(READING_PARTS, 0.0), time.perf_counter())
        answered(qtbot, stage, view, cost=cost)


def test_another_model_is_asked_about_the_same_place(stage, qtbot):
    view = typed(qtbot, stage, "cats")
    answered(qtbot, stage, view)
    stage.window.panels["gates"].cursor_requested.emit(1)
    answered(qtbot, stage, asked(qtbot, stage, lambda view: view.token == 1))
    stage.window.models.open("other", "cpu")
    stage.port.say(opened("other"))

    asked(qtbot, stage, lambda view: (view.token, view.caret) == (None, 2))


def test_the_same_model_set_otherwise_leaves_what_is_drawn_until_it_answers(make_stage, qtbot):
    class Counting(PlainPanel):
        draws = 0

        def draw(self):
            super().draw()
            type(self).draws += 1

    stage = make_stage(make_panel=lambda info, axis: Counting(axis))
    stage.port.say(opened("stories"))
    answered(qtbot, stage, typed(qtbot, stage, "the cat"))
    qtbot.waitUntil(lambda: stage.window.reading.complete)
    before, panel = Counting.draws, stage.window.panels["memory"]
    for _ in range(2):
        stage.port.say(opened("stories", values=(("capacity", 4),)))
        qtbot.waitUntil(lambda: stage.window.reading.frame is None)
        qtbot.waitUntil(lambda: stage.window.clock.idle)
    assert Counting.draws == before
    qtbot.waitUntil(lambda: panel.stale[-1:] == [True])
    assert Counting.draws == before
    answered(qtbot, stage, stage.port.views[-1])
    qtbot.waitUntil(lambda: panel.stale[-1:] == [False])
    qtbot.waitUntil(lambda: Counting.draws > before)


def test_another_model_leaves_nothing_of_the_old_one(make_stage, qtbot):
    stage = make_stage()
    stage.port.say(opened("stories"))
    answered(qtbot, stage, typed(qtbot, stage, "the cat"))
    qtbot.waitUntil(lambda: stage.window.reading.complete)
    stage.port.say(opened("others"))
    qtbot.waitUntil(lambda: stage.window.reading.frame is None)
    assert stage.window.editor.token_span is None
    assert not stage.window.reading.stale


def test_what_was_read_before_an_edit_of_the_state_is_dimmed_if_the_answer_takes_long(stage, qtbot):
    stage.port.say(opened())
    answered(qtbot, stage, typed(qtbot, stage, "the cat"))
    qtbot.waitUntil(lambda: stage.window.reading.complete)
    edit = PlacedEdit(3, "clear_all")
    stage.window.reading.set_interventions((edit,))
    assert not stage.window.reading.complete
    view = asked(qtbot, stage, lambda view: view.interventions == (edit,))
    panel = stage.window.panels["memory"]
    qtbot.waitUntil(lambda: panel.stale[-1:] == [True])
    answered(qtbot, stage, view)  # of no edits: an older answer
    assert panel.stale[-1] is True
    answered(qtbot, stage, view, interventions=(InterventionResult(edit, (Edit(2, "clear_all"),)),))
    qtbot.waitUntil(lambda: panel.stale[-1:] == [False])
    qtbot.waitUntil(lambda: stage.window.reading.complete)


def test_a_cursor_that_was_moved_is_not_answered_by_what_was_read_elsewhere(stage, qtbot):
    view = typed(qtbot, stage, "abcd")
    stage.port.say(opened())
    qtbot.waitUntil(lambda: stage.window.models.open_model is not None)
    view = asked(qtbot, stage, lambda view: view.text == "abcd" and view is not None)
    answered(qtbot, stage, view)
    qtbot.waitUntil(lambda: stage.window.reading.complete)
    stage.window.reading.look_at(1)
    view = asked(qtbot, stage, lambda view: view.token == 1)
    qtbot.waitUntil(lambda: stage.window.clock.idle)
    assert not stage.window.reading.complete
    answered(qtbot, stage, view)
    qtbot.waitUntil(lambda: stage.window.reading.complete)

    stage.window.editor.place_caret(1)
    view = asked(qtbot, stage, lambda view: view.token is None and view.caret == 1)
    qtbot.waitUntil(lambda: stage.window.clock.idle)
    assert not stage.window.reading.complete
    answered(qtbot, stage, view)
    qtbot.waitUntil(lambda: stage.window.reading.complete)


def test_a_moved_cursor_is_answered_only_by_a_frame_of_its_token(stage, qtbot):
    reading = stage.window.reading
    answered(qtbot, stage, typed(qtbot, stage, "one two"))
    qtbot.waitUntil(lambda: reading.answered)
    reading.look_at(2)
    view = asked(qtbot, stage, lambda view: view.token == 2)

    # The frame of the same text that is still there is about another token.
    assert not reading.answered
    answered(qtbot, stage, view)
    assert reading.answered


def test_another_text_is_shown_as_a_whole_until_it_is_edited(stage, qtbot):
    window = stage.window
    window.models.begin("stories")
    stage.port.say(opened())
    typed(qtbot, stage, "x" * 80)
    view = asked(qtbot, stage, lambda view: len(view.text) == 80)
    answered(qtbot, stage, view)
    assert window.axis.start > 0
    for text in ("a short one of 24 tokens", "y" * 125, "z" * 60):
        window.documents.show_text(text)
        answered(qtbot, stage, asked(qtbot, stage, lambda view, text=text: view.text == text))
        assert (window.axis.start, window.axis.stop) == (0, max(len(text), 48))
    window.editor.place_caret(60)
    typed(qtbot, stage, "q")
    answered(qtbot, stage, asked(qtbot, stage, lambda view: len(view.text) == 61))
    assert window.axis.stop - window.axis.start == 60


def test_another_text_is_fitted_by_the_tokens_of_the_model_that_opens_with_it(stage, qtbot):
    window = stage.window
    window.models.begin("stories")
    stage.port.say(opened())
    window.documents.show_text("z" * 90)
    view = asked(qtbot, stage, lambda view: len(view.text) == 90)
    answered(qtbot, stage, view, length=55)
    assert (window.axis.start, window.axis.stop) == (0, 55)
    window.models.open("tasks", "cpu")
    stage.port.say(opened("tasks"))
    qtbot.waitUntil(lambda: window.models.open_model.name == "tasks")
    answered(qtbot, stage, stage.window.reading.view())
    assert (window.axis.start, window.axis.stop) == (0, 90)
