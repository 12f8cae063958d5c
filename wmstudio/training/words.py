"""Training on whole words with a closed vocabulary, scored by perplexity per word."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING, Any

from wmstudio.models.scoring import text_bits
from wmstudio.text.documents import TextError
from wmstudio.text.tokenizer import BESIDE_WORDS
from wmstudio.training.batches import BookBatches
from wmstudio.training.subject import Marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.closed_vocabulary import WordTexts
    from wmstudio.text.tokenizer import Tokenizer
    from wmstudio.training.recipe import Schedule

QUICK = 20_000
"""How many words of the validation file are scored during training."""


def check_vocabulary(vocabulary: Sequence[str], vocab_size: int) -> None:
    """Check that a recipe asks for as many pieces as there are.

    Raises:
        TextError: it does not.
    """
    pieces = BESIDE_WORDS + len(vocabulary)
    if pieces != vocab_size:
        raise TextError(
            f"the texts to learn have {len(vocabulary):,} different words, which takes "
            f"{pieces:,} pieces with those for line ends and for other text: write vocab_size = "
            f"{pieces}, not {vocab_size}, or use the texts that the recipe is for"
        )


class WholeWords:
    """A `Subject` made of three texts with one vocabulary.

    Raises:
        ValueError: the training text is shorter than a segment.
    """

    unit = "token"

    def __init__(self, texts: WordTexts, schedule: Schedule, tokenizer: Tokenizer) -> None:
        self.texts, self.tokenizer = texts, tokenizer
        self.batches = BookBatches(
            [tokenizer.encode(texts.train).ids],
            newline=int(tokenizer.encode("\n").ids[0]),
            rows=schedule.batch,
            length=schedule.length,
            chunks=schedule.segment_chunks,
            seed=schedule.seed,
        )
        self.tokens_per_step = schedule.batch * schedule.length

    @property
    def text(self) -> str:
        """How many words there are."""
        return f"{len(self.texts.vocabulary):,} different words"

    def loss(self, nats: float) -> str:
        """The loss, and the perplexity that it means."""
        return f"{nats:.3f} nats/word, perplexity {exp(min(nats, 700.0)):,.1f}"

    def examine(self, model: LanguageModel, whole: bool) -> Marks:
        """Perplexity of the validation text; at the end, of the test text, too."""
        texts = {"valid": self.texts.valid} | ({"test": self.texts.test} if whole else {})
        ids = [self.tokenizer.encode(text).ids for text in texts.values()]
        ids = ids if whole else [one[:QUICK] for one in ids]
        bits = text_bits(model, ids)
        perplexity = {
            part: exp(min(b * log(2) / len(one), 700.0))
            for part, b, one in zip(texts, bits, ids, strict=True)
        }
        record: dict[str, Any] = {
            "tokens_per_epoch": self.batches.tokens_per_epoch,
            "words": {
                "whole": whole,
                "vocabulary": len(self.texts.vocabulary),
                "perplexity": perplexity,
                "tokens": {part: len(one) for part, one in zip(texts, ids, strict=True)},
            },
        }
        told = " and ".join(f"{found:,.2f} ({part})" for part, found in perplexity.items())
        return Marks(
            record, ("validation_perplexity", perplexity["valid"]), f"perplexity {told} per word"
        )
