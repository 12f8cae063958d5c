"""How a lane that follows the first one reads: with its cursor, and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from wmstudio.gui.base.latency import PATIENCE
from wmstudio.gui.client.answers import has_cursor_of
from wmstudio.gui.client.read_controller import ReadController

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QObject

    from wmstudio.engine.messages import Frame
    from wmstudio.gui.client.engine_client import QtEngineClient
    from wmstudio.gui.client.lane_context import LaneContext
    from wmstudio.gui.plots.panel import Panel, TokenAxis
    from wmstudio.gui.workspace.axis_link import AxisLink
    from wmstudio.text.stretches import Spot


class FollowingReadController(ReadController):
    """Reads the same text with the same cursor, once the leading lane has been answered."""

    def __init__(
        self,
        leading: ReadController,
        link: AxisLink,
        context: LaneContext,
        client: QtEngineClient,
        axis: TokenAxis,
        panels: Mapping[str, Panel],
        parent: QObject,
        name: str,
    ) -> None:
        """Like `ReadController`; ``link`` keeps the two axes on the same range."""
        super().__init__(context, client, axis, panels, parent, name)
        self._leading, self._link = leading, link
        self._takes_along = False
        self.completed.connect(link.settle)
        leading.completed.connect(link.settle)
        leading.looked.connect(self._ask_now)
        leading.moved.connect(self._come_along)
        self.moved.connect(self._take_along)
        self.asked.connect(self._expect)
        self.look_at_place(leading.place)

    @Slot()
    def _ask_now(self) -> None:
        if self._soon.isActive():
            self._soon.start(0)

    @Slot(object)
    def _take_along(self, place: Spot | None) -> None:
        """The cursor was moved in this lane: the leading lane moves its own, and all follow."""
        self._takes_along = True
        try:
            self._leading.look_at_place(place)
            self._leading.moved.emit(place)
        finally:
            self._takes_along = False

    @Slot(object)
    def _come_along(self, place: Spot | None) -> None:
        if not self._takes_along:
            self.look_at_place(place)

    @Slot()
    def _expect(self) -> None:
        """If the answer takes long, panels are dimmed: the leading lane is at another token."""
        frame = self.frame
        if frame is not None and not self._is_answer(frame) and not self._patience.isActive():
            self._patience.start()

    # Hooks of `ReadController`. They are not slots, because Qt could not disconnect overridden
    # ones.

    def _pause(self) -> int:
        # The leading lane comes first, unless it takes long.
        return 0 if self._leading.answered else PATIENCE

    def _is_answer(self, frame: Frame) -> bool:
        # Also of the cursor, which the leading lane has shown first.
        return super()._is_answer(frame) and has_cursor_of(self._asked, frame)

    def _begin_text(self) -> None:
        """Nothing: the leading axis moves this one."""

    def _mark(self, span: tuple[int, int] | None, scroll: bool = False) -> None:
        """Nothing: the text shows the leading model's token."""

    def _follow(self, cursor: int) -> None:
        # With the same tokens the leading axis moves this one.
        if not self._link.same:
            with self._link.unlinked():
                super()._follow(cursor)
