"""Panels that are there more than once, and panels that are pinned to a token."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from wmstudio.app.menus import PANEL_MENU
from wmstudio.app.phrases import phrase
from wmstudio.gui import shown
from wmstudio.gui.pin import Pin
from wmstudio.gui.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wmstudio.app.panels import PanelInfo
    from wmstudio.gui.main_window import MainWindow
    from wmstudio.gui.panel import Panel, TokenAxis
    from wmstudio.gui.reading import Reading

TOPIC = "pin"
MOST = 8
"""Of a kind."""
ENOUGH = phrase("You already have {n} copies of this panel. Close one first.")
ADD, PIN, CLOSE = "copies.add", "copies.pin", "copies.close"
FLOAT = "copies.float"


class Copies(QObject):
    """A duplicate is one more panel of the first model: ``gates.2``, in a dock of its own."""

    added = Signal(str)
    """There is one more."""

    def __init__(
        self,
        window: MainWindow,
        infos: Sequence[PanelInfo],
        make: Callable[[PanelInfo, TokenAxis], Panel],
    ) -> None:
        super().__init__(window)
        self._window, self._make = window, make
        self._infos = {info.id: info for info in infos}
        self._copies: dict[str, str] = {}
        """Each duplicate, and what it is a duplicate of."""
        self._wanted: dict[str, Any] = window.settings.choices
        """What is to be chosen in those of the last time, once a model is open."""
        self.current = ""
        """The panel that had the keyboard last."""
        for panel in window.panels.values():
            self._connect(panel)
        on = window.actions_.on
        on(ADD, self.duplicate)
        on(CLOSE, lambda: self.close(self.current))
        window.actions_.on_toggle(PIN, self.pin)
        window.actions_.on_toggle(FLOAT, lambda on: window.docks.float(self.current, on))
        window.docks.menu_opened.connect(self._fill)
        window.docks.copy_closed.connect(self.close)
        window.editor.replaced.connect(self._unpin)
        # There is one: the window is its.
        QApplication.instance().focusChanged.connect(self._follow_keyboard)  # type: ignore[union-attr]
        self._tell()

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the duplicates that are there."""
        return tuple(self._copies)

    # --- what the commands do ---

    def duplicate(self) -> str:
        """Have the current panel once more, as it is; its id."""
        of = self.current
        window = self._window
        id = self.add(self._copies.get(of, of), beside=of)
        if not id:
            window.messages.say(tr(ENOUGH, n=MOST), TOPIC, passes=True)
            return ""
        same = {f"{id}{k.removeprefix(of)}": v for k, v in self._choices(of).items()}
        shown.choose({id: window.panels[id]}, same)
        return id

    def pin(self, on: bool) -> None:
        """Let the current panel (of two models, both of them) keep its moment, or let go of it."""
        for reading, panel in self._panels(self.current):
            opened, frame = panel.opened, panel.frame
            if on and (opened is None or frame is None or frame.moment is None):
                self._window.messages.say(tr("There is nothing to pin yet."), TOPIC, passes=True)
            elif on and opened is not None and frame is not None:
                panel.set_pin(Pin(opened, frame))
            else:
                panel.set_pin(None)
                reading.feed(panel)
        self._window.reading.ask_soon()
        self._tell()

    @Slot()
    def _unpin(self) -> None:
        """Another text takes the place of the one that was pinned."""
        for id in self._window.panels:
            for reading, panel in self._panels(id):
                if panel.pin is not None:
                    panel.set_pin(None)
                    reading.feed(panel)
        self._tell()

    @Slot(str)
    def close(self, id: str) -> None:
        """Take a duplicate away."""
        if self._copies.pop(id, None) is None:
            return
        window = self._window
        panel = window.panels.pop(id)
        focused = QApplication.focusWidget()
        if focused is not None and panel.isAncestorOf(focused):
            window.editor.setFocus()
        if self.current == id:
            self.current = ""
        window.clock.drop(id)
        window.appearance.let_go(panel)
        window.time.let_go(panel)
        window.units.let_go(panel)
        panel.hide()
        panel.setParent(window)
        window.docks.remove(id)
        panel.deleteLater()
        self._tell()
        window.reading.ask_soon()

    # --- there, and gone ---

    def add(self, of: str, *, beside: str = "", id: str = "") -> str:
        """Have one of the usual panels once more; the id, empty where there are enough."""
        info, window = self._infos.get(of), self._window
        taken = {int(one.rpartition(".")[2]) for one, kind in self._copies.items() if kind == of}
        free = min(set(range(2, MOST + 1)) - taken, default=0)
        number = int(id.rpartition(".")[2]) if id else free
        if info is None or not info.copies or number in taken or not 2 <= number <= MOST:
            return ""
        info = replace(info, id=f"{of}.{number}", behind="", hidden=False)
        panel = self._make(info, window.axis)
        panel.number = number
        panel.set_heading("")
        self._copies[info.id] = of
        window.panels[info.id] = panel
        window.docks.add_copy(info, panel.called, beside or of)
        self._connect(panel)
        window.reading.take_in(info.id, panel)
        window.shading.take_in(panel)
        window.time.take_in(panel)
        window.units.take_in(panel)
        window.appearance.take_in(panel)
        panel.set_heading(window.panels[of].whose)
        panel.ask_about(window.panels[of].ask_text())
        window.reading.feed(panel)
        self.added.emit(info.id)
        return info.id

    def have(self, ids: Any) -> None:
        """Have these duplicates and no others."""
        wanted = [id for id in ids if isinstance(id, str)] if isinstance(ids, list) else []
        for id in [id for id in self._copies if id not in wanted]:
            self.close(id)
        for id in wanted:
            of, _, number = id.rpartition(".")
            if number.isdecimal() and len(number) < 3 and id not in self._copies:
                self.add(of, id=id)

    def keep(self) -> None:
        """Remember them for the next time."""
        settings = self._window.settings
        settings.copies = list(self._copies)
        settings.choices = self._wanted | self._choices(*self._copies)

    def _choices(self, *ids: str) -> dict[str, Any]:
        return shown.choices({id: self._window.panels[id] for id in ids})

    @Slot()
    def choose(self) -> None:
        """A model is open: choose what was chosen the last time."""
        # A pin goes with its model.
        self._tell()
        wanted, self._wanted = self._wanted, {}
        there = {id: self._window.panels[id] for id in self._copies}
        if wanted:
            shown.choose(there, wanted)

    def _connect(self, panel: Panel) -> None:
        def show_menu(what: str, index: int, where: QPoint) -> None:
            # What is done by hand is done at the cursor, and a pinned panel shows another token.
            if panel.pin is None:
                self._window.hands.show_menu(what, index, where)

        def ask_together() -> None:
            # One question at a time: all of a kind show the answer.
            for other in self._window.panels.values():
                if type(other) is type(panel):
                    other.ask_about(panel.ask_text())

        panel.menu_requested.connect(show_menu)
        panel.wants_changed.connect(ask_together)

    # --- which one is meant ---

    @Slot(QWidget, QWidget)
    def _follow_keyboard(self, _before: QWidget | None, now: QWidget | None) -> None:
        if id := self._window.docks.at(now):
            self._look_at(id)

    @Slot(str, object)
    def _fill(self, id: str, menu: QMenu) -> None:
        self._look_at(id)
        self._tell()
        self._window.actions_.fill(menu, PANEL_MENU)

    def _look_at(self, id: str) -> None:
        if id != self.current:
            self.current = id
            self._tell()

    def _panels(self, id: str) -> list[tuple[Reading, Panel]]:
        """It, and where two models are compared the other one's."""
        window, second = self._window, self._window.comparison.second
        found = [(window.reading, window.panels[id])] if id in window.panels else []
        if second is not None and id in second.panels:
            found.append((second.reading, second.panels[id]))
        return found

    def _tell(self) -> None:
        """Say what can be done with the current panel."""
        allow, id = self._window.actions_.allow, self.current
        info = self._infos.get(self._copies.get(id, id))
        can = info is not None and info.copies
        allow(ADD, can)
        allow(PIN, can)
        allow(CLOSE, id in self._copies)
        allow(FLOAT, id in self._window.panels and self._window.docks.can_float)
        there = id in self._window.panels
        self._window.actions_.check(FLOAT, there and self._window.docks.floats(id))
        pinned = can and self._window.panels[id].pin is not None
        self._window.actions_.check(PIN, pinned)
