"""One token, read by every step of a run."""

import numpy as np
import pytest

from tests import support
from tests.backends.runs.folders import own_run, torch_run
from tests.engine.commands import answers
from wmstudio.backends import registry
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Configure, Open, PlacedEdit, ReadSteps, StepRead, View

TEXT = "The cat sat on the mat. The dog sat on the log."


@pytest.fixture
def own(tmp_path):
    return own_run(tmp_path / "run")


def engine_of(folder):
    engine = Engine(registry.open_model)
    answers(engine, Open(folder, "cpu"))
    return engine


def read(engine, view, run=1):
    told = answers(engine, ReadSteps(run, view))
    return [event for event in told if isinstance(event, StepRead)]


def at_step(engine, step, view):
    answers(engine, Configure((("training_step", step),)))
    *_, frame = (f for f in engine.look(view) if f is not None)
    return frame


@pytest.mark.parametrize("cursor", [0, 5, 12])
def test_each_step_reads_what_it_shows_when_it_is_chosen(own, cursor):
    view = View(1, TEXT, 0, token=cursor)
    found = read(engine_of(own), view)
    assert [one.step for one in found] == [0, 10, 100, 1000]
    other = engine_of(own)
    for one in found:
        wanted = at_step(other, one.step, view)
        assert one.frame.cursor == cursor
        bits = [f.trace.column("surprisal_bits", cursor, cursor + 1) for f in (one.frame, wanted)]
        np.testing.assert_allclose(*bits, **support.ROUNDING)
        for name, x in wanted.snapshot.signals.items():
            np.testing.assert_allclose(one.frame.snapshot.signals[name], x, **support.ROUNDING)


def test_it_reads_with_the_settings_and_edits_in_force(own):
    edit = PlacedEdit(4, "clear_all")
    view = View(1, TEXT, 0, token=12, interventions=(edit,))
    engine = engine_of(own)
    answers(engine, Configure((("capacity", 2),)))
    found = {one.step: one.frame for one in read(engine, view)}
    answers(engine, Configure((("capacity", 2), ("training_step", 10))))
    *_, wanted = (f for f in engine.look(view) if f is not None)
    assert wanted.interventions[0].edits
    for name, x in wanted.snapshot.signals.items():
        np.testing.assert_allclose(found[10].snapshot.signals[name], x, **support.ROUNDING)


def test_a_damaged_step_is_told_and_the_others_are_read(own):
    (own / "step-000010.safetensors").write_bytes(b"junk")
    found = {one.step: one for one in read(engine_of(own), View(1, TEXT, 5))}
    assert found[10].frame is None
    assert "step-000010.safetensors" in found[10].why
    assert all(found[step].frame is not None for step in (0, 100, 1000))


def test_a_view_in_between_disturbs_nothing(own):
    view = View(1, TEXT, 0, token=12)
    wanted = [one.frame.snapshot.entropy_bits for one in read(engine_of(own), view)]
    engine = engine_of(own)
    list(engine.do(ReadSteps(1, view)))
    found, times = [], 0
    while engine.busy:
        found += [e for e in engine.go_on() if isinstance(e, StepRead)]
        if len(found) == 3 and times < 5:
            # The open model, which is the step that is being read, reads another text.
            list(engine.look(View(2, TEXT[::-1], 3)))
            times += 1
    assert times == 5
    np.testing.assert_allclose(
        [one.frame.snapshot.entropy_bits for one in found], wanted, **support.ROUNDING
    )


def test_a_newer_request_takes_the_place_of_an_older_one(own):
    engine = engine_of(own)
    list(engine.do(ReadSteps(1, View(1, TEXT, 5))))
    list(engine.go_on())
    found = read(engine, View(2, TEXT, 9), run=2)
    assert {one.run for one in found} == {2}
    assert len(found) == 4


def test_a_model_that_is_no_run_answers_nothing(tmp_path):
    engine = engine_of(support.checkpoint(tmp_path / "tiny"))
    assert read(engine, View(1, TEXT, 5)) == []
    assert not engine.busy


def test_steps_of_other_programs_are_read_too(tmp_path):
    found = read(engine_of(torch_run(tmp_path / "run")), View(1, "the cat", 7))
    assert [one.step for one in found] == [1, 20, 300]
    assert all(one.frame.snapshot.signals for one in found)
