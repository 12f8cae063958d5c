"""The panel that shows how the open model was trained."""

import json
import shutil

import numpy as np
import pytest

import wmstudio
from wmstudio import paths
from wmstudio.app.settings import Settings
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.runtime.start import make_client

TEXT = "Once upon a time there was a little fox — “quick”, he said — who lived under the hedge."


@pytest.fixture
def window(qtbot):
    window = MainWindow(make_client, Settings(device="cpu"))
    qtbot.addWidget(window)
    window.show()
    window.editor.set_text(TEXT)
    window.editor.place_caret(len(TEXT))
    window.presets.choose("train")
    yield window
    window.close()


@pytest.fixture
def panel(window):
    return window.panels["training"]


def open_model(window, qtbot, model):
    with qtbot.waitSignal(window.models.opened):
        window.models.begin(str(model))
    qtbot.waitUntil(lambda: window.complete)


def copy_of(name, folder):
    shutil.copytree(paths.assets() / "checkpoints" / name, folder)
    return folder


def test_the_layout_shows_the_curves_beside_the_reading(window, panel, qtbot):
    open_model(window, qtbot, "stories-lstm")
    written = json.loads((paths.assets() / "checkpoints/stories-lstm/training.json").read_text())

    assert window.docks.shown("training")
    assert window.docks.shown("predictions")
    assert list(panel.plots) == ["train_nats_per_token", "validation_bits_per_byte"]
    for key, plot in panel.plots.items():
        assert list(plot.values) == [entry[key] for entry in written["history"]]
        assert plot.isVisible()
    assert panel.facts.text() == "4,200 steps · 17.2 million tokens · 42 minutes"


def test_the_text_is_marked_by_its_own_bits_per_byte(window, panel, qtbot):
    open_model(window, qtbot, "stories-lstm")
    trace = wmstudio.open("stories-lstm", "cpu").trace(TEXT, signals=[])
    bits = float(np.sum(trace.surprisal_bits)) / len(TEXT.encode())
    level, name = panel.plots["validation_bits_per_byte"].level

    assert level == pytest.approx(bits, rel=1e-4)
    assert name == f"this text {bits:.2f}"
    assert panel.plots["train_nats_per_token"].level is None
    window.editor.set_text("Once")
    qtbot.waitUntil(lambda: window.complete)
    qtbot.waitUntil(lambda: panel.plots["validation_bits_per_byte"].level is None)


def test_the_point_under_the_pointer_is_read_out(window, panel, qtbot):
    open_model(window, qtbot, "recall-slots")
    plot = panel.plots["accuracy"]
    qtbot.mouseMove(plot, plot.place_of(0).toPoint())
    step, value = plot.steps[0], plot.values[0]
    assert panel.header.readout.text() == f"step {step:,}: {value:.4f} %"


def test_a_model_without_a_record_says_what_to_open(window, panel, qtbot, tmp_path):
    bare = copy_of("recall-slots", tmp_path / "bare")
    (bare / "training.json").unlink()
    open_model(window, qtbot, bare)
    qtbot.waitUntil(lambda: "no training record" in panel.message.text())
    assert "wmstudio train" in panel.message.text()
    open_model(window, qtbot, "recall-slots")
    qtbot.waitUntil(lambda: panel.pages.currentWidget() is panel.body)


def test_a_damaged_record_is_told_and_the_model_stays_open(window, panel, qtbot, tmp_path):
    damaged = copy_of("recall-slots", tmp_path / "damaged")
    (damaged / "training.json").write_text('{"history": 3}')
    open_model(window, qtbot, damaged)
    qtbot.waitUntil(lambda: "cannot be used" in panel.message.text())
    assert "history" in panel.message.text()
    assert window.models.open_model.name == window.status.text("model")


def test_its_curves_can_be_exported(window, panel, qtbot):
    open_model(window, qtbot, "stories-lstm")
    offered = {name: make for name, _, make in window.exporting.offered()}
    figure = offered["Training: validation"]()
    plot = panel.plots["validation_bits_per_byte"]

    assert figure.values[0].tolist() == pytest.approx(plot.values)
    assert figure.columns == tuple(map(str, plot.steps))
    assert figure.y == "bits per byte"


def test_the_trace_of_a_run_has_the_theme_that_the_window_begins_with(qtbot):
    window = MainWindow(make_client, Settings(device="cpu", theme="light"))
    qtbot.addWidget(window)
    window.show()
    panel = window.panels["training"]
    open_model(window, qtbot, paths.assets() / "runs" / "recall-slots-training")
    assert panel.trace.plot.theme is panel.theme
    assert {plot.theme for plot in panel.plots.values()} == {panel.theme}
    assert panel.theme.name == "light"
    window.close()
