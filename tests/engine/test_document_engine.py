"""The engine's promises: what is shown equals a run from scratch, and little is done twice."""

import random
from copy import copy
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.support import DEVICES, ROUNDING, SIZES, pointing
from wmstudio.contract import EditError, Patch, PatchError
from wmstudio.engine import sampling, timeline
from wmstudio.engine.document_engine import DocumentEngine
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import (
    READING_PARTS,
    Configure,
    Edit,
    Generate,
    Kind,
    Open,
    OpenedModel,
    PlacedEdit,
    PlacedPatch,
    Sampling,
    Stretch,
    View,
    Word,
)
from wmstudio.engine.stopwatch import CALL_SECONDS, CallLength
from wmstudio.engine.timeline import CHUNK
from wmstudio.engine.torch_backend import TorchBackend
from wmstudio.engine.trace import PAGE
from wmstudio.models.device import full_precision
from wmstudio.models.registry import FAMILIES, build
from wmstudio.testing.fake import LIKELY, FakeBackend, open_fake
from wmstudio.text.paragraphs import Encoding, ParagraphTokenizer

WIDE = (0, 10_000)
ELSEWHERE = np.frombuffer(b"the cat sat, abc, the cat", np.uint8).astype(np.int32)
"""The tokens of another text, of which parts of the state are copied."""


def last(frames):
    return list(frames)[-1]


class ByteTokenizer(ParagraphTokenizer):
    """Bytes as tokens, so that models need no trained tokenizer."""

    pieces = tuple(bytes([token]) for token in range(256))

    def cut(self, paragraph):
        raise NotImplementedError("it is encoded as the double does")

    def encode(self, text, *, first=True):
        told = FakeBackend().encode(text)
        return Encoding(told.ids, told.ends)

    def encode_paragraph(self, paragraph, first=False, last=False):
        return self.encode(paragraph).ids

    def joined(self, parts, first=False, last=False):
        return self.encode("".join(parts))

    def knows(self, paragraph):
        return True

    def tidy(self):
        """Nothing is remembered."""


class Checkpoint:
    def __init__(self, family):
        torch.manual_seed(5)
        self.model = pointing(build(family, {**SIZES[family], "vocab_size": 256}))
        self.tokenizer = ByteTokenizer()


def real(family, device="cpu"):
    full_precision(torch.device(device))
    return TorchBackend(Checkpoint(family), torch.device(device))


def backends():
    first, *others = DEVICES
    return {
        "fake": FakeBackend(),
        **{family: real(family, first) for family in FAMILIES},
        **{f"{family} on {other}": real(family, other) for other in others for family in FAMILIES},
    }


BACKENDS = backends()
SHOWN_KINDS = (Kind.ADDRESS, Kind.ATTENTION, Kind.INDEX)


def assert_same(frame, fresh):
    """Everything that two complete frames show is equal, within rounding."""
    assert len(frame.trace) == len(fresh.trace) == frame.length
    for name in ("ids", "ends"):
        assert np.array_equal(frame.trace.column(name), fresh.trace.column(name)), name
    for name in ("surprisal_bits", "entropy_bits"):
        np.testing.assert_allclose(
            frame.trace.column(name), fresh.trace.column(name), **ROUNDING, err_msg=name
        )
    for token in range(len(frame.trace)):
        ours, theirs = (
            one.trace.column("topk_probs", token, token + 1)[0] for one in (frame, fresh)
        )
        # Candidates are kept where somebody has looked, which may be at other places.
        if len(ours) and len(theirs):
            np.testing.assert_allclose(ours, theirs, **ROUNDING, err_msg="topk_probs")
    # Two that are as probable to the last bit may change places.
    assert abs(frame.trace.column("ranks") - fresh.trace.column("ranks")).max(initial=0) <= 2
    assert frame.cursor == fresh.cursor
    assert frame.snapshot.signals.keys() == fresh.snapshot.signals.keys()
    for name, x in fresh.snapshot.signals.items():
        np.testing.assert_allclose(frame.snapshot.signals[name], x, **ROUNDING, err_msg=name)
    for ours, theirs in zip(frame.snapshot.candidates, fresh.snapshot.candidates, strict=True):
        assert ours.probability == pytest.approx(theirs.probability, abs=1e-5)


def values_of(setting):
    """Any value that a setting may have."""
    if setting.choices:
        return st.sampled_from(setting.choices)
    if isinstance(setting.value, bool):
        return st.booleans()
    if isinstance(setting.value, int):
        return st.integers(int(setting.low), int(min(setting.high, 20)))
    return st.floats(setting.low, setting.high)


class Typing(RuleBasedStateMachine):
    """After anything that may be asked for, the trace equals a run from scratch.

    Edits of the text and of the state, other settings, cursors, cancels and pickers.
    """

    backend = BACKENDS["fake"]

    @initialize(snapshot_bytes=st.sampled_from([timeline.SNAPSHOT_BYTES, 1]))
    def start(self, snapshot_bytes):
        self.enough = timeline.SNAPSHOT_BYTES
        timeline.SNAPSHOT_BYTES = snapshot_bytes
        others = {"it": self.backend, "other": BACKENDS["lstm"]}
        self.engine = Engine(lambda asked: (others[str(asked.source)], open_fake(asked)[1]))
        self.configured, self.values = self.backend, ()
        list(self.engine.do(Open("it")))
        self.engine._document._seen_bytes = 4_000
        self.text, self.caret, self.revision = "", 0, 0
        self.watch, self.window, self.patches, self.edits = (), (0, 0), (), ()
        self.also = ()
        names = [s.name for s in self.backend.signals.values()]
        self.names = names
        self.patchable = [s.name for s in self.backend.signals.values() if s.patchable]

    def edit(self, text, caret):
        self.text, self.caret = text, caret
        self.revision += 1

    @rule(data=st.data(), new=st.text("abc é😀\n", min_size=1, max_size=90))
    def insert(self, data, new):
        at = data.draw(st.integers(0, len(self.text)))
        self.edit(self.text[:at] + new + self.text[at:], at + len(new))

    @rule(new=st.sampled_from(["a", " ", "the cat "]))
    def type_at_the_end(self, new):
        self.edit(self.text + new, len(self.text) + len(new))

    @rule(data=st.data())
    def delete(self, data):
        at = data.draw(st.integers(0, len(self.text)))
        to = data.draw(st.integers(at, min(at + 70, len(self.text))))
        self.edit(self.text[:at] + self.text[to:], at)

    @rule(data=st.data())
    def move_the_caret(self, data):
        self.caret = data.draw(st.integers(0, len(self.text)))

    @rule(data=st.data())
    def watch_others(self, data):
        self.watch = tuple(data.draw(st.lists(st.sampled_from(self.names), unique=True)))
        start = data.draw(st.integers(0, 200))
        self.window = (start, start + data.draw(st.integers(0, 150)))

    @rule(data=st.data())
    def watch_elsewhere_too(self, data):
        start = data.draw(st.integers(0, 200))
        wanted = Stretch((data.draw(st.sampled_from(self.names)),), start, start + 70)
        self.also = data.draw(st.sampled_from([(), (wanted,)]))

    @rule(data=st.data())
    def patch(self, data):
        if self.backend is BACKENDS["fake"]:
            return
        name = data.draw(st.sampled_from(self.patchable))
        span = data.draw(st.one_of(st.none(), st.just((3, 9))))
        self.patches = data.draw(st.sampled_from([(), (Patch(name, "scale", 0.5, tokens=span),)]))

    @rule(data=st.data())
    def edit_by_hand(self, data):
        name = data.draw(st.sampled_from(sorted(self.backend.edits)))
        takes = self.backend.edits[name].arguments
        # Some are possible, some are not.
        given = tuple((argument.name, data.draw(st.integers(0, 9))) for argument in takes)
        place = data.draw(st.integers(0, min(len(self.text) + 2, 200)))
        made = (Edit(place, name, given), PlacedEdit(place, name, given))
        self.edits = (*self.edits, data.draw(st.sampled_from(made)))[-4:]

    @rule(data=st.data())
    def patch_at_places(self, data):
        if self.backend is BACKENDS["fake"]:
            return
        name = data.draw(st.sampled_from(self.patchable))
        ends = st.one_of(st.none(), st.integers(0, min(len(self.text) + 2, 200)))
        op, value = data.draw(st.sampled_from([("set", 0.0), ("scale", 0.5), ("add", 0.25)]))
        unit = data.draw(
            st.sampled_from([None, *([0] if self.backend.signals[name].shape else [])])
        )
        patch = PlacedPatch(Patch(name, op, value, unit), data.draw(ends), data.draw(ends))
        self.edits = (*self.edits, patch)[-4:]

    @rule(data=st.data())
    def put_a_part_in(self, data):
        """Of another text, read with the present settings; some parts fit nowhere later."""
        if not self.backend.parts:
            return
        part = data.draw(st.sampled_from(sorted(self.configured.parts)))
        state = self.configured.read(ELSEWHERE, self.configured.initial_state()).state
        item = data.draw(st.integers(0, 4))
        try:
            copied = self.configured.copied(state, part, item, name="it", origin="elsewhere")
        except EditError:
            return  # none of that number is held
        place = data.draw(st.integers(0, min(len(self.text) + 2, 200)))
        there = (("item", data.draw(st.integers(0, 4))),)
        self.edits = (*self.edits, PlacedEdit(place, "paste", there, copied=copied))[-4:]

    @rule(data=st.data())
    def take_an_edit_back(self, data):
        if self.edits:
            gone = data.draw(st.integers(0, len(self.edits) - 1))
            self.edits = self.edits[:gone] + self.edits[gone + 1 :]

    @rule(data=st.data())
    def configure(self, data):
        values = tuple(
            (setting.name, data.draw(values_of(setting)))
            for setting in self.backend.settings.values()
            if data.draw(st.booleans())
        )
        (answer,) = self.engine.do(Configure(values))
        assert isinstance(answer, OpenedModel)
        self.engine._document._seen_bytes = 4_000
        self.configured, self.values = self.backend.configured(values), values

    def teardown(self):
        timeline.SNAPSHOT_BYTES = getattr(self, "enough", timeline.SNAPSHOT_BYTES)

    @rule(frames=st.integers(0, 2))
    def visit_another_model(self, frames):
        list(self.engine.do(Open("other")))
        reading = self.engine.look(View(self.revision, self.text, self.caret, window=self.window))
        for _ in range(frames):
            next(reading, None)
        reading.close()
        list(self.engine.do(Open("it", values=self.values)))
        self.engine._document._seen_bytes = 4_000

    @rule(frames=st.integers(0, 3))
    def look_and_give_up(self, frames):
        reading = self.engine.look(self.view())
        for _ in range(frames):
            next(reading, None)
        reading.close()

    def view(self):
        return View(
            self.revision,
            self.text,
            self.caret,
            watch=self.watch,
            window=self.window,
            also=self.also,
            top=5,
            # Settings may take signals away. Placed patches of these are refused, others fail.
            patches=tuple(p for p in self.patches if p.signal in self.configured.signals),
            interventions=self.edits,
        )

    @invariant()
    def equals_a_run_from_scratch(self):
        if not hasattr(self, "engine"):
            return
        view = self.view()
        frame, fresh = (
            last(self.engine.look(view)),
            last(DocumentEngine(self.configured).read(view)),
        )
        assert frame.complete
        assert_same(frame, fresh)
        assert frame.interventions == fresh.interventions
        stretches = (Stretch(self.watch, *self.window), *self.also)
        for name, start, stop in ((n, s.start, s.stop) for s in stretches for n in s.watch):
            stop = min(stop, frame.length)
            if start >= stop:
                continue
            shown = frame.trace.signal(name, start, stop)
            if shown is not None:  # forgotten beyond the budget, never wrong
                expected = fresh.trace.signal(name, start, stop)
                np.testing.assert_allclose(shown, expected, **ROUNDING, err_msg=name)


def machine(backend, examples):
    case = type("Case", (Typing,), {"backend": backend}).TestCase
    case.settings = settings(max_examples=examples, stateful_step_count=12, deadline=None)
    return case


# A class for each, so that a failure names the family.
globals().update(
    {
        f"TestTyping{name.capitalize()}": machine(backend, 40 if name == "fake" else 6)
        for name, backend in BACKENDS.items()
    }
)


def test_that_a_keystroke_at_the_end_reads_a_few_tokens_however_long_the_text_is():
    backend = FakeBackend()
    session = DocumentEngine(backend)
    spent = {}
    for length in (100, 5_000):
        text = "x" * length
        last(session.read(View(1, text, length)))
        backend.tokens_read = 0
        for letter in "some words":
            text += letter
            last(session.read(View(2, text, len(text), watch=("fake.gate",), window=WIDE)))
        spent[length] = backend.tokens_read
        session = DocumentEngine(backend)
    # The first key also shows what was not watched before: everything in sight, once.
    assert spent[100] - 100 <= 4 * len("some words") + CHUNK
    session = DocumentEngine(backend)
    text = "x" * 5_000
    last(session.read(View(1, text, 5_000, watch=("fake.gate",), window=(4_900, 5_100))))
    backend.tokens_read = 0
    last(session.read(View(2, text + "y", 5_001, watch=("fake.gate",), window=(4_900, 5_100))))
    assert backend.tokens_read <= 4


def test_that_a_key_at_the_end_asks_the_model_once(monkeypatch):
    session = DocumentEngine(FakeBackend())
    text = "x" * 500
    last(session.read(View(1, text, 500)))
    asked, read = [], FakeBackend.read

    def counted(self, ids, *arguments, **named):
        asked.append(len(ids))
        return read(self, ids, *arguments, **named)

    monkeypatch.setattr(FakeBackend, "read", counted)
    (frame,) = session.read(View(2, text + "y", 501, watch=("fake.gate",), window=(600, 700)))
    assert asked == [1]
    assert frame.complete
    assert frame.snapshot.signals.keys() == FakeBackend().signals.keys()


def test_that_what_is_in_sight_is_read_before_a_long_text_has_all_its_tokens():
    class Slow(FakeBackend):
        def prepare(self, text):
            yield from range(500, len(text), 500)

    frames = list(DocumentEngine(Slow()).read(View(1, "x" * 5_000, 10, window=(0, 48))))
    first = next(frame for frame in frames if frame is not None and frame.snapshot is not None)
    assert first.snapshot.token == 9
    assert first.length == 500
    assert not first.complete
    assert frames[-1].complete
    assert frames[-1].length == 5_000
    assert sum(frame is None for frame in frames) == 9


def test_that_the_cost_of_an_answer_is_told_by_parts():
    session = DocumentEngine(FakeBackend())
    frame = last(session.read(View(1, "x" * 300, 300, watch=("fake.gate",), window=(0, 300))))
    parts = frame.cost.parts
    assert tuple(parts) == READING_PARTS
    assert all(seconds >= 0 for seconds in parts.values())
    assert parts["step"] > 0
    assert parts["record"] > 0
    assert sum(parts.values()) <= frame.cost.seconds


def test_that_pages_are_shared_between_frames_of_a_long_text():
    session = DocumentEngine(FakeBackend())
    text = "x" * (CHUNK * PAGE * 2 + 10)
    first = last(session.read(View(1, text, len(text))))
    second = last(session.read(View(2, text + "y", len(text) + 1)))
    before, after = first.trace.chunks._pages, second.trace.chunks._pages
    assert [a is b for a, b in zip(before, after, strict=True)] == [True, True, False]
    assert len(first.trace.chunks) == 2 * PAGE + 1
    assert [chunk.start for chunk in second.trace.chunks] == list(range(0, len(text), CHUNK))
    third = last(session.read(View(3, text[:100], 100)))
    assert len(third.trace) == 100
    assert len(second.trace) == len(text) + 1


def test_that_old_chunks_are_shared_between_frames_not_copied():
    session = DocumentEngine(FakeBackend())
    first = last(session.read(View(1, "x" * 300, 300)))
    second = last(session.read(View(2, "x" * 300 + "y", 301)))
    shared = [a is b for a, b in zip(first.trace.chunks, second.trace.chunks, strict=False)]
    assert shared == [True] * 4 + [False]
    assert len(first.trace) == 300


def test_that_the_moment_at_the_cursor_comes_before_the_rest_of_the_text():
    session = DocumentEngine(FakeBackend())
    frames = list(session.read(View(1, "x" * 1000, 130)))
    first = next(frame for frame in frames if frame.snapshot is not None)
    assert first.cursor == 129
    assert len(first.trace) == 130
    assert [frame.complete for frame in frames] == [False] * (len(frames) - 1) + [True]


def test_that_giving_up_keeps_what_was_read():
    backend = FakeBackend()
    session = DocumentEngine(backend)
    reading = session.read(View(1, "x" * 1000, 1000))
    next(reading)
    next(reading)
    reading.close()
    backend.tokens_read = 0
    frame = last(session.read(View(2, "x" * 1000, 1000)))
    assert len(frame.trace) == 1000
    assert backend.tokens_read <= 1000 - 2 * CHUNK + 2


class Steady(CallLength):
    """Every call seems to be as quick as this, whatever the machine does."""

    def __init__(self, chunks):
        super().__init__()
        self.took(chunks, CALL_SECONDS)
        self.took = lambda *_: None


@pytest.mark.parametrize("family", ["fake", "lstm", "slots", "pointer"])
def test_calls_of_any_number_of_chunks_show_the_same(family):
    text, frames, read = "the cat sat on the mat. " * 45, [], []

    class Counted(type(BACKENDS[family])):
        def read(self, ids, *arguments, **named):
            read.append(len(ids))
            return super().read(ids, *arguments, **named)

    for chunks in (1, 4):
        backend = copy(BACKENDS[family])
        backend.__class__ = Counted
        session = DocumentEngine(backend)
        session._pace = Steady(chunks)
        frames.append(last(session.read(View(1, text, 3))))
        assert max(read) == chunks * CHUNK
        read.clear()
    assert_same(*frames)
    assert [len(chunk.ids) for chunk in frames[1].trace.chunks] == [CHUNK] * 16 + [56]


def test_a_call_does_not_reach_into_what_somebody_looks_at():
    session, text = DocumentEngine(FakeBackend()), "x" * 40 * CHUNK
    session._pace = Steady(4)
    window, also = (
        (9 * CHUNK, 9 * CHUNK + 5),
        (Stretch(("fake.gate",), 20 * CHUNK, 20 * CHUNK + 1),),
    )
    view = View(1, text, 2, watch=("fake.gate",), window=window, also=also)
    lengths = [len(frame.trace) // CHUNK for frame in session.read(view) if frame is not None]
    expected = [0, 1, 2, 4, 8, 9, 10, 12, 16, 20, 21, 22, 24, 28, 32, 36, 40]
    assert sorted(set(lengths)) == expected


@pytest.mark.parametrize(
    ("text", "caret", "token"),
    [("abc", 0, -1), ("abc", 1, 0), ("abc", 3, 2), ("aé", 2, 2), ("aéb", 1, 0), ("", 0, -1)],
)
def test_that_the_cursor_is_the_last_token_that_ends_at_or_before_the_caret(text, caret, token):
    frame = last(DocumentEngine(FakeBackend()).read(View(1, text, caret)))
    assert frame.cursor == frame.snapshot.token == token


@pytest.mark.parametrize(("asked", "given"), [(1, 1), (-1, -1), (99, 2), (-7, -1)])
def test_that_a_token_asked_for_is_the_cursor_as_far_as_the_text_has_it(asked, given):
    frame = last(DocumentEngine(FakeBackend()).read(View(1, "abc", 3, token=asked)))
    assert frame.cursor == given


def test_that_before_the_first_token_there_are_predictions_and_no_signals():
    snapshot = last(DocumentEngine(FakeBackend()).read(View(1, "abc", 0))).snapshot
    assert snapshot.signals == {}
    assert snapshot.candidates[0].token == 1
    assert snapshot.candidates[0].probability == pytest.approx(LIKELY)


def test_that_a_piece_asked_for_has_its_own_probability_and_of_all_its_tokens():
    snapshot = last(DocumentEngine(FakeBackend()).read(View(1, "a", 1, ask="bc"))).snapshot
    assert snapshot.probe.tokens == (98, 99)
    assert snapshot.probe.first == pytest.approx(LIKELY)
    assert snapshot.probe.whole == pytest.approx(LIKELY**2)
    snapshot = last(DocumentEngine(FakeBackend()).read(View(1, "a", 1, ask="😀"))).snapshot
    assert len(snapshot.probe.tokens) == 4


def test_that_another_question_at_the_same_cursor_is_answered_anew():
    session = DocumentEngine(FakeBackend())
    assert last(session.read(View(1, "a", 1, ask="b"))).snapshot.probe.text == "b"
    assert last(session.read(View(1, "a", 1, ask="c"))).snapshot.probe.text == "c"
    assert last(session.read(View(1, "a", 1))).snapshot.probe is None


def test_that_a_signal_chosen_later_is_computed_for_what_is_in_sight():
    session = DocumentEngine(FakeBackend())
    text = "x" * 500
    last(session.read(View(1, text, 500)))
    frame = last(session.read(View(1, text, 500, watch=("fake.gate",), window=(100, 200))))
    gate = frame.trace.signal("fake.gate", 100, 200)
    expected = (np.arange(100, 200)[:, None] % 10 + np.arange(4)) / 16
    np.testing.assert_allclose(gate, expected, atol=1e-6)
    assert frame.trace.signal("fake.gate", 300, 400) is None


def test_that_signals_are_recorded_over_every_stretch_that_wants_them():
    text = "x" * 700
    also = (Stretch(("fake.value", "gone"), 300, 310), Stretch(("fake.gate",), 300, 2_000))
    view = View(1, text, 0, watch=("fake.gate",), window=(0, 64), also=also)
    frame = last(DocumentEngine(FakeBackend()).read(view))
    assert (frame.trace.values("fake.value", 300, 310) == np.float32(ord("x") / 256)).all()
    for start, stop in ((0, 64), (300, 700)):
        assert frame.trace.signal("fake.gate", start, stop) is not None
    assert frame.trace.signal("fake.gate", 64, 128) is None
    assert frame.trace.signal("fake.value", 448, 512) is None


def test_that_what_signals_are_wanted_elsewhere_costs_nothing_twice():
    backend = FakeBackend()
    session = DocumentEngine(backend)
    also = (Stretch(("fake.value",), 100, 200),)
    last(session.read(View(1, "x" * 700, 0, also=also)))
    before = backend.tokens_read
    last(session.read(View(2, "x" * 700, 0, also=also)))
    last(session.read(View(3, "x" * 701, 701, token=0, also=also)))
    assert backend.tokens_read - before <= 3


@pytest.mark.parametrize("backend", BACKENDS.values(), ids=BACKENDS)
def test_that_every_frame_says_what_may_come_first(backend):
    frame = last(DocumentEngine(backend).read(View(1, "abc", 3, top=5)))
    p = np.exp(backend.log_probs(backend.initial_state()).astype(np.float64))
    assert [c.probability for c in frame.beginning] == pytest.approx(sorted(p)[:-6:-1], rel=1e-5)
    assert [p[c.token] for c in frame.beginning] == pytest.approx(sorted(p)[:-6:-1], rel=1e-5)


def test_that_signals_beyond_the_budget_are_forgotten_far_from_the_cursor():
    # A float and a pixel of the gate, and twenty candidates, each an id and a probability.
    session = DocumentEngine(FakeBackend(), seen_bytes=3 * CHUNK * (4 + 1 + 20 * 8))
    text = "x" * 640
    for start in range(0, 640, CHUNK):
        view = View(1, text, start + 1, watch=("fake.gate",), window=(start, start + CHUNK))
        frame = last(session.read(view))
        assert frame.trace.signal("fake.gate", start, start + CHUNK) is not None
    held = [bool(chunk.signals) for chunk in frame.trace.chunks]
    assert sum(held) <= 3
    assert held[-1]


@pytest.mark.parametrize("backend", BACKENDS.values(), ids=BACKENDS)
def test_candidates_are_kept_where_somebody_looks_and_come_when_asked_for(backend):
    session, text = DocumentEngine(backend), "The cat sat. " * 40
    frame = last(session.read(View(1, text, len(text), top=5)))
    assert not frame.trace.chunks[2].has_candidates
    also = (Stretch((), 3 * CHUNK - 1, 3 * CHUNK),)
    seen = last(session.read(View(1, text, len(text), top=5, window=(0, CHUNK), also=also)))
    kept = [chunk.has_candidates for chunk in seen.trace.chunks]
    assert kept == [i in (0, 2, len(kept) - 1) for i in range(len(kept))]
    state = session.state_at(3 * CHUNK)
    p = np.exp(backend.log_probs(state).astype(np.float64))
    shown = seen.trace.column("topk_probs", 3 * CHUNK - 1, 3 * CHUNK)[0]
    assert shown.tolist() == pytest.approx(sorted(p)[:-6:-1], abs=1e-5)
    ids = seen.trace.column("topk_ids", 3 * CHUNK - 1, 3 * CHUNK)[0]
    assert p[ids] == pytest.approx(shown, abs=1e-5)
    asked = backend.read(session._timeline.ids[:2], backend.initial_state(), top=0)
    assert asked.topk_ids.shape == asked.topk_probs.shape == (2, 0)


def test_that_an_unknown_signal_is_simply_not_there_after_another_model_was_opened():
    frame = last(
        DocumentEngine(FakeBackend()).read(View(1, "abc", 3, watch=("gone",), window=WIDE))
    )
    assert frame.complete


def test_that_patches_change_the_trace_and_taking_them_away_restores_it():
    session = DocumentEngine(real("lstm"))
    text = "The cat is on the mat"
    plain = last(session.read(View(1, text, len(text))))
    patch = Patch("lstm.0.forget_gate", "set", 0.0, tokens=(5, 8))
    patched = last(session.read(View(1, text, len(text), patches=(patch,))))
    again = last(session.read(View(1, text, len(text))))
    before = slice(0, 6)  # token 5 is the first whose successor's surprisal changes
    bits = [frame.trace.column("surprisal_bits") for frame in (plain, patched, again)]
    np.testing.assert_allclose(bits[1][before], bits[0][before], **ROUNDING)
    assert abs(bits[1][6:] - bits[0][6:]).max() > 1e-4
    np.testing.assert_allclose(bits[2], bits[0], **ROUNDING)


def test_that_an_impossible_patch_is_refused():
    session = DocumentEngine(real("lstm"))
    with pytest.raises(PatchError):
        last(session.read(View(1, "a", 1, patches=(Patch("no.gate", "set", 0.0),))))


LETTERS = "The cat is on the mat, and the cat is fat"
CLEARED = {
    "slots": Edit(20, "clear", (("slot", 0),)),
    "keyvalue": Edit(20, "clear", (("token", 18),)),
    "pointer": Edit(20, "forget_before", (("token", 19),)),
    "lstm": Edit(20, "clear_all"),
    "recurrent": Edit(20, "clear_all"),
}


@pytest.mark.parametrize("family", CLEARED)
def test_that_an_edit_changes_what_follows_and_nothing_before_and_can_be_taken_back(family):
    session, edit = DocumentEngine(real(family)), CLEARED[family]
    view = View(1, LETTERS, len(LETTERS))
    plain = last(session.read(view))
    edited = last(session.read(View(1, LETTERS, len(LETTERS), interventions=(edit,))))
    again = last(session.read(view))
    bits = [frame.trace.column("surprisal_bits") for frame in (plain, edited, again)]
    np.testing.assert_allclose(bits[0][:21], bits[1][:21], **ROUNDING)
    assert abs(bits[0][21:] - bits[1][21:]).max() > 1e-3
    np.testing.assert_allclose(bits[2], bits[0], **ROUNDING)
    assert [(e.edits, e.refused) for e in edited.interventions] == [((edit,), "")]
    assert plain.interventions == ()


def test_that_the_moment_at_an_edit_shows_the_state_as_it_was_left():
    session = DocumentEngine(real("slots"))
    view = View(1, LETTERS, 0, token=20)
    before = last(session.read(view)).snapshot
    edits = (CLEARED["slots"],)
    after = last(session.read(View(1, LETTERS, 0, token=20, interventions=edits))).snapshot
    assert before.signals["slots.strength"][0] > 0
    assert after.signals["slots.strength"][0] == 0
    assert after.signals["slots.writer"][0] == -1
    np.testing.assert_array_equal(after.signals["slots.values"][0], np.zeros(4))
    for name in ("slots.strength", "slots.values"):
        np.testing.assert_allclose(after.signals[name][1:], before.signals[name][1:], **ROUNDING)
    assert after.usage.occupancy < before.usage.occupancy


def test_that_the_moment_where_a_token_is_forgotten_shows_that_its_key_gets_nothing_back():
    session, edits = DocumentEngine(real("keyvalue")), (CLEARED["keyvalue"],)
    before = last(session.read(View(1, LETTERS, 0, token=20))).snapshot
    frame = last(
        session.read(
            View(
                1, LETTERS, 0, token=20, interventions=edits, watch=("load.occupancy",), window=WIDE
            )
        )
    )
    after = frame.snapshot
    back = 20 - 18
    # Of a value that was all there, under a key of length 1, nothing is left.
    np.testing.assert_allclose(after.signals["keyvalue.recall"][:, back], 0.0, atol=2e-5)
    assert (before.signals["keyvalue.recall"][:, back] > 1e-3).any()
    match = "keyvalue.match"
    np.testing.assert_allclose(after.signals[match], before.signals[match], **ROUNDING)
    shown = frame.trace.signal("load.occupancy", 20, 21)[0]
    assert shown == pytest.approx(after.usage.occupancy, abs=2e-5)
    assert after.usage.occupancy != pytest.approx(before.usage.occupancy, abs=1e-4)


def test_that_edits_that_cannot_be_done_are_told_and_the_rest_is_done_and_read():
    edits = (
        Edit(2, "clear", (("slot", 99),)),
        Edit(99, "clear_all"),
        PlacedEdit(0, "clear_all"),
        Edit(3, "juggle"),
        CLEARED["slots"],
    )
    session = DocumentEngine(real("slots"))
    frame = last(session.read(View(1, LETTERS, len(LETTERS), interventions=edits)))
    assert frame.complete
    assert [edited.asked for edited in frame.interventions] == list(edits)
    told = [edited.refused for edited in frame.interventions]
    assert "no slot 99" in told[0]
    assert "none is number 99" in told[1]
    assert "no longer in the text" in told[2]
    assert "cannot 'juggle'" in told[3]
    assert told[4] == ""
    # Told again when nothing is computed anew, and no more once it can be done.
    again = last(session.read(View(1, LETTERS, len(LETTERS), interventions=edits)))
    assert again.interventions == frame.interventions
    longer = LETTERS * 3
    assert (
        last(session.read(View(2, longer, 0, interventions=edits))).interventions[1].refused == ""
    )


def test_that_an_edit_that_was_impossible_may_be_possible_without_the_one_before_it():
    session, view = DocumentEngine(real("keyvalue")), View(1, LETTERS, len(LETTERS))
    clear = CLEARED["keyvalue"]
    with_both = replace(view, interventions=(Edit(19, "clear_all"), clear))
    assert "not 18" in last(session.read(with_both)).interventions[1].refused
    assert last(session.read(replace(view, interventions=(clear,)))).interventions[0].refused == ""


def test_that_a_continuation_follows_from_the_edited_state():
    session = DocumentEngine(FakeBackend())
    edit = Edit(2, "pretend", (("byte", ord("m")),))
    last(session.read(View(1, "abcdef", 3, interventions=(edit, Edit(4, "clear_all")))))
    request = Generate(1, "abc", Sampling(temperature=0, tokens=3))
    assert "".join(a.text for a in list(session.continue_from(request))[:-1]) == "nop"


@pytest.mark.parametrize(
    ("held", "continued"),
    [((2, 9), (2, 9)), ((5, 9), (5, 9)), ((5, 14), (5, 99)), ((9, 14), None), ((12, 30), None)],
)
def test_that_patches_of_later_text_leave_what_is_put_in_before_it_alone(held, continued):
    patch = Patch("lstm.0.output_gate", "set", 0.0)
    request = Generate(1, LETTERS[:9], Sampling(temperature=1.0, tokens=20))

    def continues(view):
        session = DocumentEngine(real("slots"))
        last(session.read(view))
        return [answer.text for answer in list(session.continue_from(request))[:-1]]

    first, after = held
    placed = PlacedPatch(patch, first + 1, after)
    moved = () if continued is None else (replace(patch, tokens=continued),)
    # A text that ends there has nothing that the patches could be of.
    alone = continues(View(1, LETTERS[:9], 9, patches=moved))
    assert continues(View(1, LETTERS, 9, interventions=(placed,))) == alone
    assert alone != continues(View(1, LETTERS, 9)) or continued is None


@pytest.mark.parametrize("family", CLEARED)
def test_the_untouched_reading_beside_stays_right_while_text_and_edits_change(family):
    session, plain = DocumentEngine(real(family)), DocumentEngine(real(family))
    edit = CLEARED[family]
    for text, edits, cursor in (
        (LETTERS, (), 30),
        (LETTERS, (edit,), 30),
        (LETTERS + " now", (edit,), 44),
        (LETTERS[:10] + "X" + LETTERS[10:], (edit,), 30),
        (LETTERS, (edit, Edit(5, "clear_all")), 22),
        (LETTERS, (Edit(5, "clear_all"),), 22),
        (LETTERS, (), 22),
    ):
        view = View(1, text, 0, token=cursor, interventions=edits, untouched=True)
        frame = last(session.read(view))
        own = last(DocumentEngine(real(family)).read(view))
        alone = last(plain.read(View(1, text, 0, token=cursor)))
        assert frame.complete
        assert (frame.untouched is None) == (not edits)
        beside = frame.without_interventions()
        assert beside.interventions == ()
        for found, wanted in ((frame, own), (beside, alone)):
            for column in ("surprisal_bits", "entropy_bits"):
                np.testing.assert_allclose(
                    found.trace.column(column), wanted.trace.column(column), **ROUNDING
                )
            ours, theirs = found.snapshot, wanted.snapshot
            assert ours.entropy_bits == pytest.approx(theirs.entropy_bits, abs=1e-4)
            for name, x in theirs.signals.items():
                np.testing.assert_allclose(ours.signals[name], x, **ROUNDING)


def test_what_an_edit_has_left_no_trace_in_is_taken_over():
    backend = FakeBackend()
    session, text = DocumentEngine(backend), "xyz" * 1000
    last(session.read(View(1, text, 3000)))
    backend.tokens_read = 0
    edits = (Edit(10, "pretend", (("byte", 1),)), Edit(2002, "pretend", (("byte", 1),)))
    frame = last(session.read(View(1, text, 3000, interventions=edits, untouched=True)))
    assert backend.tokens_read <= 6 * CHUNK
    plain = DocumentEngine(FakeBackend())
    alone = last(plain.read(View(1, text, 3000, interventions=edits)))
    for column in ("ids", "ends", "surprisal_bits"):
        np.testing.assert_array_equal(frame.trace.column(column), alone.trace.column(column))
    changed = np.flatnonzero(frame.trace.change(0, 3000))
    assert changed.tolist() == [11, 2003]


@pytest.mark.parametrize("seed", range(6))
def test_both_readings_are_right_after_any_changes_of_a_long_text(seed):
    chosen = random.Random(seed)
    session, text, edits = DocumentEngine(FakeBackend()), "abc" * 300, ()
    for revision in range(12):
        at = chosen.randrange(len(text))
        match chosen.randrange(4):
            case 0:
                text = text[:at] + "typed" * chosen.randrange(1, 40) + text[at:]
            case 1:
                text = text[:at] + text[at + chosen.randrange(200) :] + "!"
            case 2:
                edits = (*edits, Edit(at, "pretend", (("byte", chosen.randrange(255)),)))
            case _:
                edits = edits[1:]
        view = View(revision, text, at, interventions=edits, untouched=True)
        steps = session.read(view)
        if chosen.random() < 0.3:
            next(steps, None)  # and given up
            continue
        frame = last(steps)
        for found, with_edits in ((frame, edits), (frame.without_interventions(), ())):
            alone = last(
                DocumentEngine(FakeBackend()).read(replace(view, interventions=with_edits))
            )
            for column in ("ids", "ends", "surprisal_bits"):
                np.testing.assert_array_equal(
                    found.trace.column(column), alone.trace.column(column)
                )


def test_reading_beside_reads_only_what_is_new():
    backend = FakeBackend()
    session, text = DocumentEngine(backend), "x" * 1000
    last(session.read(View(1, text, 1000)))
    backend.tokens_read = 0
    edits = (Edit(900, "clear_all"),)
    last(session.read(View(1, text, 1000, interventions=edits, untouched=True)))
    assert backend.tokens_read <= 100 + CHUNK + 1
    backend.tokens_read = 0
    frame = last(session.read(View(1, text, 1000)))
    assert (frame.complete, frame.untouched, backend.tokens_read) == (True, None, 0)


def test_that_an_edit_early_in_a_long_text_reads_only_what_follows():
    backend = FakeBackend()
    session, text = DocumentEngine(backend), "x" * 1000
    last(session.read(View(1, text, 1000)))
    backend.tokens_read = 0
    last(session.read(View(1, text, 1000, interventions=(Edit(900, "clear_all"),))))
    assert backend.tokens_read <= 100 + CHUNK + 1


@pytest.mark.parametrize("family", ["slots", "keyvalue"])
def test_that_a_piece_asked_for_gets_back_what_reading_it_would(family):
    backend = real(family)
    asked = last(
        DocumentEngine(backend).read(View(1, LETTERS, 20, ask="mat", top=6))
    ).snapshot.probe
    read = last(DocumentEngine(backend).read(View(1, LETTERS[:20] + "mat", 23, top=6))).snapshot
    kinds = {s.name for s in backend.signals.values() if s.kind in SHOWN_KINDS}
    assert kinds
    assert asked.signals.keys() == kinds
    for name in kinds:
        np.testing.assert_allclose(asked.signals[name], read.signals[name], atol=1e-5)
    assert [c.token for c in asked.candidates] == [c.token for c in read.candidates]
    for ours, theirs in zip(asked.candidates, read.candidates, strict=True):
        assert ours.probability == pytest.approx(theirs.probability, abs=1e-5)


def test_that_a_question_follows_from_the_edit_at_the_cursor_and_not_from_later_ones():
    edits = (Edit(1, "pretend", (("byte", ord("m")),)), Edit(2, "clear_all"))
    asked = last(
        DocumentEngine(FakeBackend()).read(View(1, "abcd", 2, ask="n", interventions=edits))
    )
    assert asked.snapshot.probe.first == pytest.approx(LIKELY)
    assert chr(asked.snapshot.probe.candidates[0].token) == "o"


def test_that_large_states_are_kept_at_fewer_places_and_nothing_else_changes(monkeypatch):
    backend = FakeBackend()
    monkeypatch.setattr(timeline, "SNAPSHOT_BYTES", 16 * 2 * 6)  # six of each sort
    session, text = DocumentEngine(backend), "the cat is on the mat " * 200
    for length in range(1000, len(text), 777):
        view = View(1, text[:length], length, watch=("fake.gate",), window=(300, 500))
        frame = last(session.read(view))
        assert_same(frame, last(DocumentEngine(FakeBackend()).read(view)))
        assert len(session._timeline._snapshots) <= 12
    backend.tokens_read = 0
    last(session.read(View(2, text[:length] + "x", length + 1)))
    assert backend.tokens_read <= 4


def test_that_a_continuation_is_what_the_scripted_model_expects():
    session = DocumentEngine(FakeBackend())
    request = Generate(7, "abc", Sampling(temperature=0, tokens=4))
    answers = list(session.continue_from(request))
    assert "".join(a.text for a in answers[:-1]) == "defg"
    assert answers[-1].tokens == 4
    assert not answers[-1].stopped


def every(word, place=None):
    return PlacedEdit(place, "forget", word=Word("token", every=word))


@pytest.mark.parametrize("family", ["pointer", "slots", "queue"])
@pytest.mark.parametrize(
    ("begun", "writes", "edits"),
    [
        ("The cat sat. ", "A cat and cat.", (every("cat"),)),
        ("The cat", "s and the catécat ☂ cat. A", (every("cat"),)),
        ("The cat", " ☂ ☂.", (every("☂"), every("cat", 7))),
        ("", "cat cat", (every("cat"),)),
        ("The cat sat", " cat.", (PlacedEdit(3, "clear_all"), every("cat"))),
        ("a b", " a b a cb a b", (every("a b a"), every("b"))),
    ],
)
def test_that_what_is_written_is_forgotten_as_if_it_were_read(
    family, begun, writes, edits, monkeypatch
):
    model, script, expected = real(family), iter(writes.encode()), []

    def next_of_script(log_probs, _):
        expected.append(log_probs)
        return np.eye(256)[next(script)]

    monkeypatch.setattr(sampling, "distribution", next_of_script)
    document, place = DocumentEngine(model), len(begun)
    # What follows the caret moves along, and so does what is done there.
    later = (
        PlacedEdit(place + 2, "clear_all"),
        PlacedEdit(None, "forget", word=Word("token", place, place + 3)),
    )
    last(document.read(View(1, f"{begun} cat", place, interventions=(*edits, *later))))
    request = Generate(1, begun, Sampling(tokens=len(writes.encode())))
    *said, _ = document.continue_from(request)
    assert "".join(one.text for one in said) == writes
    moved = []
    for written in range(len(writes)):
        text = begun + writes[:written]
        before = len(text.encode())
        fresh, plain = DocumentEngine(model), DocumentEngine(model)
        last(fresh.read(View(1, text, len(text), interventions=edits)))
        last(plain.read(View(1, text, len(text))))
        here = expected[before - len(begun.encode())]
        np.testing.assert_allclose(
            here, model.log_probs(fresh.state_at(before)), atol=1e-4, err_msg=text
        )
        moved.append(np.abs(here - model.log_probs(plain.state_at(before))).max())
    assert max(moved) > 1e-3


def test_that_a_continuation_leaves_the_document_as_it_is():
    session = DocumentEngine(FakeBackend())
    before = last(session.read(View(1, "abc", 3)))
    list(session.continue_from(Generate(1, "abcdef", Sampling(tokens=9))))
    after = last(session.read(View(1, "abc", 3)))
    assert_same(after, before)
