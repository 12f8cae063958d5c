"""Puts off importing modules of other packages until something asks for what is in them.

``import torch`` imports its exporter, the Python side of its compiler, and packages for training,
quantization and distributions, which took over 40 % of its time (measured with torch 2.13) and
which reading with a model never uses. A package whose modules are put off finds modules without
contents instead, which are executed when a name in one of them is used::

    TORCH.put_off()
    import torch         # quick
    torch.export.export  # imports the exporter
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.abc import Loader

ASKED_FOR = ("__all__", "__version__")
"""Names of this kind that only those ask for who use a module."""


class Deferred(ModuleType):
    """A module that is executed, with all of its group, when one of its names is looked up."""

    def __init__(self, name: str, group: ModuleGroup) -> None:
        super().__init__(name)
        self.__group__ = group

    def __getattr__(self, name: str) -> Any:
        # The import system, and whoever looks through all modules, ask for other such names.
        if name.startswith("__") and name not in ASKED_FOR:
            raise AttributeError(name)
        self.__group__.complete()
        if name in vars(self):
            return vars(self)[name]
        if (own := vars(self).get("__getattr__")) is not None:
            return own(name)
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


class ModuleGroup:
    """Modules that are put off together; a finder of modules, as in `sys.meta_path`."""

    def __init__(self, *names: str, needed_by: Sequence[str] = ()) -> None:
        """Make a group.

        It is executed in the order of ``names``, and before any of ``needed_by``, or a module
        inside of one of ``names``, is imported.
        """
        self._names, self._needed_by = names, frozenset(needed_by)
        self._inside = tuple(f"{name}." for name in names)
        self._puts_off = False
        # Another thread waits until all names are there.
        self._lock = RLock()

    def put_off(self) -> None:
        """Put off importing these modules. Those that are imported already stay as they are."""
        self._puts_off = True
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)

    def complete(self) -> None:
        """Execute these modules, if that was put off, and put it off no longer."""
        with self._lock:
            self._puts_off = False
            for name in self._names:
                module = sys.modules.get(name)
                if isinstance(module, Deferred):
                    _execute(module)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find one of these modules, to be executed later; None for any other."""
        if not self._puts_off:
            return None
        if name in self._needed_by or name.startswith(self._inside):
            self.complete()
            return _found_already(name)
        if name not in self._names:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = cast("Loader", _Later(self, spec.loader))
        return spec


class _Later:
    """A loader that leaves the work to the real one, until later."""

    def __init__(self, group: ModuleGroup, loader: Loader) -> None:
        self.group, self.loader = group, loader

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return Deferred(spec.name, self.group)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing yet."""


class _Done:
    """A loader of what is imported already, which leaves it as it is."""

    def __init__(self, module: ModuleType) -> None:
        self.module, self.spec = module, module.__spec__

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self.module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self.spec


def _found_already(name: str) -> ModuleSpec | None:
    """A module that was imported while the import system looked for it."""
    module = sys.modules.get(name)
    if module is None:
        return None
    # Of a module that has appeared meanwhile, the import system takes what it calls its spec.
    module.__spec__ = ModuleSpec(name, cast("Loader", _Done(module)))
    return module.__spec__


def _execute(module: Deferred) -> None:
    spec = module.__spec__
    if spec is None or not isinstance(later := spec.loader, _Later):
        return
    spec.loader = module.__loader__ = later.loader
    try:
        later.loader.exec_module(module)
    except BaseException:
        spec.loader = module.__loader__ = later
        raise
    module.__class__ = ModuleType


TORCH = ModuleGroup(
    "torchgen.model",
    "torch.utils.data",
    "torch.masked",
    "torch.optim",
    "torch.profiler",
    "torch.distributions",
    "torch.nn.intrinsic",
    "torch.quantization",
    "torch.export",
    "torch._meta_registrations",
    needed_by=("torch._decomp", "torch._dynamo", "torch._inductor", "torch._prims", "torch._refs"),
)
"""What ``import torch`` imports for its compiler, its exporter and its other packages only.

The last two also give operations on the ``meta`` device their shapes, and `torch.Generator` its
metaclass: code that may need these, such as code that does not come with the studio, calls
`ModuleGroup.complete` first.
"""

NUMPY = ModuleGroup("numpy")
"""The window is there before it needs numpy. Whoever imports torch completes it first."""
