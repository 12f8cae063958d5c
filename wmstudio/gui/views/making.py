"""Makes panels from their rows."""

from __future__ import annotations

from pkgutil import resolve_name
from typing import TYPE_CHECKING

from wmstudio import plugins
from wmstudio.app.log import log
from wmstudio.app.panels import BUILT_IN

if TYPE_CHECKING:
    from wmstudio.app.panels import PanelInfo
    from wmstudio.gui.plots.panel import Panel, TokenAxis


def panel_of(info: PanelInfo, axis: TokenAxis) -> Panel:
    """Make the panel of a row. A panel of another package that fails does not stop the start."""
    try:
        made: Panel = resolve_name(info.path)(axis)
    except Exception as error:  # whatever somebody else's panel raises when it is made
        if info in BUILT_IN:
            raise
        log.warning("the panel %s cannot be made", info.path, exc_info=error)
        from wmstudio.gui.views.unavailable import UnavailablePanel

        return UnavailablePanel(axis, info.title, plugins.problem("panel", info.path, error))
    return made
