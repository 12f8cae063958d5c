"""Choosing the device that a model runs on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from wmstudio.lazy_dataclass import dataclass
from wmstudio.quiet import without_warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

CPU = torch.device("cpu")


class DeviceError(ValueError):
    """There is no such device. The message lists those that exist."""


def cuda_devices() -> int:
    """Number of CUDA devices that torch can use."""
    # A driver that is too old: no devices.
    with without_warnings(r"(CUDA|HIP) initialization|Can't (get|initialize) ", UserWarning):
        return torch.cuda.device_count() if torch.cuda.is_available() else 0


def has_mps() -> bool:
    """Whether torch can use Apple's graphics processor."""
    return bool(torch.backends.mps.is_available())


def try_out(device: torch.device) -> None:
    """Allocate and multiply a small tensor.

    Raises:
        RuntimeError: the device does not work.
    """
    x = torch.full((8, 8), 0.5, device=device)
    if float((x @ x).sum().cpu()) != 128.0:
        raise RuntimeError("it multiplies wrongly")


def full_precision(device: torch.device) -> None:
    """Make cuDNN compute in float32 on a CUDA device, as single steps do.

    Its default, TF32, has 10 bits of mantissa: a text read at once would differ from the same text
    read token by token.
    """
    if device.type == "cuda":
        # The switches of single operations, newer ones, cannot be mixed with `cudnn.flags`.
        torch.backends.cudnn.allow_tf32 = False


@dataclass(frozen=True)
class Hardware:
    """The devices of this machine. Tests pass other functions."""

    cuda_devices: Callable[[], int] = cuda_devices
    has_mps: Callable[[], bool] = has_mps
    try_out: Callable[[torch.device], None] = try_out

    def names(self) -> list[str]:
        """Every name that `choose_device` accepts here, the preferred device first."""
        cuda = [f"cuda:{i}" for i in range(self.cuda_devices())]
        return [*cuda, *(["mps"] if self.has_mps() else []), "cpu"]


def choose_device(name: str = "auto", hardware: Hardware | None = None) -> tuple[torch.device, str]:
    """Choose the device to run on. Returns a line for the user too, empty if all is as requested.

    ``auto`` prefers CUDA, then MPS, then the CPU. A device that exists but does not work is
    replaced by the CPU, and the line says so.

    Raises:
        DeviceError: there is no such device.
    """
    hardware = hardware if hardware is not None else Hardware()
    names = hardware.names()
    wanted = name.strip().lower()
    if wanted == "auto":
        wanted = names[0]
    elif wanted == "cuda":
        wanted = "cuda:0"
    if wanted not in names:
        raise DeviceError(f"there is no device {name!r} here; there is: auto, {', '.join(names)}")
    device = torch.device(wanted)
    if device == CPU:
        return CPU, ""
    try:
        hardware.try_out(device)
    except Exception as error:  # noqa: BLE001, RUF100 - drivers fail in every way there is
        why = str(error).partition("\n")[0]
        return CPU, f"The device {wanted} does not work ({why}); running on the CPU instead."
    return device, ""


RANDOM = nn.init.normal_, nn.init.uniform_, nn.init.kaiming_uniform_
"""How torch's modules draw their first weights: calls that a mode like the one below is told of."""


class Unfilled(TorchFunctionMode):
    """Build models without the random numbers that torch's modules begin with.

    Whoever reads weights replaces them anyway. On the meta device, torch would load its compiler
    for them, which took 2 s (measured with torch 2.13).
    """

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        given = dict(kwargs or {})
        return given["tensor"] if func in RANDOM else func(*args, **given)


@contextmanager
def without_numbers() -> Iterator[None]:
    """Build models without numbers: their parameters have shapes but take no memory."""
    with torch.device("meta"), Unfilled():
        yield
