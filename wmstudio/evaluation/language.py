"""How well a model expects a text: bits per byte, and perplexity per token."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from wmstudio.models.scoring import text_bits

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.tokenizer import Tokenizer

MOST_EXPONENT = 1023.0
"""Of a power of two that a float can hold."""


class EvaluationError(ValueError):
    """What cannot be measured; the message says why."""


@dataclass(frozen=True, slots=True)
class TextScore:
    """What a text cost a model, whole, its state carried along from the initial state.

    ``bytes`` are those of the text in UTF-8; ``seconds`` are of reading alone.
    """

    bits: float
    tokens: int
    bytes: int
    seconds: float

    @property
    def bits_per_byte(self) -> float:
        """Does not depend on how the text is cut into tokens."""
        return self.bits / self.bytes

    @property
    def perplexity(self) -> float:
        """Per token: two to the bits per token. Comparable between equal tokenizers only."""
        return float(2.0 ** min(self.bits / self.tokens, MOST_EXPONENT))

    @property
    def figures(self) -> dict[str, float | int]:
        """All there is to say, by name."""
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
    """Read the whole of a text with a network; its first token follows from the initial state.

    ``tell`` hears how many tokens were read since it was last told.

    Raises:
        EvaluationError: the text is empty, or the model gives a part of it no chance at all.
    """

    def read() -> tuple[float, int]:
        ids = tokenizer.encode(text).ids
        return text_bits(model, [ids], tell=tell)[0], len(ids)

    return score_by(read, text)


def score_by(read: Callable[[], tuple[float, int]], text: str) -> TextScore:
    """What a text costs, by a function that gives its bits and how many tokens it has.

    Raises:
        EvaluationError: the text is empty, or the model gives a part of it no chance at all.
    """
    if not text:
        raise EvaluationError("the text is empty, so there is nothing to measure")
    began = time.perf_counter()
    bits, tokens = read()
    seconds = time.perf_counter() - began
    if not isfinite(bits):
        raise EvaluationError("the model's probabilities of the text are no finite numbers")
    return TextScore(bits, tokens, len(text.encode("utf-8", "surrogatepass")), seconds)
