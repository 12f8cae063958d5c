"""Saying in one sentence that Qt finds no screen, where Qt would abort the process.

Environment variables may name a display that is not there any more, or one whose library is missing
on this system. Qt tells that in several lines, and then dumps the process's memory.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtCore import QCoreApplication, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication

from wmstudio.app.languages.reading import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QMessageLogContext

FAILED = 1
# Strings, since they are compiled only where no window can be opened.
_SILENT = r"could not connect to display (\S+)"
_UNKNOWN = r'Could not find the Qt platform plugin "([^"\n]*)"'
_UNLOADABLE = r'Could not load the Qt platform plugin "([^"\n]*)"'


@contextmanager
def found_or_said() -> Iterator[None]:
    """Have Qt look for a screen; where there is none, say so in a line and end the program.

    What else Qt says meanwhile is passed on.
    """
    said: list[str] = []

    def hear(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind == QtMsgType.QtFatalMsg:
            # Qt aborts as soon as this returns.
            _end(why_no_window([*said, message]))
        said.append(message)

    before = qInstallMessageHandler(hear)
    try:
        yield
        if QGuiApplication.primaryScreen() is None:
            _end(why_no_window(said))
    finally:
        qInstallMessageHandler(before)
        sys.stderr.writelines(f"{message}\n" for message in said)


def why_no_window(said: list[str]) -> str:
    """A sentence that says what to do, made of what Qt has said before it gives up."""
    everything = "\n".join(said)
    if found := re.search(_UNKNOWN, everything):
        return told(
            "no window can be opened, since QT_QPA_PLATFORM is '{name}', which Qt does not have "
            "here: unset it"
        ).format(name=found[1])
    for name in re.findall(_UNLOADABLE, everything):
        if library := missing_library(name):
            return told(
                "no window can be opened, since a library of the system is missing "
                "({library}): install it"
            ).format(library=library)
    if found := re.search(_SILENT, everything):
        return told(
            "no window can be opened, since the display '{name}' does not answer: set DISPLAY to "
            "one that runs, or start the program on a desktop"
        ).format(name=found[1])
    return told(
        "no window can be opened, since Qt finds no screen that it can use: start the program on a "
        "desktop, or use its commands, which wmstudio --help lists"
    )


def missing_library(plugin: str) -> str | None:
    """What the system's loader says is missing for a way to show windows; None if nothing is."""
    import ctypes

    for folder in map(Path, QCoreApplication.libraryPaths()):
        file = folder / "platforms" / f"libq{plugin}.so"
        if file.is_file():
            try:
                ctypes.CDLL(str(file))
            except OSError as error:
                return str(error).partition(":")[0]
    return None


def _end(sentence: str) -> NoReturn:
    with suppress(OSError, ValueError):
        sys.stderr.write(f"wmstudio: {sentence}\n")
        sys.stderr.flush()
    os._exit(FAILED)
