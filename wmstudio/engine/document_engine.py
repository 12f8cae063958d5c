"""One model reading one document: views in, frames out.

`DocumentEngine.read` is a generator. Whoever asks for frames cancels by not asking for more:
everything done up to then is kept, and the next view goes on from it.
"""

from __future__ import annotations

import time
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from wmstudio.engine.asking import expected, expected_after, snapshot_at
from wmstudio.engine.beside import TwoReadings, alike
from wmstudio.engine.editing import Results, first_difference, first_patched, patches_after, read
from wmstudio.engine.messages import Cost, Frame, Generate, GeneratedText, GenerationFinished, View
from wmstudio.engine.sampling import Written, generate, said
from wmstudio.engine.stopwatch import CallLength, Stopwatch
from wmstudio.engine.timeline import CHUNK, Timeline, chunk_of
from wmstudio.text.stream import StreamDecoder
from wmstudio.text.stretches import Ends, token_at

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from wmstudio.contract import Edit, EditError, Patch
    from wmstudio.engine.backend import Backend, Encoded, Ids, ReadResult, State
    from wmstudio.engine.messages import TokenSnapshot
    from wmstudio.engine.trace import Chunk

CLOSE_READ = 8
"""A read of at most this many tokens keeps a snapshot after each, as typing goes on from there. If
the cursor's token is the last of them, its snapshot comes from the same read."""
SEEN_BYTES = 128 * 2**20
"""Budget for signals and candidates along the text. The farthest are dropped, and computed again
when seen."""


class DocumentEngine:
    """Reads a document as it changes, and recomputes only what an edit has invalidated."""

    def __init__(
        self, backend: Backend, seen_bytes: int = SEEN_BYTES, reader: int = 0, share: int = 1
    ) -> None:  # ``share``: how many engines share the memory for snapshots
        self.backend, self._reader, self._seen_bytes = backend, reader, seen_bytes
        initial = backend.initial_state()
        self._timeline = Timeline(initial, share * backend.memory_usage(initial).bytes)
        self._first = expected(backend, initial, len(backend.pieces))
        self._patches: tuple[Patch, ...] = ()
        self._changes = Results()
        self._untouched: DocumentEngine | None = None
        """What the same model reads without edits and patches, while any are in force."""
        self._beside = TwoReadings()
        self._snapshot: TokenSnapshot | None = None
        self._document = backend.document()
        self._clock, self._pace = Stopwatch(), CallLength()

    def read(self, view: View) -> Iterator[Frame | None]:
        """Yield frames for a view; the last one is complete. The cursor's snapshot comes early.

        Yields None where reading can be interrupted but there is nothing to show yet.

        Raises:
            PatchError: a patch names something that the model does not have.
        """
        clock = self._clock = Stopwatch()
        for patch in view.patches:
            patch.check(self.backend.signals)
        parts = self._document.prepare(view.text)
        begun = False
        while True:
            with clock.at("tokenise"):
                ready = next(parts, None)
                if ready is None:
                    break
                head = None if begun else self._document.encode(view.text[:ready])
            yield None
            if head is not None and view.caret < ready and view.token is None:
                # In a long text, what is in sight need not wait until the whole text is tokenised.
                begun = True
                yield from self._answer(head, view, view.window[1])
        with clock.at("tokenise"):
            text = self._document.encode(view.text)
        yield from self._answer(text, view)

    def _answer(self, text: Encoded, view: View, most: int | None = None) -> Iterator[Frame]:
        """Yield frames for these tokens, or (none complete) for the first ``most`` of them."""
        if not (view.interventions or view.patches):
            if self._untouched is not None:
                # All changes were taken back, so the untouched reading is the one that is wanted.
                self._go_on_as(self._untouched)
            yield from self._frames(text, view, most)
        elif not view.untouched:
            self._untouched = None
            yield from self._frames(text, view, most)
        else:
            other = self._untouched = self._untouched or self._fork()
            other._clock, plain = self._clock, replace(view, interventions=(), patches=())
            frames = self._frames(text, view, most), other._frames(text, plain, most)
            yield from self._beside.frames((self, other), *frames)

    def _fork(self) -> DocumentEngine:
        """Return another engine of the same model that starts with all that this one knows."""
        other = copy(self)
        other._timeline = self._timeline.copy()
        return other

    def _go_on_as(self, other: DocumentEngine) -> None:
        self._timeline, self._snapshot, self._untouched = other._timeline, other._snapshot, None
        self._patches, self._changes = (), Results()

    def _frames(self, text: Encoded, view: View, most: int | None = None) -> Iterator[Frame]:
        """Yield the frames of this engine's own reading."""
        clock, computed = self._clock, 0
        with clock.at("prefix"):
            changes = Results(view.interventions, view.text, text, self.backend.signals)
            self._adopt(text, (*view.patches, *changes.patches), changes)
        cursor = _cursor(view, text)
        beginning = self._first.first(view.top)

        def frame(done: bool = False) -> Frame:
            now = time.perf_counter()
            answered = self._is_of(view, cursor)
            # No extra frame for this: most views are answered at once.
            complete = done or (
                most is None
                and answered
                and len(self._timeline) == len(text.ids)
                and not self._lacking(view, cursor)
            )
            return Frame(
                revision=view.revision,
                trace=self._timeline.trace(),
                length=len(text.ids),
                cursor=cursor,
                window=view.window,
                snapshot=self._snapshot if answered else None,
                cost=Cost(now - clock.began, computed, dict(clock.spent), now),
                complete=complete,
                watch=view.watch,
                interventions=self._changes.told(len(text.ids)),
                beginning=beginning,
                reader=self._reader,
            )

        for tokens in self._read_on(text, view, cursor, most):
            computed += tokens
            if len(self._timeline) > cursor and not self._is_of(view, cursor):
                self._snapshot = self._look(cursor, view)
            answer = frame()
            yield answer
            if answer.complete:
                return
        if most is not None:
            return
        if not self._is_of(view, cursor):
            self._snapshot = self._look(cursor, view)
        for tokens in self._fill(view, cursor):
            computed += tokens
            answer = frame()
            yield answer
            if answer.complete:
                return
        # Even if the budget is so small that what was filled in first is dropped already.
        yield frame(done=True)

    def continue_from(self, request: Generate) -> Iterator[GeneratedText | GenerationFinished]:
        """Continue a text token by token. The document is not changed."""
        if request.untouched and self._untouched is not None:
            yield from self._untouched.continue_from(request)
            return
        text = self._document.encode(request.text)
        known, edits, last = self._timeline.common(text.ids), self._changes.placed, len(text.ids)
        # Edits right after the last token depend on what is written next.
        stop = max(last - 1, 0) if edits else last
        place, state = self._timeline.nearest(min(known, stop))
        while place < stop:
            ids = text.ids[place : min(place + CHUNK, stop)]
            # Edits that fail there are reported when the document gets there.
            state = self._read(ids, state, place, refuse=lambda *_: None).state
            place += len(ids)
            yield GeneratedText(request.run, "", tokens=0)
        began, n, decoder = time.perf_counter(), 0, StreamDecoder()
        patches, written = patches_after(self._patches, last), None
        if edits:
            written = Written(self.backend, edits, request.text, text, state, patches)
            state = written.state
        tokens = generate(self.backend, state, last, request.sampling, patches, written)
        for piece in said(self.backend, tokens, request.text):
            n += 1
            yield GeneratedText(request.run, decoder.push(piece))
        yield GeneratedText(request.run, decoder.finish(), tokens=0)
        yield GenerationFinished(request.run, n, time.perf_counter() - began, stopped=False)

    def _adopt(self, text: Encoded, patches: tuple[Patch, ...], changes: Results) -> None:
        """Drop what a new text, other patches or other edits have invalidated."""
        at = self._timeline.common(text.ids)
        patched = first_patched(patches, self._patches)
        edited = first_difference(changes.edits, self._changes.edits)
        for first in (patched, edited):
            at = at if first is None else min(at, first)
        changes.go_on_from(self._changes, at)
        self._patches, self._changes = patches, changes
        if self._snapshot is not None and self._snapshot.token >= at:
            self._snapshot = None
        self._timeline.adopt(text, at)

    def _read_on(
        self, text: Encoded, view: View, cursor: int, most: int | None = None
    ) -> Iterator[int]:
        """Read what is not known, chunk by chunk. Yields the number of tokens each time."""
        last = len(text.ids) if most is None else min(most, len(text.ids))
        while (place := len(self._timeline)) < last:
            if taken := self._rejoin(place, last):
                yield taken
                continue
            begin = place - place % CHUNK
            stop = min(self._end_of_call(view, place, begin, cursor), len(text.ids))
            here = place <= cursor < stop
            if here and cursor >= place + CLOSE_READ:
                here, stop = False, cursor
            elif here:
                stop = cursor + 1
            with self._clock.at("restore"):
                state = self.state_at(place)
            began = time.thread_time()
            # Whole chunks: the unseen part of a chunk would have to be computed again.
            near = begin <= cursor < begin + CHUNK
            shown = self._watched(view, begin, begin + CHUNK, near)
            reading = self._read(
                text.ids[place:stop],
                state,
                place,
                watch=self.backend.signals if here else shown,
                every=1 if stop - place <= CLOSE_READ else 0,
                top=view.top if here or near or view.expects(begin, begin + CHUNK) else 0,
            )
            if place == begin and stop % CHUNK == 0:
                self._pace.took((stop - begin) // CHUNK, time.thread_time() - began)
            with self._clock.at("record"):
                chunk = chunk_of(text, place, reading)
                seen = {name: reading.signals[name] for name in shown}
                self._timeline.append(chunk.showing(seen, self.backend.signals), reading)
                if here and not self._is_of(view, cursor):
                    self._snapshot = self._snapshot_of(reading, cursor, view)
            yield stop - place

    def _end_of_call(self, view: View, place: int, begin: int, cursor: int) -> int:
        """Up to which token one call reads: more than one chunk only where nobody looks."""
        stop = begin + CHUNK * (1 if place > begin else self._pace.at_once(begin // CHUNK))
        near = begin <= cursor < stop
        seen = near or view.expects(begin, stop) or view.watched(begin, stop)
        return begin + CHUNK if seen else stop

    def _rejoin(self, place: int, last: int) -> int:
        """Adopt the untouched reading once the edits no longer make a difference.

        A memory of the last tokens drops by itself what it was made to forget. Then both states are
        equal, and so is all that follows up to the next edit. Returns the number of tokens adopted.
        """
        other = self._untouched
        if other is None or self._patches:
            return 0
        ahead = (edit.token for edit in self._changes.edits if edit.token >= place)
        # The untouched reading may still be at the text before the last change.
        known = other._timeline.common(self._timeline.ids)
        stop = min(min(ahead, default=last), last, known)
        stop = stop if stop == last else stop - stop % CHUNK
        if place % CHUNK or stop < place + CHUNK or other._timeline.nearest(place)[0] < place:
            return 0
        if not alike(self.state_at(place), other.state_at(place)):
            return 0
        self._timeline.take_over(other._timeline, place, stop)
        return stop - place

    def _watched(self, view: View, start: int, stop: int, near: bool = False) -> tuple[str, ...]:
        """Signals that are watched at any of these tokens, which may be ``near`` the cursor."""
        names = view.watched(start, stop, near)
        return tuple(name for name in names if name in self.backend.signals)

    def _fill(self, view: View, cursor: int) -> Iterator[int]:
        """Compute signals and candidates in sight that are not there, nearest the cursor first.

        Each chunk is one step. Yields the number of tokens computed.
        """
        for index in self._lacking(view, cursor):
            chunk = self._timeline.chunks[index]
            watch = self._watched(view, chunk.start, chunk.stop)
            with self._clock.at("restore"):
                state = self.state_at(chunk.start)
            top = view.top if view.expects(chunk.start, chunk.stop) else 0
            reading = self._read(chunk.ids, state, chunk.start, watch=watch, top=top)
            with self._clock.at("record"):
                shown = chunk.showing(reading.signals, self.backend.signals)
                if top:
                    shown = shown.expecting(
                        reading.topk_ids, reading.topk_probs, reading.topk_memory
                    )
                self._timeline.put(index, shown)
                self._timeline.forget(self._seen_bytes, cursor)
            yield len(chunk.ids)

    def _lacking(self, view: View, cursor: int) -> list[int]:
        """Chunks in sight that lack a watched signal or candidates, nearest the cursor first."""
        chunks = self._timeline.chunks
        stretches = [view.window, *((wanted.start, wanted.stop) for wanted in view.also)]
        lacking = [
            index
            for index in {
                index
                for start, stop in stretches
                for index in range(max(start, 0) // CHUNK, min(-(-stop // CHUNK), len(chunks)))
            }
            if self._lacks(view, chunks[index])
        ]
        return sorted(lacking, key=lambda index: abs(index * CHUNK - cursor))

    def _lacks(self, view: View, chunk: Chunk) -> bool:
        here = chunk.start, chunk.stop
        if view.expects(*here) and not chunk.has_candidates:
            return True
        return any(name not in chunk.signals for name in self._watched(view, *here))

    def _is_of(self, view: View, cursor: int) -> bool:
        """Whether the cached snapshot answers this view."""
        snapshot = self._snapshot
        return (
            snapshot is not None
            and snapshot.token == cursor
            and len(snapshot.candidates) == min(view.top, len(self.backend.pieces))
            and (snapshot.probe.text if snapshot.probe else "") == view.ask
            and snapshot.targets == view.targets
        )

    def _look(self, cursor: int, view: View) -> TokenSnapshot:
        """Make the snapshot at the cursor by reading its token again with every signal watched."""
        with self._clock.at("restore"):
            state = self.state_at(max(cursor, 0))
        if cursor >= 0:
            ids = self._timeline.ids[cursor : cursor + 1]
            reading = self._read(ids, state, cursor, watch=self.backend.signals, top=view.top)
            return self._snapshot_of(reading, cursor, view)
        first = expected(self.backend, state, view.top)
        return snapshot_at(self.backend, view, cursor, state, {}, first, self._patches)

    def _snapshot_of(self, reading: ReadResult, cursor: int, view: View) -> TokenSnapshot:
        """Make the snapshot at the last token of a reading in which every signal was watched."""
        return snapshot_at(
            self.backend,
            view,
            cursor,
            reading.state,
            {name: x[-1] for name, x in reading.signals.items()},
            expected_after(reading),
            self._patches,
        )

    def state_at(self, place: int) -> State:
        """The state after this many tokens, replayed from the nearest snapshot and cached."""
        found, state = self._timeline.nearest(place)
        if found < place:
            state = self._read(self._timeline.ids[found:place], state, found).state
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
        top: int = 0,
        refuse: Callable[[Edit, EditError], None] | None = None,
    ) -> ReadResult:
        with self._clock.at("step"):
            reading = read(
                self.backend,
                self._changes.edits,
                ids,
                state,
                position=position,
                watch=watch,
                patches=self._patches,
                every=every,
                top=top,
                refuse=refuse or self._changes.refuse,
            )
        self._clock.move(reading.recording, "step", "record")
        return reading


def _cursor(view: View, text: Encoded) -> int:
    """The token at the view's cursor; -1 is the place before the first."""
    if view.token is not None:
        return max(-1, min(view.token, len(text.ids) - 1))
    return token_at(Ends(text.ends), view.spot)
