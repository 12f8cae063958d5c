"""The languages of the interface, and which of them the user wants."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ENGLISH, SYSTEM = "en", "system"
LANGUAGES = {ENGLISH: "English", "zh_CN": "简体中文"}
"""Every language by its name in file names, and what its speakers call it.

All but English have a catalogue of translations, ``resources/translations/wmstudio_NAME.ts``.
"""
_REST = re.compile(r"[.@].*")
"""The encoding and the variant in the name of a locale: ``zh_CN.UTF-8``, ``zh_TW@radical``."""
_TRADITIONAL = {"hant", "tw", "hk", "mo"}


def language_for(wanted: str, preferred: Sequence[str]) -> str:
    """The language for a preference: itself, or the best one for the system's languages.

    ``preferred`` are names such as ``zh_SG`` or ``zh-Hans-CN``, the most preferred first. Without a
    language that is offered it is English.
    """
    if wanted in LANGUAGES:
        return wanted
    unread: set[str] = set()
    for name in preferred:
        first, *others = _REST.sub("", name).replace("-", "_").lower().split("_")
        if "hans" not in others and _TRADITIONAL & set(others):
            # It is written with other characters, also where Qt has put a bare "zh" behind it.
            unread.add(first)
        elif others or first not in unread:
            found = (one for one in LANGUAGES if one.partition("_")[0] == first)
            if language := next(found, ""):
                return language
    return ENGLISH
