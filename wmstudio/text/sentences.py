"""Rule-based sentence boundaries.

A sentence ends with its paragraph (an empty line), or after a full stop, a question or exclamation
mark and what closes it, where a capital letter or an opening quote follows; not after a usual
abbreviation or a single capital. In Chinese and Japanese it ends after the mark and what closes it,
since no space follows. Made for prose; it need not be right everywhere, only the same every time.
"""

from __future__ import annotations

import re

ABBREVIATIONS = frozenset(
    ("Mr", "Mrs", "Ms", "Messrs", "Dr", "St", "Prof", "Capt", "Col", "Gen", "Rev", "Hon", "Jr")
)
_PARAGRAPH = re.compile(r"\S(?:.*?\S)??(?=\s*\n\s*\n|\s*\Z)", re.DOTALL)
_END = re.compile(r"[.!?…]+[\"”’')\]]*\s+(?=[\"“‘'(\[]*[^\W\d_a-z])|[。！？]+[”’」』）]*\s*(?=\S)")
_WORD_BEFORE = re.compile(r"(\w+)\.\Z")


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence in code points, without surrounding space."""
    found = []
    for paragraph in _PARAGRAPH.finditer(text):
        start, stop = paragraph.span()
        for end in _END.finditer(text, start, stop):
            closed = end.start() + len(end.group().rstrip())
            word = _WORD_BEFORE.search(text, max(start, end.start() - 12), end.start() + 1)
            if word and (word[1] in ABBREVIATIONS or (len(word[1]) == 1 and word[1].isupper())):
                continue
            found.append((start, closed))
            start = end.end()
        found.append((start, stop))
    return found
