"""Texts for people, marked so that a catalogue for translators can be made of them.

In the tables of `app` they are the fields of type `Phrase`; elsewhere they stand in `phrase("…")`,
or in the window's own `tr("…")` and `counted(n, "…", "…")`. `make strings` finds them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeAlias

Phrase: TypeAlias = str
"""An English text for people. The window translates it when it is shown."""


def phrase(text: str) -> Phrase:
    """Mark a text that is shown elsewhere later. Returns it unchanged."""
    return text


def of(data: Any) -> Iterator[Phrase]:
    """Every phrase in nested data classes, mappings and sequences."""
    if is_dataclass(data):
        for field in fields(data):
            value = getattr(data, field.name)
            if field.type != "Phrase":
                yield from of(value)
            elif value:
                yield value
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from of(value)
    elif isinstance(data, tuple | list):
        for value in data:
            yield from of(value)
