"""What an optimiser remembers of each parameter, as tensors with names that a file can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor
    from torch.optim import Optimizer


def moments_of(optimizer: Optimizer) -> dict[str, Tensor]:
    """The moments by number of the parameter and name: ``3.exp_avg``."""
    state = optimizer.state_dict()["state"]
    return {f"{i}.{name}": x for i, of_it in sorted(state.items()) for name, x in of_it.items()}


def restore_moments(optimizer: Optimizer, tensors: Mapping[str, Tensor]) -> None:
    """Give the optimiser the moments that `moments_of` named.

    Raises:
        KeyError, ValueError: they are of other parameters.
    """
    state: dict[int, dict[str, Tensor]] = {}
    for key, x in tensors.items():
        i, name = key.split(".", 1)
        state.setdefault(int(i), {})[name] = x
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": state, "param_groups": groups})
