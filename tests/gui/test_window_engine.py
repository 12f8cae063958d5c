"""The window with an engine on its thread."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import Qt

import wmstudio
from tests.gui.stage import PlainPanel
from tests.support import PATIENCE
from wmstudio.app import catalogue
from wmstudio.app.panels import PANELS
from wmstudio.app.settings import Settings
from wmstudio.engine.engine import Engine
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.runtime.mailbox import Mailbox
from wmstudio.runtime.start import make_client as real_port
from wmstudio.runtime.threaded import ThreadedEngine
from wmstudio.testing.fake import FakeBackend, open_fake


def fake_port(on_ready):
    return ThreadedEngine(lambda: Engine(open_fake), on_ready)


@pytest.fixture
def make_window(qtbot):
    windows = []

    def make(make_client):
        window = MainWindow(
            make_client, Settings(device="cpu"), make_panel=lambda info, axis: PlainPanel(axis)
        )
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        return window

    yield make
    for window in windows:
        window.close()


def settled(qtbot, window, text):
    """Wait until all of this text is read and drawn; the frame."""
    qtbot.waitUntil(lambda: window.editor.text == text and window.reading.complete)
    return window.reading.frame


def test_every_key_is_read_and_every_panel_shows_the_newest(make_window, qtbot):
    window = make_window(fake_port)
    window.models.begin("fake")
    qtbot.keyClicks(window.editor, "The cat is on the mat", delay=3)
    frame = settled(qtbot, window, "The cat is on the mat")

    assert frame.revision == window.editor.revision
    assert "".join(chr(i) for i in frame.trace.column("ids")) == "The cat is on the mat"
    for panel in (window.panels[info.id] for info in PANELS if not info.behind):
        assert panel.drawn[-1] == frame.revision
        assert panel.drawn == sorted(panel.drawn)
    assert window.editor.token_span == (20, 21)


def test_generated_text_streams_in_is_read_and_is_undone_in_one_step(make_window, qtbot):
    window = make_window(fake_port)
    window.models.begin("fake")
    qtbot.keyClicks(window.editor, "a")
    settled(qtbot, window, "a")
    window.generate_bar.temperature.setValue(0)
    window.generate_bar.tokens.setValue(5)
    window.actions_["generate.start"].trigger()

    settled(qtbot, window, "abcdef")
    qtbot.waitUntil(lambda: not window.generation.running)
    window.editor.undo()
    settled(qtbot, window, "a")


def test_a_long_generation_is_stopped_by_escape_and_the_text_can_be_typed_in_at_once(
    make_window, qtbot
):
    window = make_window(fake_port)
    window.models.begin("fake")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClicks(window.editor, "a")
    window.generate_bar.tokens.setValue(100_000)
    window.actions_["generate.start"].trigger()
    qtbot.waitUntil(lambda: len(window.editor.text) > 20)
    qtbot.keyClick(window.editor, Qt.Key.Key_Escape)
    there = window.editor.text
    qtbot.keyClicks(window.editor, "!")

    settled(qtbot, window, there + "!")


def test_a_window_closed_in_the_middle_of_a_long_text_reads_no_more(
    make_window, qtbot, monkeypatch
):
    class Held(FakeBackend):
        """Reads a few chunks, and no more before the window closes."""

        chunks, closing = 0, threading.Event()

        def read(self, *arguments, **named):
            self.chunks += 1
            assert self.chunks < 5 or self.closing.wait(PATIENCE)
            return super().read(*arguments, **named)

    def close(mailbox, really=Mailbox.close):
        really(mailbox)
        backend.closing.set()

    backend = Held()
    monkeypatch.setattr(Mailbox, "close", close)
    window = make_window(
        lambda on_ready: ThreadedEngine(
            lambda: Engine(lambda command: (backend, open_fake(command)[1])), on_ready
        )
    )
    window.models.begin("fake")
    window.editor.set_text("the cat is on the mat\n" * 20_000)
    qtbot.waitUntil(lambda: window.reading.frame is not None and backend.chunks == 5)
    assert not window.reading.frame.complete
    window.close()

    assert not window.isVisible()
    # What was begun is read to the end of its chunk, and not a token of the next.
    qtbot.waitUntil(lambda: not any(t.name == "engine" for t in threading.enumerate()))
    assert backend.chunks == 5


def test_a_model_that_cannot_be_opened_leaves_the_old_one_at_work(make_window, qtbot):
    window = make_window(fake_port)
    window.models.begin("fake")
    qtbot.keyClicks(window.editor, "cat")
    settled(qtbot, window, "cat")
    window.open_checkpoint("missing")
    qtbot.waitUntil(lambda: "missing" in window.messages.text)
    qtbot.keyClicks(window.editor, "s")

    frame = settled(qtbot, window, "cats")
    assert frame.snapshot is not None
    assert window.status.text("model") == "fake"


def test_what_the_panels_get_of_a_bundled_model_is_what_a_fresh_run_gives(make_window, qtbot):
    name, text = catalogue.usual(), "The cat is on the mat. Once upon a time"
    window = make_window(real_port)
    qtbot.keyClicks(window.editor, "The cat ")  # typed before the model is there
    window.models.begin(name)
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    qtbot.keyClicks(window.editor, text.removeprefix("The cat "), delay=1)
    frame = settled(qtbot, window, text)
    fresh = wmstudio.open(name).trace(text)

    np.testing.assert_array_equal(frame.trace.column("ids"), fresh.ids)
    np.testing.assert_allclose(
        frame.trace.column("surprisal_bits"), fresh.surprisal_bits, rtol=1e-3, atol=1e-3
    )
    likely = [c.token for c in frame.snapshot.candidates[:5]]
    assert likely == list(fresh.topk_ids[-1][:5])
    for signal, values in frame.snapshot.signals.items():
        np.testing.assert_allclose(values, fresh.signals[signal][-1], rtol=1e-3, atol=1e-3)


def test_every_panel_that_is_listed_is_in_the_window_and_takes_what_is_read(qtbot):
    window = MainWindow(fake_port, Settings(device="cpu"))
    qtbot.addWidget(window)
    window.show()
    window.models.begin("fake")
    qtbot.keyClicks(window.editor, "The cat is on the mat")
    frame = settled(qtbot, window, "The cat is on the mat")
    for id, panel in window.panels.items():
        assert panel.frame is frame
        assert window.docks[id].windowTitle() == panel.title, id
    for name in ("light", "dark"):
        window.actions_[f"theme.{name}"].trigger()
    for id in window.panels:
        window.docks.show(id, False)
    for id in window.panels:
        window.docks.show(id, True)
    settled(qtbot, window, "The cat is on the mat")
    window.close()


class Stuck(FakeBackend):
    """A model that does not come back from a token until it is let on."""

    def __init__(self):
        super().__init__()
        self.reading, self.go_on = threading.Event(), threading.Event()

    def read(self, *arguments, **named):
        self.reading.set()
        assert self.go_on.wait(PATIENCE)
        return super().read(*arguments, **named)


def test_letters_are_in_the_text_at_once_however_long_the_model_takes(make_window, qtbot):
    backend = Stuck()
    window = make_window(
        lambda on_ready: ThreadedEngine(
            lambda: Engine(lambda command: (backend, open_fake(command)[1])), on_ready
        )
    )
    window.models.begin("fake")
    qtbot.keyClicks(window.editor, "T")
    qtbot.waitUntil(backend.reading.is_set)
    qtbot.keyClicks(window.editor, "he cat is on the mat")
    assert window.editor.text == "The cat is on the mat"
    assert window.reading.frame is None
    backend.go_on.set()

    frame = settled(qtbot, window, "The cat is on the mat")
    assert frame.length == 21


def test_two_engines_read_the_same_text_and_show_the_same_numbers(make_window, qtbot):
    window = make_window(fake_port)
    window.models.begin("fake")
    window.comparison.begin("another")
    qtbot.keyClicks(window.editor, "The cat is on the mat", delay=3)
    settled(qtbot, window, "The cat is on the mat")
    panel = window.comparison.differences[0]
    qtbot.waitUntil(lambda: window.comparison.complete)
    second = window.comparison.second.reading.frame

    assert second.revision == window.reading.frame.revision
    qtbot.waitUntil(lambda: np.isfinite(panel.plot.items[0].values).sum() == 21)
    assert not np.nan_to_num(panel.plot.items[0].values).any()


def test_neither_letters_nor_the_first_model_wait_for_the_second(make_window, qtbot):
    backend = Stuck()

    def open_slowly(command):
        return (backend, open_fake(command)[1]) if command.source == "slow" else open_fake(command)

    window = make_window(lambda on_ready: ThreadedEngine(lambda: Engine(open_slowly), on_ready))
    window.models.begin("fake")
    window.comparison.begin("slow")
    qtbot.keyClicks(window.editor, "T")
    qtbot.waitUntil(backend.reading.is_set)
    qtbot.keyClicks(window.editor, "he cat is on the mat")
    assert window.editor.text == "The cat is on the mat"

    settled(qtbot, window, "The cat is on the mat")
    assert window.comparison.second.reading.frame is None
    backend.go_on.set()
    qtbot.waitUntil(lambda: window.comparison.complete)
    assert window.comparison.second.reading.frame.length == 21


def test_a_bad_second_checkpoint_of_a_real_engine_leaves_both_at_work(make_window, qtbot):
    window = make_window(fake_port)
    window.models.begin("fake")
    window.comparison.begin("another")
    qtbot.keyClicks(window.editor, "cat")
    qtbot.waitUntil(lambda: window.comparison.complete)
    window.comparison.open("missing")
    qtbot.waitUntil(lambda: "missing" in window.messages.text)
    qtbot.keyClicks(window.editor, "s")

    settled(qtbot, window, "cats")
    qtbot.waitUntil(lambda: window.comparison.complete)
    assert window.comparison.second.opened.name == "another"
