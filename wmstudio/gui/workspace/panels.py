"""The panels of a lane, each of which is made when somebody asks for it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wmstudio.gui.base.state import Saved
    from wmstudio.gui.plots.panel import Panel


class Panels(Mapping[str, "Panel"]):
    """Panels by id, in the order of the table.

    To make a panel takes as long as several keystrokes, and most panels are closed or behind
    others. So ``panels["gates"]``, and going through the values, make what is not there yet;
    `existing` has only what is there. Nothing else distinguishes the two.
    """

    def __init__(
        self,
        makers: Mapping[str, Callable[[], Panel]],
        told: Callable[[Callable[[], Panel]], Panel],
        add: Callable[[str, Panel], object],
    ) -> None:
        """``told`` calls what makes a panel, and tells its texts in the present language.

        ``add`` is called with each panel that was made or added, and its id.
        """
        self._makers: dict[str, Callable[[], Panel]] = dict(makers)
        self._told, self._add = told, add
        self.existing: dict[str, Panel] = {}
        """The panels that are there."""
        self._failed: set[str] = set()
        """Those whose choices could not be saved or restored, which is reported once."""

    def __getitem__(self, id: str) -> Panel:
        if id not in self.existing:
            # With all that others put into it.
            self._told(partial(self._make, id, self._makers[id]))
        return self.existing[id]

    def _make(self, id: str, make: Callable[[], Panel]) -> Panel:
        self.add(id, panel := make())
        return panel

    def __contains__(self, id: object) -> bool:
        return id in self._makers or id in self.existing

    def __iter__(self) -> Iterator[str]:
        return iter((*self._makers, *(id for id in self.existing if id not in self._makers)))

    def __len__(self) -> int:
        return len(self._makers.keys() | self.existing.keys())

    def add(self, id: str, panel: Panel) -> None:
        """Add a panel that was made elsewhere."""
        self.existing[id] = panel
        self._add(id, panel)

    def remove(self, id: str) -> Panel:
        """Remove a panel for good."""
        self._makers.pop(id, None)
        return self.existing.pop(id)

    def save_states(self, ids: Iterable[str]) -> dict[str, dict[str, Saved]]:
        """The choices of panels, by id.

        A panel of another package may fail, or save what no file can hold. It is left out and
        reported, for what is saved with it, such as the text, must not be lost.
        """
        found: dict[str, dict[str, Saved]] = {}
        for id in ids:
            with self._reporting(id):
                found[id] = _checked(self[id].save_state())
        return found

    def restore_states(self, states: Mapping[str, Mapping[str, object]]) -> None:
        """Restore the choices of panels, by id. One that fails is reported."""
        for id, state in states.items():
            if id in self:
                with self._reporting(id):
                    self[id].restore_state(state)

    @contextmanager
    def _reporting(self, id: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # anything may be in a panel of another package
            if id not in self._failed:
                self._failed.add(id)
                sys.excepthook(type(error), error, error.__traceback__)


def _checked(state: dict[str, Saved]) -> dict[str, Saved]:
    """What a file can hold.

    Raises:
        TypeError: there is something else in it.
    """
    for name, value in state.items():
        if isinstance(value, list):
            fits = all(isinstance(one, str) for one in value)
        else:
            fits = isinstance(value, str | bool | int | float)
        if not fits:
            raise TypeError(f"{name} of a panel cannot be saved, as it is {type(value).__name__}")
    return state
