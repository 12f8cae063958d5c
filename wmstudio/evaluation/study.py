"""Training recipes for memory tasks with several seeds, and scoring them.

A report is plain JSON and is written after every run, so that a study that was stopped goes on
where it was. A run whose recipe has changed since is made anew.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from dataclasses import replace
from math import isfinite
from statistics import mean
from typing import TYPE_CHECKING, Any

import torch
from tqdm import tqdm

from wmstudio.evaluation.memory_tasks import TaskScore, score
from wmstudio.files.folders import make_folder
from wmstudio.files.writing import write_file
from wmstudio.lazy_dataclass import dataclass
from wmstudio.runtime.cluster import HERE, Cluster, Job
from wmstudio.tasks.registry import TASKS, check_task
from wmstudio.text import tokenizer as tok
from wmstudio.training.exercises import Exercises
from wmstudio.training.folder import TrainingError
from wmstudio.training.loop import Trainer
from wmstudio.training.recipe import Exercise
from wmstudio.training.run import as_stored
from wmstudio.untrusted import parse_json, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from wmstudio.tasks.base import Task
    from wmstudio.training.batches import Batches
    from wmstudio.training.recipe import Recipe
    from wmstudio.untrusted import Node

MOST_GROUPS = 4
"""Number of groups shown separately in a table; more are merged."""

Report = dict[str, Any]


LARGEST = 2**26
"""Largest report in bytes."""


class StudyError(ValueError):
    """A study that cannot be made. The message says why."""


def study(
    recipes: Sequence[Recipe],
    seeds: int,
    path: Path,
    device: torch.device,
    cluster: Cluster = HERE,
) -> Iterator[tuple[str, bool]]:
    """Train every recipe with seeds 0, 1, …; all recipes with one seed before the next.

    Yields a sentence after each run, and whether it succeeded; the others continue if not.

    Raises:
        ClusterError: the cluster cannot be used.
        StudyError: a recipe learns no task or has a ``start``, two have one name, or the file is
            not a report.
        OSError: the report cannot be read or written.
    """
    if len({_exercise(recipe) and recipe.name for recipe in recipes}) < len(recipes):
        raise StudyError("two of the recipes have the same name, so their runs would be mixed up")
    write_report(path, read_report(path))  # fail before the work if it cannot be written
    jobs = (
        Job(
            f"{recipe.name}, seed {seed}",
            [digest(recipe.source), seed, str(device)],
            _run,
            (recipe, seed, device),
        )
        for seed in range(seeds)
        for recipe in recipes
        if not _known(read_report(path), recipe, seed)
    )
    for job, result in cluster.done(jobs):
        recipe, seed, _ = job.arguments
        try:
            run = result()
        except TrainingError as error:
            yield str(error), False
            continue
        report = read_report(path)  # another study may have written to it meanwhile
        others = [r for r in report["runs"] if (r["recipe"], r["seed"]) != (recipe.name, seed)]
        write_report(path, {**report, "runs": [*others, run]})
        yield f"{job.what}: accuracy {run['scores'][0]['accuracy']:.4f}", True


def trained(recipe: Recipe, batches: Batches, device: torch.device, what: str) -> Trainer:
    """Train a recipe to its end, without a folder.

    Raises:
        TrainingError: the loss is not finite any more.
    """
    trainer = Trainer(recipe, batches, device)
    bar = tqdm(total=recipe.training.steps, desc=what, unit="step", file=sys.stderr, leave=False)
    recent = 0.0
    with bar:
        for now in trainer.steps():
            if not isfinite(now.nats):
                raise TrainingError(
                    f"{what}: the loss is no number at step {now.step:,}: lower 'learning_rate'"
                )
            recent = 0.98 * recent + 0.02 * now.nats if recent else now.nats
            bar.set_postfix_str(f"loss {recent:.3f} nats/answer", refresh=False)
            bar.update()
    return trainer


def read_report(
    path: Path, kind: str = "study", check: Callable[[Node], object] | None = None
) -> Report:
    """Read an earlier report, or start one without runs.

    ``check`` reads all that is shown of a run; by default, of one of this kind of study.

    Raises:
        StudyError: the file is something else, or a run in it is damaged.
        OSError: it cannot be read.
    """
    if not path.exists():
        return {"kind": kind, "runs": []}
    try:
        report = parse_json(read_bytes(path, LARGEST))
        if report["kind"].text() == kind:
            for run in report["runs"].items():
                (check or _check)(run)
            return dict(report.value)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise StudyError(f"{path} is not the report of a {kind}: name another file, or delete it")


def check_training(run: Node) -> None:
    """Check what is shown of every training, as it is read from a file.

    Raises:
        UntrustedError: something else is there, or nothing.
    """
    run["digest"].name()
    run["train_cpu_seconds"].number(0)
    for name in ("parameters", "steps"):
        run[name].whole()


def _check(run: Node) -> None:
    check_training(run)
    run["recipe"].text()
    run["seed"].whole()
    scores = run["scores"].items()
    if not scores:
        raise run.error("a run with scores")
    for found in scores:
        sizes = dict(found["task"].table())
        check_task(sizes.pop("name").value, {size: node.value for size, node in sizes.items()})
        found["accuracy"].number(0, 1)
        TaskScore.of_record(found.value)


def write_report(path: Path, report: Report) -> None:
    """Save the report.

    Raises:
        OSError: it cannot be written. The old one is intact.
    """
    make_folder(path.parent)
    write_file(path, json.dumps(report, indent=1, allow_nan=False) + "\n")


def about_training(trainer: Trainer, cpu_seconds: float) -> dict[str, Any]:
    """What a report says about every training."""
    return {
        "parameters": sum(p.numel() for p in trainer.model.parameters()),
        "steps": trainer.step,
        "batch": trainer.recipe.training.batch,
        "train_seconds": round(trainer.seconds, 1),
        "train_cpu_seconds": round(cpu_seconds, 1),
        "device": str(trainer.device),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }


def digest(text: str) -> str:
    """A hash by which a changed recipe is recognised."""
    return hashlib.sha256(text.encode()).hexdigest()


def tables(recipes: Iterable[Recipe], report: Report) -> Iterator[tuple[str, list[list[str]]]]:
    """A table for each task: a title, and rows of which the first is the head.

    Accuracies are means over seeds, with minimum and maximum if there are several.
    """
    rows = [row for recipe in recipes for row in _rows(recipe, report)]
    for name in {row.task.name: None for row in rows}:
        mine = [row for row in rows if row.task.name == name]
        most = max(len(score.by_group) for row in mine for score in row.scores)
        by_group = [row.by_group(MOST_GROUPS if most <= MOST_GROUPS else 0) for row in mine]
        groups = sorted({group for found in by_group for group in found}, key=first_of_bin)
        head = ["recipe", "task", "accuracy", *groups]
        head += ["parameters", "steps", "CPU seconds", "seeds"]
        lines = [
            [
                row.recipe,
                row.task.short,
                spread([found.accuracy for found in row.scores]),
                *(spread(found[group]) if group in found else "" for group in groups),
                *row.costs,
            ]
            for row, found in zip(mine, by_group, strict=True)
        ]
        about = f"{name} ({TASKS[name].text}): accuracy, also by {mine[0].task.group_name}"
        yield about, [head, *lines]


def spread(values: Sequence[float], form: str = ".3f") -> str:
    """Mean, and in brackets minimum and maximum."""
    if len(values) == 1:
        return f"{values[0]:{form}}"
    return f"{mean(values):{form}} ({min(values):{form}}–{max(values):{form}})"


@dataclass(frozen=True)
class _Row:
    """A recipe's scores on one task, one for each seed, and the cost of training."""

    recipe: str
    task: Task
    scores: list[TaskScore]
    costs: list[str]

    def by_group(self, most: int) -> dict[str, list[float]]:
        """Accuracies of each group over seeds."""
        found: dict[str, list[float]] = {}
        for one in self.scores:
            for group, (accuracy, _) in one.binned(most).items():
                found.setdefault(group, []).append(accuracy)
        return found


def _rows(recipe: Recipe, report: Report) -> Iterator[_Row]:
    runs = [r for r in report["runs"] if r["recipe"] == recipe.name and _is_of(r, recipe)]
    if not runs:
        return
    costs = [
        f"{runs[0]['parameters']:,}",
        f"{runs[0]['steps']:,}",
        f"{mean(run['train_cpu_seconds'] for run in runs):.0f}",
        str(len(runs)),
    ]
    for i, first in enumerate(runs[0]["scores"]):
        sizes = dict(first["task"])
        task = check_task(sizes.pop("name"), sizes)
        scores = [TaskScore.of_record(run["scores"][i]) for run in runs]
        yield _Row(recipe.name, task, scores, costs)


def first_of_bin(group: str) -> int:
    """The start of a bin, by its name, for sorting."""
    return int(group.partition("–")[0].partition(" ")[0])


def _exercise(recipe: Recipe) -> Exercise:
    if not isinstance(recipe.data, Exercise):
        raise StudyError(f"{recipe.name} learns no memory task, and a study is about those")
    if recipe.training.start is not None:
        raise StudyError(
            f"{recipe.name} begins with the weights of a checkpoint, and a study compares what is "
            "learned from fresh ones: leave out 'start'"
        )
    return recipe.data


def _known(report: Report, recipe: Recipe, seed: int) -> bool:
    return any(
        (run["recipe"], run["seed"]) == (recipe.name, seed) and _is_of(run, recipe)
        for run in report["runs"]
    )


def _is_of(run: Mapping[str, Any], recipe: Recipe) -> bool:
    return bool(run["digest"] == digest(recipe.source))


def _run(recipe: Recipe, seed: int, device: torch.device) -> dict[str, Any]:
    exercise = _exercise(recipe)
    seeded = replace(recipe, training=replace(recipe.training, seed=seed))
    tokenizer = tok.characters()
    subject = Exercises(exercise.task, seeded.training, tokenizer)
    begun = time.process_time()
    trainer = trained(seeded, subject.batches, device, f"{recipe.name}, seed {seed}")
    cpu_seconds = time.process_time() - begun
    model = as_stored(trainer.result)
    return {
        "recipe": recipe.name,
        "seed": seed,
        "digest": digest(recipe.source),
        "family": recipe.family,
        "sizes": recipe.sizes,
        **about_training(trainer, cpu_seconds),
        "scores": [
            score(model, tokenizer, task).record(task) for task in (exercise.task, *exercise.also)
        ],
    }
