"""Lights the words of the text that a candidate comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.gui.base.pieces import piece_of
from wmstudio.gui.workspace.workspace import readers
from wmstudio.text.stretches import stretch_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wmstudio.app.provenance import Source
    from wmstudio.engine.messages import Frame
    from wmstudio.gui.workspace.lane import Lane
    from wmstudio.gui.workspace.workspace import Workspace


class TextLight:
    """Lights the text for the lane whose candidate is under the pointer, or for the first one.

    Only while a panel of that lane shows candidates.
    """

    def __init__(self, workspace: Workspace, there: Callable[[str], bool]) -> None:
        """Light words in the workspace's editor; ``there`` says whether a panel is open."""
        self._workspace, self._editor, self._there = workspace, workspace.editor, there

    def draw(self) -> str | None:
        """Light the words, or none. Returns the candidate that they belong to, empty for none.

        While the cursor's are being computed, nothing changes: None.
        """
        for lane in sorted(readers(self._workspace), key=_is_not_pointed_at):
            frame, opened, reading = lane.frame, lane.opened, lane.reading
            if frame is None or opened is None or not self.lights(lane):
                continue
            is_current = frame.revision == self._editor.revision
            if reading.stale and not (is_current and frame.snapshot is None):
                continue
            if not frame.is_of(opened) or frame.snapshot is None or not is_current:
                return None
            lit = lane.lit
            if places := lit.sources(opened, frame):
                self._editor.light(self._stretches(frame, places))
                return piece_of(frame.trace, opened, places[0].token)
        self._editor.light({})
        return ""

    def lights(self, lane: Lane) -> bool:
        """Whether a lane can light words: its memory names tokens, and its candidates are shown."""
        names = lane.opened is not None and lane.opened.names_tokens
        return names and any(self._there(id) and p.points for id, p in lane.panels.existing.items())

    def _stretches(self, frame: Frame, places: Sequence[Source]) -> dict[tuple[int, int], float]:
        """The places in code points, without leading spaces, and their shares."""
        text, found = self._editor.text, dict[tuple[int, int], float]()
        for place in places:
            start, stop = stretch_of(frame.trace, place.token, place.token + 1)
            word = text[start:stop].lstrip()
            span = (stop - len(word), stop) if word else (start, stop)
            # Every token of a character stands for the whole character.
            found[span] = found.get(span, 0.0) + place.share
        return found


def _is_not_pointed_at(lane: Lane) -> bool:
    lit = lane.lit
    return lit.row is None
