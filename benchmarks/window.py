"""The real window with the real engine: letters, panels, ticks, start."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QSocketNotifier, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from benchmarks.measure import source_of, timed
from benchmarks.texts import SENTENCE, TYPED, text_of
from wmstudio.app.settings import Settings
from wmstudio.engine.messages import READING_PARTS
from wmstudio.gui.shell.application import Collector, make_application, usual_client
from wmstudio.gui.shell.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.measure import Table
    from wmstudio.gui.base.latency import KeystrokeLatency

SIZE = 1440, 900
RATE_SECONDS = 10.0
_, _, RESTORE, STEP, _ = READING_PARTS
LIT, CANDIDATES, SETTLED = 40, 5, 0.1
"""Repeats of pointing at a candidate, of how many, and seconds until all is painted."""
KEY_SECONDS, BARE_STEPS = 0.15, 30
"""Between two keys; how many bare steps are taken between keys."""
LONGEST = 1_200.0
"""Seconds after which something has gone wrong."""
TYPIST = """
import os, struct, sys, time
out, keys, pause = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
for i in range(keys):
    time.sleep(pause)
    os.write(out, struct.pack("d", time.perf_counter()))
os.close(out)
"""
"""Another process, so that nothing that this one does can delay the keys."""


class Studio:
    """The window, shown, with a model."""

    def __init__(self, checkpoint: str) -> None:
        self.application = make_application()
        self.application.setCursorFlashTime(0)
        self.window = MainWindow(usual_client, Settings())
        self.window.resize(*SIZE)
        self.window.show()
        self.window.editor.setFocus()
        self.collector = Collector(self.window)
        kept = Qt.ConnectionType.SingleShotConnection
        self.window.models.opened.connect(self.collector.keep, kept)
        self.window.models.begin(source_of(checkpoint))
        self.wait(lambda: self.window.models.open_model is not None)

    def wait(self, done: Callable[[], bool], seconds: float = LONGEST) -> None:
        """Let the window run until this is so."""
        loop, end = QEventLoop(), time.perf_counter() + seconds
        timer = QTimer()
        timer.setInterval(5)

        def look() -> None:
            if done() or time.perf_counter() > end:
                loop.quit()

        timer.timeout.connect(look)
        timer.start()
        loop.exec()
        if not done():
            raise RuntimeError("the window did not come to an end")

    def rest(self, seconds: float) -> None:
        """Let the window run for so long."""
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()

    def show_text(self, text: str, caret: int | None = None) -> float:
        """Another text; seconds until all of it is read and drawn."""
        began = time.perf_counter()
        self.window.editor.set_text(text)
        self.window.editor.place_caret(len(text) if caret is None else caret)
        self.wait(lambda: self.window.complete)
        return time.perf_counter() - began

    def key(self, letter: str) -> None:
        """Press and release it."""
        editor = self.window.editor
        code = Qt.Key.Key_Return if letter == "\n" else Qt.Key.Key_A
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(editor, event)

    def close(self) -> None:
        """Gone, with its engine."""
        self.window.close()
        self.window.deleteLater()
        self.application.processEvents()


class Typist(QObject):
    """Keys that another process presses, and how long each took."""

    def __init__(self, studio: Studio, letters: str, pause: float) -> None:
        super().__init__()
        self._studio, self._letters, self._pause = studio, letters, pause
        self._at = 0
        self._waiting: list[float] = []
        self.echoes: list[float] = []
        """Milliseconds from each key to the painting of its letter."""
        self.panels: list[float] = []
        """To the painting of the last panel that shows it, where no other key came before that."""
        self.strokes: list[KeystrokeLatency] = []
        self._last_key = 0.0

    def run(self) -> Typist:
        """All keys."""
        read, write = os.pipe()
        keys, pause = str(len(self._letters)), str(self._pause)
        command = [sys.executable, "-c", TYPIST, str(write), keys, pause]
        loop = QEventLoop()

        def press() -> None:
            stamp = os.read(read, 8)
            if not stamp:
                notifier.setEnabled(False)
                loop.quit()
                return
            (self._last_key,) = struct.unpack("d", stamp)
            self._waiting.append(self._last_key)
            self._studio.key(self._letters[self._at])
            self._at += 1

        notifier = QSocketNotifier(read, QSocketNotifier.Type.Read)
        notifier.activated.connect(press)
        window = self._studio.window
        window.painted.connect(self._painted)
        window.reading.timing.measured.connect(self._measured)
        child = subprocess.Popen(command, pass_fds=[write])
        os.close(write)
        loop.exec()
        child.wait()
        window.painted.disconnect(self._painted)
        window.reading.timing.measured.disconnect(self._measured)
        os.close(read)
        return self

    @Slot(float)
    def _painted(self, _seconds: float) -> None:
        now = time.perf_counter()
        self.echoes += [1000 * (now - stamp) for stamp in self._waiting]
        self._waiting.clear()

    @Slot(object)
    def _measured(self, stroke: KeystrokeLatency) -> None:
        if not self._last_key:
            return
        self.strokes.append(stroke)
        self.panels.append(1000 * (time.perf_counter() - self._last_key))


@contextmanager
def studio(checkpoint: str) -> Iterator[Studio]:
    """A window that is closed in the end."""
    made = Studio(checkpoint)
    try:
        yield made
    finally:
        made.close()


def measure(table: Table, names: Sequence[str], sizes: Sequence[int], most: int) -> None:
    """The keys of the budget in each checkpoint's window, then ticks and long texts."""
    for name in names:
        with studio(name) as made:
            table.group(f"{name}: the window; gates, memory and next token in sight")
            made.window.docks.show("timeline", False)
            _keys(table, made, sizes, _bare_step(name))
            _lit_words(table, made, sizes)
            made.window.docks.show("timeline", True)
            made.show_text(SENTENCE * 20)
            typist = Typist(made, TYPED, KEY_SECONDS).run()
            table.add("a key to all panels painted, the timeline among them", typist.panels)
            _added(table, typist, "the timeline in sight")
            if name == "stories-slots":
                _ticks(table, made)
                _open_megabyte(table, made)
                _long_line(table, made)


def _text(made: Studio, size: int) -> str:
    """About so many tokens of the model that is open."""
    from wmstudio.text.tokenizer import load

    model = made.window.models.open_model
    assert model is not None
    assert model.folder is not None
    return text_of(size, load(Path(model.folder) / "tokenizer.model"))


def _bare_step(name: str) -> Callable[[], object]:
    """One step of a checkpoint's model and its logits, with nothing recorded."""
    import torch

    from benchmarks.models import backend_of
    from wmstudio.contract import Tap

    model = backend_of(name).model
    with torch.inference_mode():
        state = model.prefill(torch.arange(64).unsqueeze(0) + 300, model.initial_state()).state
        token_B = torch.tensor([300])
    return torch.inference_mode()(lambda: model.step(token_B, state, Tap()))


def _keys(table: Table, made: Studio, sizes: Sequence[int], step: Callable[[], object]) -> None:
    mids = {}
    for size in sizes:
        text = _text(made, size)
        made.show_text(text)
        typist = Typist(made, TYPED, KEY_SECONDS).run()
        made.wait(lambda: made.window.reading.complete)
        name = f"a key at the end of {size:,} tokens, to all panels painted"
        mids[size] = table.add(name, typist.panels, median=25.0, p99=60.0)
        parts = np.median([list(s.parts.values()) for s in typist.strokes], axis=0) * 1000
        named = zip(typist.strokes[0].parts, parts, strict=True)
        table.say("    " + ", ".join(f"{part} {ms:.1f}" for part, ms in named))
        table.add("    its letter on the screen, the engine idle", typist.echoes)
        _added(table, typist, f"{size:,} tokens")
        _model_part(table, made, typist, step, f"{size:,} tokens")
        # At the beginning every key makes the engine read all of it anew.
        made.show_text(text, 0)
        busy = Typist(made, (TYPED * 4)[:300], 0.025).run()
        told = f"a letter while the engine is busy with {size:,} tokens"
        table.add(told, busy.echoes, median=4.0, p99=8.0, yardstick=True)
    if len(sizes) > 1:
        name = f"a key after {sizes[-1]:,} tokens, against one after {sizes[0]:,}"
        table.add(name, [mids[sizes[-1]] / mids[sizes[0]]], "×", median=1.3)


def _added(table: Table, typist: Typist, where: str) -> None:
    """What the studio adds to the model at each key, against showing the letter alone."""
    alone = float(np.median(typist.echoes))
    added = [(1000 * stroke.seconds - _model_ms(stroke)) / alone for stroke in typist.strokes]
    name = f"a key to all panels without the model's part, against its letter alone, {where}"
    table.add(name, added, "×", median=3.5, yardstick=True)


def _model_part(
    table: Table, made: Studio, typist: Typist, step: Callable[[], object], where: str
) -> None:
    """The model's part of each key, against one bare step between such keys.

    By then the weights have left the processor's cache. A step right after another one finds them.
    """
    between = []
    for letter in TYPED[:BARE_STEPS]:
        made.key(letter)
        made.rest(KEY_SECONDS)
        between += timed(step, 1, 0)
    one, hot = float(np.median(between)), float(np.median(timed(step, 60)))
    parts = [_model_ms(stroke) / one for stroke in typist.strokes]
    name = f"the model's part of a key, against one bare step between keys, {where}"
    mid = table.add(name, parts, "×", median=3.0, yardstick=True)
    told = f"a bare step between keys {one:.2f} ms, right after another one {hot:.2f}"
    table.say(f"    ({told}: {mid * one / hot:.1f} × that)")


def _model_ms(stroke: KeystrokeLatency) -> float:
    """Milliseconds in which the model ran, for its replays too."""
    return 1000 * (stroke.parts[RESTORE] + stroke.parts[STEP])


def _lit_words(table: Table, made: Studio, sizes: Sequence[int]) -> None:
    """Light the words that another candidate comes from, in the text and in all panels."""
    reading, lit = made.window.reading, made.window.axis.lit
    for size in sizes:
        # What comes next has been read before.
        made.show_text(_text(made, size).rpartition(" wood")[0])
        made.window.docks.show("timeline", True)
        made.rest(SETTLED)
        assert reading.frame is not None
        snapshot = reading.frame.snapshot
        if snapshot is None or all(one.memory is None for one in snapshot.candidates):
            return
        spent = []
        for i in range(1, LIT + 1):
            began = time.thread_time()
            lit.point_at(i % CANDIDATES)
            made.rest(SETTLED)
            spent.append(1000 * (time.thread_time() - began))
        lit.point_at(None)
        name = f"words of another candidate lit, {size:,} tokens, the timeline in sight"
        table.add(name, spent, median=16.0)
    made.window.docks.show("timeline", False)


def _ticks(table: Table, made: Studio) -> None:
    """Each panel's drawing and its painting, with numbers that are all new."""
    from benchmarks.ticks import ticks

    for name, spent in ticks().items():
        table.add(name, spent, median=8.0)


def _open_megabyte(table: Table, made: Studio) -> None:
    text = SENTENCE * (1_000_000 // len(SENTENCE))
    reading = made.window.reading
    spent = {"usable": 0.0, "first": 0.0}
    began = time.perf_counter()
    made.window.editor.set_text(text)
    made.application.processEvents()
    spent["usable"] = 1000 * (time.perf_counter() - began)
    made.wait(lambda: reading.answered and reading._clock.idle)
    spent["first"] = 1000 * (time.perf_counter() - began)
    table.add("opening 1 MB of text: shown, to be typed in", [spent["usable"]])
    table.add("    the first panels of what is in sight", [spent["first"]], median=300.0)
    # All of it takes minutes, at the rate that is told here.
    made.wait(lambda: reading.frame is not None and len(reading.frame.trace) > 500)
    before, then = len(reading.frame.trace), time.perf_counter()
    made.rest(RATE_SECONDS)
    rate = (len(reading.frame.trace) - before) / (time.perf_counter() - then)
    table.add("    and then it is read on", [rate], "tokens/s")
    made.show_text("")


def _long_line(table: Table, made: Studio) -> None:
    for size in (10_000, 100_000, 1_000_000):
        text = ("word " * (size // 5)).strip()
        made.window.editor.set_text(text)
        made.window.editor.place_caret(len(text))
        made.rest(0.5)
        typist = Typist(made, TYPED[:20], 0.4).run()
        table.add(f"a letter in one line of {size:,} characters", typist.echoes)
    made.show_text("")


START = """
import sys, time
from wmstudio.deferred import NUMPY
NUMPY.put_off()  # as the program does
from wmstudio.cli import commands, main
began = float(sys.argv[1])
usual = commands._application
def watched():
    application = usual()
    class Watched(application.MainWindow):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.told = False
            self.painted.connect(self._seen)
            self.models.opened.connect(self._ready)
        def _seen(self, _):
            if not self.told and self.editor.hasFocus():
                self.told = True
                print("visible", time.perf_counter() - began, flush=True)
        def _ready(self, _):
            print("ready", time.perf_counter() - began, flush=True)
            application.QTimer.singleShot(0, self.close)
    application.MainWindow = Watched
    application.why_no_display = lambda: None
    return application
commands._application = watched
commands.has_display = lambda: True
sys.exit(main(["--checkpoint", "tales-slots"]))
"""


def measure_start(table: Table, repeats: int) -> None:
    """A program of its own each time, on a disk that is warm."""
    table.group("the program's start, tales-slots, warm disk")
    seen: dict[str, list[float]] = {"visible": [], "ready": []}
    with tempfile.TemporaryDirectory() as compiled:
        # Python keeps what it has compiled, as it does for everybody who has started it once.
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        env = {**kept, "PYTHONPYCACHEPREFIX": compiled}
        for i in range(repeats + 1):
            began = time.perf_counter()
            command = [sys.executable, "-c", START, str(began)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
            for line in done.stdout.splitlines():
                what, seconds = line.split()
                if i:
                    seen[what].append(float(seconds))
    table.add(
        "the window is there and takes letters", seen["visible"], "s", median=0.3, yardstick=True
    )
    table.add("the model is ready", seen["ready"], "s", median=0.8, yardstick=True)
