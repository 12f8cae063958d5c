"""Long work in slices on the window's thread, with progress and cancelling."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from PySide6.QtCore import QEventLoop, QObject, Slot

from wmstudio.gui.base.slices import Slices

if TYPE_CHECKING:
    from wmstudio.gui.base.progress import Progress

T = TypeVar("T")
Work: TypeAlias = Generator[float, None, T]
"""Yields the share that is done, 0…1, after each piece, and returns the result."""


class CancelledError(Exception):
    """The user has cancelled the work."""


class BusyError(Exception):
    """Other work is already running."""


def finished(work: Work[T]) -> T:
    """Do all of the work at once."""
    return _Made(work).all()


class _Made(Generic[T]):
    """The result of a generator, or its exception."""

    def __init__(self, work: Work[T]) -> None:
        self.work = work
        self.value: T | None = None
        self.wrong: Exception | None = None
        self.done = False

    def steps(self) -> Iterator[float]:
        """Run the work, and keep what it returns or raises."""
        try:
            self.value = yield from self.work
            self.done = True
        except Exception as error:
            self.wrong = error

    def all(self) -> T:
        """Do the rest of the work, and return the result."""
        for _ in self.steps():
            pass
        return self.get()

    def get(self) -> T:
        """The result. Raises what the work has raised."""
        if self.wrong is not None:
            raise self.wrong
        if not self.done:
            raise CancelledError
        # It is finished, so there is a result.
        return self.value  # type: ignore[return-value]


class Patience(QObject):
    """Waits for work while the window stays responsive. One at a time."""

    def __init__(self, progress: Progress, parent: QObject) -> None:
        super().__init__(parent)
        self._progress = progress
        self._slices = Slices(self)
        self._loop = QEventLoop(self)
        self._busy = False

    def wait(self, id: str, text: str, work: Work[T]) -> T:
        """Do the work and return its result.

        Raises:
            CancelledError: it was cancelled.
            BusyError: other work is running.
        """
        if self._busy:
            raise BusyError
        made, self._busy = _Made(work), True
        self._progress.begin(id, text, self.stop)
        try:
            self._slices.run(self._told(id, made))
            if self._slices.busy:
                self._loop.exec()
        finally:
            self._slices.stop()
            work.close()
            self._progress.end(id)
            self._busy = False
        return made.get()

    @Slot()
    def stop(self) -> None:
        """Cancel the running work."""
        self._slices.stop()
        self._loop.quit()

    def _told(self, id: str, made: _Made[T]) -> Iterator[None]:
        for share in made.steps():
            self._progress.advance(id, round(1000 * share), 1000)
            yield
        self._loop.quit()
