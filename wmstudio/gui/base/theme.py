"""The colours of the window by role, light and dark, and both in high contrast.

One colour has one meaning: orange is memory, slate the network, blue where you are. `SURFACES`,
`TEXTS` and `MARKS` say what each may be used for; ``tests/gui/base/test_theme.py`` measures their
contrast on everything that they may lie on (WCAG 2.2: 4.5 for text, 3 for marks).
"""

from __future__ import annotations

from dataclasses import replace

from wmstudio.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Theme:
    """A theme: a colour, as ``#rrggbb``, for each role."""

    name: str
    panel: str
    """Background of the text, of panels and of pictures."""
    chrome: str
    """Background of bars, menus and strips."""
    hover: str
    selected: str
    strip: str
    """Background of the welcome strip and of pinned panels."""
    hairline: str
    """Lines between panels."""
    empty_bar: str
    """The empty part of a bar."""
    text: str
    second_text: str
    """Labels, axes, hints."""
    memory: str
    network: str
    cursor: str
    """The cursor, the keyboard focus, and links."""
    primary: str
    """The one primary button, whose text is `on_primary`."""
    on_primary: str
    costs: str
    """More bits than before."""
    saves: str
    """Fewer bits than before."""
    below_zero: str
    above_zero: str
    stale: str
    error: str
    border: str
    """Around what can be clicked and around menus."""
    found: str
    """Background of matches of *Find*, distinct from all shading."""
    tint: float = 1.0
    """The strength of tints behind text, as a share of the usual one."""


SURFACES = ("panel", "chrome", "hover", "selected", "strip")
TEXTS = ("text", "second_text", "memory", "cursor", "costs", "saves", "stale", "error")
"""Roles of text. They may also be used for marks."""
MARKS = ("network", "below_zero", "above_zero", "border")
"""Roles of bars, lines and borders, never of text."""

LIGHT = Theme(
    name="light",
    panel="#ffffff",
    chrome="#f3f4f6",
    hover="#e7eaee",
    selected="#e4edfb",
    strip="#f7f3ee",
    hairline="#d9dde2",
    empty_bar="#e9ecf0",
    text="#191c20",
    second_text="#555d68",
    memory="#b4470c",
    network="#6f7d8e",
    cursor="#1f5fbf",
    primary="#1f5fbf",
    on_primary="#ffffff",
    costs="#a8205f",
    saves="#4f7300",
    below_zero="#7a3fa0",
    above_zero="#1b7f4b",
    stale="#8a5a00",
    error="#b3261e",
    border="#7a828d",
    found="#f3df7a",
)
DARK = Theme(
    name="dark",
    panel="#131519",
    chrome="#1c1f24",
    hover="#2a2f36",
    selected="#1d2736",
    strip="#23211f",
    hairline="#30353d",
    empty_bar="#262b32",
    text="#e8eaed",
    second_text="#a6aeb9",
    memory="#f59a4a",
    network="#8593a6",
    cursor="#82b1ff",
    primary="#2c62bd",
    on_primary="#ffffff",
    costs="#f584b6",
    saves="#b5d15a",
    below_zero="#c9a2e8",
    above_zero="#6fcf97",
    stale="#e5b567",
    error="#ff8a80",
    border="#6f7884",
    found="#6a5f1d",
    tint=0.88,
)
LIGHT_CONTRAST = replace(
    LIGHT,
    name="light contrast",
    chrome="#ffffff",
    strip="#ffffff",
    text="#000000",
    second_text="#2b2f36",
    memory="#863000",
    network="#4a5563",
    cursor="#0b3f91",
    primary="#0b3f91",
    costs="#86104a",
    saves="#365000",
    below_zero="#5c1f86",
    above_zero="#0d5c33",
    stale="#5f3e00",
    error="#8f1414",
    border="#4a5058",
    tint=0.95,
)
DARK_CONTRAST = replace(
    DARK,
    name="dark contrast",
    panel="#000000",
    chrome="#000000",
    strip="#000000",
    text="#ffffff",
    second_text="#d6dae0",
    memory="#ffb067",
    network="#aab6c6",
    cursor="#a8c8ff",
    primary="#1d4fa8",
    costs="#ffb0d2",
    saves="#d0ea7c",
    below_zero="#e0c4fa",
    above_zero="#8fe6b2",
    stale="#ffd48a",
    error="#ffb0a8",
    border="#aab3bf",
    tint=0.58,
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK, LIGHT_CONTRAST, DARK_CONTRAST)}


def in_high_contrast(theme: Theme) -> Theme:
    """The theme of the same lightness for a projector: 7 : 1 for text, 4.5 : 1 for marks."""
    return THEMES[f"{theme.name.removesuffix(' contrast')} contrast"]
