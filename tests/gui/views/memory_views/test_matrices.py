"""The matrices of the layer that is chosen, at the cursor."""

import numpy as np
import pytest

from tests.gui.panels.conftest import frame, lstm, opened, signal, snapshot, trace
from wmstudio.engine.messages import Kind
from wmstudio.gui.views.memory_views.kinds import kind_of
from wmstudio.gui.views.memory_views.matrices import CARRIED, DIMS, MatrixTop

NAMES = ("mix.0.matrix", "mix.1.matrix")
VALUES = dict(zip(NAMES, np.random.default_rng(3).normal(size=(2, 6, 4)).astype(np.float32),
                  strict=True))  # fmt: skip


@pytest.fixture
def model():
    matrices = [
        signal(name, Kind.SLOTS, 6, 4, dims=DIMS, layer=layer, low=-1.0)
        for layer, name in enumerate(NAMES)
    ]
    return opened(*matrices, *lstm())


@pytest.fixture
def top(on_screen):
    return on_screen(MatrixTop(), 400, 300)


def show(top, model, values=VALUES):
    top.show_moment(model, frame(trace([1, 2, 3])), snapshot(2, values))


def test_a_model_with_matrices_is_drawn_by_them(model):
    assert kind_of(model).of_matrices
    assert kind_of(opened(signal("cache.state", Kind.SLOTS, 6, 4, dims=CARRIED))).of_matrices
    assert not kind_of(opened(*lstm())).of_matrices


def test_the_layer_that_is_chosen_is_drawn(top, model):
    top.open(model)
    show(top, model)
    np.testing.assert_array_equal(top.matrix.values, VALUES[NAMES[0]])

    top.contents.choose(NAMES[1])
    show(top, model)
    np.testing.assert_array_equal(top.matrix.values, VALUES[NAMES[1]])


def test_before_the_first_token_there_is_no_matrix(top, model):
    top.open(model)
    show(top, model)
    show(top, model, {})

    assert top.matrix.values is None


@pytest.mark.parametrize(("most", "end"), [(0.013, 0.02), (0.7, 1.0), (31.0, 50.0)])
def test_colours_reach_as_far_as_the_values_rounded_up(top, model, most, end):
    top.open(model)
    show(top, model, {NAMES[0]: VALUES[NAMES[0]] / abs(VALUES[NAMES[0]]).max() * most})

    assert (top.matrix.signal.low, top.matrix.signal.high) == (-end, end)
