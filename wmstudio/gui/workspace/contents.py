"""What is in the docks: each panel is made when its dock is seen for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPalette

from wmstudio.gui.widgets.splitter import PlainSplitter

if TYPE_CHECKING:
    from PySide6.QtWidgets import QSplitter, QWidget

    from wmstudio.app.panels import PanelInfo
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.panels import Panels
    from wmstudio.gui.workspace.titles import Titles

BESIDE = {"right": Qt.Orientation.Horizontal, "bottom": Qt.Orientation.Vertical}
"""How two copies of a panel are arranged: snapshots side by side, pictures along the text one below
the other."""


WIDE, HIGH = 600, 400
"""The size in pixels that most panels would like to have."""


class DockSplitter(PlainSplitter):
    """What is in a dock. Before there is a panel, it is as large as one, and has its colour."""

    def __init__(self, along: Qt.Orientation) -> None:
        super().__init__(along)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)

    def sizeHint(self) -> QSize:
        return super().sizeHint() if self.count() else QSize(WIDE, HIGH)


class Contents(QObject):
    """A splitter for each dock, with the first lane's panel and what is beside it.

    A window can be typed in before it has any panels, so they are made after it has been painted,
    one at a time, so that keys get their turn.
    """

    def __init__(self, panels: Panels, titles: Titles, parent: QObject) -> None:
        super().__init__(parent)
        self._panels, self._titles = panels, titles
        self._splitters: dict[str, QSplitter] = {}
        self._inside: dict[str, Panel] = {}
        self._begun = False
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self.look)

    def splitter(self, info: PanelInfo) -> QSplitter:
        """Make what is in the dock of a panel."""
        made = self._splitters[info.id] = DockSplitter(BESIDE[info.area])
        if info.id in self._panels.existing:
            self.put(info.id, self._panels[info.id])
        return made

    def __getitem__(self, id: str) -> QSplitter:
        return self._splitters[id]

    def make(self, id: str) -> None:
        """Make the panel of a dock, if it is not there yet."""
        if id not in self._inside:
            # One that failed when it heard of the model is there, but was not put into its dock.
            self.put(id, self._panels[id])

    def put(self, id: str, panel: Panel) -> None:
        """Put a panel of the first lane, which was made, into its dock."""
        if self._inside.get(id) is not panel:
            self._inside[id] = panel
            inside = self._splitters[id]
            inside.insertWidget(0, panel)
            inside.setAutoFillBackground(False)
            self._give_title(id, panel)

    def add(self, id: str, *widgets: QWidget) -> None:
        """Add widgets beside a panel, in equal parts."""
        self.put(id, self._panels[id])
        inside = self._splitters[id]
        for widget in widgets:
            inside.addWidget(widget)
            widget.show()
            self._give_title(id, widget)
        inside.setSizes([1000] * inside.count())

    def remove(self, id: str) -> None:
        """Forget a dock."""
        del self._splitters[id], self._inside[id]

    def shown(self, id: str) -> bool:
        """Whether what is in a dock is visible."""
        # Of a widget that is covered by another one inside it, Qt says that nothing is visible.
        seen: QWidget = self._inside.get(id) or self._splitters[id]
        return seen.isVisible() and not seen.visibleRegion().isEmpty()

    def around(self, widget: QWidget | None) -> str:
        """The panel in whose dock a widget is; empty if it is in none."""
        if widget is not None:
            for id, inside in self._splitters.items():
                if inside.isAncestorOf(widget):
                    return id
        return ""

    @property
    def doubled(self) -> bool:
        """Whether two lanes are shown."""
        return any(inside.count() > 1 for inside in self._splitters.values())

    @property
    def complete(self) -> bool:
        """Whether every panel is there whose dock is visible."""
        return not self._lacking()

    def begin(self) -> None:
        """The window has been painted: from now on, make what is seen."""
        if not self._begun:
            self._begun = True
            self._next.start()

    @Slot()
    def look(self) -> None:
        """Make a panel whose dock is visible, and go on with the next one."""
        if self._begun and (lacking := self._lacking()):
            try:
                self.make(lacking[0])
            finally:
                # A panel of another package that fails does not keep the others from being made.
                self._next.start()

    def _lacking(self) -> list[str]:
        return [id for id in self._splitters if id not in self._inside and self.shown(id)]

    def _give_title(self, id: str, panel: QWidget) -> None:
        from wmstudio.gui.views.picture_panel import PicturePanel

        if isinstance(panel, PicturePanel):
            self._titles.add(id, panel.header)
