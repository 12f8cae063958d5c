"""Proper names in books: finding them, and replacing them throughout a text.

A name that always belongs to the same story can be learned by heart. One that is new in every
segment can only be remembered.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

WORD = re.compile(r"[^\W\d_]+")
_CAPITALISED = re.compile(r"(?<![^\W_])[A-Z][a-zà-ÿ]+(?![^\W\d_])")
_INSIDE_A_SENTENCE = re.compile(r"[a-z,;] $")
_HE, _SHE = frozenset({"he", "him", "his", "himself"}), frozenset({"she", "her", "hers", "herself"})
LEAST_MENTIONS = 3
"""Mentions inside sentences, where a capital letter can only mean a name (or a title, or a day)."""
COMMON = 12
"""A word that is written in lower case this often in all books together is not a name."""
PRONOUNS_WITHIN = 120
"""Number of characters after a name in which pronouns indicate its gender."""
OTHERS = frozenset(
    WORD.findall(
        """Mr Mrs Miss Dr Sir Madam Madame Monsieur Mademoiselle St Lord Lady God Christmas Easter
        Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
        June July August September October November December English French German Dutch Spanish
        Italian Irish Scotch Greek Latin Roman Chinese Indian American Christian Bible Chapter"""
    )
)
"""Capitalised words that are not names."""


@dataclass(frozen=True)
class Names:
    """The names in a book, each with ``he``, ``she`` or ``it`` (also if unknown)."""

    kinds: Mapping[str, str]

    def in_text(self, text: str) -> list[str]:
        """The names that occur in a text, in the order of their first mention."""
        found = dict.fromkeys(_CAPITALISED.findall(text))
        return [name for name in found if name in self.kinds]


def find_names(books: Sequence[str]) -> list[Names]:
    """Find the names in each book, by rule. Some are missed, and some towns are included."""
    small: Counter[str] = Counter()
    for text in books:
        small.update(word for word in WORD.findall(text) if word.islower())
    return [_names_in(text, small) for text in books]


def _names_in(text: str, small: Mapping[str, int]) -> Names:
    mentions: Counter[str] = Counter()
    he: Counter[str] = Counter()
    she: Counter[str] = Counter()
    for found in _CAPITALISED.finditer(text):
        name = found[0]
        if small.get(name.lower(), 0) >= COMMON or name in OTHERS:
            continue
        if _INSIDE_A_SENTENCE.search(text, found.start() - 2, found.start()):
            mentions[name] += 1
        after = text[found.end() : found.end() + PRONOUNS_WITHIN]
        if other := _CAPITALISED.search(after):
            after = after[: other.start()]
        words = WORD.findall(after)
        he[name] += sum(word in _HE for word in words)
        she[name] += sum(word in _SHE for word in words)
    kinds = {}
    for name, count in mentions.items():
        if count >= LEAST_MENTIONS:
            his, hers = he[name], she[name]
            told = max(his, hers) >= LEAST_MENTIONS
            kinds[name] = (
                "he" if told and his > 2 * hers else "she" if told and hers > 2 * his else "it"
            )
    return Names(kinds)


class Renaming:
    """Gives the people of one book the names of others."""

    def __init__(self, names: Sequence[Names]) -> None:
        self._names = names
        self._of_kind = {
            kind: sorted({name for book in names for name, k in book.kinds.items() if k == kind})
            for kind in ("he", "she", "it")
        }

    def renamed(self, text: str, book: int, rng: np.random.Generator) -> str:
        """Replace every name of the book throughout the text by one of another book.

        The new name has the same gender, as far as known, and does not occur in the text.
        """
        there = self._names[book].in_text(text)
        taken = set(self._names[book].kinds)
        chosen = {}
        for name in there:
            pool = self._of_kind[self._names[book].kinds[name]]
            others = [other for other in pool if other not in taken]
            if others:
                chosen[name] = others[int(rng.integers(len(others)))]
                taken.add(chosen[name])
        return _CAPITALISED.sub(lambda found: chosen.get(found[0], found[0]), text)
