"""The command line: its options and their meaning. Imports nothing heavy."""

from __future__ import annotations

import argparse
import math
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import wmstudio
from wmstudio.app.languages.reading import told
from wmstudio.checkpoints.bundled import FAVOURITE
from wmstudio.cli.benchmarking import add_benchmarks
from wmstudio.cli.desktop import add_desktop
from wmstudio.cli.eval_arguments import add_eval, add_fit_cache, add_results
from wmstudio.cli.inspecting import add_convert, add_inspect
from wmstudio.cli.readers import (
    MOST_THREADS,
    adapter_first,
    add_adapter,
    add_cluster,
    add_device,
    add_threads,
    edit,
    file_of,
    number,
    patch,
    path,
    setting,
    size,
    whole,
    wholes,
)
from wmstudio.cli.serving import add_serve
from wmstudio.cli.splitting import add_split
from wmstudio.cli.telling import Help, Parser
from wmstudio.cli.training import add_train

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

THEMES = ("dark", "light")
POSITIONAL = ("inspect", "eval", "convert")
"""Commands with an adapter in the place of the checkpoint that they name first."""
SUMMARIES = {
    "trace": "read a text and write everything that the model shows of it to a file",
    "render": "save a picture of the window, without a display",
    "generate": "continue a text with a model",
    "models": "list the bundled checkpoints",
    "inspect": "describe a model and what was assumed about it, and check that it runs correctly",
    "convert": "save any model that opens as a checkpoint of the studio's own",
    "train": "train a checkpoint from a recipe",
    "split": "divide examples into those to train on and those to test with",
    "study": "train recipes for memory tasks with several seeds, and compare them",
    "load-study": "measure how much a memory holds, by capacity, depth and batch size",
    "eval": "measure a checkpoint on texts, on grammatical minimal pairs and on memory tasks",
    "fit-cache": "fit a checkpoint's neural cache to texts, and store the settings as its defaults",
    "results": "measure every bundled checkpoint, and write a page of results",
    "benchmarks": "train models on standard benchmarks, and write a page beside published figures",
    "serve": "run models for windows on other machines",
    "desktop": "add the program and its types of files to your desktop, or remove them",
}
EXAMPLES = {
    "trace": 'wmstudio trace "The cat is on the mat" --out cat.npz --checkpoint tales-slots '
    "--set capacity=8",
    "render": "wmstudio render story.txt --out shot.png --size 1280x800 --theme dark",
    "generate": 'wmstudio generate "Once upon a time" --temperature 0.7 --tokens 100',
    "models": "wmstudio models --json",
    "inspect": "wmstudio inspect char-rnn.pt",
    "convert": "wmstudio convert char-rnn.pt my-model",
    "train": "wmstudio train assets/recipes/stories-lstm.toml --data my-books --out my-model",
    "split": "wmstudio split reviews.tsv --share 0.2 --out examples/sentiment",
    "study": "wmstudio study recall-lstm recall-slots --seeds 3 --out recall.json",
    "load-study": "wmstudio load-study --out load --seeds 1",
    "eval": "wmstudio eval tales-slots story.txt --grammar blimp --json scores.json",
    "fit-cache": "wmstudio fit-cache my-model one.txt two.txt --test other.txt",
    "results": "wmstudio results --text story.txt --grammar blimp --out docs/results.md",
    "benchmarks": "wmstudio benchmarks --ptb ptb --models models --out benchmarks.md",
    "serve": "wmstudio serve my-model --address 0.0.0.0 --port 7400 --allow=KEY",
    "desktop": "wmstudio desktop --install",
}


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Parse a command line. ``command`` is one of `SUMMARIES`, or ``window``.

    ``typed`` keeps the words as they were typed.

    Raises:
        SystemExit: the words are wrong, or ask for help. The message is printed.
    """
    if words and words[0] in SUMMARIES:
        name = words[0]
        file, rest = adapter_first(words[1:]) if name in POSITIONAL else ("", words[1:])
        options = _command(name).parse_args(rest)
        if file:
            options.adapter = file
        options.command = name
        options.typed = shlex.join(["wmstudio", *words])
        return options
    options = _window().parse_args(words)
    options.command = "window"
    return options


def parsers() -> Iterator[Parser]:
    """The parser of the window, and that of each command."""
    yield _window()
    yield from map(_command, SUMMARIES)


def _sentence(name: str) -> str:
    return f"{SUMMARIES[name].capitalize()}."


def _window_epilog() -> str:
    rows = []
    for name, summary in SUMMARIES.items():
        said = told(_sentence(name))
        rows.append(f"  {name:<12}{summary if said == _sentence(name) else said.rstrip('.。')}")
    head = told("commands (for more, wmstudio COMMAND --help):")
    named = told("To open a file that is named like a command, write ./NAME.")
    example = f"{told('example:')}\n  wmstudio story.txt --checkpoint tales-slots"
    return "\n".join([head, *rows, "", named, "", example, ""])


def _window() -> Parser:
    parser = Parser(
        prog="wmstudio",
        usage="wmstudio [FILE] [--checkpoint NAME|FOLDER | --adapter FILE.py] "
        "[--compare NAME|FOLDER | --compare-adapter FILE.py] [--device D]\n"
        "       wmstudio COMMAND … (see below)",
        description="Open the window. Type, and watch the model remember.",
        epilog=_window_epilog(),
        formatter_class=Help,
        allow_abbrev=False,
    )
    parser.add_argument(
        "file", nargs="?", type=path, metavar="FILE", help="a text, session or recording to open"
    )
    _add_model(parser, device=None, default="the last open model")
    _add_compare(parser)
    parser.add_argument(
        "--from-desktop",
        action="store_true",
        help="say in the window what is wrong with FILE, as where the desktop starts the program",
    )
    parser.add_argument("--version", action="version", version=f"wmstudio {wmstudio.__version__}")
    return parser


def _command(name: str) -> Parser:
    parser = Parser(
        prog=f"wmstudio {name}",
        description=_sentence(name),
        epilog=f"{told('example:')}\n  {EXAMPLES[name]}\n",
        formatter_class=Help,
        allow_abbrev=False,
    )
    ADD[name](parser)
    return parser


def _add_model(parser: Parser, device: str | None = "auto", default: str = FAVOURITE) -> None:
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        "--checkpoint",
        metavar="NAME|FOLDER",
        help=f"a bundled checkpoint (see wmstudio models) or a folder; else {default}",
    )
    add_adapter(either)
    add_device(parser, device)


def _add_compare(parser: Parser) -> None:
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        "--compare", metavar="NAME|FOLDER", help="a second model, shown beside the first"
    )
    either.add_argument(
        "--compare-adapter",
        metavar="FILE.py",
        help="run this Python file, and show the module that it adapts beside the first model",
    )


def _add_settings(parser: Parser) -> None:
    what = "change a setting of the model, such as capacity=8"
    parser.repeatable("--set", setting, "NAME=VALUE", what, dest="settings")


REQUIRED = "required"


def _add_text(parser: Parser, default: str | None = REQUIRED) -> None:
    parser.add_argument(
        "text",
        nargs=None if default == REQUIRED else "?",
        default=default,
        metavar="TEXT|FILE",
        help="a text, the path of a UTF-8 file, or - for standard input",
    )


def _add_trace(parser: Parser) -> None:
    _add_text(parser, default=None)
    _add_model(parser)
    _add_settings(parser)
    to = parser.add_mutually_exclusive_group(required=True)
    to.add_argument(
        "--out",
        type=file_of(".npz", ".json"),
        metavar="FILE",
        help="output file: .npz, or .json for short texts",
    )
    to.add_argument(
        "--record",
        type=file_of(".wmtrace"),
        metavar="FILE.wmtrace",
        help="output file: a recording, which the window opens without the model",
    )
    parser.add_argument(
        "--signals",
        type=lambda text: [name.strip() for name in text.split(",") if name.strip()],
        metavar="A,B",
        help="comma-separated names of the signals to record (default: all)",
    )
    parser.with_default("--top", whole(1), 20, "K", "candidates to keep")
    _add_interventions(parser)


def _add_interventions(parser: Parser) -> None:
    parser.repeatable(
        "--patch",
        patch,
        "PATCH",
        "change a signal: SIGNAL:set|scale|add:VALUE[:UNIT][@START-STOP], tokens are "
        "counted from 0, and STOP is not included",
    )
    parser.repeatable(
        "--edit",
        edit,
        "EDIT",
        "edit the state right after a token, counted from 0: TOKEN:NAME[:ARGUMENT=VALUE,…], "
        "such as 12:clear:slot=3 or 5:store:key=␣the,value=␣cat; quote a piece that is a number",
    )
    what = "forget every occurrence of this word or phrase once it has been read"
    parser.repeatable("--forget", str, "WORD", what)


def _add_render(parser: Parser) -> None:
    _add_text(parser)
    _add_model(parser)
    _add_settings(parser)
    _add_compare(parser)
    parser.add_argument(
        "--out", required=True, type=file_of(".png"), metavar="FILE.png", help="output file"
    )
    parser.add_argument(
        "--size",
        type=size,
        default=(1280, 800),
        metavar="WxH",
        help="in pixels (default: 1280x800)",
    )
    parser.add_argument("--theme", choices=THEMES, default="dark", help="(default: dark)")


def _add_generate(parser: Parser) -> None:
    _add_text(parser, default="")
    _add_model(parser)
    _add_settings(parser)
    for name, read, usual, metavar, what in (
        ("temperature", number(0, math.inf), 0.8, "T", "0 always chooses the most probable token"),
        ("top-k", whole(0), 0, "K", "choose among the K most probable tokens; 0 means all"),
        ("top-p", number(0, 1), 0.95, "P", "choose among the likeliest that together reach P"),
        ("seed", whole(0), 0, "N", "the same seed gives the same text"),
        ("tokens", whole(1), 200, "N", "tokens to generate at most"),
    ):
        parser.with_default(f"--{name}", read, usual, metavar, what)
    _add_interventions(parser)


def _add_models(parser: Parser) -> None:
    parser.add_argument(
        "paths",
        type=Path,
        nargs="*",
        metavar="PATH",
        help="say what these files and folders can be opened as, instead of the bundled ones",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_study(parser: Parser) -> None:
    parser.add_argument(
        "recipes",
        nargs="+",
        type=Path,
        metavar="RECIPE",
        help="with a [task]; examples are in assets/recipes",
    )
    parser.with_default("--seeds", whole(1), 3, "N", "number of runs of each recipe")
    parser.add_argument(
        "--out",
        required=True,
        type=file_of(".json"),
        metavar="FILE.json",
        help="output file; finished runs in it are kept",
    )
    add_device(parser)
    parser.with_default("--threads", whole(1, MOST_THREADS), 1, "N", "number of CPU threads")
    add_cluster(parser)


def _add_load_study(parser: Parser) -> None:
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("load-study"),
        metavar="FOLDER",
        help="output folder; finished runs in it are kept (default: ./load-study)",
    )
    parser.with_default("--seeds", whole(1), 1, "N", "number of runs of each setting")
    for name, usual, what in (
        ("capacities", (2, 4, 8), "numbers of slots"),
        ("layers", (1, 2, 4), "numbers of layers of lstm and transformer"),
        ("batches", (16, 64, 256), "batch sizes in training"),
    ):
        parser.add_argument(
            f"--{name}",
            type=wholes,
            default=usual,
            metavar="N,N",
            help=f"{what} (default: {','.join(map(str, usual))})",
        )
    parser.with_default("--sequences", whole(1), 64_000, "N", "sequences for each model")
    parser.add_argument(
        "--on",
        choices=("recall", "stories"),
        default="recall",
        help="what is remembered: pairs, or the facts of short stories (default: recall)",
    )
    add_device(parser)
    add_threads(parser)
    add_cluster(parser)


ADD: dict[str, Callable[[Parser], None]] = {
    "trace": _add_trace,
    "render": _add_render,
    "generate": _add_generate,
    "models": _add_models,
    "inspect": add_inspect,
    "convert": add_convert,
    "train": add_train,
    "split": add_split,
    "study": _add_study,
    "load-study": _add_load_study,
    "eval": add_eval,
    "fit-cache": add_fit_cache,
    "results": add_results,
    "benchmarks": add_benchmarks,
    "serve": add_serve,
    "desktop": add_desktop,
}
