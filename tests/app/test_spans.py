"""Figures of a span are sums written out; its table is read back."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest

import wmstudio
from tests.engine.frames import frame as by_hand
from wmstudio.app.quantities import RANK, SURPRISAL, Quantity
from wmstudio.app.spans import (
    Span,
    bits_per_byte,
    figures,
    peak,
    place_of,
    size_in_bytes,
    span_at,
    span_between,
    table,
    with_model,
)
from wmstudio.engine.document_engine import DocumentEngine
from wmstudio.engine.messages import View
from wmstudio.testing.fake import FakeBackend

WRITTEN = Path(__file__).parents[1] / "backends" / "written"
TEXT = 'abc, é😀 "q"\nxyz'


@pytest.fixture(scope="module")
def trace():
    return list(DocumentEngine(FakeBackend()).read(View(1, TEXT, 0)))[-1].trace


def test_that_a_span_has_both_tokens_it_was_dragged_between():
    assert span_between(7, 3) == span_between(3, 7) == Span(3, 8)
    assert span_between(-2, 0) == Span(0, 1)
    assert Span(3, 8).within(5) == Span(3, 5)
    assert Span(3, 8).within(3) is None


def test_that_figures_are_of_what_is_known():
    found = figures(np.array([1.0, np.nan, 3.0, 5.0], np.float32))
    assert (found.known, found.mean, found.least, found.most, found.total) == (3, 3, 1, 5, 9)
    assert figures(np.array([np.nan], np.float32)).known == 0


def test_that_bits_per_byte_is_the_sum_of_bits_by_the_bytes_of_the_text(trace):
    pieces = FakeBackend().pieces
    span = Span(5, len(trace))
    start, stop = place_of(trace, span)
    expected = trace.column("surprisal_bits")[5:].sum() / len(TEXT[start:stop].encode())
    assert bits_per_byte(trace, span, pieces) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("span", "written"),
    [(Span(0, 9), "你好 in the"), (Span(0, 1), ""), (Span(7, 8), " "), (Span(8, 9), "in")],
)
def test_that_a_space_that_nobody_typed_has_no_bytes(span, written):
    model = wmstudio.open(WRITTEN / "llama-f16.gguf", "cpu")
    text = "你好 in the"
    trace = list(DocumentEngine(model.backend).read(View(1, text, 0)))[-1].trace
    pieces = model.opened.pieces
    if span == Span(0, 9):
        span = Span(0, len(trace))
        bits = trace.column("surprisal_bits").astype(float).sum()
        own = bits_per_byte(trace, span, pieces, text)
        assert own == pytest.approx(bits / len(text.encode()), rel=1e-6)
    assert size_in_bytes(trace, span, pieces, text) == len(written.encode())
    # A byte of a character counts alone.
    assert size_in_bytes(trace, Span(2, 4), pieces, text) == 2


def test_that_a_piece_for_any_unknown_word_has_the_bytes_of_the_word():
    trace = by_hand([b"the ", b"xyz ", b"end"], [1, 2, 4]).trace
    pieces = [b""]
    assert size_in_bytes(trace, Span(0, 3), pieces, "the xyz end") == 11
    assert size_in_bytes(trace, Span(1, 2), pieces, "the xyz end") == 4
    assert bits_per_byte(trace, Span(1, 2), pieces, "the xyz end") == 0.5


def test_that_a_span_is_found_again_by_its_text(trace):
    for span in (Span(0, 3), Span(2, 7), Span(7, 11), Span(0, len(trace))):
        assert span_at(trace, *place_of(trace, span)) == span
    assert span_at(trace, 3, 3) is None


def test_that_the_table_says_exactly_what_the_trace_does(trace):
    quantities = (
        Quantity(SURPRISAL),
        Quantity(RANK),
        Quantity(FakeBackend().signals["fake.value"]),
    )
    written = table(trace, Span(0, 14), FakeBackend().pieces, quantities)
    rows = list(csv.DictReader(io.StringIO(written)))
    assert [int(row["id"]) for row in rows] == trace.column("ids", 0, 14).tolist()
    np.testing.assert_allclose(
        [float(row["token.surprisal"]) for row in rows],
        trace.column("surprisal_bits", 0, 14),
        rtol=1e-5,
    )
    assert [int(row["token.rank"]) for row in rows] == trace.column("ranks", 0, 14).tolist()
    assert rows[0]["piece"] == "a"
    assert {row["fake.value"] for row in rows} == {""}


def test_that_the_next_peak_stands_out_and_is_a_top():
    values = np.array([1, 1, 9, 1, 2, 1, 8, 8, 1, np.nan], np.float32)
    assert peak(values, -1, 1) == 2
    assert peak(values, 2, 1) == 6
    assert peak(values, 6, 1) is None
    assert peak(values, 6, -1) == 2
    assert peak(np.zeros(0, np.float32), 0, 1) is None


def test_that_what_was_impossible_is_a_peak():
    assert peak(np.array([1, 1, np.inf, 1], np.float32), 0, 1) == 2


def test_that_a_selection_has_all_tokens_of_a_character_that_takes_several(trace):
    # Bytes are tokens: a b c , ␣ é é 😀 😀 😀 😀 ␣ " …
    assert span_at(trace, 5, 6) == Span(5, 7)
    assert span_at(trace, 6, 7) == Span(7, 11)
    assert span_at(trace, 4, 7) == Span(4, 11)
    assert span_at(trace, 5, 5) is None


def test_that_a_span_of_part_of_a_character_is_all_of_it(trace):
    assert place_of(trace, Span(8, 9)) == place_of(trace, Span(7, 11)) == (6, 7)
    assert place_of(trace, Span(6, 8)) == (5, 7)


def test_pieces_that_are_formulas_are_texts_in_the_table():
    session = DocumentEngine(FakeBackend())
    frame = [f for f in session.read(View(1, "=+-@a", 5)) if f is not None][-1]
    made = table(frame.trace, Span(0, 5), session.backend.pieces, ())
    rows = list(csv.reader(io.StringIO(made)))

    assert [row[2] for row in rows[1:]] == ["'=", "'+", "'-", "'@", "a"]
    named = list(csv.reader(io.StringIO(with_model("a\n1\n", "=cmd()"))))
    assert named[1] == ["'=cmd()", "1"]
