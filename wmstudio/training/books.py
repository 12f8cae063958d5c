"""Training on books. Some are held out and scored in bits per byte."""

from __future__ import annotations

import bz2
import lzma
from collections.abc import Callable
from functools import partial
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmstudio.models.scoring import text_bits
from wmstudio.text.documents import read_text
from wmstudio.training.batches import BookBatches
from wmstudio.training.subject import Marks
from wmstudio.training.variations import Variations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.corpus import Corpus
    from wmstudio.text.tokenizer import Tokenizer
    from wmstudio.training.recipe import Data, Schedule

QUICK_BYTES = 40_000
"""How much of each held-out book is scored during training. At the end they are read whole."""


COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "xz": partial(lzma.compress, preset=9 | lzma.PRESET_EXTREME),
    "bzip2": partial(bz2.compress, compresslevel=9),
}
"""Compressors of the standard library, at their strongest setting."""


def compressed(texts: Sequence[str]) -> dict[str, float]:
    """Bits per byte of compressors on these texts, each compressed by itself."""
    data = [text.encode() for text in texts]
    return {
        name: 8 * sum(len(compress(one)) for one in data) / sum(map(len, data))
        for name, compress in COMPRESSORS.items()
    }


class Books:
    """A `Subject` made of a corpus.

    Raises:
        ValueError: no book is as long as a segment.
    """

    unit = "token"

    def __init__(
        self, corpus: Corpus, data: Data, schedule: Schedule, tokenizer: Tokenizer
    ) -> None:
        self.corpus, self.data, self.tokenizer = corpus, data, tokenizer
        texts = list(corpus.train.values())
        encoded = [tokenizer.encode(text).ids for text in texts]
        changed = data.rename or data.repeat
        self.batches = BookBatches(
            encoded,
            newline=int(tokenizer.encode("\n").ids[0]),
            rows=schedule.batch,
            length=schedule.length,
            chunks=schedule.segment_chunks,
            seed=schedule.seed,
            variations=Variations(texts, tokenizer, data.rename, data.repeat) if changed else None,
        )
        self.tokens_per_step = schedule.batch * schedule.length
        size = sum(len(text.encode()) for text in texts)
        self.bytes_per_token = size / sum(map(len, encoded))

    @property
    def text(self) -> str:
        """How many books there are."""
        count = len(self.corpus.train)
        return "1 book" if count == 1 else f"{count} books"

    def loss(self, nats: float) -> str:
        """The loss, with bits per byte."""
        bits = nats / log(2) / self.bytes_per_token
        return f"{nats:.3f} nats/token, {bits:.3f} bits/byte"

    def examine(self, model: LanguageModel, whole: bool) -> Marks:
        """Bits per byte of each held-out book, of all of them, and of the excerpt."""
        books = {
            name: text if whole else text.encode()[:QUICK_BYTES].decode(errors="ignore")
            for name, text in self.corpus.held_out.items()
        }
        bits = self._bits(model, list(books.values()))
        sizes = [len(text.encode()) for text in books.values()]
        average = sum(bits) / sum(sizes)
        record: dict[str, Any] = {
            "tokens_per_epoch": self.batches.tokens_per_epoch,
            "bytes_per_token": self.bytes_per_token,
            "validation_whole_books": whole,
            "validation_bits_per_byte": average,
            "validation_by_book": {
                name: b / n for name, b, n in zip(books, bits, sizes, strict=True)
            },
        }
        if self.data.excerpt:
            path = Path(self.data.excerpt)
            text = read_text(path)
            (bits_,) = self._bits(model, [text])
            record["excerpt"] = {"name": path.name, "bits_per_byte": bits_ / len(text.encode())}
        if whole:
            record["compressed_bits_per_byte"] = compressed(list(books.values()))
        return Marks(
            record,
            ("validation_bits_per_byte", average),
            f"{average:.4f} bits per byte held out",
        )

    def _bits(self, model: LanguageModel, texts: list[str]) -> list[float]:
        return text_bits(model, [self.tokenizer.encode(text).ids for text in texts])
