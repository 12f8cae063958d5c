"""Duplicates of panels, and panels that are pinned to a token."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QWidget

from wmstudio.app.menus import PANEL_MENU
from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import Stretch
from wmstudio.gui.base.translation import tr
from wmstudio.gui.plots.pin import Pin
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.floating import to_front
from wmstudio.gui.workspace.workspace import readers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wmstudio.app.panels import PanelInfo
    from wmstudio.gui.plots.panel import Panel, TokenAxis
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane

TOPIC = "pin"
MOST = 8
"""Largest number of copies of a panel."""
ENOUGH = phrase("You already have {n} copies of this panel. Close one first.")
ADD, PIN, CLOSE = "copies.add", "copies.pin", "copies.close"
FLOAT, FILL, EXPLAIN = "copies.float", "copies.fill", "copies.explain"
MOVES = {
    "copies.to_left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "copies.to_right": Qt.DockWidgetArea.RightDockWidgetArea,
    "copies.to_bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}
"""Where a panel can be moved without the mouse, by command."""


class Copies(Controller):
    """A duplicate is another panel of the first lane: ``gates.2``, in a dock of its own."""

    def __init__(
        self,
        services: Services,
        infos: Sequence[PanelInfo],
        make: Callable[[PanelInfo, TokenAxis], Panel],
    ) -> None:
        super().__init__(services)
        first, docks, actions = self._lane, self._docks, self._actions
        self._make, self._panels = make, first.panels
        self._infos = {info.id: info for info in infos}
        self._copies: dict[str, str] = {}
        """The duplicates, with the ids of their originals."""
        self._wanted: dict[str, Any] = self._settings.panels
        """Saved choices of duplicates, to be restored when a model is open."""
        self.current = ""
        """The panel that had the keyboard last."""
        actions.on(ADD, self.duplicate)
        actions.on(CLOSE, self._close_current)
        actions.on_toggle(FILL, self.fill)
        actions.on_toggle(PIN, self.pin)
        actions.on_toggle(FLOAT, lambda on: docks.float(self.current, on))
        for id, area in MOVES.items():
            actions.on(id, partial(self.move, area))
        docks.menu_opened.connect(self._fill)
        docks.copy_closed.connect(self.close)
        docks.filled.connect(self._tell_filled)
        models = first.models
        models.opened.connect(self.choose)
        self._editor.replaced.connect(self._unpin)
        self._workspace.each_panel(self._connect)
        # There is one: the window is its.
        QApplication.instance().focusChanged.connect(self._follow_keyboard)  # type: ignore[union-attr]
        self._tell()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the open duplicates."""
        return tuple(self._copies)

    # --- commands ---

    def duplicate(self) -> str:
        """Duplicate the current panel with its choices. Returns the id."""
        of = self.current
        id = self.add(self._copies.get(of, of), beside=of)
        if not id:
            self._messages.say(tr(ENOUGH, n=MOST), TOPIC, passes=True)
            return ""
        self._panels[id].restore_state(self._panels[of].save_state())
        return id

    def pin(self, on: bool) -> None:
        """Pin or unpin the current panel, in every lane."""
        for lane, panel in self._of_all_lanes(self.current):
            opened, frame = panel.opened, panel.frame
            if on and (opened is None or frame is None or frame.snapshot is None):
                self._messages.say(tr("There is nothing to pin yet."), TOPIC, passes=True)
            elif on and opened is not None and frame is not None:
                axis = panel.axis
                sight = Stretch(panel.watch(), axis.start, axis.stop)
                panel.set_pin(Pin(opened, frame, sight))
                lane.ask_soon()
            else:
                lane.unpin(panel)
        self._tell()

    def fill(self, on: bool) -> None:
        """Let the current panel fill the window, or restore all panels."""
        self._docks.fill(self.current if on else "")

    def move(self, area: Qt.DockWidgetArea) -> None:
        """Move the current panel to a side of the window, as the last one there."""
        # The keyboard goes elsewhere meanwhile.
        id = self.current
        self._docks.fill("")
        dock = self._docks[id]
        window = dock.parentWidget()
        assert isinstance(window, QMainWindow)
        dock.setFloating(False)
        # Qt would leave it where it is.
        window.removeDockWidget(dock)
        window.addDockWidget(area, dock)
        dock.show()
        to_front(dock)
        self._docks.focus(id)

    @Slot(str)
    def _tell_filled(self, id: str) -> None:
        self._actions.check(FILL, bool(id))
        if id:
            self._look_at(id)

    def _close_current(self) -> None:
        """Close the current panel.

        A duplicate is deleted; any other can be opened from the View menu.
        """
        self._docks.fill("")
        if self.current in self._copies:
            self.close(self.current)
        elif self.current:
            self._docks.show(self.current, False)
            self._editor.setFocus()

    @Slot()
    def _unpin(self) -> None:
        """Unpin all panels, because another text was opened."""
        for lane in readers(self._workspace):
            for panel in lane.panels.existing.values():
                if panel.pin is not None:
                    lane.unpin(panel)
        self._tell()

    @Slot(str)
    def close(self, id: str) -> None:
        """Delete a duplicate."""
        if self._copies.pop(id, None) is None:
            return
        panel = self._lane.remove_panel(id)
        focused = QApplication.focusWidget()
        if focused is not None and panel.isAncestorOf(focused):
            self._editor.setFocus()
        if self.current == id:
            self.current = ""
        panel.hide()
        panel.setParent(self._window)
        self._docks.remove(id)
        panel.deleteLater()
        self._tell()

    # --- adding and removing ---

    def add(self, of: str, *, beside: str = "", id: str = "") -> str:
        """Add a duplicate of a panel. Returns its id, which is empty if there are too many."""
        info = self._infos.get(of)
        taken = {int(one.rpartition(".")[2]) for one, kind in self._copies.items() if kind == of}
        free = min(set(range(2, MOST + 1)) - taken, default=0)
        number = int(id.rpartition(".")[2]) if id else free
        if info is None or not info.copies or number in taken or not 2 <= number <= MOST:
            return ""
        info = replace(info, id=f"{of}.{number}", behind="", hidden=False)
        panel = self._make(info, self._lane.axis)
        panel.number = number
        panel.set_heading("")
        self._copies[info.id] = of
        self._docks.add_copy(info, panel, beside or of)
        self._lane.add_panel(info.id, panel)
        return info.id

    def set_duplicates(self, ids: Any) -> None:
        """Have exactly these duplicates."""
        wanted = [id for id in ids if isinstance(id, str)] if isinstance(ids, list) else []
        for id in [id for id in self._copies if id not in wanted]:
            self.close(id)
        for id in wanted:
            of, _, number = id.rpartition(".")
            if number.isdecimal() and len(number) < 3 and id not in self._copies:
                self.add(of, id=id)

    def keep(self) -> None:
        """Remember the duplicates for the next start."""
        self._settings.copies = list(self._copies)
        # What is not restored yet, because no model is open, must not be replaced.
        kept = {id: state for id in self._copies if (state := self._wanted.get(id))}
        there = [id for id in self._copies if id not in kept]
        self._settings.panels = {**kept, **self._panels.save_states(there)}

    @Slot()
    def choose(self) -> None:
        """Restore the choices of the last start, because a model is open."""
        # A pin belongs to a model.
        self._tell()
        wanted, self._wanted = self._wanted, {}
        self._panels.restore_states({id: wanted.get(id, {}) for id in self._copies})

    def _connect(self, lane: Lane, panel: Panel) -> None:
        """Share the asked text among all panels of a kind, in every lane."""

        def ask_together() -> None:
            for other in self._same(panel):
                other.ask_about(panel.ask_text())

        panel.wants_changed.connect(ask_together)
        for other in self._same(panel):
            panel.ask_about(other.ask_text())

    def _same(self, panel: Panel) -> Iterator[Panel]:
        """All other panels of a kind."""
        for lane in self._workspace.lanes:
            for other in lane.panels.existing.values():
                if type(other) is type(panel) and other is not panel:
                    yield other

    # --- the current panel ---

    @Slot(QWidget, QWidget)
    def _follow_keyboard(self, _before: QWidget | None, now: QWidget | None) -> None:
        if id := self._docks.at(now):
            self._look_at(id)

    @Slot(str, object)
    def _fill(self, id: str, menu: QMenu) -> None:
        self._look_at(id)
        self._tell()
        self._actions.extend(menu, PANEL_MENU)

    def _look_at(self, id: str) -> None:
        if id != self.current:
            self.current = id
            self._tell()

    def _of_all_lanes(self, id: str) -> list[tuple[Lane, Panel]]:
        lanes = self._workspace.lanes
        return [(lane, lane.panels[id]) for lane in lanes if id in lane.panels]

    @property
    def info(self) -> PanelInfo | None:
        """What the current panel, or the one that it duplicates, is."""
        return self._infos.get(self._copies.get(self.current, self.current))

    def _tell(self) -> None:
        """Enable the commands that are possible for the current panel."""
        allow, id, info = self._actions.allow, self.current, self.info
        can = info is not None and info.copies
        allow(ADD, can)
        allow(PIN, can)
        allow(CLOSE, id in self._panels)
        allow(EXPLAIN, info is not None)
        for one in (FILL, *MOVES):
            allow(one, id in self._panels)
        allow(FLOAT, id in self._panels and self._docks.can_float)
        self._actions.check(FLOAT, id in self._panels and self._docks.floats(id))
        self._actions.check(PIN, can and self._panels[id].pin is not None)
