"""Texts of whole words in three files, as Penn Treebank and WikiText-2 are distributed.

Words are separated by white space, and the end of every line is one, too (``<eos>`` in the field's
papers). What the vocabulary does not have stands in the files as ``<unk>``, a word like any other.

A text is normalised to one space before each word and a newline at the end of each line, so that
every word is a token, with the space before it (`wmstudio.text.tokenizer.words`).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.documents import TextError, read_text
from wmstudio.text.sentence_pieces import SPACE_SIGN
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

WORD_OR_SIGN = re.compile(r" ?(?:\w+|[^\w\s])")
MOST_WORDS = 900_000
"""Largest vocabulary: a tokenizer has at most a million pieces."""


@dataclass(frozen=True)
class WordTexts:
    """The three normalised texts."""

    train: str
    valid: str
    test: str

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """The words of the training text with the space before them, the most frequent first."""
        return _by_frequency(Counter(f" {word}" for word in self.train.split()))


def read_word_texts(folder: Path, train: str, valid: str, test: str) -> WordTexts:
    """Read three files of a folder.

    Raises:
        TextError: there is no such folder or file, a file has no words, or a word to be predicted
            does not occur in the training file.
    """
    if not folder.is_dir():
        raise TextError(f"there is no folder {folder}: name the one that has {train}")
    names = {"train": train, "valid": valid, "test": test}
    if missing := [name for name in names.values() if not (folder / name).is_file()]:
        listed = ", ".join(names.values())
        raise TextError(f"{folder} has no file {missing[0]}: the recipe needs {listed} in it")
    texts = WordTexts(**{part: _normalised(folder / name) for part, name in names.items()})
    if len(texts.vocabulary) > MOST_WORDS:
        raise TextError(
            f"{folder / train} has {len(texts.vocabulary):,} different words, and at most "
            f"{MOST_WORDS:,} can be pieces: write <unk> for the rare ones"
        )
    known = set(texts.vocabulary)
    for part, text in (("valid", texts.valid), ("test", texts.test)):
        if unknown := next((word for word in text.split() if f" {word}" not in known), None):
            raise TextError(
                f"{folder / names[part]} has the word {excerpt(unknown)}, which is not in "
                f"{train}: write <unk> for words outside the vocabulary, or use the files of one "
                "distribution"
            )
    return texts


def words_and_signs(texts: Iterable[str]) -> tuple[str, ...]:
    """The words and punctuation marks of texts, the most frequent first.

    One that follows a space has it before it, so ``Mary`` and ``" Mary"`` are two.
    """
    return _by_frequency(Counter(found for text in texts for found in WORD_OR_SIGN.findall(text)))


def _by_frequency(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda word: (-counts[word], word)))


def _normalised(path: Path) -> str:
    text = read_text(path)
    lines = text.removesuffix("\n").split("\n")
    found = "".join("".join(f" {word}" for word in line.split()) + "\n" for line in lines)
    if not found.strip():
        raise TextError(f"{path} has no words")
    for sign in (SPACE_SIGN, "\0"):
        if sign in found:
            raise TextError(
                f"{path} has the character {excerpt(sign)}, which cannot be part of a word: "
                "remove it from the three files"
            )
    return found
