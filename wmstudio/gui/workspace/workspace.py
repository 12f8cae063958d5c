"""The workspace: the document and the lanes that read it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from wmstudio.app.panels import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.gui.editor.editor import Editor
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.lane import Lane

PATHS = {info.id: info.path for info in BUILT_IN}


class Workspace(QObject):
    """One text and at least one lane; announces every lane and panel that comes and goes.

    Controllers subscribe once, at any time::

        workspace.each_lane(self._add_lane)
        workspace.each_panel(self._add_panel)
        workspace.lane_removed.connect(self._remove_lane)
    """

    lane_added = Signal(object)
    lane_removed = Signal(object)
    """A `Lane` was added or removed; `lanes` is up to date."""
    panel_added = Signal(object, object)
    panel_removed = Signal(object, object)
    """A `Panel` of a `Lane` was made, added or removed, also when its lane is."""

    def __init__(self, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self.editor = editor
        self.lanes: tuple[Lane, ...] = ()

    @property
    def first(self) -> Lane:
        """The leading lane: its token is marked in the text, and menus are about its model."""
        return self.lanes[0]

    def mark_of(self, lane: Lane) -> str:
        """The mark that distinguishes a lane; empty if there is only one."""
        return lane.mark if len(self.lanes) > 1 else ""

    def add(self, lane: Lane) -> None:
        """Add a lane."""
        self.lanes += (lane,)
        lane.panel_removed.connect(partial(self.panel_removed.emit, lane))
        self.lane_added.emit(lane)
        # Only now has everybody heard of the lane, some of whom made its panels.
        there = tuple(lane.panels.existing.values())
        lane.panel_added.connect(lambda _, panel: self.panel_added.emit(lane, panel))
        for panel in there:
            self.panel_added.emit(lane, panel)

    def remove(self, lane: Lane) -> None:
        """Remove a lane. Whoever made it closes it."""
        self.lanes = tuple(one for one in self.lanes if one is not lane)
        for panel in tuple(lane.panels.existing.values()):
            self.panel_removed.emit(lane, panel)
        self.lane_removed.emit(lane)

    def each_lane(self, do: Callable[[Lane], object]) -> None:
        """Call a function with every present lane, and with every lane that is added."""
        for lane in self.lanes:
            do(lane)
        self.lane_added.connect(do)

    def each_panel(self, do: Callable[[Lane, Any], object], of: str = "") -> None:
        """Call a function with every panel, or every one of a kind, that is there or that comes."""

        def hear(lane: Lane, panel: Panel) -> None:
            if not of or is_a(panel, of):
                do(lane, panel)

        for lane in self.lanes:
            for panel in tuple(lane.panels.existing.values()):
                hear(lane, panel)
        self.panel_added.connect(hear)


def is_a(panel: Panel | None, id: str) -> bool:
    """Whether a panel has the class of the row with this id.

    The class need not be imported, as pyqtgraph would be imported with it.
    """
    names = (f"{one.__module__}:{one.__qualname__}" for one in type(panel).__mro__)
    return PATHS[id] in names


def readers(workspace: Workspace) -> tuple[Lane, ...]:
    """The lanes that read the document; others read texts of their own."""
    return tuple(lane for lane in workspace.lanes if lane.editor is workspace.editor)
