"""The interventions in force, which move along with the text.

What is edited, and after which token, are two things: a word that is forgotten is forgotten from
its own end on, what is done to the memory as it is shown is done at the cursor.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import ArgumentKind, PlacedEdit, PlacedPatch
from wmstudio.gui.base.translation import tr
from wmstudio.gui.interventions.held import Held, all_moved, token_words, words_of
from wmstudio.gui.interventions.moment import Moment
from wmstudio.text.stretches import place_of, spot_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QAction

    from wmstudio.app.places import Change
    from wmstudio.engine.messages import EditSpec, Frame, Intervention, OpenedModel
    from wmstudio.gui.editor.editor import Editor

TOPIC = "editing"
"""The topic of messages about interventions."""
UNDOABLE = 100
"""Number of steps that can be undone."""
MOST_LOST = 20
"""Number of texts that are kept because interventions were lost from them."""
BEFORE_ALL = phrase("Move the cursor to a token first. Edits take effect right after a token.")
STILL_READING = phrase("The model has not read up to here yet. Try again in a moment.")
CHANGED = phrase("The text or the model has changed meanwhile. Try again.")


def when_chosen(action: QAction, do: Callable[..., object], *arguments: object) -> None:
    """Call a function with these arguments when the action of a menu is chosen."""
    # Qt also says whether the action is checked.
    action.triggered.connect(lambda _checked=False: do(*arguments))


class Interventions(QObject):
    """Anchors each edit to the last character of its token, and to the ends of its word.

    If one of these characters is deleted, the edit is removed; if text before it changes, it moves.
    Edits of every occurrence of a word have no anchor. A patch is anchored to its first and its
    last token.
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
        self._past: list[tuple[tuple[Held, ...], int]] = []
        """What was held before each change that can be undone, moved along with the text, and after
        which step of the text it was made."""
        self._future: list[tuple[tuple[Held, ...], int]] = []
        """What was held before each change that was undone since the last other change, and after
        which step of the text it was undone."""
        self._lost: list[tuple[str, tuple[Held, ...]]] = []
        """Texts of which a part was deleted that interventions were about, with all of these."""
        self._text = editor.text
        self.on = True
        """Whether the model reads with them."""
        self.before = False
        """Whether new edits act before the cursor's token is read, instead of after it."""
        editor.edited.connect(self._move)
        editor.also_undone.append(self)

    @property
    def placed(self) -> tuple[Intervention, ...]:
        """The interventions in force as a view requests them."""
        return tuple(held.edit for held in self.held if held.on) if self.on else ()

    @property
    def can_undo(self) -> bool:
        """Whether `undo` does anything."""
        return bool(self.held or self._past)

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

    @property
    def answer(self) -> Frame | None:
        """That frame, if it was read with the interventions in force."""
        frame = self.frame
        asked = () if frame is None else tuple(told.asked for told in frame.interventions)
        return frame if asked == self.placed else None

    @property
    def moment(self) -> Moment | None:
        """What an intervention is about that is asked for now."""
        frame = self.frame
        return None if frame is None else Moment(frame, self.text)

    def open(self, opened: OpenedModel) -> bool:
        """Set the model. Returns whether it is another one, which has no edits yet."""
        before, self._opened, self._frame = self._opened, opened, None
        other = before is None or (before.name, before.folder) != (opened.name, opened.folder)
        if other:
            self.forget()
        return other

    @Slot(object)
    def receive(self, frame: Frame) -> None:
        """Update results and places of the edits from a frame."""
        opened = self._opened
        if opened is None or not frame.is_of(opened):
            return
        self._frame = frame
        known = {edited.asked: edited for edited in frame.interventions}
        held = tuple(one.seen(known.get(one.edit), frame, opened) for one in self.held)
        if held != self.held:
            self.held = held
            self.told.emit()

    def request(
        self, name: str, arguments: Mapping[str, int], moment: Moment | None = None
    ) -> bool:
        """Add an edit right after the cursor's token. Returns whether it could be requested.

        ``arguments`` that are tokens of the text are given by number. They and the cursor are those
        of a ``moment``, the present one if none is given.
        """
        moment, opened = moment or self.moment, self._opened
        spec = opened.edits.get(name) if opened is not None else None
        if spec is None or opened is None:
            return False
        token = self.acts_after(moment)
        if moment is None or token is None:
            return False
        frame = moment.frame
        tokens = {
            argument.name: spot_of(frame.trace, arguments[argument.name])
            for argument in spec.arguments
            if argument.kind is ArgumentKind.TOKEN
        }
        edit = PlacedEdit(
            spot_of(frame.trace, token),
            name,
            tuple((k, v) for k, v in arguments.items() if k not in tokens),
            tuple(tokens.items()),
        )
        after = token_words(token, frame, opened)
        words = words_of(spec, arguments, frame, opened)
        named = tuple(token_words(arguments[name], frame, opened) for name in tokens)
        self._set((*self.held, Held(edit, words, after, named=named)))
        return True

    def acts_after(self, moment: Moment | None) -> int | None:
        """The token after which an edit acts; None, with a reason, if none can be made.

        It is the cursor's, or the one before it if edits act before the cursor's token is read.
        """
        if moment is None or moment.frame.cursor >= len(moment.frame.trace):
            self.failed.emit(tr(STILL_READING))
            return None
        token = moment.frame.cursor - self.before
        if token < 0:
            self.failed.emit(tr(BEFORE_ALL))
            return None
        return token if self.lasts(moment, token) else None

    def lasts(self, moment: Moment, token: int) -> bool:
        """Whether the tokens of a moment up to this one are still there; if not, it is told."""
        lasts = moment.lasts(token, self.text, self._opened)
        if not lasts:
            self.failed.emit(tr(CHANGED))
        return lasts

    def marks(self) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
        """Places where edits act, each behind a character, and the words (half open) forgotten."""
        places: set[int] = set()
        words: set[tuple[int, int]] = set()
        for held in self.held:
            if held.refused or not held.on:
                continue
            if isinstance(held.edit, PlacedPatch):
                places.update(place_of(at) for at in (held.edit.first,) if at is not None)
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
        """The edits in force that forget any part of a word (half open)."""
        start, stop = word
        return [
            held
            for held in self.held
            if self.on
            and held.on
            and isinstance(held.edit, PlacedEdit)
            and held.edit.word is not None
            and any(a < stop and b > start for a, b in held.edit.word.places(self.text))
        ]

    def add(self, held: Held) -> None:
        """Put an edit in force, which may be there already, switched off."""
        if (at := self._index(held)) is None:
            self._set((*self.held, held))
            return
        self.change(self.held[at], replace(self.held[at], on=True))
        self.switch(on=True)

    def restore(self, held: tuple[Held, ...], *, on: bool = True) -> None:
        """Restore interventions that were saved with the present text, ``on`` or all off."""
        for kept in (self._past, self._future, self._lost):
            kept.clear()
        if (held, on) != (self.held, self.on):
            self._hold(held, on=on)

    def remove(self, index: int) -> None:
        """Remove an edit by index."""
        self._set(self.held[:index] + self.held[index + 1 :])

    def take_back(self, held: Held) -> None:
        """Remove this intervention, if it is still there."""
        if (at := self._index(held)) is not None:
            self.remove(at)

    def change(self, held: Held, other: Held) -> None:
        """Put another intervention in the place of this one, if it is still there."""
        if (at := self._index(held)) is not None:
            self._set((*self.held[:at], other, *self.held[at + 1 :]))

    def _index(self, held: Held) -> int | None:
        # By what is done: more may be known of it since it was looked at.
        return next((at for at, one in enumerate(self.held) if one.edit == held.edit), None)

    def replace_all(self, held: tuple[Held, ...]) -> None:
        """Put these interventions in the place of all that are there, in one step."""
        self._set(held)
        self.switch(on=True)

    def undo(self) -> None:
        """Undo the latest change, or remove the latest of those that were there at first."""
        self._future.append((self.held, self._editor.step))
        before = self._past.pop()[0] if self._past else self.held[:-1]
        self._set(before, undoable=False)

    # --- undone and redone with the text (see `AlsoUndone`) ---

    @property
    def can_undo_next(self) -> bool:
        """Whether the text has not been changed since the latest change of the interventions."""
        return bool(self._past) and self._past[-1][1] >= self._editor.step

    @property
    def can_redo_next(self) -> bool:
        """Whether the latest of all that was undone is a change of the interventions."""
        if not self._future:
            return False
        return (
            self._editor.step >= self._future[-1][1]
            or not self._editor.document().isRedoAvailable()
        )

    def undo_next(self) -> None:
        """Undo the latest change of the interventions."""
        self.undo()

    def redo_next(self) -> None:
        """Make the change again that was undone last."""
        self._remember()
        self._set(self._future.pop()[0], undoable=False)

    def _remember(self) -> None:
        self._past = [*self._past, (self.held, self._editor.step)][-UNDOABLE:]

    def clear(self) -> None:
        """Remove all edits."""
        self._set(())

    @Slot()
    def forget(self) -> None:
        """Remove all edits for good."""
        self.restore(())

    @Slot(bool)
    def switch(self, on: bool) -> None:
        """Switch all edits on or off."""
        if on != self.on:
            self.on = on
            self.changed.emit()

    def _set(self, held: tuple[Held, ...], *, undoable: bool = True) -> None:
        if held != self.held:
            if undoable:
                self._remember()
                self._future.clear()
                self._lost.clear()
            ticked = {one.edit for one in self.held if one.on}
            # A new edit switches them on.
            new = any(one.on and one.edit not in ticked for one in held)
            self._hold(held, on=self.on or new)

    def _hold(self, held: tuple[Held, ...], *, on: bool) -> None:
        self.held, self.on = held, on
        self.changed.emit()

    @Slot(object)
    def _move(self, change: Change) -> None:
        """Move the interventions along with a change of the text.

        When a text from which interventions were lost is there again, after an undo, so are they.
        """
        before, self._text = self._text, self._editor.text
        if not self._editor.travelling:
            self._future.clear()
        self._past = [(all_moved(held, change), made) for held, made in self._past]
        moved = all_moved(self.held, change)
        if len(moved) < len(self.held):
            self._lost = [*self._lost, (before, self.held)][-MOST_LOST:]
        moved = next((held for text, held in self._lost if text == self._text), moved)
        if moved != self.held:
            self._hold(moved, on=self.on)
