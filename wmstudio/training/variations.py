"""Segments of books that cannot be learned by heart: other names, and passages that come again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from wmstudio.training.names import Renaming, find_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.text.tokenizer import Tokenizer

Ids = npt.NDArray[np.int32]

PASSAGE = (150, 700)
"""Characters of a passage that comes again."""
FARTHEST = 6000
"""Characters between a passage and its second time, at most."""
EVERY = 4000
"""Characters of a segment for which one passage comes again."""
ROOM = 1.3
"""As other names may take fewer tokens, more text than a segment needs is taken."""
_SENTENCE = re.compile(
    r"(?<=[.!?”’\"'])\s+(?=[“‘\"'A-Z])|\n+"
    # Chinese and Japanese have no space between sentences, and quotes close after the full stop.
    r"|(?<=[。！？])(?![”’」』。！？])|(?<=[。！？][”’」』])"
)


class Variations:
    """Segments of books, in the ways in which a recipe wants them changed."""

    def __init__(
        self, texts: Sequence[str], tokenizer: Tokenizer, rename: float, repeat: float
    ) -> None:
        self.rename, self.repeat = rename, repeat
        self._tokenizer = tokenizer
        self._renaming = Renaming(find_names(texts)) if rename else None

    def segment(
        self, book: int, ids: Ids, start: int, length: int, rng: np.random.Generator
    ) -> Ids:
        """``length`` tokens of a book (which is ``ids``) from a token on, changed by chance.

        The same generator gives the same segment. Where the book ends too soon for a change, the
        segment is as it was.
        """
        plain = ids[start : start + length]
        rename, repeat = rng.random(2) < (self.rename, self.repeat)
        if not (rename or repeat):
            return plain
        text = self._tokenizer.decode(ids[start : start + int(length * ROOM)])
        if rename and self._renaming is not None:
            text = self._renaming.renamed(text, book, rng)
        if repeat:
            text = with_repeats(text, rng)
        changed = self._tokenizer.encode(text).ids[:length]
        return changed if len(changed) == length else plain


def with_repeats(text: str, rng: np.random.Generator) -> str:
    """The text with some passages read a second time, later on.

    A passage begins and ends with a sentence; it comes again between two paragraphs.
    """
    for _ in range(max(1, len(text) // EVERY)):
        cuts = [0, *(found.end() for found in _SENTENCE.finditer(text))]
        begin = cuts[int(rng.integers(len(cuts)))]
        wanted = begin + int(rng.integers(*PASSAGE))
        end = max((cut for cut in cuts if begin < cut <= wanted), default=0)
        paragraphs = [found.end() for found in re.finditer(r"\n+", text[end : end + FARTHEST])]
        if end - begin < PASSAGE[0] or not paragraphs:
            continue
        at = end + paragraphs[int(rng.integers(len(paragraphs)))]
        # The second time is a paragraph of its own, whatever the first was.
        gap = re.search(r"\n*$", text[:at])
        between = gap[0] if gap and gap[0] else "\n"
        text = text[:at] + text[begin:end].strip() + between + text[at:]
    return text
