"""How right answers are: exact match, scores by class, BLEU, chrF, ROUGE, each with an interval.

BLEU and chrF are sacrebleu's (Post 2018), with its signature; ROUGE is rouge-score's. Both are an
optional extra. Intervals are 95 % by bootstrap over the examples (`evaluation.estimate`).

Shapes: N examples, C classes.
"""

from __future__ import annotations

import re
from math import exp
from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.evaluation.estimate import COVERAGE, RESAMPLES, estimate
from wmstudio.evaluation.language import EvaluationError
from wmstudio.example_sets.base import classes_of, same

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from wmstudio.evaluation.answers.answering import TargetCost

CHINESE = re.compile("[\u3400-\u9fff]")
EXTRA = "pip install 'wmstudio[applications]'"
ROUGE = ("rouge1", "rouge2", "rougeL")
RESAMPLED = 1000
"""How often sacrebleu draws the examples anew for an interval, as its signature says."""


def exact(answers: Sequence[str], targets: Sequence[str]) -> dict[str, float | int]:
    """The share of answers that are their targets."""
    return estimate([same(a, b) for a, b in zip(answers, targets, strict=True)])


def perplexity(costs: Sequence[TargetCost]) -> dict[str, float | int]:
    """E to the mean nats of a target's token."""
    found = estimate([one.nats for one in costs], [one.tokens for one in costs])
    raised = {key: exp(min(found[key], 700.0)) for key in ("value", "low", "high")}
    return {**raised, "count": found["count"]}


def by_class(answers: Sequence[str], targets: Sequence[str]) -> dict[str, Any] | None:
    """Macro precision, recall and F1, each class by itself, and who is taken for whom.

    ``confusion`` has a row for each target and a column for each answer; the last column counts
    answers that are no class. None if the targets are no classes.
    """
    classes = classes_of(targets)
    if classes is None:
        return None
    number = {name: i for i, name in enumerate(classes)}
    target_N = np.array([number[" ".join(target.split())] for target in targets])
    answer_N = np.array([number.get(" ".join(one.split()), len(classes)) for one in answers])
    confusion = _confusion(target_N, answer_N, len(classes))
    rng = np.random.default_rng(0)
    drawn = [rng.integers(0, len(target_N), len(target_N)) for _ in range(RESAMPLES)]
    resampled = np.array(
        [_macro(_confusion(target_N[i], answer_N[i], len(classes))) for i in drawn]
    )
    low, high = np.quantile(resampled, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2], axis=0)
    precision_C, recall_C, f1_C = _each(confusion)
    return {
        **{
            f"macro {name}": {
                "value": float(value),
                "low": float(low[i]),
                "high": float(high[i]),
                "count": len(target_N),
            }
            for i, (name, value) in enumerate(
                zip(("precision", "recall", "F1"), _macro(confusion), strict=True)
            )
        },
        "classes": {
            name: {
                "precision": float(precision_C[i]),
                "recall": float(recall_C[i]),
                "F1": float(f1_C[i]),
                "count": int(confusion[i].sum()),
            }
            for i, name in enumerate(classes)
        },
        "confusion": confusion.tolist(),
    }


def _confusion(
    target_N: npt.NDArray[np.int64], answer_N: npt.NDArray[np.int64], classes: int
) -> npt.NDArray[np.int64]:
    counts = np.bincount(target_N * (classes + 1) + answer_N, minlength=classes * (classes + 1))
    return counts.reshape(classes, classes + 1)


def _each(confusion: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.float64], ...]:
    """Precision, recall and F1 of each class; 0 where nothing was answered or asked."""
    right = np.diagonal(confusion).astype(np.float64)
    answered, asked = confusion.sum(0)[: len(right)], confusion.sum(1)
    precision = right / np.maximum(answered, 1)
    recall = right / np.maximum(asked, 1)
    return precision, recall, 2 * right / np.maximum(answered + asked, 1)


def _macro(confusion: npt.NDArray[np.int64]) -> tuple[float, ...]:
    """Means over the classes that are asked."""
    asked = confusion.sum(1) > 0
    return tuple(float(part[asked].mean()) for part in _each(confusion))


def _kept_scores(metric: Any) -> list[float]:
    """A list to which a metric of sacrebleu adds every score that it computes, as a float.

    Where answers and targets share nothing they are, and float32 elsewhere, and it cannot average
    the two: a bootstrap over a few examples may have both.
    """
    compute, kept = metric._compute_score_from_stats, list[float]()

    def as_float(stats: Any) -> Any:
        score = compute(stats)
        # Rounding may leave a perfect score above 100.
        score.score = min(float(score.score), 100.0)
        kept.append(score.score)
        return score

    metric._compute_score_from_stats = as_float
    return kept


def of_texts(answers: Sequence[str], targets: Sequence[str]) -> dict[str, Any]:
    """BLEU and chrF of a corpus (0…100) with sacrebleu's signatures, and ROUGE's F1 (0…1).

    Chinese is cut into characters by sacrebleu's own tokenizer; ROUGE, which knows only words of
    Latin letters, is left out there.

    Raises:
        EvaluationError: the libraries are not installed.
    """
    try:
        from rouge_score.rouge_scorer import RougeScorer
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF
    except ImportError as error:
        raise EvaluationError(
            f"scores of texts take sacrebleu and rouge-score, which are not installed: {EXTRA}"
        ) from error
    chinese = any(CHINESE.search(target) for target in targets)
    found: dict[str, Any] = {}
    for name, metric in (("BLEU", BLEU(tokenize="zh" if chinese else "13a")), ("chrF", CHRF())):
        kept = _kept_scores(metric)
        score = metric.corpus_score(list(answers), [list(targets)], n_bootstrap=RESAMPLED)
        # The middle of the resampled scores themselves: sacrebleu's own interval, the mean and half
        # of the width to both sides, can leave 0 to 100.
        low, high = np.quantile(kept[-RESAMPLED:], [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
        found[name] = {
            "value": score.score,
            "low": float(low),
            "high": float(high),
            "count": len(answers),
            "signature": metric.get_signature().format(),
        }
    if not chinese:
        scorer = RougeScorer(list(ROUGE), use_stemmer=True)
        each = [scorer.score(target, one) for one, target in zip(answers, targets, strict=True)]
        for name in ROUGE:
            found[name] = estimate([score[name].fmeasure for score in each])
    return found
