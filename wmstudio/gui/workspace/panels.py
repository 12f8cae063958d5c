"""The panels of a lane, each of which is made when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
