"""Fitting the neural cache of a trained model: weight, sharpness and window for given texts.

Nothing is trained. Each text is read once; the features that the model had at every token are kept,
and every sharpness and window is scored over the same similarities (see `models.neural_cache` for
the formula, Grave, Joulin & Usunier 2017). The weight follows exactly: the bits of a text are a
convex function of it.

Shapes: T tokens, F features, N tokens scored at a time, J tokens that may be looked back at,
W windows, S sharpnesses.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from wmstudio.contract import Tap
from wmstudio.evaluation.language import EvaluationError
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.window import LONGEST_WINDOW
from wmstudio.models.scoring import checked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt

    from wmstudio.models.language_model import LanguageModel

SHARPNESSES = (4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 19.0, 22.0, 26.0, 32.0)
WINDOWS = (512, 1024, 2048, 4096, LONGEST_WINDOW)
CHUNK = 256
HALVINGS = 40
"""Halvings of the weight's interval: beyond float64's precision."""


class Point(NamedTuple):
    """A tried setting of the cache, and the bits that the texts need with it."""

    window: int
    sharpness: float
    weight: float
    bits: float


@dataclass(frozen=True)
class CacheFit:
    """The best point, all points, and the bits of the texts without a cache."""

    best: Point
    points: tuple[Point, ...]
    bits_without: float
    tokens: int

    @property
    def settings(self) -> dict[str, bool | int | float | str]:
        """The best point as settings of the model."""
        return {
            "cache_weight": round(self.best.weight, 4),
            "cache_sharpness": self.best.sharpness,
            "cache_window": self.best.window,
        }


class CacheReading(NamedTuple):
    """A text as a model and the caches expect it: bits of its first token, then probabilities.

    The model's are ``[T - 1]`` and the caches' ``[W, S, T - 1]``, in float64. Before the first
    token there is no cache.
    """

    first: float
    own_T: Tensor
    cached_WST: Tensor


def fit_cache(
    model: LanguageModel,
    texts: Sequence[npt.NDArray[np.int32]],
    sharpnesses: Sequence[float] = SHARPNESSES,
    windows: Sequence[int] = WINDOWS,
    tell: Callable[[int], object] | None = None,
) -> CacheFit:
    """Find the weight, sharpness and window that minimise the bits of tokenised texts.

    Each text is read from the initial state. ``tell`` is called with the number of tokens scored
    since the last call.

    Raises:
        EvaluationError: the model cannot have a cache, or no text has two tokens.
    """
    texts = long_enough(model, texts)
    readings = [read_text(model, ids, sharpnesses, windows, tell) for ids in texts]
    return fit_of(readings, sharpnesses, windows)


def long_enough(
    model: LanguageModel, texts: Sequence[npt.NDArray[np.int32]]
) -> list[npt.NDArray[np.int32]]:
    """The texts that a model's cache can be fitted to.

    Raises:
        EvaluationError: the model cannot have a cache, or no text has two tokens.
    """
    if "cache" not in model.settings:
        raise EvaluationError("this kind of model can have no neural cache")
    found = [ids for ids in texts if len(ids) > 1]
    if not found:
        raise EvaluationError("the texts are too short to fit a cache on")
    return found


def fit_of(
    readings: Sequence[CacheReading],
    sharpnesses: Sequence[float] = SHARPNESSES,
    windows: Sequence[int] = WINDOWS,
) -> CacheFit:
    """The fit to texts that were read with the same sharpnesses and windows."""
    bits_first = sum(one.first for one in readings)
    own_T = torch.cat([one.own_T for one in readings])
    cached_WST = torch.cat([one.cached_WST for one in readings], dim=-1)
    points = []
    for w, window in enumerate(sorted(windows)):
        for s, sharpness in enumerate(sharpnesses):
            weight = _best_weight(own_T, cached_WST[w, s])
            bits = _bits(own_T, cached_WST[w, s], weight) + bits_first
            points.append(Point(window, sharpness, weight, bits))
    return CacheFit(
        best=min(points, key=lambda point: point.bits),
        points=tuple(points),
        bits_without=_bits(own_T, own_T, 0.0) + bits_first,
        tokens=len(own_T) + len(readings),
    )


@torch.inference_mode()
def read_text(
    model: LanguageModel,
    ids: npt.NDArray[np.int32],
    sharpnesses: Sequence[float] = SHARPNESSES,
    windows: Sequence[int] = WINDOWS,
    tell: Callable[[int], object] | None = None,
) -> CacheReading:
    """Read a text of two tokens or more, without a cache and with each of them.

    Raises:
        PredictionError: the model predicts nothing, since what it computes are no numbers.
    """
    model, windows = model.configured(cache=False), sorted(windows)
    device = next(model.parameters()).device
    tokens_T = torch.from_numpy(ids).long().to(device)
    state = model.initial_state()
    first = -float(checked(model.logits(state))[0].log_softmax(dim=-1)[tokens_T[0]]) / log(2)
    before = [F.normalize(model.features(state), dim=-1)]
    own = []
    for start in range(0, len(ids) - 1, CHUNK):
        stop = min(start + CHUNK, len(ids) - 1)
        f_1TF, state = model.sequence(tokens_T[None, start:stop], state, Tap())
        log_TV = checked(model.words.logits(f_1TF))[0].log_softmax(dim=-1)
        own.append(log_TV.gather(1, tokens_T[start + 1 : stop + 1, None])[:, 0])
        before.append(F.normalize(f_1TF[0], dim=-1))
    # Row i has the features just before token i.
    features_TF = torch.cat(before)
    cached = []
    for start in range(1, len(ids), CHUNK):
        stop = min(start + CHUNK, len(ids))
        cached.append(_cached(features_TF, tokens_T, start, stop, sharpnesses, windows))
        if tell is not None:
            tell(stop - start + (start == 1))
    return CacheReading(first, torch.cat(own).double().exp().cpu(), torch.cat(cached, dim=-1))


def _cached(
    features_TF: Tensor,
    tokens_T: Tensor,
    start: int,
    stop: int,
    sharpnesses: Sequence[float],
    windows: Sequence[int],
) -> Tensor:
    """The caches' probabilities of tokens ``start`` to ``stop``: ``[W, S, N]``, float64."""
    low = max(0, start - windows[-1])
    cosine_NJ = features_TF[start:stop] @ features_TF[low : stop - 1].T
    at_J = torch.arange(low, stop - 1, device=tokens_T.device)
    at_N1 = torch.arange(start, stop, device=tokens_T.device).unsqueeze(1)
    back_NJ = at_N1 - at_J  # 1 for the latest known token
    less_NJ = (cosine_NJ - 1).masked_fill_(back_NJ < 1, -torch.inf)
    # Few keys match the token that came, so these are summed separately.
    row_H, at_H = (tokens_T[low : stop - 1] == tokens_T[start:stop].unsqueeze(1)).nonzero().T
    less_H, back_H = less_NJ[row_H, at_H], back_NJ[row_H, at_H]
    # The rows from which all tokens have a row in reach, and from which some have, by window.
    every = [max(low, stop - 1 - window) - low for window in windows]
    some = [max(low, start - window) - low for window in windows]
    cached_WSN = torch.empty(len(windows), len(sharpnesses), stop - start, dtype=torch.float64)
    for s, sharpness in enumerate(sharpnesses):
        e_NJ, e_H = (less_NJ * sharpness).exp_(), (less_H * sharpness).exp_().double()
        total_N, done = torch.zeros(stop - start, dtype=torch.float64), e_NJ.shape[1]
        for w, window in enumerate(windows):
            total_N = total_N + e_NJ[:, every[w] : done].sum(dim=1).double().cpu()
            done = every[w]
            edge = slice(some[w], every[w])
            edge_N = (e_NJ[:, edge] * (back_NJ[:, edge] <= window)).sum(dim=1).double().cpu()
            near_H = (e_H * (back_H <= window)).cpu()
            hit_N = torch.zeros_like(total_N).index_add_(0, row_H.cpu(), near_H)
            cached_WSN[w, s] = hit_N / (total_N + edge_N)
    return cached_WSN


def _bits(own_T: Tensor, cached_T: Tensor, weight: float) -> float:
    return -float(((1 - weight) * own_T + weight * cached_T).log2().sum())


def _best_weight(own_T: Tensor, cached_T: Tensor) -> float:
    """The weight of the cache, below 1, at which the derivative of the bits changes its sign."""
    gain_T = cached_T - own_T
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if float((gain_T / (own_T + middle * gain_T)).sum()) > 0:
            low = middle
        else:
            high = middle
    return low
