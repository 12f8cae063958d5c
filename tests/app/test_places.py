"""What a change of the text does to places in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstudio.app.places import Change, change_between, word_changes


def texts(data):
    """A text, a stretch of it, and the text in which that gave way."""
    old = data.draw(st.text("ab 😀", min_size=1, max_size=30))
    start = data.draw(st.integers(0, len(old)))
    stop = data.draw(st.integers(start, len(old)))
    return old, start, stop, old[:start] + data.draw(st.text("ab 😀", max_size=9)) + old[stop:]


@given(data=st.data())
def test_the_stretch_that_changed_is_found_with_and_without_knowing_where(data):
    old, start, stop, new = texts(data)
    for change in (change_between(old, new), change_between(old, new, start, stop)):
        first, end = change.start, change.stop
        assert new == old[:first] + new[first : end + change.more] + old[end:]
        assert 0 <= first <= end <= len(old)
        assert end - first <= stop - start or old == new


@given(data=st.data())
def test_a_place_stays_with_its_character_as_long_as_that_is_there(data):
    old, _, _, new = texts(data)
    change = change_between(old, new)
    for place in range(1, len(old) + 1):
        moved = change.moved(place)
        if moved is not None:
            assert new[moved - 1] == old[place - 1]
            assert change.kept(place) == moved or place == change.stop
        assert 0 <= change.kept(place) <= len(new)


def test_where_texts_differ_elsewhere_than_told_it_is_looked_for_in_all_of_them():
    assert change_between("abc", "", 2, 3) == Change(0, 3, -3)
    assert change_between("abc", "abcd", 0, 9) == Change(3, 3, 1)


@pytest.mark.parametrize(("place", "kept"), [(2, 2), (3, 3), (5, 3), (7, 4), (9, 6)])
def test_a_place_in_what_is_gone_stays_where_that_was(place, kept):
    assert Change(3, 7, -3).kept(place) == kept


def after(place, changes):
    for change in changes:
        place = None if place is None else change.moved(place)
    return place


@pytest.mark.parametrize(
    ("old", "new", "word", "start"),
    [
        ("Once upon a time", "New: Once upon a time", "time", 17),
        ("the cat sat on the mat", "one dog sat on the red mat", "on", 12),
        ("the cat sat", "the cat sat down", "sat", 8),
        # The word is another one, though a part of it is the same.
        ("the cat sat", "the cats sat", "cat", None),
        ("the cat sat", "the dog sat", "cat", None),
        # It only reads the same.
        ("a cat the dog b", "p hen the fox q", "the", None),
        ("我们喜欢小猫", "今天我们都喜欢小猫", "小猫", 7),
    ],
)
def test_a_word_is_found_again_where_a_word_beside_it_is(old, new, word, start):
    stop = old.index(word) + len(word)
    there = after(stop, word_changes(old, new))
    assert there == (None if start is None else start + len(word))


@given(data=st.data())
def test_all_changes_made_in_turn_lead_from_one_text_to_the_other(data):
    old = " ".join(data.draw(st.lists(st.sampled_from(["a", "bc", "d.", "é"]), max_size=9)))
    new = " ".join(data.draw(st.lists(st.sampled_from(["a", "bc", "d.", "é"]), max_size=9)))
    changes = word_changes(old, new)
    assert len(new) == len(old) + sum(change.more for change in changes)
    for place in range(1, len(old) + 1):
        there = after(place, changes)
        assert there is None or new[there - 1] == old[place - 1]
    assert word_changes(old, old) == ()
