"""`wmstudio benchmarks`: models of this program on the standard benchmarks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.cli.readers import add_device, add_page, add_threads
from wmstudio.cli.shared import UsageError, device_of, make_places, note, page_files
from wmstudio.files.plain_name import as_unicode
from wmstudio.files.writing import write_file

if TYPE_CHECKING:
    from argparse import Namespace

    from wmstudio.cli.telling import Parser

FOLDERS = {
    "shakespeare": "input.txt of tinyshakespeare, as the only .txt file",
    "ptb": "ptb.train.txt, ptb.valid.txt and ptb.test.txt",
    "wikitext2": "wiki.train.tokens, wiki.valid.tokens and wiki.test.tokens",
}
"""The options that name folders, which are the keys of the benchmarks, and what is in them."""


def add_benchmarks(parser: Parser) -> None:
    """Add the options of `wmstudio benchmarks`."""
    for key, what in FOLDERS.items():
        parser.add_argument(f"--{key}", type=Path, metavar="FOLDER", help=f"a folder with {what}")
    parser.add_argument(
        "--models",
        required=True,
        type=Path,
        metavar="FOLDER",
        help="folder for the checkpoints; a training that was stopped goes on there",
    )
    add_page(parser)
    add_device(parser)
    add_threads(parser)


def benchmarks(options: Namespace) -> int:
    """Train and measure the recipes of those benchmarks whose texts are named."""
    folders = {key: getattr(options, key) for key in FOLDERS}
    if not any(folders.values()):
        named = ", ".join(f"--{key}" for key in FOLDERS)
        raise UsageError(f"there is nothing to measure: name the folder of a benchmark ({named})")
    page_file, figures = page_files(options)
    make_places(options, page_file, figures)
    from wmstudio.evaluation import benchmarks as measuring
    from wmstudio.evaluation.benchmarks_page import page

    device = device_of(options)
    for one in measuring.BENCHMARKS:
        if (folder := folders[one.key]) is not None:
            measuring.check_texts(one, folder)
    link = Path(os.path.relpath(figures, page_file.parent)).as_posix()
    try:
        for one in measuring.BENCHMARKS:
            if (folder := folders[one.key]) is None:
                continue
            for sentence in measuring.remake(
                one, folder, options.models, figures, device, options.typed
            ):
                note(sentence)
                done = page(measuring.read_report(figures), link)
                write_file(page_file, as_unicode(done))
    except KeyboardInterrupt:
        note(f"stopped; what was learned is kept in {options.models}: the same command goes on")
        return 130
    note(f"the page is {page_file}")
    return 0
