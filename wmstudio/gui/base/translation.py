"""Translation: every text of the window passes through this module."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from wmstudio import paths
from wmstudio.app.phrases import phrase

CONTEXT = "wmstudio"
"""The translation context of all texts."""
NUMBERED = {
    "feature": phrase("feature {n}"),
    "head": phrase("head {n}"),
    "item": phrase("item {n}"),
    "layer": phrase("layer {n}"),
    "slot": phrase("slot {n}"),
    "unit": phrase("unit {n}"),
}


def install(application: QCoreApplication, locale: QLocale | None = None) -> bool:
    """Install the catalogue of the system's language, if there is one. Returns whether."""
    translator = QTranslator(application)
    folder = str(paths.resources() / "translations")
    if not translator.load(locale or QLocale(), CONTEXT, "_", folder):
        return False
    return application.installTranslator(translator)


def tr(text: str, **values: Any) -> str:
    """Translate a text; ``values`` replace the ``{names}`` in it."""
    said = QCoreApplication.translate(CONTEXT, text) if text else text
    return _filled(said, text, values) if values else said


def counted(n: int, one: str, many: str, **values: Any) -> str:
    """Translate a text about n things. Qt chooses the plural form of the language."""
    usual = one if n == 1 else many
    said = QCoreApplication.translate(CONTEXT, many, None, n)
    return _filled(usual if said == many else said, usual, {"n": n, **values})


def numbered(what: str, n: object) -> str:
    """A numbered thing in words: ``layer 2``."""
    return tr(NUMBERED.get(what, f"{what} {{n}}"), n=n)


def said(word: str) -> str:
    """Translate a word that may end with a number."""
    what, _, n = word.rpartition(" ")
    return numbered(what, n) if what and n.isdecimal() else tr(word)


def _filled(said: str, text: str, values: dict[str, Any]) -> str:
    try:
        return said.format(**values)
    except (LookupError, ValueError, AttributeError):
        # A mistake in a catalogue costs the translation, but never the sentence.
        return text.format(**values)
