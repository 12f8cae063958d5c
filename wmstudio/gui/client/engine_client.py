"""Connects an engine client to Qt: answers arrive as signals on the window's thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from wmstudio.engine.messages import (
    CapacityMeasured,
    Command,
    Connection,
    ExampleAnswered,
    Failure,
    Frame,
    GeneratedText,
    GenerationFinished,
    ImportanceMeasured,
    LayersMeasured,
    LayersRead,
    ModelSaved,
    OpenedModel,
    PartCopied,
    Proven,
    RecordingSaved,
    SearchEnded,
    SearchProgress,
    SearchResult,
    Served,
    StepRead,
    StepsFound,
    TokenisedTexts,
    UnitHeld,
    UnitsFound,
    View,
    Weighed,
)
from wmstudio.runtime.client import EngineClient

MakeClient = Callable[[Callable[[], None]], EngineClient]
ANNOUNCED: dict[type, str] = {
    OpenedModel: "opened",
    TokenisedTexts: "tokenised",
    Failure: "failed",
    GeneratedText: "generated",
    GenerationFinished: "finished",
    RecordingSaved: "saved",
    SearchProgress: "searching",
    SearchResult: "matched",
    SearchEnded: "unsearched",
    UnitsFound: "units_found",
    UnitHeld: "unit_held",
    ExampleAnswered: "example_answered",
    LayersRead: "layers_read",
    LayersMeasured: "layers_measured",
    ImportanceMeasured: "importance_measured",
    CapacityMeasured: "capacity_measured",
    Proven: "proven",
    Weighed: "weighed",
    ModelSaved: "model_saved",
    PartCopied: "part_copied",
    StepRead: "step_read",
    StepsFound: "steps_found",
    Connection: "connection_changed",
    Served: "served",
}
"""The signal that announces each event."""


class QtEngineClient(QObject):
    """Takes a client's answers when it announces them.

    A client announces at most once until its answers are taken, so at most one queued call is
    pending, however fast frames come.
    """

    opened = Signal(object)
    tokenised = Signal(object)
    failed = Signal(object)
    generated = Signal(object)
    finished = Signal(object)
    saved = Signal(object)
    searching = Signal(object)
    matched = Signal(object)
    unsearched = Signal(object)
    units_found = Signal(object)
    unit_held = Signal(object)
    example_answered = Signal(object)
    layers_read = Signal(object)
    layers_measured = Signal(object)
    importance_measured = Signal(object)
    capacity_measured = Signal(object)
    proven = Signal(object)
    weighed = Signal(object)
    model_saved = Signal(object)
    part_copied = Signal(object)
    step_read = Signal(object)
    steps_found = Signal(object)
    connection_changed = Signal(object)
    served = Signal(object)
    framed = Signal(object)
    _announced = Signal()

    def __init__(self, make_client: MakeClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        self._emitters = {kind: getattr(self, name).emit for kind, name in ANNOUNCED.items()}
        self._announced.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._port = make_client(self._announce)

    def submit(self, view: View) -> None:
        """Request a view. It replaces an older one."""
        if self._open:
            self._port.submit(view)

    def post(self, command: Command) -> None:
        """Post a command. Commands are carried out in order."""
        if self._open:
            self._port.post(command)

    def close(self, seconds: float = 3.0) -> bool:
        """End the client. Returns whether it ended in time. Nothing is emitted afterwards."""
        if not self._open:
            return True
        self._open = False
        return self._port.close(seconds)

    def _announce(self) -> None:
        # Called on any thread. The window may be gone while the last frame is on its way.
        if self._open:
            try:
                self._announced.emit()
            except RuntimeError:
                self._open = False

    @Slot()
    def _take(self) -> None:
        if not self._open:
            return
        events, frame = self._port.take()
        for event in events:
            if (emit := self._emitters.get(type(event))) is not None:
                emit(event)
        if isinstance(frame, Frame):
            self.framed.emit(frame)
