"""How many chunks a call reads: as many as are quick, from places where such calls begin."""

import pytest

from wmstudio.engine.stopwatch import CALL_SECONDS, MOST_AT_ONCE, CallLength


def test_the_first_call_reads_one_chunk():
    assert CallLength().at_once(0) == 1


@pytest.mark.parametrize(
    ("share", "index", "chunks"),
    [
        (1.1, 0, 1),
        (0.6, 0, 1),
        (0.5, 0, 2),
        (0.3, 0, 2),
        (0.25, 0, 4),
        (0.0, 0, MOST_AT_ONCE),
        (0.0, 1, 1),
        (0.0, 2, 2),
        (0.0, 6, 2),
        (0.0, 7, 1),
        (0.0, 8, 4),
    ],
)
def test_a_call_reads_what_was_quick_up_to_where_others_begin(share, index, chunks):
    pace = CallLength()
    pace.took(1, share * CALL_SECONDS)
    assert pace.at_once(index) == chunks


def test_after_a_slow_call_fewer_chunks_are_read():
    pace = CallLength()
    pace.took(1, 0.2 * CALL_SECONDS)
    assert pace.at_once(0) == 4
    pace.took(4, 1.5 * CALL_SECONDS)
    assert pace.at_once(0) == 2
    pace.took(2, 3 * CALL_SECONDS)
    assert pace.at_once(0) == 1
