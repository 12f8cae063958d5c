"""Commands and failures: what was open stays open."""

import pytest

from wmstudio.engine.engine import Engine
from wmstudio.engine.fake import FakeBackend, open_fake
from wmstudio.engine.messages import (
    Failed,
    Finished,
    Frame,
    Generate,
    Generated,
    Open,
    Opened,
    Sampling,
    Stop,
    View,
)
from wmstudio.models.contract import Patch


@pytest.fixture
def engine():
    engine = Engine(open_fake)
    assert [type(e) for e in engine.do(Open("one"))] == [Opened]
    return engine


def frames(engine, view):
    return list(engine.look(view))


def test_that_nothing_is_shown_before_a_model_is_open():
    assert frames(Engine(open_fake), View(1, "abc", 3)) == []


def test_that_a_checkpoint_that_fails_leaves_the_open_one_working(engine):
    answers = list(engine.do(Open("missing")))
    assert answers == [Failed("there is no checkpoint called 'missing'.")]
    assert frames(engine, View(1, "abc", 3))[-1].complete


def test_that_another_checkpoint_takes_its_place(engine):
    (opened,) = engine.do(Open("two"))
    assert opened.name == "two"


def test_that_an_impossible_patch_is_told_in_a_sentence_and_nothing_is_lost(engine):
    view = View(1, "abc", 3, patches=(Patch("nothing", "set", 1.0),))
    (answer,) = frames(engine, view)
    assert isinstance(answer, Failed)
    assert "fake.gate" in answer.message
    assert frames(engine, View(2, "abc", 3))[-1].complete


def generated(engine):
    answers = []
    while engine.generating:
        answers += engine.generate_on()
    return answers


def test_that_a_generation_gives_its_text_piece_by_piece_and_then_ends(engine):
    assert list(engine.do(Generate(3, "abc", Sampling(temperature=0, tokens=3)))) == []
    answers = generated(engine)
    text = "".join(a.text for a in answers if isinstance(a, Generated))
    assert text == "def"
    assert isinstance(answers[-1], Finished)
    assert (answers[-1].run, answers[-1].tokens, answers[-1].stopped) == (3, 3, False)


def test_that_stop_ends_a_generation_and_says_so(engine):
    list(engine.do(Generate(3, "abc", Sampling(tokens=1000))))
    list(engine.generate_on())
    (finished,) = engine.do(Stop())
    assert finished.stopped
    assert not engine.generating


def test_that_stop_with_nothing_running_is_quiet(engine):
    assert list(engine.do(Stop())) == []


def test_that_generating_without_a_model_is_told_and_ends():
    answers = list(Engine(open_fake).do(Generate(1, "abc")))
    assert [type(a) for a in answers] == [Failed, Finished]


class Breaking(FakeBackend):
    """A device that gives out in the middle of a text."""

    def read(self, *arguments, **named):
        raise RuntimeError("CUDA error: out of memory\nmore lines")


def test_that_a_device_that_fails_gives_way_to_the_cpu_with_one_line():
    from dataclasses import replace

    def opener(command):
        _, opened = open_fake(command)
        if command.device == "cpu":
            return FakeBackend(), opened
        return Breaking(), replace(opened, device="cuda")

    engine = Engine(opener)
    list(engine.do(Open("one", "cuda")))
    answers = frames(engine, View(1, "abc", 3))
    opened = answers[-1]
    assert isinstance(opened, Opened)
    assert opened.device == "cpu"
    assert opened.note == "cuda failed (CUDA error: out of memory.): going on with the CPU."
    assert isinstance(frames(engine, View(1, "abc", 3))[-1], Frame)


def test_that_a_failure_of_the_cpu_is_told_and_the_engine_goes_on():
    backend = Breaking()
    engine = Engine(lambda command: (backend, open_fake(command)[1]))
    list(engine.do(Open("one")))
    (answer,) = frames(engine, View(1, "abc", 3))
    assert isinstance(answer, Failed)
    assert "out of memory" in answer.message
    assert "\n" not in answer.message
    assert [type(a) for a in engine.do(Open("one"))] == [Opened]
