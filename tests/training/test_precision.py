"""Every family can be trained in every precision, and learns nearly the same."""

import pytest
import torch

from tests import support
from wmstudio.training.precision import products_in
from wmstudio.training.recipe import read_recipe
from wmstudio.training.run import follow, prepare

APART = {"bfloat16": 0.03, "tf32": 0.005}
"""Nats a token of at most 5.7: bfloat16 has 8 bits of mantissa and TF32 has 11. Gates that are
exponentials enlarge that. A pointer whose token ids were rounded was 0.3 off."""
PRECISIONS = {"cpu": ["bfloat16"], "cuda:0": ["bfloat16", "tf32"]}


def losses(tmp_path, family, device, precision):
    recipe = support.recipe(
        tmp_path / f"{precision}.toml",
        tmp_path / "books",
        family,
        steps=15,
        batch=8,
        length=16,
        precision=precision,
    )
    prepared = prepare(read_recipe(recipe), tmp_path / precision, torch.device(device))
    real, found = prepared.trainer.steps, []

    def watched():
        for now in real():
            found.append(now.nats)
            yield now

    prepared.trainer.steps = watched
    follow(prepared)
    return found


@pytest.mark.parametrize("device", support.DEVICES)
@pytest.mark.parametrize("family", support.SIZES)
def test_low_precision_learns_what_float32_learns(family, device, tmp_path):
    support.books(tmp_path / "books")
    wanted = losses(tmp_path, family, device, "float32")
    for precision in PRECISIONS[device]:
        found = losses(tmp_path, family, device, precision)
        assert found == pytest.approx(wanted, abs=APART[precision]), precision


def test_float32_is_not_tf32_on_a_cuda_device():
    cuda, cudnn = torch.device("cuda:0"), torch.backends.cudnn
    cudnn.allow_tf32 = True  # what it is at first
    try:
        with products_in("float32", cuda):
            assert not cudnn.allow_tf32
        with products_in("tf32", cuda):
            assert cudnn.allow_tf32
        assert not cudnn.allow_tf32
    finally:
        cudnn.allow_tf32 = True
