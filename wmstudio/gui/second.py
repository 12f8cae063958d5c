"""The second of two models: an engine of its own, and every panel once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from wmstudio.gui.axis_link import AxisLink
from wmstudio.gui.bridge import Bridge, MakePort
from wmstudio.gui.models import Models
from wmstudio.gui.panel import Panel, TokenAxis
from wmstudio.gui.reading import PATIENCE, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.engine.messages import Opened
    from wmstudio.gui.main_window import MainWindow

CLOCK = "second "
"""Begins what its panels are called on the clock."""


class SecondModels(Models):
    """Which one is compared with the first; where it cannot be opened, none is in its place."""

    setting = "second"
    topics = "opening the second", "reading with the second"

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
            window.editor, bridge, axis, panels, window.clock, window.docks.shown, parent, CLOCK
        )
        self._first = first = window.reading
        self.link = AxisLink(window.axis, axis, lambda: (first.frame, self.frame), self)
        self.completed.connect(self.link.settle)
        first.completed.connect(self.link.settle)
        first.looked.connect(self._ask_now)
        first.moved.connect(self.look_at_place)
        self.moved.connect(first.look_at_place)
        self.look_at_place(first.place)

    def _pause(self) -> int:
        # The first comes first, unless it takes long.
        return 0 if self._first.answered else PATIENCE

    @Slot()
    def _ask_now(self) -> None:
        if self._soon.isActive():
            self._soon.start(0)

    def _mark(self, span: tuple[int, int] | None, scroll: bool = False) -> None:
        """The text shows the first model's token."""

    def _follow(self, cursor: int) -> None:
        # Where both have the same tokens the first axis brings this one along.
        if not self.link.same:
            with self.link.let_go():
                super()._follow(cursor)


class Second(QObject):
    """Made when a comparison begins, and closed when it ends."""

    def __init__(
        self,
        window: MainWindow,
        make_port: MakePort,
        make_panels: Callable[[TokenAxis], Mapping[str, Panel]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self.axis = TokenAxis(self)
        self.axis.show(window.axis.start, window.axis.stop)
        self.panels = make_panels(self.axis)
        self.bridge = Bridge(make_port, self)
        self.models = SecondModels(self.bridge, window.settings, window.messages, self)
        self.reading = SecondReading(window, self.bridge, self.axis, self.panels, self)
        self.models.opened.connect(self.reading.start_anew)
        self.reading.completed.connect(self._read_through)
        window.docks.seen_changed.connect(self.reading.ask_soon, Qt.ConnectionType.QueuedConnection)
        for panel in window.panels.values():
            panel.wants_changed.connect(self._ask_the_same)
        for panel in self.panels.values():
            panel.wants_changed.connect(self._let_the_first_ask)
        self._ask_the_same()

    @property
    def complete(self) -> bool:
        """Whether everything that is asked for has been answered and drawn."""
        return self.models.open_model is not None and self.reading.complete

    @property
    def opened(self) -> Opened | None:
        """The model that is open."""
        return self.models.open_model

    def close(self) -> bool:
        """End the engine; whether it ended in time."""
        self.reading.stop()
        self._window.clock.drop(*(CLOCK + id for id in self.panels))
        return self.bridge.close()

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
