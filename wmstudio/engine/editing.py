"""Reading with edits of the state by hand on the way, and where in a text they fall.

Shapes: n tokens of one call.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.contract import EditError
from wmstudio.engine.asking import expected
from wmstudio.engine.backend import ReadResult
from wmstudio.engine.messages import Edit, PlacedEdit
from wmstudio.text.stretches import Ends, place_of, token_at

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from wmstudio.contract import Patch
    from wmstudio.engine.backend import Backend, Encoded, Floats, Ids, State
    from wmstudio.text.stretches import Spot

NOT_THERE = -1


def located(edit: PlacedEdit | Edit, text: Encoded) -> Edit:
    """The edit by tokens of this text; `NOT_THERE` is none of them."""
    if isinstance(edit, Edit):
        return edit

    tiling = Ends(text.ends)

    def token(spot: Spot) -> int:
        # The token of the character that ends there; else the one that goes on beyond the place.
        place, found = place_of(spot), token_at(tiling, spot)
        if found >= 0 and tiling.end_of(found) == place:
            return found
        return found + 1 if place > 0 and found + 1 < len(tiling) else NOT_THERE

    tokens = tuple((name, token(spot)) for name, spot in edit.tokens)
    return Edit(token(edit.place), edit.name, (*edit.arguments, *tokens))


def first_difference(some: Sequence[Edit], others: Sequence[Edit]) -> int | None:
    """The first token after which they do not do the same; None if there is none."""
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

    What is expected after such a token, and what is shown there of the state, are as the edit left
    them. An edit that cannot be done is given to ``refuse``, and left out.

    Raises:
        EditError: an edit cannot be done, and there is no ``refuse``.
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

    here = [e for e in _in_order(edits) if position <= e.token < position + len(ids)]
    parts, start = [], 0
    for token, together in groupby(here, key=lambda edit: edit.token):
        stop = token + 1 - position
        reading = part(start, stop, state)
        state = reading.state
        for edit in together:
            try:
                state = backend.edit(state, edit)
            except EditError as error:
                if refuse is None:
                    raise
                refuse(edit, error)
        parts.append(_left(backend, reading, state, stop - start, top))
        start = stop
    if start < len(ids):
        parts.append(part(start, len(ids), state))
    return parts[0] if len(parts) == 1 else _joined(parts)


def _in_order(edits: Sequence[Edit]) -> list[Edit]:
    """By tokens; those of one token as they were given."""
    return sorted(edits, key=lambda edit: edit.token)


def _left(backend: Backend, reading: ReadResult, state: State, n: int, top: int) -> ReadResult:
    """A reading whose last state was changed afterwards."""
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
    """Rows one after the other; None where any of them has none, or there are none."""
    there = [part for part in parts if part is not None]
    return np.concatenate(there) if there and len(there) == len(parts) else None


def _shifted(parts: Sequence[ReadResult]) -> Iterator[tuple[int, State]]:
    read = 0
    for part in parts:
        yield from ((read + place, state) for place, state in part.snapshots.items())
        read += len(part.surprisal_bits)
