"""Every family of model by name, and how to build one from the numbers in a config."""

from __future__ import annotations

from dataclasses import MISSING, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from wmstudio.memory.slots import POLICIES
from wmstudio.models.lstm import LstmConfig, LstmLanguageModel
from wmstudio.models.memory_lstm import (
    AdditiveConfig,
    AdditiveLanguageModel,
    KeyValueConfig,
    KeyValueLanguageModel,
    QueueConfig,
    StackConfig,
    StackLanguageModel,
    SuperpositionConfig,
)
from wmstudio.models.pointer_lstm import PointerConfig, PointerLanguageModel
from wmstudio.models.slots_lstm import SlotsConfig, SlotsLanguageModel
from wmstudio.models.transformer import TransformerConfig, TransformerLanguageModel
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.models.recurrent import RecurrentLanguageModel


class ConfigError(ValueError):
    """A config that no model can be built from; the message says which key, and what it may be."""


class Family(NamedTuple):
    """The sizes that a family takes, and what it builds from them."""

    config: type[Any]
    build: Callable[[Any], RecurrentLanguageModel]
    text: str


FAMILIES: dict[str, Family] = {
    "lstm": Family(LstmConfig, LstmLanguageModel, "an LSTM"),
    "additive": Family(
        AdditiveConfig,
        AdditiveLanguageModel,
        "an LSTM beside a working memory that adds up what it sees",
    ),
    "slots": Family(
        SlotsConfig,
        SlotsLanguageModel,
        "an LSTM coupled to a buffer of slots, read by similarity",
    ),
    "stack": Family(
        StackConfig,
        StackLanguageModel,
        "an LSTM coupled to a stack of items with strengths",
    ),
    "queue": Family(
        QueueConfig,
        StackLanguageModel,
        "an LSTM coupled to a queue of items with strengths",
    ),
    "superposition": Family(
        SuperpositionConfig,
        StackLanguageModel,
        "an LSTM coupled to a stack that is pushed, popped and left alone by degrees",
    ),
    "keyvalue": Family(
        KeyValueConfig,
        KeyValueLanguageModel,
        "an LSTM with a table that stores, retrieves and clears, by the delta rule",
    ),
    "pointer": Family(
        PointerConfig,
        PointerLanguageModel,
        "an LSTM with a memory of past tokens that can name what it holds",
    ),
    "transformer": Family(
        TransformerConfig,
        TransformerLanguageModel,
        "attention over a window of past tokens, layer on layer",
    ),
}

LIMITS = {"vocab_size": 1_000_000, "layers": 64, "slots": 65_536}
"""Largest value of each size; `LARGEST` for the others."""
LARGEST = 65_536
CHOICES = {"policy": POLICIES, "gates": ("separate", "coupled")}
"""Sizes that are words."""
MOST_PARAMETERS = 2_000_000_000
"""More than this is refused before anything of that size is allocated."""


def check_config(family: str, sizes: Mapping[str, object]) -> Any:
    """The family's config, from untrusted values.

    Raises:
        ConfigError: unknown family, a missing, unknown or impossible size.
    """
    if not isinstance(family, str) or family not in FAMILIES:
        raise ConfigError(f"unknown family {excerpt(family)}; there are: {', '.join(FAMILIES)}")
    declared = {f.name: f for f in fields(FAMILIES[family].config)}
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
        value, most = sizes[name], LIMITS.get(name, LARGEST)
        if name in CHOICES:
            if value not in CHOICES[name]:
                there = ", ".join(map(repr, CHOICES[name]))
                raise ConfigError(f"{name!r} must be one of {there}, not {excerpt(value)}")
            continue
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise ConfigError(
                f"{name!r} must be a whole number from 1 to {most:,}, not {excerpt(value)}"
            )
    try:
        return FAMILIES[family].config(**sizes)
    except ValueError as error:  # sizes that do not go together
        raise ConfigError(str(error)) from None


def build(family: str, sizes: Mapping[str, object]) -> RecurrentLanguageModel:
    """A model with fresh weights, on torch's default device.

    Raises:
        ConfigError: see `check_config`.
    """
    config = check_config(family, sizes)
    return FAMILIES[family].build(config)
