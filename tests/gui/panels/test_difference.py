"""Difference: what the second of two models needs more bits for than the first."""

from dataclasses import replace

import numpy as np
import pytest

from tests.gui.panels.conftest import adding_memory, frame, opened, trace
from wmstudio.engine.trace import Trace
from wmstudio.gui.base.theme import LIGHT
from wmstudio.gui.panels.difference import HINT, DifferencePanel

IDS = [1, 2, 3, 4, 5, 6]


@pytest.fixture
def panel(axis, on_screen):
    return on_screen(DifferencePanel(axis))


def costing(seen, bits):
    """The same tokens, at another price."""
    bits, chunks = np.array(bits, np.float32), []
    for chunk in seen.chunks:
        chunks.append(replace(chunk, surprisal_bits=bits[chunk.start : chunk.stop]))
    return Trace(tuple(chunks))


def show(panel, second=(1, 1, 9, 1, 1, 1), first=(2.5, 1, 1, 1, 1, 1)):
    model = opened(*adding_memory())
    panel.open_two(model, model)
    seen = trace(IDS)
    panel.store_two(frame(costing(seen, first)), frame(costing(seen, second)))
    panel.draw()
    return model


def test_that_bars_go_up_where_the_first_expected_it_better(panel):
    show(panel)
    (bars,) = panel.plot.items
    np.testing.assert_array_equal(bars.values[:6], [-1.5, 0, 8, 0, 0, 0])
    assert np.isnan(bars.values[6:]).all()
    assert bars.start == 0


def test_that_the_value_axis_goes_as_far_down_as_up(panel):
    show(panel)
    assert panel.plot.view.viewRange()[1] == [-8, 8]
    assert panel.plot.zero.value() == 0
    show(panel, first=(20, 1, 1, 1, 1, 1))
    assert panel.plot.view.viewRange()[1] == [-20, 20]


def test_that_the_pointer_reads_both_numbers_and_their_difference(panel, qtbot):
    show(panel)
    qtbot.mouseMove(panel.plot.viewport(), panel.plot.place_of(0, 1.0))
    expected = "token 0 “the”: B 1.0000 − A 2.5000 = −1.5000 bits"
    assert panel.header.readout.text() == expected
    qtbot.mouseMove(panel.plot.viewport(), panel.plot.place_of(2, 1.0))
    assert panel.header.readout.text().endswith("B 9.0000 − A 1.0000 = +8.0000 bits")


def test_that_where_tokens_differ_the_header_says_what_is_summed(panel, qtbot):
    first = opened(*adding_memory())
    show(panel)
    assert HINT.format(first="A") in panel.header.toolTip()
    second = replace(first, pieces=(*first.pieces[:-1], b" sat on"))
    panel.open_two(first, second)
    assert "whole tokens of both" in panel.header.toolTip()
    seen = trace([1, 2])  # " the cat"
    joined = trace([0], every=1)
    (chunk,) = joined.chunks
    joined = Trace((replace(chunk, ends=np.array([8], np.int64)),))
    panel.store_two(frame(costing(seen, (1, 2))), frame(costing(joined, (4,))))
    panel.draw()
    np.testing.assert_array_equal(panel.plot.items[0].values[:3], [1, 1, np.nan])
    qtbot.mouseMove(panel.plot.viewport(), panel.plot.place_of(1, 0.5))
    expected = "tokens 0–1 “␣the·␣cat”: B 4.0000 − A 3.0000 = +1.0000 bits"
    assert panel.header.readout.text() == expected


def test_that_frames_of_two_texts_are_not_put_together(panel):
    show(panel)
    before = panel.frame, panel.second
    seen = trace(IDS)
    panel.store_two(frame(seen, revision=2), frame(seen))
    assert (panel.frame, panel.second) == before
    panel.store_two(None, frame(seen))
    assert (panel.frame, panel.second) == before


def test_that_another_model_forgets_what_was_there(panel):
    model = show(panel)
    panel.open_two(model, opened(*adding_memory()))
    panel.draw()
    assert panel.pages.currentWidget() is panel.message
    assert "bits" in panel.message.text()


def test_that_the_theme_colours_the_zero_line(panel):
    panel.apply_theme(LIGHT)
    assert panel.plot.zero.pen.color().name() == LIGHT.second_text
