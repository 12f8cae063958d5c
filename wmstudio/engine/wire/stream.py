"""Messages to bytes and back: MessagePack, compressed in one stream for each direction.

What was sent before is the compressor's dictionary, so that texts which are in every message cost
next to nothing. Hence messages have to be read in the order in which they were written.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import msgspec

from wmstudio.engine.wire.items import check_items
from wmstudio.engine.wire.plans import WireError
from wmstudio.files.plain_name import as_unicode

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 64 * 2**20
"""Largest message in bytes, compressed or not."""
LEVEL = 1
"""Of compression: higher levels save a few per cent, and take several times as long."""

PIECE = 16 * 2**10
"""Bytes of a message that travel at once. Larger messages go in pieces: nothing else can pass them
on the line, and whoever hears nothing for some seconds takes the connection to be lost."""
MORE = b"+"
"""What goes before a piece that others follow."""


def in_pieces(data: bytes) -> Iterator[list[bytes]]:
    """What to send, one after another, so that a message arrives: the parts of each piece."""
    end = max(0, len(data) - 1) // PIECE * PIECE
    for at in range(0, end, PIECE):
        yield [MORE, data[at : at + PIECE]]
    yield [data[end:]]


class MessageWriter:
    """Writes the messages of one direction of one connection."""

    def __init__(self) -> None:
        self._compress = zlib.compressobj(LEVEL)

    def write(self, message: list[Any]) -> bytes:
        """A message of plain values as bytes.

        Raises:
            WireError: it is too large. It is not sent, and the stream goes on.
        """
        try:
            data = _encoded(message)
        except OverflowError as error:
            raise WireError("a number has more than 64 bits") from error
        if len(data) > LARGEST:
            raise WireError(f"it has {len(data):,} bytes, and at most {LARGEST:,} are sent")
        return self._compress.compress(data) + self._compress.flush(zlib.Z_SYNC_FLUSH)


def _encoded(message: list[Any]) -> bytes:
    try:
        return msgspec.msgpack.encode(message)
    except UnicodeEncodeError:  # a name of a file that is not UTF-8
        return msgspec.msgpack.encode(_as_unicode(message))


def _as_unicode(plain: Any) -> Any:
    if isinstance(plain, str):
        return as_unicode(plain)
    if isinstance(plain, list | tuple):
        return [_as_unicode(one) for one in plain]
    if isinstance(plain, dict):
        return {_as_unicode(key): _as_unicode(value) for key, value in plain.items()}
    return plain


class MessageReader:
    """Reads what a `MessageWriter` wrote."""

    def __init__(self) -> None:
        self._decompress = zlib.decompressobj()
        self._begun = bytearray()

    def add(self, piece: bytes) -> None:
        """Keep a piece of a message of which more follows.

        Raises:
            WireError: the message is too large.
        """
        self._begun += piece
        if len(self._begun) > LARGEST:
            raise WireError(f"it has more than {LARGEST:,} bytes")

    def read(self, data: bytes) -> list[Any]:
        """The message that ends with this, a list that begins with its kind.

        Raises:
            WireError: it is damaged or too large. Nothing that follows can be read.
        """
        if self._begun:
            data = bytes(self._begun) + data
            self._begun.clear()
        try:
            plain = self._decompress.decompress(data, LARGEST + 1)
            if len(plain) > LARGEST or self._decompress.unconsumed_tail:
                raise WireError(f"it has more than {LARGEST:,} bytes")
            check_items(plain)
            found = msgspec.msgpack.decode(plain)
        except WireError:
            raise
        except (zlib.error, msgspec.DecodeError, RecursionError, ValueError) as error:
            raise WireError("it is damaged") from error
        if not isinstance(found, list) or not found or not isinstance(found[0], str):
            raise WireError("it has no kind")
        return found
