"""One model and one document: views in, frames out.

`Session.read` is a generator. Whoever asks for frames cancels by not asking for more: everything
done up to then is kept, and the next view goes on from it.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from wmstudio.engine.asking import ask, candidates, expected
from wmstudio.engine.editing import NOT_THERE, first_difference, located, read
from wmstudio.engine.messages import (
    Cost,
    Edited,
    Finished,
    Frame,
    Generate,
    Generated,
    Moment,
    Stretch,
    View,
)
from wmstudio.engine.sampling import generate
from wmstudio.engine.timeline import CHUNK, Timeline
from wmstudio.engine.trace import Chunk
from wmstudio.text.stream import StreamDecoder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from wmstudio.engine.backend import Backend, Encoded, Ids, Reading, State
    from wmstudio.models.contract import Edit, EditError, Patch

CLOSE_READ = 8
"""A read of at most so many tokens keeps a snapshot after each: typing goes on from there."""
SIGNAL_BYTES = 256 * 2**20
"""Signals along the text beyond this are forgotten, farthest first, and computed again on sight."""


class Session:
    """Reads a document as it changes, recomputing only what an edit has made untrue."""

    def __init__(self, backend: Backend, signal_bytes: int = SIGNAL_BYTES) -> None:
        self.backend = backend
        self._signal_bytes = signal_bytes
        initial = backend.initial_state()
        self._timeline = Timeline(initial, backend.load(initial).bytes)
        self._first, self._p_first, _ = expected(backend.log_probs(initial), len(backend.pieces))
        self._patches: tuple[Patch, ...] = ()
        self._edits: tuple[Edit, ...] = ()
        self._refused: dict[Edit, str] = {}
        self._moment: Moment | None = None

    def read(self, view: View) -> Iterator[Frame | None]:
        """Frames for a view, the last one complete. The cursor's moment comes as early as it can.

        None is a place to give up, where there is nothing to show yet.

        Raises:
            PatchError: a patch names what the model does not have.
        """
        began, computed = time.perf_counter(), 0
        for patch in view.patches:
            patch.check(self.backend.signals)
        for _ in self.backend.prepare(view.text):
            yield None
        text = self.backend.encode(view.text)
        edits = tuple(located(edit, text) for edit in view.edits)
        self._adopt(text, view.patches, edits)
        cursor = _cursor(view, text)
        beginning = candidates(self._first[: view.top], self._p_first[: view.top])

        def frame(complete: bool) -> Frame:
            return Frame(
                revision=view.revision,
                trace=self._timeline.trace(),
                length=len(text.ids),
                cursor=cursor,
                window=view.window,
                moment=self._moment if self._is_of(view, cursor) else None,
                cost=Cost(time.perf_counter() - began, computed),
                complete=complete,
                edits=tuple(
                    Edited(asked, edit, self._why_not(edit, text))
                    for asked, edit in zip(view.edits, edits, strict=True)
                ),
                beginning=beginning,
            )

        for tokens in self._read_on(text, view, cursor):
            computed += tokens
            if len(self._timeline) > cursor and not self._is_of(view, cursor):
                self._moment = self._look(cursor, view)
            yield frame(complete=False)
        if not self._is_of(view, cursor):
            self._moment = self._look(cursor, view)
        for tokens in self._fill(view, cursor):
            computed += tokens
            yield frame(complete=False)
        yield frame(complete=True)

    def continue_from(self, request: Generate) -> Iterator[Generated | Finished]:
        """A continuation of a text, token by token. The document is left as it is."""
        text = self.backend.encode(request.text)
        known = self._timeline.common(text.ids)
        place, state = self._timeline.nearest(known)
        while place < len(text.ids):
            ids = text.ids[place : place + CHUNK]
            # What cannot be done there is told where the document comes to it.
            state = self._read(ids, state, place, refuse=_say_nothing).state
            place += len(ids)
            yield Generated(request.run, "", tokens=0)
        began, n = time.perf_counter(), 0
        decoder = StreamDecoder()
        for token in generate(self.backend, state, place, request.sampling):
            n += 1
            yield Generated(request.run, decoder.push(self.backend.pieces[token]))
        yield Generated(request.run, decoder.finish(), tokens=0)
        yield Finished(request.run, n, time.perf_counter() - began, stopped=False)

    def _adopt(self, text: Encoded, patches: tuple[Patch, ...], edits: tuple[Edit, ...]) -> None:
        """Forget what a new text, other patches or other edits have made untrue."""
        at = self._timeline.common(text.ids)
        for patch in set(patches) ^ set(self._patches):
            at = min(at, patch.tokens[0] if patch.tokens else 0)
        if (token := first_difference(edits, self._edits)) is not None:
            at = min(at, token)
        self._patches, self._edits = patches, edits
        self._refused = {edit: why for edit, why in self._refused.items() if edit.token < at}
        if self._moment is not None and self._moment.token >= at:
            self._moment = None
        self._timeline.adopt(text.ids, at)

    def _read_on(self, text: Encoded, view: View, cursor: int) -> Iterator[int]:
        """Read what is not known, chunk by chunk; how many tokens each time."""
        while (place := len(self._timeline)) < len(text.ids):
            stop = min((place // CHUNK + 1) * CHUNK, len(text.ids))
            if place <= cursor < stop:
                # The cursor's token apart: looking at it begins from the state before it.
                stop = cursor if place < cursor else cursor + 1
            reading = self._read(
                text.ids[place:stop],
                self._state_at(place),
                place,
                watch=self._watched(view, place, stop),
                every=1 if stop - place <= CLOSE_READ else 0,
                top=view.top,
            )
            chunk = Chunk(
                place,
                text.ids[place:stop],
                text.ends[place:stop],
                reading.surprisal_bits,
                reading.entropy_bits,
                reading.topk_ids,
                reading.topk_probs,
                reading.ranks,
            )
            self._timeline.append(chunk.showing(reading.signals, self.backend.signals), reading)
            yield stop - place

    def _watched(self, view: View, start: int, stop: int) -> tuple[str, ...]:
        """Signals that are wanted at any of these tokens."""
        names = (
            name
            for stretch in (Stretch(view.watch, *view.window), *view.also)
            if start < stretch.stop and stop > stretch.start
            for name in stretch.watch
            if name in self.backend.signals
        )
        return tuple(dict.fromkeys(names))

    def _fill(self, view: View, cursor: int) -> Iterator[int]:
        """Compute signals that are in sight and were not watched before, nearest the cursor first.

        Each chunk is one step: how many tokens were computed.
        """
        chunks = self._timeline.chunks
        stretches = [view.window, *((wanted.start, wanted.stop) for wanted in view.also)]
        seen = {
            index
            for start, stop in stretches
            for index in range(max(start, 0) // CHUNK, min(-(-stop // CHUNK), len(chunks)))
        }
        for index in sorted(seen, key=lambda i: abs(i * CHUNK - cursor)):
            chunk = chunks[index]
            watch = self._watched(view, chunk.start, chunk.stop)
            if all(name in chunk.signals for name in watch):
                continue
            reading = self._read(
                chunk.ids, self._state_at(chunk.start), chunk.start, watch=watch, top=1
            )
            chunks[index] = chunk.showing(reading.signals, self.backend.signals)
            self._forget(cursor)
            yield len(chunk.ids)

    def _forget(self, cursor: int) -> None:
        """Keep the signals along the text within their bytes."""
        chunks = self._timeline.chunks
        held = sum(chunk.signal_bytes for chunk in chunks)
        far_first = sorted(range(len(chunks)), key=lambda i: -abs(i * CHUNK - cursor))
        for index in far_first:
            if held <= self._signal_bytes:
                return
            held -= chunks[index].signal_bytes
            chunks[index] = chunks[index].showing({}, self.backend.signals)

    def _is_of(self, view: View, cursor: int) -> bool:
        """Whether the moment that is kept answers this view."""
        moment = self._moment
        return (
            moment is not None
            and moment.token == cursor
            and len(moment.candidates) == min(view.top, len(self.backend.pieces))
            and (moment.asked.text if moment.asked else "") == view.ask
        )

    def _look(self, cursor: int, view: View) -> Moment:
        """Everything at the cursor: its token is read once more with every signal watched."""
        signals = {}
        state = self._state_at(max(cursor, 0))
        if cursor >= 0:
            reading = self._read(
                self._timeline.ids[cursor : cursor + 1], state, cursor, watch=self.backend.signals
            )
            state = reading.state
            signals = {name: x[0] for name, x in reading.signals.items()}
        best, p, entropy_bits = expected(self.backend.log_probs(state), view.top)
        asked = None
        if view.ask:
            asked = ask(
                self.backend,
                view.ask,
                state,
                cursor + 1,
                patches=self._patches,
                top=view.top,
            )
        return Moment(
            token=cursor,
            signals=signals,
            candidates=candidates(best, p),
            entropy_bits=entropy_bits,
            load=self.backend.load(state),
            asked=asked,
        )

    def _why_not(self, edit: Edit, text: Encoded) -> str:
        """Why an edit could not be done, as far as that is known; else nothing."""
        if edit.token == NOT_THERE:
            return "what it came after is no longer in the text"
        if not 0 <= edit.token < len(text.ids):
            return f"the text has {len(text.ids):,} tokens, and none is number {edit.token:,}"
        return self._refused.get(edit, "")

    def _refuse(self, edit: Edit, error: EditError) -> None:
        self._refused[edit] = str(error)

    def _state_at(self, place: int) -> State:
        """The state after so many tokens, replayed from the nearest snapshot, and kept."""
        found, state = self._timeline.nearest(place)
        if found < place:
            state = self._read(self._timeline.ids[found:place], state, found, top=1).state
            self._timeline.keep(place, state)
        return state

    def _read(
        self,
        ids: Ids,
        state: State,
        position: int,
        *,
        watch: Collection[str] = (),
        every: int = 0,
        top: int = 1,
        refuse: Callable[[Edit, EditError], None] | None = None,
    ) -> Reading:
        return read(
            self.backend,
            self._edits,
            ids,
            state,
            position=position,
            watch=watch,
            patches=self._patches,
            every=every,
            top=top,
            refuse=refuse or self._refuse,
        )


def _say_nothing(edit: Edit, error: EditError) -> None:
    pass


def _cursor(view: View, text: Encoded) -> int:
    """The token that the view is about; -1 is the place before the first."""
    if view.token is not None:
        return max(-1, min(view.token, len(text.ids) - 1))
    return int(np.searchsorted(text.ends, view.caret, side="right")) - 1
