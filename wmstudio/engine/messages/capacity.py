"""What a text costs with each capacity of a memory: the request, and the curve that answers it."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, NamedTuple

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.contract import Setting

MOST_SIZED = 4096
"""Number of tokens, from the first one on, that are read with each capacity."""
LEAST_SAVED = 0.01
"""Bits per byte; a capacity is enough if none above it saves as much."""


class Bound(NamedTuple):
    """A capacity of a memory, and the policy by which a full one makes room; None is no memory."""

    capacity: int | None
    policy: str = ""

    def values(self, setting: Setting) -> tuple[tuple[str, bool | int | str], ...]:
        """The settings that put it into force; ``setting`` is the one of the capacity."""
        beside = setting.bounds
        switch, policy = ("", "") if beside is None else (beside.switch, beside.policy)
        switched = ((switch, self.capacity is not None),) if switch else ()
        if self.capacity is None:
            return switched
        return (
            (setting.name, self.capacity),
            *(((policy, self.policy),) if policy else ()),
            *switched,
        )


@dataclass(frozen=True)
class MeasureCapacity:
    """Measure what a text costs with each capacity of a memory and each policy, between views.

    ``setting`` names the capacity. Without ``capacities``, powers of two are measured, up to the
    first that holds the whole text; the one in force always is. Of a text of more than `MOST_SIZED`
    tokens, the first ones are read as a text of their own; interventions are left out. ``known``
    are bits per byte of this text with the same other settings, which are not measured again.
    """

    run: int
    setting: str
    text: str = field(repr=False)
    capacities: tuple[int, ...] = ()
    known: Mapping[Bound, float] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class CapacityCurve:
    """Bits per byte of a text with each capacity of a memory and each policy, as far as measured.

    ``setting`` names the capacity, and ``in_force`` is what the model was set to. ``tokens`` of the
    text's ``all_tokens`` were read.
    """

    setting: str
    in_force: Bound
    bits: Mapping[Bound, float] = field(repr=False)
    tokens: int
    all_tokens: int

    @property
    def off(self) -> float | None:
        """Bits per byte with the memory switched off, if that is possible and measured."""
        return self.bits.get(Bound(None))

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies that were measured, in their order; one empty name where there are none."""
        return tuple(dict.fromkeys(b.policy for b in self.bits if b.capacity is not None))

    @property
    def capacities(self) -> tuple[int, ...]:
        """All capacities that were measured, the smallest first."""
        return tuple(sorted({b.capacity for b in self.bits if b.capacity is not None}))

    def with_policy(self, policy: str) -> dict[int, float]:
        """Bits per byte by capacity, the smallest first."""
        found = {
            b.capacity: bits
            for b, bits in self.bits.items()
            if b.capacity is not None and b.policy == policy
        }
        return dict(sorted(found.items()))

    def enough(self, policy: str) -> int | None:
        """The smallest capacity above which less than `LEAST_SAVED` is saved.

        None if that is not known, as the largest one that was measured still saves as much and does
        not hold the whole text.
        """
        bits = self.with_policy(policy)
        for capacity, here in bits.items():
            if all(here - there < LEAST_SAVED for above, there in bits.items() if above > capacity):
                is_last = capacity == max(bits) and len(bits) > 1
                return None if is_last and capacity < self.tokens else capacity
        return None

    def pays(self, policy: str) -> bool:
        """Whether any capacity saves `LEAST_SAVED` against no memory, as far as that is known."""
        bits = self.with_policy(policy)
        return self.off is None or not bits or self.off - min(bits.values()) >= LEAST_SAVED

    def best(self) -> tuple[Bound, float] | None:
        """What costs least with the memory on; the smallest capacity of equal ones."""
        on = [(round(bits, 9), b.capacity, b) for b, bits in self.bits.items() if b.capacity]
        if not on:
            return None
        bound = min(on, key=lambda one: one[:2])[2]
        return bound, self.bits[bound]

    def __str__(self) -> str:
        """A table, and which capacity is enough."""
        lines = [f"Bits per byte by {self.setting}, over {self.tokens:,} tokens"]
        if self.off is not None:
            lines.append(f"{'off':>10}  {self.off:.4f}")
        names = self.policies
        if any(names):
            lines.append(" " * 10 + "".join(f"  {name:>20}" for name in names))
        by_policy = [self.with_policy(name) for name in names]
        for capacity in self.capacities:
            row = [f"{one[capacity]:.4f}" if capacity in one else "" for one in by_policy]
            width = 20 if any(names) else 0
            lines.append(f"{capacity:>10,}" + "".join(f"  {cell:>{width}}" for cell in row))
        for name in names:
            enough, of = self.enough(name), f" with {name}" if name else ""
            if not self.pays(name):
                lines.append(f"No capacity saves {LEAST_SAVED} or more{of}.")
            elif enough is not None:
                lines.append(f"{enough:,} is enough{of}: more saves less than {LEAST_SAVED}.")
        return "\n".join(lines)


@dataclass(frozen=True)
class CapacityMeasured:
    """The curve as far as it is measured; ``complete`` says that nothing is to come."""

    run: int
    curve: CapacityCurve
    complete: bool


def bounding(settings: Mapping[str, Setting]) -> dict[str, Setting]:
    """Those settings that are capacities of a memory, by name."""
    return {name: setting for name, setting in settings.items() if setting.bounds is not None}


def bound_in_force(settings: Mapping[str, Setting], setting: Setting) -> Bound:
    """The capacity and the policy in force."""
    beside = setting.bounds
    if beside is not None and beside.switch and not settings[beside.switch].value:
        return Bound(None)
    policy = str(settings[beside.policy].value) if beside is not None and beside.policy else ""
    return Bound(int(setting.value), policy)
