"""Which panels of a preset are in front, their sizes, and the version of saved layouts."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolBar

from wmstudio.app.panels import PANELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from PySide6.QtCore import QByteArray
    from PySide6.QtWidgets import QMainWindow, QWidget

    from wmstudio.app.panels import PanelInfo
    from wmstudio.app.presets import Preset

FIRST_VERSION = 4
"""Of all layouts until 0.1, which were of these panels."""
FIRST_PANELS = frozenset(
    ("attention", "gates", "memory", "performance", "predictions", "signals", "timeline", "units")
)
LATER = ("weights", "training", "examples", "lens", "capacity")
"""Panels that came after these, in their order. A layout from before them is still restored."""
OWN = frozenset(info.id for info in PANELS)
"""The panels that presets arrange. Panels of other packages have the place in their row."""
NARROWEST, WIDEST = 400, 580
"""Limits, in pixels, for the width of the panels beside the text, with letters of usual size."""
LINE = 16
"""Height of a line of the interface in pixels, for which presets give heights."""
USUAL_HEIGHT = 134
"""Height in pixels of a bottom panel that is not in the preset."""


def in_front(preset: Preset, infos: Mapping[str, PanelInfo], area: str) -> list[str]:
    """The panels in front in an area, from the top; at least one."""
    listed = [id for id in (*preset.right, *preset.bottom) if id in infos]
    others = [
        id
        for id, info in infos.items()
        if id not in OWN and not info.hidden and info.behind not in infos
    ]
    found = [id for id in (*listed, *others) if infos[id].area == area]
    return found or [id for id, info in infos.items() if info.area == area][:1]


def width_beside(preset: Preset, window: QWidget) -> int:
    """Width in pixels of the panels beside the text in a window; larger letters get more of it."""
    widest = round(WIDEST * max(window.fontMetrics().height() / LINE, 1.0))
    return min(max(round(window.width() * preset.beside), NARROWEST), widest)


def heights(preset: Preset, ids: Sequence[str], line: int) -> list[int]:
    """Heights in pixels of bottom panels, for an interface with lines of this height."""
    bigger = max(line / LINE, 1.0)
    return [round(bigger * preset.bottom.get(id, USUAL_HEIGHT)) for id in ids]


def layout_versions(ids: Iterable[str]) -> tuple[int, ...]:
    """What Qt marks layouts of this set of panels with, 0 to 2**31 - 1; the first is that of today.

    A layout of another set of panels is not restored, unless only some of `LATER` are missing.
    """
    there = set(ids)
    earlier = [there.difference(LATER[n:]) for n in range(len(LATER), -1, -1)]
    found = [_mark(panels) for panels in earlier]
    first = [FIRST_VERSION] if FIRST_PANELS in earlier else []
    return tuple(dict.fromkeys(found + first))


def _mark(ids: Iterable[str]) -> int:
    return zlib.crc32("\n".join(sorted(ids)).encode()) & 0x7FFFFFFF


def put_back(window: QMainWindow, layout: QByteArray, versions: Sequence[int]) -> bool:
    """Restore a layout of one of these versions, but not which bars it had.

    Those are the window's: presentation mode hides them, and what was saved then must not do so.
    """
    explicit = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
    bars = {
        bar: bar.isHidden() and bar.testAttribute(explicit) for bar in window.findChildren(QToolBar)
    }
    restored = any(window.restoreState(layout, version) for version in versions)
    for bar, hidden in bars.items():
        bar.setVisible(not hidden)
    return restored
