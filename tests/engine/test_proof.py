"""Whether a model was opened rightly: wrong ones are found, and nobody waits for it."""

from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from tests.support import checkpoint
from wmstudio.backends.registry import open_model
from wmstudio.engine import proof as proofs
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import (
    Configure,
    Failure,
    Frame,
    Open,
    Prove,
    Proven,
    View,
)
from wmstudio.engine.proof import (
    FEWEST_AT_ONCE,
    MOST_AT_ONCE,
    MOST_TOKENS,
    PARAGRAPH,
    prove,
    proving,
)
from wmstudio.runtime.mailbox import Mailbox, work
from wmstudio.testing.fake import FakeBackend, open_fake


class Watched(FakeBackend):
    """Remembers how many tokens were read at once."""

    def __init__(self):
        super().__init__()
        self.lengths = []

    def read(self, ids, state, **named):
        self.lengths.append(len(ids))
        return super().read(ids, state, **named)


class Forgetful(FakeBackend):
    """Loses its last token where it reads several at once."""

    def read(self, ids, state, **named):
        reading = super().read(ids, state, **named)
        return reading if len(ids) == 1 else replace(reading, state=(reading.state[0], 0))


class Astray(FakeBackend):
    """Right in every stretch that begins where a stretch of the first reading begins."""

    def read(self, ids, state, position=0, **named):
        reading = super().read(ids, state, position=position, **named)
        odd = len(ids) > 1 and position % MOST_AT_ONCE
        return replace(reading, state=(reading.state[0], 0)) if odd else reading


class Impossible(FakeBackend):
    """What can never come differs between the ways of reading."""

    def log_probs(self, state):
        found = super().log_probs(state).copy()
        if state[0] == len(PARAGRAPH[:MOST_TOKENS]):
            self.asked = getattr(self, "asked", 0) + 1
            if self.asked > 1:
                found[7] = -np.inf
        return found


def test_the_bits_are_the_sum_over_the_paragraph():
    backend = FakeBackend()
    ids = backend.encode(PARAGRAPH).ids[:MOST_TOKENS]
    before = np.concatenate([[0], ids[:-1]])
    want = np.where(ids == before + 1, 1.0, np.log2(255 / 0.5)).sum()
    found = prove(backend)

    # Summed from float32.
    assert found.bits == pytest.approx(want, rel=1e-5)
    assert found.uniform == 8 * MOST_TOKENS
    assert found.characters == MOST_TOKENS
    assert (found.step, found.resume) == (0.0, 0.0)
    assert found.runs_right


@pytest.mark.parametrize("family", ["slots", "transformer", "recurrent"])
def test_models_of_our_own_run_right(tmp_path, family):
    backend, _ = open_model(Open(checkpoint(tmp_path / "m", family), "cpu"))
    assert prove(backend).runs_right


def test_a_model_that_reads_otherwise_at_once_is_wrong():
    found = prove(Forgetful())
    assert found.step > 0.1
    assert not found.runs_right


def test_a_model_that_goes_on_otherwise_from_a_snapshot_is_wrong():
    found = prove(Astray())
    assert found.step == 0.0
    assert found.resume > 0.1
    assert not found.runs_right


def test_what_only_one_way_holds_impossible_is_wrong():
    assert prove(Impossible()).step == float("inf")


@pytest.mark.parametrize(("seconds", "most"), [(0.0, MOST_AT_ONCE), (1.0, FEWEST_AT_ONCE)])
def test_a_slow_model_reads_fewer_tokens_at_once(monkeypatch, seconds, most):
    ticks = count()
    monkeypatch.setattr(proofs.time, "perf_counter", lambda: next(ticks) * seconds)
    backend = Watched()
    steps = list(proving(backend))
    assert max(backend.lengths) == most
    # One reading for each step but the last, which is the result.
    assert len(steps) == len(backend.lengths) + 1


def answers(engine):
    told = []
    while engine.busy:
        told += [answer for answer in engine.go_on() if answer is not None]
    return told


def engine_of(opener=open_fake):
    engine = Engine(opener)
    list(engine.do(Open("one", "cpu")))
    return engine


def test_a_view_is_answered_between_two_steps():
    mailbox = Mailbox(lambda: None)
    engine = engine_of()
    mailbox.put_command(Prove())
    assert work(mailbox, engine)
    assert work(mailbox, engine)
    mailbox.put_view(View(1, "abc"))
    work(mailbox, engine)
    events, frame = mailbox.take()

    assert isinstance(frame, Frame)
    assert frame.complete
    assert not [event for event in events if isinstance(event, Proven)]
    assert [type(answer) for answer in answers(engine)] == [Proven]


def test_another_model_cancels_what_is_measured_and_a_failed_opening_does_not():
    engine = engine_of()
    list(engine.do(Prove()))
    assert isinstance(list(engine.do(Open("missing", "cpu")))[-1], Failure)
    assert engine.busy
    list(engine.do(Open("two", "cpu")))
    assert not engine.busy


def test_settings_do_not_disturb_what_is_measured():
    engine = engine_of()
    list(engine.do(Prove()))
    list(engine.do(Configure((("likely", 0.9),))))
    (proven,) = answers(engine)
    assert proven.proof == prove(FakeBackend())


def test_what_a_model_raises_is_a_sentence():
    class Broken(FakeBackend):
        def read(self, ids, state, **named):
            raise RuntimeError("the weights are gone")

    engine = engine_of(lambda command: (Broken(), open_fake(command)[1]))
    list(engine.do(Prove()))
    (proven,) = answers(engine)
    assert proven == Proven(None, "the weights are gone.")
    assert not engine.busy


def test_nothing_to_measure_is_said():
    (proven,) = Engine(open_fake).do(Prove())
    assert "Open a model first" in proven.why
