"""The part of a session that is not restored yet, because its model is not open.

Until then the text can be edited and saved: what waits moves along with the text, and is saved in
the place of what the window shows meanwhile.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from wmstudio.app.saved.session_file import KeptIntervention
from wmstudio.gui.base.translation import counted
from wmstudio.gui.interventions.held import Held, all_kept, all_moved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.app.places import Change
    from wmstudio.app.saved.session_file import SavedSession
    from wmstudio.gui.editor.editor import Editor


class Unrestored(QObject):
    """Holds a session from the time its text is shown until its model is open."""

    def __init__(self, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self.session: SavedSession | None = None
        self.comes = False
        """Whether its model may still be opened; if not, it is only saved again."""
        editor.edited.connect(self._move)
        editor.replaced.connect(self._drop_places)

    @property
    def is_coming(self) -> bool:
        """Whether a session will be restored when its model is open."""
        return self.session is not None and self.comes

    def begin(self, session: SavedSession) -> None:
        """Hold a session whose text has just been shown."""
        self.session, self.comes = session, True

    def give_up(self, *, keep: bool) -> None:
        """Its model is not opened. With ``keep`` the session is still saved as it was."""
        self.comes = False
        if not keep or self.session is None or self.session.model is None:
            self.session = None

    def forget(self) -> None:
        """Hold nothing any more."""
        self.give_up(keep=False)

    def merged(self, now: SavedSession) -> SavedSession:
        """What to save: the text as it is now, and all else as it waits."""
        if self.session is None:
            return now
        second = now.second_text is not None
        return replace(
            self.session,
            tree=now.tree,
            newline=now.newline,
            bom=now.bom,
            patches=now.patches,
            second_text=now.second_text if second else self.session.second_text,
            second_edits=now.second_edits if second else self.session.second_edits,
        )

    def has_any(self, here: tuple[Held, ...], beside: tuple[Held, ...] | None) -> bool:
        """Whether there are interventions to save: what waits, or else these of the window.

        ``beside`` are those of its second text; None if it has none.
        """
        one = self.session
        if one is None:
            return bool(here or beside)
        return bool(one.interventions or (one.second_edits if beside is None else beside))

    def follow(self, changes: Sequence[Change]) -> int:
        """Move along with what another program has changed in the text.

        Interventions that were about what is gone are left out. Returns their number.
        """
        if self.session is None or not changes:
            return 0
        before = self.session.interventions
        interventions = to_keep(all_kept(held(before), changes))
        for change in changes:
            self._move(change)
        # They are about tokens by their numbers, which are others now.
        patches = tuple(patch for patch in self.session.patches if patch.tokens is None)
        lost = len(before) - len(interventions) + len(self.session.patches) - len(patches)
        self.session = replace(self.session, interventions=interventions, patches=patches)
        return lost

    @Slot(object)
    def _move(self, change: Change) -> None:
        one = self.session
        if one is None:
            return
        span = None if one.span is None else (change.kept(one.span[0]), change.kept(one.span[1]))
        self.session = replace(
            one,
            cursor=None if one.cursor is None else change.carried(one.cursor),
            span=span if span is not None and span[0] < span[1] else None,
            # It is in tokens, which are not known before the model has read the text.
            axis=None,
            interventions=to_keep(all_moved(held(one.interventions), change)),
        )

    @Slot()
    def _drop_places(self) -> None:
        """Another text is shown: places are valid only in the text they were saved with."""
        if self.session is None:
            return
        if not self.comes:
            self.session = None
            return
        self.session = replace(
            self.session,
            cursor=None,
            span=None,
            axis=None,
            interventions=(),
            patches=(),
            second_text=None,
            second_edits=(),
        )


def left_out(n: int, file: str) -> str:
    """Says how many interventions are left out."""
    return counted(
        n,
        "{n} intervention was left out: another program has changed {file} where it was.",
        "{n} interventions were left out: another program has changed {file} where they were.",
        file=file,
    )


def to_keep(interventions: tuple[Held, ...]) -> tuple[KeptIntervention, ...]:
    """Interventions as they are saved."""
    return tuple(
        KeptIntervention(one.edit, one.words, one.after, one.on, one.name) for one in interventions
    )


def held(kept: tuple[KeptIntervention, ...]) -> tuple[Held, ...]:
    """Interventions that were saved."""
    return tuple(Held(one.edit, one.words, one.after, on=one.on, name=one.name) for one in kept)
