"""Makes panels from their rows, with a stand-in for one of another package that fails."""

from __future__ import annotations

from pkgutil import resolve_name
from typing import TYPE_CHECKING

from wmstudio import plugins
from wmstudio.app.log import log
from wmstudio.app.panels import BUILT_IN
from wmstudio.gui.views.picture_panel import PicturePanel

if TYPE_CHECKING:
    from wmstudio.app.panels import PanelInfo
    from wmstudio.engine.messages import Frame
    from wmstudio.gui.plots.panel import Panel, TokenAxis


class UnavailablePanel(PicturePanel):
    """Takes the place of a panel that cannot be made, and says why."""

    def __init__(self, axis: TokenAxis, title: str, why: str) -> None:
        self.title, self._why = title, why
        super().__init__(axis)

    def sentence(self) -> str:
        return self._why

    def drawable(self, frame: Frame) -> bool:
        return False


def panel_of(info: PanelInfo, axis: TokenAxis) -> Panel:
    """Make the panel of a row. A panel of another package that fails does not stop the start."""
    try:
        made: Panel = resolve_name(info.path)(axis)
    except Exception as error:  # whatever somebody else's panel raises when it is made
        if info in BUILT_IN:
            raise
        log.warning("the panel %s cannot be made", info.path, exc_info=error)
        return UnavailablePanel(axis, info.title, plugins.problem("panel", info.path, error))
    return made
