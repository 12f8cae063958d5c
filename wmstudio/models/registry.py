"""The registry of model families, and building a model from the sizes in a config."""

from __future__ import annotations

from dataclasses import MISSING, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from wmstudio.memory import additive, keyvalue_context, stack_queue, superposition
from wmstudio.memory.base import Memory
from wmstudio.models import lstm, pointer_lstm, recurrent, slots_lstm, transformer
from wmstudio.models.language_model import LanguageModel
from wmstudio.models.memory_lstm import with_memory
from wmstudio.models.mixers import (
    gated_delta,
    mamba,
    mamba2,
    mlstm,
    rg_lru,
    rwkv4,
    rwkv5,
    rwkv6,
    rwkv7,
    slstm,
)
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.memory.family import Family

FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        lstm.FAMILY,
        recurrent.FAMILY,
        additive.FAMILY,
        slots_lstm.FAMILY,
        stack_queue.STACK,
        stack_queue.QUEUE,
        superposition.FAMILY,
        keyvalue_context.FAMILY,
        pointer_lstm.FAMILY,
        transformer.FAMILY,
        mamba.FAMILY,
        mamba2.FAMILY,
        gated_delta.FAMILY,
        rg_lru.FAMILY,
        rwkv4.FAMILY,
        rwkv5.FAMILY,
        rwkv6.FAMILY,
        rwkv7.FAMILY,
        mlstm.FAMILY,
        slstm.FAMILY,
    )
}
LIMITS = {"vocab_size": 1_000_000}
"""Largest values of sizes in any family. Sizes that are not limited anywhere have `LARGEST`."""
LARGEST = 65_536
MOST_PARAMETERS = 2_000_000_000
"""More parameters are refused before anything of that size is allocated."""


class ConfigError(ValueError):
    """A config that no model can be built from. The message names key and allowed values."""


def check_config(family: str, sizes: Mapping[str, object]) -> Any:
    """Check untrusted values and make a config of the family's sizes.

    Raises:
        ConfigError: unknown family, or a missing, unknown or invalid size.
    """
    if not isinstance(family, str) or family not in FAMILIES:
        raise ConfigError(f"unknown family {excerpt(family)}; there are: {', '.join(FAMILIES)}")
    known = FAMILIES[family]
    declared = {f.name: f for f in fields(known.sizes)}
    limits = {**LIMITS, **known.limits}
    for name in sizes:
        if name not in declared:
            near = get_close_matches(name, declared, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ConfigError(f"family {family!r} has no size {excerpt(name)}{hint}")
    for name, declaration in declared.items():
        if name not in sizes:
            if declaration.default is MISSING:
                raise ConfigError(f"{name!r} is missing")
            continue
        value, most = sizes[name], limits.get(name, LARGEST)
        if name in known.choices:
            if value not in known.choices[name]:
                there = ", ".join(map(repr, known.choices[name]))
                raise ConfigError(f"{name!r} must be one of {there}, not {excerpt(value)}")
            continue
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise ConfigError(
                f"{name!r} must be a whole number from 1 to {most:,}, not {excerpt(value)}"
            )
    try:
        return known.sizes(**sizes)
    except ValueError as error:  # the sizes do not fit together
        raise ConfigError(str(error)) from None


def build(family: str, sizes: Mapping[str, object]) -> LanguageModel:
    """Build a model with fresh weights on torch's default device.

    Raises:
        ConfigError: see `check_config`.
    """
    checked = check_config(family, sizes)
    made = FAMILIES[family].make(checked)
    if isinstance(made, Memory):
        return with_memory(checked, made)
    if not isinstance(made, LanguageModel):
        raise TypeError(f"{family!r} makes a {type(made).__name__}, which is no model or memory")
    return made


def tiny(family: str, vocab_size: int) -> dict[str, int | str]:
    """Sizes of a model of this family that is small enough for tests."""
    return {"vocab_size": vocab_size, **FAMILIES[family].tiny}
