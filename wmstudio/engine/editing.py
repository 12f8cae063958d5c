"""Reading with edits of the state, and finding the tokens that interventions refer to.

Shapes: n tokens of one call.
"""

from __future__ import annotations

from dataclasses import field, replace
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.contract import EVER, EditError, NothingHeldError, PatchError
from wmstudio.engine.asking import expected
from wmstudio.engine.backend import ReadResult
from wmstudio.engine.messages import (
    Edit,
    InterventionResult,
    PlacedEdit,
    PlacedPatch,
    each_once,
)
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.stretches import Ends, place_of, token_at

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from wmstudio.contract import Patch, Signal
    from wmstudio.engine.backend import Backend, Encoded, Floats, Ids, State
    from wmstudio.engine.messages import Intervention, Word
    from wmstudio.text.stretches import Spot

NOT_THERE = -1
NOWHERE = "what it is about is not in the text"


def located(edit: PlacedEdit | Edit, text: str, encoded: Encoded) -> tuple[Edit, ...]:
    """Resolve a placed edit to edits by token number, in the text's order.

    An edit about a word gives one for each of its tokens, and nothing if the word does not occur.
    `NOT_THERE` replaces tokens that do not exist.
    """
    if isinstance(edit, Edit):
        return (edit,)

    tiling = Ends(encoded.ends)
    tokens = tuple((name, _token(tiling, spot)) for name, spot in edit.tokens)
    after = None if edit.place is None else _token(tiling, edit.place)
    if edit.word is None:
        there = NOT_THERE if after is None else after
        return (Edit(there, edit.name, (*edit.arguments, *tokens), edit.copied),)
    return tuple(
        Edit(
            stop - 1 if after is None else after,
            edit.name,
            (*edit.arguments, *tokens, (edit.word.argument, about)),
        )
        for first, stop in _tokens_of(edit.word, text, encoded)
        # A token that comes after the edit acts cannot be forgotten by it.
        if after is None or stop - 1 <= after
        for about in range(first, stop)
    )


def located_patch(asked: PlacedPatch, encoded: Encoded) -> Patch | None:
    """The patch with the numbers of its tokens; None if one of them is not in the text."""
    tiling = Ends(encoded.ends)
    first = 0 if asked.first is None else _token(tiling, asked.first)
    after = EVER if asked.last is None else _token(tiling, asked.last) + 1
    return replace(asked.patch, tokens=(first, after)) if 0 <= first < after else None


def _token(tiling: Ends, spot: Spot) -> int:
    """The token of the character that ends there, or the one that extends beyond the place."""
    place, found = place_of(spot), token_at(tiling, spot)
    if found >= 0 and tiling.end_of(found) == place:
        return found
    return found + 1 if place > 0 and found + 1 < len(tiling) else NOT_THERE


def _tokens_of(word: Word, text: str, encoded: Encoded) -> Iterator[tuple[int, int]]:
    """The tokens (half open) of each place where the word stands; see `stretches.tokens_of`."""
    ends_T = encoded.ends
    places = [(start, stop) for start, stop in word.places(text) if 0 <= start < stop]
    at_P2 = np.array(places, np.int64).reshape(-1, 2)
    first_P = np.searchsorted(ends_T, at_P2[:, 0], side="right")
    holder_P = np.searchsorted(ends_T, at_P2[:, 1] - 1, side="right")
    there_P = holder_P < len(ends_T)
    stop_P = np.searchsorted(ends_T, ends_T[holder_P[there_P]], side="right")
    yield from zip(first_P[there_P].tolist(), stop_P.tolist(), strict=True)


class Results:
    """The results of a view's interventions while its text is read.

    ``edits`` and ``patches`` are all of them by token number, in the order in which they were
    requested. Patches that the model cannot apply are left out.
    """

    def __init__(
        self,
        asked: Sequence[Intervention | Edit] = (),
        text: str = "",
        encoded: Encoded | None = None,
        signals: Mapping[str, Signal] | None = None,
    ) -> None:
        self._asked: list[tuple[PlacedEdit | Edit, tuple[Edit, ...]]] = []
        self._patched: dict[PlacedPatch, InterventionResult] = {}
        for one in asked:
            assert encoded is not None
            if isinstance(one, PlacedPatch):
                self._patched[one] = _patched(one, encoded, signals or {})
            else:
                self._asked.append((one, located(one, text, encoded)))
        self._order = tuple(asked)
        self.edits = tuple(each_once(self._asked))
        # One that is asked for twice acts twice, as it does in a notebook.
        patched = (self._patched[one].patch for one in asked if isinstance(one, PlacedPatch))
        self.patches = tuple(patch for patch in patched if patch is not None)
        self._refused: dict[Edit, str] = {}
        self._told: tuple[InterventionResult, ...] | None = None

    @property
    def placed(self) -> tuple[PlacedEdit | Edit, ...]:
        """The requested edits, as they were requested."""
        return tuple(one for one, _ in self._asked)

    def go_on_from(self, before: Results, token: int) -> None:
        """Keep the results of edits right after tokens before this one."""
        self._refused = {e: why for e, why in before._refused.items() if e.token < token}

    def refuse(self, edit: Edit, error: EditError) -> None:
        """Record that an edit cannot be made."""
        if edit not in self._refused:
            self._refused[edit], self._told = str(error), None

    def told(self, tokens: int) -> tuple[InterventionResult, ...]:
        """The result of each intervention, as far as known, in a text of this many tokens.

        Returns the same tuple until more is known.
        """
        if self._told is None:
            edits = iter(self._asked)
            self._told = tuple(
                self._patched[one]
                if isinstance(one, PlacedPatch)
                else self._result(*next(edits), tokens)
                for one in self._order
            )
        return self._told

    def _result(
        self, asked: PlacedEdit | Edit, edits: tuple[Edit, ...], tokens: int
    ) -> InterventionResult:
        why = [self._why_not(edit, tokens) for edit in edits]
        done = tuple(edit for edit, refused in zip(edits, why, strict=True) if not refused)
        return InterventionResult(asked, done, "" if done else next(iter(why), NOWHERE))

    def _why_not(self, edit: Edit, tokens: int) -> str:
        if edit.token == NOT_THERE:
            return "what it came after is no longer in the text"
        if not 0 <= edit.token < tokens:
            return f"the text has {tokens:,} tokens, and none is number {edit.token:,}"
        return self._refused.get(edit, "")


def _patched(
    asked: PlacedPatch, encoded: Encoded, signals: Mapping[str, Signal]
) -> InterventionResult:
    """What is done for a patch, or why nothing is."""
    patch = located_patch(asked, encoded)
    if patch is None:
        return InterventionResult(asked, refused=NOWHERE)
    try:
        patch.check(signals)
    except PatchError as error:
        return InterventionResult(asked, refused=str(error))
    return InterventionResult(asked, patch=patch)


def patches_after(patches: Sequence[Patch], place: int) -> tuple[Patch, ...]:
    """Where patches of a text act on what is put in after this many of its tokens.

    They move along with the text: one of what stands after the place does not act there, and one
    that goes over the place acts on all that is put in.
    """
    return tuple(
        replace(one, tokens=(one.tokens[0], EVER)) if one.covers(place) and one.tokens else one
        for one in patches
        if one.tokens is None or one.tokens[0] < place
    )


@dataclass(frozen=True)
class WordEdit(Edit):
    """One of the edits that forget every place of a ``word``."""

    word: str = field(default="", compare=False, repr=False)


class Strict:
    """Refuses edits where they are asked for by number, as in a notebook: with an error.

    A memory need not hold every piece of a word, nor the word at every place. So edits that find
    nothing are forgiven as long as another one of the word does, or of the same kind at the token.
    """

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._vain: list[tuple[Edit, EditError]] = []

    def __call__(self, edit: Edit, error: EditError) -> None:
        """An edit cannot be made. Raises its error unless it may be forgiven."""
        if not isinstance(error, NothingHeldError):
            raise error
        self._vain.append((edit, error))

    @property
    def vain(self) -> list[Edit]:
        """The edits that have found nothing."""
        return [edit for edit, _ in self._vain]

    def check(self) -> None:
        """Raise the first error that is not forgiven, once the whole text is read."""
        # One that is asked for twice finds nothing the second time.
        vain = {id(edit) for edit in self.vain}
        done = {_together(edit) for edit in self._edits if id(edit) not in vain}
        for edit, error in self._vain:
            if _together(edit) not in done:
                raise error


def _together(edit: Edit) -> tuple[str, str | int]:
    return edit.name, edit.word if isinstance(edit, WordEdit) else edit.token


def first_patched(some: Sequence[Patch], others: Sequence[Patch]) -> int | None:
    """The first token at which two sets of patches differ; None if they are equal."""
    if tuple(some) == tuple(others):
        return None
    # If only their order differs, any of them may act on what another one has changed.
    different = set(some) ^ set(others) or {*some}
    return min(patch.tokens[0] if patch.tokens else 0 for patch in different)


def first_difference(some: Sequence[Edit], others: Sequence[Edit]) -> int | None:
    """The first token after which two sets of edits differ; None if they are equal."""
    there = ([e for e in _in_order(edits) if e.token >= 0] for edits in (some, others))
    for pair in zip_longest(*there):
        if pair[0] != pair[1]:
            return min(edit.token for edit in pair if edit is not None)
    return None


def read(
    backend: Backend,
    edits: Sequence[Edit],
    ids: Ids,
    state: State,
    *,
    position: int = 0,
    watch: Collection[str] = (),
    patches: Sequence[Patch] = (),
    every: int = 0,
    top: int = 20,
    refuse: Callable[[Edit, EditError], None] | None = None,
) -> ReadResult:
    """`Backend.read`, with the state edited right after the tokens that the edits name.

    Predictions after such a token, and signals of the state there, are those of the edited state.
    An edit that cannot be made is passed to ``refuse`` and left out; without it, see `Strict`.

    Raises:
        EditError: an edit cannot be made, and there is no ``refuse``.
    """

    def part(start: int, stop: int, state: State) -> ReadResult:
        return backend.read(
            ids[start:stop],
            state,
            position=position + start,
            watch=watch,
            patches=patches,
            every=every,
            top=top,
        )

    here = _in_order([e for e in edits if position <= e.token < position + len(ids)])
    parts, start = [], 0
    strict = Strict(here)
    for token, together in groupby(here, key=lambda edit: edit.token):
        stop = token + 1 - position
        reading = part(start, stop, state)
        state = reading.state
        for edit in together:
            try:
                state = backend.edit(state, edit)
            except EditError as error:
                (refuse or strict)(edit, error)
        parts.append(_left(backend, reading, state, stop - start, top))
        start = stop
    strict.check()
    if start < len(ids):
        parts.append(part(start, len(ids), state))
    return parts[0] if len(parts) == 1 else _joined(parts)


def _in_order(edits: Sequence[Edit]) -> list[Edit]:
    """Sort by token; edits at one token keep their order."""
    return sorted(edits, key=lambda edit: edit.token)


def _left(backend: Backend, reading: ReadResult, state: State, n: int, top: int) -> ReadResult:
    """Replace the last state of a reading, and the predictions from it."""
    if state is reading.state:
        return reading
    after = expected(backend, state, top)
    held = backend.held(state, reading.signals.keys())
    return replace(
        reading,
        entropy_bits=_with_last(reading.entropy_bits, after.entropy_bits),
        topk_ids=_with_last(reading.topk_ids, after.ids),
        topk_probs=_with_last(reading.topk_probs, after.probs),
        topk_memory=(
            None if reading.topk_memory is None else _with_last(reading.topk_memory, after.memory)
        ),
        signals={
            name: _with_last(x, held[name]) if name in held else x
            for name, x in reading.signals.items()
        },
        state=state,
        snapshots={
            place: state if place == n else before for place, before in reading.snapshots.items()
        },
    )


def _with_last(x: Any, last: Any) -> Any:
    changed = x.copy()
    changed[-1] = last
    return changed


def _joined(parts: Sequence[ReadResult]) -> ReadResult:
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("surprisal_bits", "entropy_bits", "topk_ids", "topk_probs", "ranks")
    }
    return ReadResult(
        **columns,
        topk_memory=joined_memory([part.topk_memory for part in parts]),
        signals={
            name: np.concatenate([part.signals[name] for part in parts])
            for name in parts[0].signals
        },
        state=parts[-1].state,
        snapshots=dict(_shifted(parts)),
        recording=sum(part.recording for part in parts),
    )


def joined_memory(parts: Sequence[Floats | None]) -> Floats | None:
    """Concatenate the memory's parts; None if any of them is missing, or there are none."""
    there = [part for part in parts if part is not None]
    return np.concatenate(there) if there and len(there) == len(parts) else None


def _shifted(parts: Sequence[ReadResult]) -> Iterator[tuple[int, State]]:
    read = 0
    for part in parts:
        yield from ((read + place, state) for place, state in part.snapshots.items())
        read += len(part.surprisal_bits)
