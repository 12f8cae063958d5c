"""`wmstudio train`: from a recipe to a checkpoint folder, with a progress bar."""

from __future__ import annotations

import copy
import signal
import sys
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from tqdm import tqdm

from wmstudio.checkpoints.atomic import write_atomically
from wmstudio.checkpoints.folder import write_checkpoint
from wmstudio.models.scoring import text_bits
from wmstudio.text import tokenizer as tok
from wmstudio.text.corpus import read_corpus, read_text
from wmstudio.training.card import model_card
from wmstudio.training.loop import ResumeError, Trainer, bits_per_byte

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from wmstudio.text.corpus import Corpus
    from wmstudio.text.tokenizer import Tokenizer
    from wmstudio.training.loop import Progress
    from wmstudio.training.recipe import Recipe

QUICK_BYTES = 40_000
"""How much of each held-out book is read while training; at the end they are read whole."""


class TrainingError(ValueError):
    """Training cannot go on; the message says why, and what to change."""


@dataclass
class Run:
    """A recipe being followed in a folder."""

    recipe: Recipe
    folder: Path
    corpus: Corpus
    tokenizer: Tokenizer
    trainer: Trainer
    bytes_per_token: float

    def validate(self, whole: bool = False) -> dict[str, float]:
        """Bits per byte of each held-out book, and over all of them (``"all"``).

        Measured with the weights as a checkpoint stores them, in half precision.
        """
        books = {
            name: text if whole else text.encode()[:QUICK_BYTES].decode(errors="ignore")
            for name, text in self.corpus.held_out.items()
        }
        bits = self._bits(list(books.values()))
        sizes = [len(text.encode()) for text in books.values()]
        scores = {name: b / n for name, b, n in zip(books, bits, sizes, strict=True)}
        return {**scores, "all": sum(bits) / sum(sizes)}

    def _bits(self, texts: list[str]) -> list[float]:
        stored = copy.deepcopy(self.trainer.model).half().float().eval()
        return text_bits(stored, [self.tokenizer.encode(text).ids for text in texts])

    def write(self, scores: dict[str, float], whole: bool) -> None:
        """Write the checkpoint as it is now.

        Raises:
            OSError: it cannot be written; the last good one is as it was.
        """
        trainer, recipe = self.trainer, self.recipe
        record: dict[str, Any] = {
            "steps": trainer.step,
            "of_steps": recipe.training.steps,
            "tokens_seen": trainer.step * recipe.training.batch * recipe.training.length,
            "tokens_per_epoch": trainer.batches.tokens_per_epoch,
            "train_seconds": round(trainer.seconds, 1),
            "train_tokens_per_second": round(
                trainer.step
                * recipe.training.batch
                * recipe.training.length
                / max(trainer.seconds, 1e-9)
            ),
            "device": str(trainer.device),
            "torch": torch.__version__,
            "parameters": sum(p.numel() for p in trainer.model.parameters()),
            "bytes_per_token": self.bytes_per_token,
            "validation_whole_books": whole,
            "validation_bits_per_byte": scores["all"],
            "validation_by_book": {k: v for k, v in scores.items() if k != "all"},
            "history": trainer.history,
        }
        if recipe.data.excerpt:
            path = Path(recipe.data.excerpt)
            text = read_text(path)
            (bits,) = self._bits([text])
            record["excerpt"] = {
                "name": path.name,
                "bits_per_byte": bits / len(text.encode()),
            }
        write_checkpoint(
            self.folder,
            trainer.model,
            recipe.name,
            recipe.family,
            recipe.sizes,
            self.tokenizer,
            record,
            model_card(recipe, record),
        )


def prepare(recipe: Recipe, folder: Path, device: torch.device) -> Run:
    """Read the books, make or find the tokenizer, go on from what the folder has.

    Raises:
        TextError: the books cannot be read.
        TokenizerError: the folder's tokenizer is none, or the books are too few to make one.
        ResumeError: what the folder has belongs to another recipe, or is damaged.
        ValueError: no book is as long as a segment.
        OSError: the folder cannot be read or written.
    """
    corpus = read_corpus(recipe.data.folder, recipe.data.held_out)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = _tokenizer(recipe, corpus, folder)
    encoded = [tokenizer.encode(text).ids for text in corpus.train.values()]
    newline = int(tokenizer.encode("\n").ids[0])
    trainer = Trainer(recipe, encoded, newline, device)
    trainer.load(folder)
    size = sum(len(text.encode()) for text in corpus.train.values())
    return Run(recipe, folder, corpus, tokenizer, trainer, size / sum(map(len, encoded)))


def _tokenizer(recipe: Recipe, corpus: Corpus, folder: Path) -> Tokenizer:
    """The folder's, or a new one made from the books, which is kept at once."""
    kept = folder / "tokenizer.model"
    if kept.exists():
        tokenizer = tok.load(kept)
        if tokenizer.vocab_size != recipe.vocab_size:
            raise ResumeError(
                f"{kept} has {tokenizer.vocab_size:,} pieces, and the recipe asks for "
                f"{recipe.vocab_size:,}: train into another folder, or delete it"
            )
        return tokenizer
    tokenizer = tok.train(list(corpus.train.values()), recipe.vocab_size)
    write_atomically(kept, tokenizer.model_bytes)
    return tokenizer


def follow(run: Run) -> None:
    """Train to the end of the recipe; when stopped, keep what there is.

    Ctrl-C lets the step that is being done come to its end. A run that is at its end already is
    only validated and written again.

    Raises:
        TrainingError: loss or weights are no numbers any more. The last save is whole.
        OSError: the disk is full or the folder read-only. The last good files are as they were.
        KeyboardInterrupt: after everything is saved.
    """
    trainer, schedule = run.trainer, run.recipe.training
    recent = 0.0
    bar = tqdm(total=schedule.steps, initial=trainer.step, unit="step", file=sys.stderr)

    def tell(whole: bool) -> None:
        scores = run.validate(whole=whole)
        # A run that had come to its end before has been told of: its training loss is kept.
        known = {told["step"]: told for told in trainer.history}
        now = {**known.pop(trainer.step, {}), "step": trainer.step}
        if recent:
            now["train_nats_per_token"] = round(recent, 4)
        now["validation_bits_per_byte"] = round(scores["all"], 4)
        trainer.history = [*known.values(), now]
        bar.write(
            f"step {trainer.step:,}: {scores['all']:.4f} bits per byte held out", file=sys.stderr
        )
        run.write(scores, whole=whole)

    with bar, _WholeSteps() as patient:
        try:
            for now in patient.steps(trainer.steps()):
                if not isfinite(now.nats_per_token):
                    raise _diverged(run)
                recent = 0.98 * recent + 0.02 * now.nats_per_token if recent else now.nats_per_token
                bar.set_postfix_str(
                    f"loss {recent:.3f} nats/token, "
                    f"{bits_per_byte(recent, run.bytes_per_token):.3f} bits/byte, "
                    f"{now.tokens_per_second:,.0f} tokens/s",
                    refresh=False,
                )
                bar.update()
                done = now.step == schedule.steps
                if not done and now.step % schedule.validate_every == 0:
                    tell(whole=False)
                if done or now.step % schedule.save_every == 0:
                    _save(run)
            tell(whole=True)
            _save(run)
        except KeyboardInterrupt:
            _save(run)
            raise


def _save(run: Run) -> None:
    if not all(bool(p.isfinite().all()) for p in run.trainer.model.parameters()):
        raise _diverged(run)
    run.trainer.save(run.folder)


def _diverged(run: Run) -> TrainingError:
    return TrainingError(
        f"the model is no longer made of numbers at step {run.trainer.step:,}: lower "
        f"'learning_rate' in the recipe; the last save in {run.folder} is whole"
    )


class _WholeSteps:
    """Ctrl-C in the middle of a step would leave some weights newer than others: it waits."""

    def __init__(self) -> None:
        self._inside = self._asked = False

    def __enter__(self) -> _WholeSteps:
        try:
            self._before = signal.signal(signal.SIGINT, self._interrupted)
            self._set = True
        except ValueError:  # not in the main thread, which is the one that Ctrl-C reaches
            self._set = False
        return self

    def __exit__(self, *error: object) -> None:
        if self._set:
            signal.signal(signal.SIGINT, self._before)

    def steps(self, steps: Iterator[Progress]) -> Iterator[Progress]:
        """The same, with an interruption where it does no harm."""
        while True:
            self._inside = True
            now = next(steps, None)
            self._inside = False
            if self._asked:
                raise KeyboardInterrupt
            if now is None:
                return
            yield now

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        if self._inside:
            self._asked = True
        else:
            raise KeyboardInterrupt
