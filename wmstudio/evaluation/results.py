"""Measuring every bundled checkpoint: the report behind the results page.

A report is plain JSON. It remembers what was measured by the checkpoint's hash and the input's, so
that only what is new is measured, and a run that was stopped goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import field
from functools import lru_cache
from itertools import chain
from statistics import fmean
from typing import TYPE_CHECKING, Any

import torch

import wmstudio
from wmstudio.checkpoints.bundled import all_in, bundled
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.checkpoints.layout import (
    CONFIG,
    TOKENIZER,
    TRAINING,
    WEIGHTS,
    CheckpointError,
    read_object,
)
from wmstudio.evaluation import measures, remembering_report
from wmstudio.evaluation.grammar import PUBLISHED
from wmstudio.evaluation.language import EvaluationError
from wmstudio.evaluation.study import MOST_GROUPS
from wmstudio.evaluation.variants import SWITCHES, variants
from wmstudio.files.plain_name import readable_json
from wmstudio.files.writing import write_file
from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.task_scoring import TaskScore
from wmstudio.runtime.cluster import HERE, Cluster, Job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from wmstudio.checkpoints.bundled import Bundled
    from wmstudio.checkpoints.folder import Checkpoint
    from wmstudio.evaluation.grammar import Pair
    from wmstudio.evaluation.remembering_report import RememberingPlan

FORMAT = 1
LARGEST = 2**26
"""Largest report or training record in bytes."""
WITH_MEMORY = tuple(f" + {switch}" for switch in SWITCHES)
"""Suffixes of keys whose figures were measured with a memory that can be switched off."""
RECORDED = (
    "validation_bits_per_byte",
    "compressed_bits_per_byte",
    "train_tokens_per_second",
    "device",
    "task",
    "accuracy",
    "chance",
    "questions",
)
"""What is copied from a checkpoint's training record."""
MOST_BYTES = 0.5
"""The share of byte tokens up to which the sample counts as text in the checkpoint's language."""


@dataclass(frozen=True)
class Inputs:
    """What to measure on: texts by name, minimal pairs by set, reports of studies by file.

    ``sample`` is the name of a text and the text on which speed and memory use are measured.
    """

    sample: tuple[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)
    sets: Mapping[str, Sequence[Pair]] = field(default_factory=dict)
    studies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    remembering: RememberingPlan | None = None
    also: Path | None = None
    """A folder of further checkpoints."""
    names_from: int = 1_000_000
    """Fewest parameters of a model that is asked about names, which takes longer than all else."""


def survey(
    inputs: Inputs,
    path: Path,
    device: torch.device,
    command: str,
    fresh: bool = False,
    cluster: Cluster = HERE,
) -> dict[str, Any]:
    """Measure all these checkpoints, and save the report at ``path`` after each step.

    Figures that the report already has are not measured again, unless ``fresh``.

    Raises:
        EvaluationError: the file is not a report, a study is invalid, or a model gives no
            probabilities.
        ClusterError: the cluster cannot be used.
        CheckpointError: a checkpoint cannot be opened.
        OSError: the report cannot be written.
    """
    known = _known(path)
    every = [*bundled(), *(all_in(inputs.also) if inputs.also else ())]
    ones = [one for one in every if one.exact is None]  # what answers prompts reads no language
    there = [(_hash_of(one.folder), one) for one in sorted(ones, key=lambda one: one.name)]
    # Those of n-grams are kept by the tokenizer whose pieces they count, once there are any.
    pieces = {_tokenizer_of(one.folder) for one in ones} & known.keys()
    report = {
        "format": FORMAT,
        "command": command,
        "wmstudio": wmstudio.__version__,
        "torch": torch.__version__,
        "device": str(device),
        "processor": platform.machine(),
        "threads": torch.get_num_threads(),
        **_keys(inputs, device),
        "studies": {name: _studied(name, study) for name, study in inputs.studies.items()},
        "checkpoints": [_entry(digest, one) for digest, one in there],
        # Checkpoints that no longer exist are dropped.
        "measured": {
            digest: {} if fresh else known.get(digest, {})
            for digest in (*(digest for digest, _ in there), *sorted(pieces))
        },
    }
    for job, result in _done(cluster, _jobs(report, inputs, there, device)):
        digest, key, settings = job.depends
        try:
            figures = result()
        except EvaluationError as error:
            raise EvaluationError(f"{job.what}: {error}") from error
        report["measured"][digest][key] = {**figures, "settings": settings}
        _write(path, report)
    if inputs.remembering and inputs.remembering.counted:
        for _, one, entry, checkpoint in _reading(report, inputs, there, device):
            if one.parameters < inputs.names_from:
                continue
            # Once for each tokenizer, stored like a checkpoint.
            entry["tokenizer"] = _tokenizer_of(one.folder)
            counts, key = report["measured"].setdefault(entry["tokenizer"], {}), report["n-grams"]
            if key not in counts:
                plan = inputs.remembering
                counts[key] = remembering_report.of_ngrams(checkpoint.tokenizer, plan)
                _write(path, report)
    _write(path, report)
    return report


def _reading(
    report: Mapping[str, Any],
    inputs: Inputs,
    there: Sequence[tuple[str, Bundled]],
    device: torch.device,
) -> Iterator[tuple[str, Bundled, dict[str, Any], Checkpoint]]:
    """The checkpoints that read the sample's language: hash, place, entry, and opened."""
    for (digest, one), entry in zip(there, report["checkpoints"], strict=True):
        if "task" in entry["recorded"]:
            continue  # it was not trained on language
        checkpoint = _opened(one.folder.absolute(), digest, device)
        sample = checkpoint.tokenizer.encode(inputs.sample[1]).ids
        if checkpoint.tokenizer.share_of_bytes(sample) <= MOST_BYTES:
            yield digest, one, entry, checkpoint


def _jobs(
    report: Mapping[str, Any],
    inputs: Inputs,
    there: Sequence[tuple[str, Bundled]],
    device: torch.device,
) -> Iterator[Job]:
    """What is not known yet: each measurement of each checkpoint, with and without its memory."""
    for digest, one, _, checkpoint in _reading(report, inputs, there, device):
        found, large = report["measured"][digest], one.parameters >= inputs.names_from
        for end, _, model in variants(checkpoint.model):
            settings = {name: setting.value for name, setting in model.settings.items()}
            trained = all(
                settings[name] == setting.value
                for name, setting in checkpoint.model.settings.items()
            )
            for key, what, measure, on in _asked(report, inputs, bool(end), trained, large):
                # Figures with other settings are out of date.
                if found.get(key + end, {}).get("settings") != settings:
                    called = f"{one.name}, {what}{end}"
                    about = (one.folder.absolute(), digest, device, end, measure, on, called)
                    yield Job(called, [digest, key + end, settings], _measured, about)


def _measured(
    folder: Path,
    digest: str,
    device: torch.device,
    end: str,
    measure: Callable[..., dict[str, Any]],
    on: Any,
    called: str,
) -> dict[str, Any]:
    """A measurement of one of a checkpoint's variants."""
    checkpoint = _opened(folder, digest, device)
    (model,) = (model for name, _, model in variants(checkpoint.model) if name == end)
    return measure(model, checkpoint.tokenizer, on, called)


def _done(
    cluster: Cluster, jobs: Iterator[Job]
) -> Iterator[tuple[Job, Callable[[], dict[str, Any]]]]:
    """Jobs as they are done. Speed is measured here, after all else, where nothing disturbs it."""
    if not cluster.elsewhere:
        return cluster.done(jobs)
    every = list(jobs)
    timed = [job for job in every if measures.at_work in job.arguments]
    others = [job for job in every if measures.at_work not in job.arguments]
    return chain(cluster.done(others), HERE.done(timed))


@lru_cache(maxsize=1)
def _opened(folder: Path, digest: str, device: torch.device) -> Checkpoint:
    """A checkpoint, which is kept open for the next measurement.

    Raises:
        EvaluationError: on this machine it is another one.
    """
    if _hash_of(folder) != digest:
        raise EvaluationError(
            f"a worker has another checkpoint at {folder}: every machine has to see the same files"
        )
    return open_checkpoint(folder, device)


def _asked(
    report: Mapping[str, Any], inputs: Inputs, switched_on: bool, trained: bool, large: bool
) -> Iterator[tuple[str, str, Callable[..., dict[str, Any]], Any]]:
    """All measurements of a model: the key, what it is, the function, and its inputs.

    ``switched_on`` is a memory that can be switched off. ``trained`` is true if the settings are
    those of training, ``large`` if the model is large enough to be asked about names.
    """
    for text in report["texts"]:
        yield text["key"], text["name"], measures.of_text, inputs.texts[text["name"]]
    # Single sentences are too short for a memory to be of use.
    if report["grammar"] and not switched_on:
        yield report["grammar"]["key"], "minimal pairs", measures.of_grammar, inputs.sets
    yield report["sample"]["key"], "speed and memory use", measures.at_work, inputs.sample[1]
    if inputs.remembering:
        key, plan = report["remembering"]["key"], inputs.remembering
        yield key, "remembering", remembering_report.of_model, plan
        if large:
            yield report["remembering"]["names"], "names", remembering_report.of_names, plan
        # The training record has them with the memory, and a neural cache takes many times longer.
        if not (switched_on or trained):
            yield report["remembering"]["books"], "held-out books", measures.of_texts, plan.texts


def _keys(inputs: Inputs, device: torch.device) -> dict[str, Any]:
    """The measurements of checkpoints, and the keys of their results."""
    name, text = inputs.sample
    where = [str(device), torch.get_num_threads(), torch.__version__]
    return {
        "texts": [
            {"name": name, "bytes": len(text.encode()), "key": f"text {_digest(text)}"}
            for name, text in inputs.texts.items()
        ],
        "grammar": {
            "key": f"pairs {_digest(inputs.sets)}",
            "sets": {name: len(pairs) for name, pairs in inputs.sets.items()},
            "published": PUBLISHED,
        }
        if inputs.sets
        else None,
        "sample": {"name": name, "key": f"speed {_digest([text, where])}"},
        **_remembering_keys(inputs.remembering),
    }


def _remembering_keys(plan: RememberingPlan | None) -> dict[str, Any]:
    if plan is None:
        return {"remembering": None, "n-grams": None}
    read = [dict(plan.texts), plan.seed]
    asked = [*read, plan.questions]
    counted = _digest([asked, dict(plan.counted)]) if plan.counted else None
    return {
        "remembering": {
            "key": f"remembering {_digest(read)}",
            "names": f"names {_digest(asked)}",
            "books": f"texts {_digest(dict(plan.texts))}",
            **plan.about,
        },
        "n-grams": counted and f"n-grams {counted}",
    }


def _studied(name: str, study: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every recipe of a study on every task that it was scored on, over its seeds."""
    recipes: dict[tuple[str, str], list[Any]] = {}
    try:
        for run in study["runs"]:
            recipes.setdefault((run["recipe"], run["digest"]), []).append(run)
        return [_over_seeds(runs, i) for runs in recipes.values() for i in _scores(runs[0])]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise EvaluationError(f"{name} is not the report of a study: make it anew") from error


def _scores(run: Mapping[str, Any]) -> range:
    return range(len(run["scores"]))


def _over_seeds(runs: Sequence[Mapping[str, Any]], score: int) -> dict[str, Any]:
    records = [run["scores"][score] for run in runs]
    scores = [TaskScore.of_record(record) for record in records]
    bins = [one.binned(MOST_GROUPS) for one in scores]
    about = ("recipe", "family", "parameters", "steps")
    return {
        **{key: runs[0][key] for key in about},
        "task": dict(records[0]["task"]),
        "chance": scores[0].chance,
        "seeds": len(runs),
        "accuracy": _spread([one.accuracy for one in scores]),
        "group": records[0]["group"],
        "by_group": {
            name: _spread([found[name][0] for found in bins if name in found])
            for name in dict.fromkeys(name for found in bins for name in found)
        },
    }


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"mean": fmean(values), "least": min(values), "most": max(values)}


def _entry(digest: str, one: Bundled) -> dict[str, Any]:
    return {
        "name": one.name,
        "hash": digest,
        "family": one.family,
        "parameters": one.parameters,
        "recorded": _recorded(one.folder),
    }


def _recorded(folder: Path) -> dict[str, Any]:
    path = folder / TRAINING
    record = read_object(path, LARGEST) if path.exists() else {}
    return {name: record[name] for name in RECORDED if name in record}


def _hash_of(folder: Path) -> str:
    """The hash of all files that determine what the model computes."""
    files = (folder / name for name in (CONFIG, WEIGHTS, TOKENIZER))
    return _short(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files))


def _tokenizer_of(folder: Path) -> str:
    return _short((folder / TOKENIZER).read_bytes())


def _digest(value: object) -> str:
    return _short(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _known(path: Path) -> dict[str, Any]:
    """The figures of an earlier report; empty if there is none."""
    if not path.exists():
        return {}
    try:
        report = read_object(path, LARGEST)
        measured = dict(report["measured"])
        sound = report["format"] == FORMAT and all(
            isinstance(figures, dict) for known in measured.values() for figures in known.values()
        )
    except (CheckpointError, KeyError, TypeError, ValueError, AttributeError):
        sound = False
    if not sound:
        raise EvaluationError(f"{path} is no report of results: name another file with --json")
    return measured


def _write(path: Path, report: Mapping[str, Any]) -> None:
    write_file(path, readable_json(report) + "\n")
