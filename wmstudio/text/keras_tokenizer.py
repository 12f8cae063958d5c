"""The tokenizer of Keras: words between separators, or characters, looked up in a table.

Keras drops separators, and words that are not in its table. Here a token covers what is before it
and is dropped; a word that is not known is token 0, which Keras gives to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.vocabularies import ListedTokenizer

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'


@dataclass(frozen=True, kw_only=True)
class KerasRules:
    """The settings of a Keras tokenizer, by the names that Keras has for them."""

    filters: str = FILTERS
    split: str = " "
    lower: bool = True
    char_level: bool = False
    num_words: int | None = None
    oov_token: str | None = None


class KerasTokenizer(ListedTokenizer):
    """A token a word with the separators before it, or a token a character."""

    def __init__(self, ids: Mapping[str, int], count: int, rules: KerasRules) -> None:
        most = min(count, rules.num_words or count)
        texts = [""] * count
        for text, id in ids.items():
            if 0 < id < most:
                texts[id] = text
        before = "" if rules.char_level else " "
        pieces = [(before + x).encode("utf-8", "surrogatepass") if x else b"" for x in texts]
        super().__init__(texts, pieces, None)
        own = None if rules.oov_token is None else ids.get(rules.oov_token)
        self.has_unknown = own is not None and 0 < own < most
        self.unknown = own if self.has_unknown and own is not None else 0
        self._rules = rules
        separators = re.escape(rules.filters + rules.split)
        self._word = re.compile(f"[{separators}]*[^{separators}]+")
        self._separators = rules.filters + rules.split

    def parts(self, paragraph: str) -> Iterator[str]:
        """Each character, or each word; separators at the end belong to the last word."""
        if self._rules.char_level:
            yield from paragraph
            return
        stops = [m.end() for m in self._word.finditer(paragraph)]
        start = 0
        for stop in [*stops[:-1], len(paragraph)] if paragraph else []:
            yield paragraph[start:stop]
            start = stop

    def id_of(self, part: str) -> int:
        """Its token."""
        word = part if self._rules.char_level else part.strip(self._separators)
        return super().id_of(word.lower() if self._rules.lower else word) if word else 0
