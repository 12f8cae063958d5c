"""A pin: a panel goes on showing the snapshot that it was pinned at, for before and after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wmstudio.gui.base.pieces import token_words
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame, OpenedModel


@dataclass(eq=False)
class Pin:
    """The model and the frame that a panel was pinned at; frames can be drawn alone.

    While the text is read as it was then, newer frames add what is along it. Once the text, the
    edits of the state or the model are others it is ``over``: all of it stays as it was.
    """

    opened: OpenedModel
    frame: Frame
    over: bool = False

    def seen_in(self, frame: Frame) -> Frame | None:
        """The same snapshot in a newer frame; None where that is about something else."""
        then, now = (_reading_of(one) for one in (self.frame, frame))
        if self.over or then != now:
            self.end()
            return None
        if self.frame.cursor >= len(frame.trace):
            return self.frame
        return replace(frame, cursor=self.frame.cursor, snapshot=self.frame.snapshot)

    def end(self) -> None:
        """What is read from now on is another text, or reads it otherwise."""
        self.over = True

    def is_of(self, opened: OpenedModel) -> bool:
        """Whether it is the model of the pin, whatever its settings are."""
        own = self.opened
        return (own.name, own.folder) == (opened.name, opened.folder)

    def words(self) -> str:
        """What a heading says of it."""
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
    """What text it is, by which model it was read, and how it was edited."""
    return frame.revision, frame.reader, tuple(edited.asked for edited in frame.edits)
