"""Reaching into the memory with keys and mouse: the real window on real, small models."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QEnterEvent
from PySide6.QtWidgets import QApplication

from tests import support
from tests.gui.reading_window import look_at, settle
from wmstudio.app.settings import Settings
from wmstudio.backends.registry import open_model
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import ArgumentKind, Edit
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.library import open_checkpoint
from wmstudio.runtime.sync import SyncEngine

TEXT = "The cat sat on the mat"
FAMILIES = ("slots", "keyvalue", "queue", "transformer")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    place = tmp_path_factory.mktemp("tiny")
    return {f: support.checkpoint(place / f, f, name=f"tiny-{f}") for f in FAMILIES}


@pytest.fixture
def make_window(qtbot, folders):
    windows = []

    def make(family):
        window = MainWindow(
            lambda ready: SyncEngine(lambda: Engine(open_model), ready), Settings(device="cpu")
        )
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1300, 900)
        window.show()
        window.models.begin(str(folders[family]))
        window.editor.setFocus()
        qtbot.keyClicks(window.editor, TEXT)
        settle(qtbot, window)
        return window

    yield make
    for window in windows:
        window.close()


def bits(window):
    return window.reading.frame.trace.column("surprisal_bits")


def texts(menu):
    return [action.text() for action in menu.actions()]


def choose(menu, text):
    next(action for action in menu.actions() if action.text() == text).trigger()


def put_away(window):
    """Close the menu; where there is no window manager, nobody makes the window active again."""
    window.intervening.menu.close()
    window.activateWindow()


def list_of(window):
    return window.panels["memory"].top.list


def right_click(items, row):
    """Ask for the menu of a row; where it is to open."""
    y = round(items._edges[row]) + items.row_height * 3 // 2
    place = QPoint(20, y)
    there = items.viewport().mapToGlobal(place)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, there)
    QApplication.sendEvent(items.viewport(), event)


def test_a_slot_is_emptied_from_its_menu_and_what_follows_is_read_anew(make_window, qtbot, folders):
    window = make_window("slots")
    frame = window.reading.frame
    look_at(qtbot, window, 9)
    # In their own places, where a slot that is empty stays in the list.
    window.panels["memory"].top.order.choose("slots")
    settle(qtbot, window)
    items = list_of(window)
    slot = int(items.items.index[1])
    right_click(items, 1)
    menu = window.intervening.menu
    assert menu.isVisible()
    assert texts(menu)[0] == f"Empty one slot: {slot} “{items.items.texts[1]}”"
    choose(menu, texts(menu)[0])
    put_away(window)
    settle(qtbot, window)

    assert window.reading.frame.cursor == 9
    assert items.items.writers[items.items.index == slot].tolist() == [-1]
    model = open_checkpoint(folders["slots"], "cpu")
    expected = model.trace(TEXT, edits=[Edit(9, "clear", (("slot", slot),))])
    np.testing.assert_allclose(bits(window), expected.surprisal_bits, atol=1e-4)
    assert abs(bits(window) - frame.trace.column("surprisal_bits"))[10:].max() > 1e-6
    assert window.editor.edit_places == (frame.trace.span(9)[1],)
    assert window.panels["gates"].map.edits.columns == (10,)
    strip = window.intervening.change
    assert strip.isVisible()
    assert "what was read at that token stays" in strip.words.more
    assert strip.told == (strip.words.text(),)
    assert "after 9" in strip.words.text()


def test_an_edit_stays_with_its_token_while_one_types_on_and_is_taken_back_with_its_button(
    make_window, qtbot, folders
):
    window = make_window("slots")
    token = window.reading.frame.cursor
    assert window.intervening.interventions.request("clear_all", {})
    qtbot.keyClicks(window.editor, " and the dog")
    settle(qtbot, window)
    model = open_checkpoint(folders["slots"], "cpu")
    text = TEXT + " and the dog"
    edited = model.trace(text, edits=[Edit(token, "clear_all")])
    np.testing.assert_allclose(bits(window), edited.surprisal_bits, atol=1e-4)

    strip = window.intervening.change
    choose(strip.undo.made, f"Undo: {strip.told[0]}")
    settle(qtbot, window)
    np.testing.assert_allclose(bits(window), model.trace(text).surprisal_bits, atol=1e-4)
    assert not strip.isVisible()
    assert window.editor.edit_places == ()
    assert window.panels["gates"].map.edits.columns == ()


@pytest.mark.parametrize("key", [None, Qt.Key.Key_Delete], ids=["button", "key"])
def test_the_slot_of_the_open_row_is_emptied_at_the_cursor(make_window, qtbot, folders, key):
    window = make_window("slots")
    look_at(qtbot, window, 9)
    items = list_of(window)
    slot = int(items.rows.index[items.chosen])
    button = items.detail.empty_button
    assert button.text() == "Empty slot"
    if key is None:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(items, key)
    settle(qtbot, window)
    model = open_checkpoint(folders["slots"], "cpu")
    expected = model.trace(TEXT, edits=[Edit(9, "clear", (("slot", slot),))])
    np.testing.assert_allclose(bits(window), expected.surprisal_bits, atol=1e-4)


def test_the_word_of_the_open_row_is_forgotten_at_the_cursor(make_window, qtbot, folders):
    window = make_window("keyvalue")
    items = list_of(window)
    token = int(items.rows.writers[items.chosen])
    button = items.detail.empty_button
    assert button.text() == "Forget this"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(window.intervening.interventions.held))
    settle(qtbot, window)
    (held,) = window.intervening.interventions.held
    assert not held.refused
    assert held.words.startswith("Forget “")
    start, stop = held.edit.word.start, held.edit.word.stop
    spans = window.reading.frame.trace.span(token)
    assert start <= spans[1] <= stop


def test_one_can_write_on_after_a_click_on_the_button_of_the_open_row(make_window, qtbot):
    window = make_window("keyvalue")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.editor.setFocus()
    detail = list_of(window).detail
    place = QPointF(detail.empty_button.geometry().center())
    QApplication.sendEvent(detail, QEnterEvent(place, place, place))
    qtbot.mouseClick(detail.empty_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(window.intervening.interventions.held))
    assert window.editor.hasFocus()

    QApplication.sendEvent(detail, QEvent(QEvent.Type.Leave))
    assert detail.focusProxy() is None
    detail.empty_button.setFocus(Qt.FocusReason.TabFocusReason)
    assert detail.empty_button.hasFocus()


def test_a_token_is_forgotten_from_the_row_of_the_table(make_window, qtbot, folders):
    window = make_window("keyvalue")
    items = list_of(window)
    token = int(items.items.writers[3])
    right_click(items, 3)
    first = texts(window.intervening.menu)[0]
    assert first.startswith("Forget this: “")
    choose(window.intervening.menu, first)
    put_away(window)
    qtbot.keyClicks(window.editor, " now")
    settle(qtbot, window)
    model = open_checkpoint(folders["keyvalue"], "cpu")
    last = len(model.trace(TEXT)) - 1
    expected = model.trace(TEXT + " now", edits=[Edit(last, "clear", (("token", token),))])
    np.testing.assert_allclose(bits(window), expected.surprisal_bits, atol=1e-4)


def test_everything_can_be_done_from_the_keyboard(make_window, qtbot):
    window = make_window("keyvalue")
    qtbot.keyClick(
        window.editor,
        Qt.Key.Key_E,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    menu = window.intervening.menu
    assert menu.isVisible()
    assert texts(menu) == [
        "Forget everything: the state before any token",
        "Forget what is stored under the key of a token",
        "Store one token under another…",
        "",
        "Copy the whole memory",
        "Copy the state of lstm 0",
        "Edits act before the cursor’s token is read",
    ]
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    put_away(window)
    settle(qtbot, window)
    assert [held.words for held in window.intervening.interventions.held] == [texts(menu)[0]]
    qtbot.keyClick(
        window.editor,
        Qt.Key.Key_Y,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert window.intervening.interventions.held == ()


def test_a_pair_is_stored_by_its_pieces_in_a_line_above_the_text(make_window, qtbot, folders):
    window = make_window("keyvalue")
    window.intervening.show_menu()
    choose(window.intervening.menu, "Store one token under another…")
    put_away(window)
    form = window.intervening.form
    assert form.isVisible()
    assert form.fields["key"].hasFocus()
    qtbot.keyClicks(form.fields["key"], " the")
    qtbot.keyClick(form.fields["key"], Qt.Key.Key_Tab)
    assert form.fields["value"].hasFocus()
    qtbot.keyClicks(form.fields["value"], "sat")
    qtbot.keyClick(form.fields["value"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(form.told.text()))
    assert form.told.text() == "“sat” is 3 tokens, not one: s · a · t"
    assert form.isVisible()
    assert window.intervening.interventions.held == ()

    form.fields["value"].clear()
    qtbot.keyClicks(form.fields["value"], "d")
    qtbot.keyClick(form.fields["value"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not form.isVisible())
    assert window.editor.hasFocus()
    settle(qtbot, window)
    (held,) = window.intervening.interventions.held
    assert held.words == "Store one token under another: key “␣the”, value “d”"
    model = open_checkpoint(folders["keyvalue"], "cpu")
    last = len(model.trace(TEXT)) - 1
    pair = (("key", model.token(" the")), ("value", model.token("d")))
    qtbot.keyClicks(window.editor, "x")
    settle(qtbot, window)
    expected = model.trace(TEXT + "x", edits=[Edit(last, "store", pair)])
    np.testing.assert_allclose(bits(window), expected.surprisal_bits, atol=1e-4)


def test_a_form_is_left_with_escape_and_nothing_is_done(make_window, qtbot):
    window = make_window("keyvalue")
    window.intervening.show_menu()
    choose(window.intervening.menu, "Store one token under another…")
    put_away(window)
    qtbot.keyClick(window.intervening.form.fields["key"], Qt.Key.Key_Return)
    assert window.intervening.form.isVisible()  # a field is empty
    qtbot.keyClick(window.intervening.form.fields["key"], Qt.Key.Key_Escape)
    assert not window.intervening.form.isVisible()
    assert window.editor.hasFocus()
    assert window.intervening.interventions.held == ()


def test_what_cannot_be_done_is_told_where_the_edit_stands_and_the_rest_is_read(make_window, qtbot):
    window = make_window("slots")
    window.intervening.interventions.request("clear", {"slot": 4})
    settle(qtbot, window)
    window.models.configure((("capacity", 3),))
    qtbot.waitUntil(lambda: bool(window.models.open_model.values))
    settle(qtbot, window)
    strip = window.intervening.change
    assert "not applied: there is no slot 4: they are counted from 0 to 2" in strip.hold.text()
    window.models.configure(())
    qtbot.waitUntil(lambda: not window.models.open_model.values)
    settle(qtbot, window)
    assert "not applied" not in strip.hold.text() + strip.words.text()


def test_settings_change_what_every_panel_shows(make_window, qtbot, folders):
    window = make_window("slots")
    before = bits(window)
    window.actions_["memory.settings"].trigger()
    box = window.model_settings.strip.controls["capacity"].box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "2")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.models.open_model.values))
    settle(qtbot, window)
    few = open_checkpoint(folders["slots"], "cpu").configured(capacity=2)
    np.testing.assert_allclose(bits(window), few.trace(TEXT).surprisal_bits, atol=1e-4)
    assert abs(bits(window) - before).max() > 1e-6
    window.panels["memory"].top.order.choose("slots")
    settle(qtbot, window)
    assert len(list_of(window).items) == 2
    assert window.model_settings.button.text() == "Settings: capacity 2"
    assert box.hasFocus()


@pytest.mark.parametrize("family", ["slots", "keyvalue", "transformer"])
def test_a_piece_shows_where_the_memory_looks_and_what_would_come(
    make_window, qtbot, folders, family
):
    window = make_window(family)
    panel = window.panels["predictions"]
    assert not panel.retrieval.isVisible()
    window.actions_["memory.ask"].trigger()
    assert panel.edit.hasFocus()
    qtbot.keyClicks(panel.edit, " the")
    settle(qtbot, window)
    qtbot.waitUntil(panel.retrieval.isVisible)
    model = open_checkpoint(folders[family], "cpu")
    asked = model.probe(TEXT, " the")
    ids = model.trace(TEXT).ids
    bars = panel.retrieval.next.bars
    np.testing.assert_allclose(
        [bar.share for bar in bars], [c.probability for c in asked.candidates], atol=1e-5
    )
    signal = panel.retrieval.picker.signal
    best = np.sort(asked.signals[signal.name].ravel())[::-1]
    found = panel.retrieval.found.bars
    np.testing.assert_allclose([bar.share for bar in found], best[: len(found)], atol=1e-5)
    if family == "slots":
        at = int(asked.signals["slots.read_weights"].argmax())
        writer = int(asked.signals["slots.writer"][at])
    else:
        values = asked.signals[signal.name]
        at = int(np.unravel_index(values.argmax(), values.shape)[-1])
        writer = at = len(ids) - at
    from wmstudio.text.visible import visible

    own = "the text" if writer == len(ids) else None
    piece = own or visible(model.tokenizer.piece(int(ids[writer])))
    assert found[0].name.startswith(f"{at} {piece}")
    panel.edit.clear()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: not panel.retrieval.isVisible())


def test_an_item_of_a_queue_is_taken_out_of_the_middle(make_window, qtbot):
    window = make_window("queue")
    items = list_of(window)
    assert len(items.items) > 1
    slot, count = int(items.items.index[-1]), len(items.items)
    window.panels["memory"].menu_requested.emit(ArgumentKind.ITEM, slot, QPoint(10, 10))
    choose(window.intervening.menu, texts(window.intervening.menu)[0])
    put_away(window)
    settle(qtbot, window)
    assert len(items.items) == count - 1


def test_before_the_first_token_there_is_nothing_to_edit(make_window, qtbot):
    window = make_window("slots")
    look_at(qtbot, window, -1)
    window.intervening.show_menu()
    assert texts(window.intervening.menu) == ["Nothing can be edited here"]
    put_away(window)


def test_many_edits_are_counted_and_each_can_be_taken_back(make_window, qtbot):
    window = make_window("slots")
    for slot in (*range(5), *range(3)):
        window.intervening.interventions.request("clear", {"slot": slot})
    settle(qtbot, window)
    strip = window.intervening.change
    assert strip.words.text() == "8 interventions"
    offered = [one for one in strip.undo.made.actions() if one.text().startswith("Undo: ")]
    assert len(offered) == 8
    # The newest is the first.
    offered[5].trigger()
    assert [held.edit.arguments[0][1] for held in window.intervening.interventions.held] == [
        0,
        1,
        3,
        4,
        0,
        1,
        2,
    ]
    window.actions_["memory.take_back"].trigger()
    assert not strip.isVisible()
    # One step, and undone like any other.
    window.actions_["memory.undo"].trigger()
    assert len(window.intervening.interventions.held) == 7


def test_where_two_models_are_compared_it_is_said_whose_memory_is_edited(
    make_window, qtbot, folders
):
    window = make_window("slots")
    window.intervening.interventions.request("clear_all", {})
    window.models.configure((("capacity", 3),))
    window.comparison.open(str(folders["slots"]))
    qtbot.waitUntil(lambda: window.comparison.complete)
    strip = window.intervening.change
    assert strip.words.text() == f"A {strip.told[0]}"
    assert window.model_settings.button.text() == "A Settings: capacity 3"
    second = window.comparison.second.reading.frame
    model = open_checkpoint(folders["slots"], "cpu")
    plain = model.trace(TEXT).surprisal_bits
    np.testing.assert_allclose(second.trace.column("surprisal_bits"), plain, atol=1e-4)
    window.comparison.end()
    assert strip.words.text() == strip.told[0]
    assert window.model_settings.button.text() == "Settings: capacity 3"
