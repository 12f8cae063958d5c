"""Commands and failures: what was open stays open."""

import numpy as np
import pytest

from tests.engine.frames import told
from wmstudio.contract import Patch
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import (
    Configure,
    CopyPart,
    Edit,
    Failure,
    Frame,
    Generate,
    GeneratedText,
    GenerationFinished,
    MeasureCapacity,
    MeasureLayers,
    Open,
    OpenedModel,
    ReadThrough,
    Sampling,
    Stop,
    Tokenise,
    TokenisedTexts,
    View,
    Weigh,
)
from wmstudio.testing.fake import FakeBackend, open_fake


@pytest.fixture
def engine():
    engine = Engine(open_fake)
    assert [type(e) for e in told(engine, Open("one"))] == [OpenedModel]
    return engine


def frames(engine, view):
    return list(engine.look(view))


def test_that_nothing_is_shown_before_a_model_is_open():
    assert frames(Engine(open_fake), View(1, "abc", 3)) == []


def test_that_a_checkpoint_that_fails_leaves_the_open_one_working(engine):
    answers = list(told(engine, Open("missing")))
    assert answers == [Failure("there is no checkpoint called 'missing'.")]
    assert frames(engine, View(1, "abc", 3))[-1].complete


def test_that_another_checkpoint_takes_its_place(engine):
    (opened,) = told(engine, Open("two"))
    assert opened.name == "two"


def test_that_an_impossible_patch_is_told_in_a_sentence_and_nothing_is_lost(engine):
    view = View(1, "abc", 3, patches=(Patch("nothing", "set", 1.0),))
    (answer,) = frames(engine, view)
    assert isinstance(answer, Failure)
    assert "fake.gate" in answer.message
    assert frames(engine, View(2, "abc", 3))[-1].complete


def generated(engine):
    answers = []
    while engine.generating:
        answers += engine.generate_on()
    return answers


def test_that_a_generation_gives_its_text_piece_by_piece_and_then_ends(engine):
    assert list(told(engine, Generate(3, "abc", Sampling(temperature=0, tokens=3)))) == []
    answers = generated(engine)
    text = "".join(a.text for a in answers if isinstance(a, GeneratedText))
    assert text == "def"
    assert isinstance(answers[-1], GenerationFinished)
    assert (answers[-1].run, answers[-1].tokens, answers[-1].stopped) == (3, 3, False)


def test_that_stop_ends_a_generation_and_says_so(engine):
    list(told(engine, Generate(3, "abc", Sampling(tokens=1000))))
    list(engine.generate_on())
    (finished,) = told(engine, Stop())
    assert finished.stopped
    assert not engine.generating


def test_that_stop_with_nothing_running_is_quiet(engine):
    assert list(told(engine, Stop())) == []


def test_that_generating_without_a_model_is_told_and_ends():
    answers = list(told(Engine(open_fake), Generate(1, "abc")))
    assert [type(a) for a in answers] == [Failure, GenerationFinished]


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
    list(told(engine, Open("one", "cuda")))
    answers = frames(engine, View(1, "abc", 3))
    opened = answers[-1]
    assert isinstance(opened, OpenedModel)
    assert opened.device == "cpu"
    assert opened.note == "cuda failed (CUDA error: out of memory.): going on with the CPU."
    assert isinstance(frames(engine, View(1, "abc", 3))[-1], Frame)


def test_that_the_settings_that_were_asked_for_go_along_to_the_cpu():
    from dataclasses import replace

    class BreaksLater(FakeBackend):
        def read(self, ids, *arguments, **named):
            if len(ids) > 3:
                raise RuntimeError("CUDA error")
            return super().read(ids, *arguments, **named)

    def opener(command):
        _, opened = open_fake(command)
        if command.device == "cpu":
            return FakeBackend(), opened
        return BreaksLater(), replace(opened, device="cuda")

    engine = Engine(opener)
    list(told(engine, Open("one", "cuda")))
    list(told(engine, Configure((("likely", 0.25),))))
    opened = frames(engine, View(1, "abcdefgh", 8))[-1]
    assert isinstance(opened, OpenedModel)
    assert opened.device == "cpu"
    assert opened.values == (("likely", 0.25),)
    frame = frames(engine, View(1, "abcdefgh", 8))[-1]
    assert frame.snapshot.candidates[0].probability == pytest.approx(0.25)


# --- settings ----------------------------------------------------------------------------------


def test_that_what_is_open_says_what_can_be_set_and_edited_about_it(engine):
    (opened,) = told(engine, Open("two"))
    assert opened.settings == FakeBackend().settings
    assert opened.edits == FakeBackend().edits
    assert opened.values == ()


def test_that_other_settings_are_answered_by_the_same_model_with_them(engine):
    values = (("capacity", 5), ("likely", 0.75))
    (opened,) = told(engine, Configure(values))
    assert (opened.name, opened.values) == ("one", values)
    assert opened.settings["capacity"].value == 5
    assert opened.signals["slots.writer"].shape == (5,)
    snapshot = frames(engine, View(1, "abc", 3))[-1].snapshot
    assert snapshot.signals["slots.writer"].shape == (5,)
    assert snapshot.candidates[0].probability == pytest.approx(0.75)


def test_that_the_settings_asked_for_are_all_that_differ_from_the_checkpoints_own(engine):
    list(told(engine, Configure((("capacity", 5),))))
    (opened,) = told(engine, Configure((("likely", 0.75), ("order", "rising"))))
    assert opened.settings["capacity"].value == 3
    assert opened.values == (("likely", 0.75),)
    (opened,) = told(engine, Configure(()))
    assert opened.settings == FakeBackend().settings
    assert opened.values == ()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((("capacity", 0),), "capacity must be a whole number from 1 to 8, not 0."),
        ((("likely", 0.5), ("capacity", 10**6)), "from 1 to 8, not 1000000."),
        ((("order", "sideways"),), "order can be rising or falling, not 'sideways'."),
        ((("colour", 1),), "there is no setting 'colour'."),
    ],
)
def test_that_impossible_settings_are_one_sentence_and_what_was_there_stays(engine, values, said):
    list(told(engine, Configure((("likely", 0.75),))))
    (failed,) = told(engine, Configure(values))
    assert isinstance(failed, Failure)
    assert said in failed.message
    snapshot = frames(engine, View(1, "abc", 3))[-1].snapshot
    assert snapshot.candidates[0].probability == pytest.approx(0.75)
    (failed,) = told(engine, Open("two", values=values))
    assert said in failed.message
    assert frames(engine, View(1, "abc", 3))[-1].complete


def test_that_another_checkpoint_begins_with_its_own_settings(engine):
    list(told(engine, Configure((("likely", 0.75),))))
    (opened,) = told(engine, Open("two"))
    assert opened.settings["likely"].value == 0.5
    (opened,) = told(engine, Open("two", values=(("likely", 0.25),)))
    assert opened.values == (("likely", 0.25),)


def test_that_other_settings_stop_a_generation_and_impossible_ones_do_not(engine):
    list(told(engine, Generate(3, "abc", Sampling(tokens=50))))
    list(told(engine, Configure((("capacity", 0),))))
    assert engine.generating
    stopped, opened = told(engine, Configure((("capacity", 4),)))
    assert (stopped.run, stopped.stopped) == (3, True)
    assert isinstance(opened, OpenedModel)
    assert not engine.generating


def test_that_without_a_model_there_is_nothing_to_set_or_split():
    for command in (Configure(()), Tokenise(("a",))):
        (failed,) = told(Engine(open_fake), command)
        assert "Open a model first" in failed.message


def test_that_an_impossible_edit_is_in_the_frame_and_not_an_event(engine):
    answers = frames(engine, View(1, "abc", 3, interventions=(Edit(1, "juggle"),)))
    assert all(isinstance(answer, Frame) for answer in answers)
    assert "juggle" in answers[-1].interventions[0].refused


def test_that_texts_are_split_into_tokens_and_a_generation_goes_on(engine):
    list(told(engine, Generate(3, "abc")))
    (answer,) = told(engine, Tokenise(("a", "", "é")))
    assert answer == TokenisedTexts(("a", "", "é"), ((97,), (), (0xC3, 0xA9)))
    assert engine.generating


def test_that_a_failure_of_the_cpu_is_told_and_the_engine_goes_on():
    backend = Breaking()
    engine = Engine(lambda command: (backend, open_fake(command)[1]))
    list(told(engine, Open("one")))
    (answer,) = frames(engine, View(1, "abc", 3))
    assert isinstance(answer, Failure)
    assert "out of memory" in answer.message
    assert "\n" not in answer.message
    assert [type(a) for a in told(engine, Open("one"))] == [OpenedModel]


UNFORESEEN = [
    IndexError("list index out of range"),
    AttributeError("no such thing"),
    KeyError("x"),
    OverflowError("too large"),
    TypeError("not callable"),
    AssertionError(),
    MemoryError(),
    RecursionError("too deep"),
    RuntimeError("DefaultCPUAllocator: can't allocate memory"),
]


@pytest.mark.parametrize("error", UNFORESEEN, ids=lambda e: type(e).__name__)
def test_whatever_an_opener_raises_the_engine_answers_and_lives(error):
    def opener(command):
        if command.source == "broken":
            raise error
        return open_fake(command)

    engine = Engine(opener)
    list(engine.do(Open("scripted")))
    answers = [event for event in engine.do(Open("broken")) if event is not None]

    assert [type(answer) for answer in answers] == [Failure]
    assert answers[0].message.endswith(".")
    assert [f for f in engine.look(View(1, "abc", 3)) if f is not None][-1].complete


@pytest.mark.parametrize("error", UNFORESEEN, ids=lambda e: type(e).__name__)
def test_whatever_a_model_raises_the_engine_answers_and_lives(error, monkeypatch):
    engine = Engine(open_fake)
    list(engine.do(Open("scripted")))
    with monkeypatch.context() as broken:

        def fail(*args, **kwargs):
            raise error

        broken.setattr(FakeBackend, "read", fail)
        assert isinstance([f for f in engine.look(View(1, "abc", 3)) if f][-1], Failure)
        list(engine.do(Generate(1, "abc")))
        answers = [event for _ in range(3) for event in engine.go_on()]
        assert any(isinstance(answer, Failure) for answer in answers)
        assert not engine.busy
    assert [f for f in engine.look(View(2, "abc", 3)) if f is not None][-1].complete


AWAITED = [
    Generate(7, "abc"),
    CopyPart(7, "state", 2),
    ReadThrough(7, {}),
    Weigh(run=7),
    MeasureLayers(7, np.zeros(1, np.int32)),
    MeasureCapacity(7, "capacity", "abc"),
]


@pytest.mark.parametrize("command", AWAITED, ids=lambda command: type(command).__name__)
def test_whoever_waits_for_a_run_is_answered_whatever_is_raised(command, monkeypatch):
    def fail(self, command):
        yield None
        raise KeyError("x")

    monkeypatch.setattr(Engine, "_do", fail)
    answers = list(told(Engine(open_fake), command))
    assert answers[0].run == 7
    last = answers[-1]
    assert "KeyError" in (last.message if isinstance(last, Failure) else last.why)
