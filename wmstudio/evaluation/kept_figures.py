"""Figures that are measured one after another, kept in a file until all of them are there.

Each is known by the hash of what it depends on, so that a run that was stopped goes on from them,
and what has changed since is measured again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wmstudio.files.writing import write_file
from wmstudio.untrusted import UntrustedError, parse_json, read_bytes

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

LARGEST = 2**26
"""Bytes of the file."""


class KeptFigures:
    """Figures by their hashes; nothing is kept without a ``path``."""

    def __init__(self, path: Path | None, names: Collection[str]) -> None:
        """Read what was kept; only figures that have all these ``names`` count."""
        self.path = path
        self._found: dict[str, dict[str, Any]] = {}
        try:
            kept = parse_json(read_bytes(path, LARGEST)).table() if path is not None else {}
            for key, node in kept.items():
                figures = {name: one.number() for name, one in node.table().items()}
                if set(names) <= set(figures):
                    # Whole numbers are written as such.
                    self._found[key] = {name: node[name].value for name in figures}
        except (OSError, UntrustedError):
            self._found = {}

    def get(self, key: str) -> dict[str, Any] | None:
        """The figures of a hash; None if they have to be measured."""
        return self._found.get(key)

    def put(self, key: str, figures: dict[str, Any]) -> dict[str, Any]:
        """Keep figures that were measured, and return them.

        Raises:
            OSError: the file cannot be written.
        """
        self._found[key] = figures
        if self.path is not None:
            write_file(self.path, json.dumps(self._found, allow_nan=False))
        return figures

    def end(self) -> None:
        """All figures are where they belong, so the file is not needed any more."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)
