"""Decoding UTF-8 that arrives in pieces."""

from __future__ import annotations

import codecs


class StreamDecoder:
    """Holds back unfinished characters. Bytes that are not UTF-8 become �."""

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")

    def push(self, piece: bytes) -> str:
        """The text completed by this piece; may be empty."""
        return self._utf8.decode(piece)

    @property
    def unfinished(self) -> bool:
        """Whether bytes of an unfinished character are held back."""
        return bool(self._utf8.getstate()[0])

    def finish(self) -> str:
        """What is left at the end."""
        return self._utf8.decode(b"", final=True)
