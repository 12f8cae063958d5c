"""Snapshots as what differs from the last one.

Signals that panels list as numbers are exact, and so are those that somebody asks for; the others
travel as 8-bit pictures, like those along the text.
"""

from __future__ import annotations

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


class SnapshotWriter:
    """Packs snapshots; of each signal, what differs from the last one."""

    def __init__(self) -> None:
        self._changes = Changes(TokenSnapshot, APART)
        self._exact, self._pictures = Arrays(), Arrays()
        self._last: TokenSnapshot | None = None
        self._rounded: tuple[str, ...] = ()
        """The signals of the last one that were rounded."""

    def pack(
        self, snapshot: TokenSnapshot | None, drawn: Mapping[str, Drawn], exact: Sequence[Stretch]
    ) -> Any:
        """The snapshot, exact over stretches of ``exact``; True if it is the last one."""
        if snapshot is None:
            return None
        token, last = snapshot.token, self._last
        wanted = {name for s in exact if s.start <= token < s.stop for name in s.watch}
        rounded = tuple(
            name
            for name in snapshot.signals
            if name in drawn
            and not drawn[name].listed
            and name not in wanted
            # What is exact stays so.
            and (snapshot is not last or name in self._rounded)
        )
        if snapshot is last and rounded == self._rounded:
            return True
        plain = self._changes.pack(snapshot, last)
        further = token - last.token if last is not None else 0
        signals = [
            [name, self._pack_picture(name, value, drawn[name])]
            if name in rounded
            else [name, [self._exact.pack(name, value, further * _looks_back(name, drawn))]]
            for name, value in snapshot.signals.items()
        ]
        self._last, self._rounded = snapshot, rounded
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
        self._exact, self._pictures = Arrays(), Arrays()
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
            if len(items_of(value)) == 1:
                signals[str(name)] = self._exact.unpack(str(name), *items_of(value[0], 2))
            else:
                signals[str(name)] = self._unpack_picture(str(name), value)
                rounded.append(str(name))
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
