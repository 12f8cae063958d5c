"""Which panels a preset has in front, and what room it gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.app.panels import PANELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.app.panels import PanelInfo
    from wmstudio.app.presets import Preset

OWN = frozenset(info.id for info in PANELS)
"""The panels that presets know; those of other packages say themselves where they are."""
NARROWEST, WIDEST = 400, 580
"""Pixels of the panels beside the text: less is too little for them, and more is the text's."""
LINE = 16
"""Pixels of a line of the interface, at the size that presets give heights for."""
USUAL_HEIGHT = 134
"""Pixels of a panel under the text that the preset does not know."""


def in_front(preset: Preset, infos: Mapping[str, PanelInfo], area: str) -> list[str]:
    """The panels that have a place of their own in an area, from the top; at least one of them."""
    listed = [id for id in (*preset.right, *preset.bottom) if id in infos]
    others = [
        id
        for id, info in infos.items()
        if id not in OWN and not info.hidden and info.behind not in infos
    ]
    found = [id for id in (*listed, *others) if infos[id].area == area]
    return found or [id for id, info in infos.items() if info.area == area][:1]


def width_beside(preset: Preset, window: int) -> int:
    """Pixels of the panels beside the text, in a window of so many."""
    return min(max(round(window * preset.beside), NARROWEST), WIDEST)


def heights(preset: Preset, ids: Sequence[str], line: int) -> list[int]:
    """Pixels of these panels under the text, where a line of the interface has so many."""
    bigger = max(line / LINE, 1.0)
    return [round(bigger * preset.bottom.get(id, USUAL_HEIGHT)) for id in ids]
