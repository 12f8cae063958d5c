"""Two token axes that show the same stretch of the text, whatever tokens each has for it."""

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
    """Whichever of the two is moved, the other follows: token by token, or by characters.

    Between tokens that differ the second is moved only when the first is, and not at every key, so
    that nothing jumps while somebody types.
    """

    def __init__(
        self, first: TokenAxis, second: TokenAxis, newest: Callable[[], Newest], parent: QObject
    ) -> None:
        """Link two axes; ``newest`` tells the newest frames of both models."""
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
        """Have the second show what the first shows."""
        a, b = self._newest()
        self._rough = not (a and b and a.complete and b.complete)
        self._carry(self._first, a, self._second, b)

    @Slot()
    def settle(self) -> None:
        """Do it again where not all of the text had been read the last time."""
        if self._rough and not self.same:
            self.carry()

    @contextmanager
    def let_go(self) -> Iterator[None]:
        """What is moved within is moved alone."""
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
        with self.let_go():
            if self.same or of is None or on is None:
                other.show(*stretch)
            else:
                other.show(*(same_place(token, of, on) for token in stretch))


def same_place(token: int, of: Frame, on: Frame) -> int:
    """The token of another frame at the place where this one begins; as far beyond the text."""
    known = len(of.trace)
    if token >= known:
        return token - known + len(on.trace) if known else token
    start, _ = stretch_of(of.trace, token, token + 1)
    mine, _ = tokens_of(of.trace, start, start + 1)
    first, after = tokens_of(on.trace, start, start + 1)
    # Of the tokens of one character the one of the same number.
    return min(first + token - mine, max(after - 1, first))
