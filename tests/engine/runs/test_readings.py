"""Going back to a step costs nothing: what it has read is kept."""

import pytest

from tests import support
from tests.backends.runs.folders import own_run
from tests.engine.commands import answers
from wmstudio.backends import registry
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Configure, Open, View

TEXT = support.PAGE * 4


@pytest.fixture
def engine(tmp_path):
    engine = Engine(registry.open_model)
    answers(engine, Open(own_run(tmp_path / "run"), "cpu"))
    return engine


def tokens_read(engine, step, text=TEXT):
    """How many tokens are computed for a view at this step."""
    answers(engine, Configure((("training_step", step),)))
    *_, frame = (f for f in engine.look(View(1, text, len(text))) if f is not None)
    assert frame.complete
    return frame.cost.tokens


def test_a_step_reads_a_text_once(engine):
    first = [tokens_read(engine, step) for step in (0, 10, 100)]
    assert min(first) > 100
    assert [tokens_read(engine, step) for step in (0, 10, 100)] == [0, 0, 0]


def test_after_an_edit_of_the_text_a_step_reads_on_from_there(engine):
    whole = tokens_read(engine, 10)
    tokens_read(engine, 100)
    assert 0 < tokens_read(engine, 10, TEXT + " The end.") < whole / 4


def test_each_settings_have_a_reading_of_their_own(engine):
    tokens_read(engine, 10)
    answers(engine, Configure((("training_step", 10), ("capacity", 2))))
    *_, frame = (f for f in engine.look(View(1, TEXT, 0)) if f is not None)
    assert frame.cost.tokens > 100
    assert tokens_read(engine, 10) == 0
