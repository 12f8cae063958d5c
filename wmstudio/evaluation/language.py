"""How well a model predicts a text: bits per byte, and perplexity per token."""

from __future__ import annotations

import time
from math import isfinite
from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.scoring import text_bits

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.tokenizer import Tokenizer

MOST_EXPONENT = 1023.0
"""Largest exponent of two that a float can hold."""


class EvaluationError(ValueError):
    """Something that cannot be measured. The message says why."""


@dataclass(frozen=True)
class TextScore:
    """The cost of a whole text, read with one state from the initial one.

    ``bytes`` are the text's in UTF-8; ``seconds`` are the time for reading only.
    """

    bits: float
    tokens: int
    bytes: int
    seconds: float

    @property
    def bits_per_byte(self) -> float:
        """Independent of the tokenizer."""
        return self.bits / self.bytes

    @property
    def perplexity(self) -> float:
        """Two to the bits per token. Comparable only between models with the same tokenizer."""
        return float(2.0 ** min(self.bits / self.tokens, MOST_EXPONENT))

    @property
    def figures(self) -> dict[str, float | int]:
        """All figures by name."""
        return {
            "bits_per_byte": self.bits_per_byte,
            "perplexity_per_token": self.perplexity,
            "bits": self.bits,
            "bytes": self.bytes,
            "tokens": self.tokens,
            "bytes_per_token": self.bytes / self.tokens,
            "seconds": self.seconds,
            "tokens_per_second": self.tokens / max(self.seconds, 1e-9),
        }


def score_text(
    model: LanguageModel,
    tokenizer: Tokenizer,
    text: str,
    tell: Callable[[int], object] | None = None,
) -> TextScore:
    """Score a whole text with a network; its first token is predicted from the initial state.

    ``tell`` is called with the number of tokens read since the last call.

    Raises:
        EvaluationError: the text is empty, or the model gives a part of it probability 0.
    """

    def read() -> tuple[float, int]:
        ids = tokenizer.encode(text).ids
        return text_bits(model, [ids], tell=tell)[0], len(ids)

    return score_by(read, text)


def score_by(read: Callable[[], tuple[float, int]], text: str) -> TextScore:
    """Score a text with a function that returns its bits and its number of tokens.

    Raises:
        EvaluationError: the text is empty, or the model gives a part of it probability 0.
    """
    if not text:
        raise EvaluationError("the text is empty, so there is nothing to measure")
    began = time.perf_counter()
    bits, tokens = read()
    seconds = time.perf_counter() - began
    if not isfinite(bits):
        raise EvaluationError("the model's probabilities of the text are no finite numbers")
    return TextScore(bits, tokens, len(text.encode("utf-8", "surrogatepass")), seconds)
