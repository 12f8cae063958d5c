"""An open model, for notebooks and scripts.

Shapes: T tokens, k candidates; a signal adds its own dims.
"""

from __future__ import annotations

import warnings
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.engine.asking import probe
from wmstudio.engine.backend import as_step
from wmstudio.engine.editing import Strict, joined_memory, read
from wmstudio.engine.messages import OpenedModel, Probe, Sampling
from wmstudio.engine.recording import Recording, record
from wmstudio.engine.sampling import Written, generate, said
from wmstudio.engine.searching import index_text
from wmstudio.engine.torch_backend import TorchBackend
from wmstudio.engine.unit_index import UnitIndex, usual_threshold
from wmstudio.library import given
from wmstudio.library.asked import (
    check_edits,
    get_ready,
    going_on,
    load_loops,
    plain_document,
    renamed,
    watched,
)
from wmstudio.library.given import TraceError
from wmstudio.library.traces import LibraryTrace
from wmstudio.library.worded import WordedModel
from wmstudio.models.scoring import text_bits
from wmstudio.text.stream import StreamDecoder
from wmstudio.text.stretches import spans_of
from wmstudio.text.tokenizer import Tokenizer
from wmstudio.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from wmstudio.contract import Edit, EditSpec, Patch, Setting, Signal
    from wmstudio.engine.backend import Ids, ReadResult, State
    from wmstudio.engine.messages import Value
    from wmstudio.models.language_model import LanguageModel

CHUNK = 256
"""Number of tokens read at a time."""
MOST_BYTES = 4 * 2**30
"""Limit for the signals of a trace in bytes, checked before anything is computed."""


class LoadedModel(WordedModel):
    """An open model of any format. Build one with `open_checkpoint`, which is ``wmstudio.open``."""

    def __repr__(self) -> str:
        o = self.opened
        return f"<{o.name}: {o.family}, {o.parameters:,} parameters, on {o.device}>"

    @property
    def checkpoint(self) -> OpenedModel:
        """Deprecated. Use `opened`, which has the same name, family, folder and parameters."""
        warnings.warn(
            "LoadedModel.checkpoint is now LoadedModel.opened", DeprecationWarning, stacklevel=2
        )
        return self.opened

    @property
    def note(self) -> str:
        """A note from opening it; usually empty."""
        return self.opened.note

    @property
    def model(self) -> LanguageModel:
        """The PyTorch network.

        Raises:
            TraceError: there is none, as in a recording.
        """
        if not isinstance(self.backend, TorchBackend):
            raise TraceError(f"{self.opened.name} has no PyTorch network here")
        return self.backend.model

    @property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer of a PyTorch network. `encode` works for any model.

        Raises:
            TraceError: there is none, as in a recording.
        """
        tokenizer = self.backend.tokenizer if isinstance(self.backend, TorchBackend) else None
        if not isinstance(tokenizer, Tokenizer):
            raise TraceError(f"{self.opened.name} has no SentencePiece tokenizer here")
        return tokenizer

    def bits(self, text: str, tell: Callable[[int], object] | None = None) -> tuple[float, int]:
        """The number of bits that the model needs for a whole text, and its number of tokens.

        The state is carried along from the initial one. ``tell`` is called with the number of
        tokens read since the last call. Line ends and errors are those of `trace`.
        """
        tell, ids = given.function(tell, "tell"), self.encode(plain_document(text)).ids
        load_loops(self.backend, len(ids))
        if isinstance(self.backend, TorchBackend):
            # Without candidates reading is twice as fast.
            (bits,) = text_bits(self.backend.model, [ids], tell=tell)
            return bits, len(ids)
        bits = 0.0
        for reading in self._read(ids, (), (), (), top=0):
            bits += float(reading.surprisal_bits.astype(np.float64).sum())
            tell(len(reading.surprisal_bits))
        return bits, len(ids)

    @property
    def signals(self) -> Mapping[str, Signal]:
        """All signals that can be traced, by name."""
        return self.backend.signals

    @property
    def settings(self) -> Mapping[str, Setting]:
        """Settings that can be changed without training, by name, with their present values."""
        return self.backend.settings

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """Edits of the state that the model offers, by id."""
        return self.backend.edits

    def configured(self, /, **values: Value) -> LoadedModel:
        """Return the same model with other settings; the weights are shared.

        Raises:
            SettingError: there is no such setting, or it cannot have this value.
        """
        kept = tuple((dict(self.opened.values) | values).items())
        if not kept:
            return self
        other = self.backend.configured(tuple(values.items()))
        return LoadedModel(other, as_step(self.opened, other, signals=other.signals, values=kept))

    def trace(
        self,
        text: str | None = None,
        patches: Sequence[Patch] = (),
        signals: Sequence[str] | None = None,
        top_k: int = 20,
        edits: Sequence[Edit] = (),
        *,
        top: int | None = None,
    ) -> LibraryTrace:
        """Read a text; ``signals`` are the names of those to record, None for all.

        The ``top_k`` most probable tokens after each token are kept. (``top`` is the name of this
        argument in 0.1.)

        Lines end with LF. If the text has other line endings, a warning says so, and the ``text``
        of the trace is what was read. Without a text, a recording is traced as it was recorded.

        A patch's ``tokens``, and the ``token`` right after which an edit acts, are numbers of
        tokens in the text, from 0. Where the state was edited, signals of the state are those of
        the edited one.

        Raises:
            PatchError: a patch names something that the model or the text does not have.
            EditError: an edit cannot be made.
            TraceError: no such signal, the signals would fill the memory, or an argument is not
                what it must be.
        """
        watch = watched(signals, self.signals)
        top_k = given.whole(renamed("top", top, "top_k", top_k), "top_k", 1)
        text = plain_document(self._own(text))
        encoding = self.encode(text)
        get_ready(self.backend, patches, edits, len(encoding.ids))
        bytes_needed = 4 * len(encoding.ids) * sum(self.signals[name].size for name in watch)
        if bytes_needed > MOST_BYTES:
            raise TraceError(
                f"these signals would take {bytes_needed / 2**30:.0f} GB for "
                f"{len(encoding.ids):,} tokens: name fewer of them"
            )
        parts = list(self._read(encoding.ids, patches, edits, watch, top_k))
        state = parts[-1].state if parts else self.backend.initial_state()
        k = min(top_k, len(self.backend.pieces))
        return LibraryTrace(
            text=text,
            ids=encoding.ids,
            spans=spans_of(encoding.ends),
            surprisal_bits=_joined([p.surprisal_bits for p in parts], (), np.float32),
            entropy_bits=_joined([p.entropy_bits for p in parts], (), np.float32),
            topk_ids=_joined([p.topk_ids for p in parts], (k,), np.int32),
            topk_probs=_joined([p.topk_probs for p in parts], (k,), np.float32),
            signals={
                n: _joined([p.signals[n] for p in parts], self.signals[n].shape, np.float32)
                for n in watch
            },
            tokens=tuple(visible(self.backend.pieces[i]) for i in encoding.ids),
            ranks=_joined([p.ranks for p in parts], (), np.int32),
            state_bytes=np.array(self.backend.memory_usage(state).bytes, np.int64),
            topk_memory=joined_memory([p.topk_memory for p in parts]),
        )

    def record(
        self,
        text: str | None = None,
        patches: Sequence[Patch] = (),
        signals: Sequence[str] | None = None,
        top_k: int = 20,
        edits: Sequence[Edit] = (),
        *,
        top: int | None = None,
    ) -> Recording:
        """Read a text as `trace` does, for a file that the window opens without the model.

        Write it with ``wmstudio.engine.recording.write_recording``.

        Raises:
            PatchError, EditError, TraceError: see `trace`.
            RecordingError: the recording would be too large.
        """
        top_k = given.whole(renamed("top", top, "top_k", top_k), "top_k", 1)
        text = plain_document(self._own(text))
        get_ready(self.backend, patches, edits, len(self.encode(text).ids))
        watch = watched(signals, self.signals)
        *_, made = record(
            self.backend,
            self.opened,
            text,
            patches=patches,
            edits=edits,
            signals=watch,
            top=top_k,
            strict=True,
        )
        assert isinstance(made, Recording)
        return made

    def probe(
        self,
        text: str,
        piece: str,
        patches: Sequence[Patch] = (),
        edits: Sequence[Edit] = (),
        top_k: int = 20,
    ) -> Probe:
        """What the memory retrieves for a piece of text after a text.

        The piece is read aside: ``signals`` say where the model looks at its last token (read
        weights, matches), ``candidates`` are the predictions after it, and ``first`` and ``whole``
        are the probability of the piece itself.

        Raises:
            PatchError, EditError: see `trace`.
            TraceError: the piece is empty, or an argument is not what it must be.
        """
        top_k = given.whole(top_k, "top_k", 1)
        if not (piece := plain_document(piece, "piece")):
            raise TraceError("the piece to ask with is empty")
        ids, state = self._after(text, patches, edits)
        return probe(self.backend, piece, state, len(ids), patches=patches, top=top_k)

    def retrieve(
        self,
        text: str,
        piece: str,
        patches: Sequence[Patch] = (),
        edits: Sequence[Edit] = (),
        top: int = 20,
    ) -> Probe:
        """The old name of `probe`, from version 0.1."""
        warnings.warn("'retrieve' is now called 'probe'", DeprecationWarning, stacklevel=2)
        return self.probe(text, piece, patches, edits, top)

    def index(
        self,
        text: str,
        signal: str,
        threshold: float | None = None,
        patches: Sequence[Patch] = (),
        edits: Sequence[Edit] = (),
    ) -> UnitIndex:
        """Index which units of a signal are active at each token: at the threshold or above.

        `UnitIndex.active_units` gives the units that are active exactly over a span, and
        `UnitIndex.find` the places where these are active (LSTMVis, Strobelt et al. 2018). The
        default threshold is `usual_threshold`, by the kind of the signal.

        Raises:
            PatchError, EditError: see `trace`.
            SearchError: no such signal of units, or the index would be too large.
            TraceError: an argument is not what it must be.
        """
        text = plain_document(text)
        get_ready(self.backend, patches, edits, len(self.encode(text).ids))
        if threshold is None:
            # Of no such signal, indexing tells.
            known = self.signals.get(given.text(signal, "signal"))
            threshold = 0.0 if known is None else usual_threshold(known)
        threshold = given.number(threshold, "threshold")
        *_, made = index_text(self.backend, text, signal, threshold, patches=patches, edits=edits)
        assert isinstance(made, UnitIndex)
        return made

    def generate(
        self,
        text: str = "",
        sampling: Sampling | None = None,
        patches: Sequence[Patch] = (),
        edits: Sequence[Edit] = (),
        forget: Sequence[str] = (),
    ) -> Iterator[str]:
        """Continue a text under patches and edits, piece by piece, until no more are taken.

        Some pieces are empty, in the middle of a character. Words to ``forget``, and those of
        `forgetting`, are also forgotten where the model writes them.

        Raises, when the first piece is taken:
            PatchError, EditError: see `trace`.
            TraceError: the sampling has a number that nothing can be chosen by.
        """
        sampling = given.sampling(Sampling() if sampling is None else sampling)
        text, decoder = plain_document(text), StreamDecoder()
        encoded = self.encode(text)
        check_edits(edits, len(encoded.ids))
        edits, lasting = going_on(edits, forget, text, encoded, self.backend)
        before, state = self._around_last(encoded.ids, patches, edits, apart=bool(lasting))
        written = None
        if lasting:
            written = Written(self.backend, lasting, text, encoded, before, patches)
            state = written.state
        tokens = generate(self.backend, state, len(encoded.ids), sampling, patches, written)
        for piece in said(self.backend, tokens, text):
            yield decoder.push(piece)
        yield decoder.finish()

    def _after(
        self, text: str, patches: Sequence[Patch] = (), edits: Sequence[Edit] = ()
    ) -> tuple[Ids, State]:
        """The tokens of a text, and the state after them."""
        ids = self.encode(plain_document(text)).ids
        return ids, self._around_last(ids, patches, edits)[1]

    def _around_last(
        self, ids: Ids, patches: Sequence[Patch], edits: Sequence[Edit], *, apart: bool = False
    ) -> tuple[State, State]:
        """The states before and after the last call that reads these tokens.

        If the last token is read ``apart``, the first state is the one before this token.
        """
        get_ready(self.backend, patches, edits, len(ids), goes_on=True)
        before = state = self.backend.initial_state()
        for reading in self._read(ids, patches, edits, (), top=0, last_alone=apart):
            before, state = state, reading.state
        return before, state

    def _read(
        self,
        ids: Ids,
        patches: Sequence[Patch],
        edits: Sequence[Edit],
        watch: Sequence[str],
        top: int,
        last_alone: bool = False,
    ) -> Iterator[ReadResult]:
        state, strict = self.backend.initial_state(), Strict(edits)
        read_on = partial(
            read, self.backend, edits, watch=watch, patches=patches, top=top, refuse=strict
        )
        ends = [len(ids) - 1] if last_alone and len(ids) else []
        starts = range(0, (ends or [len(ids)])[0], CHUNK)
        for start, stop in pairwise([*starts, *ends, len(ids)]):
            reading = read_on(ids[start:stop], state, position=start)
            state = reading.state
            yield reading
        strict.check()


def _joined(parts: list[NDArray[Any]], shape: tuple[int, ...], dtype: type) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros((0, *shape), dtype)
