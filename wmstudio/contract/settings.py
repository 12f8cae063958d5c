"""Settings of a model that can be changed without training it again."""

from __future__ import annotations

from bisect import bisect

from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import excerpt


class SettingError(ValueError):
    """A value that a setting cannot have. The message says which values it can have."""


@dataclass(frozen=True)
class Bounds:
    """Says that a number bounds how much a memory keeps, and names the settings beside it.

    ``policy`` chooses what makes room in a full memory, and ``switch`` turns the memory on and off;
    empty where there is no such setting.
    """

    policy: str = ""
    switch: str = ""


@dataclass(frozen=True)
class Setting:
    """Something about a model that can be changed at any time, without training it again.

    By its value it is a switch (bool), one of ``choices`` (str), or a number from ``low`` to
    ``high`` (int or float), where it says so one of those that it is ``among``, in order. A whole
    number with ``bounds`` is the capacity of a memory.
    """

    name: str
    text: str
    value: bool | int | float | str
    choices: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 1.0
    among: tuple[int, ...] = ()
    bounds: Bounds | None = None

    def check(self, value: bool | int | float | str) -> bool | int | float | str:
        """Return the value, converted to the setting's own type.

        Raises:
            SettingError: the value has another type, or is out of range.
        """
        if self.choices:
            if value not in self.choices:
                raise SettingError(
                    f"{self.name} can be {' or '.join(self.choices)}, not {excerpt(value)}"
                )
            return value
        if isinstance(self.value, bool):
            if not isinstance(value, bool):
                raise SettingError(
                    f"{self.name} is on or off (True or False), not {excerpt(value)}"
                )
            return value
        whole = isinstance(self.value, int)
        if (
            not isinstance(value, int | float)
            or isinstance(value, bool)
            or (whole and not isinstance(value, int))
            # Compared before conversion: a huge int would overflow a float.
            or not self.low <= value <= self.high
        ):
            kind = "a whole number" if whole else "a number"
            raise SettingError(
                f"{self.name} must be {kind} from {self.low:,g} to {self.high:,g}, "
                f"not {excerpt(value)}"
            )
        if self.among and value not in self.among:
            at = bisect(self.among, value)
            near = " or ".join(f"{one:,}" for one in self.among[max(at - 1, 0) : at + 1])
            raise SettingError(
                f"{self.name} cannot be {value:,}: the nearest that it can be is {near}"
            )
        return value if whole else float(value)
