"""Translation: every text of the window passes through this module.

A text knows how it was made (`Told`), so what is on the screen can be told again when another
language is chosen.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from wmstudio import paths
from wmstudio.app.languages import ENGLISH, LANGUAGES, SYSTEM, language_for
from wmstudio.app.languages.reading import language_of
from wmstudio.app.languages.sentences import retell
from wmstudio.app.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

P = ParamSpec("P")
T = TypeVar("T")

CONTEXT = "wmstudio"
"""The translation context of all texts."""
NUMBERED = {
    "feature": phrase("feature {n}"),
    "gate": phrase("gate {n}"),
    "head": phrase("head {n}"),
    "item": phrase("item {n}"),
    "key feature": phrase("key feature {n}"),
    "layer": phrase("layer {n}"),
    "level": phrase("level {n}"),
    "slot": phrase("slot {n}"),
    "unit": phrase("unit {n}"),
    "value feature": phrase("value feature {n}"),
}
WHY = "why"
MOST = 20_000
"""Number of texts with values in them that can be told again by what they say."""


class Told(str):
    """A text in the language of the window, and how it was made."""

    __slots__ = ("args", "make", "named")
    make: Callable[..., str]
    args: tuple[Any, ...]
    named: dict[str, Any]


_fixed: dict[str, dict[str, Told]] = {}
"""Texts without values, by what they say, and by the English text."""
_filled: dict[str, Told] = {}


_plain: list[bool] = []
"""Not empty while texts are made in English; see `untranslated`."""


@contextmanager
def untranslated() -> Iterator[None]:
    """Make texts in English here, so that it is known of each what it is when it is told again."""
    _plain.append(True)
    try:
        yield
    finally:
        _plain.pop()


def install(application: QCoreApplication, wanted: str = SYSTEM) -> str:
    """Use the catalogues of a language, Qt's own included. Returns the language in use.

    It is English if there is no catalogue of the wanted language.
    """
    for old in application.findChildren(QTranslator):
        application.removeTranslator(old)
        old.deleteLater()
    language = wanted if wanted in LANGUAGES else _of_the_system()
    if language == ENGLISH:
        return ENGLISH
    own = QTranslator(application)
    if not own.load(f"{CONTEXT}_{language}", str(paths.resources() / "translations")):
        return ENGLISH
    qts = QTranslator(application)
    if qts.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(qts)
    application.installTranslator(own)
    return language


def _of_the_system() -> str:
    if sys.platform == "linux":
        # As the command line does it. Qt asks LANGUAGE also where LANG is C.
        return language_of(os.environ)
    return language_for(SYSTEM, QLocale.system().uiLanguages())


def tr(text: str, **values: Any) -> str:
    """Translate a text; ``values`` replace the ``{names}`` in it.

    The value ``why`` is a message of the engine, of a file or of the system, and is told, too.
    """
    if not text:
        return text
    said = text if _plain else QCoreApplication.translate(CONTEXT, text)
    if not values and (kept := _fixed.get(said, {}).get(text)) is not None:
        # The texts of every painting, which would otherwise be made anew each time.
        return kept
    told = {**values, WHY: retell(str(values[WHY]), tr)} if WHY in values else values
    return _kept(_filled_in(said, text, told) if values else said, tr, (text,), values)


def counted(n: int, one: str, many: str, **values: Any) -> str:
    """Translate a text about n things. Qt chooses the plural form of the language."""
    usual = one if n == 1 else many
    said = many if _plain else QCoreApplication.translate(CONTEXT, many, None, n)
    filled = _filled_in(usual if said == many else said, usual, {"n": n, **values})
    return _kept(filled, counted, (n, one, many), values)


def retold(make: Callable[P, str]) -> Callable[P, str]:
    """Let what a function makes of texts be told again, too."""

    @wraps(make)
    def made(*args: P.args, **named: P.kwargs) -> str:
        return _kept(make(*args, **named), made, args, named)

    return made


@retold
def joined(between: str, parts: Iterable[str]) -> str:
    """Texts with something between them; empty ones are left out."""
    return between.join(filter(None, parts))


def sentence(said: str) -> str:
    """A message of the engine or of a file, by what it says; see `app.languages.sentences`."""
    return _kept(retell(said, tr), sentence, (said,), {}) if said else said


def again(data: T) -> T:
    """Tell a text again in the present language, or all texts in tuples, lists and mappings."""
    made: Any = data
    if isinstance(data, Told):
        args, named = again(data.args), again(data.named)
        made = data.make(*args, **named)
    elif isinstance(data, dict) and _is_told(data):
        made = {key: again(value) for key, value in data.items()}
    elif isinstance(data, tuple | list) and _is_told(data):
        made = type(data)(map(again, data))
    return cast("T", made)


def told(shown: str) -> Told | None:
    """How a text that is shown was made; None if it is not from here.

    In another language, texts that differ in English may be the same; a text by itself most
    probably begins with a capital letter.
    """
    ways = _fixed.get(shown)
    filled = _filled.get(shown)
    # What is in no catalogue, such as “layer 0”, was perhaps also made of a text that is.
    if not ways or (filled is not None and all(_is_unknown(text) for text in ways)):
        return filled
    return next((way for text, way in ways.items() if text[0].isupper()), next(iter(ways.values())))


def _is_unknown(text: str) -> bool:
    return QCoreApplication.translate(CONTEXT, text) == text


def numbered(what: str, n: object) -> str:
    """A numbered thing in words: ``layer 2``."""
    return tr(NUMBERED.get(what, f"{what} {{n}}"), n=n)


def said(word: str) -> str:
    """Translate a word that may end with a number."""
    what, _, n = word.rpartition(" ")
    return numbered(what, n) if what and n.isdecimal() else tr(word)


def _kept(said: str, make: Callable[..., str], args: Any, named: dict[str, Any]) -> Told:
    text = Told(said)
    text.make, text.args, text.named = make, args, named
    if make is tr and not named:
        _fixed.setdefault(said, {})[args[0]] = text
    elif said not in _filled:
        if len(_filled) >= MOST:
            for old in [*_filled][: MOST // 2]:
                del _filled[old]
        _filled[said] = text
    return text


def _is_told(data: Any) -> bool:
    """Whether there is a translated text in it."""
    if isinstance(data, dict):
        return any(map(_is_told, data.values()))
    if type(data) in (tuple, list):
        return any(map(_is_told, data))
    return isinstance(data, Told)


def _filled_in(said: str, text: str, values: dict[str, Any]) -> str:
    try:
        return said.format(**values)
    except (LookupError, ValueError, AttributeError):
        # A mistake in a catalogue costs the translation, but never the sentence.
        return text.format(**values)
