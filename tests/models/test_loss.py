"""The loss in pieces is the loss."""

import pytest
import torch
from torch.nn import functional as F

from wmstudio.models.loss import ROWS_AT_A_TIME, SumOfNats


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
