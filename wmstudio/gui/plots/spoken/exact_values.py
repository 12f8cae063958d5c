"""Which values are wanted exactly of a model on another machine, which rounds those it draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from wmstudio.engine.messages import Stretch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wmstudio.engine.messages import TokenSnapshot
    from wmstudio.engine.trace import Trace

MOST_KEPT = 8
"""So many stretches are wanted at once."""


class ExactValues(QObject):
    """The stretches that were pointed at, summed up or exported last.

    Whoever writes a value asks whether it is rounded. If so, it is asked for, and the frame with
    the exact one is drawn like any other.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stretches: tuple[Stretch, ...] = ()
        """What views want exactly, the newest last."""

    def lacks(self, trace: Trace | None, names: Iterable[str], start: int, stop: int) -> bool:
        """Whether values of a signal in a trace are rounded; these are asked for."""
        rounded = tuple(
            name for name in names if trace is not None and trace.is_rounded(name, start, stop)
        )
        if rounded:
            self.ask(rounded, start, stop)
        return bool(rounded)

    def lacks_at(self, snapshot: TokenSnapshot | None, name: str) -> bool:
        """Whether a signal of a snapshot is rounded; it is asked for."""
        if snapshot is None or name not in snapshot.rounded:
            return False
        self.ask((name,), snapshot.token, snapshot.token + 1)
        return True

    def ask(self, names: tuple[str, ...], start: int, stop: int) -> None:
        """Ask for the values of these signals from token ``start`` to ``stop`` (half open)."""
        wanted = Stretch(names, start, stop)
        if wanted not in self.stretches:
            self.stretches = (*self.stretches, wanted)[-MOST_KEPT:]
            self.changed.emit()

    def clear(self) -> None:
        """The text or the model has changed."""
        self.stretches = ()
