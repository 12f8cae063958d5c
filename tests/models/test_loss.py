"""The loss in pieces is the loss."""

import pytest
import torch
from torch.nn import functional as F

from wmstudio.models.loss import ROWS_AT_A_TIME, PointerScores, SumOfNats


@pytest.mark.parametrize("rows", [1, 7, ROWS_AT_A_TIME, 2 * ROWS_AT_A_TIME + 3])
def test_that_the_sum_and_its_gradients_are_those_of_cross_entropy(rows):
    torch.manual_seed(rows)
    y, words, bias = torch.randn(rows, 6), torch.randn(11, 6), torch.randn(11)
    target = torch.randint(11, (rows,))
    ours = [x.clone().requires_grad_() for x in (y, words, bias)]
    theirs = [x.double().requires_grad_() for x in (y, words, bias)]
    nats = SumOfNats.apply(*ours, target)
    known = F.cross_entropy(F.linear(*theirs), target, reduction="sum")
    (nats * 0.5).backward()
    (known * 0.5).backward()
    torch.testing.assert_close(nats.double(), known, rtol=1e-5, atol=1e-5)
    for a, b in zip(ours, theirs, strict=True):
        torch.testing.assert_close(a.grad.double(), b.grad, rtol=1e-4, atol=1e-4)


def test_that_low_precision_comes_near():
    torch.manual_seed(0)
    y, words, bias = torch.randn(40, 6), torch.randn(11, 6), torch.randn(11)
    target = torch.randint(11, (40,))
    low = SumOfNats.apply(y.bfloat16(), words, bias, target)
    known = F.cross_entropy(F.linear(y, words, bias), target, reduction="sum")
    torch.testing.assert_close(low, known, rtol=2e-2, atol=2e-2)


NOWHERE = float("-inf")


@pytest.mark.parametrize("rows", [1, 7, ROWS_AT_A_TIME + 3])
def test_the_mixture_with_a_memory_and_its_gradients_are_those_of_its_formula(rows):
    torch.manual_seed(rows)
    y, words, bias = torch.randn(rows, 6), torch.randn(11, 6), torch.randn(11)
    target, z, hit = torch.randint(11, (rows,)), 2 * torch.randn(rows), 2 * torch.randn(rows)
    everything = torch.logaddexp(hit, 2 * torch.randn(rows))
    # Where the memory does not hold the target, and where it holds nothing.
    hit[::3] = NOWHERE
    everything[::6] = NOWHERE
    ours = [x.clone().requires_grad_() for x in (y, words, bias, z, hit, everything)]
    theirs = [x.double().requires_grad_() for x in (y, words, bias, z, hit, everything)]
    nats = SumOfNats.apply(*ours[:3], target, *ours[3:])
    own = F.linear(*theirs[:3]).softmax(-1).gather(1, target[:, None])[:, 0]
    network, right, all_places = (x.exp() for x in theirs[3:])
    known = -((network * own + right) / (network + all_places)).log().sum()
    (nats * 0.5).backward()
    (known * 0.5).backward()
    # Sums over the rows of numbers that float32 keeps to 1e-7 of the largest.
    torch.testing.assert_close(nats.double(), known, rtol=1e-5, atol=1e-5)
    for a, b in zip(ours, theirs, strict=True):
        torch.testing.assert_close(a.grad.double(), b.grad, rtol=1e-4, atol=1e-4)


def test_scores_of_the_memory_and_their_gradients_are_those_of_autograd():
    torch.manual_seed(5)
    batch, heads, time, places, key = 2, 3, 4, 9, 5
    q = torch.randn(batch, heads, time, key, dtype=torch.double, requires_grad=True)
    k = torch.randn(batch, heads, places, key, dtype=torch.double, requires_grad=True)
    tokens, targets = torch.randint(3, (batch, places)), torch.randint(3, (batch, time))
    targets[0, 1] = 7  # nowhere
    reach = torch.rand(batch, time, places) < 0.6
    reach[..., 0] = True
    reach[1, 2] = False  # an empty memory
    s = (q @ k.transpose(2, 3)).masked_fill(~reach[:, None], NOWHERE)
    right = tokens[:, None] == targets[..., None]
    expected_hit = s.masked_fill(~right[:, None], NOWHERE).exp().sum((1, 3)).log()
    expected_all = s.exp().sum((1, 3)).log()
    found_hit, found_all = PointerScores.apply(q, k, tokens, targets, reach)
    torch.testing.assert_close(found_hit, expected_hit)
    torch.testing.assert_close(found_all, expected_all)
    assert found_hit[0, 1] == found_hit[1, 2] == found_all[1, 2] == NOWHERE

    def gradients(hit, everything):
        weights = torch.arange(1.0, 1 + batch * time, dtype=torch.double).view(batch, time)
        # Only what is found: the logarithm of nothing has no gradient that is a number.
        found = hit[right.logical_and(reach).any(-1)].sum()
        some = reach.any(-1)
        return torch.autograd.grad(found + (weights * everything)[some].sum(), (q, k))

    for a, b in zip(
        gradients(found_hit, found_all),
        gradients(*(torch.where(x.isfinite(), x, 0) for x in (expected_hit, expected_all))),
        strict=True,
    ):
        torch.testing.assert_close(a, b)


def test_scores_of_the_memory_keep_full_precision_in_mixed_precision():
    torch.manual_seed(6)
    q, k = (torch.randn(2, 3, n, 5, requires_grad=True) for n in (4, 9))
    tokens, targets = torch.randint(3, (2, 9)), torch.randint(3, (2, 4))
    given = (q, k, tokens, targets, torch.ones(2, 4, 9, dtype=torch.bool))
    wanted = PointerScores.apply(*given)
    with torch.autocast("cpu", torch.bfloat16):
        found = PointerScores.apply(*given)
    torch.testing.assert_close(found, wanted)
    for a, b in zip(
        *(torch.autograd.grad(sum(x.sum() for x in both), (q, k)) for both in (found, wanted)),
        strict=True,
    ):
        torch.testing.assert_close(a, b)


@pytest.mark.parametrize("gap", [50.0, 86.0, 88.0, 95.0, 103.0, 104.0, 1000.0])
def test_gradients_are_numbers_however_far_apart_scores_are(gap):
    q = torch.zeros(1, 1, 1, 2)
    q[..., 0] = gap
    q.requires_grad_()
    k = torch.eye(2).expand(1, 1, 2, 2).clone().requires_grad_()
    reach = torch.ones(1, 1, 2, dtype=torch.bool)
    # The place of the target scores 0, and the other one ``gap``.
    hit, everything = PointerScores.apply(q, k, torch.tensor([[5, 7]]), torch.tensor([[7]]), reach)
    (everything.sum() - torch.logaddexp(torch.full_like(hit, -3.0), hit).sum()).backward()
    share = 1 / (1 + torch.tensor(-3.0).exp())
    # Out of reach for float32: nothing is learned from the target then, but that it scores less.
    wanted = torch.tensor([1.0, -share if gap < 87 else 0.0])
    torch.testing.assert_close(q.grad[0, 0, 0], wanted, rtol=1e-4, atol=1e-6)
    assert bool(k.grad.isfinite().all())
