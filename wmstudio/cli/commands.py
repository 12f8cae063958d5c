"""What each command does. Whatever it refuses is an exception whose message is a sentence."""

from __future__ import annotations

import json
import os
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio import paths
from wmstudio.app.display import has_display
from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.layout import CheckpointError
from wmstudio.cli.arguments import SUMMARIES
from wmstudio.text.corpus import TextError, read_text, text_of

if TYPE_CHECKING:
    from argparse import Namespace
    from types import ModuleType

    from wmstudio.training.recipe import Recipe

TEXT_ENDINGS = (".txt", ".md", ".text", ".rst", ".html", ".tex")


class UsageError(ValueError):
    """The command cannot be done as it was written."""


def run(options: Namespace) -> int:
    """Do what was asked for; the exit code."""
    return {
        "window": window,
        "trace": trace,
        "render": render,
        "generate": generate,
        "models": models,
        "train": train,
    }[options.command](options)


def window(options: Namespace) -> int:
    """Open the window, and stay until it is closed."""
    if options.file is not None and not os.path.isfile(options.file):
        near = get_close_matches(str(options.file), SUMMARIES, n=1)
        hint = f"; did you mean the command {near[0]!r}?" if near else ""
        raise UsageError(f"there is no file {str(options.file)!r}{hint}")
    if not has_display():
        raise UsageError(
            "there is no display to open a window on; without one there are: "
            + ", ".join(f"wmstudio {name}" for name in SUMMARIES)
        )
    for name in (options.checkpoint, options.compare):
        if name is not None:
            bundled.find(name)  # a wrong name is told here, where it was written
    application = _application()
    # What is not asked for is as it was the last time.
    return int(application.run(options.file, options.checkpoint, options.device, options.compare))


def _application() -> ModuleType:
    """The window's module; whoever imports it first brings Qt."""
    try:
        from wmstudio.gui import application
    except ModuleNotFoundError:
        raise
    except ImportError as error:  # a library of the system's that Qt stands on
        raise ValueError(
            f"Qt cannot be loaded ({error}): install the library that is named"
        ) from error
    return application


def trace(options: Namespace) -> int:
    """Everything about a text, into a file."""
    text = text_or_file(options.text)
    checkpoint = checkpoint_or_default(options.checkpoint)
    from wmstudio import library

    model = library.open_checkpoint(checkpoint, options.device)
    done = model.trace(text, options.patch, options.signals, options.top)
    done.save(options.out)
    _note(f"{options.out}: {len(done):,} tokens, {len(done.signals)} signals")
    return 0


def render(options: Namespace) -> int:
    """The window as a picture."""
    text = text_or_file(options.text)
    checkpoint = checkpoint_or_default(options.checkpoint)
    compare = bundled.find(options.compare) if options.compare is not None else None
    # Qt reads it when it is imported.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = _application()
    try:
        application.render(
            text,
            options.out,
            options.size,
            options.theme,
            checkpoint,
            options.device,
            compare,
        )
    except application.RenderError as error:
        raise ValueError(str(error)) from error
    return 0


def generate(options: Namespace) -> int:
    """The continuation, as it is written; the text itself is not repeated."""
    text = text_or_file(options.text)
    checkpoint = checkpoint_or_default(options.checkpoint)
    from wmstudio import library

    sampling = library.Sampling(
        temperature=options.temperature,
        top_k=options.top_k,
        top_p=options.top_p,
        seed=options.seed,
        tokens=options.tokens,
    )
    model = library.open_checkpoint(checkpoint, options.device)
    last = ""
    for piece in model.generate(text, sampling):
        sys.stdout.write(piece)
        sys.stdout.flush()
        last = piece or last
    if not last.endswith("\n"):
        sys.stdout.write("\n")
    sys.stdout.flush()
    return 0


def models(options: Namespace) -> int:
    """What is bundled."""
    there = bundled.bundled()
    if options.json:
        table = [
            {
                "name": one.name,
                "family": one.family,
                "parameters": one.parameters,
                "bytes": one.bytes,
                "validation_bits_per_byte": one.validation_bits_per_byte,
            }
            for one in there
        ]
        sys.stdout.write(json.dumps(table, indent=2) + "\n")
    elif there:
        rows = [("name", "family", "parameters", "on disk", "bits per byte")]
        for one in there:
            bits = one.validation_bits_per_byte
            rows.append(
                (
                    one.name,
                    one.family,
                    f"{one.parameters:,}",
                    f"{one.bytes / 1e6:.1f} MB",
                    "not measured" if bits is None else f"{bits:.3f}",
                )
            )
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = zip(row, widths, "<<>>>", strict=True)
            line = "  ".join(f"{cell:{side}{width}}" for cell, width, side in cells)
            sys.stdout.write(line.rstrip() + "\n")
    else:
        _note("no checkpoint is bundled; wmstudio train makes one")
    sys.stdout.flush()
    return 0


def train(options: Namespace) -> int:
    """From a recipe to a checkpoint."""
    import torch

    from wmstudio.models.device import choose_device
    from wmstudio.training.run import follow, prepare

    recipe = _recipe(options.recipe, options.data)
    folder = options.out or Path(recipe.name)
    device, note = choose_device(options.device)
    if note:
        _note(note)
    if options.threads:
        torch.set_num_threads(options.threads)
    again = f"to go on, run the same command again (--out {folder})"
    try:
        run_ = prepare(recipe, folder, device)
        parameters = sum(p.numel() for p in run_.trainer.model.parameters())
        _note(
            f"{recipe.name}: {parameters:,} parameters on {device}, "
            f"{len(run_.corpus.train)} books, "
            f"from step {run_.trainer.step:,} to {recipe.training.steps:,}"
        )
        follow(run_)
    except KeyboardInterrupt:
        _note(f"stopped; what was learned is saved in {folder}: {again}")
        return 130
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise ValueError(
            f"{where}{error.strerror or error}; what was saved in {folder} before is whole: {again}"
        ) from error
    _note(f"the checkpoint is in {folder}")
    return 0


def _recipe(path: Path, data: Path | None) -> Recipe:
    """A recipe by its path, or one that ships with the program by its name."""
    from wmstudio.training.recipe import read_recipe

    shipped = paths.assets() / "recipes" / f"{path}.toml"
    if path.name == str(path) and not path.exists() and shipped.is_file():
        path = shipped
    return read_recipe(path, data)


def checkpoint_or_default(name: str | None) -> Path:
    """The folder of what was asked for, else of the usual one.

    Raises:
        CheckpointError: there is none.
    """
    name = name if name is not None else bundled.default()
    if name is None:
        raise CheckpointError("no checkpoint is bundled: name a folder with --checkpoint")
    return bundled.find(name)


def text_or_file(word: str) -> str:
    """What a TEXT|FILE means: a file if there is one of the name, standard input for ``-``.

    Raises:
        TextError: the file is not text.
    """
    if word == "-":
        return text_of(sys.stdin.buffer.read(), "standard input")
    # Unlike Path.is_file, this raises nothing when a long text is no possible file name.
    if os.path.isfile(word):
        return read_text(Path(word))
    if word.endswith(TEXT_ENDINGS) and not any(c.isspace() for c in word):
        raise TextError(f"there is no file {word!r}; to use it as a text, put a space after it")
    return word


def _note(line: str) -> None:
    sys.stderr.write(f"wmstudio: {line}\n")
