"""What a server that has forgotten all is asked again, by what was answered before."""

import pytest

from tests import support
from wmstudio.backends.registry import open_model
from wmstudio.engine.messages import Configure, Failure, Open
from wmstudio.runtime.remote.replay import Replay


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    place = support.checkpoint(tmp_path_factory.mktemp("models") / "tiny")
    return open_model(Open(place, "cpu"))[1]


@pytest.fixture
def replay(opened):
    """The model `one` is open."""
    found = Replay()
    found.asked(Open("one"))
    found.told(opened)
    return found


def asked_again(replay):
    """What is asked after a loss; as a connection does, the first is not waited for if silent."""
    commands, silent, _ = replay.lost()
    for command in commands[1:] if silent else commands:
        replay.asked(command)
    return commands


def test_a_model_that_is_gone_does_not_take_the_answer_of_the_one_that_waits(replay, opened):
    replay.asked(Open("two"))
    assert asked_again(replay) == [Open("one"), Open("two")]
    replay.told(Failure("This server has no model 'one'."))
    assert replay.waiting == [Open("two")]
    replay.told(opened)
    assert asked_again(replay) == [Open("two")]


@pytest.mark.parametrize("waits", [Open("two"), Configure((("cache", True),))])
def test_what_waits_is_asked_again_after_a_second_loss(replay, opened, waits):
    replay.asked(waits)
    for _ in range(2):
        assert asked_again(replay) == [Open("one"), waits]
        replay.told(opened)  # the first answer, before the line is lost again
