"""Translations without Qt, for the command line: read from the catalogues that ship."""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING

from wmstudio import paths
from wmstudio.app.languages import ENGLISH, SYSTEM, language_for

if TYPE_CHECKING:
    from collections.abc import Mapping

NONE = ("", "C", "POSIX")


def language_of(environment: Mapping[str, str]) -> str:
    """The language that a terminal asks for, as gettext finds it."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    place = next((environment[name] for name in names if environment.get(name)), "")
    if re.split("[.@]", place)[0] in NONE:
        return ENGLISH
    return language_for(SYSTEM, [*filter(None, environment.get("LANGUAGE", "").split(":")), place])


def told(text: str) -> str:
    """A text in the language of the terminal, or as it is if it is not translated."""
    language = language_of(os.environ)
    return text if language == ENGLISH else _catalogue(language).get(text, text)


@cache
def _catalogue(language: str) -> dict[str, str]:
    from xml.etree import ElementTree  # not needed in English

    file = paths.resources() / "translations" / f"wmstudio_{language}.ts"
    try:
        messages = ElementTree.fromstring(file.read_bytes()).iter("message")
    except (OSError, ElementTree.ParseError):
        # Help in English is better than none.
        return {}
    found = {one.findtext("source", ""): one.findtext("translation", "") for one in messages}
    return {text: said for text, said in found.items() if said.strip()}
