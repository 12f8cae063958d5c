"""`wmstudio train`: training a checkpoint, on one process or on those that torchrun started."""

from __future__ import annotations

import os
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio import paths
from wmstudio.cli.readers import add_device, add_threads, whole
from wmstudio.cli.shared import device_of, note

if TYPE_CHECKING:
    from argparse import Namespace

    from wmstudio.cli.telling import Parser
    from wmstudio.training.processes import Processes
    from wmstudio.training.recipe import Recipe

PRECISIONS = ("float32", "tf32", "bfloat16")


def add_train(parser: Parser) -> None:
    """Add the options of `wmstudio train`."""
    parser.add_argument(
        "recipe", type=Path, metavar="RECIPE.toml", help="examples are in assets/recipes"
    )
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="the texts, instead of the recipe's"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="output (default: ./ and the recipe's name)"
    )
    parser.add_argument(
        "--keep",
        type=whole(2),
        default=0,
        metavar="N",
        help="keep the weights of N steps, close together at first, to look back at the training",
    )
    parser.add_argument(
        "--precision",
        choices=PRECISIONS,
        help="of matrix products, instead of the recipe's; tf32 is for NVIDIA GPUs",
    )
    add_device(parser)
    add_threads(parser)


def read_recipe(path: Path, data: Path | None = None) -> Recipe:
    """A recipe by its path, or a bundled one by its name."""
    from wmstudio.training import recipe

    shipped = paths.assets() / "recipes" / f"{path}.toml"
    if path.name == str(path) and not path.exists() and shipped.is_file():
        path = shipped
    return recipe.read_recipe(path, data)


def train(options: Namespace) -> int:
    """Train a checkpoint from a recipe."""
    from wmstudio.training.processes import device_among, joined

    options.device = device_among(options.device)
    device = device_of(options)
    with joined(device) as processes:
        return _train(options, processes)


def _train(options: Namespace, processes: Processes) -> int:
    from wmstudio.training.folder import alone_in
    from wmstudio.training.run import follow, prepare

    recipe = read_recipe(options.recipe, options.data)
    if options.precision:
        schedule = replace(recipe.training, precision=options.precision)
        recipe = replace(recipe, training=schedule)
    folder = options.out or Path(recipe.name)
    again = f"to go on, run the same command again (--out {folder})"
    tell = note if processes.first else _nothing
    try:
        with alone_in(folder) if processes.first else nullcontext():
            run_ = prepare(recipe, folder, processes.device, options.keep, processes)
            parameters = sum(p.numel() for p in run_.trainer.model.parameters())
            shared = f", {processes.count} processes" if processes.count > 1 else ""
            tell(
                f"{recipe.name}: {parameters:,} parameters on {processes.device}{shared}, "
                f"{run_.subject.text}, "
                f"from step {run_.trainer.step:,} to {recipe.training.steps:,}"
            )
            for line in run_.notes:
                tell(line)
            follow(run_)
    except KeyboardInterrupt:
        if _is_saved(folder):
            tell(f"stopped; what was learned is saved in {folder}: {again}")
        else:
            tell("stopped before anything was saved")
        return 130
    except OSError as error:
        if not _is_saved(folder):
            raise
        where = f"{error.filename}: " if error.filename else ""
        raise ValueError(
            f"{where}{error.strerror or error}; what was saved in {folder} before is whole: {again}"
        ) from error
    tell(f"the checkpoint is in {folder}")
    return 0


def _is_saved(folder: Path) -> bool:
    """Whether a training can go on from what is in this folder."""
    from wmstudio.training.loop import RESUME

    # Unlike pathlib's, it is false and no error where the folder cannot be read.
    return os.path.isfile(folder / RESUME)


def _nothing(_: str) -> None:
    """The first process tells for all of them."""
