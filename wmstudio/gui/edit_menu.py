"""Menus of what can be done to the state by hand, made from what the open model declares."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wmstudio.app.edits import ITEM, TOKEN
from wmstudio.app.phrases import phrase
from wmstudio.gui.edits import item_words, token_words, writers_of
from wmstudio.gui.plain import literal
from wmstudio.gui.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QMenu

    from wmstudio.app.edits import Offer
    from wmstudio.engine.messages import Frame, Opened
    from wmstudio.gui.edits import Edits

    Choose = Callable[[Offer, Mapping[str, int]], object]

LISTED = 64
"""Tokens back that are offered one by one."""
NOTHING = phrase("Nothing can be edited here")
WORDS = {ITEM: item_words, TOKEN: token_words}


def fill(menu: QMenu, edits: Edits, choose: Choose, what: str = "", index: int = -1) -> None:
    """Offer what can be done to an item of the memory or a token, and to the memory as a whole.

    With no ``what``, everything that the model can do. ``choose`` is called with the edit and those
    of its arguments that are known.
    """
    opened, frame = edits.opened, edits.frame
    if opened is not None and frame is not None and frame.cursor >= 0:
        for offer in sorted(edits.offers, key=lambda offer: not offer.needs(what)):
            if offer.needs(what):
                words = f"{offer.text}: {WORDS[what](index, frame, opened)}"
                _add(menu, words, choose, offer, {what: index})
            elif not (offer.needs(ITEM) or offer.needs(TOKEN)):
                _add(menu, offer.text if offer.ready else f"{offer.text}…", choose, offer, {})
            elif not what:
                (argument,) = offer.takes
                more = menu.addMenu(literal(offer.text))
                for i in _there(argument, frame, opened):
                    _add(more, WORDS[argument](i, frame, opened), choose, offer, {argument: i})
                more.setEnabled(not more.isEmpty())
    if menu.isEmpty():
        menu.addAction(tr(NOTHING)).setEnabled(False)


def _there(argument: str, frame: Frame, opened: Opened) -> Sequence[int]:
    """What an edit can be about at the cursor, newest first."""
    if argument == TOKEN:
        return range(frame.cursor, max(frame.cursor - LISTED, -1), -1)
    writers = writers_of(frame, opened)
    return sorted((i for i, w in enumerate(writers) if w >= 0), key=lambda i: -writers[i])


def _add(menu: QMenu, words: str, choose: Choose, offer: Offer, known: Mapping[str, int]) -> None:
    action = menu.addAction(literal(words))
    action.triggered.connect(partial(_chosen, choose, offer, known))


def _chosen(choose: Choose, offer: Offer, known: Mapping[str, int], _checked: bool = False) -> None:
    choose(offer, known)
