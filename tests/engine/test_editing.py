"""Edits of the state on the way through a text."""

import numpy as np
import pytest

from wmstudio.contract import EditError
from wmstudio.engine.editing import NOT_THERE, Results, first_difference, located, read
from wmstudio.engine.messages import Edit, PlacedEdit, Word
from wmstudio.testing.fake import LIKELY, FakeBackend
from wmstudio.text.stretches import Within

BACKEND = FakeBackend()
IDS = BACKEND.encode("abcdef").ids
INITIAL = BACKEND.initial_state()


def pretend(token, letter):
    return Edit(token, "pretend", (("byte", ord(letter)),))


def test_that_what_is_expected_right_after_the_token_follows_from_the_edited_state():
    done = read(BACKEND, (pretend(2, "x"),), IDS, INITIAL, top=1)
    assert bytes(done.topk_ids[:, 0].tolist()) == b"bcyefg"
    assert done.topk_probs[2, 0] == pytest.approx(LIKELY)
    # The token after it was not expected, all others are.
    assert [bits > 2 for bits in done.surprisal_bits[1:]] == [False, False, True, False, False]


def test_that_signals_that_are_part_of_the_state_are_shown_as_the_edit_left_them():
    plain = read(BACKEND, (), IDS, INITIAL, watch=BACKEND.signals)
    edited = read(BACKEND, (Edit(2, "clear_all"),), IDS, INITIAL, watch=BACKEND.signals)
    name = "slots.writer"
    np.testing.assert_array_equal(edited.signals[name][:2], plain.signals[name][:2])
    assert plain.signals[name][2].tolist() == [0, 1, 2]
    assert edited.signals[name][2].tolist() == [-1, -1, -1]
    assert edited.signals[name][3].tolist() == [0, -1, -1]


def test_that_edits_of_one_token_are_done_in_their_order_wherever_the_others_stand():
    two = (pretend(4, "q"), pretend(2, "x"), pretend(2, "m"))
    assert chr(read(BACKEND, two, IDS, INITIAL, top=1).topk_ids[2, 0]) == "n"
    assert chr(read(BACKEND, two[::-1], IDS, INITIAL, top=1).topk_ids[2, 0]) == "y"


def test_that_states_on_the_way_are_those_after_the_edits():
    done = read(BACKEND, (pretend(2, "x"), pretend(5, "z")), IDS, INITIAL, every=1)
    assert {place: chr(state[1]) for place, state in done.snapshots.items()} == {
        1: "a", 2: "b", 3: "x", 4: "d", 5: "e", 6: "z",
    }  # fmt: skip
    assert done.state == (6, ord("z"))


def test_that_only_edits_within_what_is_read_are_done():
    outside = (pretend(3, "x"), pretend(10, "y"))
    done = read(BACKEND, outside, IDS, INITIAL, position=4, top=1)
    assert bytes(done.topk_ids[:, 0].tolist()) == b"bcdefg"


def test_that_an_impossible_edit_is_refused_and_the_rest_is_read_with_the_others():
    edits = (Edit(1, "pretend", (("byte", 300),)), pretend(1, "x"))
    with pytest.raises(EditError):
        read(BACKEND, edits, IDS, INITIAL)
    refused = []
    done = read(BACKEND, edits, IDS, INITIAL, top=1, refuse=lambda *told: refused.append(told))
    assert [edit for edit, _ in refused] == [edits[0]]
    assert chr(done.topk_ids[1, 0]) == "y"


@pytest.mark.parametrize(
    ("place", "token"), [(0, NOT_THERE), (1, 0), (2, 2), (3, 3), (4, NOT_THERE), (99, NOT_THERE)]
)
def test_that_a_place_means_the_last_token_that_holds_the_character_before_it(place, token):
    edit = PlacedEdit(place, "clear_all")
    # é is two tokens
    assert located(edit, "aéb", BACKEND.encode("aéb")) == (Edit(token, "clear_all"),)


def test_that_a_place_within_a_token_means_that_token():
    class Words:
        ends = np.array([3, 7, 10])

    found = [located(PlacedEdit(p, "x"), "abcdefghij", Words) for p in (2, 3, 5, 7, 8)]
    assert [edit.token for (edit,) in found] == [0, 0, 1, 1, 2]


def test_that_arguments_that_are_tokens_are_given_by_places_too():
    placed = PlacedEdit(4, "clear", (("slot", 7),), (("token", 2),))
    (edit,) = located(placed, "aébc", BACKEND.encode("aébc"))
    assert edit == Edit(4, "clear", (("slot", 7), ("token", 2)))


def test_an_edit_may_come_after_one_of_several_tokens_of_a_character():
    text = BACKEND.encode("aéb")  # é is tokens 1 and 2
    placed = PlacedEdit(Within(2, 0), "clear", (), (("token", Within(2, 0)),))
    assert located(placed, "aéb", text) == (Edit(1, "clear", (("token", 1),)),)


def forgotten(word, text, place=None):
    """The token after which each edit acts, and the one that it is about."""
    found = located(PlacedEdit(place, "forget", word=word), text, BACKEND.encode(text))
    return [(edit.token, dict(edit.arguments)["token"]) for edit in found]


@pytest.mark.parametrize(
    ("start", "stop", "tokens"),
    [
        (2, 3, (3, 4)),
        (1, 3, (2, 3, 4)),
        (0, 1, (0, 1)),
        (4, 5, (6, 7, 8, 9)),
        (3, 3, ()),
        (5, 9, ()),
    ],
)
def test_an_edit_of_a_word_is_done_once_for_each_of_its_tokens(start, stop, tokens):
    # é is two tokens, 🙂 four.
    expected = [(tokens[-1], token) for token in tokens]
    assert forgotten(Word("token", start, stop), "éaé-🙂") == expected


def test_an_edit_of_a_word_acts_at_its_place_where_it_has_one():
    assert forgotten(Word("token", 1, 3), "abcdef", place=5) == [(4, 1), (4, 2)]


def test_an_edit_of_every_place_of_a_word_leaves_longer_words_alone():
    text = "an ant, an élan: AN an"
    before = len("an ant, an élan: AN ".encode())
    expected = [(1, 0), (1, 1), (9, 8), (9, 9), (before + 1, before), (before + 1, before + 1)]
    assert forgotten(Word("token", every="an"), text) == expected


def test_what_is_read_later_is_not_forgotten_at_a_place_before_it():
    assert forgotten(Word("token", every="x"), "x-x-x", place=3) == [(2, 0), (2, 2)]
    assert forgotten(Word("token", every="z"), "x-x-x") == []


def test_the_same_token_is_forgotten_once_however_often_it_is_asked_for():
    asked = [
        PlacedEdit(None, "pretend", word=Word("byte", every="b")),
        PlacedEdit(None, "pretend", word=Word("byte", 2, 3)),
        PlacedEdit(3, "pretend", (("byte", 2),)),
        PlacedEdit(3, "pretend", (("byte", 2),)),
    ]
    text = "a-b"
    results = Results(asked, [located(one, text, BACKEND.encode(text)) for one in asked])
    assert results.edits == (Edit(2, "pretend", (("byte", 2),)),) * 3
    assert [len(told.edits) for told in results.told(3)] == [1, 1, 1, 1]


def test_an_edit_of_several_tokens_is_refused_where_none_of_them_could_be_edited():
    asked = PlacedEdit(None, "forget", word=Word("token", 0, 2))
    edits = located(asked, "abc", BACKEND.encode("abc"))
    results = Results([asked], [edits])
    assert results.told(3)[0].edits == edits
    results.refuse(edits[0], EditError("not held"))
    assert (results.told(3)[0].edits, results.told(3)[0].refused) == (edits[1:], "")
    results.refuse(edits[1], EditError("not held either"))
    assert (results.told(3)[0].edits, results.told(3)[0].refused) == ((), "not held")
    nowhere = Results([asked], [()])
    assert nowhere.told(3)[0].refused == "what it is about is not in the text"


def test_that_edits_differ_from_the_first_token_on_where_they_do_not_do_the_same():
    a, b, c = pretend(2, "a"), pretend(5, "b"), pretend(5, "c")
    assert first_difference((a, b), (b, a)) is None
    assert first_difference((a, b), (a,)) == 5
    assert first_difference((b,), (a, b)) == 2
    assert first_difference((a, b, c), (a, c, b)) == 5
    gone = Edit(NOT_THERE, "clear_all")
    assert first_difference((a, gone), (a,)) is None
