"""Names are found by rule, and replaced throughout by those of other books."""

import re

import numpy as np
import pytest

from wmstudio.training.names import COMMON, Renaming, find_names

MENTIONS = "Then {a} saw {b}, and {a} ran to {b}; but {a} fell, and {b} laughed.\n"


def book(man, woman, place="Nowhere"):
    """A man and a woman, told by pronouns, and a place that has none."""
    return (
        f"One day {man} took his hat, and he put it on. Then {woman} took her bag. She was late.\n"
        f"They say {man} said to himself that he was early, and {woman} said she did not know.\n"
        f"So {man} lost his way, he said; but {woman} found hers, and she was glad.\n"
        f"They came to {place}, and left {place}, and dreamt of {place}.\n"
    ) * 2


BOOKS = [
    book("Bertram", "Clarissa", "Wimblehurst"),
    book("Ferdinand", "Millicent", "Ottersby"),
    book("Leopold", "Georgiana", "Plumstead"),
]


def rng(seed=0):
    return np.random.default_rng(seed)


def test_names_are_told_apart_by_the_pronouns_after_them():
    found = find_names(BOOKS)
    assert found[0].kinds == {"Bertram": "he", "Clarissa": "she", "Wimblehurst": "it"}
    assert found[2].kinds == {"Leopold": "he", "Georgiana": "she", "Plumstead": "it"}


@pytest.mark.parametrize(
    "text",
    [
        "Then came Monday, and Monday went; on Monday, and after Monday, he slept.\n" * 5,
        "He met Mr and Mrs, and Mr met Mrs, but Mrs left Mr, and Mr left.\n" * 5,
        # At the beginning of a sentence a capital letter says nothing.
        "Yesterday it rained. Yesterday it snowed. Yesterday it blew.\n" * 5,
        # Twice is too seldom.
        "he saw Bertram, and Bertram saw him.\n",
    ],
)
def test_words_that_are_no_names_are_left_alone(text):
    assert find_names([text])[0].kinds == {}


def test_a_word_that_is_common_in_small_letters_is_no_name():
    text = "he saw Rabbit, and Rabbit saw him; but Rabbit ran, and Rabbit hid.\n"
    assert set(find_names([text])[0].kinds) == {"Rabbit"}
    assert find_names([text, "a rabbit " * COMMON])[0].kinds == {}


@pytest.mark.parametrize("seed", range(8))
def test_each_name_is_replaced_throughout_by_one_of_the_same_sex(seed):
    names = find_names(BOOKS)
    renamed = Renaming(names).renamed(BOOKS[0], 0, rng(seed))
    others = {kind: [] for kind in ("he", "she", "it")}
    for other in names[1:]:
        for name, kind in other.kinds.items():
            others[kind].append(name)
    # The same text, but for one new name in all places of each old one.
    pattern = re.escape(BOOKS[0])
    for name in names[0].kinds:
        first, *rest = pattern.split(name)
        pattern = first + f"(?P<{name}>\\w+)" + f"(?P={name})".join(rest)
    found = re.fullmatch(pattern, renamed)
    assert found
    for name, kind in names[0].kinds.items():
        assert found[name] in others[kind]


def test_two_people_never_get_the_same_name():
    first = MENTIONS.format(a="Aldous", b="Bertram") * 3
    second = MENTIONS.format(a="Quentin", b="Rudolph") * 3
    names = find_names([first, second])
    for seed in range(20):
        renamed = Renaming(names).renamed(first, 0, rng(seed))
        assert len(set(find_names([renamed])[0].kinds)) == 2


def test_without_other_books_names_stay():
    assert Renaming(find_names(BOOKS[:1])).renamed(BOOKS[0], 0, rng()) == BOOKS[0]


def test_only_whole_words_are_replaced():
    text = BOOKS[0] + "Bertramson and McBertram and bertram stay."
    renamed = Renaming(find_names(BOOKS)).renamed(text, 0, rng())
    assert renamed.endswith("Bertramson and McBertram and bertram stay.")
    assert "Bertram" not in renamed.removesuffix("Bertramson and McBertram and bertram stay.")
