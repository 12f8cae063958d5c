"""Frames of a text cut in any way, made by hand."""

import numpy as np

from wmstudio.engine.messages import Cost, Frame
from wmstudio.engine.trace import Chunk, Trace


def frame(pieces, bits, every=3, read=None):
    """A text whose tokens are these bytes and cost so many bits, read up to one of them."""
    data = b"".join(pieces)
    begins = np.cumsum([0, *(byte & 0xC0 != 0x80 for byte in data)])
    ends = begins[np.cumsum([len(piece) for piece in pieces], dtype=int)]
    bits, n = np.array(bits, np.float32), len(pieces) if read is None else read
    chunks = []
    for a in range(0, n, every):
        cut = slice(a, min(a + every, n))
        zeros = np.zeros(cut.stop - a, np.float32)
        rest = zeros, zeros[:, None].astype(np.int32), zeros[:, None], zeros.astype(np.int32)
        ids = zeros.astype(np.int32)
        chunks.append(Chunk(a, ids, ends[cut].astype(np.int64), bits[cut], *rest))
    return Frame(
        revision=1,
        trace=Trace(tuple(chunks)),
        length=len(pieces),
        cursor=-1,
        window=(0, 0),
        snapshot=None,
        cost=Cost(0.0, 0),
        complete=n == len(pieces),
    )


def told(engine, command):
    """What is told when a command is carried out, without the places to give up."""
    return [event for event in engine.do(command) if event is not None]
