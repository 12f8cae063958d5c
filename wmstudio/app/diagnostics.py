"""A report for support: versions, the computer, the model and preferences."""

from __future__ import annotations

import locale
import platform
import sys
from typing import TYPE_CHECKING

import wmstudio
from wmstudio.app import log
from wmstudio.app.preferences import PREFERENCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.app.settings import Settings
    from wmstudio.engine.messages import OpenedModel

PACKAGES = (
    "torch",
    "numpy",
    "sentencepiece",
    "safetensors",
    "PySide6-Essentials",
    "pyqtgraph",
)
LAST = 30
"""Number of lines of the log."""


def report(
    settings: Settings, opened: Mapping[str, OpenedModel | None], surroundings: Mapping[str, str]
) -> str:
    """The report, one fact per line, without any of the user's text. ``opened`` is the model."""
    lines = [f"WM Studio {wmstudio.__version__}", ""]
    lines += [f"Python: {platform.python_version()} ({sys.implementation.name})"]
    lines += [f"{name}: {_version(name)}" for name in PACKAGES]
    lines += [f"System: {platform.platform()}, {platform.machine()}"]
    lines += [f"Language: {locale.getlocale()[0]}"]
    lines += [f"{name}: {value}" for name, value in surroundings.items()]
    lines += [f"{place}: {_model(one)}" for place, one in opened.items()]
    chosen = ", ".join(f"{id} {getattr(settings, id)}" for id in PREFERENCES)
    lines += [f"Preferences: {chosen}"]
    file = log.where()
    lines += [f"Log: {log.homeless(str(file)) if file else 'none is kept'}"]
    if file is not None:
        lines += ["", *file.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST:]]
    return log.homeless("\n".join(lines)) + "\n"


def _version(package: str) -> str:
    # Imported late, because it takes a hundredth of a second.
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not there"


def _model(opened: OpenedModel | None) -> str:
    if opened is None:
        return "none"
    values = ", ".join(f"{name} {value}" for name, value in opened.values)
    words = f"{opened.name}, family {opened.family}, {opened.parameters:,} parameters"
    return f"{words}, on {opened.device}" + (f", with {values}" if values else "")
