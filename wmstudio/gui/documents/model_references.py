"""How sessions name a model, and how it is found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.app import catalogue
from wmstudio.app.saved.session_file import ModelReference
from wmstudio.engine.recorded import is_recording

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.gui.client.models import Models

AWAY = "away"
"""The problem of a model on a server: it is opened only once somebody has connected to it."""


def located(reference: ModelReference, near: Path) -> tuple[str, str]:
    """What to open a model by, and a problem; see `catalogue.locate`.

    Without hashes, only bundled models and recordings are opened without asking: a session by
    somebody else could name any folder.
    """
    if catalogue.elsewhere(reference.source) is not None:
        return reference.source, AWAY
    if reference.hashes:
        return catalogue.locate(reference.source, reference.hashes, near)
    known = catalogue.is_bundled(reference.source) or is_recording(reference.source)
    return reference.source, "" if known else catalogue.UNNAMED


def kept(reference: ModelReference, near: Path) -> tuple[str, str]:
    """The same as `located` for what the program itself has saved."""
    if catalogue.elsewhere(reference.source) is not None:
        return reference.source, AWAY
    if reference.hashes:
        return catalogue.locate(reference.source, reference.hashes, near)
    return reference.source, ""


def reference_to(models: Models) -> ModelReference | None:
    """A reference by which the open model can be found again."""
    opened = models.open_model
    if opened is None:
        return None
    return ModelReference(models.source, opened.name, opened.hashes, opened.values)
