"""Measurements of a checkpoint as figures by name, ready for JSON.

If standard error is a terminal, a progress bar is shown there.
"""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from functools import lru_cache
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

import torch
from tqdm import tqdm

from wmstudio import library
from wmstudio.contract import Tap
from wmstudio.evaluation.cache_fit import read_text
from wmstudio.evaluation.grammar import score_sets
from wmstudio.evaluation.language import EvaluationError, score_by, score_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from wmstudio.evaluation.cache_fit import CacheReading
    from wmstudio.evaluation.grammar import Pair
    from wmstudio.library import LoadedModel
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.tokenizer import Tokenizer

Hashes = tuple[tuple[str, str], ...]
STEPS = 256
"""Number of tokens at the end of a text whose steps are timed."""


def of_text(model: LanguageModel, tokenizer: Tokenizer, text: str, what: str) -> dict[str, Any]:
    """The figures of `language.TextScore`. ``what`` precedes the progress bar, here and below.

    Raises:
        EvaluationError: see `language.score_text`.
    """
    with bar(what, len(tokenizer.encode(text).ids), "token") as shown:
        return dict(score_text(model, tokenizer, text, shown.update).figures)


def of_texts(
    model: LanguageModel, tokenizer: Tokenizer, texts: Mapping[str, str], what: str
) -> dict[str, Any]:
    """Bits per byte of each text, read from the initial state, and of all together.

    Raises:
        EvaluationError: see `language.score_text`.
    """
    each = {name: of_text(model, tokenizer, text, what) for name, text in texts.items()}
    total = sum(figures["bits_per_byte"] * figures["bytes"] for figures in each.values())
    return {
        "bits_per_byte": total / sum(figures["bytes"] for figures in each.values()),
        "texts": {name: figures["bits_per_byte"] for name, figures in each.items()},
    }


def of_any_text(loaded: LoadedModel, text: str, what: str) -> dict[str, Any]:
    """The same as `of_text`, for a model in any format.

    Raises:
        EvaluationError: see `language.score_by`.
        Refused: the model cannot read this text.
    """
    with bar(what, len(loaded.encode(text).ids), "token") as shown:
        return dict(score_by(lambda: loaded.bits(text, shown.update), text).figures)


def of_grammar(
    model: LanguageModel,
    tokenizer: Tokenizer,
    sets: Mapping[str, Sequence[Pair]],
    what: str,
) -> dict[str, Any]:
    """Accuracy of each set of minimal pairs, 0…1, and the mean over sets.

    Raises:
        EvaluationError: see `grammar.score_sets`.
    """
    began = time.perf_counter()
    with bar(what, 2 * sum(map(len, sets.values())), "sentence") as shown:
        accuracy = score_sets(model, tokenizer, sets, shown.update)
    return {
        "mean_accuracy": fmean(accuracy.values()),
        "sets": {
            name: {"accuracy": accuracy[name], "pairs": len(pairs)} for name, pairs in sets.items()
        },
        "seconds": time.perf_counter() - began,
    }


@torch.inference_mode()
def at_work(
    model: LanguageModel, tokenizer: Tokenizer, text: str, what: str, steps: int = STEPS
) -> dict[str, Any]:
    """Milliseconds per token at batch size 1, and memory use after the text.

    Each of the last ``steps`` tokens is a `step` of its own; the time is their median.

    Raises:
        EvaluationError: the text is empty.
    """
    device = next(model.parameters()).device
    tokens_1T = torch.from_numpy(tokenizer.encode(text).ids).long().unsqueeze(0).to(device)
    if not tokens_1T.numel():
        raise EvaluationError("the text is empty, so there is nothing to measure")
    first = max(0, tokens_1T.shape[1] - steps)
    state = model.initial_state()
    if first:
        state = model.prefill(tokens_1T[:, :first], state).state
    milliseconds = []
    with bar(what, tokens_1T.shape[1] - first, "token") as shown:
        for t in range(first, tokens_1T.shape[1]):
            began = time.perf_counter()
            logits_1V, state = model.step(tokens_1T[:, t], state, Tap())
            logits_1V.argmax().item()  # wait for the device
            milliseconds.append(1000 * (time.perf_counter() - began))
            shown.update()
    return {
        "milliseconds_per_token": median(milliseconds),
        "steps": len(milliseconds),
        "tokens": tokens_1T.shape[1],
        "memory_usage": asdict(model.memory_usage(state)),
    }


def bar(what: str, total: int, unit: str) -> tqdm[Any]:
    """A progress bar on standard error, if that is a terminal."""
    return tqdm(desc=what, total=total, unit=unit, file=sys.stderr, leave=False, disable=None)


def hashes_of(loaded: LoadedModel) -> Hashes:
    """What tells an open model from others."""
    return tuple(sorted(loaded.opened.hashes.items()))


@lru_cache(maxsize=1)
def opened(place: Path, device: str, hashes: Hashes) -> LoadedModel:
    """The model at a place, kept open for the next job of a worker.

    Raises:
        EvaluationError: on this machine there is another one.
    """
    loaded = library.open_checkpoint(place, device)
    if hashes_of(loaded) != hashes:
        raise EvaluationError(
            f"a worker has another model at {place}: every machine has to see the same files"
        )
    return loaded


def figures_at(
    place: Path, device: str, hashes: Hashes, cache: bool, text: str, what: str
) -> dict[str, Any]:
    """See `of_any_text`, for the model at a place."""
    loaded = opened(place, device, hashes)
    loaded = loaded.configured(cache=True) if cache else loaded
    return of_any_text(loaded, text, what)


def cache_reading_at(
    place: Path, device: str, hashes: Hashes, ids: npt.NDArray[np.int32]
) -> CacheReading:
    """See `cache_fit.read_text`, for the model at a place."""
    return read_text(opened(place, device, hashes).model, ids)
