"""A model with and without its memory: by its switch ``memory``, or by its neural cache."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wmstudio.models.language_model import LanguageModel

SWITCHES = {"memory": "memory", "cache": "neural cache"}
"""Settings that switch a memory, in order of preference, and what they are called."""


class Variant(NamedTuple):
    """``end`` is the suffix of its figures' names; empty where nothing is switched on."""

    end: str
    title: str
    model: LanguageModel


def variants(model: LanguageModel) -> list[Variant]:
    """Without and with memory; a model without a switch as it is."""
    for switch, title in SWITCHES.items():
        if switch in model.settings:
            off, on = (model.configured(**{switch: value}) for value in (False, True))
            return [
                Variant("", f"without {title}", off),
                Variant(f" + {switch}", f"with {title}", on),
            ]
    return [Variant("", "as it is", model)]
