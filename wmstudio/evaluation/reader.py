"""Bits of stretches of texts, by which every test of remembering measures.

A `Reader` is whatever gives each token of a text a probability from the tokens before it: a model
(`model_reader`), or counts of n-grams (`kneser_ney`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

import numpy as np

from wmstudio.evaluation.language import EvaluationError
from wmstudio.text.stretches import Ends, tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from wmstudio.text.tokenizer import Tokenizer

Ids: TypeAlias = "npt.NDArray[np.int64]"
Bits: TypeAlias = "npt.NDArray[np.float64]"


class Passage(NamedTuple):
    """A text read from the initial state, and the stretches in it that are measured.

    Each stretch is half open, in code points.
    """

    text: str
    stretches: tuple[tuple[int, int], ...]


class Reader(Protocol):
    """Anything that gives each token of a text a probability, given the tokens before it."""

    @property
    def tokenizer(self) -> Tokenizer:
        """The pieces that it reads."""
        ...

    def bits(
        self,
        texts: Sequence[Ids],
        wanted: Sequence[Ids],
        tell: Callable[[int], object] | None = None,
    ) -> list[Bits]:
        """Surprise in bits of the wanted tokens of each text, given all tokens before each.

        ``wanted`` has the numbers of these tokens for each text, in rising order. ``tell`` is
        called with the number of texts done since the last call.
        """
        ...


def stretch_bits(
    reader: Reader,
    passages: Sequence[Passage],
    tell: Callable[[int], object] | None = None,
) -> list[list[Bits]]:
    """Bits of the tokens of each passage's stretches: one array per stretch.

    A token counts if it contains any character of the stretch (`text.stretches.tokens_of`). A
    reader may read common beginnings of passages once; the figures do not depend on it.

    Raises:
        EvaluationError: a probability is not a number above zero.
    """
    texts, wanted, cuts = [], [], []
    for passage in passages:
        encoding = reader.tokenizer.encode(passage.text)
        spans = [tokens_of(Ends(encoding.ends), *stretch) for stretch in passage.stretches]
        texts.append(encoding.ids.astype(np.int64))
        cuts.append(spans)
        every = [np.arange(*span, dtype=np.int64) for span in spans]
        wanted.append(np.unique(np.concatenate([np.zeros(0, np.int64), *every])))
    found = reader.bits(texts, wanted, tell)
    if not all(np.isfinite(bits).all() for bits in found):
        raise EvaluationError("the model's probabilities of the text are no finite numbers")
    return [
        [bits[slice(*np.searchsorted(at, span))] for span in spans]
        for bits, at, spans in zip(found, wanted, cuts, strict=True)
    ]
