"""How much a working memory holds, by capacity, depth of the model, and batch size.

Models of one size learn to remember sets of any size, and are tested with some of these sizes:
pairs, from one to twice the largest capacity, or the facts of short stories (`load_subjects`).
After the set their load is measured too. The report is kept after every run, so a study that was
stopped goes on where it was.

Shapes: B batch.
"""

from __future__ import annotations

import json
import time
from bisect import bisect_left
from functools import cache
from statistics import mean
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import torch

from wmstudio.evaluation.memory_tasks import score
from wmstudio.evaluation.study import (
    StudyError,
    about_training,
    check_training,
    digest,
    read_report,
    trained,
    write_report,
)
from wmstudio.evaluation.subjects.load_subjects import SUBJECTS
from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.device import without_numbers
from wmstudio.models.language_model import state_bytes
from wmstudio.models.registry import build
from wmstudio.runtime.cluster import HERE, Cluster, Job
from wmstudio.text import tokenizer as tok
from wmstudio.training.batches import TaskBatches
from wmstudio.training.folder import TrainingError
from wmstudio.training.recipe import Exercise, Recipe, Schedule
from wmstudio.training.run import as_stored

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from wmstudio.evaluation.subjects.load_subjects import LoadSubject
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.tasks.base import Task
    from wmstudio.text.tokenizer import Tokenizer
    from wmstudio.untrusted import Node

KIND = "load study"
MOST_CAPACITY = 32
LOADED = 16
"""Number of sequences on which memory use is measured."""
TIMED = 5
"""Number of timed readings, of which the fastest counts."""


@dataclass(frozen=True, kw_only=True)
class LoadPlan:
    """What is varied, one thing at a time.

    Every model has about the same number of ``parameters``, and sees the same number of
    ``sequences``: with a smaller batch there are more steps.

    Raises:
        StudyError: a capacity is too large for the available keys.
    """

    capacities: tuple[int, ...] = (2, 4, 8)
    layers: tuple[int, ...] = (1, 2, 4)
    batches: tuple[int, ...] = (16, 64, 256)
    usual_batch: int = 64
    parameters: int = 50_000
    sequences: int = 64_000
    on: str = "recall"
    """What is remembered: one of `SUBJECTS`."""

    def __post_init__(self) -> None:
        if not 1 <= min(self.capacities) <= max(self.capacities) <= MOST_CAPACITY:
            raise StudyError(
                f"a capacity must be from 1 to {MOST_CAPACITY} slots: twice as many keys are needed"
            )

    @property
    def usual_capacity(self) -> int:
        """The capacity of the models whose batch size is varied: the middle one."""
        return sorted(self.capacities)[len(self.capacities) // 2]

    @property
    def subject(self) -> LoadSubject:
        """What is remembered."""
        return SUBJECTS[self.on]

    @property
    def set_sizes(self) -> list[int]:
        """The numbers of pairs or facts that are tested."""
        return self.subject.sizes(self.capacities)

    @property
    def file_name(self) -> str:
        """What its report, page and picture are called, without the endings."""
        return "load-study" if self.on == "recall" else f"load-study-{self.on}"

    def task(self, number: int) -> Task:
        """The task with this many pairs or facts."""
        return self.subject.task(number, self.capacities)


@dataclass(frozen=True)
class LoadSetting:
    """One model of the study."""

    label: str
    family: str
    sizes: dict[str, int | str]
    batch: int


@dataclass(frozen=True)
class Arm:
    """Settings that differ in one thing, in ascending order.

    The question is whether ``better`` (less or more of it) holds more.
    """

    title: str
    question: str
    better: Literal["less", "more"]
    settings: tuple[LoadSetting, ...]


@cache
def arms(plan: LoadPlan) -> tuple[Arm, ...]:
    """All comparisons of the study."""

    def slots(capacity: int, batch: int, label: str) -> LoadSetting:
        fixed = {"embedding": 32, "slots": capacity, "width": 24, "policy": "weakest"}
        return LoadSetting(label, "slots", _fitted("slots", fixed, "hidden", plan), batch)

    longest = plan.task(plan.set_sizes[-1]).tokens

    def deep(family: str, layers: int) -> LoadSetting:
        fixed, fit = {
            "lstm": ({"embedding": 32}, "hidden"),
            "transformer": ({"heads": 2, "feed_forward": 128, "window": longest}, "width"),
        }[family]
        sizes = _fitted(family, {**fixed, "layers": layers}, fit, plan)
        return LoadSetting(_count(layers, "layer"), family, sizes, plan.usual_batch)

    usual = plan.usual_capacity
    return (
        Arm(
            "Capacity: slots",
            "Does more capacity hold more?",
            "more",
            tuple(slots(n, plan.usual_batch, _count(n, "slot")) for n in sorted(plan.capacities)),
        ),
        *(
            Arm(
                f"Depth: {family}",
                f"Does a shallower {family} hold more?",
                "less",
                tuple(deep(family, n) for n in sorted(plan.layers)),
            )
            for family in ("lstm", "transformer")
        ),
        Arm(
            f"Batch: {usual} slots",
            "Does a model that was trained with smaller batches hold more?",
            "less",
            tuple(slots(usual, n, f"batch of {n}") for n in sorted(plan.batches)),
        ),
    )


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _fitted(family: str, sizes: dict[str, Any], name: str, plan: LoadPlan) -> dict[str, int | str]:
    """The sizes, with one of them chosen to match the planned number of parameters."""
    sizes = {"vocab_size": tok.CHARACTERS, **sizes}

    def count(value: int) -> int:
        with without_numbers():
            model = build(family, {**sizes, name: value})
        return sum(p.numel() for p in model.parameters())

    values = range(8, 257, 4)
    at = bisect_left(values, plan.parameters, key=count)
    near = values[max(at - 1, 0) : at + 1]
    return {**sizes, name: min(near, key=lambda value: abs(count(value) - plan.parameters))}


def load_study(
    plan: LoadPlan, seeds: int, path: Path, device: torch.device, cluster: Cluster = HERE
) -> Iterator[tuple[str, bool]]:
    """Train every setting with seeds 0, 1, …; all settings with one seed before the next.

    Yields a sentence after each run, and whether it succeeded; the others continue if not.

    Raises:
        ClusterError: the cluster cannot be used.
        StudyError: the file is not a report of such a study.
        OSError: the report cannot be read or written.
    """
    # Fail before the work if it cannot be written.
    write_report(path, read_report(path, KIND, check_run))
    settings = {_key(plan, s, 0): s for arm in arms(plan) for s in arm.settings}
    jobs = (
        Job(
            _what(setting, seed),
            [key, str(device)],
            _run,
            (plan, setting, seed, device),
        )
        for seed in range(seeds)
        for setting in settings.values()
        for key in [_key(plan, setting, seed)]
        if not any(run["digest"] == key for run in read_report(path, KIND, check_run)["runs"])
    )
    for job, result in cluster.done(jobs):
        try:
            run = result()
        except TrainingError as error:
            yield str(error), False
            continue
        report = read_report(path, KIND, check_run)
        kept = {"digest": job.depends[0], **run}
        write_report(path, {**report, "runs": [*report["runs"], kept]})
        accuracy = mean(at["accuracy"] for at in run["by_set_size"])
        yield f"{job.what}: mean accuracy {accuracy:.3f}", True


def runs_of(
    plan: LoadPlan, setting: LoadSetting, seeds: int, runs: Sequence[dict[str, Any]]
) -> list[Any]:
    """The runs of a report with this setting, one per seed."""
    wanted = {_key(plan, setting, seed) for seed in range(seeds)}
    return [run for run in runs if run["digest"] in wanted]


def check_run(run: Node) -> None:
    """Check all that the page shows of a run, as it is read from a file.

    Raises:
        UntrustedError: something else is there, or nothing.
    """
    check_training(run)
    for name in ("state_bytes", "threads"):
        run[name].whole()
    for name in ("device", "torch"):
        run[name].text()
    sizes = run["by_set_size"].items()
    if not sizes:
        raise run.error("a run with scores")
    for at in sizes:
        at["pairs"].whole()
        at["accuracy"].number(0, 1)
        at["milliseconds_a_token"].number(0)
        for name in ("occupancy", "pressure", "interference"):
            if not at[name].missing:
                at[name].number()


def _key(plan: LoadPlan, setting: LoadSetting, seed: int) -> str:
    """A key by which a run of another setting or plan is recognised."""
    about = [setting.family, setting.sizes, setting.batch, plan.sequences, seed]
    return digest(json.dumps([*about, [plan.task(n).sizes for n in plan.set_sizes]]))


def _what(setting: LoadSetting, seed: int) -> str:
    return f"{setting.family}, {setting.label}, seed {seed}"


def _run(plan: LoadPlan, setting: LoadSetting, seed: int, device: torch.device) -> dict[str, Any]:
    tasks = [plan.task(n) for n in range(1, max(plan.set_sizes) + 1)]
    steps = max(1, plan.sequences // setting.batch)
    recipe = Recipe(
        name=setting.label,
        family=setting.family,
        sizes=setting.sizes,
        vocab_size=tok.CHARACTERS,
        data=Exercise(task=tasks[-1]),
        training=Schedule(
            steps=steps, batch=setting.batch, seed=seed, warmup_steps=min(100, steps)
        ),
    )
    tokenizer = tok.characters()
    batches = TaskBatches(tasks, tokenizer, setting.batch, seed)
    begun = time.process_time()
    trainer = trained(recipe, batches, device, _what(setting, seed))
    cpu_seconds = time.process_time() - begun
    model = as_stored(trainer.result)
    return {
        "family": setting.family,
        "sizes": setting.sizes,
        "seed": seed,
        **about_training(trainer, cpu_seconds),
        "state_bytes": state_bytes(model.initial_state(1)),
        "by_set_size": [
            {
                "pairs": pairs,
                "accuracy": score(model, tokenizer, plan.task(pairs)).accuracy,
                **_load(model, tokenizer, plan.task(pairs), plan.subject.shown(pairs)),
            }
            for pairs in plan.set_sizes
        ],
    }


@torch.inference_mode()
def _load(model: LanguageModel, tokenizer: Tokenizer, task: Task, shown: int) -> dict[str, Any]:
    """Memory use after the ``shown`` symbols of the set, averaged, and the time to read them."""
    device = next(model.parameters()).device
    drawn = task.questions(LOADED, np.random.default_rng(0))
    ids = tokenizer.ascii[drawn.inputs_BT[:, :shown]]
    tokens_BT = torch.from_numpy(ids).to(device)
    after = model.prefill(tokens_BT, model.initial_state(LOADED)).state
    occupancy, pressure, interference = (
        None if x_B is None else float(x_B.mean()) for x_B in model.batch_usage(after)
    )
    seconds = []
    for _ in range(TIMED):
        begun = time.perf_counter()
        model.prefill(tokens_BT[:1], model.initial_state(1))
        seconds.append(time.perf_counter() - begun)
    return {
        "occupancy": occupancy,
        "pressure": pressure,
        "interference": interference,
        "milliseconds_a_token": min(seconds) * 1000 / tokens_BT.shape[1],
    }
