"""What the window exports is what its panels show."""

import csv
import io
from html import unescape

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox

from wmstudio.app.quantities import OF_TOKENS
from wmstudio.app.saved.figure_file import as_csv
from wmstudio.gui.export.exporting import ONE_TABLE
from wmstudio.gui.export.figure_style import WRONG_SIZE
from wmstudio.gui.export.figure_writer import WRONG_KIND


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
    costs = offered["Timeline: surprise, uncertainty"]
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
    form.wide.setValue(12.7)
    form.high.setValue(7.62)
    form.dots.setValue(100)
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


@pytest.mark.parametrize(
    ("typed", "kind", "written"),
    [
        ("figure", "PDF (*.pdf)", "figure.pdf"),
        ("figure", "SVG picture (*.svg)", "figure.svg"),
        ("figure.svg", "PDF (*.pdf)", "figure.svg"),
    ],
)
def test_a_name_without_an_ending_gets_that_of_the_chosen_kind(
    form, monkeypatch, tmp_path, typed, kind, written
):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / typed), kind))
    form.save.click()
    assert [path.name for path in tmp_path.iterdir()] == [written]


def test_a_name_of_no_kind_is_told(form, monkeypatch, tmp_path):
    window = form.parent()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a.txt"), ""))
    form.save.click()
    assert window.messages.text == WRONG_KIND
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("may", [True, False])
def test_a_file_whose_ending_was_not_typed_is_replaced_only_if_wished(
    make_window, monkeypatch, tmp_path, may
):
    window = make_window("abc")
    there = tmp_path / "Fig 1.2.png"
    there.write_bytes(b"mine")
    asked = []
    buttons = QMessageBox.StandardButton
    answer = buttons.Yes if may else buttons.No
    monkeypatch.setattr(QMessageBox, "question", lambda *a: asked.append(a[2]) or answer)
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "Fig 1.2"), "PNG (*.png)")
    )
    window.actions_["export.window"].trigger()
    assert [there.name in question for question in asked] == [True]
    assert (there.read_bytes() != b"mine") == may
    assert [*tmp_path.iterdir()] == [there]


def test_where_nothing_is_open_that_is_told(stage):
    stage.window.actions_["export.figure"].trigger()

    assert "nothing to export" in stage.window.messages.text
    assert not stage.window.exporting.form.isVisible()


@pytest.fixture
def form(make_window, qtbot):
    """The form of a window whose first figure is in the preview."""
    window = make_window("abcxyz")
    window.actions_["export.figure"].trigger()
    made = window.exporting.form
    qtbot.waitUntil(lambda: made.preview.picture is not None)
    made.window_ = window
    yield made
    made.reject()


def save_as(form, monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    form.save.click()
    return form.window_.messages.text


def test_the_preview_follows_the_chosen_figure(form, qtbot):
    before = form.preview.picture
    form.figures.setCurrentIndex(form.figures.findText("Timeline", Qt.MatchFlag.MatchStartsWith))

    qtbot.waitUntil(lambda: form.preview.picture not in (None, before))


def test_figures_beside_the_first_are_saved_as_panels(form, monkeypatch, tmp_path):
    form.beside.item(1).setSelected(True)
    form.columns.setValue(2)
    save_as(form, monkeypatch, tmp_path / "a.svg")
    written = (tmp_path / "a.svg").read_text()
    first, second = (make() for _, _, make in form.window_.exporting.offered()[:2])

    assert written.index(">a<") < written.rindex(f">{first.title}<") < written.index(">b<")
    assert f">{second.title}<" in written
    assert first.caption.startswith("Model: scripted")
    assert second.caption == first.caption
    assert first.caption in unescape(written)


def test_several_figures_are_no_table(form, monkeypatch, tmp_path):
    form.beside.item(1).setSelected(True)

    assert save_as(form, monkeypatch, tmp_path / "a.csv") == ONE_TABLE
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_told_and_the_form_stays(form, monkeypatch, tmp_path):
    def refuse(path, data):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("wmstudio.gui.export.figure_writer.write_file", refuse)
    said = save_as(form, monkeypatch, tmp_path / "a.png")

    assert said == f"{tmp_path / 'a.png'} could not be saved: Permission denied."
    assert form.isVisible()
    assert form.window_.editor.text == "abcxyz"


def test_a_size_of_zero_is_told_and_nothing_is_written(form, monkeypatch, tmp_path):
    form.wide.setValue(0.0)

    assert save_as(form, monkeypatch, tmp_path / "a.png") == WRONG_SIZE
    form.picture.click()
    assert form.window_.messages.text == WRONG_SIZE
    assert not list(tmp_path.iterdir())


def test_a_copied_figure_is_on_the_clipboard_as_pixels_and_svg(form):
    form.wide.setValue(12.7)
    form.high.setValue(7.62)
    form.dots.setValue(100)
    form.picture.click()
    copied = QGuiApplication.clipboard().mimeData()

    assert copied.imageData().size().toTuple() == (500, 300)
    title = form.window_.exporting.offered()[0][2]().title
    assert f">{title}<" in bytes(copied.data("image/svg+xml").data()).decode()


def test_the_figure_of_the_panel_with_the_keyboard_is_copied(make_window):
    window = make_window("abcxyz")
    window.panels["gates"].picker.names.setFocus()
    window.activateWindow()
    window.actions_["export.picture"].trigger()

    copied = QGuiApplication.clipboard().mimeData()
    assert "fake.gate" in bytes(copied.data("image/svg+xml").data()).decode()
    assert "Copied a picture of fake.gate" in window.messages.text


def test_what_can_be_exported_is_listed_in_the_words_of_the_panels(make_window, qtbot):
    window = make_window("abcxyz")
    qtbot.waitUntil(lambda: window.reading.complete)
    listed = [name for name, _, _ in window.exporting.offered()]
    assert {"Gates: fake · gate", "Timeline: surprise, uncertainty"} <= set(listed)
    codes = *window.lane.opened.signals, *(signal.name for signal in OF_TOKENS)
    assert [name for name in listed for code in codes if code in name] == []
    # A figure is found again by its name.
    assert len(set(listed)) == len(listed)
