"""The history of interventions: every set of them that was read, and what it changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wmstudio.gui.interventions.held import all_moved
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wmstudio.app.places import Change
    from wmstudio.gui.editor.editor import Editor
    from wmstudio.gui.interventions.held import Held
    from wmstudio.gui.interventions.interventions import Interventions

MOST = 20
"""Number of runs that are kept."""


@dataclass(frozen=True)
class InterventionRun:
    """A set of interventions that was read, and its effect in bits when it was read last.

    The effect is that on the target, or on all tokens after the first change together.
    """

    number: int
    held: tuple[Held, ...]
    bits: float

    @property
    def acts(self) -> tuple[object, ...]:
        """What distinguishes it from other runs."""
        return tuple((one.edit, one.on) for one in self.held)


class History(QObject):
    """Follows the interventions in force, and moves older ones along with the text."""

    changed = Signal()

    def __init__(self, interventions: Interventions, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self._interventions = interventions
        self.runs: tuple[InterventionRun, ...] = ()
        """From the oldest."""
        editor.edited.connect(self._move)
        editor.replaced.connect(self.clear)

    @property
    def current(self) -> InterventionRun | None:
        """The run of the interventions in force; None if it has not been read to its end."""
        acts = tuple((one.edit, one.on) for one in self._interventions.held)
        return next((run for run in self.runs if run.acts == acts), None)

    def record(self, bits: float | None) -> None:
        """Take the effect of the newest frame, if it is complete and of what is in force."""
        frame, held = self._interventions.answer, self._interventions.held
        if bits is None or frame is None or not frame.complete or not self._interventions.placed:
            return
        known = self.current
        if known is not None:
            self._set(replace(run, bits=bits) if run is known else run for run in self.runs)
            return
        number = self.runs[-1].number + 1 if self.runs else 1
        self._set([*self.runs, InterventionRun(number, held, bits)][-MOST:])

    def go_to(self, run: InterventionRun) -> None:
        """Put the interventions of a run in force."""
        self._interventions.replace_all(run.held)

    @Slot()
    def clear(self) -> None:
        """Forget all runs: another text or model is open."""
        self._set(())

    @Slot(object)
    def _move(self, change: Change) -> None:
        moved = (replace(run, held=all_moved(run.held, change)) for run in self.runs)
        self._set(run for run in moved if run.held)

    def _set(self, runs: Iterable[InterventionRun]) -> None:
        made = tuple(runs)
        if made != self.runs:
            self.runs = made
            self.changed.emit()
