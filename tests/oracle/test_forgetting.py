"""What forgetting costs: every number of the change, from two readings by the formulas."""

import numpy as np
import pytest

from tests.oracle import person
from tests.oracle.conftest import settle
from tests.oracle.formulas import run
from tests.oracle.texts import random_text, told
from wmstudio.gui.base.wording import percent

BITS = 0.006
"""Of a number of two decimals, with another processor's rounding."""


@pytest.fixture(scope="module")
def made(make_checkpoint):
    return make_checkpoint("pointer", window=64)


@pytest.fixture(scope="module")
def text():
    return "The cat sat on the mat. " + " ".join([random_text(5, 6)] * 2) + " The cat sat on it."


@pytest.fixture(scope="module")
def tokens(made, text):
    return told(made.tokenizer, text)


@pytest.fixture(scope="module")
def truths(made, text, tokens):
    """The untouched reading, and the one in which every “cat” is forgotten at its end."""
    forgotten = {}
    for start in range(len(text)):
        if text.startswith("cat", start):
            word = tokens.of(start, start + 3)
            forgotten.setdefault(word[-1], []).extend(word)
    assert len(forgotten) > 1
    return [run("pointer", made.weights, made.sizes, tokens.ids, e) for e in (None, forgotten)]


@pytest.fixture
def window(made, text, open_window, qtbot):
    window = open_window(made, text)
    start = text.index("cat")
    (rect,) = window.editor.rects_of(start, start + 1)
    menu = type(window.intervening.menu)(window)
    window.intervening.fill_text_menu(menu, rect.center().toPoint())
    next(a for a in menu.actions() if a.text() == "Forget every “cat”").trigger()
    settle(qtbot, window)
    return window


def number(words):
    return float(words.split(" ")[0].replace("−", "-"))


def test_both_readings_and_their_difference_are_right(window, truths, tokens):
    trace = window.reading.frame.trace
    was, now = (np.array(truth.bits) for truth in truths)
    np.testing.assert_allclose(trace.column("surprisal_bits"), now, atol=1e-4)
    np.testing.assert_allclose(trace.untouched.column("surprisal_bits"), was, atol=1e-4)
    assert abs(now - was).max() > 0.05
    timeline = window.panels["timeline"]
    (plot,) = (plot for q, plot in timeline.tracks.items() if q.key == "token.change_in_surprise")
    drawn = plot.values[0][: len(tokens)]
    assert len(drawn) > 20
    start = window.axis.start
    np.testing.assert_allclose(drawn, (now - was)[start : start + len(drawn)], atol=2e-4)


def test_the_strip_tells_the_largest_change_and_all_of_it(window, truths):
    was, now = (np.array(truth.bits) for truth in truths)
    strip, at = window.intervening.change, int(abs(now - was).argmax())
    assert strip.isVisible()
    assert number(strip.figure.text()) == pytest.approx((now - was)[at], abs=BITS)
    assert f"token {at}" in strip.where.text()
    assert strip.odds.text().startswith(
        f"{percent(2.0 ** -now[at])} % instead of {percent(2.0 ** -was[at])} %"
    )
    assert number(strip.total.text()) == pytest.approx((now - was).sum(), abs=BITS)


def test_what_comes_next_is_told_with_and_without_the_change(window, truths, tokens, look_at):
    look_at(window, len(tokens) - 1)
    frame = window.reading.frame
    was, now = (truth.expected[-1] for truth in truths)
    memory_was, memory_now = (truth.memory[-1] for truth in truths)
    assert len(frame.pairs) >= 20
    for pair in frame.pairs:
        token = pair.now.token
        assert pair.was.token == token
        assert pair.now.probability == pytest.approx(now[token], abs=2e-5)
        assert pair.was.probability == pytest.approx(was[token], abs=2e-5)
        assert pair.now.memory == pytest.approx(memory_now[token], abs=2e-5)
        assert pair.was.memory == pytest.approx(memory_was[token], abs=2e-5)
    best = {int(i) for x in (was, now) for i in np.argsort(-x)[:15]}
    assert best <= {pair.now.token for pair in frame.pairs}


def test_rows_of_next_token_stand_beside_the_untouched_models(window, truths, look_at):
    changes = [abs(now - was).max() for was, now in zip(*(t.expected for t in truths), strict=True)]
    cursor = int(np.argmax(changes)) - 1
    look_at(window, cursor)
    was, now = (truth.expected[cursor + 1] for truth in truths)
    candidates = window.panels["predictions"].bars
    rows, pairs = candidates.rows.bars, window.reading.frame.pairs
    assert candidates.rows.compares
    assert len(rows) > 5
    # The largest share of either reading comes first.
    order = np.argsort(-np.maximum(was, now), kind="stable")
    for row, pair, best in zip(rows, pairs, order, strict=False):
        largest = max(row.share, row.was)
        assert largest == pytest.approx(max(was[best], now[best]), abs=2e-5)
        assert row.share == pytest.approx(now[pair.now.token], abs=2e-5)
        assert row.was == pytest.approx(was[pair.now.token], abs=2e-5)
    painted = [words for _, _, words in person.painted_texts(candidates.list)]
    assert percent(rows[0].share) in painted
    assert percent(rows[0].was) in painted
