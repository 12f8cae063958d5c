"""The bits of a text are those of its tokens, however it is read."""

import numpy as np
import pytest
import torch

from tests import support
from wmstudio.models.scoring import text_bits

TEXTS = [support.PAGE, "The cat.", support.PAGE[:60], "T"]


@pytest.mark.parametrize("family", support.SIZES)
@pytest.mark.parametrize("chunk", [7, 256])
def test_that_the_bits_are_the_sum_over_steps_from_the_initial_state(family, chunk):
    model = support.model(family).eval()
    ids = support.tokenizer().encode(support.PAGE).ids
    (bits,) = text_bits(model, [ids], chunk)
    with torch.no_grad():
        assert bits == pytest.approx(support.stepwise_bits(model, ids), rel=1e-5)


@pytest.mark.parametrize("family", support.SIZES)
def test_that_what_a_text_is_read_together_with_does_not_matter(family):
    model = support.model(family).eval()
    texts = [support.tokenizer().encode(text).ids for text in TEXTS]
    together = text_bits(model, texts, chunk=16)
    alone = [text_bits(model, [ids])[0] for ids in texts]
    np.testing.assert_allclose(together, alone, rtol=1e-5)
    assert len({round(bits) for bits in alone}) == len(texts)


def test_that_every_token_is_told_of_once():
    ids = support.tokenizer().encode(support.PAGE).ids
    told = []
    text_bits(support.model(), [ids, ids[:3]], chunk=10, tell=told.append)
    assert sum(told) == len(ids)
    assert max(told) == 10


@torch.no_grad()
def test_infinite_logits_cost_what_is_left_for_them():
    model, ids = support.model(), np.array([5, 5, 9], np.int32)
    model.words.bias[5], model.words.bias[9] = torch.inf, -torch.inf
    assert text_bits(model, [ids[:2]]) == [0.0]
    assert text_bits(model, [ids]) == [np.inf]
    model.words.bias[9] = torch.inf
    assert text_bits(model, [ids], chunk=1) == pytest.approx([3.0])
