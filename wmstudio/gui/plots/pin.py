"""Pins: a panel keeps showing one snapshot, for comparing before and after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wmstudio.engine.messages import Stretch
from wmstudio.gui.base.pieces import token_words
from wmstudio.gui.base.translation import tr
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame, OpenedModel, TokenSnapshot


@dataclass(eq=False)
class Pin:
    """The model and the frame that a panel was pinned at.

    While the text is read as it was then, newer frames add what is along the text, and what of the
    moment a model on another machine had rounded. Once the text, its edits or the model have
    changed, the pin is ``over``: nothing of it changes any more.
    """

    opened: OpenedModel
    frame: Frame
    """The newest one of that reading, with the pinned moment."""
    sight: Stretch | None = None
    """What the panel showed along the text when it was pinned."""
    over: bool = False

    def seen_in(self, frame: Frame) -> Frame | None:
        """The same moment in a newer frame; None if the frame is of something else."""
        own = self.frame
        if self.over or _reading_of(own) != _reading_of(frame):
            self.end()
            return None
        if own.cursor < len(frame.trace):
            moment = own.snapshot, own.untouched
            if frame.cursor == own.cursor:
                moment = (
                    _sharper(own.snapshot, frame.snapshot),
                    _sharper(own.untouched, frame.untouched),
                )
            self.frame = replace(
                frame,
                cursor=own.cursor,
                snapshot=moment[0],
                untouched=moment[1],
                pairs=own.pairs,
            )
        return self.frame

    def lacks(self) -> tuple[Stretch, ...]:
        """What is rounded of what it shows, as long as that can be had from the model's machine."""
        if self.over:
            return ()
        frame, sight = self.frame, self.sight
        there = [one for one in (frame.snapshot, frame.untouched) if one is not None]
        names = tuple(dict.fromkeys(name for one in there for name in one.rounded))
        found = [Stretch(names, frame.cursor, frame.cursor + 1)] if names else []
        if sight is not None:
            along = tuple(
                n for n in sight.watch if frame.trace.is_rounded(n, sight.start, sight.stop)
            )
            found += [Stretch(along, sight.start, sight.stop)] if along else []
        return tuple(found)

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


def _sharper(old: TokenSnapshot | None, new: TokenSnapshot | None) -> TokenSnapshot | None:
    """The old snapshot with what the new one of the same token has exactly."""
    if old is None or new is None:
        return old or new
    now = {name: new.signals[name] for name in old.rounded if name not in new.rounded}
    if not now:
        return old
    left = tuple(name for name in old.rounded if name not in now)
    return replace(old, signals={**old.signals, **now}, rounded=left)
