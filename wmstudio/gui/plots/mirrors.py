"""Imports pyqtgraph without having every class of Qt made.

PySide makes a class, and each of its enums, when somebody first asks for its name. pyqtgraph asks
for all names of three modules, to have mirrors of them: a third of the time of its import. Here the
mirrors ask, name by name, when a name is needed.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

MIRRORED = ("QtCore", "QtGui", "QtWidgets")


class Mirror(ModuleType):
    """Has what a module has, from the first time that it is asked for."""

    def __init__(self, name: str, mirrored: ModuleType) -> None:
        super().__init__(name)
        self.__path__ = []
        self._mirrored = mirrored

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._mirrored, name)
        setattr(self, name, value)
        return value


def import_pyqtgraph() -> None:
    """Import it, unless somebody has."""
    if "pyqtgraph" in sys.modules:
        return
    modules = [importlib.import_module(f"PySide6.{name}") for name in MIRRORED]
    listings = [vars(module).get("__dir__") for module in modules]
    for name, module in zip(MIRRORED, modules, strict=True):
        mirror = Mirror(f"pyqtgraph.Qt.{name}", module)
        sys.modules[mirror.__name__] = mirror
        # What is not listed is not copied.
        vars(module)["__dir__"] = list
    try:
        importlib.import_module("pyqtgraph")
    finally:
        for module, listing in zip(modules, listings, strict=True):
            del vars(module)["__dir__"]
            if listing is not None:
                vars(module)["__dir__"] = listing
