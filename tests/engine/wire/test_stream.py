"""Messages are read, or refused before they take more than their bytes."""

import random
import struct
import zlib

import msgspec
import pytest

from wmstudio.engine.wire import stream
from wmstudio.engine.wire.items import check_items
from wmstudio.engine.wire.plans import MOST_ITEMS, WireError
from wmstudio.engine.wire.stream import PIECE, MessageReader, MessageWriter, in_pieces

VALUES = [
    None, True, False, 0, 127, 128, 255, 256, 2**16, 2**32, 2**63, -1, -32, -33, -129, -(2**15) - 1,
    -(2**31) - 1, 0.5, "", "x" * 31, "é" * 200, "x" * 300, "x" * 70_000, b"", b"x" * 255,
    b"\xdd" * 256, b"\xdd" * 70_000, [], [[]] * 15, [0] * 16, [0] * 70_000, {}, {"a": [1]},
    {str(n): n for n in range(20)},
]  # fmt: skip


def packed(plain):
    """What travels of the bytes of a message."""
    packer = zlib.compressobj(1)
    return packer.compress(plain) + packer.flush(zlib.Z_SYNC_FLUSH)


def test_values_of_all_kinds_and_lengths_arrive():
    writer, reader = MessageWriter(), MessageReader()
    assert reader.read(writer.write(["view", *VALUES])) == ["view", *VALUES]


def values_in(value):
    """How many values are in a list or a table, and in those in it."""
    inside = [*value, *value.values()] if isinstance(value, dict) else value
    return sum(1 + values_in(one) for one in inside) if isinstance(value, list | dict) else 0


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_values_are_counted_as_far_as_they_go(value, monkeypatch):
    data, count = msgspec.msgpack.encode([value, value]), values_in([value, value])
    monkeypatch.setattr("wmstudio.engine.wire.items.MOST_ITEMS", count)
    for cut in (len(data), len(data) // 2, 1, 0):
        check_items(data[:cut])
    monkeypatch.setattr("wmstudio.engine.wire.items.MOST_ITEMS", count - 1)
    with pytest.raises(WireError, match="values"):
        check_items(data)


@pytest.mark.parametrize("one", [b"\x90", b"\x80", b"\xc0", b"\xa0"])
@pytest.mark.parametrize("code", [b"\xdd", b"\xdf"])
def test_more_values_than_memory_holds_are_refused_unmade(code, one):
    many = b"\x92\xa4view" + code + struct.pack(">I", MOST_ITEMS + 1) + one * (MOST_ITEMS + 1)
    with pytest.raises(WireError, match="more than"):
        MessageReader().read(packed(many))


@pytest.mark.parametrize("size", [2**16, 2**31, 2**32 - 1])
@pytest.mark.parametrize("code", [b"\xc6", b"\xdb", b"\xdd", b"\xdf"])
def test_lengths_without_their_bytes_are_refused(code, size):
    with pytest.raises(WireError):
        MessageReader().read(packed(b"\x92\xa4view" + code + struct.pack(">I", size)))


@pytest.mark.parametrize("code", [0xC1, 0xC7, 0xC8, 0xC9, 0xD4, 0xD8])
def test_values_of_kinds_that_are_not_sent_are_refused(code):
    with pytest.raises(WireError, match="kind"):
        MessageReader().read(packed(b"\x92\xa4view" + bytes([code]) + b"\0" * 20))


def test_what_follows_a_damaged_message_is_refused():
    writer, reader = MessageWriter(), MessageReader()
    first, second = writer.write(["view", 1]), writer.write(["view", 2])
    assert first
    with pytest.raises(WireError):
        reader.read(second)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 5 * PIECE + 7])
def test_pieces_are_small_and_make_up_the_message(size):
    data = bytes(n % 251 for n in range(size))
    *before, last = in_pieces(data)

    assert [parts[0] for parts in before] == [stream.MORE] * (max(0, size - 1) // PIECE)
    assert len(last) == 1
    assert b"".join(parts[-1] for parts in (*before, last)) == data
    assert all(len(parts[-1]) <= PIECE for parts in (*before, last))


def test_a_message_in_pieces_is_read_between_others():
    writer, reader = MessageWriter(), MessageReader()
    large = ["view", random.Random(1).randbytes(3 * PIECE)]
    for message in (["view", 1], large, ["view", 2]):
        *before, last = in_pieces(writer.write(message))
        for _, piece in before:
            reader.add(piece)
        assert bool(before) == (message is large)
        assert reader.read(last[0]) == message


def test_a_message_that_has_no_end_is_refused(monkeypatch):
    monkeypatch.setattr(stream, "LARGEST", 3 * PIECE)
    reader = MessageReader()
    for _ in range(3):
        reader.add(bytes(PIECE))
    with pytest.raises(WireError, match="more than"):
        reader.add(b"x")
