"""Figures as data files."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.files.writing import write_file
from wmstudio.text.exported import spreadsheet_cell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy.typing as npt

    from wmstudio.app.figures import Figure


def as_csv(figure: Figure) -> str:
    """CSV with one line per column and one field per row, so that tokens form a column."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write(("number", *map(spreadsheet_cell, (figure.x, *figure.rows))))
    for i, name in enumerate(figure.columns):
        cells = ("" if np.isnan(x) else f"{x:.9g}" for x in figure.values[:, i])
        write((figure.first + i, spreadsheet_cell(name), *cells))
    return out.getvalue()


def as_npz(figure: Figure) -> bytes:
    """``values`` with ``rows``, ``columns``, ``first``, ``title`` and ``interventions``.

    Nothing is pickled.
    """
    out = io.BytesIO()
    arrays: dict[str, npt.NDArray[Any]] = {
        "values": figure.values,
        "rows": np.array(figure.rows, np.str_),
        "columns": np.array(figure.columns, np.str_),
        "first": np.array(figure.first),
        "title": np.array(figure.title),
        "interventions": np.array(figure.changes, np.str_),
    }
    np.savez_compressed(out, allow_pickle=False, **arrays)
    return out.getvalue()


def write_data(figure: Figure, path: Path) -> bool:
    """Write a figure as ``.csv`` or ``.npz``. Returns False for another suffix.

    Raises:
        OSError: it cannot be written. What was there is unchanged.
    """
    kinds: dict[str, Callable[[Figure], str | bytes]] = {".csv": as_csv, ".npz": as_npz}
    make = kinds.get(path.suffix.lower())
    if make is None:
        return False
    write_file(path, make(figure))
    return True
