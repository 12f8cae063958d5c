"""Folders of xLSTM that are kept in another way, or that would compute something else."""

import numpy as np
import pytest
import torch

import wmstudio
from tests.backends import xlstm_by_hand as by_hand
from wmstudio.backends import registry
from wmstudio.engine.messages import Open

IDS = torch.tensor([3, 17, 3, 0, 9, 9, 24, 1, 30, 5, 12, 8])


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(4)


def logits_of(folder):
    found = wmstudio.open(folder, device="cpu")
    assert found.proof.runs_right
    done = found.model.prefill(IDS[None], found.model.initial_state())
    return done.logits_BTV[0].numpy()


def test_fused_tensors_give_the_same_logits(tmp_path):
    tensors = by_hand.weights()
    by_hand.write(tmp_path / "single", tensors)
    by_hand.write(tmp_path / "fused", by_hand.fused(tensors), weight_mode="fused")

    single, fused = logits_of(tmp_path / "single"), logits_of(tmp_path / "fused")
    # The output of a head is divided by a sum that may be near zero, which enlarges what rounding
    # makes of products of other sizes: 7e-5 is the most that was measured.
    np.testing.assert_allclose(fused, single, rtol=0, atol=1e-3)
    assert abs(single).max() > 1


def test_caps_are_those_of_the_config(tmp_path):
    by_hand.write(tmp_path / "a", by_hand.weights(), output_logit_soft_cap=0.5)

    assert 0.4 < abs(logits_of(tmp_path / "a")).max() <= 0.5


REFUSED = {
    "use_bias is True": {"use_bias": True},
    "add_out_norm is False": {"add_out_norm": False},
    "eps is 0.1": {"eps": 0.1},
    "cannot be shared out among 3 heads": {"num_heads": 3},
    "has the shape": {"qk_dim_factor": 1.0},
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_would_compute_something_else_is_refused_in_a_sentence(tmp_path, why):
    by_hand.write(tmp_path / "a", by_hand.weights(), **REFUSED[why])
    with pytest.raises(ValueError, match="cannot be opened") as caught:
        registry.open_model(Open(tmp_path / "a", "cpu"))

    assert why in str(caught.value)
