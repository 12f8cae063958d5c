"""Choosing the next token, and generating with the edits of what is written on the way.

Shapes: V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.engine.backend import Refused
from wmstudio.engine.editing import Results, first_difference, located, read
from wmstudio.engine.messages import PlacedEdit
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.stream import StreamDecoder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from wmstudio.contract import Edit, Patch
    from wmstudio.engine.backend import Backend, Encoded, Floats, Ids, State
    from wmstudio.engine.messages import Sampling


COLDEST = 1e-4
"""A temperature below this counts as 0: only the most probable token would be left."""
NOTHING = (
    "The model's probabilities of the next token are no numbers: undo what drives it too far, such "
    "as a patch"
)


def likeliest(log_probs: Floats) -> int:
    """The most probable token.

    Raises:
        Refused: the probabilities are no numbers.
    """
    best = int(log_probs.argmax())  # NaN, if there is one
    if not np.isfinite(log_probs[best]):
        raise Refused(NOTHING)
    return best


def distribution(log_probs: Floats, sampling: Sampling) -> Floats:
    """The probabilities ``[V]`` to draw from: temperature, then top-k, then top-p.

    Top-k and top-p keep the most probable tokens (Holtzman et al. 2020), and the rest is rescaled
    to sum to one. Temperature 0 leaves only the most probable token.

    Raises:
        Refused: the probabilities are no numbers.
    """
    likely = likeliest(log_probs)
    if sampling.temperature < COLDEST:
        best = np.zeros_like(log_probs)
        best[likely] = 1.0
        return best
    scaled = log_probs.astype(np.float64) / sampling.temperature
    p = np.exp(scaled - scaled.max())
    p /= p.sum()
    order = np.argsort(-p, kind="stable")
    kept = len(p) if sampling.top_k <= 0 else min(sampling.top_k, len(p))
    if sampling.top_p < 1:
        # The smallest set that reaches p, including the token that crosses it.
        of_kept = p[order[:kept]] / p[order[:kept]].sum()
        crossing = int(np.searchsorted(np.cumsum(of_kept), max(sampling.top_p, 0.0)))
        kept = min(kept, crossing + 1)
    p[order[kept:]] = 0.0
    return np.asarray(p / p.sum(), dtype=np.float32)


def _of_what_is_there(
    asked: Sequence[PlacedEdit | Edit], text: str, encoded: Encoded
) -> Iterator[PlacedEdit | Edit]:
    """The edits of a text that is continued, by number where they cannot be about what is written.

    What stands after the text moves along with what is written, and so do the edits there.
    """
    for one in asked:
        if isinstance(one, PlacedEdit) and one.place is None and one.word and one.word.every:
            yield one
        else:
            yield from (e for e in located(one, text, encoded) if e.token < len(encoded.ids))


@dataclass(frozen=True)
class WrittenTokens:
    """The ids and ends ``[T]`` of tokens that were written one by one; it is an `Encoded`."""

    ids: Ids
    ends: NDArray[np.int64]


class Written:
    """A text that a model continues while edits are asked for, which may be about what it writes.

    After each token the state is that of reading all that is written by then: every place of a word
    is forgotten once the word stands there, and not if the next token makes a longer one of it.
    """

    def __init__(
        self,
        backend: Backend,
        asked: Sequence[PlacedEdit | Edit],
        text: str,
        encoded: Encoded,
        state: State,
        patches: Sequence[Patch] = (),
    ) -> None:
        """``state`` is that before the last token of the text, which is read here."""
        self._backend, self._patches = backend, patches
        self._text, self._decoder = text, StreamDecoder()
        self._ids, self._ends = encoded.ids.tolist(), encoded.ends.tolist()
        self._asked = tuple(_of_what_is_there(asked, text, encoded))
        self._edits = self._located()
        # Edits right after the tokens before this place cannot change any more.
        self._settled = max(len(self._ids) - 1, 0), state
        self._state = self._read(*self._settled)

    @property
    def state(self) -> State:
        """The state after all that is written."""
        return self._state

    def add(self, token: int) -> State:
        """Read the token that was written next. Returns the state after it."""
        place, before = len(self._ids), self._state
        self._text += self._decoder.push(written(self._backend, token, begins=not self._ids))
        self._ids.append(token)
        self._ends.append(len(self._text) + self._decoder.unfinished)
        if not self._decoder.unfinished:
            known, self._edits = self._edits, self._located()
            earlier = [edit for edit in self._edits if edit.token < place]
            if first_difference(known, earlier) is not None:
                before = self._read(*self._settled, stop=place)
            self._settled = place, before
        self._state = self._read(place, before)
        return self._state

    def _located(self) -> tuple[Edit, ...]:
        """The edits after tokens that are written already."""
        there = WrittenTokens(np.array(self._ids, np.int32), np.array(self._ends, np.int64))
        edits = Results(self._asked, self._text, there, self._backend.signals).edits
        return tuple(edit for edit in edits if 0 <= edit.token < len(self._ids))

    def _read(self, place: int, state: State, stop: int | None = None) -> State:
        """The state after the tokens from this place on, from the one before them."""
        ids = np.array(self._ids[place:stop], np.int32)
        if not len(ids):
            return state
        return read(
            self._backend,
            self._edits,
            ids,
            state,
            position=place,
            patches=self._patches,
            top=0,
            # The document tells what cannot be done when it reads the text.
            refuse=lambda *_: None,
        ).state


def generate(
    backend: Backend,
    state: State,
    position: int,
    sampling: Sampling,
    patches: Sequence[Patch] = (),
    text: Written | None = None,
) -> Iterator[int]:
    """Generate tokens, reading each before the next is drawn. Stop by not iterating on.

    ``position`` is the number of the first of them, at which the ``patches`` may act. If a ``text``
    is continued whose words are edited, it reads them.

    Raises:
        Refused: the probabilities are no numbers.
    """
    random = np.random.default_rng(sampling.seed)
    for n in range(sampling.tokens):
        p = distribution(backend.log_probs(state), sampling).astype(np.float64)
        token = int(random.choice(len(p), p=p / p.sum()))
        yield token
        if text is not None:
            state = text.add(token)
            continue
        ids = np.array([token], np.int32)
        state = backend.read(ids, state, position=position + n, patches=patches, top=0).state


def said(backend: Backend, tokens: Iterable[int], text: str) -> Iterator[bytes]:
    """The bytes that generated tokens add to a text."""
    begins = not text
    for token in tokens:
        yield written(backend, token, begins=begins)
        begins = False


def written(backend: Backend, token: int, *, begins: bool) -> bytes:
    """The bytes that a token adds to a text, or with which it ``begins`` one.

    A space with which its tokenizer begins every text is not written at the beginning: read again,
    the text would begin with two.
    """
    piece = backend.pieces[token]
    if begins and piece[:1] == b" ":
        rest = piece[1:].decode(errors="ignore")
        if rest and backend.encode(rest).ids.tolist() == [token]:
            return piece[1:]
    return piece
