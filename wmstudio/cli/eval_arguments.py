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
        "checkpoint",
        metavar="CHECKPOINT",
        help="the name of a bundled checkpoint (see wmstudio models), or a path",
    )
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="UTF-8 texts to measure on"
    )
    parser.add_argument(
        "--task",
        type=task,
        action="append",
        default=[],
        dest="tasks",
        metavar="NAME[:SIZE=N,…]",
        help="a memory task, such as recall:pairs=16,keys=32 (repeatable)",
    )
    parser.add_argument(
        "--sequences",
        type=whole(1),
        default=512,
        metavar="N",
        help="sequences of each task (default: 512)",
    )
    _add_grammar(parser)
    _add_remember(parser, 0, "; 0, such as for texts that are not English, asks none")
    parser.add_argument("--cache", action="store_true", help="also measure with a neural cache")
    add_device(parser)
    add_threads(parser)
    parser.add_argument(
        "--json",
        metavar="FILE",
        help="output file for all figures; - prints them instead of the tables",
    )


def add_fit_cache(parser: argparse.ArgumentParser) -> None:
    """Add the options of `wmstudio fit-cache`."""
    parser.add_argument(
        "checkpoint", metavar="CHECKPOINT", help="a bundled checkpoint's name, or a folder"
    )
    parser.add_argument(
        "texts", nargs="+", type=Path, metavar="TEXT", help="UTF-8 texts that it was not trained on"
    )
    parser.add_argument(
        "--test",
        nargs="+",
        action="extend",
        default=[],
        type=Path,
        metavar="TEXT",
        help="other texts, on which results with and without the cache are reported",
    )
    parser.add_argument(
        "--limit",
        type=whole(100),
        default=100_000,
        metavar="N",
        help="number of characters from the beginning of each TEXT to fit on (default: 100000)",
    )
    parser.add_argument("--on", action="store_true", help="switch the cache on by default")
    parser.add_argument(
        "--dry-run", action="store_true", help="only report, without changing the checkpoint"
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
    _add_remember(parser, 1)
    parser.add_argument(
        "--study",
        action="append",
        default=[],
        type=Path,
        dest="studies",
        metavar="FILE.json",
        help="a report of wmstudio study (repeatable)",
    )
    parser.add_argument(
        "--out", required=True, type=file_of(".md"), metavar="FILE.md", help="output file"
    )
    parser.add_argument(
        "--json",
        type=Path,
        metavar="FILE",
        help="file for the figures, of which valid ones are reused (default: beside --out)",
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


def _add_remember(parser: argparse.ArgumentParser, fewest: int, of_none: str = "") -> None:
    parser.add_argument(
        "--remember",
        action="store_true",
        help="test what the model remembers of what it has just read, with and without its memory",
    )
    parser.add_argument(
        "--texts",
        type=Path,
        dest="prose",
        metavar="FOLDER",
        help="for --remember: .txt files that the model was not trained on, for passages",
    )
    parser.add_argument(
        "--ngram",
        type=Path,
        metavar="FOLDER",
        help="for --remember: .txt files for n-gram models, for comparison; files that are also "
        "in --texts are left out",
    )
    parser.add_argument(
        "--questions",
        type=whole(fewest),
        default=2000,
        metavar="N",
        help=f"for --remember: largest number of questions about names{of_none} (default: 2000)",
    )
    parser.add_argument(
        "--seed",
        type=whole(0),
        default=1,
        metavar="N",
        help="for --remember: seed (default: 1)",
    )


def _add_grammar(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--grammar",
        type=Path,
        metavar="FOLDER",
        help="a folder of .tsv files with minimal pairs (good sentence, tab, bad sentence), or of "
        "BLiMP's .jsonl files",
    )
