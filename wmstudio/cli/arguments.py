"""The command line's words: what may be written, and what it means. Imports nothing heavy."""

from __future__ import annotations

import argparse
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import wmstudio
from wmstudio.models.contract import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TRACE_ENDINGS = (".npz", ".json")
THEMES = ("dark", "light")
SUMMARIES = {
    "trace": "read a text and write down all that the model does with it",
    "render": "draw the window into a picture, without a display",
    "generate": "let a model go on from a text",
    "models": "list the checkpoints that come with the program",
    "train": "make a checkpoint from a recipe",
}
WINDOW_EPILOG = f"""commands (each has --help):
{chr(10).join(f"  {name:<10}{text}" for name, text in SUMMARIES.items())}

A file that is called like a command is opened by ./NAME.

example:
  wmstudio story.txt --checkpoint stories-slots
"""
EXAMPLES = {
    "trace": 'wmstudio trace "The cat is on the mat" --out cat.npz --top 5',
    "render": "wmstudio render story.txt --out shot.png --size 1280x800 --theme dark",
    "generate": 'wmstudio generate "Once upon a time" --temperature 0.7 --tokens 100',
    "models": "wmstudio models --json",
    "train": "wmstudio train assets/recipes/stories-lstm.toml --data my-books --out my-model",
}
PATCH = re.compile(
    r"(?P<signal>[^:@\s]+):(?P<op>set|scale|add):(?P<value>[^:@]+)"
    r"(?::(?P<unit>\d+(?:,\d+)*))?(?:@(?P<start>\d+)-(?P<stop>\d+))?"
)


def parse(words: Sequence[str]) -> argparse.Namespace:
    """What is to be done: ``command`` is one of `SUMMARIES`, or ``window``.

    Raises:
        SystemExit: the words are wrong, or ask for help; all is said.
    """
    if words and words[0] in SUMMARIES:
        name = words[0]
        options = _command(name).parse_args(words[1:])
        options.command = name
        return options
    options = _window().parse_args(words)
    options.command = "window"
    return options


def patch(text: str) -> Patch:
    """``SIGNAL:OP:VALUE[:UNIT][@START-STOP]`` as a patch.

    Raises:
        argparse.ArgumentTypeError: it is written otherwise.
    """
    found = PATCH.fullmatch(text.strip())
    try:
        value = float(found["value"]) if found else math.nan
    except ValueError:
        value = math.nan
    if found is None or not math.isfinite(value):
        raise argparse.ArgumentTypeError(
            f"{text!r} should be SIGNAL:set|scale|add:VALUE[:UNIT][@START-STOP], "
            "as in lstm.0.forget_gate:set:0.5:17@10-20"
        )
    unit = tuple(int(u) for u in found["unit"].split(",")) if found["unit"] else None
    tokens = (int(found["start"]), int(found["stop"])) if found["start"] else None
    return Patch(
        found["signal"],
        cast("Literal['set', 'scale', 'add']", found["op"]),
        value,
        unit[0] if unit is not None and len(unit) == 1 else unit,
        tokens,
    )


def _window() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wmstudio",
        usage="wmstudio [FILE] [--checkpoint NAME|FOLDER] [--compare NAME|FOLDER] [--device D]\n"
        "       wmstudio COMMAND … (see below)",
        description="Type, and watch the model remember: opens the window.",
        epilog=WINDOW_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a text to open")
    _add_model(parser, device=None)
    _add_compare(parser)
    parser.add_argument("--version", action="version", version=f"wmstudio {wmstudio.__version__}")
    return parser


def _command(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
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
        help="a bundled checkpoint (see wmstudio models) or a folder; else stories-slots",
    )
    _add_device(parser, device)


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--compare", metavar="NAME|FOLDER", help="a second checkpoint, beside the first"
    )


def _add_device(parser: argparse.ArgumentParser, default: str | None = "auto") -> None:
    parser.add_argument(
        "--device", default=default, metavar="D", help="auto, cpu, cuda, cuda:1, mps, …"
    )


def _add_text(parser: argparse.ArgumentParser, optional: bool = False) -> None:
    parser.add_argument(
        "text",
        nargs="?" if optional else None,
        default="",
        metavar="TEXT|FILE",
        help="a text, or the name of a UTF-8 file with it; - reads standard input",
    )


def _add_trace(parser: argparse.ArgumentParser) -> None:
    _add_text(parser)
    _add_model(parser)
    parser.add_argument(
        "--out",
        required=True,
        type=_trace_file,
        metavar="FILE",
        help="where to, as .npz, or as .json for short texts",
    )
    parser.add_argument(
        "--signals",
        type=lambda text: [name.strip() for name in text.split(",") if name.strip()],
        metavar="A,B",
        help="names of the signals to record, with commas; else all",
    )
    parser.add_argument(
        "--top", type=_whole(1), default=20, metavar="K", help="likely tokens to keep (20)"
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


def _add_render(parser: argparse.ArgumentParser) -> None:
    _add_text(parser)
    _add_model(parser)
    _add_compare(parser)
    parser.add_argument(
        "--out", required=True, type=_picture_file, metavar="FILE.png", help="where to"
    )
    parser.add_argument(
        "--size", type=_size, default=(1280, 800), metavar="WxH", help="of the window (1280x800)"
    )
    parser.add_argument(
        "--theme", choices=THEMES, default="dark", help="dark unless said otherwise"
    )


def _add_generate(parser: argparse.ArgumentParser) -> None:
    _add_text(parser, optional=True)
    _add_model(parser)
    parser.add_argument(
        "--temperature",
        type=_number(0, math.inf),
        default=0.8,
        metavar="T",
        help="0 is greedy (0.8)",
    )
    parser.add_argument(
        "--top-k", type=_whole(0), default=0, metavar="K", help="of the K likeliest only (0: all)"
    )
    parser.add_argument(
        "--top-p",
        type=_number(0, 1),
        default=0.95,
        metavar="P",
        help="of those that reach P (0.95)",
    )
    parser.add_argument(
        "--seed", type=_whole(0), default=0, metavar="N", help="the same, the same text (0)"
    )
    parser.add_argument(
        "--tokens", type=_whole(1), default=200, metavar="N", help="how many at most (200)"
    )


def _add_models(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs to read")


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", type=Path, metavar="RECIPE.toml", help="see assets/recipes")
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="books as .txt, in place of the recipe's"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="the checkpoint (else ./ and the recipe's name)"
    )
    _add_device(parser)
    parser.add_argument(
        "--threads", type=_whole(1), metavar="N", help="of the processor (else as many as it has)"
    )


ADD: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "trace": _add_trace,
    "render": _add_render,
    "generate": _add_generate,
    "models": _add_models,
    "train": _add_train,
}


def _whole(least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        # Not isdigit(): it takes digits that int() does not.
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} should be a whole number from {least} on")
        return int(text)

    return read


def _number(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and least <= value <= most):
            span = f"from {least:g} to {most:g}" if math.isfinite(most) else f"from {least:g} on"
            raise argparse.ArgumentTypeError(f"{text!r} should be a number {span}")
        return value

    return read


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{2,5})[x×]([0-9]{2,5})", text.strip().lower())
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} should be WIDTHxHEIGHT, as in 1280x800")
    return int(found[1]), int(found[2])


def _trace_file(text: str) -> Path:
    if Path(text).suffix not in TRACE_ENDINGS:
        raise argparse.ArgumentTypeError(f"{text!r} should end in {' or '.join(TRACE_ENDINGS)}")
    return Path(text)


def _picture_file(text: str) -> Path:
    if Path(text).suffix.lower() != ".png":
        raise argparse.ArgumentTypeError(f"{text!r} should end in .png")
    return Path(text)
