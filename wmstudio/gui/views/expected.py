"""Candidates for the next token as rows of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.gui.base.pieces import labels
from wmstudio.gui.widgets.candidate_rows import Bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.engine.messages import Candidate, CandidatePair, OpenedModel


def bars_of(
    candidates: Sequence[Candidate], opened: OpenedModel, before: str, begun: bytes = b""
) -> tuple[Bar, ...]:
    """A row for each candidate after a text, with its exact piece and id as description.

    ``begun`` are bytes behind the text that have begun a character.
    """
    pieces = [opened.pieces[c.token] for c in candidates]
    return tuple(
        Bar(name, c.probability, c.memory, (piece, c.token))
        for c, piece, name in zip(candidates, pieces, labels(pieces, before, begun), strict=True)
    )


def bars_of_pairs(
    pairs: Sequence[CandidatePair], opened: OpenedModel, before: str, begun: bytes = b""
) -> tuple[Bar, ...]:
    """A row for each candidate, with its share in the untouched reading."""
    now = bars_of([pair.now for pair in pairs], opened, before, begun)
    return tuple(
        bar._replace(was=pair.was.probability) for bar, pair in zip(now, pairs, strict=True)
    )
