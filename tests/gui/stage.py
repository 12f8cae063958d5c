"""A window without an engine: the test says what is answered, and sees what is asked."""

import numpy as np
from PySide6.QtWidgets import QLabel, QVBoxLayout

from wmstudio.app.settings import Settings
from wmstudio.engine.messages import Candidate, Cost, Frame, Moment, Opened
from wmstudio.engine.trace import Chunk, Trace
from wmstudio.gui.main_window import MainWindow
from wmstudio.gui.panel import Panel
from wmstudio.models.contract import Kind, MemoryUsage, Signal, UsageTexts

SIGNALS = {"cell": Signal("cell", Kind.ACTIVATION, ("unit",), (4,), "the cell", -1.0, 1.0)}


class ScriptedPort:
    """Keeps what was asked for; `say` answers."""

    def __init__(self, on_ready=lambda: None):
        self.on_ready = on_ready
        self.views, self.commands, self.closings = [], [], []
        self.ends_in_time = True
        self._events, self._frame, self._told = [], None, False

    def submit(self, view):
        self.views.append(view)

    def post(self, command):
        self.commands.append(command)

    def take(self):
        answer = self._events, self._frame
        self._events, self._frame, self._told = [], None, False
        return answer

    def close(self, seconds=3.0):
        self.closings.append(seconds)
        return self.ends_in_time

    def say(self, *events, frame=None):
        self._events += events
        self._frame = frame or self._frame
        if not self._told:
            self._told = True
            self.on_ready()


class PlainPanel(Panel):
    """Shows the revision of the frame it drew last."""

    def __init__(self, axis, parent=None):
        super().__init__(axis, parent)
        self.drawn, self.stale, self.themes = [], [], []
        self.asked = ""
        self.watched = ()
        self.label = QLabel("nothing")
        QVBoxLayout(self).addWidget(self.label)

    def watch(self):
        return self.watched

    def ask_text(self):
        return self.asked

    def draw(self):
        if self.frame is not None:
            self.drawn.append(self.frame.revision)
            self.label.setText(str(self.frame.revision))

    def set_stale(self, stale):
        # Told at every drawing; what is kept is when it changed.
        if stale != (bool(self.stale) and self.stale[-1]):
            self.stale.append(stale)

    def apply_theme(self, theme):
        self.themes.append(theme.name)


class Stage:
    """A window on scripted ports: one, and another for each comparison."""

    def __init__(self, settings=None, autosave=None, make_panel=None):
        self.ports = []

        def make_port(on_ready):
            self.ports.append(ScriptedPort(on_ready))
            return self.ports[-1]

        self.window = MainWindow(
            make_port,
            settings or Settings(),
            autosave=autosave,
            make_panel=make_panel or (lambda info, axis: PlainPanel(axis)),
        )

    @property
    def port(self):
        return self.ports[0]

    def posted(self, kind):
        return [command for command in self.port.commands if isinstance(command, kind)]


def trace_of(text):
    """A token a character."""
    n = len(text)
    if not n:
        return Trace()
    zeros = np.zeros(n, np.float32)
    return Trace(
        (
            Chunk(
                0,
                np.arange(n, dtype=np.int32),
                np.arange(1, n + 1, dtype=np.int64),
                zeros,
                zeros,
                np.zeros((n, 1), np.int32),
                np.ones((n, 1), np.float32),
                np.ones(n, np.int32),
            ),
        )
    )


def frame_for(view, complete=True, **changes):
    """What an engine whose tokens are characters answers to a view."""
    cursor = view.caret - 1 if view.token is None else view.token
    moment = Moment(
        token=cursor,
        signals={"cell": np.zeros(4, np.float32)} if cursor >= 0 else {},
        candidates=(Candidate(1, 0.5),),
        entropy_bits=1.0,
        usage=MemoryUsage(0.5, None, None, 10, UsageTexts("mean strength of all slots")),
    )
    fields = {
        "revision": view.revision,
        "trace": trace_of(view.text),
        "length": len(view.text),
        "cursor": cursor,
        "window": view.window,
        "moment": moment,
        "cost": Cost(0.5, len(view.text)),
        "complete": complete,
        "watch": view.watch,
    }
    return Frame(**(fields | changes))


def opened(name="stories", folder=None, **changes):
    fields = {
        "name": name,
        "family": "lstm",
        "folder": folder,
        "device": "cpu",
        "parameters": 1000,
        "signals": SIGNALS,
        "pieces": tuple(bytes([i]) for i in range(256)),
        "note": "",
    }
    return Opened(**(fields | changes))
