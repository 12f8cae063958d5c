"""`wmstudio split`: files of examples to train on, and others to test with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.cli.readers import number, whole
from wmstudio.cli.shared import make_places, note
from wmstudio.example_sets.base import ExampleError, joined, to_json_lines
from wmstudio.example_sets.layouts import read_examples
from wmstudio.files.writing import write_file

if TYPE_CHECKING:
    from argparse import Namespace

    from wmstudio.cli.telling import Parser
    from wmstudio.example_sets.base import ExampleSet


def add_split(parser: Parser) -> None:
    """Add the options of `split`."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="examples, as JSON lines or in another layout that is read",
    )
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="NAME",
        help="what the output files are named: NAME-known.jsonl and NAME-held-out.jsonl",
    )
    what = "share to hold out, of the different first lines of prompts"
    parser.with_default("--share", number(0.001, 0.9), 0.1, "P", what)
    parser.with_default("--seed", whole(0), 1, "N", "the same seed holds out the same examples")
    parser.add_argument(
        "--longest",
        type=whole(1),
        metavar="N",
        help="leave out examples with a prompt or target of more characters",
    )


def split(options: Namespace) -> int:
    """Write both files, and say what is in them."""
    from wmstudio.example_sets.holding_out import hold_out

    examples = joined([read_examples(path) for path in options.files])
    for told in examples.notes:
        note(told)
    if options.longest is not None:
        examples = _short(examples, options.longest)
    parts = hold_out(examples, options.share, options.seed)._asdict()
    # Not with_suffix(): a name may have dots in it.
    places = {
        name: options.out.with_name(f"{options.out.name}-{name.replace('_', '-')}.jsonl")
        for name in parts
    }
    make_places(options, *places.values())
    for name, part in parts.items():
        write_file(places[name], to_json_lines(part.examples))
        place, count = places[name], len(part)
        note(f"{place}: 1 example" if count == 1 else f"{place}: {count:,} examples")
    for told in parts["held_out"].notes:
        note(told)
    return 0


def _short(examples: ExampleSet, longest: int) -> ExampleSet:
    """The examples that are short enough.

    Raises:
        ExampleError: there are none.
    """
    kept = tuple(
        one for one in examples.examples if max(len(one.prompt), len(one.target)) <= longest
    )
    if not kept:
        raise ExampleError(f"no example has at most {longest:,} characters: raise --longest")
    if left := len(examples) - len(kept):
        note(
            f"1 example has more than {longest:,} characters in its prompt or target"
            if left == 1
            else f"{left:,} examples have more than {longest:,} characters in their prompt or "
            "target"
        )
    return replace(examples, examples=kept)
