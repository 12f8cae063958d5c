"""All tests of remembering, for a model and for n-grams, as figures by name."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.evaluation import measures, name_cloze, remembering
from wmstudio.evaluation.kneser_ney import (
    CACHE_FADE,
    CACHE_WEIGHT,
    CACHE_WINDOW,
    ORDER,
    KneserNey,
    NgramReader,
)
from wmstudio.evaluation.model_reader import ModelReader
from wmstudio.evaluation.variants import variants
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wmstudio.evaluation.reader import Reader
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.tokenizer import Tokenizer


@dataclass(frozen=True)
class RememberingPlan:
    """What to measure on: texts by name, the texts for n-grams, and the number of questions.

    A text that is measured on is never counted for n-grams.
    """

    texts: Mapping[str, str]
    counted: Mapping[str, str]
    seed: int = 1
    questions: int = name_cloze.QUESTIONS

    @cached_property
    def asked(self) -> list[name_cloze.Question]:
        """The questions about names, of which there may be 0: names are found by English spelling.

        Raises:
            EvaluationError: the texts have none.
        """
        if not self.questions:
            return []
        return name_cloze.questions(self.texts, self.seed, self.questions)

    def check(self) -> None:
        """Check that the texts are long enough, before anything is measured.

        Raises:
            EvaluationError: they are too short, or have no questions about names.
        """
        remembering.again_items(self.texts, self.seed)
        _ = self.asked  # kept

    @property
    def about(self) -> dict[str, Any]:
        """Facts about the plan that do not depend on a reader."""
        about = {"seed": self.seed, "texts": sorted(self.texts)}
        if not self.questions:
            return about
        return {
            **about,
            "guesses": name_cloze.guesses(self.asked, self.seed),
            "published": {**name_cloze.PUBLISHED, "caution": name_cloze.CAUTION},
        }


def report(model: LanguageModel, tokenizer: Tokenizer, plan: RememberingPlan) -> dict[str, Any]:
    """Figures by reader: the model without and with its memory, n-grams without and with a cache.

    Raises:
        EvaluationError: the texts are too short, or a probability is not finite.
    """
    found = {"readers": {}, **plan.about}
    for variant in variants(model):
        settings = {name: setting.value for name, setting in variant.model.settings.items()}
        figures = {"settings": settings}
        for measure in (of_model, of_names):
            figures |= measure(variant.model, tokenizer, plan, variant.title)
        found["readers"][variant.title] = figures
    found["readers"] |= of_ngrams(tokenizer, plan)
    return found


def of_model(
    model: LanguageModel, tokenizer: Tokenizer, plan: RememberingPlan, what: str
) -> dict[str, Any]:
    """Figures of a model as it is, but for `of_names`. ``what`` precedes the progress bar.

    Raises:
        EvaluationError: see `report`.
    """
    return _again(ModelReader(model, tokenizer), plan, what)


def of_names(
    model: LanguageModel, tokenizer: Tokenizer, plan: RememberingPlan, what: str
) -> dict[str, Any]:
    """A model's answers to the questions about names, which take longer than all the rest.

    Raises:
        EvaluationError: see `report`.
    """
    return _names(ModelReader(model, tokenizer), plan, what)


def of_ngrams(tokenizer: Tokenizer, plan: RememberingPlan) -> dict[str, Any]:
    """Figures of n-grams over a tokenizer's pieces, without and with a cache; none without texts.

    Raises:
        EvaluationError: see `report`.
    """
    counted = {name: x for name, x in plan.counted.items() if x not in plan.texts.values()}
    if not counted:
        return {}
    ids = [tokenizer.encode(text).ids.astype(np.int64) for _, text in sorted(counted.items())]
    ngrams = KneserNey.counted(ids, tokenizer.vocab_size)
    cache = {"weight": CACHE_WEIGHT, "fade": CACHE_FADE, "window": CACHE_WINDOW}
    found = {}
    for name, weight, settings in (
        (NGRAMS, 0.0, {}),
        (f"{NGRAMS} with cache", CACHE_WEIGHT, cache),
    ):
        reader = NgramReader(ngrams, tokenizer, cache_weight=weight)
        found[name] = {
            "settings": {"order": ORDER, **settings},
            "tokens": ngrams.tokens,
            "texts": len(counted),
            **_again(reader, plan, name),
            **_names(reader, plan, name),
        }
    return found


def _again(reader: Reader, plan: RememberingPlan, what: str) -> dict[str, Any]:
    with measures.bar(what, remembering.PASSAGES, "passage") as shown:
        return remembering.remember(reader, plan.texts, plan.seed, shown.update)


def _names(reader: Reader, plan: RememberingPlan, what: str) -> dict[str, Any]:
    if not plan.asked:
        return {}
    total = 2 * sum(len(question.candidates) for question in plan.asked)
    with measures.bar(what, total, "passage") as shown:
        return {"names": name_cloze.cloze(reader, plan.asked, plan.seed, shown.update)}


NGRAMS = f"{ORDER}-gram"
HEADS = {"again": "characters between", "list": "words between", "new name": "words between"}
TITLES = {
    "again": "a passage again: bits the second time over bits the first",
    "list": "a list of nouns again: bits the second time over bits the first",
    "new name": "a new name again, from its second piece on: bits over bits at first",
}


def tables(found: Mapping[str, Any]) -> Iterator[tuple[str, list[list[str]]]]:
    """A title and rows (the first is the head) for each test."""
    readers: Mapping[str, Any] = found["readers"]
    for test, title in TITLES.items():
        rows: list[list[str]] = []
        for name, figures in readers.items():
            groups = figures[test].items() if test == "list" else [("", figures[test])]
            for group, cells in groups:
                rows = rows or [[HEADS[test], *cells]]
                rows.append([f"{name}, {group}" if group else name, *map(span, cells.values())])
        yield title, rows
    if "guesses" in found:
        yield from _tables_of_names(found)


def _tables_of_names(found: Mapping[str, Any]) -> Iterator[tuple[str, list[list[str]]]]:
    readers: Mapping[str, Any] = found["readers"]
    asked = {name: figures["names"] for name, figures in readers.items() if "names" in figures}
    guess, published = found["guesses"], found["published"]
    head = ["names: right", "with context", "without"]
    apart = list(next(iter(asked.values()))["sentences since"]) if asked else []
    rows = [[*head, *(f"named {group} sentences ago" for group in apart)]]
    for name, names in asked.items():
        cells = [names["with context"], names["without context"]]
        cells += [names["sentences since"][group] for group in apart]
        rows.append([name, *(span(cell, ".1%") for cell in cells)])
    dashes = ["-"] * (1 + len(apart))
    for name in ("most frequent", "latest"):
        rows.append([f"the {name} name", span(guess[name], ".1%"), *dashes])
    rows.append(["chance", f"{guess['chance']:.1%}", *dashes])
    count = "1 question" if guess["questions"] == 1 else f"{guess['questions']:,} questions"
    yield f"names: {count}, seed {found['seed']}", rows
    others = [[name, f"{share} %"] for name, share in published["percent"].items()]
    yield f"{published['source']}. {published['caution']}", [["published", "right"], *others]


def span(cell: Mapping[str, Any], form: str = ".2f") -> str:
    """An estimate and its interval."""
    return f"{cell['value']:{form}} ({cell['low']:{form}}-{cell['high']:{form}})"
