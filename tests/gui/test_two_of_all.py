"""Where two models are compared, figures, the span and the card of a token are of both."""

import csv
import io

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from tests.support import signed
from wmstudio.app.spans import figures

TEXT = "abcxyzabqabc"


@pytest.fixture
def window(make_window, qtbot):
    """A has four slots, B its own."""
    made = make_window(TEXT)
    made.editor.place_caret(len(TEXT))
    made.models.configure((("capacity", 4),))
    made.comparison.open("scripted")
    qtbot.waitUntil(lambda: bool(made.models.open_model.values))
    qtbot.waitUntil(lambda: made.reading.complete and made.comparison.complete)
    # The layout for two models leaves the gates out.
    made.docks.show("gates", True)
    qtbot.waitUntil(lambda: made.reading.complete and made.comparison.complete)
    return made


def test_every_panel_of_the_second_model_exports_its_own_numbers_by_its_mark(window, qtbot):
    second = window.comparison.second
    offered = {name: make() for name, _, make in window.exporting.offered()}
    assert {name.partition("  ")[0] for name in offered if "  " in name} == {"A", "B"}
    for mark, reading in (("A", window.reading), ("B", second.reading)):
        trace = reading.frame.trace
        gates = offered[f"{mark}  Gates: fake · gate"]
        assert gates.title == f"{mark}: fake.gate of scripted"
        assert np.array_equal(gates.values.T, trace.signal("fake.gate", 0, len(TEXT)))
        (slots,) = (f for n, f in offered.items() if n.startswith(f"{mark}  Memory") and "at" in n)
        shape = reading.frame.snapshot.signals["slots.values"].shape
        assert slots.values.shape == shape
    assert "configured(capacity=4)" in offered["A  Gates: fake · gate"].code
    assert "configured" not in offered["B  Gates: fake · gate"].code
    assert any(name.endswith("B − A") for name in offered)


def test_python_of_the_second_models_panel_is_copied_where_that_has_the_keyboard(window):
    window.activateWindow()
    window.comparison.second.panels["gates"].picker.names.setFocus()
    window.actions_["export.python"].trigger()

    assert "Copied the Python code that computes B: fake.gate of scripted" in window.messages.text
    assert "configured" not in QGuiApplication.clipboard().text()


def test_figures_of_the_span_are_of_both_and_say_of_which(window, qtbot):
    window.time.spans.select(2, 7)
    shown = window.time.figures
    qtbot.waitUntil(lambda: shown.table.rowCount() > 0 and window.clock.idle)
    qtbot.waitUntil(lambda: window.reading.complete and window.comparison.complete)
    table = shown.table
    names = [table.verticalHeaderItem(i).text() for i in range(table.rowCount())]
    assert [line[:11] for line in shown.about.text().splitlines()] == ["A  scripted", "B  scripted"]
    for mark, reading in (("A", window.reading), ("B", window.comparison.second.reading)):
        row = names.index(f"{mark}  surprise")
        found = figures(reading.frame.trace.column("surprisal_bits", 2, 7))
        assert table.item(row, 0).text() == f"{signed(found.mean)}"

    window.actions_["time.copy_figures"].trigger()
    copied = QGuiApplication.clipboard().text()
    rows = [row for row in csv.reader(io.StringIO(copied)) if row]
    assert [row[:2] for row in rows if row[0] != "model"] == [
        [f"{mark} scripted", str(token)] for mark in "AB" for token in range(2, 7)
    ]


def test_the_card_of_a_token_has_both_numbers_and_says_whose_the_list_is(window, qtbot):
    window.actions_["text.token"].trigger()
    card = window.text_area.looks.card
    lines = card.about.text().splitlines()
    bits = [
        reading.frame.trace.column("surprisal_bits")[-1]
        for reading in (window.reading, window.comparison.second.reading)
    ]
    assert lines[1].split() == ["A", "B"]
    assert lines[-1].split() == ["surprise", f"{bits[0]:.4f}", "bits", f"{bits[1]:.4f}", "bits"]
    assert "Listed: what A scripted predicted." in card.other.text()
    assert "B scripted predicted: " in card.other.text()

    window.comparison.end()
    window.actions_["text.token"].trigger()
    assert card.other.isHidden()
    assert "A" not in card.about.text().split()


def test_a_span_is_of_one_again_when_the_comparison_ends(window, qtbot):
    window.time.spans.select(2, 7)
    shown = window.time.figures
    qtbot.waitUntil(lambda: "B  scripted" in shown.about.text())
    window.comparison.end()
    qtbot.waitUntil(lambda: shown.about.text().startswith("Span:"))
