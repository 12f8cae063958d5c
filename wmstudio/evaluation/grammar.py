"""Grammar by minimal pairs: of two sentences that differ in a point, the more probable one.

A set is a file with a pair a line: the good sentence, a tab, the bad one; or JSON as BLiMP has it
(Warstadt et al. 2020, doi 10.1162/tacl_a_00321). A pair is right when the good sentence has the
larger log-probability as a whole, each read from the initial state. A tie is wrong.
"""

from __future__ import annotations

from collections import Counter
from math import isnan
from pathlib import PurePath
from statistics import fmean
from typing import TYPE_CHECKING, Any, NamedTuple

from wmstudio.evaluation.language import EvaluationError
from wmstudio.models.scoring import text_bits
from wmstudio.text.documents import TextError, read_text
from wmstudio.untrusted import parse_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.tokenizer import Tokenizer

PUBLISHED = {
    "sets": 67,
    "percent": {"5-gram": 61, "LSTM": 70, "Transformer-XL": 70, "human": 89},
}
"""Accuracy over all sets of BLiMP, from its paper (models with much more training data)."""
BATCH_TOKENS = 4096
"""Number of tokens read at a time, which limits the memory for logits."""


class Pair(NamedTuple):
    """Two sentences that differ in one point of grammar."""

    good: str
    bad: str


def published(figures: Mapping[str, Any] = PUBLISHED) -> str:
    """The published figures in a sentence."""
    percent = ", ".join(f"{name} {share} %" for name, share in figures["percent"].items())
    return f"Published over all {figures['sets']} sets of BLiMP: {percent}."


def read_sets(folder: Path, tell: Callable[[str], object] | None = None) -> dict[str, list[Pair]]:
    """Read every ``.tsv`` and ``.jsonl`` in a folder, by name.

    Two files of one name have their endings in it.
    Pairs of equal sentences, which a few published sets contain, are left out, and ``tell`` is
    called with their number.

    Raises:
        TextError: no such folder, nothing in it, or an invalid line (with its number).
    """
    if not folder.is_dir():
        raise TextError(f"there is no folder {folder} with .tsv files of minimal pairs")
    files = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in READERS and not path.name.startswith(".")
    ]
    if not files:
        raise TextError(f"{folder} has no .tsv or .jsonl files of minimal pairs")
    names = short_names([path.name for path in files])
    return {name: _read_pairs(path, tell) for name, path in zip(names, files, strict=True)}


def short_names(names: Sequence[str]) -> list[str]:
    """What files are called: each differently, and without its ending if that tells it apart."""
    stems = [PurePath(name).stem for name in names]
    times = Counter(stems)
    return [stem if times[stem] == 1 else name for stem, name in zip(stems, names, strict=True)]


def _read_pairs(path: Path, tell: Callable[[str], object] | None) -> list[Pair]:
    text = read_text(path)
    if not text.strip():
        raise TextError(f"{path} is empty: it should have a pair of sentences a line")
    pairs, equal = [], 0
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        try:
            good, bad = (sentence.strip() for sentence in READERS[path.suffix.lower()](line))
        except (ValueError, KeyError, TypeError, AttributeError):
            good = bad = ""
        if not good or not bad:
            raise TextError(
                f"{path}, line {number}, is no pair: it should be a good sentence, a tab, "
                "and a bad one that differs"
            )
        if good == bad:
            equal += 1
        else:
            pairs.append(Pair(good, bad))
    if not pairs:
        raise TextError(f"{path} has no pair of sentences that differ")
    if equal and tell is not None:
        tell(f"{path}: left out {equal:,} of {number:,} pairs, whose sentences are equal")
    return pairs


def _of_json(line: str) -> Sequence[str]:
    pair = parse_json(line)
    return pair["sentence_good"].text(), pair["sentence_bad"].text()


READERS: dict[str, Callable[[str], Sequence[str]]] = {
    ".tsv": lambda line: line.split("\t"),
    ".jsonl": _of_json,
}
"""Parsers of a line's two sentences, by the suffix of the file."""


def score_sets(
    model: LanguageModel,
    tokenizer: Tokenizer,
    sets: Mapping[str, Sequence[Pair]],
    tell: Callable[[int], object] | None = None,
) -> dict[str, float]:
    """The share of right pairs in each set, 0…1; 0.5 is chance.

    ``tell`` is called with the number of sentences read since the last call.

    Raises:
        EvaluationError: a sentence has no finite probability.
    """
    pairs = [pair for pairs in sets.values() for pair in pairs]
    bits = iter(sentence_bits(model, tokenizer, [s for pair in pairs for s in pair], tell))
    # The good sentence comes first; fewer bits are more probable.
    return {name: fmean(next(bits) < next(bits) for _ in pairs) for name, pairs in sets.items()}


def sentence_bits(
    model: LanguageModel,
    tokenizer: Tokenizer,
    sentences: Sequence[str],
    tell: Callable[[int], object] | None = None,
) -> list[float]:
    """Bits of each sentence from the initial state. Sentences of similar length form batches.

    Raises:
        EvaluationError: one of them is not finite.
    """
    ids = [tokenizer.encode(sentence).ids for sentence in sentences]
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]), reverse=True)
    bits = [0.0] * len(ids)
    while order:
        rows = max(1, BATCH_TOKENS // max(1, len(ids[order[0]])))
        batch, order = order[:rows], order[rows:]
        for i, found in zip(batch, text_bits(model, [ids[i] for i in batch]), strict=True):
            bits[i] = found
        if tell is not None:
            tell(len(batch))
    if any(map(isnan, bits)):
        raise EvaluationError("the model's probabilities of the sentences are no numbers")
    return bits
