"""A training run in the window: its slider, playing, watching its folder, and tracing a token."""

import json

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from shiboken6 import isValid

from tests import support
from tests.backends.runs.folders import (
    OWN,
    hugging_face_run,
    own_run,
    torch_run,
    torch_step,
)
from tests.gui.reading_window import begin, look_at, real_window, settle
from wmstudio.app.saved.session_file import read_session
from wmstudio.backends import registry
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Open, StepRead, View
from wmstudio.gui.features import training_runs

TEXT = "The cat sat on the mat."


@pytest.fixture
def window(qtbot, late_engines):
    with real_window(qtbot, engine=late_engines) as window:
        yield window


@pytest.fixture
def own(tmp_path):
    return own_run(tmp_path / "run")


def bar_of(window, lane=0):
    return window.runs.of(window.workspace.lanes[lane]).bar


def step_of(window):
    return window.models.open_model.run.step


def wait_for_step(qtbot, window, step):
    qtbot.waitUntil(lambda: step_of(window) == step, timeout=support.PATIENCE * 1000)
    settle(qtbot, window)


def alone(place, text=TEXT):
    """What the window would show if this were open alone."""
    engine = Engine(registry.open_model)
    list(engine.do(Open(place, "cpu")))
    *_, frame = (f for f in engine.look(View(1, text, len(text))) if f is not None)
    return frame


# --- the slider -----------------------------------------------------------------------------------


def test_the_slider_is_there_for_a_run_only(window, qtbot, own, tmp_path):
    begin(qtbot, window, own, TEXT)
    bar = bar_of(window)
    assert bar.isVisible()
    assert (bar.steps, bar.step) == (OWN, 1000)
    assert bar.told.text() == "step 1,000 of 1,000"
    window.models.open(str(support.checkpoint(tmp_path / "tiny")), "cpu")
    qtbot.waitUntil(lambda: window.models.open_model.run is None)
    assert not bar.isVisible()


def test_every_panel_follows_the_slider(window, qtbot, own):
    begin(qtbot, window, own, TEXT)
    bar = bar_of(window)
    bar.slider.setFocus()
    for at in (2, 1):
        qtbot.keyClick(bar.slider, Qt.Key.Key_Left)
        wait_for_step(qtbot, window, OWN[at])
        wanted = alone(own / f"step-{OWN[at]:06}.safetensors")
        for panel in window.panels.values():
            if panel.frame is None:
                continue
            found = panel.frame
            np.testing.assert_allclose(
                found.trace.column("surprisal_bits", 0, len(found.trace)),
                wanted.trace.column("surprisal_bits", 0, len(wanted.trace)),
                **support.ROUNDING,
            )
            for name, x in wanted.snapshot.signals.items():
                np.testing.assert_allclose(found.snapshot.signals[name], x, **support.ROUNDING)
    assert bar.told.text() == "step 10 of 1,000"


def test_the_last_of_many_steps_in_a_row_is_shown(window, qtbot, own):
    begin(qtbot, window, own, TEXT)
    bar = bar_of(window)
    for at in (2, 1, 0, 1, 2, 0):
        bar.slider.setValue(at)
    wait_for_step(qtbot, window, 0)
    assert bar.step == 0


def test_the_loss_is_behind_the_slider(window, qtbot, own):
    begin(qtbot, window, own, TEXT)
    history = json.loads((own / "training.json").read_text())["history"]
    bar = bar_of(window)
    assert list(bar.slider.curve) == [entry["train_nats_per_token"] for entry in history]
    assert "training loss" in bar.slider.toolTip()


def test_the_trainers_log_is_behind_the_slider(window, qtbot, tmp_path):
    begin(qtbot, window, hugging_face_run(tmp_path / "run"), "abc")
    assert list(bar_of(window).slider.curve) == [6.0, 3.0, 2.0]
    assert list(window.panels["training"].plots) == ["loss", "eval_loss"]


def test_a_run_without_a_record_has_a_plain_slider(window, qtbot, tmp_path):
    begin(qtbot, window, torch_run(tmp_path / "run"), "the cat")
    bar = bar_of(window)
    assert bar.isVisible()
    assert bar.slider.curve == ()


def test_a_damaged_step_is_told_and_the_slider_goes_back(window, qtbot, own):
    (own / "step-000010.safetensors").write_bytes(b"junk")
    begin(qtbot, window, own, TEXT)
    bar = bar_of(window)
    bar.slider.setValue(1)
    qtbot.waitUntil(lambda: "step-000010.safetensors" in window.messages.text)
    assert bar.step == step_of(window) == 1000
    bar.slider.setValue(0)
    wait_for_step(qtbot, window, 0)


def test_other_settings_stay_while_steps_change(window, qtbot, own):
    begin(qtbot, window, own, TEXT)
    window.models.configure((("capacity", 2),))
    # Before that has been answered.
    bar_of(window).slider.setValue(0)
    wait_for_step(qtbot, window, 0)
    assert dict(window.models.open_model.values) == {"capacity": 2, "training_step": 0}


def test_each_of_two_lanes_has_a_slider_of_its_own(window, qtbot, own):
    begin(qtbot, window, own, TEXT)
    window.comparison.open(str(own))
    qtbot.waitUntil(lambda: len(window.workspace.lanes) == 2 and bar_of(window, 1).isVisible())
    bar_of(window, 1).slider.setValue(0)
    second = window.workspace.lanes[1].models
    qtbot.waitUntil(lambda: second.open_model.run.step == 0)
    assert step_of(window) == 1000
    assert bar_of(window).told.text() == "A step 1,000 of 1,000"
    assert bar_of(window, 1).told.text() == "B step 0 of 1,000"
    window.comparison.end()
    qtbot.waitUntil(lambda: bar_of(window).told.text() == "step 1,000 of 1,000")


# --- playing --------------------------------------------------------------------------------------


def test_playing_shows_every_step_from_the_first_to_the_last(window, qtbot, own):
    begin(qtbot, window, own, TEXT)
    seen = []
    window.models.opened.connect(lambda opened: seen.append(opened.run.step))
    run = window.runs.of(window.lane)
    qtbot.mouseClick(run.bar.play, Qt.MouseButton.LeftButton)
    assert run.playing
    qtbot.waitUntil(lambda: not run.playing, timeout=support.PATIENCE * 1000)
    assert seen == list(OWN)
    assert run.bar.play.text() == "▶"


def test_playing_can_be_stopped(window, qtbot, own):
    begin(qtbot, window, own, TEXT)
    run = window.runs.of(window.lane)
    run.toggle()
    qtbot.waitUntil(lambda: step_of(window) == 10)
    run.toggle()
    assert not run.playing


# --- while it is trained --------------------------------------------------------------------------


def test_a_new_step_appears_and_is_followed(window, qtbot, tmp_path):
    folder = torch_run(tmp_path / "run")
    begin(qtbot, window, folder, "the cat")
    torch_step(folder, 400)
    wait_for_step(qtbot, window, 400)
    assert bar_of(window).steps == (1, 20, 300, 400)


def test_a_chosen_step_stays_when_a_new_one_appears(window, qtbot, tmp_path):
    folder = torch_run(tmp_path / "run")
    begin(qtbot, window, folder, "the cat")
    bar_of(window).slider.setValue(1)
    wait_for_step(qtbot, window, 20)
    torch_step(folder, 400)
    qtbot.waitUntil(lambda: bar_of(window).steps[-1] == 400)
    assert step_of(window) == 20


def test_a_step_that_was_found_half_written_is_tried_again(window, qtbot, tmp_path):
    folder = torch_run(tmp_path / "run")
    begin(qtbot, window, folder, "the cat")
    whole = torch_step(tmp_path, 400).read_bytes()
    with (folder / "step_400.pt").open("wb") as file:
        file.write(whole[:100])
        file.flush()
        qtbot.waitUntil(lambda: bar_of(window).steps[-1] == 400)
        assert step_of(window) == 300
        # The folder does not change any more.
        file.write(whole[100:])
    wait_for_step(qtbot, window, 400)


# --- one token over the training ------------------------------------------------------------------


def trace_of(window):
    return window.panels["training"].trace


def wait_for_trace(qtbot, window):
    qtbot.waitUntil(lambda: len(trace_of(window).points()[0]) == len(OWN))
    return trace_of(window).points()


def test_a_token_is_traced_over_all_steps(window, qtbot, own):
    window.presets.choose("train")
    begin(qtbot, window, own, TEXT)
    steps, values = wait_for_trace(qtbot, window)
    wanted = []
    for step in OWN:
        frame = alone(own / f"step-{step:06}.safetensors")
        wanted.append(frame.trace.column("surprisal_bits", frame.cursor, frame.cursor + 1)[0])
    assert steps == list(OWN)
    np.testing.assert_allclose(values, wanted, **support.ROUNDING)
    assert "surprise at token" in trace_of(window).told.text()


def test_a_unit_is_traced_at_the_token_that_is_looked_at(window, qtbot, own):
    window.presets.choose("train")
    begin(qtbot, window, own, TEXT)
    trace = trace_of(window)
    trace.restore_state("lstm.0.forget_gate[3]")
    look_at(qtbot, window, 4)
    qtbot.waitUntil(lambda: "token 4" in trace.told.text() and len(trace.points()[0]) == len(OWN))
    for step, value in zip(*trace.points(), strict=True):
        engine = Engine(registry.open_model)
        list(engine.do(Open(own / f"step-{step:06}.safetensors", "cpu")))
        view = View(1, TEXT, 0, token=4)
        *_, frame = (f for f in engine.look(view) if f is not None)
        gate = frame.snapshot.signals["lstm.0.forget_gate"]
        assert value == pytest.approx(float(gate.reshape(-1)[3]), abs=2e-5)


def test_a_trace_is_not_read_again_for_another_step(window, qtbot, own, monkeypatch):
    window.presets.choose("train")
    begin(qtbot, window, own, TEXT)
    wait_for_trace(qtbot, window)
    run = window.runs.of(window.lane)
    before = run._number
    bar_of(window).slider.setValue(1)
    wait_for_step(qtbot, window, 10)
    run._trace()
    assert run._number == before
    assert trace_of(window).plot.open_step == 10
    look_at(qtbot, window, 3)
    qtbot.waitUntil(lambda: run._number > before)


def test_clicking_a_curve_opens_the_nearest_step(window, qtbot, own):
    window.presets.choose("train")
    begin(qtbot, window, own, TEXT)
    settle(qtbot, window)
    plot = window.panels["training"].plots["train_nats_per_token"]
    qtbot.waitUntil(plot.isVisible)
    place = QPoint(round(plot._x_of(130, plot.area())), plot.height() // 2)
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=place)
    wait_for_step(qtbot, window, 100)
    assert plot.open_step == 100


def test_a_late_step_of_another_run_is_not_traced(window, qtbot, own, tmp_path, late_engines):
    window.presets.choose("train")
    engine, trace = late_engines.made[0], trace_of(window)
    engine.hold(StepRead)
    begin(qtbot, window, own, TEXT)
    qtbot.waitUntil(lambda: len(engine.kept) == len(OWN))
    late = engine.kept
    window.models.begin(str(own_run(tmp_path / "other", (7, 9))))
    wait_for_step(qtbot, window, 9)
    for one in late:
        window.client.step_read.emit(one)
    assert trace.points() == ([], [])
    engine.release()
    qtbot.waitUntil(lambda: trace.points()[0] == [7, 9])


def test_a_trace_is_dimmed_until_a_step_has_read_the_new_token(window, qtbot, own, late_engines):
    window.presets.choose("train")
    begin(qtbot, window, own, TEXT)
    wait_for_trace(qtbot, window)
    (engine,), trace = late_engines.made, trace_of(window)
    dimmed = []
    trace.plot.set_stale = dimmed.append
    engine.hold(StepRead)
    look_at(qtbot, window, 2)
    qtbot.waitUntil(lambda: bool(engine.kept))
    assert dimmed[-1]
    engine.release()
    wait_for_trace(qtbot, window)
    assert not dimmed[-1]


def test_a_trace_can_be_exported(window, qtbot, own):
    window.presets.choose("train")
    begin(qtbot, window, own, TEXT)
    steps, values = wait_for_trace(qtbot, window)
    offered = {name: make for name, _, make in window.exporting.offered()}
    figure = offered["Training: this token over the training"]()
    assert figure.columns == tuple(map(str, steps))
    assert figure.values[0].tolist() == pytest.approx(values)
    assert figure.y == "bits"


# --- kept -----------------------------------------------------------------------------------------


def test_a_session_keeps_the_step_and_the_traced_unit(window, qtbot, own, tmp_path):
    begin(qtbot, window, own, TEXT)
    bar_of(window).slider.setValue(1)
    wait_for_step(qtbot, window, 10)
    trace_of(window).restore_state("lstm.0.forget_gate[3]")
    path = tmp_path / "run.wmstudio"
    assert window.sessions.write(path)
    saved = read_session(path).model
    assert dict(saved.values) == {"training_step": 10}
    assert "step-000010.safetensors" in saved.hashes
    with real_window(qtbot) as other:
        other.documents.open(path)
        other.sessions.begin()
        qtbot.waitUntil(lambda: other.models.open_model is not None)
        wait_for_step(qtbot, other, 10)
        assert bar_of(other).step == 10
        assert trace_of(other).save_state() == "lstm.0.forget_gate[3]"


def test_a_dropped_run_opens_as_one_model(window, qtbot, own):
    window.documents.open(own)
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    assert window.models.open_model.run.steps == OWN
    assert window.models.source == str(own)
    assert str(own) in [str(path) for path in window.settings.recent]


def test_the_slider_of_a_second_model_has_the_theme_too(window, qtbot, own):
    window.preferences.set("theme", "light")
    begin(qtbot, window, own, TEXT)
    window.comparison.open(str(own))
    qtbot.waitUntil(lambda: len(window.workspace.lanes) == 2 and bar_of(window, 1).isVisible())
    colours = [bar_of(window, at).grab().toImage().pixelColor(3, 3).name() for at in (0, 1)]
    assert colours[0] == colours[1]
    before = bar_of(window, 1)
    window.comparison.end()
    qtbot.waitUntil(lambda: len(window.workspace.lanes) == 1)
    qtbot.waitUntil(lambda: not isValid(before))


def test_a_training_of_our_own_that_goes_on_is_followed(window, qtbot, own):
    begin(qtbot, window, own, TEXT)
    own_run(own, steps=(*OWN, 2000))
    wait_for_step(qtbot, window, 2000)
    assert bar_of(window).steps == (*OWN, 2000)
    np.testing.assert_allclose(
        window.reading.frame.trace.column("surprisal_bits", 0, 5),
        alone(own / "step-002000.safetensors").trace.column("surprisal_bits", 0, 5),
        **support.ROUNDING,
    )


def test_a_damaged_newest_step_is_not_tried_for_ever(window, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(training_runs, "MOST_TRIES", 2)
    monkeypatch.setattr(training_runs, "AGAIN", 10)
    folder = torch_run(tmp_path / "run")
    (folder / "step_400.pt").write_bytes(b"PK\x03\x04 and no more")
    window.comparison.open(str(folder))
    qtbot.waitUntil(lambda: len(window.workspace.lanes) == 2)
    lane = window.workspace.lanes[1]
    run = window.runs.of(lane)
    qtbot.waitUntil(lambda: run._tries == {400: 2})
    qtbot.waitUntil(lambda: not run._again.isActive())
    assert lane.models.open_model.run.step == 300
