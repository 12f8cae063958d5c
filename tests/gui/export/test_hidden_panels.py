"""Panels behind a tab export what they would show, in every layout and for every model."""

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from wmstudio.app.figures import NO_TOKENS
from wmstudio.app.presets import PRESETS
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Frame, Open, View
from wmstudio.gui.workspace.lane import Lane
from wmstudio.testing.fake import open_fake

TEXT = "abcxyzabqabcmmno"
SETTINGS = {"A": (("capacity", 4),), "B": (), "C": (("likely", 0.25),)}
ROUNDING = 1e-6
"""Numbers of single precision, computed in the same way."""


def read(values, text, token):
    """The frame of a model of its own, for which every signal was watched."""
    engine = Engine(open_fake)
    (opened,) = [event for event in engine.do(Open("scripted", "cpu", values)) if event]
    view = View(1, text, token=token, watch=tuple(opened.signals), window=(0, 99))
    return [event for event in engine.look(view) if isinstance(event, Frame)][-1]


def of_words(label):
    """The signal that the list calls so: ``fake · gate`` is fake.gate."""
    return label.replace(" · ", ".").replace(" ", "_")


def due(name, frame, start, stop):
    """What the figure with this name shows."""
    if name == "surprise, uncertainty":
        parts = [frame.trace.column(f"{one}_bits", start, stop) for one in ("surprisal", "entropy")]
        return np.stack(parts)
    if name == "after the cursor":
        return np.array([[one.probability for one in frame.snapshot.candidates]])
    if name.endswith(" at the cursor"):
        return frame.snapshot.signals[of_words(name.removesuffix(" at the cursor"))]
    parts = [frame.trace.signal(of_words(one), start, stop) for one in name.split(", ")]
    return np.concatenate([part.reshape(stop - start, -1).T for part in parts])


@pytest.fixture(autouse=True)
def _empty_clipboard(qapp):
    QGuiApplication.clipboard().clear()


@pytest.fixture
def save_all(monkeypatch, tmp_path, qtbot):
    """Saves all that the form of a window offers: ``{name: values}``."""

    def save(window):
        window.actions_["export.figure"].trigger()
        form, found = window.exporting.form, {}
        for at in range(form.figures.count()):
            file = tmp_path / f"{len(list(tmp_path.iterdir()))}.npz"
            monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, f=file: (str(f), ""))
            form.figures.setCurrentIndex(at)
            form.save.click()
            qtbot.waitUntil(file.exists)
            with np.load(file) as arrays:
                found[form.figures.itemText(at)] = arrays["values"]
        form.reject()
        return found

    return save


@pytest.fixture
def settle(qtbot):
    def wait(window):
        qtbot.waitUntil(lambda: all(lane.complete for lane in window.workspace.lanes))

    return wait


@pytest.fixture
def make_three(make_window, settle, qtbot):
    """A window with three models of different settings, all panels open, and most behind others."""

    def make(preset="write", width=1400):
        window = make_window(TEXT)
        window.resize(width, 900)
        window.models.configure(SETTINGS["A"])
        window.comparison.open("scripted")
        third = Lane("C", window.context, window, first=window.lane)
        window.workspace.add(third)
        third.models.open("scripted", "cpu", SETTINGS["C"])
        qtbot.waitUntil(lambda: window.comparison.complete and third.opened is not None)
        qtbot.waitUntil(lambda: bool(window.models.open_model.values))
        window.actions_[f"preset.{preset}"].trigger()
        for id in window.panels:
            window.docks.show(id, True)
        for lane in window.workspace.lanes:
            lane.panels["timeline"].set_tracks(["fake.value"])
        settle(window)
        return window

    return make


def behind(window):
    return {id for id in window.panels if window.docks.there(id) and not window.docks.shown(id)}


@pytest.mark.parametrize("width", [1400, 1000])
@pytest.mark.parametrize("preset", [preset.id for preset in PRESETS])
def test_every_offered_figure_is_saved_with_its_own_numbers(make_three, save_all, preset, width):
    window = make_three(preset, width)
    assert behind(window)
    window.axis.show(2, 12)
    window.reading.look_at(7)
    # Nothing has been read of the new place.
    found = save_all(window)

    frames = {mark: read(values, TEXT, 7) for mark, values in SETTINGS.items()}
    checked = {mark: set() for mark in SETTINGS}
    for called, values in found.items():
        mark, _, rest = called.partition("  ")
        if not rest:
            continue
        panel, _, name = rest.partition(": ")
        if panel == "Weights":
            # They are measured in the background, of one lane sooner than of another.
            assert values.tolist() == [[0, 1, 2], [3, 4, 5]]
            continue
        expected = due(name, frames[mark], 2, 12)
        assert values == pytest.approx(expected, abs=ROUNDING), called
        checked[mark].add(panel)
    assert checked["A"] == checked["B"] == checked["C"]
    assert checked["A"] >= {"Gates", "Memory", "Next token", "Timeline"}
    for mark in "BC":
        costs = [frames[one].trace.column("surprisal_bits", 2, 12) for one in (mark, "A")]
        difference = found[f"Difference: {mark} − A"]
        assert difference == pytest.approx((costs[0] - costs[1])[None], abs=ROUNDING)


def test_the_caption_of_a_difference_tells_of_both_models(make_three):
    window = make_three()
    lanes = {lane.mark: lane for lane in window.workspace.lanes}
    make = {name: make for name, _, make in window.exporting.offered()}
    for mark in "BC":
        caption = make[f"Difference: {mark} − A"]().caption
        _, settings_a, settings = caption.split("Settings: ")
        assert caption.startswith("A: Model: ")
        for said, lane in ((settings_a, lanes["A"]), (settings, lanes[mark])):
            values = ", ".join(f"{name} = {value}" for name, value in lane.opened.values)
            assert said.startswith(values or "those of the checkpoint")
        assert f" {mark}: Model: " in settings_a
    alone = make["B  Timeline: surprise, uncertainty"]().caption
    assert alone.startswith("Model: ")


def test_a_closed_panel_is_not_offered_and_nothing_of_it_is_read(make_three, settle):
    window = make_three()
    window.docks.show("gates", False)
    settle(window)
    window.actions_["export.figure"].trigger()

    form = window.exporting.form
    offered = [form.figures.itemText(i) for i in range(form.figures.count())]
    assert any("Timeline" in name for name in offered)
    assert not any("Gates" in name for name in offered)
    assert all("fake.gate" not in lane.reading.view().watch for lane in window.workspace.lanes)
    form.reject()


def test_signals_of_hidden_panels_are_read_only_while_offered(make_three, settle):
    window = make_three("compare")
    window.docks.show("timeline", True)
    settle(window)
    assert "gates" in behind(window)
    before = [lane.reading.view().watch for lane in window.workspace.lanes]
    window.actions_["export.figure"].trigger()

    assert all("fake.gate" in lane.reading.view().watch for lane in window.workspace.lanes)

    window.exporting.form.reject()
    assert [lane.reading.view().watch for lane in window.workspace.lanes] == before


def test_python_of_a_figure_behind_a_tab_is_copied_once_read(make_three, settle, qtbot):
    window = make_three("compare")
    window.docks.show("timeline", True)
    settle(window)
    assert "gates" in behind(window)
    window.actions_["export.figure"].trigger()
    form = window.exporting.form
    form.figures.setCurrentText("B  Gates: fake · gate")
    form.python.click()

    qtbot.waitUntil(lambda: "fake.gate" in QGuiApplication.clipboard().text())
    assert "Copied the Python code that computes B: fake.gate" in window.messages.text
    form.reject()


def test_what_is_copied_right_after_a_key_is_of_the_new_text(make_window, qtbot):
    window = make_window("abc")
    window.panels["gates"].picker.names.setFocus()
    window.activateWindow()
    window.editor.place_caret(3)
    window.editor.insertPlainText("Q")
    window.actions_["export.python"].trigger()

    qtbot.waitUntil(lambda: "fake.gate" in QGuiApplication.clipboard().text())
    assert "'abcQ'" in QGuiApplication.clipboard().text()


def test_closing_the_form_ends_waiting_for_its_figure(make_window, settle, qtbot):
    window = make_window("abc")
    window.actions_["export.figure"].trigger()
    window.editor.place_caret(3)
    window.editor.insertPlainText("Q")
    window.exporting.form.python.click()
    assert "still reading" in window.messages.text
    window.exporting.form.reject()
    settle(window)

    assert not window.exporting.waiting
    assert not QGuiApplication.clipboard().text()


def test_where_no_tokens_are_in_sight_it_says_so(make_window, settle):
    window = make_window("abc")
    window.axis.show(50, 90)
    settle(window)
    window.panels["gates"].picker.names.setFocus()
    window.activateWindow()
    window.actions_["export.python"].trigger()

    assert window.messages.text == NO_TOKENS


def test_a_change_is_offered_behind_a_tab_while_edits_are_in_force(make_window, settle, qtbot):
    window = make_window(TEXT)
    window.docks.show("gates", True)
    window.tabifyDockWidget(window.docks["timeline"], window.docks["gates"])
    window.docks.show("gates", True)
    settle(window)
    assert "timeline" in behind(window)
    window.reading.look_at(4)
    settle(window)

    def offered():
        return [name for name, _, _ in window.exporting.offered()]

    assert "Timeline: change in surprise" not in offered()
    assert window.intervening.interventions.request("clear_all", {})
    qtbot.waitUntil(lambda: "Timeline: change in surprise" in offered())
    window.intervening.interventions.clear()
    qtbot.waitUntil(lambda: "Timeline: change in surprise" not in offered())
