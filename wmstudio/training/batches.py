"""Batches for training: segments of books, or questions of memory tasks.

Any step's batch can be computed from its number alone, so that a run can go on where it stopped.

Shapes: B batch, T time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import numpy as np

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from wmstudio.tasks.base import Task
    from wmstudio.text.tokenizer import Tokenizer
    from wmstudio.training.variations import Ids, Variations


@dataclass(frozen=True)
class Batch:
    """``inputs`` and ``targets`` are ``[B, T]``; a target is the token expected after its input.

    ``fresh`` ``[B]`` marks rows that start from the initial state. ``counted`` ``[B, T]`` is the
    mask of targets in the loss. If it is None, all count, and the first input of a fresh row is
    predicted from the initial state too.
    """

    inputs: npt.NDArray[np.int64]
    targets: npt.NDArray[np.int64]
    fresh: npt.NDArray[np.bool_]
    counted: npt.NDArray[np.bool_] | None = None


class Batches(Protocol):
    """The batch of each step, by its number."""

    def __getitem__(self, step: int) -> Batch:
        """The batch of a step; the same each time."""
        ...


class TaskBatches:
    """Batches of fresh questions. With several tasks, each step has one, chosen uniformly."""

    def __init__(self, tasks: Sequence[Task], tokenizer: Tokenizer, rows: int, seed: int) -> None:
        self.tasks, self.rows, self.seed = tasks, rows, seed
        self._ids = tokenizer.ascii

    def __getitem__(self, step: int) -> Batch:
        rng = np.random.default_rng((self.seed, step))
        task = self.tasks[int(rng.integers(len(self.tasks)))]
        drawn = task.questions(self.rows, rng)
        return Batch(
            inputs=self._ids[drawn.inputs_BT],
            targets=self._ids[drawn.answers_BT],
            fresh=np.ones(self.rows, np.bool_),
            counted=drawn.asked_BT,
        )


class BookBatches:
    """Batches of ``rows`` × ``length`` tokens; a row reads ``chunks`` of them from one segment.

    A segment begins at a paragraph. Rows are staggered, so that a few restart at each step.
    """

    def __init__(
        self,
        books: list[Ids],
        newline: int,
        rows: int,
        length: int,
        chunks: int,
        seed: int,
        variations: Variations | None = None,
    ) -> None:
        self.rows, self.length, self.chunks, self.seed = rows, length, chunks, seed
        long_enough = [i for i, book in enumerate(books) if len(book) > length * chunks]
        self._books, self._numbers = [books[i] for i in long_enough], long_enough
        self._variations = variations
        self._segment = lru_cache(maxsize=2 * rows)(self._segment_anew)
        if not self._books:
            raise ValueError(
                f"no text is longer than the {length * chunks:,} tokens that a segment takes: "
                "use longer texts, or smaller 'length' or 'segment_chunks' in the recipe"
            )
        self._beginnings = [
            np.flatnonzero(np.concatenate([[True], book[:-1] == newline])) for book in self._books
        ]
        sizes = [(len(book) - 1) // (length * chunks) for book in self._books]
        self._segments = [(book, i) for book, size in enumerate(sizes) for i in range(size)]
        self._epochs: dict[int, list[tuple[int, int]]] = {}

    @property
    def tokens_per_epoch(self) -> int:
        """Number of tokens in one epoch."""
        return len(self._segments) * self.length * self.chunks

    def __getitem__(self, step: int) -> Batch:
        rows = [self._row(step, row) for row in range(self.rows)]
        tokens = np.stack([tokens for tokens, _ in rows]).astype(np.int64)
        fresh = np.array([fresh for _, fresh in rows]) | (step == 0)
        return Batch(tokens[:, :-1], tokens[:, 1:], fresh)

    def _row(self, step: int, row: int) -> tuple[Ids, bool]:
        turn, chunk = divmod(step + row * self.chunks // self.rows, self.chunks)
        epoch, place = divmod(turn * self.rows + row, len(self._segments))
        start = chunk * self.length
        return self._segment(epoch, place)[start : start + self.length + 1], chunk == 0

    def _segment_anew(self, epoch: int, place: int) -> Ids:
        """All tokens of one segment, and the first token after it."""
        book, start = self._epoch(epoch)[place]
        ids, length = self._books[book], self.length * self.chunks + 1
        if self._variations is None:
            return ids[start : start + length]
        rng = np.random.default_rng((self.seed, epoch, place))
        return self._variations.segment(self._numbers[book], ids, start, length, rng)

    def _epoch(self, epoch: int) -> list[tuple[int, int]]:
        """(book, first token) of every segment, shuffled. Each begins at a paragraph."""
        if epoch not in self._epochs:
            rng = np.random.default_rng((self.seed, epoch))
            span = self.length * self.chunks
            shifts = rng.integers(0, span, len(self._books))
            places = []
            for book, i in self._segments:
                beginnings = self._beginnings[book]
                last = len(self._books[book]) - 1 - span
                wanted = min(i * span + int(shifts[book]), last)
                at = int(np.searchsorted(beginnings, wanted, side="right")) - 1
                places.append((book, int(beginnings[at])))
            rng.shuffle(places)
            self._epochs = {e: p for e, p in self._epochs.items() if e >= epoch - 1}
            self._epochs[epoch] = places
        return self._epochs[epoch]
