"""Answering examples with a backend, one token at a time, between views."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.engine.asking import following
from wmstudio.engine.messages import ExampleAnswered, SearchProgress
from wmstudio.engine.sampling import likeliest
from wmstudio.engine.timeline import CHUNK
from wmstudio.example_sets.base import END, spelled

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from wmstudio.engine.backend import Backend, Ids, State
    from wmstudio.engine.messages import AnswerExamples

LONGEST = 200
"""Most tokens of an answer; a longer one is cut."""

Step = SearchProgress | ExampleAnswered


def answering(backend: Backend, asked: AnswerExamples) -> Iterator[Step]:
    """Yield the answer to each example, and progress on the way.

    Raises:
        Refused: the model cannot read the prompt, or its probabilities are no numbers.
    """
    of = len(asked.examples)
    for number, one in enumerate(asked.examples):
        progress = SearchProgress(asked.run, number, of)
        yield progress
        prompt, target = spelled(one, asked.follows)
        before, wanted = backend.encode(prompt).ids, following(backend, target)
        state = yield from _after(backend, before, progress)
        bits = float(backend.read(wanted, state, position=len(before), top=0).surprisal_bits.sum())
        written = yield from _written(backend, state, len(before), progress)
        yield ExampleAnswered(asked.run, number, written, bits, len(wanted), number == of - 1)


def _after(backend: Backend, ids: Ids, progress: Step) -> Generator[Step, None, State]:
    """The state after a prompt."""
    state = backend.initial_state()
    for start in range(0, len(ids), CHUNK):
        state = backend.read(ids[start : start + CHUNK], state, position=start, top=0).state
        yield progress
    return state


def _written(
    backend: Backend, state: State, position: int, progress: Step
) -> Generator[Step, None, str]:
    """What the model writes, up to the first line break."""
    data = b""
    for at in range(LONGEST):
        token = likeliest(backend.log_probs(state))
        data += backend.pieces[token]
        if END.encode() in backend.pieces[token]:
            break
        ids = np.array([token], np.int32)
        state = backend.read(ids, state, position=position + at, top=0).state
        yield progress
    return data.decode(errors="replace").partition(END)[0].strip()
