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


class Likeness:
    """Texts to compare others with, by the cosine of tf-idf."""

    def __init__(self, texts: Sequence[str]) -> None:
        bags = [Counter(words(text)) for text in texts]
        seen = Counter(word for bag in bags for word in bag)
        self._weight = {word: log((1 + len(bags)) / (1 + n)) + 1 for word, n in seen.items()}
        self._found_in: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for i, bag in enumerate(bags):
            size = sqrt(sum((n * self._weight[word]) ** 2 for word, n in bag.items())) or 1.0
            for word, n in bag.items():
                self._found_in[word].append((i, n * self._weight[word] / size))

    def closest(self, text: str, among: Sequence[int] | None = None) -> int:
        """The number of the text that is most like this one, of all or ``among`` some.

        It is the first of equals, and of all if there is none with a word of this text.
        """
        scores: dict[int, float] = defaultdict(float)
        for word, n in Counter(words(text)).items():
            for i, value in self._found_in.get(word, ()):
                scores[i] += n * self._weight[word] * value
        numbers = scores if among is None else among
        return min(numbers, key=lambda i: (-scores.get(i, 0.0), i), default=0)


def nearest(prompts: Sequence[str], known: ExampleSet) -> list[str]:
    """The target of the known prompt that is nearest."""
    likeness = Likeness([one.prompt for one in known.examples])
    return [known.examples[likeness.closest(prompt)].target for prompt in prompts]


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return [word.lower() for word in WORD.findall(text)]
