"""The commands `inspect` and `convert`: what a model is, what its weights are, and saving it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmstudio.cli.readers import add_adapter, add_device, add_threads
from wmstudio.cli.shared import device_of, note, table

if TYPE_CHECKING:
    from argparse import Namespace

    from wmstudio.cli.telling import Parser
    from wmstudio.engine.messages import TensorChange, TensorFacts

BARS = " ▁▂▃▄▅▆▇█"


def add_inspect(parser: Parser) -> None:
    """Add the options of `inspect`."""
    parser.add_argument(
        "checkpoint",
        metavar="PATH",
        help="a file or folder that opens as a model, or the name of a bundled checkpoint",
    )
    parser.add_argument(
        "--weights",
        action="store_true",
        help="list every tensor: shape, type, norm, least, mean, greatest, histogram, largest "
        "singular values",
    )
    parser.add_argument(
        "--against",
        metavar="OTHER",
        help="list how the weights differ from those of another model, the most changed first",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_adapter(parser)
    add_device(parser)
    add_threads(parser)


def add_convert(parser: Parser) -> None:
    """Add the options of `convert`."""
    parser.add_argument("checkpoint", metavar="PATH", help="what opens as a model")
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder to write, a new one")
    add_adapter(parser)


def inspect(options: Namespace) -> int:
    """The four lines of a model's report, or its weights."""
    from wmstudio import library

    device = str(device_of(options))
    loaded = library.open_checkpoint(options.checkpoint, device)
    if options.against is not None:
        from wmstudio.engine.weights import changes

        other = library.open_checkpoint(options.against, device)
        found, apart = changes(other.backend.weights(), loaded.backend.weights())
        _show(options, {"changes": [*map(asdict, found)], "apart": apart}, _of_changes(found))
        if apart and not options.json:
            note(f"not compared, as only one has them in this shape: {', '.join(apart)}")
    elif options.weights:
        from wmstudio.engine.weights import facts_of

        facts = [facts_of(name, x) for name, x in loaded.backend.weights().items()]
        _show(options, {"weights": [*map(asdict, facts)]}, _of_facts(facts))
    else:
        from wmstudio.engine.proof import TITLES, report

        lines = dict(zip(TITLES, report(loaded.opened, loaded.proof), strict=True))
        told = {"name": loaded.opened.name, "report": lines, "proof": asdict(loaded.proof)}
        _show(options, told, [f"{title}: {line}\n" for title, line in lines.items()])
    return 0


def _show(options: Namespace, told: dict[str, Any], lines: list[str]) -> None:
    if options.json:
        sys.stdout.write(json.dumps(told, indent=2) + "\n")
    else:
        sys.stdout.writelines(lines)
    sys.stdout.flush()


def _of_facts(facts: list[TensorFacts]) -> list[str]:
    head = (
        "tensor",
        "shape",
        "type",
        "norm",
        "least",
        "mean",
        "greatest",
        "histogram",
        "singular values",
    )
    rows = [
        (
            one.name,
            _shape(one.shape),
            one.dtype,
            *(f"{value:.4g}" for value in (one.norm, one.low, one.mean, one.high)),
            _bars(one.histogram),
            "  ".join(f"{value:.4g}" for value in one.singular),
        )
        for one in facts
    ]
    return [*table([head, *rows], "<<<>>>><<")]


def _bars(histogram: tuple[int, ...]) -> str:
    """Draw a histogram in one line: the fullest bar has the full height, an empty one is a space.

    A bar with any value in it can be seen, however few they are.
    """
    most = max(histogram, default=0)
    return "".join(BARS[-(-count * (len(BARS) - 1) // most)] for count in histogram)


def _of_changes(found: list[TensorChange]) -> list[str]:
    head = ("tensor", "shape", "norm of the change", "of its norm", "largest change")
    rows = [
        (
            one.name,
            _shape(one.shape),
            f"{one.norm:.4g}",
            f"{100 * one.relative:.4g} %",
            f"{one.largest:.4g}",
        )
        for one in found
    ]
    return [*table([head, *rows], "<<>>>")]


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "one number"


def convert(options: Namespace) -> int:
    """Save a model as a checkpoint of the studio's own."""
    from wmstudio import library

    loaded = library.open_checkpoint(options.checkpoint, "cpu")
    loaded.save(options.out)
    note(f"{loaded.opened.name} was saved to {options.out}")
    return 0
