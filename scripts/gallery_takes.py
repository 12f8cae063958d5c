"""What is done to a fresh window for the pictures of docs/gallery.md."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QWidget

import wmstudio
from wmstudio import paths
from wmstudio.app import examples
from wmstudio.engine.recording import write_recording
from wmstudio.example_sets.worlds import babi_stories
from wmstudio.gui.export.figure_style import FigureStyle
from wmstudio.gui.export.figure_writer import write_figure
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.gui.shell.render import wait

STORY = "A story, with a thousand slots"
Take = Callable[[MainWindow], QWidget | Path | None]


def example(window: MainWindow, title: str, place: str = "", told: bool = False) -> None:
    """Open an example, as the menu does, without what it tells; the cursor behind ``place``."""
    (one,) = (e for e in examples.offered() if e.title == title)
    wait(window, lambda: window.examples.open(one))
    if not told:
        window.messages.clear("example")
    # The time that the status bar tells is that of a key, and not of opening a model.
    wait(window, lambda: window.editor.insertPlainText("x"))
    do(window, "edit.undo")
    if place:
        at = window.editor.text.index(place) + len(place)
        wait(window, lambda: window.editor.place_caret(at))


def do(window: MainWindow, *ids: str) -> None:
    """Choose commands, and wait until all that follows is shown."""
    for id in ids:
        wait(window, window.actions_[id].trigger)


def plain(title: str, place: str = "") -> Take:
    """Nothing but an example."""
    return lambda window: example(window, title, place, told=True)


def first(window: MainWindow) -> None:
    """As at the first start."""
    example(window, "The copper whistle", "to his lips the copper")
    window.tours.first_things.show()
    wait(window, lambda: None)


def held(window: MainWindow) -> None:
    """With the list of interventions, and the closing quotation mark as the target."""
    example(window, "Hold the quote cell")
    edits = window.intervening
    edits.change.list.click()
    pieces = window.reading.opened.pieces if window.reading.opened else ()
    wait(window, lambda: edits.target.follow(pieces.index(b',"')))


def lens(window: MainWindow) -> None:
    """What the closing quotation mark hangs on, against a full stop."""
    example(window, "Hold the quote cell")
    do(window, "memory.take_back")
    window.docks.show("lens", True)
    panel = window.panels["lens"]
    pieces = window.reading.opened.pieces if window.reading.opened else ()
    # A full stop is also a piece of one byte, which is never expected: the later one is meant.
    ids = {piece: id for id, piece in enumerate(pieces)}
    wait(window, lambda: panel.view.choose("tokens"))
    wait(window, lambda: panel.aim(ids[b',"'], ids[b"."]))
    wait(window, panel.measure.click)
    while panel.found is None:
        QApplication.processEvents()
    wait(window, lambda: None)


def train(window: MainWindow) -> None:
    """The record of a model with many points."""
    example(window, "The quote unit", "there is a fox under that hedge")
    do(window, "preset.train")


def learned(window: MainWindow) -> None:
    """A step in the middle of a training, and what the token became over all of them."""
    example(window, "Watch a memory being learned")
    do(window, "preset.train")
    run, panel = window.runs.of(window.lane), window.panels["training"]
    wait(window, lambda: panel.trace.restore_state("token.entropy"))
    wait(window, lambda: run.choose(359))
    while len(panel.trace.points()[0]) < len(run.bar.steps):
        QApplication.processEvents()


def answered(window: MainWindow) -> None:
    """Stories of two of bAbI's tasks, made here: one that the model has learned, and another."""
    example(window, "Where is Mary?")
    asked = babi_stories((1, 11), 20, seed=7).examples
    lines = [json.dumps({"prompt": one.prompt, "target": one.target}) for one in asked]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stories.jsonl"
        path.write_text("\n".join(lines), encoding="utf-8")
        wait(window, lambda: window.examples.sets.open(path))
    panel = window.panels["examples"]
    panel.answer_button.click()
    while panel.running or panel.unanswered():
        QApplication.processEvents()
    do(window, "examples.next_mistake")


def capacity(window: MainWindow) -> None:
    """The curve of a story, for which a quarter of the slots is enough."""
    example(window, STORY)
    window.docks.show("capacity", True)
    panel = window.panels["capacity"]
    wait(window, lambda: panel.measure.click())
    while panel.running:
        QApplication.processEvents()
    wait(window, lambda: None)


def attention(window: MainWindow) -> None:
    """The layout *Memory*, in which Attention has room."""
    a_story_in(window, "stories-transformer", "The miller fell ill, and the two elder sisters")
    do(window, "preset.memory")


def additive(window: MainWindow) -> None:
    """A family of which no model ships."""
    a_story_in(window, "stories-additive", 'whose name was Elsie. "')


def a_story_in(window: MainWindow, name: str, after: str) -> None:
    """The story, behind these words, in a model that the tests have."""
    text = (paths.assets() / "samples/the-lamp-in-the-mill.txt").read_text(encoding="utf-8")
    window.editor.set_text(text)
    window.editor.place_caret(text.index(after) + len(after))
    folder = Path(__file__).parent.parent / "tests/fixtures/checkpoints" / name
    wait(window, lambda: window.models.begin(str(folder)))


def card(window: MainWindow) -> None:
    """The card, at a token that might well have been another."""
    example(window, STORY, "so cold that it burnt")
    do(window, "text.token")


def shaded(window: MainWindow) -> None:
    """Shades and boundaries."""
    example(window, STORY)
    do(window, "text.shade", "text.bounds")


def branches(window: MainWindow) -> None:
    """A bookmark, another word in its place, and what the model makes of it."""
    example(window, STORY, "The miller fell ill")
    branching = window.branching
    branching.add_bookmark()
    wait(window, lambda: branching.replace_token(window.editor.caret - len(" ill"), " asleep"))
    window.generate_bar.tokens.setValue(24)
    wait(window, window.actions_["generate.start"].trigger)
    while window.generation.running:
        QApplication.processEvents()
    wait(window, lambda: None)


def span(window: MainWindow) -> None:
    """A track of a gate, and a selected span."""
    example(window, "Recall eight pairs from a table")
    do(window, "preset.compare")
    panel = window.panels["timeline"]
    panel.set_tracks(("keyvalue.store_gate",))
    wait(window, panel.tracks_changed.emit)
    wait(window, lambda: window.axis.show(0, 28))
    wait(window, lambda: window.time.spans.select(0, 16))


def signals(window: MainWindow) -> None:
    """Three gates under one another, and the list that they were taken from."""
    example(window, STORY, "so cold that it burnt")
    do(window, "preset.units")
    panel = window.panels["gates"]
    for name in ("lstm.0.input_gate", "lstm.0.output_gate"):
        wait(window, lambda name=name: panel.show_signal(panel.opened.signals[name]))
    wait(window, lambda: window.docks.show("timeline", False))
    wait(window, lambda: window.docks.show("signals", True))


def units(window: MainWindow) -> None:
    """What a few words have in common with others."""
    words = " fell ill, and the two"
    example(window, STORY, words)
    do(window, "preset.units")
    start = window.editor.text.index(words)
    token = window.reading.frame.trace.token_before(start + 1)
    wait(window, lambda: window.axis.show(max(token - 16, 0), token + 32))
    do(window, "units.find")
    panel = window.panels["units"]
    wait(window, lambda: window.time.spans.select(start, start + len(words)))
    wait(window, panel.find_button.click)
    while not panel.matches.topLevelItemCount():
        QApplication.processEvents()
    wait(window, lambda: None)


def palette(window: MainWindow) -> None:
    """A few letters."""
    example(window, STORY)
    do(window, "view.palette")
    window.palette_.line.setText("mem")


def preferences(window: MainWindow) -> None:
    """The dialog stands before the window."""
    example(window, STORY)
    do(window, "edit.preferences")


def export(window: MainWindow) -> None:
    """The panel with the keyboard is offered first."""
    example(window, STORY)
    window.panels["gates"].picker.names.setFocus()
    do(window, "export.figure")
    # The preview follows the form after a moment.
    while window.exporting.form.preview.picture is None:
        QApplication.processEvents()


def recorded(window: MainWindow) -> None:
    """The recording is made here, and opened as any file."""
    text = (paths.assets() / "samples/dyck.txt").read_text(encoding="utf-8").strip()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "brackets.wmtrace"
        write_recording(path, wmstudio.open("dyck-superposition").record(text))

        def begin() -> None:
            window.documents.begin(path)
            window.recordings.begin()

        wait(window, begin)


def find(window: MainWindow) -> None:
    """A word with something to put in its place."""
    example(window, STORY)
    do(window, "edit.replace")
    window.find_bar.line.setText("lamp")
    window.find_bar.other.setText("lantern")
    wait(window, lambda: None)


def load(window: MainWindow) -> QWidget:
    """The memory panel alone."""
    example(window, "Recall eight pairs from slots")
    return window.docks["memory"]


def figure(window: MainWindow) -> QWidget:
    """The exported figure itself; a label holds it, to be grabbed like all else."""
    example(window, STORY)
    wait(window, lambda: window.axis.show(96, 128))
    wait(window, lambda: None)
    offered = {name: make for name, _, make in window.exporting.offered()}
    make = next(make for name, make in offered.items() if name.startswith("Memory"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figure.png"
        write_figure([make()], path, FigureStyle(25.4, 14.2875, points=10.5, dots=96))
        label = QLabel()
        label.setPixmap(QPixmap(str(path)))
    label.setParent(window)
    label.resize(960, 540)
    return label


def moving(window: MainWindow) -> Path:
    """An animation, as the window exports it."""
    example(window, "Copy from a queue")
    window.time.spans.select(0, len(window.editor.text))
    wait(window, lambda: None)
    path = Path(tempfile.mkdtemp()) / "moving.gif"
    window.animating.begin(path, "memory", 2, 440)
    while window.animating.running:
        QApplication.processEvents()
    return path
