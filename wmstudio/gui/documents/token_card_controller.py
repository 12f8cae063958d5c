"""Shows the token card: with Ctrl and the pointer over the text, or by a command."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Slot

from wmstudio.app.facts import facts_of
from wmstudio.engine.messages import Stretch
from wmstudio.gui.editor.token_card import CardReader, TokenCard
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.workspace import readers
from wmstudio.text.stretches import Within, token_at, tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QMouseEvent

    from wmstudio.app.facts import TokenFacts
    from wmstudio.engine.messages import Frame
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.documents.branching import Branching
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane

NEAR = 14
"""Pixels around the token and its card in which the pointer may move."""


class TokenCardController(Controller):
    """One card for the window. A chosen alternative becomes a branch."""

    def __init__(
        self, services: Services, branching: Branching, generate: Callable[[], object]
    ) -> None:
        """``generate`` continues from a chosen alternative."""
        super().__init__(services)
        self._branching, self._generate = branching, generate
        self.card = TokenCard(self._window)
        self._around = QRect()
        self.card.chosen.connect(self._replace)
        self.card.left.connect(self._editor.setFocus)
        self._editor.text_changed.connect(self.card.hide)
        self._editor.scrolled.connect(self.card.hide)
        first = self._lane
        models = first.models
        models.opened.connect(self.card.hide)
        self._workspace.each_lane(self._add_lane)
        self._editor.viewport().setMouseTracking(True)
        self._editor.viewport().installEventFilter(self)

    def _add_lane(self, lane: Lane) -> None:
        reading = lane.reading
        reading.also.append(partial(self._wanted, lane))
        reading.changed.connect(self._read_again)

    def _wanted(self, lane: Lane) -> tuple[Stretch, ...]:
        """The alternatives to the token on the card, which are kept only for what is in sight."""
        facts, frame = self.card.facts, lane.current_frame
        if facts is None or frame is None or not self.card.isVisible():
            return ()
        token = token_at(frame.trace, Within(facts.span[1], facts.part[0]))
        return (Stretch((), token - 1, token),)

    @Slot()
    def _read_again(self) -> None:
        facts = self.card.facts
        if facts is not None and self.card.isVisible():
            self._show(facts.token)

    @Slot()
    def show_cursor(self) -> None:
        """Show the cursor's token, with the keyboard in the list of alternatives."""
        frame = self._frame()
        if frame is not None and frame.cursor >= 0:
            self._editor.show_token(self._editor.token_span, scroll=True)
            self._show(frame.cursor)
            if self.card.isVisible():
                self.card.take_keyboard()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self.card.apply_theme(theme)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove:
            mouse: QMouseEvent = event  # type: ignore[assignment]
            self._point(mouse.position().toPoint(), mouse.modifiers())
        elif event.type() == QEvent.Type.MouseButtonPress:
            self.card.hide()
        return False

    def _point(self, point: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            frame, place = self._frame(), self._editor.place_at(point)
            if frame is not None and place is not None:
                self._show(tokens_of(frame.trace, place, place + 1)[0])
        elif self.card.isVisible() and not self.card.list.hasFocus():
            here = self._editor.viewport().mapTo(self._window, point)
            near = self._around.united(self.card.geometry()).adjusted(-NEAR, -NEAR, NEAR, NEAR)
            if not near.contains(here):
                self.card.hide()

    def _frame(self) -> Frame | None:
        """The newest frame, if it is of the present text."""
        first = self._workspace.first
        return first.current_frame

    def _show(self, token: int) -> None:
        first = self._workspace.first
        frame, opened = first.current_frame, first.opened
        if frame is None or opened is None:
            return
        facts = facts_of(frame, opened.pieces, token)
        rects = self._editor.rects_of(*facts.span) if facts else []
        if facts is None or not rects:
            return
        rect = rects[0].toRect()
        self._around = QRect(
            self._editor.viewport().mapTo(self._window, rect.topLeft()), rect.size()
        )
        others = self._readers(facts)
        self.card.show_facts(facts, opened.pieces, self._around, others)
        if not all(one.alternatives for one in (facts, *(other.facts for other in others)) if one):
            for reading in [lane.reading for lane in readers(self._workspace)]:
                reading.ask_soon()

    def _readers(self, facts: TokenFacts) -> tuple[CardReader, ...]:
        """What each compared model makes of the piece of text; empty without a comparison."""
        lanes = readers(self._workspace)
        found = (_reader(lane, facts) for lane in lanes) if len(lanes) > 1 else ()
        answers = tuple(one for one in found if one is not None)
        return answers if len(answers) > 1 else ()

    @Slot(int, bool)
    def _replace(self, token: int, generates: bool) -> None:
        # The card is hidden when another model is opened, so it is of this one.
        first = self._workspace.first
        facts, opened = self.card.facts, first.opened
        text = facts.replacement(opened.pieces[token]) if facts and opened else None
        if facts is None or text is None:
            return
        self._branching.replace_token(facts.span[0], text)
        self._editor.setFocus()
        if generates:
            self._generate()


def _reader(lane: Lane, facts: TokenFacts) -> CardReader | None:
    """What a lane's model makes of the piece of text; None if no model is open."""
    opened, frame, found = lane.opened, lane.current_frame, None
    if opened is None:
        return None
    if frame is not None:
        spot = Within(facts.span[1], facts.part[0])
        found = facts_of(frame, opened.pieces, token_at(frame.trace, spot))
    # Of a character with several tokens, the token with the same number, if there are as many.
    same = found is not None and (found.span, found.part) == (facts.span, facts.part)
    return CardReader(lane.mark, opened.name, found if same else None, opened.pieces)
