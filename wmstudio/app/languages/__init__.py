"""The languages of the interface, and which of them the user wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ENGLISH, SYSTEM = "en", "system"
LANGUAGES = {ENGLISH: "English", "zh_CN": "简体中文"}
"""Every language by its name in file names, and what its speakers call it.

All but English have a catalogue of translations, ``resources/translations/wmstudio_NAME.ts``.
"""
_TRADITIONAL = {"hant", "tw", "hk", "mo"}


def language_for(wanted: str, preferred: Sequence[str]) -> str:
    """The language for a preference: itself, or the best one for the system's languages.

    ``preferred`` are names such as ``zh_SG`` or ``zh-Hans-CN``, the most preferred first. Without a
    language that is offered it is English.
    """
    if wanted in LANGUAGES:
        return wanted
    for name in preferred:
        first, *others = name.partition(".")[0].replace("-", "_").lower().split("_")
        for language in LANGUAGES:
            # Traditional Chinese is written with other characters.
            if language.partition("_")[0] == first and not _TRADITIONAL & set(others):
                return language
    return ENGLISH
