"""One model that reads the text: its engine, what is open there, how it reads, and its panels."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from wmstudio.gui.client.engine_client import QtEngineClient
from wmstudio.gui.client.models import FirstModels, Models
from wmstudio.gui.client.read_controller import ReadController
from wmstudio.gui.plots.panel import TokenAxis
from wmstudio.gui.workspace.axis_link import AxisLink
from wmstudio.gui.workspace.following import FollowingReadController

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.gui.client.lane_context import LaneContext
    from wmstudio.gui.plots.panel import Panel


LEFT_BEHIND = "wmstudio: the model did not stop in time and was left behind.\n"


class Lane(QObject):
    """A client to an engine, the model that is open there, what reads with it, an axis and panels.

    The first lane of a workspace leads: it has the caret's token marked in the text and keeps its
    axis at the cursor. Every other lane follows a first one, with the same cursor on the same
    stretch of the text, whatever tokens it has for it.
    """

    panel_added = Signal(object)
    panel_removed = Signal(object)

    def __init__(
        self, mark: str, context: LaneContext, parent: QObject, *, first: Lane | None = None
    ) -> None:
        """Make a lane that is called ``mark`` where there are several."""
        super().__init__(parent)
        self.mark, self._editor = mark, context.editor
        self.axis = TokenAxis(self)
        self.lit = self.axis.lit
        if first is not None:
            # Before there are panels, which take their colours from there.
            self.axis.match(first.axis)
        self.client = QtEngineClient(context.make_client, self)
        self.panels: dict[str, Panel] = dict(context.make_panels(self.axis))
        own = self.client, self.axis, self.panels, self
        self.link: AxisLink | None = None
        """What keeps the axis on the stretch of the first lane's; the first has none."""
        settings, messages = context.settings, context.messages
        if first is None:
            self.models: Models = FirstModels(self.client, settings, messages, self)
            self.reading: ReadController = ReadController(context, *own)
        else:
            leading, axis = first.reading, first.axis
            self.link = AxisLink(axis, self.axis, lambda: (leading.frame, self.frame), self)
            self.models = Models(self.client, settings, messages, self, mark)
            self.reading = FollowingReadController(leading, self.link, context, *own, f"{mark} ")
        self.models.opened.connect(self.reading.start_anew)

    @property
    def opened(self) -> OpenedModel | None:
        """The model that reads: `frame` is of it, or there is none."""
        return self.reading.opened

    @property
    def source(self) -> str:
        """What that was opened by: a bundled one's name, or a folder."""
        return self.models.source

    @property
    def frame(self) -> Frame | None:
        """The newest frame that it has read, as its panels show it."""
        reading = self.reading
        drawn, frame = reading.drawn, reading.frame
        return None if frame is None else drawn.shown(frame)

    def show_untouched(self, on: bool) -> None:
        """Show what the model reads without the edits, or with them again."""
        reading = self.reading
        drawn, frame = reading.drawn, reading.frame
        if on != drawn.plain:
            drawn.plain = on
            if frame is not None:
                drawn.receive(frame)
                drawn.mark()
                reading.changed.emit()

    @property
    def current_frame(self) -> Frame | None:
        """The newest frame, if it is of the text as it is."""
        frame = self.frame
        return frame if frame is not None and frame.revision == self._editor.revision else None

    @property
    def stale(self) -> bool:
        """Whether its panels show an older text."""
        return self.reading.stale

    @property
    def complete(self) -> bool:
        """Whether everything that is asked for has been answered and drawn."""
        return self.reading.complete

    def ask_soon(self) -> None:
        """Ask once for all that changes until the window is idle."""
        self.reading.ask_soon()

    def unpin(self, panel: Panel) -> None:
        """Let a panel follow the cursor again."""
        panel.set_pin(None)
        self.reading.feed(panel)

    def add_panel(self, id: str, panel: Panel) -> None:
        """Let one more panel show what is read here."""
        self.panels[id] = panel
        self.reading.take_in(id, panel)
        self.panel_added.emit(panel)
        self.reading.feed(panel)

    def remove_panel(self, id: str) -> Panel:
        """Give a panel back, which is drawn no more."""
        panel = self.panels.pop(id)
        self.reading.drop(id)
        self.panel_removed.emit(panel)
        self.reading.ask_soon()
        return panel

    def close(self) -> None:
        """Read no more, and end the engine; one that does not end in time is left behind."""
        self.reading.stop()
        if not self.client.close():
            sys.stderr.write(LEFT_BEHIND)
