"""A trace as a value: places in the text, stretches of signals, pictures."""

from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest

from wmstudio.contract import Kind, Signal
from wmstudio.engine.document_engine import DocumentEngine
from wmstudio.engine.messages import View
from wmstudio.engine.trace import PAGE, Pages, Trace, picture
from wmstudio.testing.fake import FakeBackend

TEXT = "aé😀b\n" * 40


@pytest.fixture(scope="module")
def trace():
    view = View(1, TEXT, 0, watch=("fake.gate",), window=(0, 130))
    return list(DocumentEngine(FakeBackend()).read(view))[-1].trace


@pytest.mark.parametrize("start", [0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 2 * PAGE + 9])
def test_a_slice_of_pages_equals_that_of_a_tuple(start):
    chunks = tuple(range(2 * PAGE + 5))
    pages = Pages((chunks[:PAGE], chunks[PAGE : 2 * PAGE], chunks[2 * PAGE :]))
    for stop in (-1, 0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 2 * PAGE + 3, 3 * PAGE):
        for step in (1, 2, -1):
            assert pages[start:stop:step] == chunks[start:stop:step]


def test_that_spans_tile_the_text_across_chunks(trace):
    spans = [trace.span(i) for i in range(len(trace))]
    assert spans[0][0] == 0
    assert spans[-1][1] == len(TEXT)
    assert all(a[1] == b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize("caret", [0, 1, 2, 3, 5, 64, 77, len(TEXT), len(TEXT) + 9])
def test_that_the_token_before_a_caret_is_the_last_that_ends_there(trace, caret):
    ends = trace.column("ends")
    expected = max((i for i, end in enumerate(ends) if end <= caret), default=-1)
    assert trace.token_before(caret) == expected


def test_that_ids_are_those_of_the_tokenizer(trace):
    ids = FakeBackend().encode(TEXT).ids
    assert [trace.id(i) for i in range(len(trace))] == ids.tolist()
    assert trace.column("ids", 60, 70).tolist() == ids[60:70].tolist()


def test_that_a_token_outside_is_an_error(trace):
    for token in (-1, len(trace)):
        with pytest.raises(IndexError):
            trace.id(token)


def test_that_a_signal_is_given_exactly_or_not_at_all(trace):
    gate = trace.signal("fake.gate", 60, 130)
    assert gate.shape == (70, 4)
    np.testing.assert_allclose(gate[:, 0], (np.arange(60, 130) % 10) / 16)
    assert trace.signal("fake.gate", 60, 300) is None
    assert trace.signal("fake.value", 0, 10) is None


def test_that_one_unit_is_given_where_it_is_known(trace):
    found = trace.values("fake.gate", 120, 300, unit=3)
    np.testing.assert_array_equal(found[:72], trace.signal("fake.gate", 120, 192)[:, 3])
    assert np.isnan(found[72:]).all()
    assert np.isnan(trace.values("fake.value", 0, 10)).all()
    assert trace.values("fake.gate", 5, 3).shape == (0,)


def test_that_exact_values_are_given_where_they_are_known(trace):
    found = trace.exact("fake.gate", 120, 300, 4)
    np.testing.assert_array_equal(found[:72], trace.signal("fake.gate", 120, 192))
    assert np.isnan(found[72:]).all()
    assert trace.exact("fake.gate", 5, 3, 4).shape == (0, 4)


def test_that_a_picture_is_the_signal_in_256_steps_and_says_what_is_unknown(trace):
    image, known = trace.picture("fake.gate", 120, 400, 4)
    assert image.shape == (280, 4)
    recorded = 192 - 120  # whole chunks of 64 are recorded
    assert known.tolist() == [True] * recorded + [False] * (280 - recorded)
    exact = trace.signal("fake.gate", 120, 192)
    np.testing.assert_allclose(image[:recorded] / 255, exact, atol=0.5 / 255 + 1e-6)
    assert (image[recorded:] == 0).all()


def test_that_a_picture_of_a_signed_signal_has_zero_in_the_middle():
    signal = Signal("s", Kind.ACTIVATION, ("unit",), (3,), "signed", -2.0, 2.0)
    assert picture(np.array([[-2.0, 0.0, 9.0]], np.float32), signal).tolist() == [[0, 128, 255]]


def test_that_the_empty_trace_has_no_tokens():
    empty = Trace()
    assert len(empty) == 0
    assert empty.token_before(5) == -1
    assert len(empty.column("ids")) == 0
    assert empty.picture("x", 0, 8, 2)[1].tolist() == [False] * 8


@pytest.mark.parametrize(("start", "stop"), [(0, 130), (3, 70), (64, 128), (-5, 400)])
def test_that_extremes_are_those_of_the_known_values(trace, start, stop):
    exact = trace.exact("fake.gate", start, stop, 4)
    known = exact[np.isfinite(exact)]
    assert trace.extremes("fake.gate", start, stop) == (known.min(), known.max())


def test_that_extremes_of_what_is_not_known_are_infinite(trace):
    assert trace.extremes("fake.other", 0, 10) == (np.inf, -np.inf)


def test_huge_values_are_drawn_as_the_end_of_the_range():
    values = np.array([[-3e38, -1.0, 0.0, 1.0, 3e38]], np.float32)
    narrow = Signal("it", Kind.ACTIVATION, ("unit",), (5,), "", -1.0, 1.0)
    assert picture(values, narrow).tolist() == [[0, 0, 128, 255, 255]]


def rows_of(chunk):
    """How many rows each of its arrays has, those of signals included."""
    values = [getattr(chunk, one.name) for one in fields(chunk)]
    tables = [one for one in values if isinstance(one, dict)]
    return {
        len(x)
        for x in (*values, *(rows for table in tables for rows in table.values()))
        if isinstance(x, np.ndarray)
    }


def test_every_array_of_a_chunk_is_cut_and_joined(trace):
    whole = trace.chunks[0]
    names = next(iter(whole.signals)), "another"
    rounded = {names[0]: np.arange(len(whole.ids)) % 2 == 0}
    whole = replace(
        whole,
        rounded=rounded,
        topk_memory=whole.topk_probs,
        signals=dict.fromkeys(names, whole.signals[names[0]]),
        pictures=dict.fromkeys(names, whole.pictures[names[0]]),
    )
    middle = whole.start + 2
    left, right = whole.part(whole.start, middle), whole.part(middle, whole.stop)
    assert (rows_of(left), rows_of(right)) == ({2}, {len(whole.ids) - 2})
    again = left.joined(right)
    np.testing.assert_array_equal(again.rounded[names[0]], rounded[names[0]])
    assert rows_of(again) == {len(whole.ids)}
    assert not again.unseen().rounded


def test_what_is_no_number_is_drawn_without_a_warning():
    signal = Signal("x", Kind.GATE, ("unit",), (2,), "x", 0.0, 1.0)
    assert picture(np.array([[np.nan, 1.0]], np.float32), signal).tolist() == [[0, 255]]
