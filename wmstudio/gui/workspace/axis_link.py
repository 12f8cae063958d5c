"""Keeps two token axes on the same range of the text, even if their tokens differ."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from wmstudio.text.stretches import stretch_of, tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wmstudio.engine.messages import Frame
    from wmstudio.gui.plots.panel import TokenAxis

Newest = tuple["Frame | None", "Frame | None"]


class AxisLink(QObject):
    """When one axis moves, the other follows: by tokens if they are equal, else by characters.

    With different tokens the second follows only when the first is moved, and not at every key, so
    that nothing jumps while typing.
    """

    def __init__(
        self, first: TokenAxis, second: TokenAxis, newest: Callable[[], Newest], parent: QObject
    ) -> None:
        """Link two axes; ``newest`` returns the newest frames of both models."""
        super().__init__(parent)
        self._first, self._second, self._newest = first, second, newest
        self.same = True
        """Whether both have the same tokens."""
        self._following = False
        self._rough = False
        first.changed.connect(self.carry)
        second.changed.connect(self._carry_back)

    @Slot()
    def carry(self) -> None:
        """Move the second axis to the first one's range."""
        a, b = self._newest()
        self._rough = not (a and b and a.complete and b.complete)
        self._carry(self._first, a, self._second, b)

    @Slot()
    def settle(self) -> None:
        """Do it again if the text had not been read completely the last time."""
        if self._rough and not self.same:
            self.carry()

    @contextmanager
    def unlinked(self) -> Iterator[None]:
        """Ignore movements inside this block."""
        before, self._following = self._following, True
        try:
            yield
        finally:
            self._following = before

    @Slot()
    def _carry_back(self) -> None:
        a, b = self._newest()
        self._carry(self._second, b, self._first, a)

    def _carry(
        self, moved: TokenAxis, of: Frame | None, other: TokenAxis, on: Frame | None
    ) -> None:
        if self._following:
            return
        stretch = moved.start, moved.stop
        with self.unlinked():
            if self.same or of is None or on is None:
                other.show(*stretch)
            else:
                other.show(*(same_place(token, of, on) for token in stretch))


def same_place(token: int, of: Frame, on: Frame) -> int:
    """The token of another frame at the place where this one begins; also beyond the text."""
    known = len(of.trace)
    if token >= known:
        return token - known + len(on.trace) if known else token
    start, _ = stretch_of(of.trace, token, token + 1)
    mine, _ = tokens_of(of.trace, start, start + 1)
    first, after = tokens_of(on.trace, start, start + 1)
    # The token with the same number within the character.
    return min(first + token - mine, max(after - 1, first))
