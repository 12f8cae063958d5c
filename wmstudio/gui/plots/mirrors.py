"""Imports pyqtgraph without instantiating every class of Qt, and without most of its widgets.

PySide makes a class, and each of its enums, when its name is first used. pyqtgraph copies all names
of three Qt modules, which takes a third of its import time. Here these copies look names up when
they are needed. Its own modules that the window does not use are imported when a panel of another
package asks for one of their names, which takes as long again.
"""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from wmstudio.deferred import NUMPY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.abc import Loader
    from importlib.machinery import ModuleSpec

MIRRORED = ("QtCore", "QtGui", "QtWidgets")
PUT_OFF = (
    "graphicsItems.ArrowItem",
    "graphicsItems.BoxplotItem",
    "graphicsItems.CurvePoint",
    "graphicsItems.DateAxisItem",
    "graphicsItems.GradientEditorItem",
    "graphicsItems.GradientLegend",
    "graphicsItems.HistogramLUTItem",
    "graphicsItems.PColorMeshItem",
    "graphicsItems.ROI",
    "imageview",
    "widgets.CheckTable",
    "widgets.ColorMapWidget",
    "widgets.DataFilterWidget",
    "widgets.DataTreeWidget",
    "widgets.DiffTreeWidget",
    "widgets.GradientWidget",
    "widgets.HistogramLUTWidget",
    "widgets.RawImageWidget",
    "widgets.RemoteGraphicsView",
    "widgets.ScatterPlotWidget",
    "widgets.TableWidget",
    "widgets.TreeWidget",
)
"""Modules of pyqtgraph that take long to import and that nothing here uses."""


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


def _import_rest(name: str) -> Any:
    """A name of pyqtgraph from the modules that were put off, which are imported now."""
    pyqtgraph = sys.modules["pyqtgraph"]
    if name.startswith("__"):
        raise AttributeError(name)
    del vars(pyqtgraph)["__getattr__"]
    for put_off in PUT_OFF:
        module = vars(importlib.import_module(f"pyqtgraph.{put_off}"))
        public = module.get("__all__") or [x for x in module if not x.startswith("_")]
        for each in public:
            vars(pyqtgraph).setdefault(each, module[each])
    return getattr(pyqtgraph, name)


class Importer:
    """Imports pyqtgraph in this way for whoever does so first; a finder and a loader of modules.

    The window can be typed in before it has any panels, and only these need pyqtgraph.
    """

    def __init__(self) -> None:
        self._waits = False
        self._loader: Loader | None = None

    def wait(self) -> None:
        """Wait for pyqtgraph to be imported, unless it is already."""
        if "pyqtgraph" not in sys.modules and not self._waits:
            self._waits = True
            sys.meta_path.insert(0, self)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find pyqtgraph; None for any other module."""
        # It stays among the finders: the engine's thread, which may be going through them, would
        # leave one out.
        if name != "pyqtgraph" or not self._waits:
            return None
        self._waits = False
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            self._loader, spec.loader = spec.loader, cast("Loader", self)
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Make the module as it is usually made."""
        assert self._loader is not None
        return self._loader.create_module(spec)

    def exec_module(self, pyqtgraph: ModuleType) -> None:
        """Execute the module, with mirrors of Qt's modules and without those that are put off."""
        assert self._loader is not None
        # The engine's thread may be completing it, which has to end before a part is imported.
        NUMPY.complete()
        modules = [importlib.import_module(f"PySide6.{name}") for name in MIRRORED]
        listings = [vars(module).get("__dir__") for module in modules]
        for name, module in zip(MIRRORED, modules, strict=True):
            mirror = Mirror(f"pyqtgraph.Qt.{name}", module)
            sys.modules[mirror.__name__] = mirror
            # pyqtgraph copies what is listed.
            vars(module)["__dir__"] = list
        # In their places, pyqtgraph finds modules without names.
        empty = {f"pyqtgraph.{name}": ModuleType(name) for name in PUT_OFF}
        vars(empty["pyqtgraph.widgets.RemoteGraphicsView"])["RemoteGraphicsView"] = None
        sys.modules.update(empty)
        try:
            self._loader.exec_module(pyqtgraph)
            del vars(pyqtgraph)["RemoteGraphicsView"]
            vars(pyqtgraph)["__getattr__"] = _import_rest
        finally:
            for name in empty:
                del sys.modules[name]
            for module, listing in zip(modules, listings, strict=True):
                del vars(module)["__dir__"]
                if listing is not None:
                    vars(module)["__dir__"] = listing


PYQTGRAPH = Importer()
