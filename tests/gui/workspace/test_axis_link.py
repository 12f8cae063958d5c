"""Two axes on the same stretch of a text."""

import pytest

from tests.engine.frames import frame
from wmstudio.gui.plots.panel import TokenAxis
from wmstudio.gui.workspace.axis_link import AxisLink

LETTERS = frame([bytes([c]) for c in b"abcdefghij" * 20], [0] * 200)
PAIRS = frame([b"ab", b"cd", b"ef", b"gh", b"ij"] * 20, [0] * 100)


class Linked:
    def __init__(self, a=LETTERS, b=PAIRS, same=False):
        self.frames = a, b
        self.first, self.second = TokenAxis(width=40), TokenAxis(width=40)
        self.link = AxisLink(self.first, self.second, lambda: self.frames, self.first)
        self.link.same = same

    @property
    def shown(self):
        return [(axis.start, axis.stop) for axis in (self.first, self.second)]


@pytest.fixture
def linked(qapp):
    return Linked


def test_that_the_same_tokens_go_together_whichever_is_moved(linked):
    two = linked(same=True)
    two.first.show(10, 60)
    assert two.shown == [(10, 60), (10, 60)]
    two.second.show(3, 20)
    assert two.shown == [(3, 20), (3, 20)]


def test_that_other_tokens_show_the_same_characters_whichever_is_moved(linked):
    two = linked()
    two.first.show(20, 60)
    assert two.shown == [(20, 60), (10, 30)]
    two.second.show(40, 60)
    assert two.shown == [(80, 120), (40, 60)]


def test_that_a_stretch_that_begins_within_a_token_of_the_other_shows_all_of_it(linked):
    two = linked()
    two.first.show(21, 61)
    assert two.shown[1] == (10, 30)


def test_that_both_show_as_much_beyond_the_text(linked):
    two = linked()
    two.first.show(190, 212)
    assert two.shown[1] == (95, 112)


def test_that_what_is_moved_apart_moves_alone(linked):
    two = linked(same=True)
    with two.link.unlinked():
        two.second.show(100, 120)
    assert two.shown == [(0, 40), (100, 120)]
    two.link.carry()
    assert two.shown == [(0, 40), (0, 40)]


def test_that_where_nothing_is_read_the_numbers_are_taken_until_it_is(linked):
    two = linked(b=None)
    two.first.show(20, 60)
    assert two.shown[1] == (20, 60)
    two.frames = LETTERS, PAIRS
    two.link.settle()
    assert two.shown[1] == (10, 30)


def test_that_nothing_jumps_once_all_is_read(linked):
    two = linked()
    two.first.show(20, 60)
    with two.link.unlinked():
        two.second.show(12, 32)
    two.link.settle()
    assert two.shown[1] == (12, 32)
