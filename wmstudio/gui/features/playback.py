"""Playback of the cursor, jumps to surprising tokens, and the selected span."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from wmstudio.app.figures import ROUNDED
from wmstudio.app.phrases import phrase
from wmstudio.app.spans import peak, place_of, table, with_model
from wmstudio.engine.messages import MOST_EXACT, Stretch
from wmstudio.gui.base.buttons import CommandButton
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.translation import tr
from wmstudio.gui.features.player import SPEED_OPTIONS, SPEEDS, Player
from wmstudio.gui.features.span_figures import SpanFigures, SpanOf
from wmstudio.gui.features.span_keeper import SpanKeeper
from wmstudio.gui.plots.panel import LEAST, MOST
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.workspace import readers

if TYPE_CHECKING:
    from wmstudio.app.quantities import Quantity
    from wmstudio.gui.base.side import Side
    from wmstudio.gui.panels.timeline import TimelinePanel
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane

ON_CLOCK, PANEL = "span figures", "timeline"
KEYS = {
    Qt.Key.Key_Space: "time.play",
    Qt.Key.Key_J: "time.next_peak",
    Qt.Key.Key_K: "time.previous_peak",
}
"""Keys while the timeline has the focus. Arrows move the cursor in every picture."""
BACK, PLAY, ON = "cursor.back", "time.play", "cursor.forward"
SIGNS = {
    BACK: "‹",
    ON: "›",
    "time.next_peak": phrase("Next surprise"),
    "time.brush": phrase("Select"),
    "time.fit": phrase("Zoom"),
    "time.copy_text": phrase("Copy text"),
    "time.copy_figures": phrase("Copy figures"),
    "time.clear": phrase("Clear"),
}
"""Labels of the buttons."""
OF_SPAN = ("time.copy_text", "time.copy_figures", "time.clear")


class PlaybackController(Controller):
    """Connects the timelines with playback and spans; other panels just follow the cursor."""

    def __init__(self, services: Services, foot: Side) -> None:
        """Show the figures of the span in the ``foot`` of the text."""
        super().__init__(services)
        self._foot = foot
        first, workspace, actions = self._lane, self._workspace, self._actions
        self._reading, self._axis = first.reading, first.axis
        self._timelines: dict[Lane, TimelinePanel] = {}
        """The timeline of each lane whose tracks are shared and summed up over the span."""
        self._brushed: list[TimelinePanel] = []
        self._copies = False
        """Whether the figures are copied once they are exact."""
        self.player = Player(self._editor, self._reading, self._axis, self)
        self.spans = SpanKeeper(workspace, self)
        for id, sign in SIGNS.items():
            actions[id].setIconText(tr(sign))
        self.figures = SpanFigures(*(actions[id] for id in ("time.fit", *OF_SPAN)))
        foot.add_part(self.figures)
        self.speed = Choice(tr("Tokens per second"), SPEED_OPTIONS)
        self.speed.currentIndexChanged.connect(self._choose_speed)
        speed = self._settings.play_speed
        self.speed.setCurrentIndex(SPEEDS.index(speed) if speed in SPEEDS else 2)
        self._clock.add(ON_CLOCK, self._sum_up, self.figures.isVisible)
        self._axis.span_changed.connect(self._span_changed)
        self.player.running_changed.connect(self._show_running)
        self._connect()
        workspace.each_lane(self._add_lane)
        workspace.each_panel(self._add_timeline, of=PANEL)
        workspace.lane_removed.connect(self._remove_lane)
        workspace.panel_removed.connect(self._remove_panel)
        self._span_changed()
        self._show_running(False)

    def _add_lane(self, lane: Lane) -> None:
        reading, axis = lane.reading, lane.axis
        reading.also.append(partial(self._wanted, lane))
        for happened in (reading.changed, axis.span_changed):
            happened.connect(partial(self._clock.mark, ON_CLOCK))
        reading.changed.connect(self._copy_exact)
        axis.span_changed.connect(reading.ask_soon)

    def _remove_lane(self, lane: Lane) -> None:
        self._timelines.pop(lane, None)
        self._clock.mark(ON_CLOCK)

    def _add_timeline(self, lane: Lane, panel: TimelinePanel) -> None:
        """Connect a timeline to keys and dragging.

        The first timeline of each lane has the same tracks; duplicates have their own.
        """
        self._brushed.append(panel)
        panel.brush(self._actions["time.brush"].isChecked())
        for key, id in KEYS.items():
            shortcut = QShortcut(QKeySequence(key), panel.body)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._actions[id].trigger)
        if self._timelines.setdefault(lane, panel) is not panel:
            return
        panel.set_tracks(tuple(self._settings.tracks))
        panel.tracks_changed.connect(partial(self._share_tracks, panel))
        if lane is self._workspace.first:
            also = "time.next_peak", "time.previous_peak", "time.brush"
            panel.set_playback(
                CommandButton(self._actions[PLAY]), self.speed, [self._actions[id] for id in also]
            )

    def _remove_panel(self, lane: Lane, panel: Panel) -> None:
        self._brushed = [one for one in self._brushed if one is not panel]

    def _quantities_of(self, lane: Lane) -> tuple[Quantity, ...]:
        """The quantities of a lane's tracks."""
        lane.panels.get(PANEL)  # made if it is not there yet
        timeline = self._timelines.get(lane)
        return timeline.quantities if timeline else ()

    def _wanted(self, lane: Lane) -> tuple[Stretch, ...]:
        """Signals to record over the span, unless it is too long."""
        axis = lane.axis
        span = axis.span
        if span is None:
            return ()
        names = tuple(dict.fromkeys(name for q in self._quantities_of(lane) for name in q.watch))
        if not names:
            return ()
        return (Stretch(names, span.start, min(span.stop, span.start + MOST)),)

    # --- commands ---

    def _connect(self) -> None:
        on = self._actions.on
        self._actions.on_toggle(PLAY, lambda _: self.player.toggle())
        self._actions.on_toggle("time.brush", self._brush)
        on(BACK, partial(self._reading.step, -1))
        on(ON, partial(self._reading.step, 1))
        on("cursor.caret", self._reading.follow_caret)
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
        """The quantities of the first lane's tracks."""
        return self._quantities_of(self._workspace.first)

    def _to_peak(self, step: int) -> None:
        frame, quantities = self._reading.frame, self.quantities
        if frame is None or not quantities:
            return
        values = quantities[0].values(frame.trace, 0, len(frame.trace))
        to = peak(values, frame.cursor, step)
        if to is not None:
            self._reading.look_at(to)

    def _change_speed(self, by: int) -> None:
        at = self.speed.currentIndex() + by
        self.speed.setCurrentIndex(min(max(at, 0), len(SPEEDS) - 1))

    @Slot(int)
    def _choose_speed(self, at: int) -> None:
        self._settings.play_speed = SPEEDS[at]
        self.player.set_speed(SPEEDS[at])

    def _brush(self, on: bool) -> None:
        for panel in self._brushed:
            panel.brush(on)

    def _select_text(self) -> None:
        self.spans.select(*self._editor.selection)

    def _fit(self) -> None:
        frame, span = self._reading.frame, self._axis.span
        if frame is not None:
            start, stop = (span.start, span.stop) if span else (0, frame.length)
            self._axis.show(start, start + min(max(stop - start, LEAST), MOST))

    def _copy_text(self) -> None:
        frame, span = self._reading.frame, self._axis.span
        if frame is not None and span is not None and (known := span.within(len(frame.trace))):
            start, stop = place_of(frame.trace, known)
            QGuiApplication.clipboard().setText(self._editor.text[start:stop])
            self._tell_copied(tr("Copied the text of the span."))

    def _copy_figures(self) -> None:
        """Copy a table for each model; with two, the first column names the model.

        Values of a model on another machine are waited for until they are exact.
        """
        spans = self._spans_of()
        if any(of.rounded and of.values > MOST_EXACT for of in spans):
            self._messages.say(tr(ROUNDED), "copied")
            return
        self._copies = any(of.rounded for of in spans)
        if not self._copies:
            self._copy(spans)

    @Slot()
    def _copy_exact(self) -> None:
        """Copy what was waited for, if it is exact now."""
        if self._copies:
            self._copy_figures()

    def _copy(self, spans: list[SpanOf]) -> None:
        tables = []
        for of in spans:
            written = table(of.frame.trace, of.span, of.opened.pieces, of.quantities)
            name = f"{of.mark} {of.opened.name}" if of.mark else ""
            tables.append(with_model(written, name) if name else written)
        if tables:
            QGuiApplication.clipboard().setText("\n".join(tables))
            self._tell_copied(tr("Copied the figures of the span as a table (CSV)."))

    def _tell_copied(self, sentence: str) -> None:
        self._messages.say(sentence, "copied", warns=False, passes=True)

    def _spans_of(self) -> list[SpanOf]:
        """The span in the tokens of each model."""
        found = []
        for lane in readers(self._workspace):
            axis, editor, frame, opened = lane.axis, lane.editor, lane.frame, lane.opened
            if frame is not None and axis.span is not None and opened is not None:
                mark, quantities = self._workspace.mark_of(lane), self._quantities_of(lane)
                # Of an older text only the tokens are known.
                text = editor.text if lane.current_frame is frame else None
                side = SpanOf(mark, axis.span, opened, frame, quantities, text=text)
                exact, span = lane.exact_values, axis.span
                rounded = exact.lacks(frame.trace, side.watch, span.start, span.stop)
                found.append(replace(side, rounded=rounded))
        return found

    # --- display ---

    @Slot()
    def _span_changed(self) -> None:
        there, self._copies = self._axis.span is not None, False
        for id in OF_SPAN:
            self._actions.allow(id, there)
        self._foot.show_part(self.figures, there)

    def _sum_up(self) -> None:
        if spans := self._spans_of():
            self.figures.show_span(*spans)

    @Slot(bool)
    def _show_running(self, running: bool) -> None:
        action = self._actions[PLAY]
        action.setChecked(running)
        action.setIconText("‖" if running else "▶")

    def _share_tracks(self, changed: TimelinePanel) -> None:
        self._settings.tracks = list(changed.keys)
        for panel in self._timelines.values():
            if panel is not changed:
                panel.set_tracks(changed.keys)
        self._clock.mark(ON_CLOCK)
        self._reading.ask_soon()
