"""The edits in force, which move along with the text.

What is edited, and after which token, are two things: a word that is forgotten is forgotten from
its own end on, what is done to the memory as it is shown is done at the cursor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import ArgumentKind, EditResult, Kind, PlacedEdit
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import piece_text, token_text
from wmstudio.text.stretches import place_of, spot_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QAction

    from wmstudio.app.places import Change
    from wmstudio.engine.messages import EditSpec, Frame, OpenedModel
    from wmstudio.gui.editor.editor import Editor

BEFORE_ALL = phrase("Move the cursor to a token first. Edits take effect right after a token.")
STILL_READING = phrase("The model has not read up to here yet. Try again in a moment.")


@dataclass(frozen=True)
class Held:
    """An edit in force, its description, and its result in the newest frame."""

    edit: PlacedEdit
    words: str
    after: str = ""
    """The token after which it acts."""
    refused: str = ""


def when_chosen(action: QAction, do: Callable[..., object], *arguments: object) -> None:
    """Call a function with these arguments when the action of a menu is chosen."""
    # Qt also says whether the action is checked.
    action.triggered.connect(lambda _checked=False: do(*arguments))


class Edits(QObject):
    """Anchors each edit to the last character of its token, and to the ends of its word.

    If one of these characters is deleted, the edit is removed; if text before it changes, it moves.
    Edits of every occurrence of a word have no anchor.
    """

    changed = Signal()
    """The edits in force have changed."""
    told = Signal()
    """More is known of their results."""
    failed = Signal(str)
    """An edit was not made, for this reason."""

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._opened: OpenedModel | None = None
        self._frame: Frame | None = None
        self.held: tuple[Held, ...] = ()
        self.on = True
        """Whether the model reads with them."""
        editor.edited.connect(self._move)

    @property
    def placed(self) -> tuple[PlacedEdit, ...]:
        """The edits in force as a view requests them."""
        return tuple(held.edit for held in self.held) if self.on else ()

    @property
    def offered(self) -> tuple[EditSpec, ...]:
        """The edits that the open model offers."""
        return tuple(self._opened.edits.values()) if self._opened else ()

    @property
    def opened(self) -> OpenedModel | None:
        """The open model."""
        return self._opened

    @property
    def text(self) -> str:
        """The text of the editor."""
        return self._editor.text

    @property
    def frame(self) -> Frame | None:
        """The newest frame, if it is of the present text and of the open model."""
        frame = self._frame
        if frame is None or not frame.is_of(self._opened):
            return None
        return frame if frame.revision == self._editor.revision else None

    def open(self, opened: OpenedModel) -> bool:
        """Set the model. Returns whether it is another one, which has no edits yet."""
        before, self._opened, self._frame = self._opened, opened, None
        other = before is None or (before.name, before.folder) != (opened.name, opened.folder)
        if other:
            self.clear()
        return other

    @Slot(object)
    def receive(self, frame: Frame) -> None:
        """Update results and places of the edits from a frame."""
        if not frame.is_of(self._opened):
            return
        self._frame = frame
        known = {edited.asked: edited for edited in frame.edits}
        held = tuple(self._seen(one, known.get(one.edit), frame) for one in self.held)
        if held != self.held:
            self.held = held
            self.told.emit()

    def request(self, name: str, arguments: Mapping[str, int]) -> bool:
        """Add an edit right after the cursor's token. Returns whether it could be requested.

        ``arguments`` that are tokens of the text are given by number.
        """
        frame, opened = self.frame, self._opened
        spec = opened.edits.get(name) if opened is not None else None
        if spec is None or opened is None:
            return False
        if frame is None or frame.cursor >= len(frame.trace):
            self.failed.emit(tr(STILL_READING))
            return False
        if frame.cursor < 0:
            self.failed.emit(tr(BEFORE_ALL))
            return False
        tokens = {
            argument.name: spot_of(frame.trace, arguments[argument.name])
            for argument in spec.arguments
            if argument.kind is ArgumentKind.TOKEN
        }
        edit = PlacedEdit(
            spot_of(frame.trace, frame.cursor),
            name,
            tuple((k, v) for k, v in arguments.items() if k not in tokens),
            tuple(tokens.items()),
        )
        after = token_words(frame.cursor, frame, opened)
        words = _words(spec, arguments, frame, opened)
        self._set((*self.held, Held(edit, words, after)))
        return True

    def marks(self) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
        """Places where edits act, each behind a character, and the words (half open) forgotten."""
        places: set[int] = set()
        words: set[tuple[int, int]] = set()
        for held in self.held:
            if held.refused:
                continue
            about = held.edit.word.places(self.text) if held.edit.word is not None else []
            if held.edit.place is None:
                places.update(stop for _, stop in about)
            else:
                last = place_of(held.edit.place)
                places.add(last)
                about = [one for one in about if one[1] <= last]
            words.update(about)
        return tuple(sorted(places)), tuple(sorted(words))

    def about(self, word: tuple[int, int]) -> list[Held]:
        """The edits that forget any part of a word (half open)."""
        start, stop = word
        return [
            held
            for held in self.held
            if held.edit.word is not None
            and any(a < stop and b > start for a, b in held.edit.word.places(self.text))
        ]

    def add(self, held: Held) -> None:
        """Add an edit."""
        if all(held.edit != one.edit for one in self.held):
            self._set((*self.held, held))

    def restore(self, held: tuple[Held, ...]) -> None:
        """Restore edits that were saved with the present text."""
        self._set(held)

    def remove(self, index: int) -> None:
        """Remove an edit by index."""
        self._set(self.held[:index] + self.held[index + 1 :])

    def take_back(self, held: Held) -> None:
        """Remove this edit, if it is still in force."""
        if held in self.held:
            self.remove(self.held.index(held))

    def undo(self) -> None:
        """Remove the latest edit."""
        self._set(self.held[:-1])

    def clear(self) -> None:
        """Remove all edits."""
        self._set(())

    @Slot(bool)
    def switch(self, on: bool) -> None:
        """Switch all edits on or off."""
        if on != self.on:
            self.on = on
            self.changed.emit()

    def _set(self, held: tuple[Held, ...]) -> None:
        if held != self.held:
            # A new edit switches them on.
            self.on = self.on or len(held) >= len(self.held)
            self.held = held
            self.changed.emit()

    def _seen(self, held: Held, edited: EditResult | None, frame: Frame) -> Held:
        if edited is None or self._opened is None:
            return held
        tokens, after = {edit.token for edit in edited.edits}, held.after
        if len(tokens) == 1 and max(tokens) < len(frame.trace):
            after = token_words(max(tokens), frame, self._opened)
        return replace(held, after=after, refused=edited.refused)

    @Slot(object)
    def _move(self, change: Change) -> None:
        """Move the edits along with a change of the text."""
        moved = (_moved(one.edit, change) for one in self.held)
        pairs = zip(self.held, moved, strict=True)
        self._set(tuple(replace(one, edit=edit) for one, edit in pairs if edit is not None))


def _moved(edit: PlacedEdit, change: Change) -> PlacedEdit | None:
    """An edit after a change of the text; None if its anchor was deleted."""
    spots = [*([edit.place] if edit.place is not None else []), *(at for _, at in edit.tokens)]
    carried = [change.carried(spot) for spot in spots]
    word = edit.word
    if word is not None and not word.every:
        # A range is anchored to its first and last characters.
        first, stop = change.moved(word.start + 1), change.moved(word.stop)
        if first is None or stop is None:
            return None
        word = replace(word, start=first - 1, stop=stop)
    there = [spot for spot in carried if spot is not None]
    if len(there) < len(carried):
        return None
    place = None if edit.place is None else there.pop(0)
    names = (name for name, _ in edit.tokens)
    return replace(edit, place=place, tokens=tuple(zip(names, there, strict=True)), word=word)


def _words(spec: EditSpec, arguments: Mapping[str, int], frame: Frame, opened: OpenedModel) -> str:
    """An edit in words, with its arguments."""
    parts = []
    for argument in spec.arguments:
        value, name = arguments[argument.name], tr(argument.text)
        if argument.kind is ArgumentKind.TOKEN:
            parts.append(token_words(value, frame, opened))
        elif argument.kind is ArgumentKind.ITEM:
            parts.append(item_words(value, frame, opened))
        elif argument.kind is ArgumentKind.PIECE:
            parts.append(f"{name} “{piece_text(opened.pieces[value])}”")
        else:
            parts.append(f"{name} {value}")
    return f"{tr(spec.text)}: {', '.join(parts)}" if parts else tr(spec.text)


def writers_of(frame: Frame, opened: OpenedModel) -> tuple[int, ...]:
    """The token that wrote each item of the memory at the cursor; -1 for none. Empty if unknown."""
    every = opened.signals.values()
    index = next((s.of for s in every if s.kind is Kind.SLOTS and s.of), "")
    index = index or next((s.name for s in every if s.kind is Kind.INDEX), "")
    if frame.snapshot is None or index not in frame.snapshot.signals:
        return ()
    return tuple(int(x) for x in frame.snapshot.signals[index])


def item_words(item: int, frame: Frame, opened: OpenedModel) -> str:
    """An item of the memory by its number and its writer."""
    writers = writers_of(frame, opened)
    writer = writers[item] if item < len(writers) else -1
    return f"{item} “{token_text(frame.trace, opened, writer)}”" if writer >= 0 else f"{item}"


def token_words(token: int, frame: Frame, opened: OpenedModel) -> str:
    """A token by its number and piece."""
    return f"{token} “{token_text(frame.trace, opened, token)}”"
