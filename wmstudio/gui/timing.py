"""Time: the cursor played through the text, peaks, and the selected span and its uses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QToolButton

from wmstudio.app.phrases import phrase
from wmstudio.app.spans import peak, place_of, table, with_model
from wmstudio.engine.messages import Stretch
from wmstudio.gui.choice import Choice
from wmstudio.gui.panels.timeline import TimelinePanel
from wmstudio.gui.player import SPEED_NAMES, SPEEDS, Player
from wmstudio.gui.second import FIRST, SECOND
from wmstudio.gui.span_figures import SpanFigures, SpanOf
from wmstudio.gui.span_keeper import SpanKeeper
from wmstudio.gui.token_canvas import LEAST, MOST
from wmstudio.gui.translation import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from wmstudio.app.quantities import Quantity
    from wmstudio.gui.main_window import MainWindow
    from wmstudio.gui.models import Models
    from wmstudio.gui.panel import Panel, TokenAxis
    from wmstudio.gui.reading import Reading

ON_CLOCK = "span figures"
KEYS = {
    Qt.Key.Key_Space: "time.play",
    Qt.Key.Key_J: "time.next_peak",
    Qt.Key.Key_K: "time.previous_peak",
}
"""While the timeline has the keyboard; arrows move the cursor in every picture along the text."""
BACK, PLAY, ON = "cursor.back", "time.play", "cursor.forward"
SIGNS = {
    BACK: "‹",
    ON: "›",
    "time.next_peak": phrase("Peak ›"),
    "time.brush": phrase("Select"),
    "time.fit": phrase("Zoom"),
    "time.copy_text": phrase("Copy text"),
    "time.copy_figures": phrase("Copy figures"),
    "time.clear": phrase("Clear"),
}
"""What stands on buttons."""
OF_SPAN = ("time.copy_text", "time.copy_figures", "time.clear")


@dataclass(frozen=True, eq=False)
class _Side:
    """What one of two models, or the only one, makes of the text."""

    models: Models
    reading: Reading
    axis: TokenAxis
    timeline: TimelinePanel | None

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """What its tracks show."""
        return self.timeline.quantities if self.timeline else ()

    def wanted(self) -> tuple[Stretch, ...]:
        """Signals over the span, as far as it is not too long."""
        span = self.axis.span
        names = tuple(dict.fromkeys(name for q in self.quantities for name in q.watch))
        if span is None or not names:
            return ()
        return (Stretch(names, span.start, min(span.stop, span.start + MOST)),)


class Time(QObject):
    """Knows the timelines among the panels; any other panel is just moved along by the cursor."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._actions = window, window.actions_
        self._reading, self._axis = window.reading, window.axis
        self._timelines: list[TimelinePanel] = []
        self._sides: list[_Side] = []
        self._brushed: list[TimelinePanel] = []
        self.player = Player(window.editor, self._reading, self._axis, self)
        self.spans = SpanKeeper(window.editor, self)
        for id, sign in SIGNS.items():
            self._actions[id].setIconText(tr(sign))
        self.figures = SpanFigures(*(self._actions[id] for id in ("time.fit", *OF_SPAN)))
        window.text_area.foot.add_part(self.figures)
        self.speed = Choice(tr("Tokens a second"), tuple(SPEED_NAMES.values()))
        self.speed.currentIndexChanged.connect(self._choose_speed)
        speed = window.settings.play_speed
        self.speed.setCurrentIndex(SPEEDS.index(speed) if speed in SPEEDS else 2)
        self.add(self._reading, self._axis, window.panels, window.models)
        window.clock.add(ON_CLOCK, self._sum_up, self.figures.isVisible)
        self._axis.span_changed.connect(self._span_changed)
        self.player.running_changed.connect(self._show_running)
        self._connect()
        self._span_changed()
        self._show_running(False)

    def add(
        self,
        reading: Reading,
        axis: TokenAxis,
        panels: Mapping[str, Panel],
        models: Models,
    ) -> None:
        """Have these panels with the same span and tracks as the others."""
        first = not self._sides
        self.spans.add(reading, axis)
        timeline = next((p for p in panels.values() if isinstance(p, TimelinePanel)), None)
        self._sides.append(side := _Side(models, reading, axis, timeline))
        reading.also.append(side.wanted)
        for happened in (reading.changed, axis.span_changed):
            happened.connect(partial(self._window.clock.mark, ON_CLOCK))
        axis.span_changed.connect(reading.ask_soon)
        for panel in panels.values():
            if not isinstance(panel, TimelinePanel):
                continue
            self._timelines.append(panel)
            panel.set_tracks(tuple(self._window.settings.tracks))
            panel.tracks_changed.connect(partial(self._share_tracks, panel))
            self.take_in(panel)
            if first:
                panel.offer(
                    *(self._button(id) for id in (BACK, PLAY, ON, "time.next_peak")),
                    self.speed,
                    self._button("time.brush"),
                )

    def take_in(self, panel: Panel) -> None:
        """Have a timeline answer to the keys and to the way of dragging; its tracks are its own."""
        if not isinstance(panel, TimelinePanel):
            return
        self._brushed.append(panel)
        panel.brush(self._actions["time.brush"].isChecked())
        for key, id in KEYS.items():
            shortcut = QShortcut(QKeySequence(key), panel.body)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._actions[id].trigger)

    def let_go(self, *panels: Panel) -> None:
        """No longer."""
        self._brushed = [panel for panel in self._brushed if panel not in panels]

    def drop(self, reading: Reading, panels: Mapping[str, Panel]) -> None:
        """No longer."""
        self.spans.drop(reading)
        self._sides = [side for side in self._sides if side.reading is not reading]
        self._window.clock.mark(ON_CLOCK)
        self._timelines = [panel for panel in self._timelines if panel not in panels.values()]
        self.let_go(*panels.values())

    # --- what the commands do ---

    def _connect(self) -> None:
        on = self._actions.on
        self._actions.on_toggle(PLAY, lambda _: self.player.toggle())
        self._actions.on_toggle("time.brush", self._brush)
        on("time.next_peak", partial(self._to_peak, 1))
        on("time.previous_peak", partial(self._to_peak, -1))
        on("time.faster", partial(self._change_speed, 1))
        on("time.slower", partial(self._change_speed, -1))
        on("time.select", self._select_text)
        on("time.clear", self.spans.clear)
        on("time.fit", self._fit)
        on("time.copy_text", self._copy_text)
        on("time.copy_figures", self._copy_figures)

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """What the tracks of the first timeline show."""
        return self._timelines[0].quantities if self._timelines else ()

    def _to_peak(self, step: int) -> None:
        frame = self._reading.frame
        if frame is None or not self.quantities:
            return
        values = self.quantities[0].values(frame.trace, 0, len(frame.trace))
        to = peak(values, frame.cursor, step)
        if to is not None:
            self._reading.look_at(to)

    def _change_speed(self, by: int) -> None:
        at = self.speed.currentIndex() + by
        self.speed.setCurrentIndex(min(max(at, 0), len(SPEEDS) - 1))

    @Slot(int)
    def _choose_speed(self, at: int) -> None:
        self._window.settings.play_speed = SPEEDS[at]
        self.player.set_speed(SPEEDS[at])

    def _brush(self, on: bool) -> None:
        for panel in self._brushed:
            panel.brush(on)

    def _select_text(self) -> None:
        self.spans.select(*self._window.editor.selection)

    def _fit(self) -> None:
        frame, span = self._reading.frame, self._axis.span
        if frame is not None:
            start, stop = (span.start, span.stop) if span else (0, frame.length)
            self._axis.show(start, start + min(max(stop - start, LEAST), MOST))

    def _copy_text(self) -> None:
        frame, span = self._reading.frame, self._axis.span
        if frame is not None and span is not None and (known := span.within(len(frame.trace))):
            start, stop = place_of(frame.trace, known)
            QGuiApplication.clipboard().setText(self._window.editor.text[start:stop])
            self._tell_copied(tr("Copied the text of the span."))

    def _copy_figures(self) -> None:
        """Of each model a table; of two, each says of which in its first column."""
        tables = []
        for of in self._spans_of():
            written = table(of.frame.trace, of.span, of.opened.pieces, of.quantities)
            name = f"{of.mark} {of.opened.name}" if of.mark else ""
            tables.append(with_model(written, name) if name else written)
        if tables:
            QGuiApplication.clipboard().setText("\n".join(tables))
            self._tell_copied(tr("Copied the figures of the span as a table (CSV)."))

    def _tell_copied(self, sentence: str) -> None:
        self._window.messages.say(sentence, "copied", warns=False, passes=True)

    def _spans_of(self) -> list[SpanOf]:
        """The span as each model has it."""
        two = len(self._sides) > 1
        found = []
        for mark, side in zip((FIRST, SECOND), self._sides, strict=False):
            frame, span, opened = side.reading.frame, side.axis.span, side.reading.opened
            if frame is not None and span is not None and opened is not None:
                found.append(SpanOf(mark if two else "", span, opened, frame, side.quantities))
        return found

    # --- what is shown ---

    @Slot()
    def _span_changed(self) -> None:
        there = self._axis.span is not None
        for id in OF_SPAN:
            self._actions.allow(id, there)
        self._window.text_area.foot.show_part(self.figures, there)

    def _sum_up(self) -> None:
        if spans := self._spans_of():
            self.figures.show_span(*spans)

    @Slot(bool)
    def _show_running(self, running: bool) -> None:
        action = self._actions[PLAY]
        action.setChecked(running)
        action.setIconText("❚❚" if running else "▶")

    def _share_tracks(self, changed: TimelinePanel) -> None:
        self._window.settings.tracks = list(changed.keys)
        for panel in self._timelines:
            if panel is not changed:
                panel.set_tracks(changed.keys)
        self._window.clock.mark(ON_CLOCK)
        self._reading.ask_soon()

    def _button(self, id: str) -> QToolButton:
        action: QAction = self._actions[id]
        button = QToolButton()
        button.setDefaultAction(action)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(action.text().replace("&", ""))
        return button
