"""`wmstudio train`: from a recipe to a checkpoint folder, with a progress bar."""

from __future__ import annotations

import copy
import hashlib
import sys
from dataclasses import asdict
from functools import partial
from math import isfinite
from typing import TYPE_CHECKING, Any

import torch
from tqdm import tqdm

from wmstudio.checkpoints.folder import open_checkpoint, write_checkpoint, write_step
from wmstudio.checkpoints.layout import TOKENIZER
from wmstudio.example_sets.base import spelled
from wmstudio.files.folders import make_folder
from wmstudio.files.writing import write_file
from wmstudio.lazy_dataclass import dataclass
from wmstudio.machine import free_memory, in_words
from wmstudio.models.cost import cost_of
from wmstudio.models.device import without_numbers
from wmstudio.models.registry import build
from wmstudio.text import tokenizer as tok
from wmstudio.text.closed_vocabulary import read_word_texts, words_and_signs
from wmstudio.text.corpus import read_corpus
from wmstudio.training.answering import Answering, examples_of
from wmstudio.training.books import Books
from wmstudio.training.card import model_card
from wmstudio.training.exercises import Exercises
from wmstudio.training.folder import TrainingError, check_place
from wmstudio.training.keeping import kept_steps
from wmstudio.training.loop import (
    NOTHING,
    ResumeError,
    StartError,
    Trainer,
    digest_of,
    digest_of_weights,
)
from wmstudio.training.processes import ALONE, Processes
from wmstudio.training.recipe import ExampleData, Exercise, WordData
from wmstudio.training.whole_steps import WholeSteps
from wmstudio.training.words import WholeWords, check_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wmstudio.checkpoints.folder import Checkpoint
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.tokenizer import Tokenizer
    from wmstudio.training.recipe import Recipe
    from wmstudio.training.subject import Marks, Subject


def as_stored(model: LanguageModel) -> LanguageModel:
    """A copy with weights rounded to half precision, as a checkpoint stores them."""
    return copy.deepcopy(model).half().float().eval()


@dataclass
class Run:
    """A run of a recipe in a folder."""

    recipe: Recipe
    folder: Path
    subject: Subject
    trainer: Trainer
    notes: tuple[str, ...] = ()
    """Notes about books that are not read exactly as they are written."""
    start: str = ""
    """The name of the checkpoint whose weights it started with, if any."""
    kept: tuple[int, ...] = ()
    """The steps whose weights are kept beside the checkpoint."""
    processes: Processes = ALONE

    def examine(self, whole: bool = False) -> Marks:
        """Validate the weights as a checkpoint stores them, in half precision."""
        return self.subject.examine(as_stored(self.trainer.result), whole)

    def write(self, marks: Marks) -> None:
        """Write the checkpoint as it is now.

        Raises:
            OSError: it cannot be written. The last good one is unchanged.
        """
        trainer, recipe = self.trainer, self.recipe
        tokens = trainer.step * self.subject.tokens_per_step
        record: dict[str, Any] = {
            "steps": trainer.step,
            "of_steps": recipe.training.steps,
            "tokens_seen": tokens,
            "train_seconds": round(trainer.seconds, 1),
            "train_cpu_seconds": round(trainer.cpu_seconds, 1),
            "train_tokens_per_second": round(tokens / max(trainer.seconds, 1e-9)),
            "device": str(trainer.device),
            "processes": self.processes.count,
            "precision": recipe.training.precision,
            "torch": torch.__version__,
            "parameters": sum(p.numel() for p in trainer.model.parameters()),
            **({"start": self.start} if self.start else {}),
            **marks.record,
            "history": trainer.history,
        }
        write_checkpoint(
            self.folder,
            trainer.result,
            recipe.name,
            recipe.family,
            recipe.sizes,
            self.subject.tokenizer,
            record,
            model_card(recipe, record),
        )


def prepare(
    recipe: Recipe,
    folder: Path,
    device: torch.device,
    keep: int = 0,
    processes: Processes = ALONE,
) -> Run:
    """Read the texts if there are any, make or find the tokenizer, and resume from the folder.

    The weights of ``keep`` steps are kept, spaced by logarithm; 0 keeps the last ones only.

    Raises:
        ExampleError: the examples cannot be used.
        TextError: the books cannot be read.
        TokenizerError: the folder's tokenizer is none, or the books are too few to make one.
        CheckpointError: the recipe's ``start`` cannot be opened.
        DeviceError: the device does not have the recipe's precision.
        ProcessesError: there are too many processes, or they see different folders.
        StartError: the recipe's ``start`` has other pieces, or no weights that fit.
        ResumeError: what the folder has belongs to another recipe, or is damaged.
        TrainingError: the folder holds something else, or a step would not fit into the memory.
        ValueError: no book is as long as a segment.
        OSError: the folder cannot be read or written.
    """
    with processes.one_before_others():
        run = _prepared(recipe, folder, device, keep, processes)
    processes.check_same(run.trainer.step)
    return run


def _prepared(
    recipe: Recipe, folder: Path, device: torch.device, keep: int, processes: Processes
) -> Run:
    if processes.first:
        check_place(folder)
        _check_memory(recipe, processes)
    start = None if recipe.training.start is None else open_checkpoint(recipe.training.start)
    subject: Subject
    hashes = {}
    notes: tuple[str, ...] = ()
    if isinstance(recipe.data, Exercise):
        tokenizer = _tokenizer(recipe, folder, tok.characters, start)
        subject = Exercises(recipe.data.task, recipe.training, tokenizer)
    elif isinstance(recipe.data, ExampleData):
        data = recipe.data
        learned, held_out = examples_of(data).split(data.held_out_share, recipe.training.seed)
        texts = ["".join(spelled(one, data.follows)) for one in learned.examples]
        make = partial(tok.train, texts, recipe.vocab_size)
        if data.whole_words:
            vocabulary = words_and_signs(texts)
            check_vocabulary(vocabulary, recipe.vocab_size)
            make = partial(tok.closed, vocabulary)
        tokenizer = _tokenizer(recipe, folder, make, start)
        answering = Answering(learned, held_out, data, recipe.training, tokenizer)
        subject, notes = answering, (*learned.notes, *answering.notes)
        hashes = {"set of examples": digest_of({"": "".join(texts)})}
    elif isinstance(recipe.data, WordData):
        found = read_word_texts(
            recipe.data.folder, recipe.data.train, recipe.data.valid, recipe.data.test
        )
        check_vocabulary(found.vocabulary, recipe.vocab_size)
        tokenizer = _tokenizer(recipe, folder, partial(tok.closed, found.vocabulary), start)
        subject = WholeWords(found, recipe.training, tokenizer)
        hashes = {"text": digest_of(asdict(found))}
    else:
        corpus = read_corpus(recipe.data.folder, recipe.data.held_out, recipe.data.parts)
        texts = list(corpus.train.values())
        tokenizer = _tokenizer(recipe, folder, lambda: tok.train(texts, recipe.vocab_size), start)
        notes = corpus.notes
        subject = Books(corpus, recipe.data, recipe.training, tokenizer)
        hashes = {"text": digest_of(corpus.train), "held-out text": digest_of(corpus.held_out)}
    hashes["tokenizer"] = hashlib.sha256(tokenizer.model_bytes).hexdigest()
    begun = None if start is None else start.model
    hashes["start"] = NOTHING if begun is None else digest_of_weights(begun)
    trainer = Trainer(recipe, subject.batches, device, hashes, begun, processes)
    for model in (trainer.model, trainer.result):
        model.know_pieces(subject.tokenizer.pieces)
    trainer.load(folder)
    name = "" if start is None else start.name
    steps = kept_steps(recipe.training.steps, keep) if keep else ()
    return Run(recipe, folder, subject, trainer, notes, name, steps, processes)


def _check_memory(recipe: Recipe, processes: Processes) -> None:
    """Check that the memory for a step is available, before any of it is used."""
    schedule = recipe.training
    task = recipe.data.task if isinstance(recipe.data, Exercise) else None
    tokens = schedule.batch * (task.tokens if task else schedule.length)
    with without_numbers():
        model = build(recipe.family, recipe.sizes)
        state = cost_of(model).state
    parameters = sum(p.numel() for p in model.parameters())
    # Weights, gradients and two moments; the carried state; an embedding of every token.
    needed = (
        processes.here * 16 * parameters
        + schedule.batch * state
        + 4 * tokens * model.words.embedding.embedding_dim
    )
    if needed > (free := free_memory()):
        raise TrainingError(
            f"a step of this recipe takes at least {in_words(needed)}, and this machine has "
            f"{in_words(free)} free: lower 'batch', 'length' or the sizes of the model"
        )


def _tokenizer(
    recipe: Recipe, folder: Path, make: Callable[[], Tokenizer], start: Checkpoint | None
) -> Tokenizer:
    """The tokenizer of the folder or of ``start``, or a new one, which is saved at once."""
    kept = folder / TOKENIZER
    if start is not None and start.tokenizer.vocab_size != recipe.vocab_size:
        raise StartError(
            f"'start' has {start.tokenizer.vocab_size:,} pieces: write "
            f"vocab_size = {start.tokenizer.vocab_size}, not {recipe.vocab_size}"
        )
    make_folder(folder)
    if not kept.exists():
        tokenizer = make() if start is None else start.tokenizer
        write_file(kept, tokenizer.model_bytes)
        return tokenizer
    tokenizer = tok.load(kept)
    other = "train into another folder, or delete it"
    if tokenizer.vocab_size != recipe.vocab_size:
        raise ResumeError(
            f"{kept} has {tokenizer.vocab_size:,} pieces, and the recipe asks for "
            f"{recipe.vocab_size:,}: {other}"
        )
    if start is not None and tokenizer.model_bytes != start.tokenizer.model_bytes:
        raise ResumeError(f"{kept} is not the tokenizer of 'start': {other}")
    return tokenizer


def follow(run: Run) -> None:
    """Train to the end of the recipe, and save when stopped.

    Ctrl-C lets the current step finish. A run that has ended already is only validated and written
    again.

    Raises:
        TrainingError: loss or weights are not finite any more. The last save is intact.
        OSError: the disk is full or the folder read-only. The last good files are unchanged.
        KeyboardInterrupt: after everything is saved.
    """
    trainer, schedule, subject = run.trainer, run.recipe.training, run.subject
    recent = 0.0
    first = run.processes.first
    bar = tqdm(
        total=schedule.steps,
        initial=trainer.step,
        unit="step",
        file=sys.stderr,
        disable=not first,
    )

    def tell(whole: bool) -> None:
        if not first:
            return
        _check(run)
        marks = run.examine(whole=whole)
        # A run that had already ended was reported then, and keeps its training loss.
        known = {told["step"]: told for told in trainer.history}
        now = {**known.pop(trainer.step, {}), "step": trainer.step}
        if recent:
            now[f"train_nats_per_{subject.unit}"] = round(recent, 4)
        if trainer.professor is not None:
            now["discriminator_accuracy"] = round(trainer.professor.accuracy, 4)
        name, figure = marks.figure
        now[name] = round(figure, 4)
        trainer.history = [*known.values(), now]
        bar.write(f"step {trainer.step:,}: {marks.sentence}", file=sys.stderr)
        run.write(marks)
        # After the record, so that who finds the weights finds their place on the curves, too.
        if trainer.step in run.kept:
            write_step(run.folder, trainer.result, trainer.step)

    with bar, WholeSteps(run.processes) as patient:
        try:
            # What is kept of a step that a run was resumed at may have been lost.
            if trainer.step in run.kept and trainer.step < schedule.steps:
                tell(whole=False)
            for now in patient.steps(trainer.steps()):
                if not isfinite(now.nats):
                    raise _diverged(run)
                recent = 0.98 * recent + 0.02 * now.nats if recent else now.nats
                bar.set_postfix_str(
                    f"loss {subject.loss(recent)}, {now.tokens_per_second:,.0f} tokens/s",
                    refresh=False,
                )
                bar.update()
                done = now.step == schedule.steps
                due = now.step % schedule.validate_every == 0 or now.step in run.kept
                if due and not done:
                    tell(whole=False)
                if done or now.step % schedule.save_every == 0:
                    _save(run)
            tell(whole=True)
            _save(run)
        except KeyboardInterrupt:
            _save(run)
            raise


def _save(run: Run) -> None:
    _check(run)
    run.trainer.save(run.folder)


def _check(run: Run) -> None:
    if not all(bool(p.isfinite().all()) for p in run.trainer.model.parameters()):
        raise _diverged(run)


def _diverged(run: Run) -> TrainingError:
    return TrainingError(
        f"the model is no longer made of numbers at step {run.trainer.step:,}: lower "
        f"'learning_rate' in the recipe; the last save in {run.folder} is whole"
    )
