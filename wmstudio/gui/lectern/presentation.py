"""Presentation mode: the whole screen, content enlarged in high contrast, and no bars."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeySequence, QPalette
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from shiboken6 import isValid

from wmstudio.app.commands import COMMANDS
from wmstudio.app.presets import LECTURE, TABS, preset_command
from wmstudio.gui.base.plain import keyless
from wmstudio.gui.base.translation import tr
from wmstudio.gui.lectern.halo import Halo
from wmstudio.gui.lectern.remote import Remote, is_typed
from wmstudio.gui.workspace.controller import Controller
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.gui.lectern.caption_bar import CaptionBar
    from wmstudio.gui.lectern.performer import Performer
    from wmstudio.gui.workspace.appearance import Appearance
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.presets import Layouts, Presets
    from wmstudio.gui.workspace.wide_strip import WideStrip

SETTLED = 1_000
"""Milliseconds in which a window manager gives the window back its size."""
AGAIN = 16
"""Milliseconds until it is looked whether everything is in its place."""
BRANCHES = "branch.show"
NAMES = QKeySequence.SequenceFormat.NativeText


@dataclass(frozen=True)
class WindowBefore:
    """How everything was."""

    state: Qt.WindowState
    geometry: QRect
    layouts: Layouts
    places: dict[str, QRect]
    filled: str
    bars: tuple[bool, ...]
    """Whether each bar was shown."""
    branches: bool
    """Whether the tree of branches was shown."""
    scrolled: int
    written: tuple[int, int]
    """The revision of the text, and the place of the caret."""
    focused: QWidget | None


class Presentation(Controller):
    """Enters and leaves presentation mode; leaving it leaves everything as it was before."""

    changed = Signal(bool)

    def __init__(
        self,
        services: Services,
        window: QMainWindow,
        bars: Sequence[QWidget],
        foot: WideStrip,
        captions: CaptionBar,
        presets: Presets,
        appearance: Appearance,
        performer: Performer,
    ) -> None:
        """``bars`` and the menu bar are hidden, and the captions in ``foot`` shown, meanwhile."""
        super().__init__(services)
        self._main, self._own_bars, self._foot, self._captions = window, bars, foot, captions
        self._presets, self._appearance, self._performer = presets, appearance, performer
        self._before: WindowBefore | None = None
        self._awaited: WindowBefore | None = None
        """What is given back once the window has the size that it had."""
        self._filled = ""
        self.halo = Halo(window)
        self.blank = QWidget(window)
        black = QPalette(QColor("black"))
        black.setColor(QPalette.ColorRole.Window, QColor("black"))
        self.blank.setPalette(black)
        self.blank.setAutoFillBackground(True)
        self.blank.setAccessibleName(tr("Black screen"))
        self.blank.hide()
        self.remote = remote = Remote(window, self._allows)
        remote.acted.connect(self._act)
        remote.pressed.connect(self._show_key)
        remote.moved.connect(self._follow_pointer)
        remote.left.connect(self.halo.hide)
        self._slides = True
        """Whether docks slide, which they do not with reduced motion."""
        self._given_up = QTimer(self, singleShot=True, interval=SETTLED)
        self._given_up.timeout.connect(self._stop_waiting)
        self._settling = QTimer(self, singleShot=True, interval=AGAIN)
        self._settling.timeout.connect(self._settle)
        self._actions.on(preset_command(LECTURE.id), self.toggle)
        presets.chosen.connect(self._keep_bare)
        self._docks.filled.connect(self._note_filled)
        performer.changed.connect(self._tell)
        appearance.add(self.halo)
        appearance.add(captions)
        window.installEventFilter(self)

    @property
    def is_on(self) -> bool:
        """Whether somebody presents."""
        return self._before is not None

    @property
    def _bars(self) -> tuple[QWidget, ...]:
        # The window may make another menu bar, and Qt deletes the one before.
        return self._main.menuBar(), *self._own_bars

    @property
    def _written(self) -> tuple[int, int]:
        return self._editor.revision, self._editor.caret

    @Slot()
    def toggle(self) -> None:
        """Enter the mode or leave it."""
        if self.is_on:
            self.leave()
        else:
            self.enter()

    def enter(self) -> None:
        """Fill the screen with the text and the panels of *Lecture*."""
        if self.is_on:
            return
        self._stop_waiting()
        window, filled = self._main, self._filled
        bars = tuple(not bar.isHidden() for bar in self._bars)
        scrolled = self._editor.verticalScrollBar().value()
        layouts, focused = self._presets.collect(), QApplication.focusWidget()
        self._presets.left = layouts
        place = window.windowState(), window.geometry()
        places, branches = self._docks.places, self._actions[BRANCHES].isChecked()
        self._before = WindowBefore(
            *place, layouts, places, filled, bars, branches, scrolled, self._written, focused
        )
        self._show_branches(False)
        self._messages.be_quiet(True)
        self._appearance.present(True)
        window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen)
        self._presets.choose(LECTURE.id)
        self._keep_bare()
        self._foot.want(True)
        self._tell()
        self.remote.listen(True)
        self._editor.setFocus()
        self._editor.ensureCursorVisible()
        self.changed.emit(True)

    @Slot()
    def leave(self) -> None:
        """Go back to the window as it was."""
        before, self._before = self._left_of(self._before), None
        if before is None:
            return
        self.remote.listen(False)
        self._performer.pause()
        self._presets.keep()
        self._foot.want(False)
        self._captions.forget_key()
        self.halo.hide()
        self.blank.hide()
        self._main.setWindowState(before.state)
        if before.state == Qt.WindowState.WindowNoState:
            # Not `restoreGeometry`, which makes a window smaller than it was.
            self._main.setGeometry(before.geometry)
        self._appearance.present(False)
        # Before the layout, which has less room for panels beside the tree.
        self._show_branches(before.branches)
        self._messages.be_quiet(False)
        self._presets.go_back(before.layouts)
        for bar, shown in zip(self._bars, before.bars, strict=True):
            if shown:
                bar.show()
        if before.focused is not None and before.focused.isVisible():
            before.focused.setFocus()
        # Fonts and sizes reach the panels, and the window its size, only with events.
        self._awaited, self._presets.moving = before, True
        self._slides = self._main.isAnimated()
        self._main.setAnimated(False)
        self._given_up.start()
        self._settling.start()
        self.changed.emit(False)

    def _left_of(self, before: WindowBefore | None) -> WindowBefore | None:
        """How everything was, without duplicates of panels that were closed meanwhile."""
        if before is None:
            return None
        panels, focused = self._lane.panels, before.focused
        return replace(
            before,
            places={id: place for id, place in before.places.items() if id in panels},
            filled=before.filled if before.filled in panels else "",
            focused=focused if focused is not None and isValid(focused) else None,
        )

    def _show_branches(self, on: bool) -> None:
        if self._actions[BRANCHES].isChecked() != on:
            self._actions[BRANCHES].trigger()

    @Slot()
    def _settle(self) -> None:
        before = self._left_of(self._awaited)
        if before is None:
            return
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        sized = self._main.size() == before.geometry.size()
        if sized and self._docks.places == before.places:
            self._stop_waiting()
            return
        if not sized and before.state == Qt.WindowState.WindowNoState:
            # Large letters have made it higher on the way.
            self._main.resize(before.geometry.size())
        self._presets.go_back(before.layouts)
        # What Qt restores may be some pixels higher or lower.
        docks = [self._docks[id] for id in before.places]
        wide = [place.width() for place in before.places.values()]
        high = [place.height() for place in before.places.values()]
        self._main.resizeDocks(docks, wide, Qt.Orientation.Horizontal)
        self._main.resizeDocks(docks, high, Qt.Orientation.Vertical)
        self._settling.start()

    @Slot()
    def _stop_waiting(self) -> None:
        before, self._awaited = self._left_of(self._awaited), None
        self._presets.moving, self._presets.left = False, None
        self._settling.stop()
        self._given_up.stop()
        if before is not None:
            self._main.setAnimated(self._slides)
            self._editor.verticalScrollBar().setValue(before.scrolled)
            if self._written != before.written:
                self._editor.ensureCursorVisible()
            self._docks.fill(before.filled)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Close:
            # What is saved of the window is how it was before.
            self.leave()
        elif kind == QEvent.Type.Resize:
            self.blank.setGeometry(self._main.rect())
            # Once the window has taken its new size.
            QTimer.singleShot(0, self, self._share_out)
        return False

    # --- while presenting ---

    @Slot()
    def _keep_bare(self) -> None:
        """Hide the bars, which a layout may bring back."""
        if self.is_on:
            for bar in self._bars:
                bar.hide()

    @Slot()
    def _share_out(self) -> None:
        """Divide the whole screen, unless the user has done so the last time."""
        before, lectures = self._before, self._presets.current == LECTURE.id
        if before is not None and lectures and LECTURE.id not in before.layouts.others:
            self._docks.share_out()

    @Slot(str)
    def _note_filled(self, id: str) -> None:
        self._filled = id

    @Slot(QPoint)
    def _follow_pointer(self, place: QPoint) -> None:
        if not self.blank.isVisible():
            self.halo.follow(place)

    @Slot(str)
    def _show_key(self, key: str) -> None:
        named = (c for c in COMMANDS.values() if key in self._keys_of(c.id))
        command = next(named, None)
        self._captions.press(key, keyless(tr(command.text)) if command is not None else "")

    def _keys_of(self, id: str) -> list[str]:
        return [keys.toString(NAMES) for keys in self._actions[id].shortcuts()]

    @Slot()
    def _tell(self) -> None:
        performer = self._performer
        script, step = performer.script, performer.step
        if script is None:
            self._captions.tell("", "")
            return
        caption = script.title if step is None else step.caption
        count = tr("{n} of {all}", n=performer.steps_begun, all=len(script.steps))
        self._captions.tell(caption, count)

    # --- the remote ---

    def _allows(self, act: str, focused: QWidget | None) -> bool:
        """Whether a key of the remote does something now, with the keyboard in this widget."""
        if self.blank.isVisible():
            return True
        editor = self._editor
        inside = focused is None or focused in (editor, self._main) or self._docks.at(focused)
        if not inside or (focused is not editor and is_typed(act, focused)):
            return False
        performs = self._performer.script is not None
        if act == "leave":
            # Escape is for other things first.
            return not (self._filled or self._actions["generate.stop"].isEnabled())
        if act == "blank":
            return performs or not is_typed(act, focused)
        return performs or act != "begin"

    @Slot(str)
    def _act(self, act: str) -> None:
        if self.blank.isVisible():
            self.blank.hide()
            return
        if act == "leave":
            self.leave()
        elif act == "blank":
            self.halo.hide()
            self.blank.setGeometry(self._main.rect())
            self.blank.show()
            self.blank.raise_()
        elif self._performer.script is None:
            self._step_layout(1 if act == "next" else -1)
        elif act == "begin":
            self._performer.restart()
        elif act == "next":
            self._performer.next()
        else:
            self._performer.previous()

    def _step_layout(self, by: int) -> None:
        """Without a script, the remote goes through the layouts."""
        ids = [preset.id for preset in TABS]
        self._presets.choose(ids[(ids.index(self._presets.current) + by) % len(ids)])
