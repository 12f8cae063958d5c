import pytest

from tests import support
from wmstudio.models import cost
from wmstudio.models.cost import CostError, MemoryCost, cost_of
from wmstudio.models.device import without_numbers
from wmstudio.models.registry import FAMILIES, build


@pytest.mark.parametrize("family", FAMILIES)
def test_small_models_cost_little_and_need_no_note(family):
    found = cost_of(support.model(family))

    found.check()
    assert found.note == ""
    assert 0 < found.state < 1_000_000


def test_what_a_model_takes_is_known_before_it_is_made():
    sizes = support.SIZES["slots"] | {"slots": 65_536, "width": 64}
    with without_numbers():
        found = cost_of(build("slots", sizes))

    # Keys and values of every slot, in float32, and a few numbers for each slot besides.
    assert found.state > 2 * 65_536 * 64 * 4
    assert found.shown > 2 * 65_536 * 64 * 4
    assert "large" in found.note
    assert "MB" in found.note


def test_a_model_that_takes_more_than_is_free_is_refused_with_both_numbers(monkeypatch):
    monkeypatch.setattr(cost, "free_memory", lambda: 3 * 10**9)
    MemoryCost(10**6, 10**6).check()

    with pytest.raises(CostError, match=r"take 4\.\d GB; this machine has 3\.0 GB free"):
        MemoryCost(10**6, 34 * 10**6).check()
    with pytest.raises(CostError, match="goes up to"):
        MemoryCost(2**28 + 1, 0).check()
