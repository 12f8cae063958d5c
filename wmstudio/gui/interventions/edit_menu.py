"""Menus of the edits that the open model declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import ArgumentKind
from wmstudio.gui.base.plain import literal, plain_tip
from wmstudio.gui.base.translation import tr
from wmstudio.gui.interventions.forgetting import acts, choices, word_of_token
from wmstudio.gui.interventions.held import item_words, token_words, writers_of
from wmstudio.gui.interventions.interventions import when_chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QMenu

    from wmstudio.engine.messages import EditSpec, Frame, OpenedModel
    from wmstudio.gui.interventions.interventions import Interventions

    Choose = Callable[[EditSpec, Mapping[str, int]], object]

LISTED = 64
"""Number of past tokens that are listed separately."""
NOTHING = phrase("Nothing can be edited here")
WORDS = {ArgumentKind.ITEM: item_words, ArgumentKind.TOKEN: token_words}


def fill(
    menu: QMenu, interventions: Interventions, choose: Choose, what: str = "", index: int = -1
) -> None:
    """Add edits of an item of the memory, of a token, or of the whole memory to a menu.

    ``what`` is an `ArgumentKind`; without one, all edits of the model. ``choose`` is called with
    the edit and its known arguments.
    """
    opened, frame = interventions.opened, interventions.frame
    if opened is not None and frame is not None and frame.cursor >= 0:
        if what == ArgumentKind.TOKEN:
            _fill_word_of(menu, interventions, index, frame)
        for spec in sorted(interventions.offered, key=lambda spec: not spec.takes_only(what)):
            text = tr(spec.text)
            kind = spec.arguments[0].kind if len(spec.arguments) == 1 else None
            if kind not in WORDS:
                _add(menu, f"{text}…" if spec.arguments else text, choose, spec, {})
                continue
            (argument,) = spec.arguments
            if what == kind == ArgumentKind.ITEM:
                words = f"{text}: {WORDS[kind](index, frame, opened)}"
                _add(menu, words, choose, spec, {argument.name: index})
                writers = writers_of(frame, opened)
                _fill_word_of(
                    menu, interventions, writers[index] if index < len(writers) else -1, frame
                )
            elif not what:
                more = menu.addMenu(literal(text))
                for i in _there(kind, frame, opened):
                    _add(more, WORDS[kind](i, frame, opened), choose, spec, {argument.name: i})
                more.setEnabled(not more.isEmpty())
    if menu.isEmpty():
        menu.addAction(tr(NOTHING)).setEnabled(False)


def fill_word(
    menu: QMenu, interventions: Interventions, word: tuple[int, int], *, at_cursor: bool = False
) -> None:
    """Offer to forget a word (half open), every occurrence, or all before it; say from where."""
    for held in interventions.about(word):
        action = menu.addAction(literal(tr("Undo: {words}", words=held.words)))
        when_chosen(action, interventions.take_back, held)
    made = choices(interventions, word, at_cursor=at_cursor)
    for choice in made:
        action = menu.addAction(literal(choice.text))
        action.setEnabled(choice.held is not None)
        action.setToolTip(plain_tip(choice.why))
        if choice.held is not None:
            when_chosen(action, interventions.add, choice.held)
    notes = dict.fromkeys(choice.why for choice in made if choice.why)
    for note in (*notes, *([acts(interventions, at_cursor=at_cursor)] if made[0].held else [])):
        menu.addAction(literal(note)).setEnabled(False)
    menu.addSeparator()


def _fill_word_of(menu: QMenu, interventions: Interventions, token: int, frame: Frame) -> None:
    word = word_of_token(interventions.text, token, frame)
    if word is not None:
        fill_word(menu, interventions, word, at_cursor=True)


def _there(kind: ArgumentKind, frame: Frame, opened: OpenedModel) -> Sequence[int]:
    """The items that an edit can refer to at the cursor, newest first."""
    if kind is ArgumentKind.TOKEN:
        return range(frame.cursor, max(frame.cursor - LISTED, -1), -1)
    writers = writers_of(frame, opened)
    return sorted((i for i, w in enumerate(writers) if w >= 0), key=lambda i: -writers[i])


def _add(menu: QMenu, words: str, choose: Choose, spec: EditSpec, known: Mapping[str, int]) -> None:
    when_chosen(menu.addAction(literal(words)), choose, spec, known)
