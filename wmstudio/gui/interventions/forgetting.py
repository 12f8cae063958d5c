"""Menu entries to forget a word, every occurrence of it, or everything before it.

A word of several tokens is one thing. Which edits of a model these are follows from what its edits
say that they forget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import Forgets, PlacedEdit, Word
from wmstudio.gui.base.translation import tr
from wmstudio.gui.interventions.held import Held, token_words
from wmstudio.gui.interventions.interventions import STILL_READING
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.stretches import spot_of, stretch_of, tokens_of
from wmstudio.text.words import word_at

if TYPE_CHECKING:
    from wmstudio.engine.messages import EditSpec, Frame, OpenedModel
    from wmstudio.gui.interventions.interventions import Interventions

LONGEST = 28
"""Number of characters of a word that are shown."""
MOST = 1_000
"""Number of characters that can be forgotten by name."""
TOO_LONG = phrase("Select at most {n} characters to forget.")
NO_ENTRIES = phrase("The memory of this model keeps no single words, so it can only forget all.")
RECORDED = phrase("A recording cannot be changed.")
FIRST_WORD = phrase("Nothing comes before it.")
FROM_WORD = phrase("Acts from the end of the word on")
FROM_CURSOR = phrase("Acts after {token}, the cursor’s")


@dataclass(frozen=True)
class ForgetChoice:
    """A menu entry: the edit that it adds, or why it cannot be chosen."""

    text: str
    held: Held | None = None
    why: str = ""


def word_around(text: str, place: int, frame: Frame | None) -> tuple[int, int] | None:
    """The word at a place; if there is no letter, the characters of the token there."""
    found = word_at(text, place)
    if found is not None or frame is None or not 0 <= place < len(text) or text[place].isspace():
        return found
    tokens = tokens_of(frame.trace, place, place + 1)
    return trimmed(text, *stretch_of(frame.trace, *tokens)) if tokens[0] < tokens[1] else None


def word_of_token(text: str, token: int, frame: Frame) -> tuple[int, int] | None:
    """The word that contains a token; None if the trace has no such token."""
    if not 0 <= token < len(frame.trace):
        return None
    start, stop = trimmed(text, *stretch_of(frame.trace, token, token + 1))
    return word_at(text, start) or (start, stop)


def acts(interventions: Interventions, *, at_cursor: bool) -> str:
    """From where on the entries act, in words."""
    frame, opened = interventions.frame, interventions.opened
    if not at_cursor or frame is None or opened is None:
        return tr(FROM_WORD)
    return tr(FROM_CURSOR, token=token_words(frame.cursor, frame, opened))


def choices(
    interventions: Interventions, word: tuple[int, int], *, at_cursor: bool = False
) -> list[ForgetChoice]:
    """The entries for a word (half open): it, every occurrence, all before it.

    With ``at_cursor`` they act from the cursor's token on, otherwise from the end of the word on.
    """
    opened, frame, text = interventions.opened, interventions.frame, interventions.text
    said = _shown(text[slice(*word)])
    this, every, before = (
        tr("Forget this: “{word}”", word=said),
        tr("Forget every “{word}”", word=said),
        tr("Forget all before “{word}”", word=said),
    )
    if opened is None or frame is None or (at_cursor and frame.cursor >= len(frame.trace)):
        return [ForgetChoice(label, why=tr(STILL_READING)) for label in (this, every, before)]
    place = spot_of(frame.trace, frame.cursor) if at_cursor else None
    spec = _forgetting(opened, Forgets.TOKEN)
    if spec is None or word[1] - word[0] > MOST:
        lacking = tr(RECORDED if opened.recorded else NO_ENTRIES)
        why = lacking if spec is None else tr(TOO_LONG, n=MOST)
        two = [ForgetChoice(this, why=why), ForgetChoice(every, why=why)]
    else:
        name = spec.arguments[0].name
        wanted = (
            (this, tr("Forget “{word}”", word=said), Word(name, *word)),
            (every, every, Word(name, every=text[slice(*word)])),
        )
        two = [
            ForgetChoice(label, Held(PlacedEdit(place, spec.id, word=about), words))
            for label, words, about in wanted
        ]
    return [*two, _before(before, word, opened, frame)]


def _before(label: str, word: tuple[int, int], opened: OpenedModel, frame: Frame) -> ForgetChoice:
    """It acts right before the word, so that the word itself is predicted without memory."""
    spec = _forgetting(opened, Forgets.BEFORE) or _forgetting(opened, Forgets.ALL)
    first, stop = tokens_of(frame.trace, *word)
    if spec is None:
        return ForgetChoice(label, why=tr(RECORDED))
    if first == stop:
        return ForgetChoice(label, why=tr(STILL_READING))
    if first == 0:
        return ForgetChoice(label, why=tr(FIRST_WORD))
    tokens = tuple((argument.name, spot_of(frame.trace, first)) for argument in spec.arguments)
    edit = PlacedEdit(spot_of(frame.trace, first - 1), spec.id, tokens=tokens)
    return ForgetChoice(label, Held(edit, label))


def _forgetting(opened: OpenedModel, what: Forgets) -> EditSpec | None:
    return next((spec for spec in opened.edits.values() if spec.forgets is what), None)


def trimmed(text: str, start: int, stop: int) -> tuple[int, int]:
    """A range without surrounding white space, unless it is all white space."""
    inner = text[start:stop]
    if not inner.strip():
        return start, stop
    return start + len(inner) - len(inner.lstrip()), stop - len(inner) + len(inner.rstrip())


def _shown(word: str) -> str:
    """A text in one line, shortened."""
    line = " ".join(word.split()) or "␣"
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
