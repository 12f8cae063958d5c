"""`wmstudio study`: training for the sake of what is measured."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from wmstudio.cli.shared import device_of, note, table

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from wmstudio.training.recipe import Recipe


def study(options: Namespace, recipes: Sequence[Recipe]) -> int:
    """Train them, score them, and write down and print what was found."""
    from wmstudio.evaluation import study as studies

    path, failed = options.out, 0
    told = studies.study(recipes, options.seeds, path, device_of(options))
    try:
        for sentence, good in told:
            note(sentence)
            failed += not good
    except KeyboardInterrupt:
        note(f"stopped; finished runs are kept in {path}: the same command goes on from there")
        return 130
    for title, rows in studies.tables(recipes, studies.read_report(path)):
        sides = "<<" + ">" * (len(rows[0]) - 2)
        sys.stdout.writelines([f"\n{title}\n\n", *table(rows, sides)])
    sys.stdout.flush()
    return _end(failed)


def _end(failed: int) -> int:
    if failed:
        runs, them = ("run", "it") if failed == 1 else ("runs", "them")
        note(f"{failed} {runs} failed: the same command tries {them} again")
    return 1 if failed else 0
