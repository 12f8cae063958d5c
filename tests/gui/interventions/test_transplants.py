"""Moving parts of a memory by mouse, menu and file: the real window on the bundled models."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.reading_window import look_at, settle
from wmstudio.engine.memory_file import read_memory
from wmstudio.engine.messages import Edit, PartCopied
from wmstudio.library import open_checkpoint
from wmstudio.tasks.recall import keys_and_values

KEYS, VALUES = ([chr(code) for code in codes] for codes in keys_and_values(32, 32))
PAIRS = 8


def lists(rng):
    """Two texts with the same keys in the same order and other values; keys, and both values."""
    keys = rng.choice(KEYS, PAIRS, replace=False)
    first = rng.choice(VALUES, PAIRS)
    second = [rng.choice([v for v in VALUES if v != one]) for one in first]
    texts = (
        "".join(k + v for k, v in zip(keys, values, strict=True)) for values in (first, second)
    )
    return *texts, keys, first, second


def slot_written_at(window, token):
    writers = window.reading.frame.snapshot.signals["slots.writer"].tolist()
    return writers.index(token)


def drag(source, target, place, to):
    """Press at a point of a widget, move to a point of another one, and release there."""
    start, end = source.mapToGlobal(place), target.mapToGlobal(to)
    for kind, where, button in (
        (QEvent.Type.MouseButtonPress, start, Qt.MouseButton.LeftButton),
        (QEvent.Type.MouseMove, (start + end) / 2, Qt.MouseButton.NoButton),
        (QEvent.Type.MouseMove, end, Qt.MouseButton.NoButton),
        (QEvent.Type.MouseButtonRelease, end, Qt.MouseButton.LeftButton),
    ):
        local = QPointF(source.mapFromGlobal(where))
        held = button if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        QApplication.sendEvent(
            source,
            QMouseEvent(kind, local, QPointF(where), button, held, Qt.KeyboardModifier.NoModifier),
        )


def row_of(rows, item):
    """The middle of an item's row in the viewport of a list, scrolled to it."""
    at = rows.rows.index.tolist().index(item)
    rows.verticalScrollBar().setValue(round(rows._edges[at]))
    y = round((rows._edges[at] + rows._edges[at + 1]) / 2) + rows.row_height
    return QPoint(30, y - rows.verticalScrollBar().value())


def memory_list(window, id="memory"):
    rows = window.panels[id].top.list
    window.panels[id].top.foot.all.setChecked(True)
    return rows


def answers(window):
    """What the model expects after each query, as characters."""
    frame, opened = window.reading.frame, window.reading.opened
    best = frame.trace.column("topk_ids", 2 * PAIRS, len(frame.trace))[:, 0]
    return [opened.pieces[int(one)].decode() for one in best]


def pin_memory(qtbot, window, token):
    """A second panel *Memory* that shows another token; returns its id."""
    look_at(qtbot, window, token)
    window.docks["memory"].widget()
    window.panels["memory"].setFocus()
    window.panels["memory"].top.list.setFocus()
    window.actions_["copies.add"].trigger()
    settle(qtbot, window)
    window.panels["memory.2"].top.list.setFocus()
    window.actions_["copies.pin"].trigger()
    # Its memory is copied, because the text may change.
    transplants = window.intervening.transplants
    qtbot.waitUntil(lambda: window.panels["memory.2"] in transplants._kept)
    settle(qtbot, window)
    return "memory.2"


def test_a_slot_of_one_text_answers_for_it_in_another(make_copying_window, qtbot):
    """Copied by its menu in text A and put in by the menu in text B, of the same window."""
    rng = np.random.default_rng(4)
    a, b, keys, first, second = lists(rng)
    window = make_copying_window("recall-slots", a)
    last, asked = 2 * PAIRS - 1, 3
    look_at(qtbot, window, last)
    slot = slot_written_at(window, 2 * asked + 1)
    transplants = window.intervening.transplants
    part = window.reading.opened.parts["item"]
    with qtbot.waitSignal(transplants.copied):
        transplants.copy(window.workspace.first, None, part, slot, transplants._to_clipboard)

    window.editor.selectAll()
    window.editor.insertPlainText(b + "".join(keys))
    settle(qtbot, window)
    assert answers(window) == list(second)
    look_at(qtbot, window, last)
    transplants.put_in(transplants.clipboard, slot)
    settle(qtbot, window)

    expected = [*second]
    expected[asked] = first[asked]
    assert answers(window) == expected
    (held,) = window.intervening.interventions.held
    assert "item" in held.words
    shown = memory_list(window)
    settle(qtbot, window)
    said = f"slot {slot}, put in after token {last}"
    assert said in [shown.called(at) for at in range(len(shown.rows))]
    window.intervening.interventions.undo()
    settle(qtbot, window)
    assert answers(window) == list(second)


def take_by_keys(source, target, item):
    """Copy the row of an item in one list, and paste it into that of the same item in another."""
    for rows, key in ((source, Qt.Key.Key_C), (target, Qt.Key.Key_V)):
        rows.setFocus()
        QTest.keyClick(rows, Qt.Key.Key_Home)
        for _ in range(rows.rows.index.tolist().index(item)):
            QTest.keyClick(rows, Qt.Key.Key_Down)
        QTest.keyClick(rows, key, Qt.KeyboardModifier.ControlModifier)


def take_by_mouse(source, target, item):
    drag(source.viewport(), target.viewport(), row_of(source, item), row_of(target, item))


@pytest.mark.parametrize(
    ("take", "asked"),
    [(take_by_mouse, 0), (take_by_mouse, 3), (take_by_mouse, 6), (take_by_keys, 3)],
)
def test_a_slot_is_taken_from_a_pinned_text_into_another(make_copying_window, qtbot, take, asked):
    """The pinned panel goes on showing text A, while B is in the editor."""
    a, b, keys, first, second = lists(np.random.default_rng(asked))
    window, last = make_copying_window("recall-slots", a), 2 * PAIRS - 1
    pinned = pin_memory(qtbot, window, last)
    slot = (
        window.panels[pinned].frame.snapshot.signals["slots.writer"].tolist().index(2 * asked + 1)
    )
    window.editor.selectAll()
    window.editor.insertPlainText(b + "".join(keys))
    settle(qtbot, window)
    look_at(qtbot, window, last)
    assert answers(window) == list(second)
    source, target = memory_list(window, pinned), memory_list(window)
    settle(qtbot, window)

    take(source, target, slot)
    qtbot.waitUntil(lambda: bool(window.intervening.interventions.held))
    settle(qtbot, window)

    (held,) = window.intervening.interventions.held
    assert dict(held.edit.arguments) == {"item": slot}
    expected = [*second]
    expected[asked] = first[asked]
    assert answers(window) == expected


def test_a_slot_dragged_from_the_live_panel_is_that_of_its_token(make_copying_window, qtbot):
    window = make_copying_window("recall-slots", "aAbBcCdDab")
    look_at(qtbot, window, 7)
    rows = memory_list(window)
    settle(qtbot, window)
    one, other = slot_written_at(window, 1), slot_written_at(window, 3)
    # Both have to be in sight for a drag within one list.
    window.docks["memory"].window().resize(1300, 1400)
    settle(qtbot, window)
    place = row_of(rows, one)
    at = rows.rows.index.tolist().index(other)
    y = round((rows._edges[at] + rows._edges[at + 1]) / 2) + rows.row_height
    to = QPoint(30, y - rows.verticalScrollBar().value())
    drag(rows.viewport(), rows.viewport(), place, to)
    qtbot.waitUntil(lambda: bool(window.intervening.interventions.held))
    settle(qtbot, window)

    model = open_checkpoint("recall-slots")
    _, state = model._after("aAbBcCdD")
    copied = model.backend.copied(state, "item", one, name="x", origin="x")
    edit = Edit(7, "paste", (("item", other),), copied)
    np.testing.assert_allclose(
        window.reading.frame.trace.column("surprisal_bits"),
        model.trace("aAbBcCdDab", edits=[edit]).surprisal_bits,
        atol=1e-4,
    )


def test_a_slot_is_copied_and_pasted_by_keys_and_the_text_left_alone(make_copying_window, qtbot):
    window = make_copying_window("recall-slots", "aAbBcCdDab")
    look_at(qtbot, window, 7)
    rows = memory_list(window)
    settle(qtbot, window)
    one = slot_written_at(window, 1)
    transplants = window.intervening.transplants
    rows.setFocus()
    rows.choose(rows.rows.index.tolist().index(one))
    with qtbot.waitSignal(transplants.copied):
        QTest.keyClick(rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert transplants.clipboard.part == "item"
    QTest.keyClick(rows, Qt.Key.Key_Down)
    other = int(rows.rows.index[rows.chosen])
    QTest.keyClick(rows, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    (held,) = window.intervening.interventions.held
    assert dict(held.edit.arguments) == {"item": other}
    assert window.editor.text == "aAbBcCdDab"


def test_a_press_without_a_move_is_still_a_click(make_copying_window, qtbot):
    window = make_copying_window("recall-slots", "aAbB")
    rows = memory_list(window)
    settle(qtbot, window)
    qtbot.mouseClick(
        rows.viewport(), Qt.MouseButton.LeftButton, pos=row_of(rows, slot_written_at(window, 1))
    )
    settle(qtbot, window)
    assert window.intervening.interventions.held == ()
    assert rows.chosen is not None


def test_a_memory_file_is_saved_and_opened_into_another_text(make_copying_window, qtbot, tmp_path):
    rng = np.random.default_rng(5)
    a, b, keys, first, _ = lists(rng)
    window = make_copying_window("recall-slots", a)
    transplants, path = window.intervening.transplants, tmp_path / "a.wmmemory"
    transplants._copy_whole(lambda copied: transplants._write(path, copied))
    qtbot.waitUntil(path.exists)

    window.editor.selectAll()
    window.editor.insertPlainText(b + "".join(keys))
    settle(qtbot, window)
    look_at(qtbot, window, 2 * PAIRS - 1)
    transplants.open_file(path)
    settle(qtbot, window)
    assert answers(window) == list(first)
    assert read_memory(path).name == "recall-slots"


def test_the_state_of_the_lstm_alone_changes_no_answer(make_copying_window, qtbot):
    rng = np.random.default_rng(6)
    a, b, keys, _, second = lists(rng)
    window = make_copying_window("recall-slots", a)
    transplants = window.intervening.transplants
    part = window.reading.opened.parts["lstm.0"]
    with qtbot.waitSignal(transplants.copied):
        transplants.copy(window.workspace.first, None, part, 0, transplants._to_clipboard)
    window.editor.selectAll()
    window.editor.insertPlainText(b + "".join(keys))
    settle(qtbot, window)
    look_at(qtbot, window, 2 * PAIRS - 1)
    transplants.paste()
    settle(qtbot, window)
    assert answers(window) == list(second)


def test_another_models_memory_is_refused_in_a_sentence(make_copying_window, qtbot, tmp_path):
    path = tmp_path / "other.wmmemory"
    other = open_checkpoint("recall8-slots-fifo")
    state = other.backend.initial_state()
    copied = other.backend.copied(state, "memory", 0, name="recall8", origin="elsewhere")
    path.write_bytes(copied.data)
    window = make_copying_window("recall-slots", "aAbB")
    window.intervening.transplants.open_file(path)
    settle(qtbot, window)
    (held,) = window.intervening.interventions.held
    assert "another model" in held.refused
    assert "recall8" in held.refused


def test_a_file_that_is_no_memory_is_told_and_nothing_changes(make_copying_window, qtbot, tmp_path):
    path = tmp_path / "bad.wmmemory"
    path.write_bytes(b"\x00" * 100)
    window = make_copying_window("recall-slots", "aAbB")
    window.intervening.transplants.open_file(path)
    assert str(path) in window.messages.text
    assert window.intervening.interventions.held == ()


def test_what_is_shown_of_an_older_text_is_not_copied_from_the_present_one(
    make_copying_window, qtbot
):
    window = make_copying_window("recall-slots", "aAbBcC")
    look_at(qtbot, window, 3)
    transplants, lane = window.intervening.transplants, window.workspace.first
    old, copied = window.reading.frame, []
    window.editor.place_caret(0)
    qtbot.keyClicks(window.editor, "x")
    settle(qtbot, window)
    panel = window.panels["memory"]
    panel.frame = old
    transplants.copy(lane, panel, window.reading.opened.parts["item"], 1, copied.append)
    qtbot.waitUntil(lambda: "have changed since" in window.messages.text)
    assert copied == []


def test_a_late_copy_of_one_text_is_not_taken_for_one_of_another(
    make_copying_window, qtbot, late_engines
):
    window, copied = make_copying_window("recall-slots", "aAbBcC"), {}
    window.actions_["texts.copy"].trigger()
    qtbot.waitUntil(lambda: window.complete and window.texts.lane.opened is not None)
    transplants, part = window.intervening.transplants, window.reading.opened.parts["item"]
    late_engines.made[0].hold(PartCopied)
    first, second = window.lane, window.texts.lane
    transplants.copy(first, None, part, 1, lambda one: copied.setdefault("first", one))
    transplants.copy(second, None, part, 2, lambda one: copied.setdefault("second", one))
    qtbot.waitUntil(lambda: bool(copied))
    assert list(copied) == ["second"]
    assert copied["second"].origin.startswith("item 2 ")
    late_engines.made[0].release()
    qtbot.waitUntil(lambda: "first" in copied)
    assert copied["first"].origin.startswith("item 1 ")


def test_a_late_copy_is_put_in_where_it_was_dropped(make_copying_window, qtbot, late_engines):
    window = make_copying_window("recall-slots", "aAbBcCdDab")
    look_at(qtbot, window, 7)
    rows = memory_list(window)
    settle(qtbot, window)
    window.docks["memory"].window().resize(1300, 1400)
    settle(qtbot, window)
    one, other = slot_written_at(window, 1), slot_written_at(window, 3)
    (engine,) = late_engines.made
    engine.hold(PartCopied)
    panel, where = window.panels["memory"], row_of(rows, other)
    where = rows.viewport().mapToGlobal(where)
    window.intervening.transplants.drop(window.lane, panel, "slot", one, where)
    look_at(qtbot, window, 5)
    engine.release()
    interventions = window.intervening.interventions
    qtbot.waitUntil(lambda: bool(interventions.held))
    (held,) = interventions.held
    assert (held.edit.place, dict(held.edit.arguments)) == (8, {"item": other})
    assert held.edit.copied.origin.endswith("after token 7 “D”")


def test_a_panel_pinned_again_does_not_keep_the_memory_of_before(
    make_copying_window, qtbot, late_engines
):
    window = make_copying_window("recall-slots", "aAbBcCdDab")
    look_at(qtbot, window, 7)
    transplants, panel = window.intervening.transplants, window.panels["memory"]
    (engine,) = late_engines.made
    engine.hold(PartCopied)
    window.copies.current = "memory"
    window.copies.pin(True)
    window.copies.pin(False)
    qtbot.waitUntil(lambda: len(engine.kept) == 1)
    engine.release()
    qtbot.waitUntil(lambda: not engine.kept)
    assert panel not in transplants._kept


def test_the_memory_of_a_pinned_panel_goes_when_the_panel_is_closed(make_copying_window, qtbot):
    window = make_copying_window("recall-slots", "aAbBcCdDab")
    pinned, transplants = pin_memory(qtbot, window, 7), window.intervening.transplants
    assert list(transplants._kept) == [window.panels[pinned]]
    window.copies.close(pinned)
    assert not transplants._kept


def test_a_memory_that_is_copied_after_its_panel_was_closed_is_not_kept(
    make_copying_window, qtbot, late_engines
):
    window = make_copying_window("recall-slots", "aAbBcCdDab")
    look_at(qtbot, window, 7)
    window.copies.current = "memory"
    second = window.copies.duplicate()
    settle(qtbot, window)
    (engine,) = late_engines.made
    engine.hold(PartCopied)
    window.copies.current = second
    window.copies.pin(True)
    qtbot.waitUntil(lambda: len(engine.kept) == 1)
    window.copies.close(second)
    engine.release()
    qtbot.waitUntil(lambda: not window.intervening.transplants._waiting)
    assert not window.intervening.transplants._kept
