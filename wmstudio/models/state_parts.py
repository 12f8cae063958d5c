"""Copying parts of a state, and putting them into another state of the same model.

Shapes: B batch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from wmstudio.contract import EditError, PartSpec, put_in_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wmstudio.contract import State

CARRIED = (".hidden", ".cell")
"""How the names end that recurrent layers give to what they carry from token to token."""


def layer_parts(names: Iterable[str]) -> dict[str, PartSpec]:
    """The state of each recurrent layer as a part, from the names of all signals."""
    layers: dict[str, list[str]] = {}
    for name in names:
        if name.endswith(CARRIED):
            layers.setdefault(name.rpartition(".")[0], []).append(name)
    return {
        layer: PartSpec(layer, f"the state of {layer.replace('.', ' ')}", tuple(tensors))
        for layer, tensors in layers.items()
    }


def copied(state: State, spec: PartSpec, item: int) -> dict[str, Tensor]:
    """The part's tensors in the first row of the batch.

    Raises:
        EditError: there is no such item.
    """
    _check_item(spec, item)
    names = (*spec.names, *([spec.writers] if spec.writers else []))
    return {name: state[name][0, item] if spec.items else state[name][0] for name in names}


def pasted(
    state: State, spec: PartSpec, item: int, given: Mapping[str, Tensor], token: int
) -> dict[str, Tensor]:
    """The tensors of the state that change when the part is put in after this token.

    Raises:
        EditError: there is no such item, or what is given is of another shape, as after a change of
            the model's settings.
    """
    _check_item(spec, item)
    wanted = {name: x.shape for name, x in copied(state, spec, item).items()}
    if wanted != {name: x.shape for name, x in given.items()}:
        raise EditError(
            f"{spec.text} has another size in this model than in the one that it was copied from: "
            "give both the same settings"
        )
    changed = {}
    for name, x in given.items():
        new = x.to(state[name])
        if name == spec.writers:
            new = torch.where(new == -1, new, put_in_after(token))
        changed[name] = state[name].clone()
        if spec.items:
            changed[name][:, item] = new
        else:
            changed[name][:] = new
    return changed


def _check_item(spec: PartSpec, item: int) -> None:
    if spec.items and not 0 <= item < spec.items:
        raise EditError(f"there is no item {item}: they are counted from 0 to {spec.items - 1}")
