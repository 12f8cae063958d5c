"""Captions of figures: all that somebody needs to make the same figure again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import wmstudio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.app.figures import FigureSource
    from wmstudio.engine.messages import OpenedModel

WEIGHTS = "model.safetensors"
DIGITS = 16
"""Of a hash; enough to tell files apart."""


def caption(source: FigureSource, opened: OpenedModel) -> str:
    """Sentences on the model, its files, its settings, the interventions, and the program.

    Like the titles of figures they are in English, and not in the language of the window.
    """
    recorded = opened.recorded
    values = (*source.values, *(recorded.values if recorded else ()))
    changes = (*source.changes, *(recorded.changes if recorded else ()))
    settings = ", ".join(f"{name} = {value}" for name, value in dict(values).items())
    return " ".join(
        (
            f"Model: {opened.name} ({opened.family}, {opened.parameters:,} parameters"
            f"{_of_files(opened.hashes)}){', from a recording' if recorded else ''}.",
            f"Settings: {settings or 'those of the checkpoint'}.",
            f"Interventions: {'; '.join(changes) or 'none'}.",
            f"WM Studio {wmstudio.__version__}.",
        )
    )


def _of_files(hashes: Mapping[str, str]) -> str:
    """The hash of the weights, or else those of all files."""
    files = {WEIGHTS: hashes[WEIGHTS]} if WEIGHTS in hashes else hashes
    return "".join(f"; SHA-256 of {name}: {hash[:DIGITS]}…" for name, hash in files.items())
