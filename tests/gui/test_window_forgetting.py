"""Forgetting words of the text, with the mouse: the real window on real, small models."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu

from tests import support
from tests.gui.reading_window import settle
from wmstudio.app.settings import Settings
from wmstudio.backends.registry import open_model
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Edit
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.library import open_checkpoint
from wmstudio.runtime.sync import SyncEngine
from wmstudio.text.stretches import Ends, tokens_of

TEXT = "Tabitha sat. The cat saw “Tabitha’s” mat, and Tabithas ran to 猫 and Tabitha."
FAMILIES = ("pointer", "slots", "lstm")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    place = tmp_path_factory.mktemp("tiny")
    return {
        family: support.checkpoint(place / family, family, name=f"tiny-{family}")
        for family in FAMILIES
    }


@pytest.fixture
def make_window(qtbot, folders):
    windows = []

    def make(family, text=TEXT):
        window = MainWindow(
            lambda ready: SyncEngine(lambda: Engine(open_model), ready), Settings(device="cpu")
        )
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1300, 900)
        window.show()
        window.models.begin(str(folders[family]))
        window.editor.setPlainText(text)
        settle(qtbot, window)
        return window

    yield make
    for window in windows:
        window.close()


def menu_at(window, place):
    """The menu of the text at the character after a place."""
    (rect,) = window.editor.rects_of(place, place + 1)
    window.editor.customContextMenuRequested.emit(rect.center().toPoint())
    (menu,) = (m for m in window.editor.findChildren(QMenu) if m.isVisible())
    return menu


def forgetting(menu):
    """What the menu says above the usual commands, and what of it can be chosen."""
    said = []
    for action in menu.actions():
        if action.isSeparator():
            return said
        said.append((action.text(), action.isEnabled()))
    return said


def choose(qtbot, window, place, words):
    menu = menu_at(window, place)
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()
    QApplication.sendPostedEvents()
    settle(qtbot, window)


def bits(window):
    return window.reading.frame.trace.column("surprisal_bits")


def forgotten(model, text, *places):
    """Edits that forget the words at these places, each right after its last token."""
    tiling, found = Ends(model.encode(text).ends), []
    for start, stop in places:
        first, after = tokens_of(tiling, start, stop)
        found += [Edit(after - 1, "forget", (("token", t),)) for t in range(first, after)]
    return found


def places(word, text=TEXT):
    return [i for i in range(len(text)) if text.startswith(word, i)]


def check(window, folder, text, edits):
    expected = open_checkpoint(folder, "cpu").trace(text, edits=edits)
    np.testing.assert_allclose(bits(window), expected.surprisal_bits, atol=1e-4)


def test_a_word_of_several_tokens_is_forgotten_from_its_end_on(make_window, qtbot, folders):
    window = make_window("pointer")
    plain = bits(window)
    menu = menu_at(window, 2)
    assert forgetting(menu) == [
        ("Forget this: “Tabitha”", True),
        ("Forget every “Tabitha”", True),
        ("Forget all before “Tabitha”", False),
        ("Nothing comes before it.", False),
        ("Acts from the end of the word on", False),
    ]
    menu.close()
    choose(qtbot, window, 2, "Forget this: “Tabitha”")
    model = open_checkpoint(folders["pointer"], "cpu")
    edits = forgotten(model, TEXT, (0, 7))
    assert len(edits) > 1
    check(window, folders["pointer"], TEXT, edits)
    last = edits[0].token
    np.testing.assert_allclose(bits(window)[: last + 1], plain[: last + 1], atol=1e-4)
    assert abs(bits(window) - plain)[last + 1 :].max() > 1e-3
    assert window.editor.struck == ((0, 7),)
    assert window.editor.edit_places == (7,)
    assert window.panels["gates"].map.edits.columns == (last + 1,)
    assert [held.words for held in window.intervening.interventions.held] == ["Forget “Tabitha”"]


def test_every_place_of_a_word_is_forgotten_also_those_that_are_yet_to_come(
    make_window, qtbot, folders
):
    window = make_window("pointer")
    starts = places("Tabitha")
    choose(qtbot, window, starts[1], "Forget every “Tabitha”")
    model = open_checkpoint(folders["pointer"], "cpu")
    # "Tabithas" is another word.
    words = [(i, i + 7) for i in starts if TEXT[i + 7] != "s"]
    assert len(words) == 3
    check(window, folders["pointer"], TEXT, forgotten(model, TEXT, *words))
    assert window.editor.struck == tuple(words)

    window.editor.moveCursor(window.editor.textCursor().MoveOperation.End)
    qtbot.keyClicks(window.editor, " Tabitha")
    assert window.editor.struck[-1] == (len(TEXT) + 1, len(TEXT) + 8)
    settle(qtbot, window)
    text = window.editor.text
    words.append((len(TEXT) + 1, len(TEXT) + 8))
    check(window, folders["pointer"], text, forgotten(model, text, *words))
    window.actions_["memory.undo"].trigger()
    settle(qtbot, window)
    check(window, folders["pointer"], text, ())
    assert window.editor.struck == ()


def test_all_before_a_word_is_forgotten_right_before_it(make_window, qtbot, folders):
    window = make_window("pointer")
    at = TEXT.index("mat")
    choose(qtbot, window, at + 1, "Forget all before “mat”")
    model = open_checkpoint(folders["pointer"], "cpu")
    first, _ = tokens_of(Ends(model.encode(TEXT).ends), at, at + 3)
    edits = [Edit(first - 1, "forget_before", (("token", first),))]
    check(window, folders["pointer"], TEXT, edits)


def test_what_is_selected_is_forgotten_as_one_thing(make_window, qtbot, folders):
    window = make_window("pointer")
    start = TEXT.index("cat saw “")
    cursor = window.editor.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(start + 9, cursor.MoveMode.KeepAnchor)
    window.editor.setTextCursor(cursor)
    choose(qtbot, window, start + 5, "Forget this: “cat saw “”")
    model = open_checkpoint(folders["pointer"], "cpu")
    check(window, folders["pointer"], TEXT, forgotten(model, TEXT, (start, start + 9)))


def test_a_character_of_several_tokens_is_a_word_of_its_own(make_window, qtbot, folders):
    window = make_window("pointer")
    at = TEXT.index("猫")
    choose(qtbot, window, at, "Forget this: “猫”")
    model = open_checkpoint(folders["pointer"], "cpu")
    edits = forgotten(model, TEXT, (at, at + 1))
    assert len(edits) > 1
    check(window, folders["pointer"], TEXT, edits)


def test_a_word_moves_with_the_text_and_goes_with_its_ends(make_window, qtbot, folders):
    window = make_window("pointer")
    at = TEXT.index("cat")
    choose(qtbot, window, at, "Forget this: “cat”")
    cursor = window.editor.textCursor()
    cursor.setPosition(0)
    cursor.insertText("Oh! ")
    assert window.editor.struck == ((at + 4, at + 7),)
    settle(qtbot, window)
    model, text = open_checkpoint(folders["pointer"], "cpu"), "Oh! " + TEXT
    check(window, folders["pointer"], text, forgotten(model, text, (at + 4, at + 7)))
    cursor.setPosition(at + 4)
    cursor.deleteChar()
    assert window.editor.struck == ()
    assert window.intervening.interventions.held == ()


def test_a_family_with_slots_forgets_what_the_words_tokens_wrote(make_window, qtbot, folders):
    window = make_window("slots")
    at = TEXT.index("cat")
    choose(qtbot, window, at, "Forget this: “cat”")
    model = open_checkpoint(folders["slots"], "cpu")
    check(window, folders["slots"], TEXT, forgotten(model, TEXT, (at, at + 3)))


def test_a_memory_without_entries_says_why_it_cannot_forget_a_word(make_window, qtbot, folders):
    window = make_window("lstm")
    at = TEXT.index("mat")
    menu = menu_at(window, at)
    assert forgetting(menu) == [
        ("Forget this: “mat”", False),
        ("Forget every “mat”", False),
        ("Forget all before “mat”", True),
        ("The memory of this model keeps no single words, so it can only forget all.", False),
    ]
    menu.close()
    choose(qtbot, window, at, "Forget all before “mat”")
    first, _ = tokens_of(
        Ends(open_checkpoint(folders["lstm"], "cpu").encode(TEXT).ends), at, at + 3
    )
    check(window, folders["lstm"], TEXT, [Edit(first - 1, "clear_all")])


def test_where_there_is_no_word_nothing_is_offered(make_window):
    window = make_window("pointer")
    menu = menu_at(window, TEXT.index(" sat"))
    assert not any("orget" in words for words, _ in forgetting(menu))
    menu.close()


def test_a_row_of_the_memory_is_forgotten_from_the_cursor_on(make_window, qtbot, folders):
    window = make_window("pointer")
    model = open_checkpoint(folders["pointer"], "cpu")
    tiling = Ends(model.encode(TEXT).ends)
    at = TEXT.index("cat")
    first, after = tokens_of(tiling, at, at + 3)
    cursor = after
    window.reading.look_at(cursor)
    qtbot.waitUntil(lambda: window.reading.frame.cursor == cursor)
    settle(qtbot, window)
    panel = window.panels["memory"]
    panel.menu_requested.emit("token", first + 1, QPoint(10, 10))
    menu = window.intervening.menu
    words = [action.text() for action in menu.actions()]
    assert words[0] == "Forget this: “cat”"
    assert any(w.startswith(f"Acts after {cursor} “") for w in words)
    menu.actions()[0].trigger()
    menu.close()
    settle(qtbot, window)
    edits = [Edit(cursor, "forget", (("token", t),)) for t in range(first, after)]
    check(window, folders["pointer"], TEXT, edits)


def key(qtbot, window, press):
    send = qtbot.keyPress if press else qtbot.keyRelease
    send(window.editor, Qt.Key.Key_F9)


def test_f9_shows_the_untouched_model_as_long_as_it_is_held(make_window, qtbot):
    window = make_window("pointer")
    plain = bits(window)
    choose(qtbot, window, 2, "Forget every “Tabitha”")
    changed = bits(window)
    panel = window.panels["timeline"]
    key(qtbot, window, press=True)
    np.testing.assert_allclose(panel.frame.trace.column("surprisal_bits"), plain, atol=1e-4)
    assert window.lane.frame.interventions == ()
    key(qtbot, window, press=False)
    np.testing.assert_array_equal(panel.frame.trace.column("surprisal_bits"), changed)
    assert abs(changed - plain).max() > 1e-3


def test_the_switch_reads_without_the_edits_and_keeps_them(make_window, qtbot):
    window = make_window("pointer")
    plain = bits(window)
    choose(qtbot, window, 2, "Forget every “Tabitha”")
    changed, strip = bits(window), window.intervening.change
    assert strip.isVisible()
    strip.switch.click()
    settle(qtbot, window)
    np.testing.assert_allclose(bits(window), plain, atol=1e-4)
    assert strip.figure.text() == "Interventions are off"
    assert len(window.intervening.interventions.held) == 1
    strip.switch.click()
    settle(qtbot, window)
    np.testing.assert_allclose(bits(window), changed, atol=1e-4)
    window.actions_["memory.take_back"].trigger()
    settle(qtbot, window)
    assert not strip.isVisible()
    np.testing.assert_allclose(bits(window), plain, atol=1e-4)


def test_a_change_has_a_track_and_shades_the_text_until_it_is_taken_back(make_window, qtbot):
    window = make_window("pointer")
    tracks = window.panels["timeline"].tracks
    there = "token.change_in_surprise"
    assert there not in {quantity.key for quantity in tracks}
    choose(qtbot, window, 2, "Forget every “Tabitha”")
    assert there in {quantity.key for quantity in tracks}
    assert window.editor.shades.role == "costs"
    assert there not in window.panels["timeline"].keys
    window.actions_["memory.undo"].trigger()
    settle(qtbot, window)
    assert there not in {quantity.key for quantity in tracks}


def test_the_change_stays_right_while_typing_goes_on(make_window, qtbot, folders):
    window = make_window("pointer")
    choose(qtbot, window, 2, "Forget every “Tabitha”")
    window.editor.moveCursor(window.editor.textCursor().MoveOperation.End)
    qtbot.keyClicks(window.editor, " Tabitha sat.")
    settle(qtbot, window)
    text = window.editor.text
    untouched = window.reading.frame.trace.untouched.column("surprisal_bits")
    expected = open_checkpoint(folders["pointer"], "cpu").trace(text).surprisal_bits
    np.testing.assert_allclose(untouched, expected, atol=1e-4)
    assert len(window.reading.frame.pairs) >= 20


def test_a_word_that_was_forgotten_is_restored_from_its_menu(make_window, qtbot):
    window = make_window("pointer")
    plain = bits(window)
    choose(qtbot, window, 2, "Forget every “Tabitha”")
    at = places("Tabitha")[-1]
    choose(qtbot, window, at, "Undo: Forget every “Tabitha”")
    assert window.intervening.interventions.held == ()
    assert window.editor.struck == ()
    np.testing.assert_allclose(bits(window), plain, atol=1e-4)
    menu = menu_at(window, at)
    assert not any(words.startswith("Undo:") for words, _ in forgetting(menu))
    menu.close()


def test_a_row_that_was_forgotten_says_so_and_is_restored_by_its_button(make_window, qtbot):
    text = "Tabitha sat. The cat"
    window = make_window("pointer", text)
    last = len(window.reading.frame.trace) - 1
    window.reading.look_at(last)
    qtbot.waitUntil(lambda: window.reading.frame.cursor == last)
    settle(qtbot, window)
    plain = [one.probability for one in window.reading.frame.snapshot.candidates]
    rows = window.panels["memory"].top.list
    token = int(rows.rows.writers[rows.chosen])
    assert rows.detail.empty_button.text() == "Forget this"
    rows.detail.empty_button.click()
    settle(qtbot, window)
    assert token in rows.forgotten
    assert token in rows.rows.writers
    rows.choose(rows.rows.writers.tolist().index(token))
    assert rows.detail.empty_button.text() == "Restore"
    rows.detail.empty_button.click()
    settle(qtbot, window)
    assert window.intervening.interventions.held == ()
    assert rows.forgotten == frozenset()
    again = [one.probability for one in window.reading.frame.snapshot.candidates]
    np.testing.assert_allclose(again, plain, atol=1e-5)
