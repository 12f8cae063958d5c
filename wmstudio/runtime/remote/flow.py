"""How many frames may be under way, so that a slow link never queues them."""

from __future__ import annotations

from collections import deque

MOST_UNDER_WAY = 16
SLACK = 0.03
"""Seconds that a frame may stand in the link's queue."""
REMEMBERED = 10
"""Rates and round trips of so many frames are kept."""


class FrameFlow:
    """Lets frames go as fast as the other side acknowledges them.

    At most as many bytes are under way as the link delivers in one round trip and `SLACK`: more
    would only wait in a queue, behind which the next key's frame would stand.
    """

    def __init__(self) -> None:
        self._under_way: deque[tuple[int, int, float, int]] = deque()
        """Of each frame: its number, its bytes, when it went, and all bytes delivered by then."""
        self._bytes = self._delivered = 0
        self._rates: deque[float] = deque(maxlen=REMEMBERED)
        self._trips: deque[float] = deque(maxlen=REMEMBERED)

    @property
    def open(self) -> bool:
        """Whether another frame may go."""
        if not self._under_way:
            return True
        if len(self._under_way) >= MOST_UNDER_WAY or not self._rates:
            return False
        least = min(self._trips)
        if self._trips[-1] > 1.25 * least + SLACK:  # frames stand in a queue
            return False
        return self._bytes < max(self._rates) * (least + SLACK)

    def sent(self, number: int, size: int, now: float) -> None:
        """A frame of so many bytes has gone."""
        self._under_way.append((number, size, now, self._delivered))
        self._bytes += size

    def acknowledged(self, number: int, now: float) -> None:
        """All frames up to this number have arrived."""
        while self._under_way and self._under_way[0][0] <= number:
            _, size, at, before = self._under_way.popleft()
            self._bytes -= size
            self._delivered += size
            trip = max(now - at, 1e-6)
            self._trips.append(trip)
            self._rates.append((self._delivered - before) / trip)
