"""A model's answers to a set of examples, with scores beside baselines.

What has been answered is kept in a file on the way, so that a run that was stopped goes on from it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, field, replace
from typing import TYPE_CHECKING, Any

from wmstudio.evaluation.answers import scores
from wmstudio.evaluation.answers.answering import TargetCost
from wmstudio.evaluation.answers.baselines import baselines
from wmstudio.evaluation.answers.candidates import chosen_by_likeness, with_candidates
from wmstudio.evaluation.language import EvaluationError
from wmstudio.evaluation.measures import bar
from wmstudio.example_sets.base import same
from wmstudio.files.writing import write_file
from wmstudio.lazy_dataclass import dataclass
from wmstudio.training.loop import digest_of_weights
from wmstudio.untrusted import UntrustedError, parse_json, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from wmstudio.evaluation.answers.answering import Answerer
    from wmstudio.example_sets.base import ExampleSet, PromptExample

AT_A_TIME = 128
"""Number of examples after which answers are saved."""
LARGEST = 2**28
"""Largest file of answers in bytes."""
LONGEST = 100_000
PERCENT = {"exact", "chosen", "macro precision", "macro recall", "macro F1", *scores.ROUGE}
"""Scores that are shares, shown in percent."""
HITS = "hits@1"
"""Of so many candidates: the share of examples whose target is chosen among them."""


@dataclass
class Answers:
    """The answers to the first examples of a set; ``chosen`` is "" where there are no choices."""

    written: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    costs: list[TargetCost] = field(default_factory=list)


def report(
    answerer: Answerer,
    asked: ExampleSet,
    known: ExampleSet | None,
    kept_in: Path | None = None,
    candidates: int = 0,
) -> dict[str, Any]:
    """Scores of a model and of baselines, and each example with its answer.

    ``known`` are examples from which baselines learn. Answers are kept in ``kept_in``, which is to
    be removed when the report is where it belongs. With ``candidates``, targets are also to be
    found among so many.

    Raises:
        EvaluationError: a target cannot be spelled, a library for scores of texts is missing, or
            there are too few different targets for the candidates.
        OSError: the answers cannot be saved.
    """
    if candidates:
        asked = replace(asked, examples=tuple(with_candidates(asked.examples, candidates)))
    examples = asked.examples
    check(answerer, examples)
    targets = [one.target for one in examples]
    classes = scores.by_class(targets, targets)
    choose = answerer.fitting if candidates else answerer.chosen
    answers = _answers(answerer, asked, kept_in, choose)
    found = {
        **_scores(answers.written, targets, texts=classes is None),
        "perplexity of targets": scores.perplexity(answers.costs),
    }
    given = baselines(examples, known)
    of_baselines = {
        name: _scores(texts, targets, texts=classes is None) for name, texts in given.items()
    }
    if candidates:
        hits = f"{HITS} of {candidates:,}"
        found[hits] = scores.exact(answers.chosen, targets)
        for name, chosen in chosen_by_likeness(examples, given).items():
            of_baselines.setdefault(name, {})[hits] = scores.exact(chosen, targets)
    elif all(one.choices for one in examples):
        found["chosen"] = scores.exact(answers.chosen, targets)
    # Groups that are numbers are sorted as numbers.
    groups = sorted({one.group for one in examples}, key=lambda group: (len(group), group))
    if len(groups) > 1:
        found["groups"] = {
            group or "none": scores.exact(
                *zip(
                    *(
                        (answer, one.target)
                        for answer, one in zip(answers.written, examples, strict=True)
                        if one.group == group
                    ),
                    strict=True,
                )
            )
            for group in groups
        }
    return {
        "name": asked.name,
        "source": asked.source,
        "notes": list(asked.notes),
        "count": len(examples),
        "follows": answerer.follows,
        "beams": answerer.beams,
        "scores": found,
        "baselines": of_baselines,
        "examples": [
            {
                **{key: value for key, value in asdict(one).items() if value},
                "answer": answer,
                "right": same(answer, one.target),
                "nats": cost.nats,
                "tokens": cost.tokens,
                **({"chosen": choice} if choice else {}),
            }
            for one, answer, cost, choice in zip(
                examples, answers.written, answers.costs, answers.chosen, strict=True
            )
        ],
    }


def check(answerer: Answerer, examples: Sequence[PromptExample]) -> None:
    """Check that examples can be answered and scored, before the first is.

    Raises:
        EvaluationError: a target cannot be spelled, or a library for scores of texts is missing.
    """
    check_spelling(answerer, examples)
    targets = [one.target for one in examples]
    if scores.by_class(targets, targets) is None:
        scores.of_texts(targets[:1], targets[:1])


def check_spelling(answerer: Answerer, examples: Sequence[PromptExample]) -> None:
    """Check that the model's pieces can spell every target.

    Raises:
        EvaluationError: they cannot; the message names the first.
    """
    tokenizer = answerer.tokenizer
    for number, one in enumerate(examples, 1):
        text = " ".join(one.target.split())
        ids = tokenizer.encode(f" {text}").ids
        spelled = b"".join(tokenizer.pieces[token] for token in ids)
        if text.encode("utf-8", "surrogatepass") not in spelled:
            raise EvaluationError(
                f"the target of example {number:,} cannot be spelled with the model's pieces, so "
                "no answer can be right: leave such examples out"
            )


def _scores(answers: Sequence[str], targets: Sequence[str], *, texts: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"exact": scores.exact(answers, targets)}
    if texts:
        return {**found, **scores.of_texts(answers, targets)}
    return {**found, **(scores.by_class(answers, targets) or {})}


def _answers(
    answerer: Answerer,
    asked: ExampleSet,
    kept_in: Path | None,
    choose: Callable[[Sequence[PromptExample]], list[str]],
) -> Answers:
    """Answer what has not been answered yet."""
    examples = asked.examples
    key = _key(answerer, asked, choose.__name__)
    answers = Answers() if kept_in is None else _kept(kept_in, key, len(examples))
    begun = len(answers.written)
    with bar(asked.name, len(examples), "example") as shown:
        shown.update(begun)
        for start in range(begun, len(examples), AT_A_TIME):
            part = examples[start : start + AT_A_TIME]
            answers.written += answerer.written(part)
            answers.chosen += choose(part)
            answers.costs += answerer.costs(part)
            shown.update(len(part))
            if kept_in is not None:
                write_file(kept_in, json.dumps({"key": key, **asdict(answers)}))
    return answers


def _key(answerer: Answerer, asked: ExampleSet, choice: str) -> str:
    """The hash of everything that answers depend on."""
    found = hashlib.sha256(digest_of_weights(answerer.model).encode())
    settings = {name: one.value for name, one in answerer.model.settings.items()}
    options = answerer.follows, answerer.beams, choice, settings
    found.update(json.dumps([options, [asdict(one) for one in asked.examples]]).encode())
    return found.hexdigest()


def _kept(path: Path, key: str, most: int) -> Answers:
    """The answers that were kept, if they are of the same model, options and examples."""
    try:
        node = parse_json(read_bytes(path, LARGEST))
        if node["key"].text() != key:
            return Answers()
        answers = Answers(
            [one.text(LONGEST) for one in node["written"].items(most)],
            [one.text(LONGEST) for one in node["chosen"].items(most)],
            [
                TargetCost(pair.items(2)[0].number(0), pair.items(2)[1].whole())
                for pair in node["costs"].items(most)
            ],
        )
    except (OSError, UntrustedError, IndexError):
        return Answers()
    alike = len(answers.written) == len(answers.chosen) == len(answers.costs)
    return answers if alike else Answers()


def tables(found: Mapping[str, Any]) -> Iterator[tuple[str, list[list[str]]]]:
    """The report as tables for people, each with its title; the first row is the head."""
    names = [name for name, one in found["scores"].items() if "value" in one]
    rows = [["", *names], ["the model", *(_cell(name, found["scores"]) for name in names)]]
    rows += [
        [which, *(_cell(name, of) for name in names)] for which, of in found["baselines"].items()
    ]
    beams = f", {found['beams']} beams" if found["beams"] > 1 else ""
    turned = [list(row) for row in zip(*rows, strict=True)]
    count = "1 example" if found["count"] == 1 else f"{found['count']:,} examples"
    yield f"{found['name']}: {count}{beams}", turned
    if "classes" in found["scores"]:
        of = found["scores"]["classes"]
        kinds = ("precision", "recall", "F1")
        yield (
            "by target",
            [
                ["target", "examples", *kinds],
                *(
                    [name, f"{one['count']:,}", *(f"{one[kind]:.1%}" for kind in kinds)]
                    for name, one in of.items()
                ),
            ],
        )
    if "groups" in found["scores"]:
        yield (
            "by group",
            [
                ["group", "examples", "exact"],
                *(
                    [name, f"{one['count']:,}", _cell("exact", {"exact": one})]
                    for name, one in found["scores"]["groups"].items()
                ),
            ],
        )


def signatures(found: Mapping[str, Any]) -> Iterator[str]:
    """How sacrebleu has counted, a line for each of its scores."""
    for name, one in found["scores"].items():
        if "signature" in one:
            yield f"{name}: {one['signature']}"


def _cell(name: str, of: Mapping[str, Any]) -> str:
    """A score with its interval."""
    if name not in of:
        return ""
    one = of[name]
    form = ".1%" if name in PERCENT or name.startswith(HITS) else ".2f"
    return f"{one['value']:{form}} ({one['low']:{form}} to {one['high']:{form}})"
