"""The Units panel: which units it lists for a span, with which values in it, beside it and r."""

import numpy as np
import pytest

from tests.oracle.conftest import settle
from tests.oracle.formulas import run
from tests.oracle.texts import random_text, told
from wmstudio.app.spans import Span

CELL = "lstm.0.cell"


@pytest.fixture(scope="module")
def made(make_checkpoint):
    return make_checkpoint("slots", slots=3)


def listed(panel):
    """The rows as they stand there: unit, in the span, beside it, correlation."""
    tree = panel.list
    rows = (tree.topLevelItem(at) for at in range(tree.topLevelItemCount()))
    texts = [[row.text(column) for column in range(tree.columnCount())] for row in rows]
    return [
        (int(unit), *(float(x.replace("−", "-")) if x else None for x in numbers))
        for unit, _, *numbers in texts
    ]


@pytest.mark.parametrize("place", [(1, 1), (4, 7), (9, 10), (20, 24)])
def test_units_of_a_span_have_the_values_of_its_tokens(made, open_window, qtbot, place):
    text = random_text(21)
    tokens = told(made.tokenizer, text)
    truth = run("slots", made.weights, made.sizes, tokens.ids)
    x = np.array([after[CELL] for after in truth.signals])
    # From character to character: of one of several tokens all tokens are in the span.
    characters = set().union(*tokens.characters[place[0] : place[1] + 1])
    own = tokens.of(min(characters), max(characters) + 1)
    start, stop = own[0], own[-1] + 1
    window = open_window(made, text)
    panel = window.panels["units"]
    if not panel.isVisible():
        window.actions_["panel.units"].trigger()
    panel.picker.choose(CELL)
    panel.way.choose("correlated")
    window.axis.select(Span(start, stop))
    settle(qtbot, window)
    words = f"tokens {start}–{stop - 1}, "
    qtbot.waitUntil(lambda: words in panel.about.text(), timeout=20_000)

    around = stop - start
    low, high = max(start - around, 0), min(stop + around, len(tokens))
    inside = np.isin(np.arange(low, high), np.arange(start, stop))
    beside = [t for t in (start - 1, stop) if low <= t < high]
    r = [np.corrcoef(x[low:high, unit], inside)[0, 1] for unit in range(x.shape[1])]
    rows = listed(panel)
    assert {row[0] for row in rows} == set(range(x.shape[1]))
    for unit, shown, near, along in rows:
        assert shown == pytest.approx(x[start:stop, unit].mean(), abs=2e-4)
        assert near == pytest.approx(x[beside, unit].mean(), abs=2e-4)
        assert along == pytest.approx(r[unit], abs=6e-3)
    strength = [abs(r[unit]) for unit, *_ in rows]
    assert strength == pytest.approx(sorted(strength, reverse=True), abs=1e-4)
