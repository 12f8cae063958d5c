"""Snapshots as what differs from the last one.

Signals that panels list as numbers are exact, and so are those that somebody asks for; the others
travel as 8-bit pictures, like those along the text. While one key follows another, what is listed
may be without its lowest byte: `Shortened`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.engine.messages import TokenSnapshot
from wmstudio.engine.wire.arrays import Arrays
from wmstudio.engine.wire.changes import Changes
from wmstudio.engine.wire.pictures import Drawn, pack_beyond, unpack_values
from wmstudio.engine.wire.plans import WireError, items_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.engine.messages import Stretch

APART = ("signals", "rounded")


class Shortened:
    """Snapshots of which the numbers that panels list are without their lowest byte.

    They are within 1/32,768 of themselves. What has been sent exactly is not made shorter.
    """

    def __init__(self) -> None:
        self._whole: TokenSnapshot | None = None
        self._short: tuple[TokenSnapshot, TokenSnapshot] | None = None

    def of(
        self,
        snapshot: TokenSnapshot | None,
        drawn: Mapping[str, Drawn],
        exact: Sequence[Stretch],
        brief: bool,
    ) -> TokenSnapshot | None:
        """The snapshot to send; the given one unless it is to be ``brief``, and can be."""
        if snapshot is None or snapshot is self._whole:
            return snapshot
        if not brief or any(one.overlaps(snapshot.token, snapshot.token + 1) for one in exact):
            self._whole = snapshot
            return snapshot
        if self._short is None or self._short[0] is not snapshot:
            listed = [n for n in snapshot.signals if n in drawn and drawn[n].shortens]
            short = {name: _without_lowest_byte(snapshot.signals[name]) for name in listed}
            signals = {**snapshot.signals, **short}
            made = replace(snapshot, signals=signals, rounded=tuple(listed)) if short else snapshot
            self._short = snapshot, made
        return self._short[1]


def _without_lowest_byte(numbers: np.ndarray) -> np.ndarray:
    bits = numbers.astype("<f4").view("<u4") & 0xFFFFFF00
    short: np.ndarray = np.where(np.isfinite(numbers), bits.view("<f4"), numbers)
    return short.astype(np.float32, copy=False)


class SnapshotWriter:
    """Packs snapshots; of each signal, what differs from the last one."""

    def __init__(self) -> None:
        self._changes = Changes(TokenSnapshot, APART)
        self._numbers, self._pictures = Arrays(), Arrays()
        self._last: TokenSnapshot | None = None
        self._pictured: tuple[str, ...] = ()
        """The signals of the last one that were sent as pictures."""

    def pack(
        self, snapshot: TokenSnapshot | None, drawn: Mapping[str, Drawn], exact: Sequence[Stretch]
    ) -> Any:
        """The snapshot, exact over stretches of ``exact``; True if it is the last one."""
        if snapshot is None:
            return None
        token, last = snapshot.token, self._last
        wanted = {name for s in exact if s.start <= token < s.stop for name in s.watch}
        pictures = tuple(
            name
            for name in snapshot.signals
            if name in drawn
            and not drawn[name].listed
            and name not in wanted
            # What is exact stays so.
            and (snapshot is not last or name in self._pictured)
        )
        if snapshot is last and pictures == self._pictured:
            return True
        plain = self._changes.pack(snapshot, last)
        further = token - last.token if last is not None else 0
        signals = [
            [name, self._pack_picture(name, value, drawn[name])]
            if name in pictures
            else [
                name,
                [
                    self._numbers.pack(name, value, further * _looks_back(name, drawn)),
                    name in snapshot.rounded,
                ],
            ]
            for name, value in snapshot.signals.items()
        ]
        self._last, self._pictured = snapshot, pictures
        return [plain, signals]

    def _pack_picture(self, name: str, value: np.ndarray, drawn: Drawn) -> list[Any]:
        flat = value.reshape(1, -1)
        image = drawn.picture(flat)
        beyond = pack_beyond(flat, image, drawn)
        shape = list(value.shape)
        return [self._pictures.pack(name, image), drawn.low, drawn.high, shape, beyond]


def _looks_back(name: str, drawn: Mapping[str, Drawn]) -> bool:
    return name in drawn and drawn[name].looks_back


class SnapshotReader:
    """Unpacks what a `SnapshotWriter` packed."""

    def __init__(self) -> None:
        self._changes = Changes(TokenSnapshot, APART)
        self._numbers, self._pictures = Arrays(), Arrays()
        self._last: TokenSnapshot | None = None

    def unpack(self, plain: Any) -> TokenSnapshot | None:
        """The snapshot."""
        if plain is None:
            return None
        if plain is True and self._last is not None:
            return self._last
        changed, packed = items_of(plain, 2)
        signals: dict[str, Any] = {}
        rounded = []
        for pair in items_of(packed):
            name, value = items_of(pair, 2)
            name = str(name)
            if len(items_of(value)) == 2:
                signals[name] = self._numbers.unpack(name, *items_of(value[0], 2))
            else:
                signals[name] = self._unpack_picture(name, value)
            if len(value) != 2 or value[1]:
                rounded.append(name)
        self._last = TokenSnapshot(
            signals=signals,
            rounded=tuple(rounded),
            **self._changes.unpack(changed, self._last),
        )
        return self._last

    def _unpack_picture(self, name: str, plain: Any) -> np.ndarray:
        packed, low, high, shape, beyond = items_of(plain, 5)
        image = self._pictures.unpack(name, *items_of(packed, 2))
        if image.dtype != np.uint8 or image.ndim != 2:
            raise WireError("a picture has other numbers than bytes")
        values, sizes = unpack_values(image, beyond, Drawn.between(low, high)), items_of(shape)
        if any(type(n) is not int for n in sizes) or np.prod(sizes, dtype=int) != values.size:
            raise WireError("a picture does not have the shape of its signal")
        return values.reshape(sizes)
