"""Imports pyqtgraph without instantiating every class of Qt.

PySide makes a class, and each of its enums, when its name is first used. pyqtgraph copies all names
of three Qt modules, which takes a third of its import time. Here these copies look names up when
they are needed.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

MIRRORED = ("QtCore", "QtGui", "QtWidgets")


class Mirror(ModuleType):
    """A module that looks its attributes up in another module when they are first used."""

    def __init__(self, name: str, mirrored: ModuleType) -> None:
        super().__init__(name)
        self.__path__ = []
        self._mirrored = mirrored

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._mirrored, name)
        setattr(self, name, value)
        return value


def import_pyqtgraph() -> None:
    """Import pyqtgraph, unless it is imported already."""
    if "pyqtgraph" in sys.modules:
        return
    modules = [importlib.import_module(f"PySide6.{name}") for name in MIRRORED]
    listings = [vars(module).get("__dir__") for module in modules]
    for name, module in zip(MIRRORED, modules, strict=True):
        mirror = Mirror(f"pyqtgraph.Qt.{name}", module)
        sys.modules[mirror.__name__] = mirror
        # pyqtgraph copies what is listed.
        vars(module)["__dir__"] = list
    try:
        importlib.import_module("pyqtgraph")
    finally:
        for module, listing in zip(modules, listings, strict=True):
            del vars(module)["__dir__"]
            if listing is not None:
                vars(module)["__dir__"] = listing
