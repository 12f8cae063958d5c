"""A baseline: interpolated modified Kneser–Ney n-grams over a tokenizer's pieces.

Chen & Goodman 1999 (doi 10.1006/csla.1999.0128), section 3, with three discounts an order::

    p(w | h) = max(c(h w) - D(c(h w)), 0) / c(h •) + γ(h) p(w | h')
    γ(h)     = (D₁ N₁(h •) + D₂ N₂(h •) + D₃₊ N₃₊(h •)) / c(h •)
    Y = n₁ / (n₁ + 2 n₂),   D_i = i - (i + 1) Y n_{i+1} / n_i

h' is h without its first token, N_i(h •) the number of tokens that follow h exactly i times (3₊: or
more), n_i the number of n-grams that occur i times. For the highest order c is how often an n-gram
occurs; below, how many different tokens stand before it (for n-grams that begin a text, which
nothing stands before, how often it does). The lowest order goes over into 1 / V.

Beside it may stand a cache of what was read: p = (1 - λ) p_KN + λ p_cache, where p_cache(w) is the
share of w in the last tokens, a token's weight fading with its distance (Kuhn & De Mori 1990;
Clarkson & Robinson 1997).

An n-gram is known by the number of its first n - 1 tokens (as an n-gram of that length) and its
last token: so any vocabulary fits into 64 bits, and a table is one sorted array.

Shapes: N n-grams of an order, T tokens of a text, M tokens asked for, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self, TypeAlias

import numpy as np

from wmstudio.evaluation.language import EvaluationError
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from wmstudio.evaluation.reader import Bits, Ids
    from wmstudio.text.tokenizer import Tokenizer

ORDER = 5
CACHE_WEIGHT, CACHE_FADE, CACHE_WINDOW = 0.1, 500.0, 4096
"""λ, the distance at which a token's weight is 1/e, and the window in tokens."""

Numbers: TypeAlias = "npt.NDArray[np.int64]"
Chances: TypeAlias = "npt.NDArray[np.float64]"


class _Order(NamedTuple):
    """All n-grams of one length.

    ``keys`` are sorted: the number of the first n - 1 tokens × (V + 1), plus the last token.
    ``discounted`` is c - D of each. By the number of a context, ``total`` is c(h •) and ``rest`` is
    γ(h) c(h •).
    """

    keys: Numbers
    discounted: Chances
    total: Chances
    rest: Chances


@dataclass(frozen=True)
class KneserNey:
    """Discounted counts of n-grams up to an order."""

    vocab_size: int
    orders: tuple[_Order, ...]
    tokens: int

    @classmethod
    def counted(cls, texts: Sequence[Ids], vocab_size: int, order: int = ORDER) -> Self:
        """Count the n-grams of texts, each preceded by a start mark.

        Raises:
            EvaluationError: there are no tokens to count.
        """
        tokens = sum(map(len, texts))
        if not tokens:
            raise EvaluationError("there is no text to count n-grams in")
        base, begin = vocab_size + 1, vocab_size
        marked_T = np.concatenate([np.append(begin, ids) for ids in texts]).astype(np.int64)
        # The number of tokens to the end of the text: an n-gram must not cross an end.
        left_T = np.concatenate([np.arange(len(ids) + 1, 0, -1) for ids in texts])
        tables: list[_Table] = []
        number_T = np.zeros(len(marked_T), np.int64)  # of the n-gram that begins at each place
        for n in range(1, order + 1):
            at = np.flatnonzero(left_T >= n)
            keys_of = number_T[at] * base + marked_T[at + n - 1]
            keys, first, back, counts = np.unique(
                keys_of, return_index=True, return_inverse=True, return_counts=True
            )
            number_T = np.full(len(marked_T), -1, np.int64)
            number_T[at] = back
            tables.append(_Table(keys, counts.astype(np.int64), at[first], number_T))
        found = []
        for n, table in enumerate(tables, start=1):
            counts_N = table.counts
            if n < order:
                longer = tables[n]
                before_N = np.bincount(table.number_T[longer.at + 1], minlength=len(table.keys))
                counts_N = np.where(marked_T[table.at] == begin, counts_N, before_N)
            if n == 1:
                # The start mark is never predicted.
                counts_N = np.where(table.keys == begin, 0, counts_N)
            contexts = len(tables[n - 2].keys) if n > 1 else 1
            found.append(_order(table.keys, counts_N, table.keys // base, contexts))
        return cls(vocab_size, tuple(found), tokens)

    def chances(self, ids: Ids, places: Ids, instead: Ids | None = None) -> Chances:
        """Probability of the tokens at some places of a text, given all before: ``[M]``.

        ``instead`` are other tokens at those places.
        """
        base = self.vocab_size + 1
        marked_T = np.append(self.vocab_size, ids)
        last_M = marked_T[places + 1] if instead is None else instead
        chance_M = np.full(len(places), 1.0 / self.vocab_size)
        for n, order in enumerate(self.orders, start=1):
            # The context ends right before the place. Some texts are too short for it.
            context_M = np.where(places + 1 >= n - 1, 0, -1)
            for k, shorter in enumerate(self.orders[: n - 1]):
                token_M = marked_T[np.maximum(places + 1 - (n - 1) + k, 0)]
                context_M = _find(shorter.keys, context_M, token_M, base)
            total_M = np.where(context_M >= 0, order.total[context_M], 0.0)
            known_M = total_M > 0
            at_M = _find(order.keys, np.where(known_M, context_M, -1), last_M, base)
            share_M = np.where(at_M >= 0, order.discounted[at_M], 0.0)
            longer_M = (share_M + order.rest[context_M] * chance_M) / np.where(known_M, total_M, 1)
            chance_M = np.where(known_M, longer_M, chance_M)
        return chance_M


class _Table(NamedTuple):
    """Sorted keys of the n-grams of one length, their counts, and the number at each place."""

    keys: Numbers
    counts: Numbers
    at: Numbers
    number_T: Numbers


def _order(keys: Numbers, counts_N: Numbers, context_N: Numbers, contexts: int) -> _Order:
    """The discounted counts, and the weight of the shorter context."""
    discount_N = _discounts(counts_N)[np.minimum(counts_N, 3)]
    total = np.bincount(context_N, counts_N, contexts).astype(np.float64)
    rest = np.bincount(context_N, discount_N, contexts).astype(np.float64)
    return _Order(keys, counts_N - discount_N, total, rest)


def _discounts(counts_N: Numbers) -> Chances:
    """0, D₁, D₂, D₃₊, or 0, ½, 1, 1½ if there are too few n-grams to estimate them."""
    n1, n2, n3, n4 = (int(n) for n in np.bincount(counts_N, minlength=5)[1:5])
    if n1 and n2 and n3 and n4:
        y = n1 / (n1 + 2 * n2)
        told = np.array([1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3])
        # Unusual counts give values that would leave nothing for unseen n-grams.
        if (told > 0).all():
            return np.append(0.0, told)
    return np.array([0.0, 0.5, 1.0, 1.5])


def _find(keys: Numbers, context_M: Numbers, token_M: Numbers, base: int) -> Numbers:
    """Numbers of n-grams by context number and last token; -1 if absent."""
    wanted_M = context_M * base + token_M
    at_M = np.minimum(np.searchsorted(keys, wanted_M), len(keys) - 1)
    return np.where((context_M >= 0) & (keys[at_M] == wanted_M), at_M, -1)


@dataclass(frozen=True)
class NgramReader:
    """N-grams as a `Reader`, with or without a cache; see `wmstudio.evaluation.reader`.

    ``cache_weight`` is λ, 0 for no cache. ``cache_fade`` and ``cache_window`` are in tokens.
    """

    ngrams: KneserNey
    tokenizer: Tokenizer
    cache_weight: float = 0.0
    cache_fade: float = CACHE_FADE
    cache_window: int = CACHE_WINDOW

    def bits(
        self,
        texts: Sequence[Ids],
        wanted: Sequence[Ids],
        tell: Callable[[int], object] | None = None,
    ) -> list[Bits]:
        """See `Reader`."""
        found: list[Bits] = []
        for ids, places in zip(texts, wanted, strict=True):
            chance_M = self.ngrams.chances(ids, places)
            if self.cache_weight:
                cached_M, empty_M = self._cached(ids, places), places == 0
                share_M = np.where(empty_M, 0.0, self.cache_weight)
                chance_M = (1 - share_M) * chance_M + share_M * cached_M
            found.append(-np.log2(chance_M))
            if tell is not None:
                tell(1)
        return found

    def _cached(self, ids: Ids, places: Ids) -> Chances:
        """The share of each token among those before it, weighted by distance."""
        # Oldest first, so that the last of them is the nearest.
        fade_W = np.exp(-np.arange(self.cache_window, 0, -1) / self.cache_fade)
        cached_M = np.zeros(len(places))
        for m, place in enumerate(places.tolist()):
            before = ids[max(0, place - self.cache_window) : place]
            weight = fade_W[self.cache_window - len(before) :]
            if len(before):
                cached_M[m] = weight[before == ids[place]].sum() / weight.sum()
        return cached_M
