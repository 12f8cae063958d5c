"""Reading what version 1 of session and state files said about panels.

They named a choice by the attribute of the panel that held its picker, and valued it by the English
label. This is read and carried over; nothing writes it any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TEXT, DUPLICATES = "text", "panels.copies"
CONTROLS = {"picker": "signal", "more": "added"}
"""Attributes whose control now has another id."""
OPTIONS: Mapping[str, Mapping[str, str]] = {
    "order": {
        "by number": "number",
        "by activity": "activity",
        "by variance": "variance",
        "by correlation with the span": "correlation",
        "like by like": "similarity",
        "found ones first": "found",
        "newest first": "newest",
        "slot by slot": "slots",
        "strongest first": "strongest",
    },
    "scaling": {"declared range": "declared", "in sight": "visible", "shared range": "shared"},
    "form": {"heat map": "map", "curves": "curves"},
    "way": {"on from": "high", "on up to": "low", "goes along with the span": "correlated"},
    "shows": {"table": "table"},
    "head": {"mean of heads": "mean", "all heads": "all"},
}
"""Ids of choices, by the control's id and the label of version 1."""


def panels_of(shown: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The states of panels, from keys such as ``gates.2.picker``."""
    panels: dict[str, dict[str, Any]] = {}
    for name, value in shown.items():
        panel, _, attribute = name.rpartition(".")
        if panel and panel != TEXT and name != DUPLICATES:
            control = CONTROLS.get(attribute, attribute)
            panels.setdefault(panel, {})[control] = _option(control, value)
    return panels


def carried_over(kept: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """Convert a session of version 1 to version 2, with the choices in ``shown``."""
    text = {name.removeprefix(f"{TEXT}."): value for name, value in shown.items() if _of_text(name)}
    return {
        **{name: value for name, value in kept.items() if name != "shown"},
        "version": 2,
        "text": text,
        "duplicates": shown.get(DUPLICATES, []),
        "panels": panels_of(shown),
    }


def _of_text(name: str) -> bool:
    return name.startswith(f"{TEXT}.")


def _option(control: str, value: Any) -> Any:
    if control not in OPTIONS or not isinstance(value, str):
        return value
    if control == "shows" and value not in OPTIONS[control]:
        # The label of a signal stood for the memory's contents.
        return "contents"
    return OPTIONS[control].get(value, value.removeprefix("head "))
