"""`wmstudio train`: from a recipe to a checkpoint folder, with a progress bar."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from tqdm import tqdm

from wmstudio.checkpoints.atomic import write_atomically
from wmstudio.checkpoints.folder import write_checkpoint
from wmstudio.models.scoring import text_bits
from wmstudio.text import tokenizer as tok
from wmstudio.text.corpus import read_corpus
from wmstudio.training.card import model_card
from wmstudio.training.loop import Trainer, bits_per_byte

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.text.corpus import Corpus
    from wmstudio.text.tokenizer import Tokenizer
    from wmstudio.training.recipe import Recipe

QUICK_BYTES = 40_000
"""How much of each held-out book is read while training; at the end they are read whole."""


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
        """Bits per byte of each held-out book, and over all of them (``"all"``)."""
        books = {
            name: text if whole else text.encode()[:QUICK_BYTES].decode(errors="ignore")
            for name, text in self.corpus.held_out.items()
        }
        ids = [self.tokenizer.encode(text).ids for text in books.values()]
        self.trainer.model.eval()
        bits = text_bits(self.trainer.model, ids)
        self.trainer.model.train()
        sizes = [len(text.encode()) for text in books.values()]
        scores = {name: b / n for name, b, n in zip(books, bits, sizes, strict=True)}
        return {**scores, "all": sum(bits) / sum(sizes)}

    def write(self, scores: dict[str, float], whole: bool) -> None:
        """Write the checkpoint as it is now.

        Raises:
            OSError: it cannot be written; the last good one is as it was.
        """
        trainer, recipe = self.trainer, self.recipe
        record = {
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
        TextError, ResumeError, TokenizerError, ValueError, OSError: with a sentence to show.
    """
    corpus = read_corpus(recipe.data.folder, recipe.data.held_out)
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "tokenizer.model"
    if kept.exists():
        tokenizer = tok.load(kept)
    else:
        tokenizer = tok.train(list(corpus.train.values()), recipe.vocab_size)
        write_atomically(kept, tokenizer.model_bytes)
    encoded = [tokenizer.encode(text).ids for text in corpus.train.values()]
    newline = int(tokenizer.encode("\n").ids[0])
    trainer = Trainer(recipe, encoded, newline, device)
    trainer.load(folder)
    size = sum(len(text.encode()) for text in corpus.train.values())
    return Run(recipe, folder, corpus, tokenizer, trainer, size / sum(map(len, encoded)))


def follow(run: Run) -> None:
    """Train to the end of the recipe; when stopped, keep what there is.

    Raises:
        OSError: the disk is full or the folder read-only. The last good files are as they were.
        KeyboardInterrupt: after everything is saved.
    """
    trainer, schedule = run.trainer, run.recipe.training
    recent = 0.0
    bar = tqdm(total=schedule.steps, initial=trainer.step, unit="step", file=sys.stderr)
    with bar:
        try:
            for now in trainer.steps():
                recent = 0.98 * recent + 0.02 * now.nats_per_token if recent else now.nats_per_token
                bar.set_postfix_str(
                    f"loss {recent:.3f} nats/token, "
                    f"{bits_per_byte(recent, run.bytes_per_token):.3f} bits/byte, "
                    f"{now.tokens_per_second:,.0f} tokens/s",
                    refresh=False,
                )
                bar.update()
                done = now.step == schedule.steps
                if done or now.step % schedule.validate_every == 0:
                    scores = run.validate(whole=done)
                    trainer.history.append(
                        {
                            "step": now.step,
                            "train_nats_per_token": round(recent, 4),
                            "validation_bits_per_byte": round(scores["all"], 4),
                        }
                    )
                    bar.write(f"step {now.step:,}: {scores['all']:.4f} bits per byte held out")
                    run.write(scores, whole=done)
                if done or now.step % schedule.save_every == 0:
                    trainer.save(run.folder)
        except KeyboardInterrupt:
            trainer.save(run.folder)
            raise
