"""Figures of predictions, made block by block, equal those of the formulas in double precision."""

import numpy as np
import pytest
import torch

from wmstudio.models import predictions as module
from wmstudio.models.predictions import log_probs, predictions

# A float32 logarithm of a sum over a few hundred terms is exact to some units in the last place.
CLOSE = {"rtol": 1e-5, "atol": 1e-5}


def by_formula(logits_TV, ids_T, before_1V, top):
    """Own log probability, rank, entropy and best candidates, token by token in float64."""
    after_TV = logits_TV.double().log_softmax(-1).numpy()
    rows = [before_1V[0].double().numpy(), *after_TV[:-1]]
    own = [row[token] for row, token in zip(rows, ids_T.tolist(), strict=True)]
    ranks = [1 + int((row > x).sum()) for row, x in zip(rows, own, strict=True)]
    entropy = [-sum(np.exp(x) * x for x in row if x > -np.inf) for row in after_TV]
    best = np.sort(after_TV, axis=-1)[:, ::-1][:, :top]
    return np.array(own), np.array(ranks), np.array(entropy), best


@pytest.mark.parametrize("length", [1, 2, 7, 8, 9, 40])
@pytest.mark.parametrize("vocabulary", [5, 300])
@pytest.mark.parametrize("rows", [1, 8, 1000])
def test_blocks_of_any_size_give_what_the_formulas_give(monkeypatch, length, vocabulary, rows):
    monkeypatch.setattr(module, "BLOCK", rows * vocabulary)
    torch.manual_seed(length)
    logits_TV = 4 * torch.randn(length, vocabulary)
    # Likely tokens and arbitrary ones: some are among the candidates, and some far beyond.
    likely_T, any_T = logits_TV.roll(1, 0).argmax(-1), torch.randint(0, vocabulary, (length,))
    ids_T = torch.where(torch.arange(length) % 2 == 0, likely_T, any_T)
    before_1V = torch.randn(1, vocabulary).log_softmax(-1)
    found = predictions(logits_TV, ids_T, before_1V, 20)
    own, ranks, entropy, best = by_formula(logits_TV, ids_T, before_1V, 20)
    np.testing.assert_allclose(found.own_T, own, **CLOSE)
    np.testing.assert_array_equal(found.ranks_T, ranks)
    np.testing.assert_allclose(found.entropy_T, entropy, **CLOSE)
    np.testing.assert_allclose(found.best_log_p_Tk, best, **CLOSE)
    chosen = logits_TV.double().log_softmax(-1).gather(1, found.best_Tk)
    np.testing.assert_allclose(chosen, best, **CLOSE)


def test_a_token_beyond_the_candidates_has_its_rank_among_all():
    logits_TV = torch.arange(300.0).repeat(4, 1)
    before_1V = logits_TV[:1].log_softmax(-1)
    found = predictions(logits_TV, torch.tensor([299, 280, 279, 0]), before_1V, 20)
    assert found.ranks_T.tolist() == [1, 20, 21, 300]


def test_equal_tokens_share_the_rank_of_the_first():
    logits_TV = torch.zeros(3, 50)
    before_1V = logits_TV[:1].log_softmax(-1)
    found = predictions(logits_TV, torch.tensor([3, 49, 0]), before_1V, 5)
    assert found.ranks_T.tolist() == [1, 1, 1]


def test_impossible_tokens_add_nothing_to_the_entropy():
    logits_TV = torch.zeros(2, 8)
    logits_TV[0, 4:] = -torch.inf
    logits_TV[1, 1:] = -torch.inf
    before_1V = logits_TV[:1].log_softmax(-1)
    found = predictions(logits_TV, torch.tensor([0, 7]), before_1V, 3)
    np.testing.assert_allclose(found.entropy_T, [np.log(4), 0], atol=1e-6)
    assert found.own_T[1] == -torch.inf
    assert found.ranks_T[1] == 5


def test_predictions_that_are_no_numbers_have_none_and_no_rank():
    logits_TV = torch.zeros(3, 5)
    logits_TV[1, 2] = torch.nan
    before_1V = torch.zeros(1, 5).log_softmax(-1)
    for token in (1, 2):
        found = predictions(logits_TV, torch.tensor([0, 1, token]), before_1V, 3)
        assert found.ranks_T.tolist() == [1, 1, 0]
        assert found.own_T.isnan().tolist() == [False, False, True]
        assert found.entropy_T.isnan().tolist() == [False, True, False]
        assert found.best_log_p_Tk[1].isnan().all()


def test_infinite_logits_share_all_there_is():
    """The limit of ever larger ones: 1 for one alone, a half for each of two, 0 for the others."""
    inf = np.inf
    logits_TV = torch.tensor([[inf, 0.0, 2.0, -inf], [inf, 1.0, inf, 0.0]])
    found = predictions(logits_TV, torch.tensor([1, 2]), log_probs(logits_TV[1:]), 4, [0, 1])
    due = torch.tensor([[1.0, 0.0, 0.0, 0.0], [0.5, 0.0, 0.5, 0.0]])
    assert torch.equal(log_probs(logits_TV).exp(), due)
    assert torch.equal(found.kept_NV.exp(), due)
    assert torch.equal(found.best_log_p_Tk.exp(), due.sort(descending=True).values)
    np.testing.assert_allclose(found.entropy_T, [0, np.log(2)], rtol=1e-6)
    assert found.own_T.exp().tolist() == [0.0, 0.0]
    assert found.ranks_T.tolist() == [3, 2]


def test_what_is_no_number_stays_none():
    logits_TV = torch.tensor([[np.nan, 0.0, np.inf], [-np.inf, -np.inf, -np.inf]])
    found = predictions(logits_TV, torch.tensor([1, 2]), torch.zeros(1, 3), 3, [0, 1])
    assert found.kept_NV.isnan().any(-1).all()
    assert log_probs(logits_TV).isnan().any(-1).all()
