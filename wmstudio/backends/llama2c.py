"""llama2.c: seven int32 in a header, then float32 tensors in a fixed order (its version 0).

The tokenizer is another file beside it, ``tokenizer.bin`` or ``tok*.bin``: an int32, and for each
piece a float32 score, an int32 length and its bytes.
"""

from __future__ import annotations

import struct
from math import isfinite, prod
from typing import TYPE_CHECKING

from wmstudio.backends.found import FormatError, Found, opens
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import UntrustedError, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wmstudio.text.merging import ScoreTokenizer

NAME = "llama2.c model (.bin)"
HEADER = struct.Struct("<7i")
LARGEST_TOKENIZER = 64 * 2**20
BOS, FIRST_BYTE = 1, 3


@dataclass(frozen=True)
class Llama2cHeader:
    """What the seven numbers say."""

    width: int
    feed_forward: int
    layers: int
    heads: int
    kv_heads: int
    vocab_size: int
    window: int
    is_tied: bool

    def tensors(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Every tensor in the file by Llama's name and its shape, in order."""
        c, f, n = self.width, self.feed_forward, self.layers
        d = c // self.heads
        yield "embed_tokens.weight", (self.vocab_size, c)
        for name, *shape in (
            ("input_layernorm", c),
            ("self_attn.q_proj", c, c),
            ("self_attn.k_proj", self.kv_heads * d, c),
            ("self_attn.v_proj", self.kv_heads * d, c),
            ("self_attn.o_proj", c, c),
            ("post_attention_layernorm", c),
            ("mlp.gate_proj", f, c),
            ("mlp.down_proj", c, f),
            ("mlp.up_proj", f, c),
        ):
            for i in range(n):
                yield f"layers.{i}.{name}.weight", tuple(shape)
        yield "norm.weight", (c,)
        # Cosines and sines, which are computed here.
        yield "", (self.window, d)
        if not self.is_tied:
            yield "lm_head.weight", (self.vocab_size, c)

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return HEADER.size + 4 * sum(prod(shape) for _, shape in self.tensors())


def _header(data: bytes) -> Llama2cHeader | None:
    if len(data) != HEADER.size:
        return None
    c, f, layers, heads, kv_heads, v, window = HEADER.unpack(data)
    sizes = (c, f, layers, heads, kv_heads, abs(v), window)
    if not all(1 <= n <= 2**20 for n in sizes) or layers > 1_000 or c % heads or heads % kv_heads:
        return None
    return Llama2cHeader(c, f, layers, heads, kv_heads, abs(v), window, v > 0)


def recognise(path: Path) -> Path | None:
    """A ``.bin`` file that is exactly as long as its seven numbers say."""
    if path.suffix.lower() != ".bin" or not path.is_file():
        return None
    with path.open("rb") as file:
        header = _header(file.read(HEADER.size))
    return path if header is not None and header.size == path.stat().st_size else None


@opens
def open(path: Path) -> Found:
    """Open a model of llama2.c.

    Raises:
        FormatError: it is damaged, or there is no tokenizer beside it; one sentence.
    """
    from wmstudio.backends import decoder_weights
    from wmstudio.models.decoder import DecoderConfig
    from wmstudio.weights.stored import in_file

    with path.open("rb") as file:
        header = _header(file.read(HEADER.size))
    if header is None or header.size != path.stat().st_size:
        raise FormatError("its size is not what its header says")
    tensors, at = {}, HEADER.size
    for name, shape in header.tensors():
        if name:
            tensors[name] = in_file(path, at, "F32", shape)
        at += 4 * prod(shape)
    try:
        config = DecoderConfig(
            vocab_size=header.vocab_size, width=header.width, layers=header.layers,
            heads=header.heads, kv_heads=header.kv_heads, head_width=header.width // header.heads,
            feed_forward=header.feed_forward, window=min(header.window, decoder_weights.WINDOW),
            norm="rms", activation="silu", is_gated=True, start=BOS,
        )  # fmt: skip
    except ValueError as error:
        raise FormatError(f"its sizes do not fit: {error}") from error
    plan = decoder_weights.llama(tensors, config, is_interleaved=True)
    tokenizer, told = _tokenizer_beside(path, header.vocab_size)
    return Found(
        decoder_weights.build(plan),
        tokenizer,
        "llama",
        "llama2.c file",
        plan.what,
        (*plan.assumed, "A text begins with <s>.", told),
        compared=True,
    )


def _tokenizer_beside(path: Path, count: int) -> tuple[ScoreTokenizer, str]:
    names = sorted(path.parent.glob("tok*.bin"))
    for file in names:
        try:
            pieces, scores = read_tokenizer(read_bytes(file, LARGEST_TOKENIZER))
        except (UntrustedError, OSError):
            continue
        if len(pieces) == count:
            from wmstudio.text.merging import ScoreTokenizer

            return ScoreTokenizer(
                pieces, scores, FIRST_BYTE
            ), f"Its pieces are those of {file.name}."
    raise FormatError(
        f"there is no tok*.bin of {count:,} pieces beside it: put its tokenizer.bin there"
    )


def read_tokenizer(data: bytes) -> tuple[list[bytes], list[float]]:
    """The pieces and scores of a ``tokenizer.bin``.

    Raises:
        UntrustedError: it is damaged; part of a sentence.
    """
    at = 4
    pieces: list[bytes] = []
    scores: list[float] = []
    while at < len(data):
        if at + 8 > len(data):
            raise UntrustedError("it is cut short")
        score, length = struct.unpack_from("<fi", data, at)
        at += 8
        if not 0 <= length <= len(data) - at or not isfinite(score):
            raise UntrustedError("it is damaged")
        # The three control pieces stand for no text.
        pieces.append(b"" if len(pieces) < FIRST_BYTE else data[at : at + length])
        scores.append(score)
        at += length
    return pieces, scores
