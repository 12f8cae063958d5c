"""Two engines of a window: of what an engine was doing that is no longer read, the end is told."""

import pytest

from tests.gui.stage import opened
from wmstudio.engine.messages import (
    RECORDING,
    Bound,
    CapacityCurve,
    CapacityMeasured,
    Failure,
    MeasureCapacity,
    Open,
    Record,
    RecordingSaved,
    Search,
    SearchEnded,
    SearchResult,
)
from wmstudio.gui.client.switching import SwitchingEngine
from wmstudio.testing.scripted import ScriptedClient

THERE = "tcp://there:9000"


@pytest.fixture
def there():
    return ScriptedClient()


@pytest.fixture
def here():
    return ScriptedClient()


@pytest.fixture
def engine(here, there):
    """Reads with a model elsewhere."""
    made = SwitchingEngine(lambda _: here, lambda *_: there, lambda: None)
    made.post(Open(f"{THERE}#big", "auto"))
    there.say(opened("big"))
    made.take()
    assert made.is_elsewhere
    return made


def read_here(engine, here):
    engine.post(Open("small", "cpu"))
    here.say(opened("small"))
    engine.take()
    assert not engine.is_elsewhere


def told(engine):
    """All events that are told, also those that the first ones bring about."""
    return [*engine.take()[0], *engine.take()[0]]


def test_a_late_answer_of_the_engine_before_only_ends_what_waits_for_it(engine, here, there):
    engine.post(Search(3, "gate", 0.5, (1,), "text"))
    read_here(engine, here)
    there.say(SearchResult(3, (), 0, 0))
    assert told(engine) == [SearchEnded(3)]


def test_a_study_that_has_told_a_part_is_ended_with_the_connection(engine, there):
    engine.post(MeasureCapacity(4, "capacity", "text"))
    there.say(CapacityMeasured(4, CapacityCurve("capacity", Bound(4), {}, 0, 0), complete=False))
    assert len(told(engine)) == 1
    engine.part()
    assert SearchEnded(4) in told(engine)


def test_a_recording_of_the_engine_before_is_told_and_one_that_is_lost_too(
    engine, here, there, tmp_path
):
    engine.post(Record(tmp_path / "one", "text"))
    read_here(engine, here)
    saved = RecordingSaved(tmp_path / "one", 4)
    there.say(saved)
    assert told(engine) == [saved]


def test_a_recording_is_given_up_with_the_connection(engine, tmp_path):
    engine.post(Record(tmp_path / "one", "text"))
    engine.part()
    assert [one.about for one in told(engine) if isinstance(one, Failure)] == [RECORDING]
