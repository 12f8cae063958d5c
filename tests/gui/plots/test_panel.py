"""The stretch of tokens that all panels share."""

import pytest

from wmstudio.gui.plots.panel import TokenAxis


@pytest.fixture
def axis(qapp):
    axis = TokenAxis(width=40)
    axis.show(100, 140)
    return axis


@pytest.mark.parametrize("cursor", [100, 120, 139])
def test_that_a_cursor_in_sight_moves_nothing(axis, cursor, qtbot):
    with qtbot.assertNotEmitted(axis.changed):
        axis.follow(cursor)


def test_that_writing_on_leaves_room_after_the_cursor(axis, qtbot):
    with qtbot.waitSignal(axis.changed):
        axis.follow(140)
    assert (axis.start, axis.stop) == (105, 145)


def test_that_going_back_shows_what_led_to_the_cursor(axis):
    axis.follow(60)
    assert (axis.start, axis.stop) == (40, 80)


@pytest.mark.parametrize("cursor", [-1, 0, 5])
def test_that_the_stretch_begins_at_the_first_token_at_the_earliest(axis, cursor):
    axis.follow(cursor)
    assert (axis.start, axis.stop) == (0, 40)


def test_that_at_least_eight_tokens_are_seen(axis):
    axis.show(-3, 1)
    assert (axis.start, axis.stop) == (0, 8)


def test_a_text_is_shown_as_a_whole_until_somebody_scrolls(axis):
    axis.show(17, 40)
    axis.fits = True
    axis.fit(24)
    assert (axis.start, axis.stop) == (0, 48)
    axis.fit(255)
    assert (axis.start, axis.stop) == (0, 255)
    axis.follow(250)
    axis.fit(256)
    assert (axis.start, axis.stop) == (0, 256)
    axis.show(5, 30)
    axis.fit(200)
    assert (axis.start, axis.stop) == (5, 30)


def test_of_a_text_too_long_to_be_shown_the_start_is(axis):
    axis.show(17, 400)
    axis.fits = True
    axis.fit(5000)
    assert (axis.start, axis.stop) == (0, 48)
