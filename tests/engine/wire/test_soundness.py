"""A model and its frames are shown only if what names something names what is there."""

from dataclasses import replace

import numpy as np
import pytest

from tests.engine.wire.test_frames import TEXT, Home
from wmstudio.contract import Kind, Patch
from wmstudio.engine.messages import CandidatePair
from wmstudio.engine.trace import Pages, Trace
from wmstudio.engine.wire.plans import WireError
from wmstudio.engine.wire.soundness import Soundness

NAME = "recall-slots"


@pytest.fixture(scope="module")
def home():
    return Home(NAME)


@pytest.fixture(scope="module")
def frame(home):
    patch = Patch(next(n for n, s in home.opened.signals.items() if s.patchable), "add", 0.5)
    return home.frames(1, TEXT, 9, patches=(patch,), untouched=True)[-1]


def with_chunk(frame, **changed):
    """The frame with other columns in its first chunk."""
    chunks = list(frame.trace.chunks)
    chunks[0] = replace(chunks[0], **changed)
    return replace(frame, trace=Trace(Pages((tuple(chunks),))))


def but(numbers, value):
    """The same numbers but for the first."""
    changed = numbers.copy()
    changed.reshape(-1)[0] = value
    return changed


def with_candidate(snapshot, **changed):
    first, *others = snapshot.candidates
    return replace(snapshot, candidates=(replace(first, **changed), *others))


FRAMES = {
    "a cursor before the beginning": lambda f: replace(f, cursor=-2),
    "a length that is less than the trace": lambda f: replace(f, length=1),
    "a snapshot beside the cursor": lambda f: replace(f, cursor=f.cursor + 1),
    "a token that there is not": lambda f: with_chunk(f, ids=but(f.trace.chunks[0].ids, 10**6)),
    "a token below zero": lambda f: with_chunk(f, ids=but(f.trace.chunks[0].ids, -1)),
    "a candidate that there is not": lambda f: with_chunk(
        f, topk_ids=but(f.trace.chunks[0].topk_ids, 10**6)
    ),
    "a probability above one": lambda f: with_chunk(
        f, topk_probs=but(f.trace.chunks[0].topk_probs, 2.0)
    ),
    "a token that ends before it begins": lambda f: with_chunk(
        f, ends=but(f.trace.chunks[0].ends, 999)
    ),
    "an end beyond any text": lambda f: with_chunk(f, ends=f.trace.chunks[0].ends + 2**40),
    "a rank below one of the last": lambda f: with_chunk(
        f, ranks=but(f.trace.chunks[0].ranks, 10**6)
    ),
    "a signal that is not declared": lambda f: with_chunk(
        f, signals={"x": next(iter(f.trace.chunks[0].signals.values()))}
    ),
    "a signal of another shape": lambda f: with_chunk(
        f, signals={name: x[:, :1] for name, x in f.trace.chunks[0].signals.items()}
    ),
    "a snapshot's signal of another shape": lambda f: replace(
        f,
        snapshot=replace(f.snapshot, signals={n: x[None] for n, x in f.snapshot.signals.items()}),
    ),
    "a snapshot's candidate that there is not": lambda f: replace(
        f, snapshot=with_candidate(f.snapshot, token=10**6)
    ),
    "an endless probability": lambda f: replace(
        f, snapshot=with_candidate(f.snapshot, probability=float("inf"))
    ),
    "a probability below zero": lambda f: replace(
        f, snapshot=with_candidate(f.snapshot, probability=-float("inf"))
    ),
    "an untouched candidate below zero": lambda f: replace(
        f, untouched=with_candidate(f.untouched, token=-1)
    ),
    "a pair that there is not": lambda f: replace(
        f,
        pairs=(
            CandidatePair(*with_candidate(f.snapshot, token=10**6).candidates[:2]),
            *f.pairs,
        ),
    ),
}


@pytest.mark.parametrize("change", FRAMES.values(), ids=FRAMES)
def test_a_frame_that_names_what_is_not_there_is_refused(home, frame, change):
    sound = Soundness()
    sound.declare(home.opened)
    sound.check(frame)
    with pytest.raises(WireError):
        sound.check(change(frame))


def test_the_frame_of_another_model_is_nobodys(home, frame):
    sound = Soundness()
    sound.declare(home.opened)
    sound.check(replace(frame, reader=frame.reader + 1, cursor=-9))


def test_what_is_no_number_is_shown(home, frame):
    sound = Soundness()
    sound.declare(home.opened)
    nan = float("nan")
    sound.check(replace(frame, snapshot=with_candidate(frame.snapshot, probability=nan)))
    probs = np.full_like(frame.trace.chunks[0].topk_probs, nan)
    sound.check(with_chunk(frame, topk_probs=probs))


def with_signal(opened, **changed):
    name, signal = next(iter(opened.signals.items()))
    return replace(opened, signals={**opened.signals, name: replace(signal, **changed)})


def with_setting(opened, **changed):
    name, setting = next((n, s) for n, s in opened.settings.items() if type(s.value) is int)
    return replace(opened, settings={**opened.settings, name: replace(setting, **changed)})


MODELS = {
    "no tokens": lambda o: replace(o, pieces=()),
    "a lens that is no signal": lambda o: replace(o, lens=("x",)),
    "a signal of another name": lambda o: with_signal(o, name="x"),
    "a signal with a size of none": lambda o: with_signal(o, shape=(0,)),
    "more sizes than names of them": lambda o: with_signal(o, dims=()),
    "more sizes than its kind has": lambda o: with_signal(o, dims=("a",) * 5, shape=(1,) * 5),
    "an enormous size": lambda o: with_signal(o, shape=(2**60,)),
    "a range from nothing": lambda o: with_signal(o, low=float("-inf")),
    "a range that is none": lambda o: with_signal(o, low=1.0, high=1.0),
    "a range of no number": lambda o: with_signal(o, high=float("nan")),
    "a memory of several sizes": lambda o: replace(
        o,
        signals={
            n: replace(s, shape=(s.shape[0] + 1, *s.shape[1:])) if s.kind is Kind.SLOTS else s
            for n, s in o.signals.items()
        },
    ),
    "a setting without an end": lambda o: with_setting(o, high=float("inf")),
    "a setting beyond its range": lambda o: with_setting(o, value=10**9),
    "a setting of another name": lambda o: with_setting(o, name="x"),
}


@pytest.mark.parametrize("change", MODELS.values(), ids=MODELS)
def test_a_model_whose_parts_do_not_belong_together_is_refused(home, change):
    Soundness().declare(home.opened)
    with pytest.raises(WireError):
        Soundness().declare(change(home.opened))
