"""Passing over warnings of other packages that are of no use here, on any thread."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_turn = RLock()


@contextmanager
def without_warnings(beginning: str, category: type[Warning]) -> Iterator[None]:
    """Pass over the warnings of this category whose text begins so (a regular expression).

    Filters of warnings are the whole process's, and leaving restores those that entering has found:
    two threads could undo each other's, or leave them for good. So they take turns. A package that
    changes filters meanwhile takes none; what it may leave passes over these warnings only.
    """
    with _turn, warnings.catch_warnings():
        warnings.filterwarnings("ignore", beginning, category)
        yield
