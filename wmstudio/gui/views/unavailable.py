"""A stand-in for a panel of another package that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.gui.views.picture_panel import PicturePanel

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame
    from wmstudio.gui.plots.panel import TokenAxis


class UnavailablePanel(PicturePanel):
    """Takes the place of a panel that cannot be made, and says why."""

    def __init__(self, axis: TokenAxis, title: str, why: str) -> None:
        self.title, self._why = title, why
        super().__init__(axis)

    def sentence(self) -> str:
        return self._why

    def drawable(self, frame: Frame) -> bool:
        return False
