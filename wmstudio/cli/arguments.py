"""The command line: its options and their meaning. Imports nothing heavy."""

from __future__ import annotations

import argparse
import math
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import wmstudio
from wmstudio.cli.eval_arguments import add_eval, add_fit_cache, add_results
from wmstudio.cli.readers import (
    add_device,
    add_threads,
    edit,
    file_of,
    number,
    patch,
    setting,
    size,
    whole,
    wholes,
)
from wmstudio.cli.telling import Parser

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

THEMES = ("dark", "light")
SUMMARIES = {
    "trace": "read a text and write down all that the model does with it",
    "render": "draw the window into a picture, without a display",
    "generate": "let a model go on from a text",
    "models": "list the checkpoints that come with the program",
    "inspect": "say what a model is, what was assumed of it, and that it runs right",
    "train": "make a checkpoint from a recipe",
    "study": "train recipes for memory tasks with several seeds, and compare them",
    "load-study": "measure what a memory holds against capacity, depth and batch size",
    "eval": "measure a checkpoint: on texts, on minimal pairs of grammar, on memory tasks",
    "fit-cache": "find the best neural cache for a checkpoint, and keep it as its default",
    "results": "measure every bundled checkpoint, and write a page about them",
}
WINDOW_EPILOG = f"""commands (each has --help):
{chr(10).join(f"  {name:<12}{text}" for name, text in SUMMARIES.items())}

A file that is called like a command is opened by ./NAME.

example:
  wmstudio story.txt --checkpoint tales-slots
"""
EXAMPLES = {
    "trace": 'wmstudio trace "The cat is on the mat" --out cat.npz --top 5 --set capacity=8',
    "render": "wmstudio render story.txt --out shot.png --size 1280x800 --theme dark",
    "generate": 'wmstudio generate "Once upon a time" --temperature 0.7 --tokens 100',
    "models": "wmstudio models --json",
    "inspect": "wmstudio inspect char-rnn.pt",
    "train": "wmstudio train assets/recipes/stories-lstm.toml --data my-books --out my-model",
    "study": "wmstudio study recall-lstm recall-slots --seeds 3 --out recall.json",
    "load-study": "wmstudio load-study --out load --seeds 1",
    "eval": "wmstudio eval tales-slots story.txt --grammar blimp --json scores.json",
    "fit-cache": "wmstudio fit-cache my-model one.txt two.txt --test other.txt",
    "results": "wmstudio results --text story.txt --grammar blimp --out docs/results.md",
}


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Parse a command line. ``command`` is one of `SUMMARIES`, or ``window``.

    ``typed`` keeps the words as they were typed.

    Raises:
        SystemExit: the words are wrong, or ask for help. The message is printed.
    """
    if words and words[0] in SUMMARIES:
        name = words[0]
        options = _command(name).parse_args(words[1:])
        options.command = name
        options.typed = shlex.join(["wmstudio", *words])
        return options
    options = _window().parse_args(words)
    options.command = "window"
    return options


def _window() -> argparse.ArgumentParser:
    parser = Parser(
        prog="wmstudio",
        usage="wmstudio [FILE] [--checkpoint NAME|FOLDER] [--compare NAME|FOLDER] [--device D]\n"
        "       wmstudio COMMAND … (see below)",
        description="Type, and watch the model remember: opens the window.",
        epilog=WINDOW_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="a text, session or recording to open"
    )
    _add_model(parser, device=None)
    _add_compare(parser)
    parser.add_argument("--version", action="version", version=f"wmstudio {wmstudio.__version__}")
    return parser


def _command(name: str) -> argparse.ArgumentParser:
    parser = Parser(
        prog=f"wmstudio {name}",
        description=SUMMARIES[name].capitalize() + ".",
        epilog=f"example:\n  {EXAMPLES[name]}\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    ADD[name](parser)
    return parser


def _add_model(parser: argparse.ArgumentParser, device: str | None = "auto") -> None:
    parser.add_argument(
        "--checkpoint",
        metavar="NAME|FOLDER",
        help="a bundled checkpoint (see wmstudio models) or a folder; else tales-pointer",
    )
    add_device(parser, device)


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--compare", metavar="NAME|FOLDER", help="a second checkpoint, beside the first"
    )


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        dest="settings",
        type=setting,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a setting of the model, as in capacity=8; may be given again",
    )


REQUIRED = "required"


def _add_text(parser: argparse.ArgumentParser, default: str | None = REQUIRED) -> None:
    parser.add_argument(
        "text",
        nargs=None if default == REQUIRED else "?",
        default=default,
        metavar="TEXT|FILE",
        help="a text, or the name of a UTF-8 file with it; - reads standard input",
    )


def _add_trace(parser: argparse.ArgumentParser) -> None:
    _add_text(parser, default=None)
    _add_model(parser)
    _add_settings(parser)
    to = parser.add_mutually_exclusive_group(required=True)
    to.add_argument(
        "--out",
        type=file_of(".npz", ".json"),
        metavar="FILE",
        help="where to, as .npz, or as .json for short texts",
    )
    to.add_argument(
        "--record",
        type=file_of(".wmtrace"),
        metavar="FILE.wmtrace",
        help="where to, as a recording that the window opens without the model",
    )
    parser.add_argument(
        "--signals",
        type=lambda text: [name.strip() for name in text.split(",") if name.strip()],
        metavar="A,B",
        help="names of the signals to record, with commas; else all",
    )
    parser.add_argument(
        "--top", type=whole(1), default=20, metavar="K", help="likely tokens to keep (20)"
    )
    parser.add_argument(
        "--patch",
        type=patch,
        action="append",
        default=[],
        metavar="PATCH",
        help="change a signal: SIGNAL:set|scale|add:VALUE[:UNIT][@START-STOP], tokens counted "
        "from 0, STOP not among them; may be given again",
    )
    parser.add_argument(
        "--edit",
        type=edit,
        action="append",
        default=[],
        metavar="EDIT",
        help="change the state by hand: TOKEN:NAME[:ARGUMENT=VALUE,…], right after that token, "
        "counted from 0, as in 12:clear:slot=3 or 5:store:key=␣the,value=␣cat "
        "(a piece that is a number goes in quotes); may be given again",
    )
    parser.add_argument(
        "--forget",
        action="append",
        default=[],
        metavar="WORD",
        help="forget every place where this word, or a stretch of several, stands by itself, from "
        "the end of each on; may be given again",
    )


def _add_render(parser: argparse.ArgumentParser) -> None:
    _add_text(parser)
    _add_model(parser)
    _add_settings(parser)
    _add_compare(parser)
    parser.add_argument(
        "--out", required=True, type=file_of(".png"), metavar="FILE.png", help="where to"
    )
    parser.add_argument(
        "--size", type=size, default=(1280, 800), metavar="WxH", help="of the window (1280x800)"
    )
    parser.add_argument(
        "--theme", choices=THEMES, default="dark", help="dark unless said otherwise"
    )


def _add_generate(parser: argparse.ArgumentParser) -> None:
    _add_text(parser, default="")
    _add_model(parser)
    _add_settings(parser)
    parser.add_argument(
        "--temperature",
        type=number(0, math.inf),
        default=0.8,
        metavar="T",
        help="0 is greedy (0.8)",
    )
    parser.add_argument(
        "--top-k", type=whole(0), default=0, metavar="K", help="of the K likeliest only (0: all)"
    )
    parser.add_argument(
        "--top-p",
        type=number(0, 1),
        default=0.95,
        metavar="P",
        help="of those that reach P (0.95)",
    )
    parser.add_argument(
        "--seed", type=whole(0), default=0, metavar="N", help="the same, the same text (0)"
    )
    parser.add_argument(
        "--tokens", type=whole(1), default=200, metavar="N", help="how many at most (200)"
    )


def _add_models(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        type=Path,
        nargs="*",
        metavar="PATH",
        help="say what these files and folders can be opened as, instead of what is bundled",
    )
    parser.add_argument("--json", action="store_true", help="for programs to read")


def _add_inspect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "checkpoint", metavar="PATH", help="any file or folder that opens as a model, or a name"
    )
    parser.add_argument("--json", action="store_true", help="for programs to read")
    add_device(parser)
    add_threads(parser)


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", type=Path, metavar="RECIPE.toml", help="see assets/recipes")
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="books as .txt, in place of the recipe's"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="the checkpoint (else ./ and the recipe's name)"
    )
    add_device(parser)
    add_threads(parser)


def _add_study(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "recipes", nargs="+", type=Path, metavar="RECIPE", help="with a [task]; see assets/recipes"
    )
    parser.add_argument(
        "--seeds", type=whole(1), default=3, metavar="N", help="runs of each recipe (3)"
    )
    parser.add_argument(
        "--out",
        required=True,
        type=file_of(".json"),
        metavar="FILE.json",
        help="where to; finished runs that are there are kept",
    )
    add_device(parser)
    parser.add_argument(
        "--threads", type=whole(1), default=1, metavar="N", help="of the processor (1)"
    )


def _add_load_study(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("load-study"),
        metavar="FOLDER",
        help="where to (./load-study); finished runs that are there are kept",
    )
    parser.add_argument(
        "--seeds", type=whole(1), default=1, metavar="N", help="runs of each setting (1)"
    )
    for name, usual, what in (
        ("capacities", (2, 4, 8), "of the slots"),
        ("layers", (1, 2, 4), "of lstm and transformer"),
        ("batches", (16, 64, 256), "of training"),
    ):
        parser.add_argument(
            f"--{name}",
            type=wholes,
            default=usual,
            metavar="N,N",
            help=f"{what} ({','.join(map(str, usual))})",
        )
    parser.add_argument(
        "--sequences", type=whole(1), default=64_000, metavar="N", help="for each model (64000)"
    )
    add_device(parser)
    add_threads(parser)


ADD: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "trace": _add_trace,
    "render": _add_render,
    "generate": _add_generate,
    "models": _add_models,
    "inspect": _add_inspect,
    "train": _add_train,
    "study": _add_study,
    "load-study": _add_load_study,
    "eval": add_eval,
    "fit-cache": add_fit_cache,
    "results": add_results,
}
