"""How many values a message has, before any of them is made.

A byte may be an empty list, of which Python's takes 64. Hence a message that fits into memory as
bytes need not as values.
"""

from __future__ import annotations

from wmstudio.engine.wire.plans import MOST_ITEMS, WireError

NUMBERS = {0xCA: 4, 0xCB: 8} | {0xCC + i: 1 << i % 4 for i in range(8)}
"""Bytes of a number after each of these codes of MessagePack."""
BYTES = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
"""Bytes of the length of texts and of bytes."""
LISTS = {0xDC: (2, 1), 0xDD: (4, 1), 0xDE: (2, 2), 0xDF: (4, 2)}
"""Bytes of the length of lists and tables, and values for each of their items."""


def check_items(data: bytes) -> None:
    """See that a message has no more than `MOST_ITEMS` values; of a cut one, as far as it goes.

    Raises:
        WireError: it has more, or some of a kind that is not sent.
    """
    at, left, seen = 0, 1, 0
    while left and at < len(data):
        left, code, at = left - 1, data[at], at + 1
        if code < 0x80 or code >= 0xE0 or code in (0xC0, 0xC2, 0xC3):
            continue
        if code in NUMBERS:
            at += NUMBERS[code]
        elif 0xA0 <= code < 0xC0:
            at += code & 0x1F
        elif code in BYTES:
            wide = BYTES[code]
            at += wide + int.from_bytes(data[at : at + wide], "big")
        elif code in LISTS or code < 0xA0:
            wide, each = LISTS.get(code, (0, 2 if code < 0x90 else 1))
            count = int.from_bytes(data[at : at + wide], "big") if wide else code & 0x0F
            at, left, seen = at + wide, left + count * each, seen + count * each
            if seen > MOST_ITEMS:
                raise WireError(f"it has more than {MOST_ITEMS:,} values")
        else:
            raise WireError("it has a value of a kind that is not sent")
