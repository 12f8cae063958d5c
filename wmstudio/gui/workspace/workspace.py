"""The document and the lanes that read it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.gui.editor.editor import Editor
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.lane import Lane


class Workspace(QObject):
    """One text, at least one lane, and word of every lane and panel that comes and goes.

    Whoever depends on them subscribes once, at any time::

        workspace.each_lane(self._add_lane)
        workspace.each_panel(self._add_panel)
        workspace.lane_removed.connect(self._remove_lane)
    """

    lane_added = Signal(object)
    lane_removed = Signal(object)
    """A `Lane` reads the text, or no longer; by then it is in `lanes`, or no longer."""
    panel_added = Signal(object, object)
    panel_removed = Signal(object, object)
    """A `Lane` has this `Panel`, or no longer; of a lane that comes or goes each of its panels."""

    def __init__(self, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self.editor = editor
        self.lanes: tuple[Lane, ...] = ()

    @property
    def first(self) -> Lane:
        """The lane that leads: its token is marked in the text, and menus are about its model."""
        return self.lanes[0]

    def mark_of(self, lane: Lane) -> str:
        """What tells a lane from the others; empty where there are no others."""
        return lane.mark if len(self.lanes) > 1 else ""

    def add(self, lane: Lane) -> None:
        """Have one more lane."""
        self.lanes += (lane,)
        lane.panel_added.connect(partial(self.panel_added.emit, lane))
        lane.panel_removed.connect(partial(self.panel_removed.emit, lane))
        self.lane_added.emit(lane)
        for panel in tuple(lane.panels.values()):
            self.panel_added.emit(lane, panel)

    def remove(self, lane: Lane) -> None:
        """Have a lane no longer; whoever made it ends it."""
        self.lanes = tuple(one for one in self.lanes if one is not lane)
        for panel in tuple(lane.panels.values()):
            self.panel_removed.emit(lane, panel)
        self.lane_removed.emit(lane)

    def each_lane(self, do: Callable[[Lane], object]) -> None:
        """Do this with every lane that is there, and with every one that is added."""
        for lane in self.lanes:
            do(lane)
        self.lane_added.connect(do)

    def each_panel(self, do: Callable[[Lane, Panel], object]) -> None:
        """Do this with every panel that is there, and with every one that is added."""
        for lane in self.lanes:
            for panel in tuple(lane.panels.values()):
                do(lane, panel)
        self.panel_added.connect(do)
