"""Layouts of the window for tasks, as data: which panels are open, and their sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.app.phrases import phrase
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.app.phrases import Phrase

HERO, WORKING = 23 / 13, 19 / 13
"""The size of the text's letters, relative to the interface's font."""


@dataclass(frozen=True)
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
    key: str = ""
    """Its usual shortcut."""
    tabs: tuple[str, ...] = ()
    beside: float = 0.36
    """The width of the panels beside the text, as a share of the window's."""
    letters: float = WORKING


PRESETS = (
    Preset(
        "write",
        "Write",
        phrase("A large text, and around it the next token, the memory and the gates"),
        right={"predictions": 3, "memory": 4},
        bottom={"timeline": 134, "gates": 96},
        key="Ctrl+1",
        letters=HERO,
    ),
    Preset(
        "memory",
        "Memory",
        phrase("What the memory holds, and where the model looks back"),
        right={"memory": 7, "predictions": 4},
        bottom={"timeline": 134, "attention": 150},
        key="Ctrl+2",
        tabs=("gates",),
        beside=0.45,
    ),
    Preset(
        "compare",
        "Compare",
        phrase("What an intervention changes at every token, or a second model on the same text"),
        right={"predictions": 5, "memory": 6},
        bottom={"timeline": 260},
        key="Ctrl+3",
        beside=0.4,
    ),
    Preset(
        "units",
        "Find a unit",
        phrase("Which units follow what is selected in the text"),
        right={"units": 1},
        bottom={"timeline": 150, "gates": 160},
        key="Ctrl+4",
        tabs=("signals", "attention"),
        beside=0.4,
    ),
    Preset(
        "train",
        "Train",
        phrase("How the model was trained, beside how it reads the text"),
        right={"training": 7, "predictions": 4},
        bottom={"timeline": 134},
        key="Ctrl+5",
        beside=0.45,
    ),
)
"""In the order of the tabs."""
LECTURE = Preset(
    "lecture",
    "Lecture",
    phrase("Present in full screen, with text and panels enlarged and no bars (Esc goes back)"),
    right={"predictions": 4, "memory": 5},
    bottom={},
    key="F11",
    beside=0.43,
    letters=HERO,
)
"""The layout that presentation mode begins with."""
TABS = (*PRESETS, LECTURE)
USUAL = "write"


def preset_of(id: str) -> Preset:
    """The preset with this id, or the default one."""
    return next((one for one in TABS if one.id == id), PRESETS[0])


def preset_command(id: str) -> str:
    """The id of the command that chooses a preset."""
    return f"preset.{id}"
