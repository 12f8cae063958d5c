"""Two models on one text, with one cursor: there when it is wanted, and gone when it is not."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QToolButton

from wmstudio.app import catalogue
from wmstudio.gui.model_picker import ModelPicker, choose_folder
from wmstudio.gui.second import FIRST, SECOND, Second
from wmstudio.gui.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QToolBar

    from wmstudio.app.panels import PanelInfo
    from wmstudio.engine.messages import Opened, Values
    from wmstudio.gui.bridge import MakePort
    from wmstudio.gui.main_window import MainWindow
    from wmstudio.gui.panel import Panel, TokenAxis

LEFT_BEHIND = "wmstudio: the model did not stop in time and was left behind.\n"


class Comparison(QObject):
    """Nothing, or a second model beside the first, with a picker of its own."""

    def __init__(
        self,
        window: MainWindow,
        make_port: MakePort,
        infos: Sequence[PanelInfo],
        make_panels: Callable[[TokenAxis], Mapping[str, Panel]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._make = partial(Second, window, make_port, infos, make_panels, self)
        self._last = ""
        self.second: Second | None = None
        self._action = window.actions_["model.compare"]
        self._action.setIconText(tr("Compare"))
        self.picker = ModelPicker(
            window.actions_["model.compare_folder"], lambda: window.settings.recent
        )
        self.picker.setToolTip(tr("The model that the first is compared with"))
        self.picker.set_mark(SECOND)
        self.picker.chosen.connect(self.open)
        window.clock.settled.connect(self._place)
        # Queued, as fonts reach the widgets only when events are handled.
        window.appearance.changed.connect(self._refit, Qt.ConnectionType.QueuedConnection)

    def add_to(self, bar: QToolBar) -> None:
        """Put a switch, and the second picker, where the first one is."""
        button = QToolButton()
        button.setDefaultAction(self._action)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(tr("Compare"))
        bar.addWidget(button)
        self._shown_picker = bar.addWidget(self.picker)
        self._shown_picker.setVisible(False)

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
        self._show_state()

    @Slot(str)
    def open(self, source: str, values: Values = ()) -> None:
        """Compare with a bundled checkpoint by its name, or one in a folder."""
        second = self.second or self._begin()
        second.models.open(source, self._window.settings.device, values)

    def move(self, device: str) -> None:
        """Compute the second one on another device, too."""
        if self.second is not None:
            self.second.models.move(device)

    def end(self) -> None:
        """Have one model again."""
        if self.second is not None:
            self._window.messages.clear(*self.second.models.topics)
            self._last = self._window.settings.second
            self._end(self.second)

    # --- from one start to the next ---

    def begin(self, asked: str = "") -> None:
        """Compare with what was asked for, or as it was when the program last ended."""
        if source := asked or self._window.settings.second:
            self.open(source)

    def keep_layout(self) -> None:
        """Remember where everything is: one model and two have a layout each."""
        two = self.second is not None and self.second.placed
        name = "layout_of_two" if two else "layout"
        setattr(self._window.settings, name, self._window.docks.state())

    def close(self) -> bool:
        """End the second engine with the window; whether it ended in time."""
        return self.second is None or self.second.close()

    # --- there, and gone ---

    def _begin(self) -> Second:
        second = self.second = self._make()
        second.models.opening.connect(self.picker.show_opening)
        second.models.kept.connect(self._keep)
        second.models.opened.connect(self._show_opened)
        self._show_state()
        return second

    @Slot()
    def _place(self) -> None:
        # What the first shows has been drawn: how low its panels can be is known by now.
        second, window = self.second, self._window
        if second is None or second.placed or second.opened is None or window.reading.frame is None:
            return
        self.keep_layout()
        second.place()
        if not window.docks.restore(window.settings.layout_of_two):
            window.docks.reset()

    def _end(self, second: Second) -> None:
        self.keep_layout()
        self.second, self._window.settings.second = None, ""
        if not second.close():
            sys.stderr.write(LEFT_BEHIND)
        second.leave()
        if second.placed:
            self._window.docks.restore(self._window.settings.layout)
        self._show_state()

    # --- what is shown ---

    @Slot()
    def meet(self) -> None:
        """One of the two models is another."""
        if self.second is not None:
            self.second.meet()
            self._show_state()
            self._place()

    @Slot(object)
    def _show_opened(self, opened: Opened) -> None:
        self.picker.show_open(opened.name)
        self.meet()

    @Slot()
    def _keep(self) -> None:
        if self.second is not None and self.second.opened is None:
            # What went wrong is said, and nothing that was there is lost.
            self._end(self.second)
        self.picker.show_opened_again()

    def _show_state(self) -> None:
        window, on = self._window, self.second is not None
        first, second = window.models.open_model, self.second.opened if self.second else None
        for panel in window.panels.values():
            panel.set_heading(f"{FIRST}  {first.name if first else ''}" if second else "")
        for one in (window.picker, window.tuning, window.hands.strip):
            one.set_mark(FIRST if on else "")
        window.status.set_second(second.name if second else "")
        window.messages.review()
        self._shown_picker.setVisible(on)
        self._action.setChecked(on)

    @Slot()
    def _refit(self) -> None:
        if self.second is not None:
            self.second.refit()
