"""Ranks how well typed words match the name of something; the best match comes first."""

from __future__ import annotations

STARTS, WORD_STARTS, WITHIN, WHERE, TOLD, LETTERS = range(6)
"""The ways that a word can match, best first."""


def rank(query: str, title: str, where: str = "", told: str = "") -> tuple[float, ...] | None:
    """The rank of a match (smaller is better), or None if it does not match.

    Every word of the query has to be found: at the start of the title, of one of its words, or
    inside it; in ``where``, or in ``told``; or as letters of the title, in order. Of equally good
    matches the one with the shorter title wins.
    """
    title, where, told = title.casefold(), where.casefold(), told.casefold()
    costs = [_cost(word, title, where, told) for word in query.casefold().split()]
    if any(cost is None for cost in costs):
        return None
    return (sum(cost for cost in costs if cost is not None), len(title) if costs else 0)


def _cost(word: str, title: str, where: str, told: str) -> float | None:
    if title.startswith(word):
        return STARTS
    if any(part.startswith(word) for part in title.split()):
        return WORD_STARTS
    if word in title:
        return WITHIN
    if word in where:
        return WHERE
    if word in told:
        return TOLD
    letters = iter(title)
    return LETTERS if len(word) > 1 and all(letter in letters for letter in word) else None
