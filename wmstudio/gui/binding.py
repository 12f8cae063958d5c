"""Imports the binding of Qt without work whose result nobody here uses.

PySide asks of every module that is imported whether it names PySide6, for the sake of those that
write `from __feature__ import snake_case`, and reads its source for the answer: of 1,200 modules at
the start, most of them torch's, which took a tenth of it. Here the answer is known of most.

It also compiles three regular expressions that it needs for type stubs and for telling signatures
only, which takes half of its own import.
"""

from __future__ import annotations

import importlib
import re
import sys
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

OF_THE_WINDOW = frozenset({"wmstudio", "pyqtgraph"})
WITHOUT_QT = frozenset({*sys.stdlib_module_names, "numpy", "torch", "torchgen"})
"""Packages of which no module names Qt."""
SUPPORT = "shibokensupport"
"""The Python part of the binding."""


class LatePattern:
    """A regular expression that is compiled when one of its methods is first called."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(*self._given)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        # The methods are looked up when the binding is imported.
        return lambda *args, **kwargs: getattr(self._compiled, name)(*args, **kwargs)


def prepare() -> None:
    """Import the binding's own part, and tell it what it would find out by reading."""
    with _late_patterns():
        importlib.import_module("shiboken6")
    _answer_without_reading()


@contextmanager
def _late_patterns() -> Iterator[None]:
    """Let the binding's modules that are imported here compile their patterns later."""
    usual = re.compile

    def compile_(pattern: Any, flags: int = 0) -> Any:
        module = str(sys._getframe(1).f_globals.get("__name__"))
        return (LatePattern if module.startswith(SUPPORT) else usual)(pattern, flags)

    vars(re)["compile"] = compile_
    try:
        yield
    finally:
        vars(re)["compile"] = usual


def _answer_without_reading() -> None:
    """Let the binding know of the large packages what it would find in their modules.

    Of others, such as that of a panel, it goes on to read the source. A release that does not ask,
    or asks in another way, is left as it is.
    """
    feature = vars(sys.modules.get(f"{SUPPORT}.feature", sys))
    asks: Callable[[ModuleType], bool] | None = feature.get("_mod_uses_pyside")
    if asks is None:
        return

    def uses_qt(module: ModuleType) -> bool:
        package = module.__name__.partition(".")[0]
        return package in OF_THE_WINDOW or (package not in WITHOUT_QT and asks(module))

    feature["_mod_uses_pyside"] = uses_qt
