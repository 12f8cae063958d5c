"""`wmstudio study` and `wmstudio load-study`: training many small models to compare them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from wmstudio.cli.shared import cluster_of, device_of, note, table

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

    from wmstudio.app.figures import Figure
    from wmstudio.training.recipe import Recipe


def study(options: Namespace, recipes: Sequence[Recipe]) -> int:
    """Train the models, score them, and write and print the report."""
    from wmstudio.evaluation import study as studies

    cluster = cluster_of(options)
    path, failed = options.out, 0
    told = studies.study(recipes, options.seeds, path, device_of(options), cluster)
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
        note(
            "1 run failed: the same command tries it again"
            if failed == 1
            else f"{failed} runs failed: the same command tries them again"
        )
    return 1 if failed else 0


def load_study(options: Namespace, svg_of: Callable[[Sequence[Figure]], bytes]) -> int:
    """Measure quality against memory use. Writes a report, a page, and figures with ``svg_of``."""
    from wmstudio.evaluation import load_page
    from wmstudio.evaluation import load_study as loads
    from wmstudio.evaluation.study import read_report
    from wmstudio.files.folders import make_folder
    from wmstudio.files.plain_name import as_unicode
    from wmstudio.files.writing import write_files

    cluster = cluster_of(options)
    plan = loads.LoadPlan(
        capacities=options.capacities,
        layers=options.layers,
        batches=options.batches,
        sequences=options.sequences,
        on=options.on,
    )
    folder = options.out
    name = plan.file_name
    path = folder / f"{name}.json"
    make_folder(folder)

    def write() -> None:
        report = read_report(path, loads.KIND, loads.check_run)
        figures = load_page.figures(plan, options.seeds, report)
        text = load_page.page(plan, options.seeds, report, f"{name}.svg")
        drawn = {f"{name}.svg": svg_of(figures)} if figures else {}
        write_files(folder, {f"{name}.md": as_unicode(text), **drawn})

    failed = 0
    try:
        for sentence, good in loads.load_study(
            plan, options.seeds, path, device_of(options), cluster
        ):
            note(sentence)
            failed += not good
            write()
    except KeyboardInterrupt:
        note(f"stopped; finished runs are kept in {path}: the same command goes on from there")
        return 130
    write()
    note(f"the page is {folder / f'{name}.md'}")
    return _end(failed)
