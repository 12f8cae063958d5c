"""Tokens that stay the same while the text under them changes: each has its place in the new one.

An unknown word is one token whatever its letters are, a letter may be written in two forms, and
several spaces may count as one.
"""

import random
import re

import numpy as np
import pytest

from wmstudio.engine.document_engine import DocumentEngine
from wmstudio.engine.messages import View
from wmstudio.engine.timeline import CHUNK, Timeline, chunk_of
from wmstudio.testing.fake import FakeBackend, FakeEncoding


class Unknown(FakeBackend):
    """A token a word, and all words are unknown."""

    def encode(self, text):
        ends = np.array([m.end() for m in re.finditer(r"\s*\S+\s*", text)], np.int64)
        return FakeEncoding(np.full(len(ends), ord("?"), np.int32), ends)


def words(count, seed=0):
    chosen = random.Random(seed)
    return ["x" * chosen.randint(1, 9) for _ in range(count)]


def last(frames):
    return list(frames)[-1]


def check(frame, text):
    assert frame.complete
    ends = Unknown().encode(text).ends
    assert frame.trace.column("ends").tolist() == ends.tolist()
    assert [frame.trace.span(t)[1] for t in range(len(ends))] == ends.tolist()


@pytest.mark.parametrize("place", [0, 1, CHUNK - 1, CHUNK, 3 * CHUNK + 5, -1])
def test_a_word_that_becomes_longer_moves_all_that_follows(place):
    engine, before = DocumentEngine(Unknown()), words(4 * CHUNK)
    last(engine.read(View(1, " ".join(before), 0)))
    after = [*before]
    after[place] += "yyy"
    text = " ".join(after)

    check(last(engine.read(View(2, text, 0))), text)


def test_any_edits_leave_every_token_at_its_place():
    engine, chosen, here = DocumentEngine(Unknown()), random.Random(4), words(150)
    for revision in range(60):
        at, act = chosen.randrange(len(here)), chosen.choice(("longer", "insert", "delete"))
        if act == "longer":
            here[at] = "z" * chosen.randint(1, 12)
        elif act == "insert":
            here[at:at] = words(chosen.randint(1, 70), revision)
        elif len(here) > 100:
            del here[at : at + chosen.randint(1, 70)]
        text = chosen.choice((" ", "  ")).join(here)
        check(last(engine.read(View(revision, text, chosen.randint(0, len(text))))), text)


def test_what_is_taken_over_from_another_reading_stands_in_this_text():
    backend, before = Unknown(), words(3 * CHUNK)
    after = ["yyyyyyyyyyyy", *before[1:]]
    texts = [backend.encode(" ".join(one)) for one in (before, after)]
    read = backend.read(texts[0].ids, backend.initial_state())
    plain = Timeline(backend.initial_state())
    plain.adopt(texts[0], 0)
    plain.append(chunk_of(texts[0], 0, read), read)
    edited = Timeline(backend.initial_state())
    edited.adopt(texts[1], 0)
    stop = 2 * CHUNK + 3
    edited.take_over(plain, 0, stop)

    assert edited.trace().column("ends").tolist() == texts[1].ends[:stop].tolist()
