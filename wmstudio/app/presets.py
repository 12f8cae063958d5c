"""Arrangements of the window for a task, as data: which panels are there, and how large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wmstudio.app.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.app.phrases import Phrase

HERO, WORKING = 23 / 13, 19 / 13
"""The size of the text's letters, in those of the interface."""


@dataclass(frozen=True, slots=True)
class Preset:
    """An arrangement, chosen by a tab in the bar.

    ``right`` are the panels beside the text, with their shares of the height; ``bottom`` those
    under it, with their heights in pixels for an interface of 13 pixels. What is in neither is
    closed, unless it is one of ``tabs``: those are behind the last panel of their area.
    """

    id: str
    title: Phrase
    tip: Phrase
    right: Mapping[str, int]
    bottom: Mapping[str, int]
    tabs: tuple[str, ...] = ()
    beside: float = 0.36
    """The share of the window's width that the panels beside the text have."""
    letters: float = WORKING


PRESETS = (
    Preset(
        "write",
        "Write",
        phrase("The text is the largest; what comes next, the memory and the gates beside it"),
        right={"predictions": 4, "memory": 7},
        bottom={"timeline": 134, "gates": 96},
        letters=HERO,
    ),
    Preset(
        "memory",
        "Memory",
        phrase("What the memory holds, and where the model looks back"),
        right={"memory": 7, "predictions": 4},
        bottom={"timeline": 134, "attention": 150},
        tabs=("gates",),
        beside=0.45,
    ),
    Preset(
        "compare",
        "Compare",
        phrase("What a change makes of every token, or another model on the same text"),
        right={"predictions": 5, "memory": 6},
        bottom={"timeline": 260},
        beside=0.4,
    ),
    Preset(
        "units",
        "Find a unit",
        phrase("Which units follow what is selected in the text"),
        right={"units": 1},
        bottom={"timeline": 150, "gates": 160},
        tabs=("signals", "attention"),
        beside=0.4,
    ),
)
"""As the bar has them, from the left."""
USUAL = "write"


def preset_of(id: str) -> Preset:
    """The preset with this id, else the usual one."""
    return next((one for one in PRESETS if one.id == id), PRESETS[0])


def preset_command(id: str) -> str:
    """The id of the command that chooses a preset."""
    return f"preset.{id}"
