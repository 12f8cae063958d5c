"""What a model writes by itself: how much of it repeats, how varied it is, and how likely.

Texts are sampled from the initial state, at temperature 1. Stretches of given texts, as long in
tokens, say what is usual. Words are what stands between white space.

Shapes: B texts at a time, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from wmstudio.evaluation.estimate import estimate
from wmstudio.evaluation.kneser_ney import NgramReader
from wmstudio.evaluation.language import EvaluationError
from wmstudio.evaluation.measures import bar
from wmstudio.models.free_running import write_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt
    from torch import Tensor

    from wmstudio.evaluation.kneser_ney import KneserNey
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.tokenizer import Tokenizer

    Ids = npt.NDArray[np.int64]

LENGTH = 1_000
"""Tokens of a text."""
ROWS = 32
REPEATED = 4
"""A word is repeated if it and those before it, so many together, stood in the text before."""
DISTINCT = (1, 2, 3)
"""Lengths of stretches of words of which the share of different ones is told."""
WRITTEN, USUAL = "written by the model", "given texts"
ROUNDS = {
    **{f"distinct_{n}": f"different {n}-grams" for n in DISTINCT},
    "repeated": "repeated words",
    "bits_per_byte": "bits per byte of n-grams",
}


@torch.inference_mode()
def written(model: LanguageModel, texts: int, length: int, seed: int) -> list[Ids]:
    """Texts of so many tokens each, sampled from the initial state.

    Raises:
        EvaluationError: the model gives no probabilities.
    """
    device = next(model.parameters()).device
    drawing = torch.Generator(device).manual_seed(seed)
    found: list[Ids] = []

    def draw(p_BV: Tensor) -> Tensor:
        if not bool(p_BV.isfinite().all()):
            raise EvaluationError("the model gives no probabilities: train it again")
        shown.update(len(p_BV))
        return torch.multinomial(p_BV, 1, generator=drawing)[:, 0]

    with bar("writing", texts * length, "token") as shown:
        while len(found) < texts:
            rows = min(ROWS, texts - len(found))
            state = model.initial_state(rows)
            tokens = list(write_on(model, model.logits(state), state, length, draw))
            found += list(torch.stack(tokens, 1).cpu().numpy().astype(np.int64))
    return found


def cut(texts: Mapping[str, str], tokenizer: Tokenizer, count: int, length: int) -> list[Ids]:
    """Stretches of texts of so many tokens, one after the other, at most ``count``."""
    found: list[Ids] = []
    for text in texts.values():
        ids = tokenizer.encode(text).ids.astype(np.int64)
        found += [ids[i : i + length] for i in range(0, len(ids) - length + 1, length)]
    # From all texts alike.
    return [found[i * len(found) // count] for i in range(count)] if len(found) > count else found


def distinct(words: Sequence[str], n: int) -> tuple[int, int]:
    """How many different stretches of n words there are, and how many in all (Li et al. 2016)."""
    stretches = [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]
    return len(set(stretches)), len(stretches)


def repeated(words: Sequence[str], n: int = REPEATED) -> tuple[int, int]:
    """How many words end a stretch of n words that stood in the text before, of how many."""
    seen: set[tuple[str, ...]] = set()
    count = 0
    for i in range(len(words) - n + 1):
        stretch = tuple(words[i : i + n])
        count += stretch in seen
        seen.add(stretch)
    return count, max(len(words) - n + 1, 0)


def figures(
    texts: Sequence[Ids], tokenizer: Tokenizer, ngrams: KneserNey | None
) -> dict[str, dict[str, float | int]]:
    """Each of `ROUNDS` with its 95 % interval over texts; without n-grams no bits per byte."""
    decoded = [tokenizer.decode(ids.tolist()) for ids in texts]
    words = [text.split() for text in decoded]
    pairs: dict[str, list[tuple[float, int]]] = {
        f"distinct_{n}": [distinct(one, n) for one in words] for n in DISTINCT
    }
    pairs["repeated"] = [repeated(one) for one in words]
    if ngrams is not None:
        reader = NgramReader(ngrams, tokenizer)
        bits = reader.bits(texts, [np.arange(len(ids)) for ids in texts])
        pairs["bits_per_byte"] = [
            (float(of.sum()), len(text.encode())) for of, text in zip(bits, decoded, strict=True)
        ]
    return {
        name: estimate([of for of, _ in each], [max(over, 1) for _, over in each])
        for name, each in pairs.items()
    }


def report(
    model: LanguageModel,
    tokenizer: Tokenizer,
    texts: Mapping[str, str],
    counts: Mapping[str, int],
    ngrams: KneserNey | None,
) -> dict[str, Any]:
    """Figures of what the model writes, and of stretches of these texts, if there are any.

    ``counts`` are the numbers ``texts``, ``length`` (tokens of each) and ``seed``.

    Raises:
        EvaluationError: the model gives no probabilities.
    """
    own = written(model, counts["texts"], counts["length"], counts["seed"])
    found = {WRITTEN: figures(own, tokenizer, ngrams)}
    if usual := cut(texts, tokenizer, counts["texts"], counts["length"]):
        found[USUAL] = figures(usual, tokenizer, ngrams)
    return {**counts, "figures": found}


def rows(found: Mapping[str, Any]) -> Iterator[list[str]]:
    """The figures as a table, a row for each."""
    each = found["figures"]
    texts = "1 text" if found["texts"] == 1 else f"{found['texts']:,} texts"
    tokens = "1 token" if found["length"] == 1 else f"{found['length']:,} tokens"
    yield [f"{texts} of {tokens}", *each]
    for name, title in ROUNDS.items():
        cells = [of[name] for of in each.values() if name in of]
        if cells:
            form = ".3f" if name == "bits_per_byte" else ".1%"
            yield [
                title,
                *(f"{x['value']:{form}} ({x['low']:{form}} to {x['high']:{form}})" for x in cells),
            ]
