"""Attention: what the model looks at from the cursor, in the panel and for the text."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.gui.panels.conftest import (
    attention,
    frame,
    lstm,
    opened,
    snapshot,
    table_memory,
    trace,
    transformer,
)
from wmstudio.gui.base.colours import table
from wmstudio.gui.base.theme import DARK, LIGHT
from wmstudio.gui.base.wording import percent
from wmstudio.gui.panels.attention import CURVES, MAP, NONE, AttentionPanel

IDS = [1, 2, 3, 4, 5, 6, 7, 8, 9]
HEADS, WINDOW = 2, 6
NAME = "attention.1.weights"
RNG = np.random.default_rng(7)


def softmax(x):
    p = np.exp(x)
    return (p / p.sum(-1, keepdims=True)).astype(np.float32)


FIRST, LAST = softmax(RNG.normal(0, 2, (2, HEADS, WINDOW)))
SIGNALS = {"attention.0.weights": FIRST, NAME: LAST}


@pytest.fixture
def panel(axis, on_screen):
    return on_screen(AttentionPanel(axis))


def show(panel, token=4, signals=SIGNALS, declared=None, untouched=None):
    panel.open(opened(*(declared or transformer(2, HEADS, WINDOW)), *lstm()))
    at = snapshot(token, signals if token >= 0 else {})
    was = None if untouched is None else snapshot(token, untouched)
    panel.store(replace(frame(trace(IDS), cursor=token, at=at), untouched=was))
    panel.draw()


def test_the_untouched_model_has_a_second_column_for_each_token(panel, qtbot):
    show(panel, untouched={NAME: FIRST})
    image = panel.map.image.image
    full = 1.0 if max(LAST.max(), FIRST.max()) > 0.5 else 0.5
    for column, weights in ((0, LAST), (1, FIRST)):
        for token in range(5):
            expected = np.rint(weights[:, 4 - token] / full * 255)
            np.testing.assert_allclose(image[:, 2 * token + column], expected, atol=1)
    qtbot.mouseMove(panel.map.viewport(), panel.map.place_of(2, 1.5))
    now, was = (percent(float(weights[1, 2])) for weights in (LAST, FIRST))
    assert panel.header.readout.text().endswith(f": {now} % (untouched {was} %)")


def test_the_untouched_model_has_a_dashed_line_in_curves(panel):
    panel.form.choose(CURVES)
    panel.head.choose("mean")
    show(panel, untouched={NAME: FIRST})
    x, y = panel.curves.untouched.getData()
    np.testing.assert_allclose(y[:5], FIRST.mean(axis=0)[4::-1], rtol=1e-6)
    assert x[0] == 0.5
    assert panel.curves.legend.compares


def test_an_equal_reading_of_the_untouched_model_is_not_drawn_twice(panel):
    show(panel, untouched=SIGNALS)
    once = panel.map.image.image.shape
    show(panel)
    assert panel.map.image.image.shape == once
    panel.form.choose(CURVES)
    show(panel, untouched=SIGNALS)
    assert not panel.curves.legend.compares


def test_that_each_head_is_a_row_and_each_token_stands_in_its_own_column(panel):
    show(panel)
    image = panel.map.image.image
    full = 1.0 if LAST.max() > 0.5 else 0.5
    for token in range(5):
        expected = np.rint(LAST[:, 4 - token] / full * 255)
        np.testing.assert_allclose(image[:, token], expected, atol=1)


def test_that_tokens_after_the_cursor_and_out_of_reach_are_covered(panel, axis):
    show(panel, token=7)
    assert panel.map.cover.runs == [(0, 2)]
    show(panel, token=4)
    assert panel.map.cover.runs == [(5, 8)]


def test_that_columns_stay_with_their_tokens_when_the_axis_is_scrolled(panel, axis):
    show(panel, token=7)
    before = panel.map.image.image[:, 5].copy()
    axis.show(4, 12)
    panel.draw()
    np.testing.assert_array_equal(panel.map.image.image[:, 1], before)
    assert panel.map.view.viewRange()[0] == [4, 12]


def test_that_the_cursor_line_stands_in_its_token_and_a_click_asks_for_another(panel, qtbot):
    show(panel)
    assert panel.map.line.line().x1() == 4.5
    with qtbot.waitSignal(panel.cursor_requested) as asked_for:
        place = panel.map.place_of(2, 0.5)
        qtbot.mouseClick(panel.map.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked_for.args == [2]


def test_that_the_pointer_reads_a_heads_exact_weight(panel, qtbot):
    show(panel)
    qtbot.mouseMove(panel.map.viewport(), panel.map.place_of(1, 1.5))
    expected = f"head 1, token 1 “cat”: {100 * LAST[1, 3]:.1f} %"
    assert panel.header.readout.text() == expected
    qtbot.mouseMove(panel.map.viewport(), panel.map.place_of(6, 1.5))
    assert panel.header.readout.text().endswith("cannot be looked at from the cursor")


def test_that_the_strongest_tokens_are_told_while_nothing_is_pointed_at(panel):
    show(panel)
    mean = LAST.mean(0)[:5]
    best = int(mean.argmax())
    text = ("m", "on", "is", "cat", "the")[best]
    assert panel.header.readout.text().startswith(f"mean: “{text}” {100 * mean[best]:.1f} %, ")


def test_small_shares_have_two_decimals_and_signed_weights_four(panel):
    shares = np.full((HEADS, WINDOW), 0.0, np.float32)
    shares[:, :3] = 0.9992, 0.0008, 0.00002
    show(panel, signals={NAME: shares})
    readout = panel.header.readout.text()
    assert [part.rpartition("” ")[2] for part in readout.split(", ")][:3] == [
        "99.9 %",
        "0.08 %",
        "<0.01 %",
    ]
    match = np.array([[-0.25, 0.1, 0, 0, 0, 0]] * HEADS, np.float32)
    declared = table_memory(HEADS, 3, 4, WINDOW)
    show(panel, signals={"keyvalue.match": match}, declared=declared)
    panel.picker.choose("keyvalue.match")
    panel.draw()
    assert "−0.2500" in panel.header.readout.text()


def test_that_another_layer_and_another_head_can_be_looked_at(panel):
    show(panel)
    panel.picker.choose("attention.0.weights")
    panel.head.setCurrentText("head 0")
    panel.form.choose(CURVES)
    panel.draw()
    steps = panel.curves.filled.getData()[1]
    np.testing.assert_allclose(steps[:5], FIRST[0, :5][::-1])
    assert steps[5:].max() == 0


def test_that_the_curves_are_the_mean_filled_and_every_head_as_a_line(panel):
    show(panel)
    panel.form.choose(CURVES)
    panel.draw()
    assert panel.forms.currentWidget() is panel.curves
    np.testing.assert_allclose(panel.curves.filled.getData()[1][:5], LAST.mean(0)[4::-1])
    x, y = panel.curves.lines.getData()
    heads = y.reshape(HEADS, -1)
    np.testing.assert_allclose(heads[:, :5], LAST[:, 4::-1])
    assert np.isnan(heads[:, 5:]).all()
    np.testing.assert_array_equal(x[:5], np.arange(5) + 0.5)


def test_heads_that_read_one_whole_together_are_told_as_in_the_memory_panel(panel):
    shared = np.full((HEADS, WINDOW), 0.01, np.float32)
    shared[:, 2] = 0.46, 0.44
    pointer = [replace(attention("pointer.weights", HEADS, WINDOW), names=True)]
    show(panel, signals={"pointer.weights": shared}, declared=pointer)
    assert panel.header.readout.text().startswith("all heads: “is” 90.0 %")
    panel.form.choose(CURVES)
    panel.draw()
    np.testing.assert_allclose(panel.curves.filled.getData()[1][2], 0.9, rtol=1e-6)
    assert panel.curves.looks.high >= 0.9
    assert panel.shading().weights.max() == pytest.approx(0.9)


def test_that_the_scale_of_the_shades_is_told(panel):
    show(panel, signals={NAME: np.full((HEADS, WINDOW), 0.15, np.float32)})
    assert panel.in_text.toolTip().endswith("the strongest colour is 20.0 %")


def test_that_shares_are_shown_before_what_is_signed(panel):
    show(panel, signals={}, declared=table_memory(HEADS, 3, 4, WINDOW))
    assert panel.picker.signal.name == "keyvalue.recall"


def test_that_signed_weights_are_drawn_around_zero(panel):
    declared = table_memory(HEADS, 3, 4, WINDOW)
    match = np.array([[0.4, -0.2, 0.1, 0, 0, 0]] * HEADS, np.float32)
    show(panel, token=4, signals={"keyvalue.match": match}, declared=declared)
    panel.picker.choose("keyvalue.match")
    panel.draw()
    assert panel.map.image.image[0, 4] == round((0.4 + 0.5) * 255)
    assert panel.map.image.image[0, 3] == round((-0.2 + 0.5) * 255)
    np.testing.assert_array_equal(panel.map.image.lut, table(-0.5, 0.5, panel.theme, reads=True))
    np.testing.assert_allclose(panel.shading().weights, [0, 0, 0.2, -0.4, 0.8], atol=1e-6)


def test_that_weights_without_heads_are_one_row_and_offer_no_head(panel):
    weights = np.array([0.0, 0.5, 0.2, 0.1, 0.1, 0.1], np.float32)
    declared = [attention("cache.weights", WINDOW)]
    show(panel, token=3, signals={"cache.weights": weights}, declared=declared)
    assert panel.map.image.image.shape == (1, 8)
    assert panel.head.isHidden()
    assert panel.map.image.image[0, 2] == 255
    np.testing.assert_allclose(panel.shading().weights, [0.2, 0.4, 1.0, 0.0])
    panel.form.choose(CURVES)
    panel.draw()
    panel.grab()


def test_that_a_model_without_attention_is_said_in_a_sentence(panel):
    show(panel, declared=lstm())
    assert panel.pages.currentWidget() is panel.message
    assert panel.message.text() == NONE
    assert panel.shading() is None
    show(panel)
    assert panel.pages.currentWidget() is panel.body


def test_that_no_model_and_no_text_are_said_in_a_sentence(panel):
    panel.draw()
    assert panel.message.text() == "No model is open."
    panel.open(opened(*transformer()))
    panel.store(frame(trace([])))
    panel.draw()
    assert panel.message.text() == panel.nothing


def test_that_before_the_first_token_nothing_is_looked_at(panel):
    show(panel)
    show(panel, token=-1)
    assert panel.map.cover.runs == [(0, 8)]
    assert panel.map.drawn_range == (0.0, 1.0)
    assert panel.shading() is None


def test_that_the_text_is_shaded_by_the_chosen_heads_weights(panel, qtbot):
    show(panel)
    shading = panel.shading()
    assert shading.first == 0
    mean = LAST.mean(0)[4::-1]
    full = 1.0 if LAST.mean(0).max() > 0.5 else 0.5
    np.testing.assert_allclose(shading.weights, mean / full, rtol=1e-5)
    with qtbot.waitSignal(panel.shading_changed):
        panel.head.setCurrentText("head 1")
    chosen = LAST[1]
    full = 1.0 if chosen.max() > 0.5 else 0.5
    np.testing.assert_allclose(panel.shading().weights, chosen[4::-1] / full, rtol=1e-5)


def test_that_only_tokens_within_reach_are_shaded(panel):
    show(panel, token=8)
    shading = panel.shading()
    assert (shading.first, len(shading.weights)) == (3, WINDOW)


def test_that_shading_can_be_switched_off(panel, qtbot):
    show(panel)
    with qtbot.waitSignal(panel.shading_changed):
        panel.in_text.click()
    assert panel.shading() is None


def test_that_the_picture_is_not_made_again_while_the_moment_is_the_same(panel):
    show(panel)
    before = panel.map.image.image
    panel.store(frame(trace(IDS), cursor=4, at=panel.frame.snapshot, revision=2))
    panel.draw()
    assert panel.map.image.image is before


def test_that_what_was_there_stays_while_the_cursors_token_is_computed(panel):
    show(panel)
    before = panel.map.image.image
    now = panel.frame
    panel.store(replace(now, snapshot=None, complete=False))
    panel.draw()
    assert panel.map.image.image is before
    assert panel.pages.currentWidget() is panel.body


@pytest.mark.parametrize("form", [MAP, CURVES])
@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_that_both_forms_take_the_theme(panel, form, theme):
    show(panel)
    panel.form.choose(form)
    panel.draw()
    panel.apply_theme(theme)
    assert panel.forms.currentWidget().backgroundBrush().color().name() == theme.panel
    panel.grab()


def test_that_fewer_heads_of_another_model_leave_no_choice_of_one_that_is_gone(panel):
    show(panel)
    panel.head.setCurrentText("head 1")
    one = {name: x[:1] for name, x in SIGNALS.items()}
    show(panel, signals=one, declared=transformer(2, 1, WINDOW))
    assert panel.map.image.image.shape[0] == 1
    full = 1.0 if LAST[0].max() > 0.5 else 0.5
    np.testing.assert_allclose(panel.shading().weights[-1] * full, LAST[0, 0], rtol=1e-5)
    assert panel.head.isHidden()
