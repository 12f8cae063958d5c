"""Edits by hand, held by the last character of their token while the text changes."""

from dataclasses import replace as changed

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from tests.gui.stage import frame_for, opened
from wmstudio.contract import specs
from wmstudio.engine.messages import (
    Argument,
    ArgumentKind,
    Edit,
    EditSpec,
    InterventionResult,
    Kind,
    PlacedEdit,
    Signal,
    View,
    Word,
)
from wmstudio.gui.interventions.held import Held
from wmstudio.gui.interventions.interventions import Interventions

OFFERED = specs(
    EditSpec("clear_all", "Forget everything"),
    EditSpec("clear", "Empty one slot", (Argument("slot", ArgumentKind.ITEM, "slot"),)),
    EditSpec("forget", "Forget one token", (Argument("at", ArgumentKind.TOKEN, "token"),)),
    EditSpec(
        "store",
        "Store",
        (
            Argument("under", ArgumentKind.PIECE, "key"),
            Argument("what", ArgumentKind.PIECE, "value"),
        ),
    ),
)
PIECES = tuple(bytes([97 + i]) for i in range(26))
WRITER = Signal("slots.writer", Kind.INDEX, ("slot",), (3,), "writer", -1.0, 99.0)


@pytest.fixture
def edits(editor):
    edits = Interventions(editor)
    edits.open(opened(edits=OFFERED, pieces=PIECES))
    look(edits, editor, 6)
    return edits


def look(held, editor, token, **changes):
    """A frame of the text as it is, whose tokens are characters, with the cursor there."""
    view = View(editor.revision, editor.text, token=token)
    held.receive(frame_for(view, **changes))


def replace(editor, start, stop, text):
    cursor = QTextCursor(editor.document())
    cursor.setPosition(start)
    cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(text)


def places(edits):
    return [edit.place for edit in edits.placed]


def test_an_edit_is_made_right_after_the_cursors_token(edits, qtbot):
    with qtbot.waitSignal(edits.changed):
        assert edits.request("clear", {"slot": 2})
    assert edits.placed == (PlacedEdit(7, "clear", (("slot", 2),)),)
    assert edits.held[0].words == "Empty one slot: 2"
    assert edits.held[0].after == "6 “g”"  # the stage's ids count the characters


def test_arguments_that_are_tokens_are_held_by_their_characters(edits):
    edits.request("forget", {"at": 4})
    assert edits.placed == (PlacedEdit(7, "forget", (), (("at", 5),)),)
    assert edits.held[0].words == "Forget one token: 4 “e”"


def test_it_names_its_tokens_by_the_numbers_that_they_have_now(edits, editor):
    edits.request("forget", {"at": 4})
    for text, number in (("xy", 6), ("", 4)):
        replace(editor, 0, 0 if text else 2, text)
        (asked,) = edits.placed
        done = Edit(number + 2, "forget", (("at", number),))
        look(edits, editor, 8, interventions=(InterventionResult(asked, (done,)),))
        assert edits.held[0].words == f"Forget one token: {number} “{chr(97 + number)}”"
        assert edits.held[0].after.startswith(f"{number + 2} ")


def test_one_that_was_restored_names_its_tokens_too(edits, editor):
    edits.request("forget", {"at": 4})
    (held,) = edits.held
    edits.restore((Held(held.edit, held.words, held.after),))
    for number in (4, 5):
        if number == 5:
            replace(editor, 0, 0, "x")
        (asked,) = edits.placed
        done = Edit(number + 2, "forget", (("at", number),))
        look(edits, editor, 7, interventions=(InterventionResult(asked, (done,)),))
    assert edits.held[0].words == "Forget one token: 5 “f”"


def test_pieces_are_told_as_they_are_written(edits):
    edits.request("store", {"under": 1, "what": 2})
    assert edits.held[0].words == "Store: key “b”, value “c”"


def test_an_item_is_told_with_who_wrote_it(edits, editor):
    edits.open(opened(edits=OFFERED, pieces=PIECES, signals={"slots.writer": WRITER}))
    view = View(editor.revision, editor.text, token=6)
    frame = frame_for(view)
    frame.snapshot.signals["slots.writer"] = np.array([3.0, -1.0, 5.0])
    edits.receive(frame)
    edits.request("clear", {"slot": 2})
    edits.request("clear", {"slot": 1})
    assert [held.words for held in edits.held] == ["Empty one slot: 2 “f”", "Empty one slot: 1"]


@pytest.mark.parametrize(
    ("start", "stop", "text", "place"),
    [
        (11, 11, " on", 7),  # behind it
        (7, 7, "s", 7),  # right behind it
        (0, 0, "All ", 11),  # before it
        (6, 6, "r", 8),  # right before its last character
        (0, 4, "", 3),
        (8, 11, "", 7),
        (7, 11, "", 7),
        (6, 7, "", None),  # its last character
        (4, 9, "dog", None),
        (0, 11, "", None),
    ],
)
def test_it_moves_with_the_text_and_goes_with_its_character(
    edits, editor, start, stop, text, place
):
    edits.request("clear_all", {})
    replace(editor, start, stop, text)
    assert places(edits) == ([] if place is None else [place])


def test_it_goes_with_a_token_that_it_is_about(edits, editor):
    edits.request("forget", {"at": 4})
    edits.request("clear_all", {})
    replace(editor, 4, 5, "")
    assert [edit.name for edit in edits.placed] == ["clear_all"]
    assert places(edits) == [6]


def test_another_text_has_no_edits(edits, editor):
    edits.request("clear_all", {})
    editor.replaced.connect(edits.clear)
    editor.set_text("the cat sat")
    assert edits.placed == ()


def test_another_model_has_no_edits_and_the_same_one_set_otherwise_keeps_them(edits, editor):
    edits.request("clear_all", {})
    assert not edits.open(opened(edits=OFFERED, device="cuda", values=(("capacity", 3),)))
    assert len(edits.placed) == 1
    assert edits.open(opened("another", edits=OFFERED))
    assert edits.placed == ()


def test_the_last_one_any_one_or_all_are_taken_back(edits):
    for slot in range(4):
        edits.request("clear", {"slot": slot})
    edits.undo()
    edits.remove(1)
    assert [held.words[-1] for held in edits.held] == ["0", "2"]
    edits.clear()
    assert edits.placed == ()
    edits.undo()


def words(edits):
    return [held.words[-1] for held in edits.held]


def test_undo_takes_back_an_edit_before_the_text_that_was_written_before_it(edits, editor):
    text = editor.text
    replace(editor, len(text), len(text), "!")
    look(edits, editor, 6)
    for slot in range(2):
        edits.request("clear", {"slot": slot})
    editor.undo()
    assert words(edits) == ["0"]
    editor.undo()
    assert words(edits) == []
    assert editor.text == text + "!"
    assert editor.can_redo
    editor.redo()
    editor.redo()
    assert words(edits) == ["0", "1"]
    assert not editor.can_redo


def test_undo_takes_back_the_text_first_that_was_written_after_an_edit(edits, editor):
    text = editor.text
    edits.request("clear", {"slot": 0})
    assert editor.can_undo
    replace(editor, 0, 0, "!")
    editor.undo()

    assert editor.text == text
    assert words(edits) == ["0"]


def test_undo_and_redo_go_through_keys_and_edits_in_the_order_they_were_made(edits, editor, qtbot):
    text = editor.text
    editor.moveCursor(QTextCursor.MoveOperation.End)

    def state():
        return editor.text.removeprefix(text), words(edits)

    states = [state()]
    for slot, keys in enumerate(("xy", " z")):
        qtbot.keyClicks(editor, keys)
        states.append(state())
        look(edits, editor, len(editor.text) - 1)
        edits.request("clear", {"slot": slot})
        states.append(state())
    qtbot.keyClicks(editor, "!")
    states.append(state())
    for before in reversed(states[:-1]):
        editor.undo()
        assert state() == before
    assert not editor.can_undo
    for after in states[1:]:
        assert editor.can_redo
        editor.redo()
        assert state() == after
    assert not editor.can_redo
    editor.undo()
    editor.undo()
    qtbot.keyClicks(editor, "?")
    assert not editor.can_redo
    editor.undo()
    assert state() == states[3]


def test_an_edit_that_was_lost_with_its_word_is_back_with_it(edits, editor):
    text = editor.text
    edits.request("clear", {"slot": 0})
    placed = edits.placed
    replace(editor, len(text), len(text), " more")
    replace(editor, 0, len(editor.text) - 1, "")
    assert edits.placed == ()
    editor.undo()
    assert edits.placed == placed
    editor.undo()
    assert editor.text == text
    assert edits.placed == placed


def test_the_key_of_undo_takes_back_an_edit_made_last(edits, editor, qtbot):
    text = editor.text
    edits.request("clear", {"slot": 0})
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (edits.placed, editor.text) == ((), text)
    redo = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(editor, Qt.Key.Key_Z, redo)
    assert words(edits) == ["0"]


def test_before_the_first_token_and_of_an_older_text_nothing_can_be_edited(edits, editor, qtbot):
    look(edits, editor, -1)
    with qtbot.waitSignal(edits.failed) as told:
        assert not edits.request("clear_all", {})
    assert "Move the cursor to a token" in told.args[0]
    look(edits, editor, 6)
    replace(editor, 0, 0, "All ")
    with qtbot.waitSignal(edits.failed) as told:
        assert not edits.request("clear_all", {})
    assert "Try again" in told.args[0]
    assert not edits.request("juggle", {})
    assert edits.placed == ()


def test_frames_tell_after_which_token_it_is_now_and_why_it_could_not_be_done(edits, editor, qtbot):
    edits.request("clear", {"slot": 9})
    (asked,) = edits.placed
    with qtbot.waitSignal(edits.told):
        look(edits, editor, 3, interventions=(InterventionResult(asked, (Edit(2, "clear"),)),))
    with qtbot.waitSignal(edits.told):
        look(edits, editor, 3, interventions=(InterventionResult(asked, (), "there is no slot 9"),))
    (held,) = edits.held
    assert held.after == "2 “c”"
    assert held.refused == "there is no slot 9"
    with qtbot.assertNotEmitted(edits.told):
        look(edits, editor, 3, interventions=(InterventionResult(asked, (), "there is no slot 9"),))


def test_an_edit_acts_at_the_cursor_of_the_moment_it_was_asked_for_at(edits, editor):
    moment = edits.moment
    look(edits, editor, 3)
    replace(editor, 11, 11, " down")  # as a generation would
    look(edits, editor, 15)
    assert edits.request("forget", {"at": 4}, moment)
    (placed,) = edits.placed
    assert (placed.place, placed.tokens) == (7, (("at", 5),))
    assert edits.held[0].after == "6 “g”"


def test_an_edit_of_a_moment_whose_text_or_model_is_gone_is_not_made(edits, editor, qtbot):
    moment = edits.moment
    replace(editor, 2, 2, "x")
    look(edits, editor, 6)
    with qtbot.waitSignal(edits.failed) as told:
        assert not edits.request("clear_all", {}, moment)
    assert "has changed meanwhile" in told.args[0]
    moment = edits.moment
    edits.open(opened(edits=OFFERED, values=(("capacity", 3),), reader=1))
    with qtbot.waitSignal(edits.failed):
        assert not edits.request("clear_all", {}, moment)
    assert edits.placed == ()


def test_what_is_switched_off_stays_off_while_it_moves_or_is_renamed(edits, editor):
    edits.request("clear", {"slot": 0})
    edits.switch(on=False)
    replace(editor, 0, 0, "zz")
    (held,) = edits.held
    assert held.edit.place == 9
    edits.change(held, changed(held, name="mine"))
    assert (edits.on, edits.placed) == (False, ())
    edits.request("clear", {"slot": 1})  # an older frame
    look(edits, editor, 6)
    edits.request("clear", {"slot": 1})
    assert edits.on
    assert len(edits.placed) == 2


@pytest.mark.parametrize("one_by_one", [True, False])
def test_what_was_switched_off_is_put_in_force_by_asking_for_it_again(edits, editor, one_by_one):
    replace(editor, 0, 0, "a b c ")
    word = Word("at", every="b")
    forget = Held(PlacedEdit(None, "forget", word=word), "Forget every b")
    edits.add(forget)
    assert edits.about((2, 4)) == [forget]
    if one_by_one:
        edits.change(forget, changed(forget, on=False, name="mine"))
    else:
        edits.switch(on=False)
    assert edits.placed == ()
    assert edits.about((2, 4)) == []
    edits.add(forget)
    assert edits.placed == (forget.edit,)
    assert edits.held[0].name == ("mine" if one_by_one else "")


def test_a_frame_answers_only_if_it_has_read_what_is_in_force(edits, editor):
    before = edits.answer
    assert before is edits.frame
    edits.request("clear_all", {})
    assert edits.frame is before
    assert edits.answer is None
    look(edits, editor, 6, interventions=(InterventionResult(*edits.placed),))
    assert edits.answer is edits.frame
