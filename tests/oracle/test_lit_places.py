"""The places that are lit for a candidate are those that give it its weight, by the formulas."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.oracle.conftest import settle
from tests.oracle.formulas import run
from tests.oracle.texts import random_text, told

LEAST = 0.015
"""Share of a candidate's probability from which on a place is lit."""
NEAR = 1e-4
"""Of a share in float32, and of the threshold within which either may be right."""


@pytest.fixture(scope="module")
def made(make_checkpoint):
    return make_checkpoint("pointer")


@pytest.fixture(scope="module")
def text():
    return " ".join([random_text(5, 6)] * 3)


@pytest.fixture(scope="module")
def tokens(made, text):
    return told(made.tokenizer, text)


@pytest.fixture(scope="module")
def truth(made, tokens):
    return run("pointer", made.weights, made.sizes, tokens.ids)


def point_at(window, row, press=False):
    """Put the pointer on a candidate, maybe with a click."""
    bars = window.panels["predictions"].bars
    view = bars.list.viewport()
    at = bars.list.visualRect(bars.rows.index(row)).center()
    if press:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    else:
        QTest.mouseMove(view, QPoint(1, view.height() - 1))
        QTest.mouseMove(view, at)


def candidate(window, row):
    return window.reading.frame.snapshot.candidates[row].token


def expected(truth, tokens, after, piece):
    """The share of the candidate's probability that each token of this piece gives it."""
    whole = truth.expected[after + 1][piece]
    places = truth.places[after + 1].items()
    return {t: part / whole for t, part in places if tokens.ids[t] == piece}


def check(lit, shares):
    for token, share in shares.items():
        if share > LEAST + NEAR:
            assert lit[token] == pytest.approx(share, abs=NEAR)
    for token, share in lit.items():
        assert shares[token] == pytest.approx(share, abs=NEAR)
        assert share >= LEAST - NEAR


def in_the_text(window, tokens, shares):
    """Every stretch that is lit belongs to the tokens that give it that share."""
    spans = {}
    for token, share in shares.items():
        held = sorted(tokens.characters[token])
        word = [n for n in held if not tokens.text[n].isspace()] or held
        span = word[0], word[-1] + 1
        spans[span] = spans.get(span, 0.0) + (share if share >= LEAST else 0.0)
    for span, share in window.editor.lit.items():
        assert spans[span] == pytest.approx(share, abs=NEAR)
    sure = {t: s for t, s in shares.items() if s > LEAST + NEAR}
    assert len(window.editor.lit) >= len({tuple(sorted(tokens.characters[t])) for t in sure})


def test_lit_places_are_those_that_the_formulas_name(
    made, text, tokens, truth, open_window, look_at, qtbot
):
    window = open_window(made, text)
    lit = 0
    for cursor in (len(tokens) // 2, len(tokens) - 1):
        look_at(window, cursor)
        for row in (0, 2, 5):
            point_at(window, row)
            settle(qtbot, window)
            shares = expected(truth, tokens, cursor, candidate(window, row))
            in_memory = window.panels["memory"].top.list.lit
            check(in_memory, shares)
            in_the_text(window, tokens, shares)
            start, stop = window.axis.start, window.axis.stop
            along = {one.token: one.share for one in window.panels["timeline"].lit_columns.shown}
            assert along == {t: s for t, s in in_memory.items() if start <= t < stop}
            lit += len(in_memory)
    assert lit >= 3


def test_without_a_pointer_the_first_candidate_counts(
    made, text, tokens, truth, open_window, look_at, qtbot
):
    window = open_window(made, text)
    cursor = len(tokens) - 1
    look_at(window, cursor)
    first = expected(truth, tokens, cursor, candidate(window, 0))
    check(window.panels["memory"].top.list.lit, first)
    point_at(window, 3)
    settle(qtbot, window)
    check(
        window.panels["memory"].top.list.lit,
        expected(truth, tokens, cursor, candidate(window, 3)),
    )
    view = window.panels["predictions"].bars.list.viewport()
    QTest.mouseMove(view, QPoint(1, view.height() - 1))
    settle(qtbot, window)
    assert window.panels["memory"].top.list.lit
    check(window.panels["memory"].top.list.lit, first)


def test_a_first_candidate_of_the_network_alone_lights_nothing(
    make_checkpoint, text, tokens, open_window, look_at, qtbot
):
    made = make_checkpoint("pointer", doubt=10.0)
    truth = run("pointer", made.weights, made.sizes, tokens.ids)
    window = open_window(made, text)
    bars = window.panels["predictions"].bars
    seen = 0
    for cursor in range(len(tokens) - 1, 0, -1):
        first, *others = np.argsort(-truth.expected[cursor + 1])[:4]
        if sum(expected(truth, tokens, cursor, first).values()) > LEAST / 2:
            continue
        look_at(window, cursor)
        assert candidate(window, 0) == first
        assert window.panels["memory"].top.list.lit == {}
        assert window.editor.lit == {}
        assert window.panels["timeline"].lit_columns.shown == ()
        # The keyboard goes on to others, of which each lights its own.
        bars.list.setFocus()
        QTest.keyClick(bars.list, Qt.Key.Key_Home)
        for row in range(1, len(others) + 1):
            QTest.keyClick(bars.list, Qt.Key.Key_Down)
            settle(qtbot, window)
            shares = expected(truth, tokens, cursor, candidate(window, row))
            check(window.panels["memory"].top.list.lit, shares)
            in_the_text(window, tokens, shares)
            seen += bool(window.editor.lit)
        if seen:
            return
    pytest.fail("no text in which the network expects something else than the memory")


def test_a_click_on_a_bar_goes_to_its_strongest_place(
    made, text, tokens, truth, open_window, look_at, qtbot
):
    window = open_window(made, text)
    cursor = len(tokens) - 1
    look_at(window, cursor)
    rows = range(len(window.panels["predictions"].bars.rows.bars))
    shares = [expected(truth, tokens, cursor, candidate(window, row)) for row in rows]
    row = int(np.argmax([max(found.values(), default=0.0) for found in shares]))
    strongest = max(shares[row], key=shares[row].get)
    assert strongest != cursor
    point_at(window, row, press=True)
    qtbot.waitUntil(lambda: window.reading.frame.cursor == strongest, timeout=20_000)
    settle(qtbot, window)


@pytest.mark.parametrize("family", ["slots", "transformer"])
def test_models_whose_memory_names_nothing_light_nothing(
    family, text, make_checkpoint, open_window, qtbot
):
    window = open_window(make_checkpoint(family), text)
    point_at(window, 1)
    settle(qtbot, window)
    assert window.axis.lit.row is None
    assert window.editor.lit == {}
    assert window.panels["timeline"].lit_columns.shown == ()


def test_the_gate_is_a_track_of_the_timeline_from_the_start(made, text, tokens, truth, open_window):
    window = open_window(made, text)
    timeline = window.panels["timeline"]
    (track,) = timeline.tracks.values()
    # After each token the gate is the memory's share of all that is expected.
    gates = [float(memory.sum()) for memory in truth.memory[1:]]
    shown = track.values[0][: len(tokens) - window.axis.start]
    assert shown == pytest.approx(gates[window.axis.start :][: len(shown)], abs=NEAR)
    timeline.set_tracks(())
    timeline.tracks_changed.emit()
    assert window.settings.tracks == []


def test_models_without_a_gate_have_no_track_of_it(text, make_checkpoint, open_window):
    window = open_window(make_checkpoint("slots"), text)
    assert not window.panels["timeline"].tracks
