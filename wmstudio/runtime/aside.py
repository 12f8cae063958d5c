"""Work that is done meanwhile, on a thread that ends with it."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")
REST = 1.0
"""Seconds in which a window shows a model that has just been opened."""


def aside(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin some work that leaves Python to others, as hashing does, or mostly.

    The function that is returned waits for the result, and raises what the work has raised.
    """
    future: Future[Result] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # whoever waits for the result is told
            future.set_exception(error)

    threading.Thread(target=run, name="aside", daemon=True).start()
    return future.result


def later(work: Callable[[], object], rest: float = REST) -> None:
    """Begin some work on a thread that ends with it, after a rest of so many seconds.

    It may hold Python's lock for long, so that the window would show meanwhile what there is only
    by and by.
    """
    timer = threading.Timer(rest, work)
    timer.daemon = True
    timer.start()
