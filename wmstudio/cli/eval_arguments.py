"""The words of `wmstudio eval` and `wmstudio results`. Imports nothing heavy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.cli.readers import add_device, add_threads, file_of, task, whole

if TYPE_CHECKING:
    import argparse


def add_eval(parser: argparse.ArgumentParser) -> None:
    """What `wmstudio eval` takes."""
    parser.add_argument(
        "checkpoint", metavar="CHECKPOINT", help="a bundled one's name (wmstudio models), a folder"
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="UTF-8 texts")
    parser.add_argument(
        "--task",
        type=task,
        action="append",
        default=[],
        dest="tasks",
        metavar="NAME[:SIZE=N,…]",
        help="a memory task, as in recall:pairs=16,keys=32; may be given again",
    )
    parser.add_argument(
        "--sequences", type=whole(1), default=512, metavar="N", help="of each task (512)"
    )
    _add_grammar(parser)
    parser.add_argument(
        "--cache", action="store_true", help="mix in what the text itself showed (neural cache)"
    )
    add_device(parser)
    add_threads(parser)
    parser.add_argument(
        "--json", metavar="FILE", help="all figures; - writes them in place of the tables"
    )


def add_results(parser: argparse.ArgumentParser) -> None:
    """What `wmstudio results` takes."""
    parser.add_argument(
        "--text",
        nargs="+",
        action="extend",
        default=[],
        type=Path,
        dest="texts",
        metavar="FILE",
        help="UTF-8 texts to measure on",
    )
    _add_grammar(parser)
    parser.add_argument(
        "--study",
        action="append",
        default=[],
        type=Path,
        dest="studies",
        metavar="FILE.json",
        help="what wmstudio study wrote; may be given again",
    )
    parser.add_argument(
        "--out", required=True, type=file_of(".md"), metavar="FILE.md", help="where to"
    )
    parser.add_argument(
        "--json",
        type=Path,
        metavar="FILE",
        help="the figures, of which those that are still true are used again (else as --out)",
    )
    parser.add_argument("--fresh", action="store_true", help="measure all of it again")
    add_device(parser)
    add_threads(parser)


def _add_grammar(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--grammar",
        type=Path,
        metavar="FOLDER",
        help=".tsv files with minimal pairs: a good sentence, a tab, a bad one (or BLiMP's .jsonl)",
    )
