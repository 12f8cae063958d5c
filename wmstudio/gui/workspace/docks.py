"""The docks of panels: their default places, and where the user left them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QEvent,
    QObject,
    QRect,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabWidget, QWidget

from wmstudio.app.presets import preset_of
from wmstudio.gui.base.parts import first_stop, takes_keyboard
from wmstudio.gui.base.translation import tr
from wmstudio.gui.workspace.arranging import (
    OWN,
    heights,
    in_front,
    layout_versions,
    put_back,
    width_beside,
)
from wmstudio.gui.workspace.contents import Contents
from wmstudio.gui.workspace.filled import Filled
from wmstudio.gui.workspace.floating import FRAMELESS, give_frame, to_front
from wmstudio.gui.workspace.narrow import Narrow
from wmstudio.gui.workspace.titles import Titles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.app.panels import PanelInfo
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.panels import Panels

COMPARING = 0.5, 0.46
"""Shares of the window's width and height where every panel is there twice, each as important."""
AREAS = {
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}
MARGIN = {"right": 120, "bottom": 300}
"""Pixels of the window's height for bars and, at the bottom, for the text."""


class Docks(QObject):
    """The places of panels in a window."""

    seen_changed = Signal()
    """A panel became visible or invisible."""
    places_changed = Signal()
    """A panel has another size or is at another place."""
    closed_changed = Signal(str, bool)
    """A panel was opened or closed, by id."""
    copy_closed = Signal(str)
    """A duplicate was closed."""
    menu_opened = Signal(str, object)
    """The menu in a panel's header is about to open."""
    filled = Signal(str)
    """The panel that fills the window; an empty id if none does any longer."""

    def __init__(self, window: QMainWindow, infos: Sequence[PanelInfo], panels: Panels) -> None:
        """``panels`` are those of the first lane."""
        super().__init__(window)
        self._window, self._infos = window, {info.id: info for info in infos}
        self._docks: dict[str, QDockWidget] = {}
        self._copies: set[str] = set()
        self._titles = Titles(self._docks, self)
        self._contents = Contents(panels, self._titles, self)
        self.put, self.begin = self._contents.put, self._contents.begin
        self._titles.pressed.connect(self.focus)
        self._titles.double_clicked.connect(self._toggle_filled)
        self._titles.menu_opened.connect(self.menu_opened)
        self.preset = preset_of("")
        """The preset that `reset` restores."""
        self._filled, self._state, self._over = "", "", Filled(window)
        self._over.left.connect(partial(self.fill, ""))
        beside = partial(self._in, "right")
        change = self._now, self.restore, self._share_width
        self._narrow = Narrow(window, self._docks, beside, *change)
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        # The memory has most to show, so its column has the window's whole height.
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self._versions = layout_versions(self._infos)
        self._features = (
            QDockWidget.DockWidgetFeature.DockWidgetMovable
            | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        # On Wayland a window cannot move itself, so a floating panel could not be docked again.
        self.can_float = not QGuiApplication.platformName().startswith("wayland")
        if self.can_float:
            self._features |= QDockWidget.DockWidgetFeature.DockWidgetFloatable
        for info in infos:
            dock = self._made(info, tr(info.title))
            dock.toggleViewAction().toggled.connect(
                lambda there, id=info.id: self.closed_changed.emit(id, there)
            )
        self.reset()

    def _made(self, info: PanelInfo, title: str) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(f"dock.{info.id}")
        dock.setAccessibleName(title)
        dock.setFeatures(self._features)
        dock.setWidget(self._contents.splitter(info))
        dock.setTitleBarWidget(self._titles.line())
        # A click anywhere in a panel gives it the keyboard focus.
        dock.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        dock.installEventFilter(self)
        self._narrow.follow(dock)
        dock.visibilityChanged.connect(self.seen_changed)
        # Queued, because many docks are visible for a moment while a layout is restored.
        dock.visibilityChanged.connect(self._contents.look, Qt.ConnectionType.QueuedConnection)
        self._docks[info.id] = dock
        return dock

    def __getitem__(self, id: str) -> QDockWidget:
        return self._docks[id]

    def shown(self, id: str) -> bool:
        """Whether any copy of a panel is visible."""
        return self._contents.shown(id)

    @property
    def complete(self) -> bool:
        """Whether every panel that is visible is there, too."""
        return self._contents.complete

    def there(self, id: str) -> bool:
        """Whether a panel is open; it may be in a hidden tab."""
        return not self._docks[id].isHidden()

    def there_of(self, panel: Panel) -> bool:
        """The same for a panel that may be the second of its kind."""
        id = self._contents.around(panel)
        return bool(id) and self.there(id)

    def add(self, id: str, *widgets: QWidget) -> None:
        """Add widgets beside a panel, in equal parts."""
        self._contents.add(id, *widgets)

    def add_copy(self, info: PanelInfo, panel: Panel, of: str) -> None:
        """Add a duplicate of a panel in a dock of its own, with half of the panel's room."""
        self._infos[info.id] = info
        self._copies.add(info.id)
        dock = self._made(info, panel.called)
        self.put(info.id, panel)
        dock.toggleViewAction().toggled.connect(
            partial(self._copy_toggled, info.id), Qt.ConnectionType.QueuedConnection
        )
        along = self._along(info.area)
        # Before it is in the window, which would otherwise grow for it.
        other = self._instead(info.id, of)
        if not self._window.restoreDockWidget(dock):
            if other is None:
                self._window.addDockWidget(AREAS[info.area], dock, along)
            else:
                self._window.tabifyDockWidget(other, dock)
        dock.show()
        to_front(dock)
        size = self._docks[of].size()
        room = size.height() if along == Qt.Orientation.Vertical else size.width()
        self._window.resizeDocks([self._docks[of], dock], [room // 2, room // 2], along)

    def _instead(self, id: str, of: str) -> QDockWidget | None:
        """The panel in whose tab a duplicate goes if an area has no room for another dock.

        Never the panel that it duplicates, since both should be visible.
        """
        area = self._infos[id].area
        if self._along(area) == Qt.Orientation.Horizontal:
            return None
        there = [one for one in self._in(area) if one != id and not self._docks[one].isHidden()]
        # It will be as high as the original once something is drawn in it.
        least = {one: self._docks[one].minimumSizeHint().height() for one in there}
        needed = sum(least.values()) + self._docks[of].minimumSizeHint().height()
        if needed <= self._window.height() - MARGIN[area]:
            return None
        # The highest one, because a tab is as high as the others.
        other = max((one for one in there if one != of), key=least.__getitem__, default=None)
        return self._docks[other] if other is not None else None

    def _copy_toggled(self, id: str, there: bool) -> None:
        # Queued, because a dock must not be deleted while it emits a signal.
        if not there and id in self._copies and self._docks[id].isHidden():
            self.copy_closed.emit(id)

    def remove(self, id: str) -> None:
        """Remove a duplicate."""
        if self._filled == id:
            self.fill("")
        dock = self._docks.pop(id)
        self._copies.remove(id)
        del self._infos[id]
        self._contents.remove(id)
        self._window.removeDockWidget(dock)
        dock.deleteLater()
        self.seen_changed.emit()

    def at(self, widget: QWidget | None) -> str:
        """The panel whose dock contains a widget; empty if there is none."""
        for id, dock in self._docks.items():
            if widget is dock or (widget and dock.isAncestorOf(widget)):
                return id
        # What fills the window is in no dock.
        return self._contents.around(widget)

    @Slot(str)
    def focus(self, id: str) -> None:
        """Move the keyboard to the part of a panel that had it last, or else to the first."""
        dock, inside = self._docks[id], self._contents[id]
        focused = QApplication.focusWidget()
        if focused is not None and inside.isAncestorOf(focused):
            return
        self._contents.make(id)
        last = inside.focusWidget()
        again = last is not None and inside.isAncestorOf(last) and takes_keyboard(last)
        stop = last if again else first_stop(inside)
        (stop or dock).setFocus(Qt.FocusReason.MouseFocusReason)
        dock.activateWindow()

    def toggle(self, id: str) -> bool:
        """Show a panel, or bring it to the front and focus it, or close it if it has the focus.

        A panel that is hidden or not focused is wanted and not closed. Returns whether the panel is
        open afterwards.
        """
        has_keyboard = self.at(QApplication.focusWidget()) == id
        if not self.there(id):
            self.show(id, True)
        elif self.shown(id) and has_keyboard:
            self.show(id, False)
        else:
            self.show(id, True)
            self.focus(id)
        return self.there(id)

    def float(self, id: str, floats: bool) -> None:
        """Put a panel into a window of its own, or back into its dock."""
        dock = self._docks[id]
        dock.setFloating(floats)
        # At once: a window that has become active would lose the keyboard by it.
        give_frame(dock)

    def floats(self, id: str) -> bool:
        """Whether a panel is in a window of its own."""
        return self._docks[id].isFloating()

    @Slot(str)
    def _toggle_filled(self, id: str) -> None:
        self.fill("" if self._filled == id else id)

    def fill(self, id: str) -> None:
        """Let a panel fill the window; with no id, restore all panels."""
        if id == self._filled:
            return
        if self._filled:
            dock = self._docks[self._filled]
            room = dock.widget()
            dock.setWidget(self._contents[self._filled])
            room.deleteLater()
            self._over.hide()
            self._filled, before = "", self._filled
            self.focus(before)
        if id:
            self._state, self._filled = self.state(), id
            inside, room = self._contents[id], QWidget()
            # Otherwise the others would spread into its place.
            room.setMinimumSize(inside.minimumSizeHint())
            self._docks[id].setWidget(room)
            self._over.show_widget(inside)
            self._window.activateWindow()
            self.focus(id)
        self.filled.emit(id)
        self.seen_changed.emit()

    def _in(self, area: str) -> list[str]:
        return in_front(self.preset, self._infos, area)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.places_changed.emit()
        if event.type() == QEvent.Type.Show and isinstance(watched, QDockWidget):
            flags = watched.windowFlags()
            dragged = flags & Qt.WindowType.X11BypassWindowManagerHint
            if watched.isFloating() and flags & FRAMELESS and not dragged:
                QTimer.singleShot(0, watched, partial(give_frame, watched))
        return False

    def show(self, id: str, there: bool) -> None:
        """Open a panel and bring it to the front, or close it."""
        self._docks[id].setVisible(there)
        if there:
            # What fills the window would hide it.
            self.fill(self._filled if self._filled == id else "")
            to_front(self._docks[id])

    def reset(self) -> None:
        """Restore the default arrangement."""
        self.fill("")
        self._narrow.leave()
        for dock in self._docks.values():
            # While it is in the layout; otherwise Qt would leave it floating.
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        for name, area in AREAS.items():
            front, listed = self._in(name), (*self.preset.right, *self.preset.bottom)
            for id in front:
                self._window.addDockWidget(area, self._docks[id], self._along(name))
                self._docks[id].setVisible(id not in OWN or id in listed)  # others are behind it
            for id in [id for id, info in self._infos.items() if info.area == name]:
                if id in front:
                    continue
                behind = self._infos[id].behind
                before = behind if behind in front else front[-1]
                self._window.tabifyDockWidget(self._docks[before], self._docks[id])
                self._docks[id].setVisible(id in self.preset.tabs)
            for id in front:
                to_front(self._docks[id])
        self.share_out()
        self._narrow.fit()

    def share_out(self) -> None:
        """Divide the window among the panels by their shares."""
        # Contents may have changed their sizes, so update all layouts first.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        doubled, size, preset = self.doubled, self._window.size(), self.preset
        right, bottom = self._in("right"), self._in("bottom")
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        shares = [
            100 if doubled else 100 * preset.right.get(id, self._infos[id].share) for id in right
        ]
        self._resize(right, shares, down)
        if doubled:
            wide, high = round(size.width() * COMPARING[0]), round(size.height() * COMPARING[1])
            self._resize(bottom, [100] * len(bottom), across)
            self._resize(bottom[:1], [high], down)
        else:
            wide = width_beside(preset, self._window)
            self._resize(bottom, heights(preset, bottom, self._window.fontMetrics().height()), down)
        self._resize(right[:1], [wide], across)

    def _share_width(self) -> None:
        wide = width_beside(self.preset, self._window)
        self._resize(self._in("right")[:1], [wide], Qt.Orientation.Horizontal)

    def _resize(self, ids: Sequence[str], sizes: list[int], along: Qt.Orientation) -> None:
        self._window.resizeDocks([self._docks[id] for id in ids], sizes, along)

    @property
    def places(self) -> dict[str, QRect]:
        """Where every panel is that can be seen."""
        # Of a dock itself nothing is seen: its panel covers it.
        return {id: dock.geometry() for id, dock in self._docks.items() if self.shown(id)}

    @property
    def doubled(self) -> bool:
        """Whether two lanes are shown."""
        return self._contents.doubled

    def _along(self, area: str) -> Qt.Orientation:
        """The direction of panels in an area: vertical, unless two lanes need the width."""
        beside = area == "bottom" and self.doubled
        return Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical

    def state(self) -> str:
        """The layout for saving. While a panel fills the window, it is the one before."""
        if self._filled:
            return self._state
        return self._narrow.before or self._now()

    def _now(self) -> str:
        return bytes(self._window.saveState(self._versions[0]).toBase64().data()).decode("ascii")

    def restore(self, state: str) -> bool:
        """Restore a saved layout. Returns False if it is invalid."""
        self._narrow.leave()
        data = QByteArray.fromBase64(state.encode("ascii", errors="ignore"))
        restored = not data.isEmpty() and put_back(self._window, data, self._versions)
        for id, dock in self._docks.items():
            # A dock that has never been on the screen does not know whether it is closed.
            if id not in self._copies:
                self.closed_changed.emit(id, not dock.isHidden())
        self._narrow.fit()
        return restored
