"""Interventions in words, and how they move along with the text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wmstudio.contract import token_put_in_after
from wmstudio.engine.messages import (
    ArgumentKind,
    InterventionResult,
    Kind,
    PlacedEdit,
    PlacedPatch,
)
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import piece_in_words, token_text
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.app.places import Change
    from wmstudio.engine.messages import EditSpec, Frame, Intervention, OpenedModel


@dataclass(frozen=True)
class Held:
    """An intervention, its description, and its result in the newest frame."""

    edit: Intervention
    words: str
    after: str = ""
    """The token after which an edit acts, or in words the tokens at which a patch does."""
    refused: str = ""
    on: bool = True
    """Whether it is in force while interventions are."""
    name: str = ""
    """What somebody calls it."""
    named: tuple[str, ...] = ()
    """The tokens that its description names, each as it stands there."""

    @property
    def title(self) -> str:
        """Its name, or what it does."""
        return self.name or self.words

    def seen(self, told: InterventionResult | None, frame: Frame, opened: OpenedModel) -> Held:
        """The intervention with its result in a frame."""
        if told is None:
            return self
        words, named = _renamed(self, told, frame, opened)
        after = _acts(self, told, frame, opened)
        return replace(self, words=words, named=named, after=after, refused=told.refused)


def _renamed(
    held: Held, told: InterventionResult, frame: Frame, opened: OpenedModel
) -> tuple[str, tuple[str, ...]]:
    """The description and the tokens that it names, which have other numbers in another text."""
    about = held.edit.tokens if isinstance(held.edit, PlacedEdit) else ()
    if len(told.edits) != 1 or not about:
        return held.words, held.named
    numbers = dict(told.edits[0].arguments)
    tokens = [numbers.get(name, -1) for name, _ in about]
    if not all(0 <= token < len(frame.trace) for token in tokens):
        return held.words, held.named
    named = tuple(token_words(token, frame, opened) for token in tokens)
    words = held.words
    for before, now in zip(held.named, named, strict=False):
        words = words.replace(before, now)
    return words, named


def _acts(held: Held, told: InterventionResult, frame: Frame, opened: OpenedModel) -> str:
    """Where an intervention acts, in words."""
    placed = held.edit
    if isinstance(placed, PlacedPatch):
        if told.patch is None or told.patch.tokens is None:
            return held.after
        first, stop = told.patch.tokens
        return where(
            (
                None if placed.first is None else first,
                None if placed.last is None else stop - 1,
            ),
            frame,
            opened,
        )
    tokens = {edit.token for edit in told.edits}
    if len(tokens) == 1 and max(tokens) < len(frame.trace):
        return token_words(max(tokens), frame, opened)
    return held.after


def acts_words(held: Held) -> str:
    """Where it acts, in words."""
    if isinstance(held.edit, PlacedPatch) or not held.after:
        return held.after
    return tr("after {token}", token=held.after)


def all_moved(held: tuple[Held, ...], change: Change) -> tuple[Held, ...]:
    """Interventions after a change of the text, without those whose anchors were deleted."""
    moved = ((one, _moved(one.edit, change)) for one in held)
    return tuple(replace(one, edit=edit) for one, edit in moved if edit is not None)


def all_kept(held: tuple[Held, ...], changes: Sequence[Change]) -> tuple[Held, ...]:
    """Interventions after changes that somebody else made, without those that they have touched.

    Of a patch at several tokens both ends must be there still, and of several words all of them.
    """
    for change in changes:
        held = all_moved(tuple(one for one in held if not _touched(one.edit, change)), change)
    return held


def _touched(edit: Intervention, change: Change) -> bool:
    """Whether a change deletes an end of a patch, or is within words that are forgotten."""
    if isinstance(edit, PlacedPatch):
        return any(at is not None and change.carried(at) is None for at in (edit.first, edit.last))
    word = edit.word
    if word is None or word.every:
        return False
    return word.start < change.stop and change.start < word.stop


def _moved(edit: Intervention, change: Change) -> Intervention | None:
    """An intervention after a change of the text; None if its anchor was deleted."""
    if isinstance(edit, PlacedPatch):
        return _moved_patch(edit, change)
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


def _moved_patch(placed: PlacedPatch, change: Change) -> PlacedPatch | None:
    """A patch after a change of the text; None if its only anchor, or both of them, are gone.

    Where one of two anchors is gone, the patch ends at the change.
    """
    anchors = [at for at in (placed.first, placed.last) if at is not None]
    carried = [change.carried(at) for at in anchors]
    if anchors and not any(at is not None for at in carried):
        return None
    first = None if placed.first is None else change.carried(placed.first)
    last = None if placed.last is None else change.carried(placed.last)
    if placed.first is not None and first is None:
        first = change.stop + change.more + 1
    if placed.last is not None and last is None:
        last = change.start
    return replace(placed, first=first, last=last)


def where(tokens: tuple[int | None, int | None], frame: Frame, opened: OpenedModel) -> str:
    """At which tokens a patch acts; None is the beginning, and every token to come."""
    first, last = tokens
    if first is None:
        return tr("at every token")
    one = token_words(first, frame, opened)
    if last is None:
        return tr("from token {token} on", token=one)
    if first == last:
        return tr("at token {token}", token=one)
    return tr("at tokens {first} to {last}", first=one, last=token_words(last, frame, opened))


def words_of(
    spec: EditSpec, arguments: Mapping[str, int], frame: Frame, opened: OpenedModel
) -> str:
    """An edit in words, with its arguments."""
    parts = []
    for argument in spec.arguments:
        value, name = arguments[argument.name], tr(argument.text)
        if argument.kind is ArgumentKind.TOKEN:
            parts.append(token_words(value, frame, opened))
        elif argument.kind is ArgumentKind.ITEM:
            parts.append(item_words(value, frame, opened))
        elif argument.kind is ArgumentKind.PIECE:
            parts.append(f"{name} “{piece_in_words(opened.pieces[value])}”")
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
    if token_put_in_after(writer) is not None:
        return tr("{item} (put in by hand)", item=item)
    return f"{item} “{token_text(frame.trace, opened, writer)}”" if writer >= 0 else f"{item}"


def token_words(token: int, frame: Frame, opened: OpenedModel) -> str:
    """A token by its number and piece."""
    return f"{token} “{token_text(frame.trace, opened, token)}”"
