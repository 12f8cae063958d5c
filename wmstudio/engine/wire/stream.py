"""Messages to bytes and back: MessagePack, compressed in one stream for each direction.

What was sent before is the compressor's dictionary, so that texts which are in every message cost
next to nothing. Hence messages have to be read in the order in which they were written.
"""

from __future__ import annotations

import zlib
from typing import Any

import msgspec

from wmstudio.engine.wire.items import check_items
from wmstudio.engine.wire.plans import WireError

LARGEST = 64 * 2**20
"""Largest message in bytes, compressed or not."""
LEVEL = 1
"""Of compression: higher levels save a few per cent, and take several times as long."""


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
            data = msgspec.msgpack.encode(message)
        except OverflowError as error:
            raise WireError("a number has more than 64 bits") from error
        if len(data) > LARGEST:
            raise WireError(f"it has {len(data):,} bytes, and at most {LARGEST:,} are sent")
        return self._compress.compress(data) + self._compress.flush(zlib.Z_SYNC_FLUSH)


class MessageReader:
    """Reads what a `MessageWriter` wrote."""

    def __init__(self) -> None:
        self._decompress = zlib.decompressobj()

    def read(self, data: bytes) -> list[Any]:
        """The message, a list that begins with its kind.

        Raises:
            WireError: it is damaged or too large. Nothing that follows can be read.
        """
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
