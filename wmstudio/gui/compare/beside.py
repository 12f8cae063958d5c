"""What a second lane shares with the first: panels side by side, and differences."""

from __future__ import annotations

from functools import partial
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QApplication

from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wmstudio.app.panels import PanelInfo
    from wmstudio.gui.panels.difference import DifferencePanel
    from wmstudio.gui.workspace.appearance import Appearance
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane


class Beside(Controller):
    """A lane that is compared with the first. Its panels appear once there is something to show."""

    def __init__(
        self,
        services: Services,
        lane: Lane,
        infos: Sequence[PanelInfo],
        appearance: Appearance,
    ) -> None:
        super().__init__(services)
        first, docks, self._second = self._lane, self._docks, lane
        self._infos, self._appearance = infos, appearance
        self.placed = False
        self.differences: dict[str, DifferencePanel] = {
            info.id: resolve_name(info.compared)(first.axis, marks=(first.mark, lane.mark))
            for info in infos
            if info.compared
        }
        for panel in (*lane.panels.values(), *self.differences.values()):
            # Owned by the window, because Python could free an ownerless widget on any thread.
            panel.setParent(self._window)
            panel.hide()
        reading = first.reading
        if (link := lane.text_link) is not None:
            link.aligned.connect(self._pair)
        for client in (first.client, lane.client):
            client.framed.connect(self._pair)
        for one in (reading, lane.reading):
            one.staled.connect(self._dim)
            one.forgot.connect(self._forget)
        for id, difference in self.differences.items():
            difference.cursor_requested.connect(partial(self._look, difference, reading.look_at))
            difference.dirtied.connect(partial(self._clock.mark, self._on_clock(id)))
            self._clock.add(self._on_clock(id), difference.draw, partial(docks.shown, id))
            appearance.add(difference)

    def _on_clock(self, id: str) -> str:
        return f"difference {self._second.mark} {id}"

    @property
    def complete(self) -> bool:
        """Whether the view has been answered completely and drawn."""
        lane = self._second
        return self.placed and lane.opened is not None and lane.complete

    @property
    def is_ready(self) -> bool:
        """Whether there is something to show that has no place yet."""
        return not self.placed and self._second.opened is not None and self._lane.frame is not None

    # --- showing and removing ---

    def place(self) -> None:
        """Put every panel beside the first lane's."""
        self.placed = True
        for info in self._infos:
            added = [self._second.panels[info.id], self.differences.get(info.id)]
            self._docks.add(info.id, *(panel for panel in added if panel is not None))
        self._clock.mark()

    def remove(self) -> None:
        """Remove all its panels from the window."""
        panels = (*self._second.panels.values(), *self.differences.values())
        focused = QApplication.focusWidget()
        if focused is not None and any(panel.isAncestorOf(focused) for panel in panels):
            self._editor.setFocus()
        self._clock.remove(*map(self._on_clock, self.differences))
        for difference in self.differences.values():
            self._appearance.remove(difference)
        for panel in panels:
            panel.hide()
            panel.setParent(None)
            panel.deleteLater()
        self.deleteLater()

    # --- both models together ---

    def update_models(self) -> None:
        """One of the two models was replaced."""
        first, second = self._lane.opened, self._second.opened
        link = self._second.link
        if link is not None:
            link.same = first is None or second is None or first.pieces == second.pieces
            link.carry()
        for difference in self.differences.values():
            difference.open_two(first, second, of_texts=self._second.text_link is not None)
        self._mark_differences()

    def _mark_differences(self) -> None:
        if self.differences:
            self._clock.mark(*map(self._on_clock, self.differences))

    @Slot()
    def _pair(self) -> None:
        first, second, link = self._lane, self._second, self._second.text_link
        for difference in self.differences.values():
            if link is None:
                difference.store_two(first.frame, second.frame)
            elif (alignment := link.alignment) is not None:
                difference.store_texts(first.current_frame, second.current_frame, alignment)
        self._mark_differences()

    @Slot()
    def _forget(self) -> None:
        for difference in self.differences.values():
            difference.forget()
        self._mark_differences()

    def _look(
        self, difference: DifferencePanel, look_at: Callable[[int], object], token: int
    ) -> None:
        """Look at a token of the picture, unless that is of an older text."""
        if difference.is_of(self._editor.revision):
            look_at(token)

    @Slot()
    def _dim(self) -> None:
        stale = self._lane.stale or self._second.stale
        for difference in self.differences.values():
            difference.set_stale(stale)
