"""Copying a part of the state that a frame shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.contract import EditError
from wmstudio.engine.messages import PartCopied

if TYPE_CHECKING:
    from wmstudio.engine.document_engine import DocumentEngine
    from wmstudio.engine.messages import CopyPart, View

NONE = "Open a model first: there is none to copy the state of."
CHANGED = "The text or the interventions have changed since. Try again."


def copy_part(
    document: DocumentEngine | None, viewed: View | None, name: str, asked: CopyPart
) -> PartCopied:
    """Answer a request with what is copied, or with why it cannot be.

    ``viewed`` is the view that was read last; the request has to be about the same. ``name`` is
    that of the model.
    """
    if document is None:
        return PartCopied(asked.run, why=NONE)
    if viewed is None or (viewed.revision, viewed.interventions) != (
        asked.revision,
        asked.interventions,
    ):
        return PartCopied(asked.run, why=CHANGED)
    try:
        state = document.state_at(asked.token + 1)
        copied = document.backend.copied(
            state, asked.part, asked.item, name=name, origin=asked.origin
        )
    except EditError as error:
        return PartCopied(asked.run, why=f"It could not be copied: {error}.")
    return PartCopied(asked.run, copied)
