"""What capacity a text needs, for notebooks and scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.engine.backend import Refused
from wmstudio.engine.capacity.sizing import UNBOUND, sizing
from wmstudio.engine.messages import CapacityCurve, CapacityMeasured, MeasureCapacity, bounding
from wmstudio.library import given
from wmstudio.library.asked import plain_document
from wmstudio.library.lenses import LensedModel

if TYPE_CHECKING:
    from collections.abc import Sequence

UNKNOWN = "This model has no capacity {setting!r}; it has: {names}."


class SizedModel(LensedModel):
    """What a text costs with each capacity of the model's memory."""

    def capacity(
        self, text: str, setting: str = "", capacities: Sequence[int] = ()
    ) -> CapacityCurve:
        """Read a text with each capacity of a memory: bits per byte of each, by policy.

        ``setting`` names the capacity; without a name it is the first that the model has. Without
        ``capacities`` to measure, powers of two are taken, up to the first that holds the whole
        text. The one in force is always measured. Of a text of more than `MOST_SIZED` tokens, the
        beginning is read. Printed, the result is a table.

        Raises:
            Refused: the model has no such setting, or the text is empty.
            SettingError: there is no such capacity.
            TraceError: an argument is not what it must be.
        """
        setting = given.text(setting, "setting")
        there = bounding(self.backend.settings)
        if not there or (setting and setting not in there):
            raise Refused(
                UNBOUND if not there else UNKNOWN.format(setting=setting, names=", ".join(there))
            )
        of = there[setting or next(iter(there))]
        listed = given.several(capacities, "capacities", object, "[4, 8, 16]")
        wanted = tuple(given.whole(n, "capacities") for n in listed)
        wanted = tuple(int(of.check(n)) for n in wanted)
        asked = MeasureCapacity(0, of.name, plain_document(text), wanted)
        *_, told = sizing(self.backend, asked)
        assert isinstance(told, CapacityMeasured)
        return told.curve
