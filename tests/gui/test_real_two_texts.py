"""Two texts in one real model: every number is that of its own text, and memories are exchanged.

What is compared with is a forward pass of its own for each text.
"""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.gui.interventions.test_transplants import (
    PAIRS,
    drag,
    lists,
    row_of,
)
from tests.gui.reading_window import begin, real_window, settle_two_texts, shown_difference
from wmstudio.backends.registry import open_model
from wmstudio.engine.messages import Open
from wmstudio.engine.recording import Recording, record, write_recording
from wmstudio.library import open_checkpoint

TEXT = "Mary had a red ball. She lost it in the garden, and Tom found the ball. Here it is, said"
OTHER = "Lucy had a big red ball. She lost it in the park, and Tom found the ball. Here it is, said"


@pytest.fixture
def window(qtbot):
    with real_window(qtbot) as window:
        yield window
    QApplication.clipboard().clear()


def beside(qtbot, window, model, first, second):
    """Both texts, typed and read; returns both lanes."""
    begin(qtbot, window, model, first)
    window.actions_["texts.empty"].trigger()
    editor = window.texts.lane.editor
    assert editor.hasFocus()
    qtbot.keyClicks(editor, second)
    settle_two_texts(qtbot, window)
    return window.lane, window.texts.lane


@pytest.mark.parametrize("model", ["tales-slots", "tales-pointer", "stories-lstm"])
def test_each_text_has_the_numbers_of_a_reading_of_its_own(qtbot, window, model):
    lanes = beside(qtbot, window, model, TEXT, OTHER)
    for lane, text in zip(lanes, (TEXT, OTHER), strict=True):
        wanted = open_checkpoint(model).trace(text)
        found = lane.panels["timeline"].frame.trace
        np.testing.assert_allclose(
            found.column("surprisal_bits"), wanted.surprisal_bits, rtol=1e-4, atol=1e-4
        )


def test_weights_are_there_once(qtbot, window):
    lanes = beside(qtbot, window, "tales-slots", TEXT, OTHER)
    first, second = (lane.client._port.here._engine._own.weights() for lane in lanes)
    assert {name: x.ctypes.data for name, x in first.items()} == {
        name: x.ctypes.data for name, x in second.items()
    }


def test_the_difference_is_that_of_equal_tokens(qtbot, window):
    first, second = beside(qtbot, window, "tales-slots", TEXT, OTHER)
    panel = shown_difference(qtbot, window)
    qtbot.waitUntil(lambda: panel._found is not None)
    pieces = first.opened.pieces
    model = open_checkpoint("tales-slots")
    read = [model.trace(text) for text in (TEXT, OTHER)]
    one, other = ([pieces[i] for i in x.ids] for x in read)
    at, there = one.index(b" Tom"), other.index(b" Tom")
    found = panel._found.bits[at - panel._found.start]
    wanted = read[1].surprisal_bits[there] - read[0].surprisal_bits[at]
    assert found == pytest.approx(wanted, abs=1e-4)
    assert np.isnan(panel._found.bits[one.index(b" garden") - panel._found.start])
    # The cursor is at the end of the second text, so the first one's is there too.
    assert first.frame.cursor == len(one) - 1
    assert second.axis.start - first.axis.start == len(other) - len(one)


def test_a_recording_cannot_read_a_second_text(qtbot, window, tmp_path, monkeypatch):
    beside(qtbot, window, "tales-slots", TEXT, OTHER)
    path = tmp_path / "mine.wmtrace"
    *_, made = record(*open_model(Open("tales-slots", "cpu")), TEXT)
    assert isinstance(made, Recording)
    write_recording(path, made)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window.open_checkpoint(str(path))
    qtbot.waitUntil(lambda: window.models.open_model.recorded is not None)
    assert window.texts.lane is None
    assert OTHER in [branch.text for branch in window.branching.whole().branches]
    window.actions_["texts.copy"].trigger()
    assert window.texts.lane is None
    assert "numbers of its own text only" in window.messages.text


# --- memories from one text to the other --------------------------------------------------------


def at_queries(qtbot, window, n=0):
    """Both cursors at the query of a pair."""
    window.reading.look_at(2 * PAIRS - 1 + n)
    qtbot.waitUntil(lambda: window.reading.frame.cursor == 2 * PAIRS - 1 + n)
    settle_two_texts(qtbot, window)


def best_after_queries(lane):
    frame, opened = lane.frame, lane.opened
    best = frame.trace.column("topk_ids", 2 * PAIRS, len(frame.trace))[:, 0]
    return [opened.pieces[int(one)].decode() for one in best]


def slot_of(lane, token):
    return lane.frame.snapshot.signals["slots.writer"].tolist().index(token)


@pytest.fixture
def two_lists(qtbot, window):
    first, second, keys, mine, others = lists(np.random.default_rng(4))
    queries = "".join(keys)
    lanes = beside(qtbot, window, "recall-slots", first + queries, second + queries)
    window.actions_["texts.link"].trigger()
    for lane in lanes:
        lane.reading.look_at(2 * PAIRS - 1)
    qtbot.waitUntil(lambda: all(lane.frame.cursor == 2 * PAIRS - 1 for lane in lanes))
    settle_two_texts(qtbot, window)
    return (*lanes, mine, others)


@pytest.mark.parametrize("backwards", [False, True])
def test_a_slot_is_dragged_from_one_text_to_the_other(qtbot, window, two_lists, backwards):
    first, second, mine, others = two_lists
    source, target = (second, first) if backwards else (first, second)
    theirs, own = (others, mine) if backwards else (mine, others)
    before = best_after_queries(source)
    rows = []
    for lane in (source, target):
        top = lane.panels["memory"].top
        top.foot.all.setChecked(True)
        rows.append(top.list)
    settle_two_texts(qtbot, window)
    slots = [slot_of(lane, 2 * 3 + 1) for lane in (source, target)]
    views = [one.viewport() for one in rows]
    places = [row_of(one, slot) for one, slot in zip(rows, slots, strict=True)]
    drag(*views, *places)
    interventions = window.intervening.of(target)
    qtbot.waitUntil(lambda: len(interventions.held) == 1)
    settle_two_texts(qtbot, window)
    found = best_after_queries(target)
    assert found[3] == theirs[3]
    assert [v for n, v in enumerate(found) if n != 3] == [v for n, v in enumerate(own) if n != 3]
    assert best_after_queries(source) == before
    assert not window.intervening.of(source).held


def test_the_memory_is_copied_where_the_keyboard_was_last(qtbot, window, two_lists):
    first, second, mine, others = two_lists
    first.editor.setFocus()
    window.actions_["memory.copy"].trigger()
    qtbot.waitUntil(lambda: window.intervening.transplants.clipboard is not None)
    second.editor.setFocus()
    second.reading.look_at(2 * PAIRS - 1)
    settle_two_texts(qtbot, window)
    window.actions_["memory.paste"].trigger()
    own = window.intervening.of(second)
    qtbot.waitUntil(lambda: len(own.held) == 1)
    settle_two_texts(qtbot, window)
    assert best_after_queries(second) == list(mine)
    assert second.editor.edit_places
    own.undo()
    settle_two_texts(qtbot, window)
    assert best_after_queries(second) == list(others)


def test_what_was_put_into_the_second_text_is_in_sessions(
    qtbot, window, two_lists, tmp_path, monkeypatch
):
    first, second, mine, _ = two_lists
    first.editor.setFocus()
    window.actions_["memory.copy"].trigger()
    qtbot.waitUntil(lambda: window.intervening.transplants.clipboard is not None)
    second.editor.setFocus()
    window.actions_["memory.paste"].trigger()
    qtbot.waitUntil(lambda: len(window.intervening.of(second).held) == 1)
    path = tmp_path / "both.wmstudio"
    assert window.sessions.write(path)
    with real_window(qtbot) as other:
        other.documents.open(path)
        other.sessions.begin()
        qtbot.waitUntil(lambda: other.texts.lane is not None)
        settle_two_texts(qtbot, other)
        qtbot.waitUntil(lambda: len(other.intervening.of(other.texts.lane).held) == 1)
        settle_two_texts(qtbot, other)
        assert best_after_queries(other.texts.lane) == list(mine)
