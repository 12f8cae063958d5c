"""Several signals, one below the other, each with its name, colours and scale."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QScrollBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from wmstudio.gui.base import fonts
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.header import Elided
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import layered_label
from wmstudio.gui.plots.heatmap import Heatmap
from wmstudio.gui.plots.token_canvas import LEFT, RIGHT
from wmstudio.gui.views.signal_words import range_words, shape_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.engine.messages import Signal as ModelSignal
    from wmstudio.gui.plots.panel import TokenAxis

MOST = 12
"""Number of groups besides the first."""
LEAST = 44
"""Smallest height of a group's picture in pixels."""


class Group(QWidget):
    """One signal: a line with its name over its picture."""

    removed = Signal()

    def __init__(self, map: Heatmap, *, first: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.map = map
        self.name = Elided(tr("What is shown below"))
        self.close_button = QToolButton()
        self.close_button.setText("×")
        self.close_button.setAutoRaise(True)
        self.close_button.setVisible(not first)
        self.close_button.clicked.connect(self.removed)
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(LEFT, 0, RIGHT - 32, 0)
        row.setSpacing(2)
        row.addWidget(self.name, 1)
        row.addWidget(self.close_button)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.bar)
        lines.addWidget(map, 1)

    @property
    def signals(self) -> tuple[ModelSignal, ...]:
        """The drawn signals."""
        return self.map.signals

    def arrange(self, *, several: bool, last: bool) -> None:
        """Show the name if there are several groups, and token texts under the last one."""
        self.bar.setVisible(several)
        self.map.show_labels() if last else self.map.hide_labels()
        if several:
            self.map.setMinimumHeight(LEAST)

    def show_signal(self, signal: ModelSignal | None) -> None:
        """Draw this signal."""
        self.map.set_signals(*([signal] if signal else []))
        if signal is not None:
            name = layered_label(signal)
            self.name.say(f"{name}: {shape_words(signal)}, {range_words(signal)}")
            away = tr("Remove {signal}", signal=name)
            self.close_button.setToolTip(plain_tip(away))
            self.close_button.setAccessibleName(away)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self.map.apply_theme(theme)
        set_colours(self.name, text=theme.text)
        self.name.setFont(fonts.interface(0.85))


class SignalGroups(QScrollArea):
    """The first group is always there, and is named only if there are others."""

    pointed = Signal()
    token_clicked = Signal(int)
    changed = Signal()
    """The groups have changed."""

    def __init__(self, axis: TokenAxis, first: Heatmap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis, self.theme = axis, DARK
        self._declared: Mapping[str, ModelSignal] = {}
        self.names: tuple[str, ...] = ()
        """Names of the signals below the first; a model may lack some of them."""
        self.groups: list[Group] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        # The pictures take the keyboard focus.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # It lies over the margin, so that columns stay aligned with those of other panels.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bar = QScrollBar(self)
        own = self.verticalScrollBar()
        own.rangeChanged.connect(self._show_bar)
        own.valueChanged.connect(self._bar.setValue)
        self._bar.valueChanged.connect(own.setValue)
        self._inside = QWidget()
        self._lines = QVBoxLayout(self._inside)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self.setWidget(self._inside)
        self._add(first)

    @property
    def maps(self) -> tuple[Heatmap, ...]:
        """The pictures, from the top."""
        return tuple(group.map for group in self.groups)

    @property
    def signals(self) -> tuple[ModelSignal, ...]:
        """The signals that are shown."""
        return tuple(signal for map in self.maps for signal in map.signals)

    def declare(self, offered: Sequence[ModelSignal]) -> None:
        """Another model is open, with these signals to choose from."""
        self._declared = {signal.name: signal for signal in offered}
        self._show()

    def show_first(self, signal: ModelSignal | None) -> None:
        """Draw this signal in the first group."""
        self.groups[0].show_signal(signal)

    def choose(self, names: Sequence[str]) -> None:
        """Show these signals below the first, as far as the model has them."""
        names = tuple(dict.fromkeys(names))[:MOST]
        if names != self.names:
            self.names = names
            self._show()

    def save_state(self) -> list[str]:
        """The names of the signals below the first."""
        return list(self.names)

    def restore_state(self, saved: object) -> None:
        """Show the signals with these names below the first."""
        if isinstance(saved, list):
            self.choose([name for name in saved if isinstance(name, str)])

    def add(self, name: str) -> None:
        """Add this signal."""
        self.choose((*self.names, name))

    def remove(self, name: str) -> None:
        """Remove this signal."""
        self.choose(tuple(one for one in self.names if one != name))

    def show_frame(self, opened: OpenedModel, frame: Frame) -> None:
        """Draw the axis' range of the frame."""
        for map in self.maps:
            map.show_frame(opened, frame)

    def words(self, opened: OpenedModel, frame: Frame) -> str:
        """The exact value under the pointer, with the signal's name if there are several."""
        for map in self.maps:
            if words := map.words(opened, frame):
                several = len(self.groups) > 1
                return f"{layered_label(map.signals[0])}, {words}" if several else words
        return ""

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self.theme = theme
        palette = self._inside.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.panel)
        self._inside.setPalette(palette)
        self._inside.setAutoFillBackground(True)
        for group in self.groups:
            group.apply_theme(theme)

    def _show(self) -> None:
        shown = [self._declared[name] for name in self.names if name in self._declared]
        for group in self.groups[1 + len(shown) :]:
            group.hide()
            group.setParent(None)
            group.deleteLater()
        del self.groups[1 + len(shown) :]
        while len(self.groups) < 1 + len(shown):
            self._add(Heatmap(self._axis, tr("Signal: units by tokens")))
        for group, signal in zip(self.groups[1:], shown, strict=True):
            if group.signals != (signal,):
                group.show_signal(signal)
        several = len(self.groups) > 1
        for group in self.groups:
            group.arrange(several=several, last=group is self.groups[-1])
        self.changed.emit()

    @Slot()
    def _show_bar(self) -> None:
        own, width = self.verticalScrollBar(), self._bar.sizeHint().width()
        self._bar.setRange(own.minimum(), own.maximum())
        self._bar.setPageStep(own.pageStep())
        self._bar.setSingleStep(LEAST // 2)
        self._bar.setGeometry(self.width() - width, 0, width, self.height())
        self._bar.setVisible(own.maximum() > own.minimum())
        self._bar.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_bar()

    def _add(self, map: Heatmap) -> None:
        group = Group(map, first=not self.groups)
        group.apply_theme(self.theme)
        group.removed.connect(partial(self._remove, group))
        map.token_clicked.connect(self.token_clicked)
        map.pointed.connect(self.pointed)
        self.groups.append(group)
        self._lines.addWidget(group, 1)

    def _remove(self, group: Group) -> None:
        for signal in group.signals:
            self.remove(signal.name)
