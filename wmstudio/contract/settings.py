"""What may be changed about a model without training it."""

from __future__ import annotations

from dataclasses import dataclass

from wmstudio.untrusted import excerpt


class SettingError(ValueError):
    """A value that a setting cannot have; the message says which it can."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Something about a model that may be changed at any time, without training it again.

    A whole number or a number from ``low`` to ``high``; one of ``choices``; or a switch.
    """

    name: str
    text: str
    value: bool | int | float | str
    choices: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 1.0

    def check(self, value: bool | int | float | str) -> bool | int | float | str:
        """The value, in this setting's own type.

        Raises:
            SettingError: of another type, or out of range.
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
            # Compared as it is: a whole number may be too large for a float.
            or not self.low <= value <= self.high
        ):
            kind = "a whole number" if whole else "a number"
            raise SettingError(
                f"{self.name} must be {kind} from {self.low:,g} to {self.high:,g}, "
                f"not {excerpt(value)}"
            )
        return value if whole else float(value)
