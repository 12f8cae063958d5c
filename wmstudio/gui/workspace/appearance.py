"""The theme and the font size, as chosen or as the system has them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QCheckBox, QLineEdit, QWidget

from wmstudio.app.commands import THEME_NAMES
from wmstudio.app.preferences import LARGEST_ZOOM, SCALES, SMALLEST_ZOOM
from wmstudio.app.presets import HERO
from wmstudio.gui.base import fonts
from wmstudio.gui.base.theme import in_high_contrast
from wmstudio.gui.editor import qt_theme
from wmstudio.gui.editor.editor import Editor
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane


class Themed(Protocol):
    """Something that draws with a theme's colours."""

    def apply_theme(self, theme: Theme) -> None: ...


class Appearance(Controller):
    """Applies colours and fonts to the application, and to everything that draws itself."""

    changed = Signal()

    def __init__(self, services: Services, themed: Sequence[Themed]) -> None:
        super().__init__(services)
        workspace, actions = self._workspace, self._actions
        panels = (panel for lane in workspace.lanes for panel in lane.panels.existing.values())
        self._editors = [self._editor]
        self._themed: list[Themed] = [self._editor, *themed, *panels]
        workspace.lane_added.connect(self._add_lane)
        workspace.lane_removed.connect(self._remove_lane)
        workspace.panel_added.connect(lambda _, panel: self.add(panel))
        workspace.panel_removed.connect(lambda _, panel: self.remove(panel))
        self._font, self._letters = qt_theme.usual_font(), HERO
        self._presents = False
        for id in THEME_NAMES:
            actions.on(f"theme.{id}", partial(self.choose, id))
        actions.on("font.bigger", partial(self.zoom, 1))
        actions.on("font.smaller", partial(self.zoom, -1))
        actions.on("font.normal", self.zoom_back)
        self._preferences.follow(self.apply, "theme", "zoom", "lecture", "letters", "wrap", "tab")
        QApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def theme(self) -> Theme:
        """The present theme."""
        theme = qt_theme.theme_for(self._settings.theme)
        return in_high_contrast(theme) if self._presents else theme

    @property
    def scale(self) -> float:
        """How many times as large as usual content is now."""
        return float(self._settings.lecture) if self._presents else 1.0

    def present(self, presents: bool) -> None:
        """Enlarge content, and show it in high contrast; or show it as usual again."""
        self._presents = presents
        self.apply()

    @property
    def letters(self) -> float:
        """The size of the text's letters, in those of the interface."""
        return self._letters

    @letters.setter
    def letters(self, size: float) -> None:
        if size != self._letters:
            self._letters = size
            self._size_text()

    def add(self, one: Themed) -> None:
        """Theme this from now on."""
        self._themed.append(one)
        one.apply_theme(self.theme)
        if isinstance(one, QWidget):
            self._frame_fields(one)

    def remove(self, one: Themed) -> None:
        """Stop theming this."""
        self._themed.remove(one)

    def _add_lane(self, lane: Lane) -> None:
        """Give a text of its own the fonts and colours of the document."""
        if lane.editor not in self._editors:
            self._editors.append(lane.editor)
            self.add(lane.editor)
            self._wrap()
            self._size_text()

    def _remove_lane(self, lane: Lane) -> None:
        if lane.editor is not self._editor and lane.editor in self._editors:
            self._editors.remove(lane.editor)
            self.remove(lane.editor)

    def choose(self, theme: str) -> None:
        """Choose dark, light, or the system's theme."""
        self._preferences.set("theme", theme)

    def zoom(self, points: int) -> None:
        """Make all text bigger by this many points; while presenting, content by one step."""
        if self._presents:
            steps = list(SCALES)
            at = steps.index(self._settings.lecture) + (points > 0) - (points < 0)
            self._preferences.set("lecture", steps[min(max(at, 0), len(steps) - 1)])
            return
        wanted = self._settings.zoom + points
        self._preferences.set("zoom", min(max(wanted, SMALLEST_ZOOM), LARGEST_ZOOM))

    def zoom_back(self) -> None:
        """Reset the font size."""
        self.zoom(-self._settings.zoom)

    def apply(self) -> None:
        """Apply the present choices."""
        settings, zoom, theme = self._settings, self._settings.zoom, self.theme
        self._actions.check(f"theme.{settings.theme}")
        qt_theme.tell_platform(settings.theme)
        QApplication.setPalette(qt_theme.palette(theme))
        palettes = {
            "QMenu": qt_theme.menu_palette(theme),
            "QComboBoxPrivateContainer": qt_theme.menu_palette(theme),
            "QCheckBox": qt_theme.box_palette(theme),
            "QLineEdit": qt_theme.field_palette(theme),
            "QAbstractSpinBox": qt_theme.field_palette(theme),
            "QScrollBar": qt_theme.bar_palette(theme),
        }
        for widget, palette in palettes.items():
            # The stubs require bytes, but PySide accepts only str.
            QApplication.setPalette(palette, widget)  # type: ignore[arg-type]
        qt_theme.set_font(qt_theme.sized(self._font, zoom), self.scale)
        self._wrap()
        self._size_text()
        for one in self._themed:
            one.apply_theme(theme)
        self._frame_fields(self._window)
        self.changed.emit()

    def _frame_fields(self, inside: QWidget) -> None:
        """Give all fields and check boxes a visible border, whatever colours are around them.

        They would otherwise take the colour of the border from there.
        """
        fields, boxes = qt_theme.field_palette(self.theme), qt_theme.box_palette(self.theme)
        kinds = ((QLineEdit, fields), (QAbstractSpinBox, fields), (QCheckBox, boxes))
        for kind, palette in kinds:
            for field in inside.findChildren(kind):
                field.setPalette(palette)

    def _wrap(self) -> None:
        modes = Editor.LineWrapMode
        for editor in self._editors:
            editor.setLineWrapMode(modes.WidgetWidth if self._settings.wrap else modes.NoWrap)

    def _size_text(self) -> None:
        settings = self._settings
        font = fonts.code() if settings.letters == "one width" else fonts.writing()
        interface = qt_theme.sized(self._font, settings.zoom)
        font.setPointSizeF(interface.pointSizeF() * self.scale * self._letters)
        for editor in self._editors:
            editor.setFont(font)
            space = editor.fontMetrics().horizontalAdvance(" ")
            editor.setTabStopDistance(settings.tab * space)

    @Slot()
    def _follow_system(self) -> None:
        if self._settings.theme == "system":
            self.apply()
