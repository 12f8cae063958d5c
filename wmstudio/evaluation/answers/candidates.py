"""Choosing a target among candidates, the others of which are targets of other examples.

The share of right choices is hits@1, as in Zhang et al. 2018 ("Personalizing dialogue agents"),
who have 20 candidates. Baselines choose the candidate that is most like what they would answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from wmstudio.evaluation.answers.baselines import Likeness
from wmstudio.evaluation.language import EvaluationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.example_sets.base import PromptExample

SEED = 0


def check_candidates(examples: Sequence[PromptExample], count: int) -> list[str]:
    """The different targets, which candidates are drawn from.

    Raises:
        EvaluationError: there are fewer than ``count``.
    """
    targets = list(dict.fromkeys(one.target for one in examples))
    if len(targets) < count:
        raise EvaluationError(
            f"{count:,} candidates cannot be drawn from {len(targets):,} different targets: "
            "ask for fewer, or leave out --candidates"
        )
    return targets


def with_candidates(examples: Sequence[PromptExample], count: int) -> list[PromptExample]:
    """The examples with ``count`` choices each: the target, and others drawn from a fixed seed.

    Raises:
        EvaluationError: there are fewer different targets than that.
    """
    targets = check_candidates(examples, count)
    drawn = []
    for number, one in enumerate(examples):
        rng = np.random.default_rng((SEED, number))
        others = [target for target in targets if target != one.target]
        chosen = [others[i] for i in rng.choice(len(others), count - 1, replace=False)]
        chosen.insert(int(rng.integers(count)), one.target)
        drawn.append(replace(one, choices=tuple(chosen)))
    return drawn


def chosen_by_likeness(
    examples: Sequence[PromptExample], answers: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """For each baseline, the choice of each example that is most like its answer.

    One more baseline takes the choice that is most like the prompt.
    """
    every = {**answers, "most like the prompt": [one.prompt for one in examples]}
    texts = list(dict.fromkeys(choice for one in examples for choice in one.choices))
    number = {text: i for i, text in enumerate(texts)}
    among = [[number[choice] for choice in one.choices] for one in examples]
    likeness = Likeness(texts)
    return {
        name: [texts[likeness.closest(*pair)] for pair in zip(given, among, strict=True)]
        for name, given in every.items()
    }
