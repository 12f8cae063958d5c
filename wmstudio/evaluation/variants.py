"""A model with its memory and without: by its switch ``memory``, else by its neural cache."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wmstudio.models.language_model import LanguageModel

SWITCHES = {"memory": "memory", "cache": "neural cache"}
"""Settings that turn a memory off and on, the first that a model has; and what they are called."""


class Variant(NamedTuple):
    """``end`` is what the names of its figures end in: nothing where nothing is switched on."""

    end: str
    title: str
    model: LanguageModel


def variants(model: LanguageModel) -> list[Variant]:
    """Without and with; a model that has no switch as it is, whatever memory it may have."""
    for switch, title in SWITCHES.items():
        if switch in model.settings:
            off, on = (model.configured(**{switch: value}) for value in (False, True))
            return [
                Variant("", f"without {title}", off),
                Variant(f" + {switch}", f"with {title}", on),
            ]
    return [Variant("", "as it is", model)]
