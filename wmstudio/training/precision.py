"""The precision of matrix products in training. Weights and sums are float32 in all of them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch

from wmstudio.models.device import DeviceError, full_precision

if TYPE_CHECKING:
    from collections.abc import Iterator

BOTH_SINCE = (8, 0)
"""The first CUDA compute capability with TF32 and bfloat16."""


def check_precision(precision: str, device: torch.device) -> None:
    """Check that a device has what a recipe asks for.

    Raises:
        DeviceError: it does not.
    """
    if device.type == "cuda":
        has = torch.cuda.get_device_capability(device) >= BOTH_SINCE
    else:
        has = precision == "bfloat16"
    if precision != "float32" and not has:
        raise DeviceError(
            f"the device {device} has no {precision}: write precision = 'float32' in the recipe, "
            "or --precision float32"
        )


@contextmanager
def products_in(precision: str, device: torch.device) -> Iterator[None]:
    """Compute matrix products of float32 numbers as ``precision`` says, forwards and backwards."""
    # cuDNN uses TF32 unless it is told not to.
    full_precision(device)
    if precision != "tf32" or device.type != "cuda":
        yield
        return
    products = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("high")
    torch.backends.cudnn.allow_tf32 = True
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(products)
        full_precision(device)
