"""Pins: a panel keeps showing one snapshot, for comparing before and after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wmstudio.gui.base.pieces import token_words
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame, OpenedModel


@dataclass(eq=False)
class Pin:
    """The model and the frame that a panel was pinned at.

    While the text is read as it was then, newer frames add what is along the text. Once the text,
    its edits or the model have changed, the pin is ``over``: nothing of it changes any more.
    """

    opened: OpenedModel
    frame: Frame
    over: bool = False

    def seen_in(self, frame: Frame) -> Frame | None:
        """The same snapshot in a newer frame; None if the frame is of something else."""
        then, now = (_reading_of(one) for one in (self.frame, frame))
        if self.over or then != now:
            self.end()
            return None
        if self.frame.cursor >= len(frame.trace):
            return self.frame
        return replace(frame, cursor=self.frame.cursor, snapshot=self.frame.snapshot)

    def end(self) -> None:
        """The text or its reading has changed for good."""
        self.over = True

    def is_of(self, opened: OpenedModel) -> bool:
        """Whether it is the pinned model, with any settings."""
        own = self.opened
        return (own.name, own.folder) == (opened.name, opened.folder)

    def words(self) -> str:
        """The pin in words, for the heading."""
        frame = self.frame
        if frame.cursor < 0:
            where = tr("the beginning")
        else:
            where = token_words(frame.trace, self.opened, frame.cursor)
        name = self.opened.name
        if self.over:
            return tr("pinned at {place} of {model}, as it was before", place=where, model=name)
        return tr("pinned at {place} of {model}", place=where, model=name)


def _reading_of(frame: Frame) -> tuple[object, ...]:
    """Identifies a reading: the text, the model, and the edits."""
    return frame.revision, frame.reader, tuple(edited.asked for edited in frame.interventions)
