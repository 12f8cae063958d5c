"""A lane: one model that reads the text, with its engine and panels."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from wmstudio.gui.client.engine_client import QtEngineClient
from wmstudio.gui.client.models import FirstModels, Models
from wmstudio.gui.client.read_controller import ReadController
from wmstudio.gui.client.shared_models import SharedModels
from wmstudio.gui.plots.panel import TokenAxis
from wmstudio.gui.workspace.axis_link import AxisLink
from wmstudio.gui.workspace.following import FollowingReadController
from wmstudio.gui.workspace.panels import Panels
from wmstudio.gui.workspace.text_link import Linked, TextLink

if TYPE_CHECKING:
    from collections.abc import Collection

    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.gui.client.lane_context import LaneContext
    from wmstudio.gui.editor.editor import Editor
    from wmstudio.gui.plots.panel import Panel


LEFT_BEHIND = "wmstudio: the model did not stop in time and was left behind.\n"


class Lane(QObject):
    """An engine client, the open model, its read controller, its axis and its panels.

    The first lane of a workspace leads: its token is marked in the text, and its axis follows the
    cursor. Every other lane follows the first one, with the same cursor and the same range of the
    text, even if its tokens differ.

    A lane that shares the first one's model has no interventions: it is the untouched model beside.
    A lane with an editor of its own reads another text, with the first lane's model and its
    weights. Their cursors follow one another as far as the texts are the same.
    """

    panel_added = Signal(str, object)
    """A panel was made or added: its id, and the `Panel`."""
    panel_removed = Signal(object)

    def __init__(
        self,
        mark: str,
        context: LaneContext,
        parent: QObject,
        *,
        first: Lane | None = None,
        editor: Editor | None = None,
        shares: bool = False,
    ) -> None:
        """Make a lane; ``mark`` names it if there are several.

        ``editor`` has a text of its own. A lane with one, or that ``shares``, has the first one's
        model.
        """
        super().__init__(parent)
        self.mark, self.editor = mark, editor or context.editor
        context = replace(context, editor=self.editor)
        self.axis = TokenAxis(self)
        self.lit, self.exact_values = self.axis.lit, self.axis.exact_values
        if first is not None:
            # Before there are panels, whose colour ranges come from it.
            self.axis.match(first.axis)
        self.client = QtEngineClient(context.make_client, self)
        self.panels = Panels(context.make_panels(self.axis), context.told, self._welcome)
        own = self.client, self.axis, self.panels.existing, self
        self.link: AxisLink | None = None
        """The link to the first lane's axis, if both read the same text."""
        self.text_link: TextLink | None = None
        """The link to the first lane, if this one reads another text."""
        settings, messages = context.settings, context.messages
        if first is None:
            self.models: Models = FirstModels(self.client, settings, messages, self)
            self.reading: ReadController = ReadController(context, *own)
        elif editor is not None:
            self.models = SharedModels(first.models, self.client, settings, messages, self, mark)
            self.reading = ReadController(context, *own, f"{mark} ")
            document, own_text = (
                Linked(one.editor, one.reading, one.axis) for one in (first, self)
            )
            self.text_link = TextLink(document, own_text, self)
        else:
            leading, axis = first.reading, first.axis
            self.link = AxisLink(axis, self.axis, lambda: (leading.frame, self.frame), self)
            of_lane = self.client, settings, messages, self, mark
            self.models = SharedModels(first.models, *of_lane) if shares else Models(*of_lane)
            self.reading = FollowingReadController(leading, self.link, context, *own, f"{mark} ")
        drawn = self.reading.drawn
        self.models.opening.connect(drawn.tell_opening)
        self.models.kept.connect(lambda: drawn.tell_opening(""))
        self.models.opened.connect(lambda: drawn.tell_opening(""))
        self.models.opened.connect(self.reading.start_anew)

    @property
    def opened(self) -> OpenedModel | None:
        """The model that reads. `frame` is of it, or None."""
        return self.reading.opened

    @property
    def source(self) -> str:
        """What the model was opened by: a bundled name, or a path."""
        return self.models.source

    @property
    def frame(self) -> Frame | None:
        """The newest frame, as its panels show it."""
        reading = self.reading
        drawn, frame = reading.drawn, reading.frame
        return None if frame is None else drawn.shown(frame)

    def show_untouched(self, on: bool) -> None:
        """Show the untouched reading, or the edited one again."""
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
        """The newest frame, if it is of the present text."""
        frame = self.frame
        return frame if frame is not None and frame.revision == self.editor.revision else None

    @property
    def stale(self) -> bool:
        """Whether its panels show an older text."""
        return self.reading.stale

    @property
    def complete(self) -> bool:
        """Whether the view has been answered completely and drawn."""
        return self.reading.complete

    def ask_soon(self) -> None:
        """Request a view once for all changes until the event loop is idle."""
        self.reading.ask_soon()

    def need(self, panels: Collection[Panel]) -> None:
        """Read the signals of these panels too, even if they are hidden; replaces the last ones."""
        drawn = self.reading.drawn
        before = drawn.wants()
        drawn.needed = panels
        if drawn.wants() != before:
            self.ask_soon()

    def unpin(self, panel: Panel) -> None:
        """Unpin a panel."""
        panel.set_pin(None)
        self.reading.refresh_panel(panel)

    def add_panel(self, id: str, panel: Panel) -> None:
        """Add a panel to the lane."""
        self.panels.add(id, panel)

    def _welcome(self, id: str, panel: Panel) -> None:
        """Let a panel that was made or added show what the others do."""
        if self.opened is not None:
            # Whoever hears of a panel finds it as one that was there when the model was opened.
            panel.open(self.opened)
        self.reading.add_panel(id, panel)
        self.panel_added.emit(id, panel)
        self.reading.refresh_panel(panel)

    def remove_panel(self, id: str) -> Panel:
        """Remove a panel from the lane."""
        panel = self.panels.remove(id)
        self.reading.remove_panel(id)
        self.panel_removed.emit(panel)
        self.reading.ask_soon()
        return panel

    def close(self) -> None:
        """Stop reading and end the engine. An engine that does not end in time is left behind."""
        self.reading.stop()
        if self.text_link is not None:
            link = self.text_link
            link.stop()
        if not self.client.close():
            sys.stderr.write(LEFT_BEHIND)
