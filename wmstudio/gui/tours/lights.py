"""Where on the window the things are that a tour can light."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Signal

from wmstudio.app.tours import PARTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from wmstudio.app.tours import Step
    from wmstudio.gui.editor.editor import Editor
    from wmstudio.gui.workspace.docks import Docks

AROUND = 4
"""Pixels around a word."""
MOVES = frozenset({QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide})


class LitParts(QObject):
    """Finds the rectangles of a step in the window, and says when they may have moved."""

    moved = Signal()

    def __init__(
        self,
        editor: Editor,
        docks: Docks,
        parts: Mapping[str, Sequence[QWidget]],
        opening: Mapping[str, Callable[[], object]],
        window: QWidget,
    ) -> None:
        """``parts`` are the widgets of each of `PARTS`; ``opening`` shows the first of them."""
        super().__init__(window)
        self._editor, self._docks, self._window = editor, docks, window
        self._parts, self._opening = parts, opening
        self._followed: tuple[QWidget, ...] = ()
        editor.scrolled.connect(self.moved)
        docks.seen_changed.connect(self.moved)

    def open(self, step: Step) -> None:
        """Open what the step lights, and bring its word into sight."""
        for name in step.light:
            if name not in PARTS:
                self._docks.show(name, True)
            elif name in self._opening and not self._parts[name][0].isVisible():
                self._opening[name]()
        if (span := self._word(step)) is not None:
            self._editor.show_place(span[0])

    def follow(self, names: Sequence[str]) -> None:
        """Watch where the widgets of these names are."""
        for widget in self._followed:
            widget.removeEventFilter(self)
        self._followed = tuple(widget for name in names for widget in self._widgets(name))
        for widget in self._followed:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in MOVES:
            self.moved.emit()
        return False

    def of(self, step: Step) -> tuple[QRect, ...]:
        """The rectangles of what a step lights, in pixels of the window."""
        # A panel behind a tab is visible to Qt.
        names = [name for name in step.light if name in PARTS or self._docks.shown(name)]
        widgets = [widget for name in names for widget in self._widgets(name)]
        found = [*self._boxes(step), *(self._box(widget) for widget in widgets)]
        return tuple(box for box in found if box.isValid())

    def _widgets(self, name: str) -> Sequence[QWidget]:
        return self._parts[name] if name in PARTS else (self._docks[name],)

    def _box(self, widget: QWidget) -> QRect:
        if widget.window() is not self._window or not widget.isVisible():
            return QRect()
        place = QRect(widget.mapTo(self._window, QPoint()), widget.size())
        return place & self._window.rect()

    def _word(self, step: Step) -> tuple[int, int] | None:
        """Where the step's word stands in the text."""
        text = self._editor.text
        at = text.rfind(step.word) if step.last else text.find(step.word)
        return (at, at + len(step.word)) if step.word and at >= 0 else None

    def _boxes(self, step: Step) -> list[QRect]:
        span = self._word(step)
        if span is None:
            return []
        view = self._editor.viewport()
        corner, seen = view.mapTo(self._window, QPoint()), view.rect()
        boxes = [rect.toAlignedRect() & seen for rect in self._editor.rects_of(*span)]
        return [
            box.translated(corner).adjusted(-AROUND, -AROUND, AROUND, AROUND)
            for box in boxes
            if box.isValid()
        ]
