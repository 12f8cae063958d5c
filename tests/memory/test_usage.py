"""Memory use that cannot be told is no number, and is not told as nothing."""

from math import isnan

import pytest
import torch

from tests import support
from tests.support import SIZES, model
from wmstudio.contract import Tap
from wmstudio.memory.base import share_above
from wmstudio.models.recurrent import CELLS
from wmstudio.models.registry import build, tiny


def test_the_share_above_a_limit_is_by_size_and_no_number_where_one_is_none():
    x = torch.tensor([[0.95, -0.95, 0.2, 0.0], [torch.nan, 0.95, 0.2, 0.0]])
    share = share_above(x, 0.9)
    assert share[0] == 0.5
    assert isnan(share[1])
    assert share_above(torch.tensor([torch.inf, -torch.inf]), 0.9) == 1


@pytest.mark.parametrize("family", SIZES)
def test_the_use_of_a_memory_of_no_numbers_is_no_number(family):
    check(model(family).eval())


@pytest.mark.parametrize("cell", CELLS)
def test_the_use_of_recurrent_layers_of_no_numbers_is_no_number(cell):
    check(build("recurrent", tiny("recurrent", 300) | {"cell": cell}))


@torch.no_grad()
def check(made):
    tokens = support.tokenizer().encode("The cat sat on the mat. The dog sat.").ids
    state = made.prefill(torch.tensor([tokens.tolist()]), made.initial_state(), Tap()).state
    wrong = {
        # The ids of tokens are kept in the rows of windows, and are always numbers.
        name: torch.full_like(x, torch.nan) if x.is_floating_point() and "window" not in name else x
        for name, x in state.items()
    }
    used = made.memory_usage(wrong)
    told = [used.occupancy, used.pressure, used.interference]
    assert any(isnan(x) for x in told if x is not None), told
