"""How sessions name a model, and how it is found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.app import catalogue
from wmstudio.app.phrases import phrase
from wmstudio.app.saved.session_file import ModelReference
from wmstudio.files.recording_name import is_recording

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.gui.client.models import Models

AWAY = "away"
"""The problem of a model on a server: it is opened only once somebody has connected to it."""
MOVED = phrase(
    "The text is open, but its model {name} is no longer at {place}. "
    "Choose the folder where it is now."
)
OTHER = phrase(
    "The text is open, but the model {name} at {place} is not the one that "
    "the session was saved with. Choose the right folder."
)
UNNAMED = phrase(
    "The text is open. The session does not identify its model {name} at "
    "{place}. Choose its folder to open it."
)
GONE = phrase(
    "The text is open, but its model {name} is no longer at {place}. What was done to the memory "
    "of that model is not restored."
)
REPLACED = phrase(
    "The text is open, but the model {name} is not the one that read it before. What was done to "
    "the memory of that model is not restored."
)
KEPT_SAYS = {catalogue.MOVED: GONE, catalogue.OTHER: REPLACED}
"""The same messages for a draft, which is restored without a question."""
SAYS = {catalogue.UNNAMED: UNNAMED, catalogue.MOVED: MOVED, catalogue.OTHER: OTHER}
NOT_OPEN = phrase(
    "{file} still names its own model {name}, which is not open, with all that belongs to it. "
    "To save the session with another model, open that model and save again."
)


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
