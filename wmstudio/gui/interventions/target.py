"""The target of an effect: a piece, or one piece against another, whose bits are followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import Argument, ArgumentKind, EditSpec
from wmstudio.gui.base.translation import joined, tr
from wmstudio.gui.interventions.edit_form import EditForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.app.phrases import Phrase
    from wmstudio.engine.messages import OpenedModel
    from wmstudio.gui.base.buttons import MenuButton
    from wmstudio.gui.client.engine_client import QtEngineClient

PIECE = Argument("piece", ArgumentKind.PIECE, phrase("piece"))
AGAINST = Argument("against", ArgumentKind.PIECE, phrase("against"))
ONE = EditSpec("one", phrase("Follow a piece"), (PIECE,))
TWO = EditSpec("two", phrase("Follow a piece against another"), (PIECE, AGAINST))
LARGEST = phrase("Largest change")


class Target(QObject):
    """The menu and the form in which a target is chosen; none is the largest change."""

    changed = Signal()

    def __init__(
        self,
        button: MenuButton,
        client: QtEngineClient,
        parent: QObject,
        without: Phrase = LARGEST,
    ) -> None:
        """``without`` says what is shown where no target is chosen."""
        super().__init__(parent)
        self._button = button
        self._opened: OpenedModel | None = None
        self.tokens: tuple[int, ...] = ()
        """No, one or two entries of the vocabulary."""
        self.form = EditForm(client, tr("Follow"), tr("Show how its probability changes (Enter)"))
        self.form.submitted.connect(self._choose)
        menu = button.made
        largest = menu.addAction(tr(without))
        largest.triggered.connect(lambda: self.follow())
        for spec in (ONE, TWO):
            action = menu.addAction(joined("", (tr(spec.text), "…")))
            action.triggered.connect(lambda _checked=False, spec=spec: self._ask(spec))
        button.show_choice(tr("Target"))

    @Slot(object)
    def open(self, opened: OpenedModel) -> None:
        """Another model is open, whose vocabulary may be another one."""
        before, self._opened = self._opened, opened
        if before is None or before.pieces is not opened.pieces:
            self.form.dismiss()
            self.follow()

    def _ask(self, spec: EditSpec) -> None:
        if self._opened is not None:
            self.form.ask_for(spec, self._opened.pieces)

    def _choose(self, id: str, chosen: Mapping[str, int]) -> None:
        self.follow(*chosen.values())

    def follow(self, *tokens: int) -> None:
        """Follow one entry of the vocabulary, or one against another, or the largest change."""
        if tokens != self.tokens:
            self.tokens = tokens
            self.changed.emit()
