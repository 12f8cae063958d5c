"""The options of `wmstudio eval`, `results` and `fit-cache`. Imports nothing heavy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.cli.readers import add_device, add_threads, file_of, task, whole

if TYPE_CHECKING:
    import argparse


def add_eval(parser: argparse.ArgumentParser) -> None:
    """Add the options of `wmstudio eval`."""
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
    _add_remember(parser)
    parser.add_argument(
        "--cache", action="store_true", help="mix in what the text itself showed (neural cache)"
    )
    add_device(parser)
    add_threads(parser)
    parser.add_argument(
        "--json", metavar="FILE", help="all figures; - writes them in place of the tables"
    )


def add_fit_cache(parser: argparse.ArgumentParser) -> None:
    """Add the options of `wmstudio fit-cache`."""
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help="a name, or a folder")
    parser.add_argument(
        "texts", nargs="+", type=Path, metavar="TEXT", help="UTF-8 texts that it has not read"
    )
    parser.add_argument(
        "--test",
        nargs="+",
        action="extend",
        default=[],
        type=Path,
        metavar="TEXT",
        help="other texts, to report on with and without the cache, each read whole",
    )
    parser.add_argument(
        "--limit",
        type=whole(100),
        default=100_000,
        metavar="N",
        help="characters of each TEXT to fit on, from its beginning (100000)",
    )
    parser.add_argument(
        "--on", action="store_true", help="have the cache on when the checkpoint is opened"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="report, and leave the checkpoint as it is"
    )
    add_device(parser)
    add_threads(parser)


def add_results(parser: argparse.ArgumentParser) -> None:
    """Add the options of `wmstudio results`."""
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
    _add_remember(parser)
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
    parser.add_argument(
        "--also",
        type=Path,
        metavar="FOLDER",
        help="a folder of further checkpoints, to stand on the page beside the bundled ones",
    )
    add_device(parser)
    add_threads(parser)


def _add_remember(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--remember",
        action="store_true",
        help="test what the model remembers of what it has just read, without its memory and with",
    )
    parser.add_argument(
        "--texts",
        type=Path,
        dest="prose",
        metavar="FOLDER",
        help="of --remember: .txt files that the model has not read, to cut passages from",
    )
    parser.add_argument(
        "--ngram",
        type=Path,
        metavar="FOLDER",
        help="of --remember: .txt files to count n-grams in, for comparison; those that are among "
        "--texts are left out",
    )
    parser.add_argument(
        "--questions",
        type=whole(1),
        default=2000,
        metavar="N",
        help="of --remember: about names, at most (2000)",
    )
    parser.add_argument(
        "--seed", type=whole(0), default=1, metavar="N", help="of --remember: what is drawn (1)"
    )


def _add_grammar(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--grammar",
        type=Path,
        metavar="FOLDER",
        help=".tsv files with minimal pairs: a good sentence, a tab, a bad one (or BLiMP's .jsonl)",
    )
