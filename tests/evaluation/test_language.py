"""Bits per byte and perplexity are what a sum over single steps gives."""

import math

import pytest
import torch

from tests import support
from wmstudio.evaluation.language import EvaluationError, score_text

TEXT = support.PAGE + "Ein Bär – “čaj” 🐻\n"


@pytest.mark.parametrize("family", support.SIZES)
def test_that_the_score_of_a_text_is_its_sum_over_steps(family):
    model, tokenizer = support.model(family).eval(), support.tokenizer()
    score = score_text(model, tokenizer, TEXT)
    ids = tokenizer.encode(TEXT).ids
    with torch.no_grad():
        bits = support.stepwise_bits(model, ids)
    assert (score.tokens, score.bytes) == (len(ids), len(TEXT.encode()))
    assert score.bits_per_byte == pytest.approx(bits / len(TEXT.encode()), rel=1e-5)
    assert score.perplexity == pytest.approx(2 ** (bits / len(ids)), rel=1e-5)


def test_that_the_figures_belong_together():
    score = score_text(support.model().eval(), support.tokenizer(), TEXT)
    figures = score.figures
    per_token = figures["bits_per_byte"] * figures["bytes_per_token"]
    assert math.log2(figures["perplexity_per_token"]) == pytest.approx(per_token)
    assert figures["seconds"] > 0
    assert figures["tokens_per_second"] * figures["seconds"] == pytest.approx(figures["tokens"])


def test_that_a_model_which_knows_nothing_needs_the_logarithm_of_its_vocabulary():
    model = support.model().eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    score = score_text(model, support.tokenizer(), TEXT)
    assert score.perplexity == pytest.approx(300, rel=1e-5)


def test_that_an_empty_text_has_no_score():
    with pytest.raises(EvaluationError, match="empty"):
        score_text(support.model(), support.tokenizer(), "")


def test_that_a_model_without_probabilities_is_told():
    model = support.model().eval()
    with torch.no_grad():
        model.words.bias[:] = math.nan
    with pytest.raises(EvaluationError, match="no finite numbers"):
        score_text(model, support.tokenizer(), "The cat")
