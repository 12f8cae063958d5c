"""Answers to searches of a text for places where units are active."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.engine.unit_index import Place


@dataclass(frozen=True)
class SearchProgress:
    """A search has read this many tokens of its text. ``of`` is 0 while the total is unknown."""

    run: int
    done: int
    of: int


@dataclass(frozen=True)
class SearchMatch:
    """A match of a search: its tokens, its ``span`` in code points, and the text around it."""

    place: Place
    span: tuple[int, int]
    before: str
    text: str
    after: str


@dataclass(frozen=True)
class SearchResult:
    """The best matches of a search, and how many have all units (``whole``)."""

    run: int
    matches: tuple[SearchMatch, ...]
    whole: int
    tokens: int


@dataclass(frozen=True)
class SearchEnded:
    """A search has ended without a result: it was cancelled, or failed because of ``why``."""

    run: int
    why: str = ""
