"""The standard benchmarks of language models: what is trained, and the published figures beside it.

A report is plain JSON. It remembers which recipe was trained on which texts, so that only what is
new is trained and measured, and a run that was stopped goes on where it was.
"""

from __future__ import annotations

import json
import platform
from math import exp, log
from typing import TYPE_CHECKING, Any

import torch

import wmstudio
from wmstudio import paths
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.checkpoints.layout import TRAINING, CheckpointError, read_object
from wmstudio.evaluation.language import EvaluationError
from wmstudio.evaluation.measures import of_text
from wmstudio.evaluation.study import digest
from wmstudio.evaluation.variants import variants
from wmstudio.files.plain_name import readable_json
from wmstudio.files.writing import write_file
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.closed_vocabulary import read_word_texts
from wmstudio.text.corpus import read_corpus
from wmstudio.training.books import Books
from wmstudio.training.folder import alone_in
from wmstudio.training.recipe import Data, WordData, read_recipe
from wmstudio.training.run import follow, prepare
from wmstudio.training.words import WholeWords

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from wmstudio.models.language_model import LanguageModel
    from wmstudio.training.recipe import Recipe
    from wmstudio.training.run import Run

FORMAT = 1
LARGEST = 2**26
"""Largest report in bytes."""
RECORDED = ("parameters", "steps", "tokens_seen", "train_cpu_seconds", "device")
"""What is copied from a checkpoint's training record."""


@dataclass(frozen=True)
class PublishedFigure:
    """A figure that somebody else has published, and how it was measured."""

    model: str
    parameters: str
    figure: str
    source: str
    protocol: str


@dataclass(frozen=True)
class Benchmark:
    """Recipes that are trained on the same texts, and what is known of them."""

    key: str
    title: str
    texts: str
    """Which files have to be in the folder."""
    unit: str
    form: str
    """The format of a figure."""
    protocol: str
    """How our figures are measured: the short form that stands beside each of them."""
    details: str
    recipes: tuple[str, ...]
    published: tuple[PublishedFigure, ...]
    """Those of the same size first."""


_RANDOM_BLOCKS = "characters; mean of 20 random batches of 12 blocks of 64 characters of the end"
_RANDOM_LONG = "characters; mean of 200 random batches of 64 blocks of 256 characters of the end"
_WORDS = "the test file, by words; the ends of lines counted"

BENCHMARKS = (
    Benchmark(
        key="shakespeare",
        title="Shakespeare",
        texts="`input.txt` of tinyshakespeare (Karpathy 2015)",
        unit="nats per character",
        form=".4f",
        protocol="all of the end, read once",
        details=(
            "The first 90 % of the characters are learned, the last 10 % are the validation text, "
            "as is customary. It is read once from its beginning with the state carried along; its "
            "first token is predicted from the initial state. A model that reads pieces of words "
            "is charged for every piece, and the sum is divided by the same number of characters, "
            "so that models with different pieces can be compared. Such a model has learned its "
            "pieces from the first 90 %. Published figures are means over random blocks, in which "
            "the first characters have little before them: a model would look better measured as "
            "ours are. The rates of the neural cache are the program's defaults, not fitted to "
            "this text. The checkpoint is that of the last step; none was chosen by its "
            "validation."
        ),
        recipes=(
            "shakespeare-transformer",
            "shakespeare-lstm",
            "shakespeare-pointer",
        ),
        published=(
            PublishedFigure(
                "transformer, 4 layers", "0.8 M", "1.88", "README of nanoGPT", _RANDOM_BLOCKS
            ),
            PublishedFigure(
                "transformer, 6 layers", "10.7 M", "1.4697", "README of nanoGPT", _RANDOM_LONG
            ),
        ),
    ),
    Benchmark(
        key="ptb",
        title="Penn Treebank",
        texts="`ptb.train.txt`, `ptb.valid.txt` and `ptb.test.txt` (Mikolov et al. 2010)",
        unit="perplexity per word",
        form=".2f",
        protocol=_WORDS,
        details=(
            "The vocabulary is closed: the words of the training file, `<unk>` among them. The end "
            "of each line is predicted and counted as a word (`<eos>`). The test file is read once "
            "with the state carried along, as in the published work."
        ),
        recipes=("ptb-lstm", "ptb-pointer"),
        published=(
            PublishedFigure("LSTM-Word-Small", "5 M", "97.6", "Kim et al. 2016", _WORDS),
            PublishedFigure("LSTM-Char-Small", "5 M", "92.3", "Kim et al. 2016", _WORDS),
            PublishedFigure("pointer sentinel LSTM", "21 M", "70.9", "Merity et al. 2017", _WORDS),
            PublishedFigure("LSTM", "not stated", "82.3", "Grave et al. 2017", _WORDS),
            PublishedFigure(
                "the same with a neural cache", "not stated", "72.1", "Grave et al. 2017", _WORDS
            ),
        ),
    ),
    Benchmark(
        key="wikitext2",
        title="WikiText-2",
        texts=(
            "`wiki.train.tokens`, `wiki.valid.tokens` and `wiki.test.tokens` (Merity et al. 2017)"
        ),
        unit="perplexity per word",
        form=".2f",
        protocol=_WORDS,
        details=(
            "As Penn Treebank; blank lines are lines, too, so that the test file has 245,569 "
            "words. We know of no published figure of a model of at most 5 M parameters: with this "
            "vocabulary most of them would be in the embedding."
        ),
        recipes=("wikitext2-lstm",),
        published=(
            PublishedFigure("variational LSTM, tied", "28 M", "87.0", "Inan et al. 2017", _WORDS),
            PublishedFigure("LSTM", "not stated", "99.3", "Grave et al. 2017", _WORDS),
            PublishedFigure(
                "the same with a neural cache", "not stated", "68.9", "Grave et al. 2017", _WORDS
            ),
        ),
    ),
)


def check_texts(benchmark: Benchmark, texts: Path) -> None:
    """Check that a benchmark's texts are there, before another one is trained on.

    Raises:
        TextError: they cannot be used.
        ValueError: the same, of books.
    """
    name = benchmark.recipes[0]
    data = read_recipe(paths.assets() / "recipes" / f"{name}.toml", texts).data
    if isinstance(data, WordData):
        read_word_texts(data.folder, data.train, data.valid, data.test)
    elif isinstance(data, Data):
        read_corpus(data.folder, data.held_out, data.parts)


def remake(
    benchmark: Benchmark, texts: Path, models: Path, path: Path, device: torch.device, command: str
) -> Iterator[str]:
    """Train and measure a benchmark's recipes, and save the report at ``path`` after each.

    The checkpoints are made in ``models``, or resumed there. Recipes that the report has for the
    same texts are left out. Yields a sentence after each.

    Raises:
        EvaluationError: the file is not a report.
        ValueError: the texts cannot be used; see `wmstudio.training.run.prepare`.
        OSError: something cannot be read or written.
    """
    for name in benchmark.recipes:
        recipe = read_recipe(paths.assets() / "recipes" / f"{name}.toml", texts)
        with alone_in(models / name):
            run = prepare(recipe, models / name, device)
            key = _key(recipe, run)
            if read_report(path)["runs"].get(name, {}).get("key") == key:
                yield f"{name}: measured already"
                continue
            follow(run)
        figures = measured(run, models / name, device)
        report = read_report(path)
        report["runs"][name] = {
            "key": key,
            "benchmark": benchmark.key,
            "family": recipe.family,
            **_recorded(models / name),
            "figures": figures,
        }
        _write(path, {**report, **_about(device, command)})
        told = ", ".join(f"{one['figure']:{benchmark.form}} ({one['title']})" for one in figures)
        yield f"{name}: {told}, {benchmark.unit}"


def measured(run: Run, folder: Path, device: torch.device) -> list[dict[str, Any]]:
    """The figure of a finished run's checkpoint, without its memory and with, if it has one."""
    checkpoint = open_checkpoint(folder, device)
    return [
        {
            "title": title,
            "settings": {name: setting.value for name, setting in model.settings.items()},
            **_figure(run, model, f"{checkpoint.name}, {title}"),
        }
        for _, title, model in variants(checkpoint.model)
    ]


def _figure(run: Run, model: LanguageModel, what: str) -> dict[str, float]:
    """The figure, and how many tokens and characters were read for it.

    Nats per character of what books hold out, or perplexity per word of the test text.
    """
    subject = run.subject
    is_words = isinstance(subject, WholeWords)
    if isinstance(subject, WholeWords):
        texts = [subject.texts.test]
    elif isinstance(subject, Books):
        texts = list(subject.corpus.held_out.values())
    else:
        raise EvaluationError(f"{run.recipe.name} learns neither books nor words")
    found = [of_text(model, subject.tokenizer, text, what) for text in texts]
    nats = sum(one["bits"] for one in found) * log(2)
    tokens, characters = sum(one["tokens"] for one in found), sum(map(len, texts))
    return {
        "figure": exp(nats / tokens) if is_words else nats / characters,
        "tokens": tokens,
        "characters": characters,
    }


def read_report(path: Path) -> dict[str, Any]:
    """Read an earlier report, or start one without runs.

    Raises:
        EvaluationError: the file is something else.
        OSError: it cannot be read.
    """
    if not path.exists():
        return {"format": FORMAT, "runs": {}}
    try:
        report = read_object(path, LARGEST)
        if report["format"] == FORMAT and all(
            isinstance(run["key"], str) and run["figures"] for run in report["runs"].values()
        ):
            return report
    except (CheckpointError, KeyError, TypeError, AttributeError):
        pass
    raise EvaluationError(f"{path} is no report of benchmarks: name another file with --json")


def _key(recipe: Recipe, run: Run) -> str:
    """A hash by which a changed recipe, other texts or other pieces are recognised."""
    return digest(json.dumps([recipe.source, run.trainer.hashes]))[:16]


def _recorded(folder: Path) -> dict[str, Any]:
    record = read_object(folder / TRAINING, LARGEST)
    return {name: record[name] for name in RECORDED if name in record}


def _about(device: torch.device, command: str) -> dict[str, Any]:
    return {
        "command": command,
        "wmstudio": wmstudio.__version__,
        "torch": torch.__version__,
        "processor": platform.machine(),
        "threads": torch.get_num_threads(),
    }


def _write(path: Path, report: Mapping[str, Any]) -> None:
    write_file(path, readable_json(report) + "\n")
