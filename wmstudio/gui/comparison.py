"""Two models on one text, with one cursor: made when it is wanted, and gone when it is not."""

from __future__ import annotations

import sys
from functools import partial
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QToolButton

from wmstudio.app import catalogue
from wmstudio.gui.curves import CurvePlot
from wmstudio.gui.model_picker import ModelPicker, choose_folder
from wmstudio.gui.second import Second

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QToolBar

    from wmstudio.app.panels import PanelInfo
    from wmstudio.gui.bridge import MakePort
    from wmstudio.gui.main_window import MainWindow
    from wmstudio.gui.panel import Panel, TokenAxis
    from wmstudio.gui.panels.difference import DifferencePanel

FIRST, SECOND = "A", "B"
CLOCK = "difference "
"""Begins what the panels that look at both models are called on the clock."""
LEFT_BEHIND = "wmstudio: the model did not stop in time and was left behind.\n"


class Comparison(QObject):
    """Nothing, or a second model beside the first: with a picker, and every panel once more."""

    def __init__(
        self,
        window: MainWindow,
        make_port: MakePort,
        infos: Sequence[PanelInfo],
        make_panels: Callable[[TokenAxis], Mapping[str, Panel]],
    ) -> None:
        super().__init__(window)
        self._window, self._make_port = window, make_port
        self._infos, self._make_panels = infos, make_panels
        self._last = ""
        self._arranged = False
        self.second: Second | None = None
        self.differences: dict[str, DifferencePanel] = {}
        self._action = window.actions_["model.compare"]
        self._action.setIconText("Compare")
        self.picker = ModelPicker(
            window.actions_["model.compare_folder"], lambda: window.settings.recent
        )
        self.picker.setToolTip("The model that the first is compared with")
        self.picker.chosen.connect(self.open)
        window.bridge.framed.connect(self._pair)
        window.reading.staled.connect(self._dim)
        # Queued, as fonts reach the widgets only when events are handled.
        window.appearance.changed.connect(self._refit, Qt.ConnectionType.QueuedConnection)

    def add_to(self, bar: QToolBar) -> None:
        """Put a switch, and the second picker, where the first one is."""
        button = QToolButton()
        button.setDefaultAction(self._action)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName("Compare")
        bar.addWidget(button)
        self._place = bar.addWidget(self.picker)
        self._place.setVisible(False)

    @property
    def complete(self) -> bool:
        """Whether all of it has been read and drawn; also where nothing is compared."""
        return self.second is None or self.second.complete

    # --- what the commands do ---

    def switch(self, on: bool) -> None:
        """Begin with the one that was there last, else with another than the first; or end."""
        first = self._window.models.open_model
        if not on:
            self.end()
        elif source := self._last or catalogue.another(first.name if first else ""):
            self.open(source)
        else:
            self.choose()

    def choose(self) -> None:
        """Compare with a checkpoint in a folder that is chosen."""
        if folder := choose_folder(self._window, self._window.settings.folder):
            self.open(folder)
        self._action.setChecked(self.second is not None)

    @Slot(str)
    def open(self, source: str) -> None:
        """Compare with a bundled checkpoint by its name, or one in a folder."""
        second = self.second or self._begin()
        second.models.open(source, self._window.settings.device)

    def move(self, device: str) -> None:
        """Compute the second one on another device, too."""
        if self.second is not None:
            self.second.models.move(device)

    def end(self) -> None:
        """Have one model again."""
        if self.second is not None:
            self._window.messages.clear(*self.second.models.topics)
            self._last = self._window.settings.second
            self._take_away(self.second)

    # --- from one start to the next ---

    def begin(self, asked: str = "") -> None:
        """Compare with what was asked for, or as it was when the program last ended."""
        if source := asked or self._window.settings.second:
            self.open(source)

    def keep_layout(self) -> None:
        """Remember where everything is, of one model or of two."""
        settings, state = self._window.settings, self._window.docks.state()
        if self.second is None:
            settings.layout = state
        elif self._arranged:
            settings.layout_of_two = state

    def close(self) -> bool:
        """End the second engine with the window; whether it ended in time."""
        return self.second is None or self.second.close()

    # --- there and gone ---

    def _begin(self) -> Second:
        self.keep_layout()
        self._arranged = False
        window = self._window
        second = self.second = Second(window, self._make_port, self._make_panels, self)
        second.models.opening.connect(self.picker.show_opening)
        second.models.kept.connect(self._keep)
        second.models.opened.connect(self.meet)
        second.bridge.framed.connect(self._pair)
        second.reading.staled.connect(self._dim)
        second.reading.measured.connect(self._arrange)
        for info in self._infos:
            window.docks.add(info.id, second.panels[info.id])
            for one, other in self._curves(info.id):
                one.share_scale(other)
            if info.compared:
                self._add_difference(info)
        self._refit()
        self._show_state()
        return second

    def _add_difference(self, info: PanelInfo) -> None:
        window, name = self._window, CLOCK + info.id
        panel = self.differences[info.id] = resolve_name(info.compared)(window.axis)
        panel.set_heading(f"{SECOND} − {FIRST}")
        panel.cursor_requested.connect(window.reading.look_at)
        panel.dirtied.connect(partial(window.clock.mark, name))
        window.clock.add(name, panel.draw, partial(window.docks.shown, info.id))
        window.docks.add(info.id, panel)

    @Slot()
    def _arrange(self) -> None:
        # How low a panel can be is known once something was drawn in it.
        docks, layout = self._window.docks, self._window.settings.layout_of_two
        if not self._arranged and self.second is not None:
            self._arranged = True
            if not docks.restore(layout):
                docks.share_out()

    def _take_away(self, second: Second) -> None:
        window = self._window
        self.keep_layout()
        for info in self._infos:
            for one, _ in self._curves(info.id):
                one.share_scale()
        window.clock.drop(*(CLOCK + id for id in self.differences))
        gone = [*second.panels.values(), *self.differences.values()]
        self.second, self.differences, window.settings.second = None, {}, ""
        focused = QApplication.focusWidget()
        if focused is not None and any(panel.isAncestorOf(focused) for panel in gone):
            window.editor.setFocus()
        for panel in gone:
            panel.hide()
            panel.setParent(None)
            panel.deleteLater()
        if not second.close():
            sys.stderr.write(LEFT_BEHIND)
        second.deleteLater()
        window.docks.restore(window.settings.layout)
        self._show_state()

    def _curves(self, id: str) -> list[tuple[CurvePlot, CurvePlot]]:
        """What shows the same of both models over a value axis."""
        assert self.second is not None
        panels = self._window.panels[id], self.second.panels[id]
        return list(zip(*(panel.findChildren(CurvePlot) for panel in panels), strict=True))

    # --- what is shown ---

    @Slot()
    def meet(self) -> None:
        """One of the two models is another."""
        if self.second is None:
            return
        first, second = self._window.models.open_model, self.second.opened
        link = self.second.reading.link
        link.same = first is None or second is None or first.pieces == second.pieces
        link.carry()
        for id, panel in self.differences.items():
            panel.open_two(first, second)
            self._window.clock.mark(CLOCK + id)
        self._show_state()

    @Slot()
    def _keep(self) -> None:
        if self.second is not None and self.second.opened is None:
            # What went wrong is said, and nothing that was there is lost.
            self._take_away(self.second)
        self.picker.show_opened_again()

    def _show_state(self) -> None:
        window, second = self._window, self.second
        models = window.models.open_model, second.opened if second else None
        names = [model.name if model else "no model" for model in models]
        for panel in window.panels.values():
            panel.set_heading(f"{FIRST}  {names[0]}" if second else "")
        for panel in second.panels.values() if second else ():
            panel.set_heading(f"{SECOND}  {names[1]}")
        window.picker.set_mark(FIRST if second else "")
        self.picker.set_mark(SECOND)
        if models[1]:
            self.picker.show_open(models[1].name)
        self._place.setVisible(second is not None)
        self._action.setChecked(second is not None)
        window.status.set_second(models[1].name if models[1] else "")

    @Slot()
    def _pair(self) -> None:
        if self.second is not None:
            for id, panel in self.differences.items():
                panel.store_two(self._window.reading.frame, self.second.reading.frame)
                self._window.clock.mark(CLOCK + id)

    @Slot()
    def _dim(self) -> None:
        if self.second is not None:
            stale = self._window.reading.stale or self.second.reading.stale
            for panel in self.differences.values():
                panel.set_stale(stale)

    @Slot()
    def _refit(self) -> None:
        if self.second is not None:
            for panel in (*self.second.panels.values(), *self.differences.values()):
                panel.apply_theme(self._window.appearance.theme)
            self._window.clock.mark()
