"""Answers without reading: the most frequent one, that of the nearest example, a first sentence."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from math import log, sqrt
from typing import TYPE_CHECKING

from wmstudio.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.example_sets.base import ExampleSet, PromptExample

# A Chinese character is a word here.
WORD = re.compile("[\u3400-\u9fff]|[^\\W_\u3400-\u9fff]+")


def baselines(asked: Sequence[PromptExample], known: ExampleSet | None) -> dict[str, list[str]]:
    """Answers to all examples, by the name of what gives them.

    ``known`` are examples to learn from. Without them, the most frequent answer is that of the
    examples that are asked, which favours it, and there is no nearest one.
    """
    first = [one.prompt[slice(*next(iter(sentences(one.prompt)), (0, 0)))] for one in asked]
    if known is None:
        often = Counter(one.target for one in asked).most_common(1)[0][0]
        return {
            "most frequent of these answers": [often] * len(asked),
            "first sentence": [" ".join(text.split()) for text in first],
        }
    return {
        "most frequent answer": [known.targets[0]] * len(asked),
        "nearest example": nearest([one.prompt for one in asked], known),
        "first sentence": [" ".join(text.split()) for text in first],
    }


def nearest(prompts: Sequence[str], known: ExampleSet) -> list[str]:
    """The target of the known prompt that is nearest by the cosine of tf-idf."""
    bags = [Counter(words(one.prompt)) for one in known.examples]
    seen = Counter(word for bag in bags for word in bag)
    weight = {word: log((1 + len(bags)) / (1 + n)) + 1 for word, n in seen.items()}
    found_in: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for i, bag in enumerate(bags):
        size = sqrt(sum((n * weight[word]) ** 2 for word, n in bag.items())) or 1.0
        for word, n in bag.items():
            found_in[word].append((i, n * weight[word] / size))
    answers = []
    for prompt in prompts:
        scores: dict[int, float] = defaultdict(float)
        for word, n in Counter(words(prompt)).items():
            for i, value in found_in.get(word, ()):
                scores[i] += n * weight[word] * value
        best = min(scores, key=lambda i: (-scores[i], i), default=0)
        answers.append(known.examples[best].target)
    return answers


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return [word.lower() for word in WORD.findall(text)]
