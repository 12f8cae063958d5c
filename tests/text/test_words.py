"""Words of a text, in any script."""

import pytest

from wmstudio.text.words import ALWAYS, NOWHERE, OUTSIDE, places_of, word_at, word_beginnings


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("Tabitha ran.", 0, "Tabitha"),
        ("Tabitha ran.", 6, "Tabitha"),
        ("Tabitha ran.", 7, None),
        ("Tabitha ran.", 11, None),
        ("Tabitha ran.", 12, None),
        ("“Tabitha’s cat”", 3, "Tabitha"),
        ("“Tabitha’s cat”", 9, "Tabitha’s"),
        ("O'Brien's don't", 0, "O'Brien"),
        ("O'Brien's don't", 12, "don't"),
        ("'quoted'", 2, "quoted"),
        ("nai\u0308ve", 0, "nai\u0308ve"),
        ("हिन्दी भाषा", 1, "हिन्दी"),
        ("une élève", 5, "élève"),
        ("snake_case2", 3, "snake_case2"),
        ("猫が好き", 0, None),
        ("a🙂b", 1, None),
        ("", 0, None),
        ("a", -1, None),
    ],
)
def test_the_word_of_a_character(text, place, word):
    found = word_at(text, place)
    assert (text[slice(*found)] if found else None) == word


@pytest.mark.parametrize(
    ("word", "text", "starts"),
    [
        ("Tab", "Tab, Tabby; “Tab’s” stab Tab", [0, 13, 25]),
        ("ana", "banana ana", [7]),
        ("猫", "黒猫と白猫", [1, 4]),
        ("--", "a----b", [1, 3]),
        ("old man", "old man, bold man, old manor, old man", [0, 30]),
        ("e", "e\u0301 e", [3]),
        ("", "abc", []),
        ("x", "", []),
    ],
)
def test_every_place_where_a_word_stands_by_itself(word, text, starts):
    assert [start for start, _ in places_of(word, text)] == starts


@pytest.mark.parametrize(
    ("piece", "begins", "inside"),
    [
        (" Tab", ALWAYS, True),
        ("itha", OUTSIDE, True),
        (" ", NOWHERE, False),
        ("\n", NOWHERE, False),
        (",", NOWHERE, False),
        (" “", NOWHERE, False),
        ("'", NOWHERE, True),
        ("’t", NOWHERE, True),
        (" don'", ALWAYS, True),
        ("7", OUTSIDE, True),
        ("猫", ALWAYS, False),
        ("", NOWHERE, False),
        (b"\xe2", NOWHERE, False),
    ],
)
def test_where_a_piece_begins_a_word_and_whether_it_ends_inside_one(piece, begins, inside):
    given = piece if isinstance(piece, bytes) else piece.encode()
    assert word_beginnings([given]) == ([begins], [inside])
