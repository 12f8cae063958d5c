"""The device is what was asked for and works, or the CPU with a word about it."""

import pytest
import torch
from torch import nn

from wmstudio.models.device import (
    DeviceError,
    Hardware,
    Unfilled,
    choose_device,
    full_precision,
    try_out,
)


def hardware(cuda=0, mps=False, broken=()):
    def tried(device):
        if str(device) in broken:
            raise RuntimeError("driver too old\nand more")

    return Hardware(cuda_devices=lambda: cuda, has_mps=lambda: mps, try_out=tried)


@pytest.mark.parametrize(
    ("name", "cuda", "mps", "chosen"),
    [
        ("auto", 2, True, "cuda:0"),
        ("auto", 0, True, "mps"),
        ("auto", 0, False, "cpu"),
        ("cpu", 1, True, "cpu"),
        ("cuda", 1, False, "cuda:0"),
        ("cuda:1", 2, False, "cuda:1"),
        ("mps", 0, True, "mps"),
        (" CPU ", 0, False, "cpu"),
    ],
)
def test_that_the_device_asked_for_is_chosen(name, cuda, mps, chosen):
    assert choose_device(name, hardware(cuda, mps)) == (torch.device(chosen), "")


@pytest.mark.parametrize("name", ["cuda", "cuda:1", "mps", "gpu", "", "cuda:x", "cpu:0", "meta"])
def test_that_an_unknown_device_is_told_with_those_that_there_are(name):
    with pytest.raises(DeviceError, match=r"there is: auto, cpu$"):
        choose_device(name, hardware())


def test_that_a_device_number_beyond_the_last_is_unknown():
    with pytest.raises(DeviceError, match=r"auto, cuda:0, cuda:1, mps, cpu$"):
        choose_device("cuda:2", hardware(cuda=2, mps=True))


@pytest.mark.parametrize("name", ["auto", "cuda", "cuda:0"])
def test_that_a_device_which_does_not_work_gives_way_to_the_cpu_in_one_line(name):
    device, note = choose_device(name, hardware(cuda=1, broken=["cuda:0"]))
    assert device == torch.device("cpu")
    assert note.startswith("The device cuda:0 does not work (driver too old)")
    assert "\n" not in note


def test_that_the_real_cpu_works_and_the_real_choice_is_told_of():
    try_out(torch.device("cpu"))
    device, note = choose_device("auto")
    assert (device.type == "cpu") or note == ""


def test_cudnn_is_exact_to_float32_on_a_cuda_device():
    torch.backends.cudnn.allow_tf32 = True  # what it is at first
    try:
        full_precision(torch.device("cpu"))
        assert torch.backends.cudnn.allow_tf32
        full_precision(torch.device("cuda:0"))
        assert not torch.backends.cudnn.allow_tf32
        # Gradients of tokens are computed without cuDNN.
        with torch.backends.cudnn.flags(enabled=False):
            pass
        assert not torch.backends.cudnn.allow_tf32
    finally:
        torch.backends.cudnn.allow_tf32 = True


def test_no_random_numbers_are_drawn_for_weights_that_will_be_replaced():
    before = torch.random.get_rng_state()
    with Unfilled():
        nn.LSTM(3, 4), nn.Linear(3, 4), nn.Embedding(3, 4)
    assert torch.equal(torch.random.get_rng_state(), before)
