"""Interventions on signals: requests, menus, the form and the list, in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.reading_window import begin, real_window, settle
from tests.support import checkpoint, signed
from wmstudio.app.spans import Span
from wmstudio.engine.messages import Patch
from wmstudio.library import open_checkpoint

TEXT = "The cat sat on the mat"
CELL = "lstm.0.cell"


@pytest.fixture
def window(qtbot, folder):
    with real_window(qtbot) as made:
        begin(qtbot, made, folder, TEXT)
        yield made


@pytest.fixture
def gates(window, qtbot):
    """The panel *Gates*, showing the cells."""
    panel = window.panels["gates"]
    panel.picker.choose(CELL)
    settle(qtbot, window)
    return panel


def menu_of(qtbot, panel, token, unit):
    """The menu that a right click on a row of the panel's picture opens."""
    place = panel.map.place_of(token, panel.map.row_of(unit) + 0.5)
    view = panel.map.viewport()
    QApplication.sendEvent(
        view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.mapToGlobal(place))
    )
    return QApplication.activePopupWidget()


def choose(qtbot, window, menu, *words):
    """Choose an entry by what the menus along its way begin with."""
    for word in words[:-1]:
        menu = next(a for a in menu.actions() if a.text().startswith(word)).menu()
    next(a for a in menu.actions() if a.text().startswith(words[-1])).trigger()
    QApplication.activePopupWidget().close()
    settle(qtbot, window)


def surprisal(window):
    return window.reading.frame.trace.column("surprisal_bits")


def by_library(folder, *patches):
    """Surprise in bits of the text, read without a window."""
    return open_checkpoint(folder).trace(TEXT, patches=patches).surprisal_bits


@pytest.mark.parametrize(
    ("entry", "tokens"),
    [
        ("Hold at token 3", (3, 4)),
        ("Hold from token 3", (3, 1000)),
        ("Hold over the span (4 tokens)", (2, 6)),
        ("Hold at every token", None),
    ],
)
def test_a_unit_is_held_at_the_tokens_that_its_menu_says(
    window, gates, qtbot, folder, entry, tokens
):
    window.reading.look_at(1)
    window.axis.select(Span(2, 6))
    settle(qtbot, window)
    choose(qtbot, window, menu_of(qtbot, gates, 3, 5), entry, "at 1")

    expected = by_library(folder, Patch(CELL, "set", 1.0, (5,), tokens))
    np.testing.assert_allclose(surprisal(window), expected, atol=1e-5)
    np.testing.assert_allclose(
        window.reading.frame.trace.untouched.column("surprisal_bits"),
        by_library(folder),
        atol=1e-5,
    )
    held = window.reading.frame.trace.values(CELL, 0, 6, 5)
    first, stop = tokens or (0, 6)
    assert (held[first : min(stop, 6)] == 1.0).all()


def test_its_mean_and_its_value_are_those_of_the_picture(window, gates, qtbot):
    values = window.reading.frame.trace.values(CELL, 0, 22, 5)
    known = values[~np.isnan(values)].astype(np.float64)
    menu = menu_of(qtbot, gates, 3, 5)
    entries = [a.text() for a in menu.actions()[1].menu().actions()]
    assert entries[2] == f"at its mean over the tokens in sight, {signed(known.mean())}"
    assert entries[3] == f"at its value here, {signed(values[3])}"
    menu.close()


def test_an_intervention_moves_with_the_text_and_goes_with_its_token(window, gates, qtbot):
    choose(qtbot, window, menu_of(qtbot, gates, 3, 5), "Hold at token 3", "at 0")
    (held,) = window.intervening.interventions.held
    (told,) = window.reading.frame.interventions
    before = told.patch.tokens
    window.editor.place_caret(0)
    qtbot.keyClicks(window.editor, "x")
    settle(qtbot, window)
    (told,) = window.reading.frame.interventions
    length = window.reading.frame.length
    assert told.patch.tokens == (before[0] + 1, before[1] + 1)

    place = held.edit.first
    window.editor.place_caret(place + 1, 0)
    qtbot.keyClick(window.editor, Qt.Key.Key_Backspace)
    settle(qtbot, window)
    assert window.intervening.interventions.held == ()
    assert window.reading.frame.length < length


def test_what_is_patched_is_outlined_in_its_row_and_over_its_tokens(window, gates, qtbot):
    choose(qtbot, window, menu_of(qtbot, gates, 3, 5), "Hold from token 3", "at 0")
    (area,) = gates.map.patches.areas
    # It goes on beyond what is in sight.
    row, end = gates.map.row_of(5), window.axis.stop + 1
    assert (area.left(), area.right()) == (3, end)
    assert (area.top(), area.bottom()) == (row, row + 1)
    timeline = window.panels["timeline"].plot.patches
    assert [(one.left(), one.right()) for one in timeline.areas] == [(3, end)]

    gates.picker.choose("lstm.0.forget_gate")
    settle(qtbot, window)
    assert gates.map.patches.areas == ()


def test_the_form_takes_typed_numbers_and_scales_all_units(window, qtbot, folder):
    window.reading.look_at(2)
    settle(qtbot, window)
    window.actions_["memory.intervene"].trigger()
    form = window.intervening.patches.form
    form.signal.choose("lstm.0.forget_gate")
    form.unit.setValue(-1)
    form.operation.choose("scale")
    form.extent.choose("onwards")
    form.value.setFocus()
    form.value.selectAll()
    QTest.keyClicks(form.value, "0.25")
    QTest.keyClick(form.value, Qt.Key.Key_Return)
    settle(qtbot, window)

    assert form.isHidden()
    expected = by_library(folder, Patch("lstm.0.forget_gate", "scale", 0.25, None, (2, 1000)))
    np.testing.assert_allclose(surprisal(window), expected, atol=1e-5)


def test_the_list_switches_names_changes_and_removes(window, gates, qtbot, folder):
    plain = by_library(folder)
    choose(qtbot, window, menu_of(qtbot, gates, 3, 5), "Hold at every token", "at 1")
    choose(qtbot, window, menu_of(qtbot, gates, 3, 6), "Hold at every token", "at 0")
    edits, strip = window.intervening.interventions, window.intervening.change
    listed = window.intervening.list
    strip.list.click()
    assert listed.isVisible()
    assert len(listed.rows) == 2

    listed.rows[0].on.click()
    settle(qtbot, window)
    only = by_library(folder, Patch(CELL, "set", 0.0, (6,)))
    np.testing.assert_allclose(surprisal(window), only, atol=1e-5)

    name = listed.rows[1].name
    name.setFocus()
    QTest.keyClicks(name, "the sixth")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert edits.held[1].title == "the sixth"

    listed.rows[1].edit.click()
    form = window.intervening.patches.form
    assert (form.signal.signal.name, form.unit.value(), form.value.value()) == (CELL, 6, 0.0)
    form.value.setValue(0.5)
    form.submit()
    settle(qtbot, window)
    changed = by_library(folder, Patch(CELL, "set", 0.5, (6,)))
    np.testing.assert_allclose(surprisal(window), changed, atol=1e-5)
    assert edits.held[1].title == "the sixth"

    listed.rows[1].remove.click()
    settle(qtbot, window)
    np.testing.assert_allclose(surprisal(window), plain, atol=1e-5)
    # One step each, from the last: removed, changed.
    edits.undo()
    settle(qtbot, window)
    np.testing.assert_allclose(surprisal(window), changed, atol=1e-5)
    edits.undo()
    settle(qtbot, window)
    np.testing.assert_allclose(surprisal(window), only, atol=1e-5)


def test_a_pinned_panel_offers_no_intervention(window, gates, qtbot):
    window.docks["gates"].setFocus()
    gates.picker.names.setFocus()
    window.actions_["copies.pin"].trigger()
    settle(qtbot, window)
    menu = menu_of(qtbot, gates, 3, 5)
    assert not [a for a in menu.actions() if a.text().startswith("Hold")]
    menu.close()


def test_typing_goes_on_under_an_intervention_from_here_on(window, gates, qtbot, folder):
    choose(qtbot, window, menu_of(qtbot, gates, 3, 5), "Hold from token 3", "at 1")
    window.editor.setFocus()
    window.editor.place_caret(len(TEXT))
    qtbot.keyClicks(window.editor, ", too")
    settle(qtbot, window)
    patch = Patch(CELL, "set", 1.0, (5,), (3, 1000))
    expected = open_checkpoint(folder).trace(f"{TEXT}, too", patches=[patch]).surprisal_bits
    np.testing.assert_allclose(surprisal(window), expected, atol=1e-5)


def test_the_menu_of_a_slot_holds_how_much_of_it_is_read(window, qtbot, folder):
    window.reading.look_at(3)
    settle(qtbot, window)
    edits = window.intervening
    edits.show_menu("item", 1)
    menu = edits.menu
    inside = next(a for a in menu.actions() if a.text() == "Hold slots · read weights").menu()
    here = next(a for a in inside.actions() if a.text().startswith("Hold from token 3")).menu()
    here.actions()[0].trigger()
    menu.close()
    settle(qtbot, window)
    expected = by_library(folder, Patch("slots.read_weights", "set", 0.0, (1,), (3, 1000)))
    np.testing.assert_allclose(surprisal(window), expected, atol=1e-5)


def test_a_found_unit_is_held_from_its_row_in_the_list(window, qtbot, folder):
    window.docks.show("units", True)
    panel = window.panels["units"]
    panel.choose(CELL)
    panel.exactly.setChecked(False)
    panel.threshold.setValue(-10.0)
    window.reading.look_at(3)
    window.axis.select(Span(2, 4))
    settle(qtbot, window)
    qtbot.waitUntil(lambda: bool(panel.list.units))
    name, unit = panel.list.units[1]
    row = panel.list.visualItemRect(panel.list.topLevelItem(1)).center()
    view = panel.list.viewport()
    QApplication.sendEvent(
        view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, row, view.mapToGlobal(row))
    )
    menu = QApplication.activePopupWidget()
    assert menu.actions()[0].text().endswith(f"unit {unit}")
    choose(qtbot, window, menu, "Hold from token 3", "at 1")

    expected = by_library(folder, Patch(name, "set", 1.0, (unit,), (3, 1000)))
    np.testing.assert_allclose(surprisal(window), expected, atol=1e-5)


def test_a_head_of_attention_is_held_from_its_row(qtbot, tmp_path):
    path = checkpoint(tmp_path / "transformer", "transformer", name="tiny")
    with real_window(qtbot) as window:
        begin(qtbot, window, path, TEXT)
        window.docks.show("attention", True)
        panel = window.panels["attention"]
        window.reading.look_at(4)
        settle(qtbot, window)
        signal = panel.picker.signal
        place = panel.map.place_of(2, 1.5)
        view = panel.map.viewport()
        QApplication.sendEvent(
            view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.mapToGlobal(place))
        )
        menu = QApplication.activePopupWidget()
        assert menu.actions()[0].text().endswith(", head 1")
        choose(qtbot, window, menu, "Hold from token 4", "at 0")

        patch = Patch(signal.name, "set", 0.0, (1,), (4, 1000))
        np.testing.assert_allclose(surprisal(window), by_library(path, patch), atol=1e-5)
        (held,) = window.intervening.interventions.held
        window.intervening.patches.change(held)
        form = window.intervening.patches.form
        assert form.title.text().endswith("head 1:")
        form.value.setValue(0.5)
        form.submit()
        settle(qtbot, window)
        patch = Patch(signal.name, "set", 0.5, (1,), (4, 1000))
        np.testing.assert_allclose(surprisal(window), by_library(path, patch), atol=1e-5)
