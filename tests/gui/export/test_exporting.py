"""What the window exports is what its panels show."""

import csv
import io

import numpy as np
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from wmstudio.app.saved.figure_file import as_csv


def test_every_panel_in_sight_offers_what_it_shows_with_the_numbers_of_the_trace(
    make_window, qtbot
):
    window = make_window("abcxyz")
    window.editor.place_caret(6)
    qtbot.waitUntil(lambda: window.reading.complete)
    offered = {name: make() for name, _, make in window.exporting.offered()}
    trace = window.reading.frame.trace

    found = {name.partition(":")[0] for name in offered}
    assert {"Next token", "Memory", "Timeline", "Gates"} <= found
    gates = next(f for name, f in offered.items() if name.startswith("Gates"))
    assert np.array_equal(gates.values.T, trace.signal("fake.gate", 0, 6))
    costs = offered["Timeline: token.surprisal, token.entropy"]
    assert np.array_equal(costs.values[0], trace.column("surprisal_bits"))
    for figure in offered.values():
        assert figure.title
        assert figure.x
        assert figure.values.shape == (len(figure.rows), len(figure.columns))


def test_a_figure_is_saved_with_the_title_and_size_of_the_form(make_window, monkeypatch, tmp_path):
    window = make_window("abcxyz")
    window.actions_["export.figure"].trigger()
    form = window.exporting.form
    assert form.isVisible()
    form.heading.setText("Mine")
    form.wide.setValue(500)
    form.high.setValue(300)
    for ending in (".png", ".svg", ".csv"):
        path = tmp_path / f"a{ending}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, p=path: (str(p), ""))
        form.save.click()
        assert path.is_file()
        assert str(path) in window.messages.text
    form.reject()

    assert QImage(str(tmp_path / "a.png")).width() == 500
    assert ">Mine<" in (tmp_path / "a.svg").read_text()
    lines = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text())))
    first = window.exporting.offered()[0][2]()
    assert lines == list(csv.reader(io.StringIO(as_csv(first))))


def test_python_of_the_panel_with_the_keyboard_is_copied(make_window):
    window = make_window("abcxyz")
    window.panels["gates"].picker.names.setFocus()
    window.activateWindow()
    window.actions_["export.python"].trigger()

    copied = QGuiApplication.clipboard().text()
    assert "wmstudio.open('scripted')" in copied
    assert "'abcxyz'" in copied


def test_the_whole_window_is_written_as_a_picture(make_window, monkeypatch, tmp_path):
    window = make_window("abcxyz")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "w.png"), ""))
    window.actions_["export.window"].trigger()

    assert QImage(str(tmp_path / "w.png")).size() == window.size()


def test_where_nothing_is_open_that_is_told(stage):
    stage.window.actions_["export.figure"].trigger()

    assert "nothing to export" in stage.window.messages.text
    assert not stage.window.exporting.form.isVisible()
