"""Colours and fonts, dark and light.

One accent, for the cursor only. 0…1 quantities are drawn in a sequential map (viridis), signed ones
in a diverging one with zero in the middle; both can be read in grey and by the colour-blind.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """Names of colours as ``#rrggbb``."""

    name: str
    base: str
    """Behind text and pictures."""
    window: str
    """Behind headers and bars."""
    text: str
    quiet: str
    """Labels, axes, hints."""
    border: str
    """Around what can be clicked and around menus: 3 : 1 to all that they lie on."""
    found: str
    """Behind what *Find* has found: unlike everything that shades mean."""
    line: str
    """Thin lines between things."""
    bar: str
    """Bars of probabilities and strengths."""
    counter: str
    """What is less than nothing beside the bars; a third line among curves."""
    selection: str
    accent: str
    """The cursor, and nothing else."""
    warning: str


DARK = Theme(
    name="dark",
    base="#14161a",
    window="#1b1e24",
    text="#e6e8eb",
    quiet="#9aa3ad",
    border="#6f7884",
    found="#6a5f1d",
    line="#2d323a",
    bar="#4f7fae",
    counter="#b5679d",
    selection="#2f4a68",
    accent="#ffb454",
    warning="#ff8f7a",
)
LIGHT = Theme(
    name="light",
    base="#ffffff",
    window="#f4f5f7",
    text="#1c2024",
    quiet="#5c6670",
    border="#7a828d",
    found="#f3df7a",
    line="#d9dde2",
    bar="#3f78b0",
    counter="#a23f86",
    selection="#cfe1f5",
    accent="#b75a00",
    warning="#b3261e",
)
THEMES = {theme.name: theme for theme in (DARK, LIGHT)}
