"""The options of `wmstudio eval`, `results` and `fit-cache`. Imports nothing heavy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.cli.readers import (
    add_adapter,
    add_cluster,
    add_device,
    add_page,
    add_threads,
    task,
    whole,
)

if TYPE_CHECKING:
    from wmstudio.cli.telling import Parser

MOST_BEAMS = 1_000
"""Each beam takes a state of the model and a row of its logits."""


def add_eval(parser: Parser) -> None:
    """Add the options of `wmstudio eval`."""
    parser.add_argument(
        "checkpoint",
        metavar="CHECKPOINT",
        help="the name of a bundled checkpoint (see wmstudio models), or a path",
    )
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="UTF-8 texts to measure on; - is standard input",
    )
    parser.repeatable(
        "--task",
        task,
        "NAME[:SIZE=N,…]",
        "a memory task, such as recall:pairs=16,keys=32",
        dest="tasks",
    )
    parser.with_default("--sequences", whole(1), 512, "N", "sequences of each task")
    _add_grammar(parser)
    _add_remember(parser, 0, "; 0, such as for texts that are not English, asks none")
    _add_examples(parser)
    parser.with_default(
        "--writes",
        whole(0),
        0,
        "N",
        "let the model write N texts by itself, and measure how much they repeat and vary, beside "
        "the files that are named",
    )
    parser.add_argument(
        "--cache", action="store_true", help="measure the model with a neural cache added to it"
    )
    add_adapter(parser)
    add_device(parser)
    add_threads(parser)
    add_cluster(parser)
    parser.add_argument(
        "--json",
        metavar="FILE",
        help="output file for all figures; those of finished texts are kept beside it on the way; "
        "- prints them instead of the tables",
    )


def add_fit_cache(parser: Parser) -> None:
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
    what = "number of characters from the beginning of each TEXT to fit on"
    parser.with_default("--limit", whole(100), 100_000, "N", what)
    parser.add_argument("--on", action="store_true", help="switch the cache on by default")
    parser.add_argument(
        "--dry-run", action="store_true", help="only report, without changing the checkpoint"
    )
    add_device(parser)
    add_threads(parser)
    add_cluster(parser)


def add_results(parser: Parser) -> None:
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
    parser.repeatable("--study", Path, "FILE.json", "a report of wmstudio study", dest="studies")
    add_page(parser)
    parser.add_argument("--fresh", action="store_true", help="measure all of it again")
    parser.add_argument(
        "--also",
        type=Path,
        metavar="FOLDER",
        help="a folder of further checkpoints, to stand on the page beside the bundled ones",
    )
    add_device(parser)
    add_threads(parser)
    add_cluster(parser)


def _add_remember(parser: Parser, fewest: int, of_none: str = "") -> None:
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
        help="for --remember and --writes: .txt files for n-gram models, for comparison; files "
        "that are also in --texts, or named, are left out",
    )
    what = f"for --remember: largest number of questions about names{of_none}"
    parser.with_default("--questions", whole(fewest), 2000, "N", what)
    parser.with_default("--seed", whole(0), 1, "N", "for --remember and --writes: seed")


def _add_examples(parser: Parser) -> None:
    parser.repeatable(
        "--examples",
        Path,
        "FILE",
        "prompts with the targets that should follow, as JSON lines or in another layout that is "
        "read: the model answers, and is scored beside baselines",
        dest="examples",
    )
    parser.add_argument(
        "--known",
        type=Path,
        metavar="FILE",
        help="for --examples: examples that the model was trained on, for baselines to learn from",
    )
    parser.with_default(
        "--candidates",
        whole(0),
        0,
        "N",
        "for --examples: also have the model find each target among N, the others of which are "
        "those of other examples; 0 does not",
    )
    what = "for --examples: beams of the search"
    parser.with_default("--beams", whole(1, MOST_BEAMS), 1, "N", what)
    parser.add_argument(
        "--follows",
        metavar="TEXT",
        help="for --examples: what stands between a prompt and its answer "
        "(default: as in training, or a line break and >)",
    )


def _add_grammar(parser: Parser) -> None:
    parser.add_argument(
        "--grammar",
        type=Path,
        metavar="FOLDER",
        help="a folder of .tsv files with minimal pairs (good sentence, tab, bad sentence), or of "
        "BLiMP's .jsonl files",
    )
