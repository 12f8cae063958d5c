"""Long work that somebody waits for: in slices, with its progress told, and a way to end it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from PySide6.QtCore import QEventLoop, QObject, Slot

from wmstudio.gui.base.slices import Slices

if TYPE_CHECKING:
    from wmstudio.gui.base.progress import Progress

T = TypeVar("T")
Work: TypeAlias = Generator[float, None, T]
"""Gives the share that is done, 0…1, after each piece, and what has been made in the end."""


class CancelledError(Exception):
    """Somebody has ended it before its end."""


class BusyError(Exception):
    """Something else of the kind goes on."""


def finished(work: Work[T]) -> T:
    """Do it all at once."""
    return _Made(work).all()


class _Made(Generic[T]):
    """What a generator makes, or why it could not."""

    def __init__(self, work: Work[T]) -> None:
        self.work = work
        self.value: T | None = None
        self.wrong: Exception | None = None
        self.done = False

    def steps(self) -> Iterator[float]:
        """As the work does; what it returns and raises is kept."""
        try:
            self.value = yield from self.work
            self.done = True
        except Exception as error:
            self.wrong = error

    def all(self) -> T:
        """Do what is left, and give what was made."""
        for _ in self.steps():
            pass
        return self.get()

    def get(self) -> T:
        """What was made."""
        if self.wrong is not None:
            raise self.wrong
        if not self.done:
            raise CancelledError
        # Done, so it is there.
        return self.value  # type: ignore[return-value]


class Patience(QObject):
    """Waits, while the window goes on with all else. One thing at a time."""

    def __init__(self, progress: Progress, parent: QObject) -> None:
        super().__init__(parent)
        self._progress = progress
        self._slices = Slices(self)
        self._loop = QEventLoop(self)
        self._busy = False

    def wait(self, id: str, text: str, work: Work[T]) -> T:
        """What the work makes.

        Raises:
            CancelledError: it was ended before.
            BusyError: something else is being waited for.
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
        """End what goes on."""
        self._slices.stop()
        self._loop.quit()

    def _told(self, id: str, made: _Made[T]) -> Iterator[None]:
        for share in made.steps():
            self._progress.advance(id, round(1000 * share), 1000)
            yield
        self._loop.quit()
