"""What a checkpoint says of its training (``training.json``): how far it went, and its curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.app.phrases import Phrase, phrase
from wmstudio.backends.runs.records import record_file, record_in
from wmstudio.example_sets.base import FOLLOWS
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import Node, UntrustedError, parse_json, read_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from wmstudio.engine.messages import OpenedModel

LARGEST = 2**26
"""Bytes of a record that are read."""
MOST_STEPS, MOST_CURVES = 100_000, 8


@dataclass(frozen=True)
class Measure:
    """What a curve shows: its name, its unit, its term of the glossary, and its factor."""

    name: Phrase
    unit: Phrase
    term: str
    factor: float = 1.0
    """What the numbers of the record are multiplied by."""


MEASURES = {
    "train_nats_per_token": Measure(phrase("training loss"), phrase("nats per token"), "loss"),
    "train_nats_per_answer": Measure(phrase("training loss"), phrase("nats per answer"), "loss"),
    "validation_bits_per_byte": Measure(
        phrase("validation"), phrase("bits per byte"), "bits_per_byte"
    ),
    "validation_perplexity": Measure(
        phrase("validation"), phrase("perplexity per word"), "perplexity"
    ),
    "accuracy": Measure(phrase("accuracy"), phrase("%"), "accuracy", 100.0),
    "exact": Measure(phrase("targets written exactly"), phrase("%"), "accuracy", 100.0),
    "discriminator_accuracy": Measure(
        phrase("discriminator accuracy"), phrase("%"), "professor_forcing", 100.0
    ),
    "loss": Measure(phrase("training loss"), phrase("nats per token"), "loss"),
    "eval_loss": Measure(phrase("validation loss"), phrase("nats per token"), "loss"),
}
"""The figures that are drawn, in this order: of the program's own training, and of the Trainer of
transformers."""
OF_TRAINER = ("loss", "eval_loss")
"""Those that are read of the Trainer's log, which has others, too."""
VALIDATION = "validation_bits_per_byte"


@dataclass(frozen=True)
class TrainingCurve:
    """A figure at the steps at which it was measured, in the unit of its measure."""

    key: str
    steps: tuple[int, ...]
    values: tuple[float, ...]

    @property
    def measure(self) -> Measure:
        """What it shows; of an unknown figure, its own name."""
        return MEASURES.get(self.key) or Measure(self.key.replace("_", " "), "", "")


@dataclass(frozen=True)
class TrainingRecord:
    """A record, as far as it says these things."""

    steps: int | None = None
    tokens: int | None = None
    seconds: float | None = None
    device: str = ""
    start: str = ""
    """The checkpoint that it began with."""
    curves: tuple[TrainingCurve, ...] = ()
    follows: str = FOLLOWS
    """What stood between prompts and targets, if it was trained on examples."""


def read_record(folder: Path | None) -> TrainingRecord | None:
    """Read the record of a checkpoint folder; None if it has none.

    Raises:
        UntrustedError: it is damaged. The message is a part of a sentence.
        OSError: it cannot be read.
    """
    path = None if folder is None else record_in(folder)
    return None if path is None else _read(read_bytes(path, LARGEST))


def _read(data: bytes) -> TrainingRecord | None:
    """What a file says; None of a log without entries."""
    if not data:
        return None
    record = parse_json(data)
    if (state := record.get("global_step")) is not None:
        log = record.get("log_history")
        return None if log is None else _of_trainer(state, log)
    steps, tokens = record.get("steps"), record.get("tokens_seen")
    seconds = record.get("train_seconds")
    return TrainingRecord(
        None if steps is None else steps.whole(),
        None if tokens is None else tokens.whole(),
        None if seconds is None else seconds.number(0.0),
        _name(record, "device"),
        _name(record, "start"),
        _curves(record),
        _follows(record),
    )


def follows_of(folder: Path | None) -> str:
    """What stood between prompts and targets in a checkpoint's training, or what is usual."""
    try:
        record = read_record(folder)
    except (UntrustedError, OSError):
        record = None
    return FOLLOWS if record is None else record.follows


def _follows(record: Node) -> str:
    examples = record.get("examples")
    follows = None if examples is None else examples.get("follows")
    return FOLLOWS if follows is None else follows.text(1_000)


def record_of(opened: OpenedModel) -> TrainingRecord | None:
    """The record of an open model; of a run that the Trainer of transformers made, its log.

    Raises:
        UntrustedError: it is damaged. The message is a part of a sentence.
        OSError: it cannot be read.
    """
    if opened.record is not None:
        return _read(opened.record)
    path = record_file(opened)
    return None if path is None else _read(read_bytes(path, LARGEST))


def _of_trainer(step: Node, log: Node) -> TrainingRecord:
    points: dict[str, list[tuple[int, float]]] = {}
    for entry in log.items(MOST_STEPS):
        for key in OF_TRAINER:
            if (value := entry.get(key)) is not None:
                points.setdefault(key, []).append((entry["step"].whole(), value.number()))
    return TrainingRecord(
        steps=step.whole(),
        curves=tuple(_curve(key, sorted(points[key])) for key in OF_TRAINER if key in points),
    )


def curve_at(curve: TrainingCurve, steps: Sequence[int]) -> tuple[float, ...]:
    """The values of a curve at other steps: on the straight lines between its points."""
    return tuple(float(value) for value in np.interp(steps, curve.steps, curve.values))


def _name(record: Node, key: str) -> str:
    node = record.get(key)
    return "" if node is None else node.name(200)


def _curves(record: Node) -> tuple[TrainingCurve, ...]:
    """The curves of the history, known ones first."""
    history = record.get("history")
    points: dict[str, list[tuple[int, float]]] = {}
    for entry in history.items(MOST_STEPS) if history is not None else ():
        members = entry.table(MOST_CURVES + 1)
        step = entry["step"].whole()
        for key, value in members.items():
            if key != "step":
                points.setdefault(key, []).append((step, value.number()))
    if len(points) > MOST_CURVES:
        raise UntrustedError(f"'history' has more than {MOST_CURVES} kinds of figures")
    order = [*(key for key in MEASURES if key in points), *(k for k in points if k not in MEASURES)]
    return tuple(_curve(key, sorted(points[key])) for key in order)


def _curve(key: str, points: list[tuple[int, float]]) -> TrainingCurve:
    factor = MEASURES[key].factor if key in MEASURES else 1.0
    steps, values = zip(*points, strict=True)
    return TrainingCurve(key, steps, tuple(factor * value for value in values))
