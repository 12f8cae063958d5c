"""Variations of book segments that cannot be memorised: other names, repeated passages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from wmstudio.training.names import Renaming, find_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from wmstudio.text.tokenizer import Tokenizer

Ids: TypeAlias = "npt.NDArray[np.int32]"

PASSAGE = (150, 700)
"""Length of a repeated passage in characters."""
FARTHEST = 6000
"""Largest distance in characters between a passage and its repetition."""
EVERY = 4000
"""One passage is repeated for this many characters of a segment."""
ROOM = 1.3
"""Other names may take fewer tokens, so this many times a segment's text is used."""
_SENTENCE = re.compile(
    r"(?<=[.!?”’\"'])\s+(?=[“‘\"'A-Z])|\n+"
    # Chinese and Japanese have no space between sentences, and close quotes after the full stop.
    r"|(?<=[。！？])(?![”’」』。！？])|(?<=[。！？][”’」』])"
)


class Variations:
    """Segments of books, varied as a recipe specifies."""

    def __init__(
        self, texts: Sequence[str], tokenizer: Tokenizer, rename: float, repeat: float
    ) -> None:
        self.rename, self.repeat = rename, repeat
        self._tokenizer = tokenizer
        self._renaming = Renaming(find_names(texts)) if rename else None

    def segment(
        self, book: int, ids: Ids, start: int, length: int, rng: np.random.Generator
    ) -> Ids:
        """``length`` tokens of a book (which is ``ids``) from a token on, varied at random.

        The same generator gives the same segment. If the book ends too soon for a variation, the
        segment is unchanged.
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
    """The text with some passages repeated later on.

    A passage begins and ends with a sentence. Its repetition stands between two paragraphs.
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
        # The repetition is a paragraph of its own, whatever the passage was.
        gap = re.search(r"\n*$", text[:at])
        between = gap[0] if gap and gap[0] else "\n"
        text = text[:at] + text[begin:end].strip() + between + text[at:]
    return text
