"""Edits of the state on the way through a text."""

import numpy as np
import pytest

from wmstudio.contract import EditError, Patch
from wmstudio.engine.editing import (
    EVER,
    NOT_THERE,
    Results,
    first_difference,
    first_patched,
    located,
    located_patch,
    read,
)
from wmstudio.engine.messages import Edit, PlacedEdit, PlacedPatch, Word
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
    results = Results(asked, text, BACKEND.encode(text))
    assert results.edits == (Edit(2, "pretend", (("byte", 2),)),) * 3
    assert [len(told.edits) for told in results.told(3)] == [1, 1, 1, 1]


def test_an_edit_of_several_tokens_is_refused_where_none_of_them_could_be_edited():
    asked = PlacedEdit(None, "forget", word=Word("token", 0, 2))
    edits = located(asked, "abc", BACKEND.encode("abc"))
    results = Results([asked], "abc", BACKEND.encode("abc"))
    assert results.told(3)[0].edits == edits
    results.refuse(edits[0], EditError("not held"))
    assert (results.told(3)[0].edits, results.told(3)[0].refused) == (edits[1:], "")
    results.refuse(edits[1], EditError("not held either"))
    assert (results.told(3)[0].edits, results.told(3)[0].refused) == ((), "not held")
    beyond = PlacedEdit(None, "forget", word=Word("token", 5, 7))
    nowhere = Results([beyond], "abc", BACKEND.encode("abc"))
    assert nowhere.told(3)[0].refused == "what it is about is not in the text"


def test_that_edits_differ_from_the_first_token_on_where_they_do_not_do_the_same():
    a, b, c = pretend(2, "a"), pretend(5, "b"), pretend(5, "c")
    assert first_difference((a, b), (b, a)) is None
    assert first_difference((a, b), (a,)) == 5
    assert first_difference((b,), (a, b)) == 2
    assert first_difference((a, b, c), (a, c, b)) == 5
    gone = Edit(NOT_THERE, "clear_all")
    assert first_difference((a, gone), (a,)) is None


GATE = Patch("slots.gate", "set", 0.0)


@pytest.mark.parametrize(
    ("first", "last", "tokens"),
    [
        (1, 1, (0, 1)),
        (2, 4, (1, 4)),
        (None, 2, (0, 2)),
        (3, None, (2, EVER)),
        (None, None, (0, EVER)),
        # The four bytes of the emoji are four tokens; a place means the last of them.
        (5, 5, (7, 8)),
        (Within(5, 1), 5, (5, 8)),
    ],
)
def test_a_patch_acts_on_the_tokens_of_its_places_inclusive(first, last, tokens):
    done = located_patch(PlacedPatch(GATE, first, last), BACKEND.encode("abcd😀e"))
    assert done is not None
    assert done.tokens == tokens


@pytest.mark.parametrize(("first", "last"), [(3, 2), (9, None), (2, 9)])
def test_a_patch_at_places_that_the_text_lacks_is_refused(first, last):
    asked = PlacedPatch(GATE, first, last)
    (told,) = Results([asked], "abc", BACKEND.encode("abc"), {}).told(3)
    assert (told.asked, told.patch, bool(told.refused)) == (asked, None, True)


def test_a_patch_of_an_unknown_signal_is_refused_and_edits_are_still_made():
    asked = [PlacedPatch(Patch("no.gate", "set", 0.0)), PlacedEdit(1, "clear_all")]
    results = Results(asked, "abc", BACKEND.encode("abc"), BACKEND.signals)
    patched, edited = results.told(3)
    assert "no.gate" in patched.refused
    assert (results.patches, patched.begins) == ((), None)
    assert (edited.edits, edited.begins) == ((Edit(0, "clear_all"),), 0)


def test_a_patch_that_is_asked_for_twice_acts_twice():
    asked = PlacedPatch(Patch("fake.gate", "scale", 0.5), 1, 2)
    text = BACKEND.encode("abc")
    once, twice = (Results([asked] * n, "abc", text, BACKEND.signals).patches for n in (1, 2))
    assert twice == 2 * once
    assert [patch.tokens for patch in once] == [(0, 2)]
    assert first_patched(once, twice) == first_patched(twice, once) == 0


def test_patches_differ_from_the_first_token_where_the_signal_would_differ():
    one, two = Patch("a", "set", 1.0, tokens=(2, 5)), Patch("a", "scale", 2.0, tokens=(3, 9))
    assert first_patched((one, two), (one, two)) is None
    assert first_patched((one, two), (one,)) == 3
    assert first_patched((one,), (one, two)) == 3
    # Setting and then scaling is not scaling and then setting.
    assert first_patched((one, two), (two, one)) == 2
