"""Lenses between views: against the library, and against reading shorter texts."""

from math import log, log2

import numpy as np
import pytest

import wmstudio
from tests.engine.commands import answers, engine_of
from tests.support import checkpoint
from wmstudio.backends.registry import open_model
from wmstudio.engine.lenses import measuring
from wmstudio.engine.messages import (
    ImportanceMeasured,
    LayersMeasured,
    LayersRead,
    MeasureImportance,
    MeasureLayers,
    ReadThrough,
    SearchEnded,
    SearchProgress,
    StopSearch,
)

TEXT = "The cat sat on the mat, and the dog sat beside it until the rain had stopped. " * 4
FIRST, SECOND = 23, 42


@pytest.fixture(scope="module", params=["transformer", "lstm"])
def path(request, tmp_path_factory):
    return checkpoint(tmp_path_factory.mktemp("models") / request.param, request.param)


@pytest.fixture(scope="module")
def model(path):
    return wmstudio.open(path, "cpu")


def ids_of(model, tokens=None):
    return model.encode(TEXT).ids[:tokens]


def test_layers_of_one_token_say_what_the_library_says(path, model):
    names = model.backend.lens_layers
    trace, reading = model.trace(TEXT, signals=names), model.lens(TEXT, top_k=3)
    at, before = 20, 7
    signals, plain = ({n: trace.signals[n][t] for n in names} for t in (at, before))
    following = int(ids_of(model)[at + 1])
    asked = ReadThrough(5, signals, plain, following, top=3)
    (read,) = answers(engine_of(open_model, path), asked)

    assert isinstance(read, LayersRead)
    assert [one.layer for one in read.layers] == list(reading.layers)
    for layer, one in enumerate(read.layers):
        assert [c.token for c in one.candidates] == reading.topk_ids[layer, at].tolist()
        shares = [c.probability for c in one.candidates]
        np.testing.assert_allclose(shares, reading.topk_probs[layer, at], rtol=1e-4)
        assert one.bits == pytest.approx(reading.bits[layer, at + 1], abs=1e-4)
        other = -model.backend.read_through(one.layer, plain[one.layer][None])[0, following]
        assert one.plain_bits == pytest.approx(other / log(2), abs=1e-4)


def test_layers_that_cannot_be_read_are_answered_with_the_reason(path, model):
    (name, *_) = model.backend.lens_layers
    asked = ReadThrough(5, {name: np.zeros(1, np.float32)}, {}, 1)
    (read,) = answers(engine_of(open_model, path), asked)

    assert isinstance(read, LayersRead)
    assert (read.run, read.layers) == (5, ())
    assert read.why


def test_bits_per_token_are_those_of_the_library_over_several_chunks(path, model):
    ids, reading = ids_of(model), model.lens(TEXT)
    assert len(ids) > measuring.CHUNK
    *steps, told = answers(engine_of(open_model, path), MeasureLayers(1, ids))

    assert isinstance(told, LayersMeasured)
    assert [step.done for step in steps if isinstance(step, SearchProgress)][-1] == len(ids)
    assert told.bits == pytest.approx(dict(reading.bits_per_token), abs=1e-4)
    assert told.own == pytest.approx(float(reading.own_bits[1:].mean()), abs=1e-4)
    assert (told.uniform, told.tokens) == (log2(len(model.backend.pieces)), len(ids))


def test_a_layer_is_judged_between_the_model_and_a_uniform_guess():
    bits = {"good": 5.9, "poor": 6.0, "useless": 8.0}
    told = LayersMeasured(1, bits, own=4.0, uniform=8.0, tokens=9)
    assert [name for name in bits if told.is_poor(name)] == ["poor", "useless"]
    assert [name for name in bits if told.is_a_guess(name)] == ["useless"]


@pytest.mark.parametrize("targets", [(FIRST,), (FIRST, SECOND)])
@pytest.mark.parametrize("most", [128, 6])
def test_importance_is_that_of_the_library_for_the_last_tokens(
    path, model, targets, most, monkeypatch
):
    monkeypatch.setattr(measuring, "MOST_LEFT_OUT", most)
    text = TEXT[:60]
    ids, whole = model.encode(text).ids, model.importance(text, *targets)
    told = answers(engine_of(open_model, path), MeasureImportance(1, ids, targets))[-1]

    assert isinstance(told, ImportanceMeasured)
    assert told.first == max(len(ids) - most, 0)
    assert told.bits == pytest.approx(-whole.bits, abs=1e-4)
    np.testing.assert_allclose(told.estimated, whole.estimated[told.first :], atol=1e-4)
    np.testing.assert_allclose(told.left_out, whole.left_out[told.first :], atol=1e-4)
    x, y = whole.estimated[told.first :], whole.left_out[told.first :]
    assert told.agreement == pytest.approx(np.corrcoef(x, y)[0, 1], abs=1e-3)


def test_a_measurement_can_be_stopped(path, model):
    engine = engine_of(open_model, path)
    list(engine.do(MeasureImportance(3, ids_of(model), (FIRST,))))
    assert isinstance(*engine.go_on(), SearchProgress)
    assert list(engine.do(StopSearch())) == [SearchEnded(3)]
    assert not engine.busy


def test_what_cannot_be_looked_through_says_so_in_a_sentence(model):
    scripted, ids = engine_of(), ids_of(model, 9)
    (read,) = answers(scripted, ReadThrough(1, {"any": np.ones(3, np.float32)}))
    assert (read.layers, read.why) == ((), measuring.NO_LAYERS)
    for asked, why in (
        (MeasureLayers(2, ids), measuring.NO_LAYERS),
        (MeasureImportance(3, ids, (1,)), measuring.NO_GRADIENT),
    ):
        assert answers(scripted, asked) == [SearchEnded(asked.run, why)]


def test_no_tokens_before_the_cursor_are_told(path, model):
    engine = engine_of(open_model, path)
    for asked in (MeasureLayers(2, ids_of(model, 1)), MeasureImportance(3, ids_of(model, 0), (1,))):
        assert answers(engine, asked) == [SearchEnded(asked.run, measuring.NO_TOKENS)]
