"""The second of two models: its engine, how it reads, and every panel once more."""

from __future__ import annotations

from functools import partial
from itertools import chain
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication

from wmstudio.gui.axis_link import AxisLink
from wmstudio.gui.bridge import Bridge, MakePort
from wmstudio.gui.candidates import Candidates
from wmstudio.gui.curves import CurvePlot
from wmstudio.gui.models import Models
from wmstudio.gui.panel import Panel, TokenAxis
from wmstudio.gui.reading import PATIENCE, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wmstudio.app.panels import PanelInfo
    from wmstudio.engine.messages import Opened
    from wmstudio.gui.main_window import MainWindow
    from wmstudio.gui.panels.difference import DifferencePanel

FIRST, SECOND = "A", "B"
ON_CLOCK, DIFFERENCE_ON_CLOCK = "second ", "difference "
"""Begin what panels are called on the clock: the second model's, and those that look at both."""


class SecondModels(Models):
    """Which one is compared with the first; where it cannot be opened, none is in its place."""

    setting = "second"
    topics = "opening the second", "reading with the second", "about the second"

    def instead(self) -> str:
        return ""


class SecondReading(Reading):
    """The same text with the same cursor, asked about once the first model has answered."""

    def __init__(
        self,
        window: MainWindow,
        bridge: Bridge,
        axis: TokenAxis,
        panels: Mapping[str, Panel],
        parent: QObject,
    ) -> None:
        super().__init__(
            window.editor, bridge, axis, panels, window.clock, window.docks.shown, parent, ON_CLOCK
        )
        self._first = first = window.reading
        self.link = AxisLink(window.axis, axis, lambda: (first.frame, self.frame), self)
        self.completed.connect(self.link.settle)
        first.completed.connect(self.link.settle)
        first.looked.connect(self._ask_now)
        first.moved.connect(self.look_at_place)
        self.moved.connect(first.look_at_place)
        self.look_at_place(first.place)

    @Slot()
    def _ask_now(self) -> None:
        if self._soon.isActive():
            self._soon.start(0)

    # Hooks of `Reading`. None is a slot: Qt would not disconnect one that is overridden.

    def _pause(self) -> int:
        # The first comes first, unless it takes long.
        return 0 if self._first.answered else PATIENCE

    def _begin_text(self) -> None:
        """The first axis brings this one along."""

    def _mark(self, span: tuple[int, int] | None, scroll: bool = False) -> None:
        """The text shows the first model's token."""

    def _follow(self, cursor: int) -> None:
        # Where both have the same tokens the first axis brings this one along.
        if not self.link.same:
            with self.link.let_go():
                super()._follow(cursor)


class Second(QObject):
    """Made when a comparison begins. Its panels are placed once there is something to see."""

    def __init__(
        self,
        window: MainWindow,
        make_port: MakePort,
        infos: Sequence[PanelInfo],
        make_panels: Callable[[TokenAxis], Mapping[str, Panel]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._infos = window, infos
        self.placed = False
        self.axis = TokenAxis(self)
        self.axis.ranges = window.axis.ranges
        self.axis.show(window.axis.start, window.axis.stop)
        self.panels = make_panels(self.axis)
        self.differences: dict[str, DifferencePanel] = {
            info.id: resolve_name(info.compared)(window.axis) for info in infos if info.compared
        }
        for panel in self._all_panels:
            # The window's from the first: a widget of nobody's could be freed on any thread.
            panel.setParent(window)
            panel.hide()
        self.bridge = Bridge(make_port, self)
        self.models = SecondModels(self.bridge, window.settings, window.messages, self)
        self.reading = SecondReading(window, self.bridge, self.axis, self.panels, self)
        self._connect()
        window.shading.add(self.reading, self.panels)
        window.telling.follow(self.models, self.reading, self.bridge, SECOND)
        window.time.add(self.reading, self.axis, self.panels, self.models)
        window.units.add(self.models, self.reading, self.bridge, self.axis, self.panels)
        window.browsing.add(self.panels)
        self._ask_the_same()

    @property
    def _all_panels(self) -> tuple[Panel, ...]:
        return *self.panels.values(), *self.differences.values()

    @property
    def opened(self) -> Opened | None:
        """The model that is open."""
        return self.models.open_model

    @property
    def complete(self) -> bool:
        """Whether everything that is asked for has been answered and drawn."""
        return self.placed and self.opened is not None and self.reading.complete

    def _connect(self) -> None:
        window, reading = self._window, self.reading
        self.models.opened.connect(reading.start_anew)
        reading.completed.connect(self._read_through)
        window.docks.seen_changed.connect(reading.ask_soon, Qt.ConnectionType.QueuedConnection)
        for bridge in (window.bridge, self.bridge):
            bridge.framed.connect(self._pair)
        for one in (window.reading, reading):
            one.staled.connect(self._dim)
            one.forgot.connect(self._forget_differences)
        for panel in window.panels.values():
            panel.wants_changed.connect(self._ask_the_same)
        for panel in self.panels.values():
            panel.wants_changed.connect(self._let_the_first_ask)
        for id, difference in self.differences.items():
            name = DIFFERENCE_ON_CLOCK + id
            difference.set_heading(f"{SECOND} − {FIRST}")
            difference.cursor_requested.connect(window.reading.look_at)
            difference.dirtied.connect(partial(window.clock.mark, name))
            window.clock.add(name, difference.draw, partial(window.docks.shown, id))

    # --- on the screen, and gone ---

    def place(self) -> None:
        """Put every panel beside the first model's."""
        self.placed = True
        self.refit()
        for info in self._infos:
            added = [self.panels[info.id], self.differences.get(info.id)]
            self._window.docks.add(info.id, *(panel for panel in added if panel is not None))
            for one, other in self._scaled(info.id):
                one.share_scale(other)

    def close(self) -> bool:
        """End the engine; whether it ended in time."""
        self.reading.stop()
        self._window.shading.drop(self.reading)
        self._window.telling.forget(SECOND)
        self._window.time.drop(self.reading, self.panels)
        self._window.units.drop(self.reading)
        clock = self._window.clock
        clock.drop(*(ON_CLOCK + id for id in self.panels))
        clock.drop(*(DIFFERENCE_ON_CLOCK + id for id in self.differences))
        return self.bridge.close()

    def leave(self) -> None:
        """Take everything from the screen."""
        for info in self._infos:
            for one, _ in self._scaled(info.id):
                one.share_scale()
        focused = QApplication.focusWidget()
        if focused is not None and any(panel.isAncestorOf(focused) for panel in self._all_panels):
            self._window.editor.setFocus()
        for panel in self._all_panels:
            panel.hide()
            panel.setParent(None)
            panel.deleteLater()
        self.deleteLater()

    def _scaled(self, id: str) -> list[tuple[Any, Any]]:
        """What shows the same of both models on a scale that fits the values."""
        both, kinds = (self._window.panels[id], self.panels[id]), (CurvePlot, Candidates)
        # A track that only one of them has stands alone.
        found = (zip(*(panel.findChildren(kind) for panel in both), strict=False) for kind in kinds)
        return list(chain.from_iterable(found))

    # --- what both models have to do with one another ---

    def meet(self) -> None:
        """One of the two models is another."""
        first, second = self._window.models.open_model, self.opened
        link = self.reading.link
        link.same = first is None or second is None or first.pieces == second.pieces
        link.carry()
        for panel in self.panels.values():
            panel.set_heading(f"{SECOND}  {second.name if second else ''}")
        for difference in self.differences.values():
            difference.open_two(first, second)
        self._mark_differences()

    def refit(self) -> None:
        """Colours and fonts have changed."""
        for panel in self._all_panels:
            panel.apply_theme(self._window.appearance.theme)
        self._window.clock.mark()

    def _mark_differences(self) -> None:
        for id in self.differences:
            self._window.clock.mark(DIFFERENCE_ON_CLOCK + id)

    @Slot()
    def _pair(self) -> None:
        for difference in self.differences.values():
            difference.store_two(self._window.reading.frame, self.reading.frame)
        self._mark_differences()

    @Slot()
    def _forget_differences(self) -> None:
        for difference in self.differences.values():
            difference.forget()
        self._mark_differences()

    @Slot()
    def _dim(self) -> None:
        for difference in self.differences.values():
            difference.set_stale(self._window.reading.stale or self.reading.stale)

    @Slot()
    def _ask_the_same(self) -> None:
        """One question, and both models answer it."""
        for id, panel in self.panels.items():
            panel.ask_about(self._window.panels[id].ask_text())

    @Slot()
    def _let_the_first_ask(self) -> None:
        for id, panel in self.panels.items():
            self._window.panels[id].ask_about(panel.ask_text())

    @Slot()
    def _read_through(self) -> None:
        self._window.messages.clear(self.models.topics[1])
