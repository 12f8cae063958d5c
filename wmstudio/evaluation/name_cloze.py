"""A cloze of names, cut from any books by rule, after the Children's Book Test (Hill et al. 2016).

Twenty sentences, then one in which a name is missing that stands somewhere in the twenty. Up to ten
names of the twenty are candidates; the answer is the one with which the whole sentence, from the
missing name to its end, takes the fewest bits. The names of a book are found by rule
(`training.names`), so some towns are among them, and some names are missed.

The questions are not those of the published test, which come from other books and were filtered
otherwise: its figures stand beside these for orientation only. Mind that the last sentence alone
helps about as much as all twenty in the published test (Kaushik & Lipton 2018).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wmstudio.evaluation.estimate import estimate
from wmstudio.evaluation.language import EvaluationError
from wmstudio.evaluation.reader import Passage, stretch_bits
from wmstudio.text.sentences import sentences
from wmstudio.training.names import WORD, find_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wmstudio.evaluation.reader import Reader

QUESTIONS = 2000
CONTEXT = 20
"""Number of sentences before the question."""
LEAST_CANDIDATES, MOST_CANDIDATES = 3, 10
NEAR = ((1, 1, "1"), (2, 5, "2-5"), (6, CONTEXT, f"6-{CONTEXT}"))
"""Groups of questions by how many sentences ago the answer was last named."""
PUBLISHED = {
    "source": "Hill et al. 2016 (arXiv:1511.02301), named entities of the Children's Book Test",
    "percent": {
        "human, with context": 81.6,
        "Kneser-Ney with cache": 43.9,
        "LSTM, context and query": 41.8,
        "contextual LSTM, window context": 43.6,
        "memory network, window": 49.3,
        "memory network, window and self-supervision": 66.6,
    },
}
CAUTION = "Other questions than these: for orientation only."


class Question(NamedTuple):
    """``context`` ends where the sentence begins; ``answer`` is one of the candidates.

    ``since`` is how many sentences ago the answer was last named, 1 for the sentence before.
    """

    context: str
    before: str
    after: str
    candidates: tuple[str, ...]
    answer: str
    since: int


def questions(texts: Mapping[str, str], seed: int, most: int = QUESTIONS) -> list[Question]:
    """Questions from texts by name: all of them, or a sample drawn by the seed.

    Raises:
        EvaluationError: there are none.
    """
    random = np.random.default_rng([seed, 4])
    books = [text for _, text in sorted(texts.items())]
    found = [
        question
        for text, names in zip(books, find_names(books), strict=True)
        for question in _of_book(text, names.kinds, random)
    ]
    if not found:
        raise EvaluationError(
            "the texts have no sentence that asks for a name: name longer ones, or ask none "
            "(wmstudio eval --questions 0)"
        )
    if len(found) > most:
        found = [found[i] for i in sorted(random.choice(len(found), most, replace=False))]
    return found


def _of_book(text: str, names: Mapping[str, str], random: np.random.Generator) -> list[Question]:
    spans = sentences(text)
    within = [
        [(word[0], *word.span()) for word in WORD.finditer(text, *span) if word[0] in names]
        for span in spans
    ]
    found = []
    for at in range(CONTEXT, len(spans)):
        here = Counter(name for name, _, _ in within[at])
        last: dict[str, int] = {}
        for back in range(CONTEXT, 0, -1):
            last |= {name: back for name, _, _ in within[at - back]}
        # A name that the sentence also has elsewhere is an unlikely answer.
        asked = [one for one in within[at] if here[one[0]] == 1 and one[0] in last]
        if not asked:
            continue
        name, low, high = asked[int(random.integers(len(asked)))]
        others = sorted(other for other in last if other not in here)
        if len(others) + 1 < LEAST_CANDIDATES:
            continue
        if len(others) >= MOST_CANDIDATES:
            picked = random.choice(len(others), MOST_CANDIDATES - 1, replace=False)
            others = [others[i] for i in sorted(picked)]
        start, stop = spans[at]
        found.append(
            Question(
                context=text[spans[at - CONTEXT][0] : start],
                before=text[start:low],
                after=text[high:stop],
                candidates=tuple(sorted([name, *others])),
                answer=name,
                since=last[name],
            )
        )
    return found


def guesses(asked: Sequence[Question], seed: int) -> dict[str, Any]:
    """Baselines without a model: chance, and the context's most frequent or last name."""
    often, late = [], []
    for question in asked:
        words = [word for word in WORD.findall(question.context) if word in question.candidates]
        most = Counter(reversed(words)).most_common(1)[0][0]
        often.append(most == question.answer)
        late.append(words[-1] == question.answer)
    return {
        "questions": len(asked),
        "chance": float(np.mean([1 / len(question.candidates) for question in asked])),
        "most frequent": estimate(often, seed=seed),
        "latest": estimate(late, seed=seed),
    }


def answers(
    reader: Reader,
    asked: Sequence[Question],
    with_context: bool,
    tell: Callable[[int], object] | None = None,
) -> list[str]:
    """For each question the candidate that takes the fewest bits, or the first of equals.

    Raises:
        EvaluationError: see `stretch_bits`.
    """
    passages = []
    for question in asked:
        begin = (question.context if with_context else "") + question.before
        for name in question.candidates:
            text = f"{begin}{name}{question.after}"
            passages.append(Passage(text, ((len(begin), len(text)),)))
    bits = iter(float(one.sum()) for (one,) in stretch_bits(reader, passages, tell))
    chosen = []
    for question in asked:
        costs = [next(bits) for _ in question.candidates]
        chosen.append(question.candidates[int(np.argmin(costs))])
    return chosen


def cloze(
    reader: Reader,
    asked: Sequence[Question],
    seed: int,
    tell: Callable[[int], object] | None = None,
) -> dict[str, Any]:
    """The share of right answers, with and without context, and by distance of the name.

    Raises:
        EvaluationError: see `answers`.
    """
    right = {
        which: [
            name == question.answer
            for name, question in zip(answers(reader, asked, on, tell), asked, strict=True)
        ]
        for which, on in (("with context", True), ("without context", False))
    }
    by_since = {
        group: [
            one
            for one, question in zip(right["with context"], asked, strict=True)
            if low <= question.since <= high
        ]
        for low, high, group in NEAR
    }
    return {
        **{which: estimate(marks, seed=seed) for which, marks in right.items()},
        "sentences since": {
            group: estimate(marks, seed=seed) for group, marks in by_since.items() if marks
        },
    }
