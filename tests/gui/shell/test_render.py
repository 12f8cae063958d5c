import signal
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage

from tests.gui.stage import PlainPanel
from wmstudio.app import catalogue
from wmstudio.app.figures import Figure
from wmstudio.engine.engine import Engine
from wmstudio.gui.features import source_line
from wmstudio.gui.shell import main_window
from wmstudio.gui.shell import render as render_module
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.gui.shell.render import RenderError, render, svg_off_screen
from wmstudio.runtime.sync import SyncEngine
from wmstudio.runtime.threaded import ThreadedEngine
from wmstudio.testing.fake import open_fake


def inline(on_ready):
    return SyncEngine(lambda: Engine(open_fake), on_ready)


def threaded(on_ready):
    return ThreadedEngine(lambda: Engine(open_fake), on_ready)


@pytest.fixture(autouse=True)
def _plain_panels(monkeypatch, qapp):
    monkeypatch.setattr(main_window, "panel_of", lambda info, axis: PlainPanel(axis))


@pytest.mark.parametrize("make_client", [inline, threaded])
@pytest.mark.parametrize("text", ["The cat is on the mat", "", "é😀\n" * 300])
def test_the_window_is_drawn_as_large_as_asked_once_the_text_is_read(tmp_path, make_client, text):
    out = tmp_path / "new" / "shot.png"
    render(text, out, (900, 600), "light", "stories", make_client=make_client)

    image = QImage(str(out))
    assert (image.width(), image.height()) == (900, 600)
    assert image.pixelColor(300, 250).lightness() > 200


def test_the_line_to_the_memory_is_drawn_before_the_picture_is_taken(tmp_path, monkeypatch):
    settled, usual = [], MainWindow.grab

    def grab(window):
        settled.append(window.source_line.settled)
        return usual(window)

    monkeypatch.setattr(source_line, "REST", 400)
    monkeypatch.setattr(MainWindow, "grab", grab)
    render("The cat", tmp_path / "a.png", (900, 600), "dark", "x", make_client=inline)

    assert settled == [True]


def test_the_theme_is_the_one_that_was_asked_for(tmp_path):
    render("The cat", tmp_path / "dark.png", (900, 600), "dark", "x", make_client=inline)

    assert QImage(str(tmp_path / "dark.png")).pixelColor(300, 250).lightness() < 60


def test_a_checkpoint_that_cannot_be_opened_is_one_sentence(tmp_path):
    with pytest.raises(RenderError, match="there is no checkpoint called 'missing'"):
        render("x", tmp_path / "a.png", checkpoint="missing", make_client=inline)
    assert not (tmp_path / "a.png").exists()


def test_a_picture_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file" / "a.png", tmp_path):
        with pytest.raises(RenderError, match="cannot be written"):
            render("x", out, checkpoint="x", make_client=inline)


@pytest.mark.parametrize("size", [(0, 100), (100_000, 800), (-5, -5)])
def test_a_size_that_makes_no_sense_is_refused(tmp_path, size):
    with pytest.raises(RenderError, match="pixels"):
        render("x", tmp_path / "a.png", size, checkpoint="x", make_client=inline)


def test_a_note_about_the_device_does_not_keep_the_picture_from_being_made(tmp_path):
    def open_with_note(command):
        backend, opened = open_fake(command)
        return backend, replace(opened, note="CUDA is not there: going on with the CPU.")

    def make_client(on_ready):
        return SyncEngine(lambda: Engine(open_with_note), on_ready)

    render("The cat", tmp_path / "a.png", (900, 600), checkpoint="x", make_client=make_client)
    assert (tmp_path / "a.png").exists()


def test_where_nothing_is_bundled_and_nothing_asked_for_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "usual", lambda: "")
    with pytest.raises(RenderError, match="No model is included"):
        render("x", tmp_path / "a.png", make_client=inline)


def test_two_models_are_drawn_side_by_side(tmp_path, monkeypatch):
    seen = []

    def look(window, out):
        second = window.comparison.second
        drawn = window.comparison.differences[0].plot.items[0].values
        seen.append((second.opened.name, second.complete, drawn[np.isfinite(drawn)].tolist()))

    monkeypatch.setattr(render_module, "_save", look)
    for make_client in (inline, threaded):
        render("The cat", tmp_path / "a.png", checkpoint="x", compare="y", make_client=make_client)
    assert seen == [("y", True, [0.0] * 7)] * 2


def test_a_second_checkpoint_that_cannot_be_opened_is_one_sentence(tmp_path):
    for make_client in (inline, threaded):
        with pytest.raises(RenderError, match="there is no checkpoint called 'missing'"):
            render(
                "x", tmp_path / "a.png", checkpoint="x", compare="missing", make_client=make_client
            )
    assert not (tmp_path / "a.png").exists()


def test_ctrl_c_stops_it_even_where_qt_has_called_python(tmp_path):
    def make_client(on_ready):
        QTimer.singleShot(0, lambda: signal.raise_signal(signal.SIGINT))
        return inline(on_ready)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        render("The cat", tmp_path / "a.png", checkpoint="x", make_client=make_client)
    assert not (tmp_path / "a.png").exists()
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(("count", "panels"), [(1, (1, 1)), (2, (2, 1)), (3, (2, 2))])
def test_figures_of_a_page_are_panels_two_in_each_row(count, panels):
    figure = Figure("curves", "t", "x", "y", np.zeros((1, 2), np.float32), ("a",), ("p", "q"))
    root = ElementTree.fromstring(svg_off_screen([figure] * count))
    *_, width, height = map(float, root.get("viewBox").split())

    wanted = [n * cm / 2.54 * 96 for n, cm in zip(panels, (11.5, 8.0), strict=True)]
    assert (width, height) == pytest.approx(wanted, abs=1)
