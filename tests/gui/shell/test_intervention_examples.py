"""The bundled examples of interventions, opened in the real window with their models."""

import numpy as np
import pytest

from tests.gui.reading_window import real_window
from wmstudio.app import examples


@pytest.fixture
def window(qtbot):
    with real_window(qtbot) as made:
        yield made


def opened(qtbot, window, title):
    """The frame at the cursor of an example, with and without its intervention."""
    example = next(one for one in examples.offered() if one.title == title)
    window.examples.open(example)
    qtbot.waitUntil(lambda: window.reading.opened is not None)
    qtbot.waitUntil(lambda: window.reading.complete and window.reading.frame is not None)
    qtbot.waitUntil(lambda: window.reading.frame.untouched is not None)
    frame = window.reading.frame
    (told,) = frame.interventions
    assert told.refused == ""
    return frame


def test_somebody_elses_memory_changes_the_one_answer(window, qtbot):
    frame = opened(qtbot, window, "Give it somebody else's memory")
    pieces = window.reading.opened.pieces
    now, was = frame.snapshot.candidates[0], frame.untouched.candidates[0]
    assert (pieces[now.token], pieces[was.token]) == (b"M", b"C")
    assert min(now.probability, was.probability) > 0.99
    # The answers to the keys after the cursor stay.
    after = frame.trace.column("topk_ids", frame.cursor + 1, len(frame.trace))[:, 0]
    plain = frame.trace.untouched.column("topk_ids", frame.cursor + 1, len(frame.trace))[:, 0]
    assert len(after) == 3
    np.testing.assert_array_equal(after, plain)


def test_the_bracket_of_another_text_is_closed_there(window, qtbot):
    frame = opened(qtbot, window, "The bracket of another text")
    pieces = window.reading.opened.pieces
    now, was = frame.snapshot.candidates[0], frame.untouched.candidates[0]
    assert (pieces[now.token], pieces[was.token]) == (b")", b"}")
    assert min(now.probability, was.probability) > 0.99
    # The brackets between are closed as before.
    start, text = frame.interventions[0].begins, frame.trace
    after = text.column("topk_ids", start, frame.cursor)[:, 0]
    plain = text.untouched.column("topk_ids", start, frame.cursor)[:, 0]
    following = text.column("ids", start + 1, frame.cursor + 1)
    closing = np.array([pieces[token] in (b")", b"]", b"}", b">") for token in following])
    assert closing.sum() == 13
    np.testing.assert_array_equal(after[closing], plain[closing])


def test_marys_slot_from_another_story_takes_its_answer_along(window, qtbot):
    frame = opened(qtbot, window, "Mary's slot in another story")
    pieces = window.reading.opened.pieces
    now, was = frame.snapshot.candidates[0], frame.untouched.candidates[0]
    assert (pieces[now.token], pieces[was.token]) == (b" attic", b" bedroom")
    assert min(now.probability, was.probability) > 0.99


@pytest.mark.parametrize(
    "title",
    [
        "Give it somebody else's memory",
        "The bracket of another text",
        "Mary's slot in another story",
    ],
)
def test_the_number_of_an_example_is_that_of_its_answer(window, qtbot, title):
    opened(qtbot, window, title)
    strip = window.intervening.change
    qtbot.waitUntil(lambda: strip.where.text().endswith(" comes next"))
    assert "100.0 %" in strip.odds.text()
    assert "<0.01 %" in strip.odds.text()
    # What was read after the change costs something else, too, and is told beside it.
    assert strip.total.text().endswith(" bits")
    # A stack has no headline; that of slots names the one that is read.
    headline = window.panels["memory"].header.readout.text()
    assert headline.startswith("" if "bracket" in title else "put in by hand ")


def test_the_held_quote_cell_makes_a_closing_quote_ten_times_less_likely(window, qtbot):
    frame = opened(qtbot, window, "Hold the quote cell")
    pieces = window.reading.opened.pieces

    def closing(snapshot):
        quotes = (b'"', b'."', b',"', b'!"', b'?"')
        return sum(c.probability for c in snapshot.candidates if pieces[c.token] in quotes)

    assert closing(frame.untouched) > 0.3
    assert closing(frame.snapshot) < closing(frame.untouched) / 10
