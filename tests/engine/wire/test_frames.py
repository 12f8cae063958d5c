"""Frames are the same on both sides of a line, whatever is typed and however many are dropped."""

import msgspec
import numpy as np
import pytest

from tests.support import checkpoint
from wmstudio.backends.registry import open_model
from wmstudio.checkpoints.bundled import bundled
from wmstudio.contract import Kind, MemoryUsage, Patch, Signal, UsageTexts
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import (
    Frame,
    Open,
    OpenedModel,
    PlacedEdit,
    Stretch,
    TokenSnapshot,
    View,
)
from wmstudio.engine.trace import COLUMNS
from wmstudio.engine.wire.frames import FrameReader, FrameWriter
from wmstudio.engine.wire.pictures import Drawn
from wmstudio.engine.wire.plans import WireError, pack_array
from wmstudio.engine.wire.snapshots import Shortened, SnapshotReader, SnapshotWriter
from wmstudio.engine.wire.soundness import Soundness
from wmstudio.engine.wire.stream import MessageReader, MessageWriter
from wmstudio.models.registry import FAMILIES

TEXT = "The cat sat on the mat. The dog sat on the log, and the frog sat in the bog. " * 3
STORY = "Once upon a time a little fox lived in the old wood, and nobody knew his name.\n" * 60


class Home:
    """An engine with an open model."""

    def __init__(self, name):
        self.engine = Engine(open_model)
        told = list(self.engine.do(Open(name, "cpu")))
        self.opened = next(one for one in told if isinstance(one, OpenedModel))
        large = [name for name, signal in self.opened.signals.items() if signal.size > 8]
        self.watch = tuple(large[:3])

    def frames(self, revision, text, caret, **more):
        view = View(revision, text, caret, watch=self.watch, window=(0, 400), **more)
        return [one for one in self.engine.look(view) if isinstance(one, Frame)]


class Line:
    """Both ends of a line."""

    def __init__(self, signals):
        self.signals = signals
        self.begin()

    def begin(self):
        """A connection of its own, as after a loss."""
        self.bytes = MessageWriter(), MessageReader()
        self.writer, self.reader = FrameWriter(), FrameReader()
        self.writer.declare(self.signals)

    def pass_on(self, frame, also=(), exact=(), brief=False):
        """What arrives, and how many bytes it was."""
        data = self.bytes[0].write(["frame", 1, self.writer.pack(frame, also, exact, brief)])
        return self.reader.unpack(self.bytes[1].read(data)[2]), len(data)


def assert_same(there, frame, opened):
    """What is exact is the same bit for bit, and pictures are; a window takes it as sound."""
    sound = Soundness()
    sound.declare(opened)
    sound.check(there)
    assert (there.revision, there.cursor, there.length) == (
        frame.revision,
        frame.cursor,
        frame.length,
    )
    pairs = [(there.trace, frame.trace), (there.trace.untouched, frame.trace.untouched)]
    for ours, theirs in pairs:
        assert (ours is None) == (theirs is None)
        if theirs is None:
            continue
        for column in COLUMNS:
            np.testing.assert_array_equal(ours.column(column), theirs.column(column))
        for name in frame.watch:
            size = opened.signals[name].size
            a, b = (one.picture(name, 0, len(theirs), size) for one in (ours, theirs))
            np.testing.assert_array_equal(a[0], b[0])
            np.testing.assert_array_equal(a[1], b[1])
    for ours, theirs in ((there.snapshot, frame.snapshot), (there.untouched, frame.untouched)):
        assert (ours is None) == (theirs is None)
        if theirs is None:
            continue
        assert ours.signals.keys() == theirs.signals.keys()
        for name, value in theirs.signals.items():
            found = ours.signals[name]
            assert (found.dtype, found.shape) == (value.dtype, value.shape)
            if name not in ours.rounded:
                assert found.tobytes() == value.tobytes(), name
                continue
            signal = opened.signals[name]
            assert signal.kind not in (Kind.ADDRESS, Kind.ATTENTION, Kind.INDEX, Kind.SCALAR)
            # Half a step, and what float32 adds to it.
            far = 0.502 * (signal.high - signal.low) / 255
            np.testing.assert_allclose(found, value, rtol=0, atol=far, err_msg=name)
        assert ours.candidates == theirs.candidates
        assert ours.token == theirs.token


def asked(opened):
    """What is typed, changed, patched, edited and jumped to, as arguments of `Home.frames`."""
    patch = Patch(next(n for n, s in opened.signals.items() if s.patchable), "add", 0.5)
    for n in range(20, 26):
        yield TEXT[:n], n, {}
    yield TEXT[:10] + "black " + TEXT[10:25], 16, {}
    yield TEXT[:120], 120, {}
    for n in (119, 112, 60):
        yield TEXT[:n], n, {}
    yield TEXT[:120], 120, {}
    for caret in (3, 119, 0, 60):
        yield TEXT[:120], caret, {}
    yield TEXT[:120], 60, {"patches": (patch,), "untouched": True}
    if "clear_all" in opened.edits:
        placed = (PlacedEdit(30, "clear_all"),)
        yield TEXT[:120], 60, {"interventions": placed, "untouched": True}
        yield TEXT[:121], 121, {"interventions": placed, "untouched": True}
    yield "", 0, {}
    yield TEXT, len(TEXT), {}


@pytest.mark.parametrize("family", FAMILIES)
def test_frames_are_exact_while_many_are_dropped_and_the_line_breaks(family, tmp_path):
    home = Home(checkpoint(tmp_path, family))
    # Those with few numbers travel in another way.
    small = [name for name, signal in home.opened.signals.items() if signal.size <= 8]
    home.watch += tuple(small[:3])
    line, number = Line(home.opened.signals), 0
    for revision, (text, caret, more) in enumerate(asked(home.opened), 1):
        frames = home.frames(revision, text, caret, **more)
        if revision == 9:
            line.begin()
        for frame in frames:
            number += 1
            # Those that are late are never packed; the last of some views are among them.
            if number % 3:
                assert_same(line.pass_on(frame)[0], frame, home.opened)


def test_a_writer_that_begins_anew_is_understood_by_the_old_reader(tmp_path):
    home = Home(checkpoint(tmp_path, "slots"))
    line = Line(home.opened.signals)
    line.pass_on(home.frames(1, TEXT, 50)[-1])
    # As the session does where a frame was too large to be sent.
    line.writer = FrameWriter()
    line.writer.declare(home.opened.signals)
    frame = home.frames(2, TEXT + "x", 51)[-1]
    assert_same(line.pass_on(frame)[0], frame, home.opened)


def test_a_frame_after_one_that_was_lost_is_refused(tmp_path):
    home = Home(checkpoint(tmp_path, "slots"))
    line = Line(home.opened.signals)
    line.writer.pack(home.frames(1, TEXT, 50)[-1])
    with pytest.raises(WireError):
        line.pass_on(home.frames(2, TEXT + "x", 51)[-1])


def test_a_row_that_follows_from_the_snapshot_is_not_sent_twice(tmp_path):
    home = Home(checkpoint(tmp_path, "lstm"))
    frame = home.frames(1, TEXT, len(TEXT))[-1]
    line, rows = Line(home.opened.signals), 0
    for _, packed in line.writer.pack(frame)[1][1]:
        rows += sum(signal[6][1][0] for signal in packed[4])
    assert rows == len(home.watch) * (len(frame.trace) - 1)
    line.begin()
    cursor = (Stretch(home.watch, frame.cursor, frame.cursor + 1),)
    there, _ = line.pass_on(frame, exact=cursor)
    for name in home.watch:
        # Where the cursor is, values are those of the snapshot rather than of their picture.
        assert not there.trace.is_rounded(name, frame.cursor, frame.cursor + 1)
        last = there.trace.exact(
            name, frame.cursor, frame.cursor + 1, home.opened.signals[name].size
        )
        np.testing.assert_array_equal(last[0], frame.snapshot.signals[name].reshape(-1))


def test_what_the_view_asks_for_beside_its_window_travels():
    home = Home("tales-lstm")
    text = TEXT * 30
    also = (Stretch((), 700, 701),)
    line = Line(home.opened.signals)
    frame = home.frames(1, text, len(text), also=also)[-1]
    far = line.pass_on(frame, also)[0].trace.chunk_of(700)
    near = frame.trace.chunk_of(700)
    assert near.has_candidates
    np.testing.assert_array_equal(far.topk_ids, near.topk_ids)
    np.testing.assert_array_equal(far.topk_probs, near.topk_probs)
    line.begin()
    assert not line.pass_on(frame)[0].trace.chunk_of(700).has_candidates


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_wanted_exactly_is_the_same_to_the_bit(family, tmp_path):
    home = Home(checkpoint(tmp_path, family))
    line, signals = Line(home.opened.signals), home.opened.signals
    last = len(home.frames(1, TEXT, 0)[-1].trace) - 1
    exact = (Stretch(tuple(signals), 15, 18), Stretch(home.watch[:1], last - 5, last))
    for revision, token in enumerate((16, 17, 17, last), 2):
        frame = home.frames(revision, TEXT, 0, token=token)[-1]
        there, _ = line.pass_on(frame, exact=exact)
        assert_same(there, frame, home.opened)
        left = {
            name for name in rounds(signals)
            if signals[name].kind not in (Kind.ADDRESS, Kind.ATTENTION)
        }  # fmt: skip
        assert set(there.snapshot.rounded) == (left if token == last else set())
        for name in home.watch:
            for start, stop in ((15, 18), (last - 5, last)):
                ours, theirs = (t.trace.signal(name, start, stop) for t in (there, frame))
                asked = start == 15 or name in home.watch[:1]
                assert there.trace.is_rounded(name, start, stop) == (
                    not asked and name in rounds(signals)
                )
                if asked:
                    assert ours.tobytes() == theirs.tobytes()
            assert there.trace.is_rounded(name, 5, 6) == (name in rounds(signals))


def rounds(signals):
    """The signals of which values along the text are rounded."""
    numbers = Kind.INDEX, Kind.SCALAR
    return {name for name, s in signals.items() if s.size > 8 and s.kind not in numbers}


def test_exact_values_stay_while_the_text_goes_on_and_are_not_sent_again():
    home = Home("stories-lstm")
    line, exact = Line(home.opened.signals), (Stretch(("lstm.0.cell",), 30, 90),)
    home.watch = ("lstm.0.cell",)
    sizes = []
    for n in range(400, 403):
        frame = home.frames(n, (TEXT * 4)[:n], n)[-1]
        there, size = line.pass_on(frame, exact=exact)
        sizes.append(size)
        last = len(frame.trace) - 1
        assert not there.trace.is_rounded("lstm.0.cell", 30, 90)
        assert there.trace.is_rounded("lstm.0.cell", last, last + 1)
    # 60 tokens of 512 numbers have 120 kB.
    assert sizes[0] > 100_000 > 12_000 > max(sizes[1:])


def test_exact_values_of_a_snapshot_stay_when_others_are_wanted():
    home = Home("stories-lstm")
    line = Line(home.opened.signals)
    frame = home.frames(1, TEXT, 50)[-1]
    at = frame.cursor
    assert "lstm.0.cell" in line.pass_on(frame)[0].snapshot.rounded
    for name in ("lstm.0.cell", "lstm.0.hidden"):
        there, _ = line.pass_on(frame, exact=(Stretch((name,), at, at + 1),))
        assert name not in there.snapshot.rounded
    assert "lstm.0.cell" not in there.snapshot.rounded
    assert line.pass_on(frame)[0].snapshot is there.snapshot


@pytest.mark.parametrize(
    "part",
    [
        [0, "cell", 0, None],
        [9, "lstm.0.cell", 0, None],
        [0, "lstm.0.cell", 10**9, None],
        [0, "lstm.0.cell", -1, None],
        [0, "lstm.0.cell", 0, None, 1],
        [0, "lstm.0.cell", 0, pack_array(np.float32(1))],
    ],
)
def test_exact_values_that_are_beside_the_trace_are_refused(part):
    home = Home("stories-lstm")
    home.watch, line = ("lstm.0.cell",), Line(home.opened.signals)
    packed = line.writer.pack(home.frames(1, TEXT, 50)[-1])
    values = pack_array(np.zeros((2, 512), np.float32))
    packed[1][2] = [[values if one is None else one for one in part]]
    with pytest.raises(WireError):
        line.reader.unpack(packed)


@pytest.mark.parametrize("by", [-5, -1, 0, 1, 3, 7, 99])
def test_numbers_of_tokens_are_exact_however_far_the_cursor_moves(by):
    rng = np.random.default_rng(1)
    old = rng.random((2, 7)).astype(np.float32)
    new = rng.random((2, 7)).astype(np.float32)
    drawn = {"weights": Drawn(0.0, 1.0, False, True, True)}
    writer, reader = SnapshotWriter(), SnapshotReader()
    for token, value in ((20, old), (20 + by, old), (20 + by, new), (20, old)):
        usage = MemoryUsage(0.0, None, None, 0, UsageTexts("", "", ""))
        snapshot = TokenSnapshot(token, {"weights": value}, (), 0.0, usage)
        there = reader.unpack(writer.pack(snapshot, drawn, ()))
        assert there.signals["weights"].tobytes() == value.tobytes()


def test_numbers_that_move_back_with_their_tokens_are_not_sent_again():
    old = np.random.default_rng(1).random((2, 1000)).astype(np.float32)
    drawn = {"weights": Drawn(0.0, 1.0, False, True, True)}
    writer = SnapshotWriter()
    sizes = []
    for token in range(3):
        usage = MemoryUsage(0.0, None, None, 0, UsageTexts("", "", ""))
        moved = np.concatenate([old[:, 1000 - token :], old[:, : 1000 - token]], axis=1)
        packed = writer.pack(TokenSnapshot(token, {"weights": moved}, (), 0.0, usage), drawn, ())
        sizes.append(len(msgspec.msgpack.encode(packed)))
    assert sizes[0] > old.nbytes
    assert max(sizes[1:]) < 200


def test_between_keys_weights_are_short_and_at_rest_they_are_exact():
    home = Home("tales-slots")
    line, weights = Line(home.opened.signals), ("slots.weights", "slots.strength")
    frames = [home.frames(n, TEXT[:n], n)[-1] for n in (100, 101)]
    for frame in frames:
        there, _ = line.pass_on(frame, brief=True)
        assert set(weights) <= set(there.snapshot.rounded)
        for name in weights:
            ours, theirs = there.snapshot.signals[name], frame.snapshot.signals[name]
            np.testing.assert_allclose(ours, theirs, rtol=2**-15, atol=0)
    assert line.writer.was_brief
    there, _ = line.pass_on(frame)
    assert not line.writer.was_brief
    assert_same(there, frame, home.opened)
    # What is exact stays so.
    again, size = line.pass_on(frame, brief=True)
    assert again.snapshot is there.snapshot
    assert size < 300


def test_what_is_wanted_exactly_is_so_between_keys_too():
    home = Home("tales-slots")
    line, frame = Line(home.opened.signals), home.frames(1, TEXT, 50)[-1]
    exact = (Stretch(("slots.weights",), frame.cursor, frame.cursor + 1),)
    assert_same(line.pass_on(frame, exact=exact, brief=True)[0], frame, home.opened)


def test_numbers_that_are_none_stay_so_when_they_are_made_short():
    signal = Signal("weights", Kind.ATTENTION, ("tokens",), (9,), "")
    values = np.array([np.nan, np.inf, -np.inf, 0, 1, -1, 1e-45, 0.1, 3e38], np.float32)
    usage = MemoryUsage(0.0, None, None, 0, UsageTexts("", "", ""))
    snapshot = TokenSnapshot(0, {"weights": values}, (), 0.0, usage)
    short = Shortened().of(snapshot, {"weights": Drawn.of(signal)}, (), True)
    assert short.rounded == ("weights",)
    np.testing.assert_allclose(short.signals["weights"], values, rtol=2**-15, atol=1e-38)


@pytest.mark.parametrize("length", [100, 4_000, 10_000])
@pytest.mark.parametrize("name", [one.name for one in bundled()])
def test_a_key_with_three_panels_takes_12_kilobytes(name, length):
    home = Home(name)
    line, text, sizes = Line(home.opened.signals), STORY * 3, []

    def key(n, caret):
        # Keys come one after another: frames between them are brief.
        frame = home.frames(n, text[:n], caret)[-1]
        sizes.append(line.pass_on(frame, brief=True)[1])

    for n in range(length, length + 16):
        key(n, n)
    first, *keys = sizes[1:]
    assert first <= 12_000
    assert sum(keys) / len(keys) <= 12_000
    # A memory that was merged or overwritten is another one, now and then.
    assert max(keys) <= 15_000
    # There and back again: what is beside the cursor has been read again.
    key(n, n // 2)
    for n in range(length + 16, length + 20):
        key(n, n)
    assert sum(sizes[-3:]) / 3 <= 12_000
