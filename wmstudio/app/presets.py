"""Layouts of the window for tasks, as data: which panels are open, and their sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wmstudio.app.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.app.phrases import Phrase

HERO, WORKING = 23 / 13, 19 / 13
"""The size of the text's letters, relative to the interface's font."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A layout, chosen by a tab in the bar.

    ``right`` are the panels beside the text, with their shares of the height. ``bottom`` are those
    under it, with their heights in pixels for an interface font of 13 pixels. Other panels are
    closed, except ``tabs``, which are behind the last panel of their area.
    """

    id: str
    title: Phrase
    tip: Phrase
    right: Mapping[str, int]
    bottom: Mapping[str, int]
    tabs: tuple[str, ...] = ()
    beside: float = 0.36
    """The width of the panels beside the text, as a share of the window's."""
    letters: float = WORKING


PRESETS = (
    Preset(
        "write",
        "Write",
        phrase("The text is the largest; what comes next, the memory and the gates beside it"),
        right={"predictions": 3, "memory": 4},
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
"""In the order of the tabs."""
USUAL = "write"


def preset_of(id: str) -> Preset:
    """The preset with this id, or the default one."""
    return next((one for one in PRESETS if one.id == id), PRESETS[0])


def preset_command(id: str) -> str:
    """The id of the command that chooses a preset."""
    return f"preset.{id}"
