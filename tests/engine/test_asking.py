"""Predictions after a state."""

from math import isnan
from pathlib import Path

import numpy as np
import pytest

import wmstudio
from wmstudio.engine.answers.answering import answering
from wmstudio.engine.asking import expected, split
from wmstudio.engine.messages import AnswerExamples, ExampleAnswered, Tokenise
from wmstudio.example_sets.base import PromptExample
from wmstudio.testing.fake import FakeBackend

WRITTEN = Path(__file__).parents[1] / "backends" / "written"


class Astray(FakeBackend):
    """A model that computes nothing that is a number any more."""

    def log_probs(self, state):
        return np.full_like(super().log_probs(state), np.nan)


def test_uncertainty_without_numbers_is_no_certainty():
    backend = Astray()
    assert isnan(expected(backend, backend.initial_state(), 3).entropy_bits)


@pytest.mark.parametrize(
    ("text", "piece", "parts"),
    [("the", " inner", (b" ", b"in", b"n", b"er")), ("the in", "ner", (b"n", b"er"))],
)
def test_a_piece_is_as_probable_as_its_tokens_behind_the_text(text, piece, parts):
    # Llama's tokenizer puts a space before a document: a piece behind a text has none.
    model = wmstudio.open(WRITTEN / "llama-f16.gguf", "cpu")
    whole, asked = model.trace(text + piece, signals=[]), model.probe(text, piece)
    bits = whole.surprisal_bits[-len(parts) :].astype(np.float64)

    assert tuple(model.opened.pieces[i] for i in asked.tokens) == parts
    assert asked.tokens == tuple(whole.ids[-len(parts) :].tolist())
    assert asked.first == pytest.approx(2.0 ** -bits[0], rel=1e-4)
    assert asked.whole == pytest.approx(2.0 ** -bits.sum(), rel=1e-4)


def test_pieces_are_the_tokens_that_they_are_behind_other_text():
    model = wmstudio.open(WRITTEN / "llama-f16.gguf", "cpu")
    the = model.opened.pieces.index(b" the")
    behind = int(model.encode("in the").ids[-1])

    assert behind == the
    assert model.token(" the") == the
    assert split(model.backend, Tokenise((" the",))).tokens == ((the,),)
    assert model.importance("in", " the").bits == pytest.approx(
        float(model.trace("in the", signals=[]).surprisal_bits[-1]), rel=1e-4
    )


def test_a_target_costs_what_its_tokens_behind_the_prompt_cost():
    model = wmstudio.open(WRITTEN / "llama-f16.gguf", "cpu")
    example = PromptExample("in", "the")
    *_, told = answering(model.backend, AnswerExamples(1, (example,), ""))
    whole = model.trace("in the\n", signals=[])

    assert isinstance(told, ExampleAnswered)
    assert told.tokens == len(whole) - len(model.encode("in").ids)
    bits = whole.surprisal_bits[-told.tokens :].astype(np.float64).sum()
    assert told.bits == pytest.approx(bits, rel=1e-4)
