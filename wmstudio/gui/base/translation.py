"""What people read, in their language: every text of the window goes through here."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from wmstudio import paths
from wmstudio.app.phrases import phrase

CONTEXT = "wmstudio"
"""Of all texts in the catalogue."""
NUMBERED = {
    "feature": phrase("feature {n}"),
    "head": phrase("head {n}"),
    "item": phrase("item {n}"),
    "layer": phrase("layer {n}"),
    "slot": phrase("slot {n}"),
    "unit": phrase("unit {n}"),
}


def install(application: QCoreApplication, locale: QLocale | None = None) -> bool:
    """Speak the system's language from now on, where there is a catalogue of it; whether so."""
    translator = QTranslator(application)
    folder = str(paths.resources() / "translations")
    if not translator.load(locale or QLocale(), CONTEXT, "_", folder):
        return False
    return application.installTranslator(translator)


def tr(text: str, **values: Any) -> str:
    """A text in the user's language; ``values`` take the places of ``{names}`` in it."""
    said = QCoreApplication.translate(CONTEXT, text) if text else text
    return _filled(said, text, values) if values else said


def counted(n: int, one: str, many: str, **values: Any) -> str:
    """A text about so many things. Languages have other plurals than English has: Qt chooses."""
    usual = one if n == 1 else many
    said = QCoreApplication.translate(CONTEXT, many, None, n)
    return _filled(usual if said == many else said, usual, {"n": n, **values})


def numbered(what: str, n: object) -> str:
    """One of several that are counted: ``layer 2``."""
    return tr(NUMBERED.get(what, f"{what} {{n}}"), n=n)


def said(word: str) -> str:
    """A word that may end with a number."""
    what, _, n = word.rpartition(" ")
    return numbered(what, n) if what and n.isdecimal() else tr(word)


def _filled(said: str, text: str, values: dict[str, Any]) -> str:
    try:
        return said.format(**values)
    except (LookupError, ValueError, AttributeError):
        # A slip in a catalogue costs the translation, never the sentence.
        return text.format(**values)
