"""A window too narrow for panels one under the other beside the text: there they are tabs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from wmstudio.gui.workspace.floating import to_front

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

ROOM = 1100
"""Pixels of a window that is wide enough."""
CHANGES = frozenset({QEvent.Type.Resize, QEvent.Type.Show})


class Narrow(QObject):
    """Puts them behind one another, and back to where they were once there is room again."""

    def __init__(
        self,
        window: QMainWindow,
        docks: Mapping[str, QDockWidget],
        beside: Callable[[], Sequence[str]],
        save: Callable[[], str],
        restore: Callable[[str], object],
        share: Callable[[], object],
    ) -> None:
        """``beside`` are the docks beside the text, from the top; ``share`` gives them width."""
        super().__init__(window)
        self._window, self._docks, self._beside = window, docks, beside
        self._save, self._restore, self._share = save, restore, share
        self.before = self._wide = ""
        """Where everything was while there was room; empty while there is."""
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.fit)
        self.follow(window)

    def follow(self, widget: QWidget) -> None:
        """Look again whenever this has another size."""
        widget.installEventFilter(self)

    def leave(self) -> None:
        """Everything is put elsewhere: there is nothing to go back to."""
        self.before = self._wide = ""

    @Slot()
    def fit(self) -> None:
        """Have them as the window's width wants it."""
        if not self._window.isVisible():
            return
        if self._window.width() >= ROOM:
            self._widen()
            # By the time that the window is too narrow, everything has been squeezed.
            self._wide = self._save()
        elif not self.before:
            docks = [self._docks[id] for id in self._beside()]
            there = [one for one in docks if not (one.isHidden() or one.isFloating())]
            if len(there) > 1:
                self.before = self._wide or self._save()
                for one, other in pairwise(there):
                    self._window.tabifyDockWidget(one, other)
                to_front(there[0])
                self._share()

    def _widen(self) -> None:
        if not self.before:
            return
        before = self.before
        self.leave()
        there = {id: not dock.isHidden() for id, dock in self._docks.items()}
        self._restore(before)
        for id, shown in there.items():
            # What was opened or closed meanwhile stays so.
            if id in self._docks and self._docks[id].isHidden() == shown:
                self._docks[id].setVisible(shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in CHANGES:
            # Once everything has its size.
            self._soon.start()
        return False
