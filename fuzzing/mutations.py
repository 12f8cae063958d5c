"""Changes to files that know what is in them: other types, sizes and depths, cut bytes."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable
from typing import Any

ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 255, 256, 2**31 - 1, 2**31, 2**53, 2**63, -(2**63), 10**400,
    0.5, -0.0, 1e308, -1e308, 5e-324, float("nan"), float("inf"), float("-inf"),
    "", " ", "x", "\0", "\ud800", "é\u2028\ufeff", "../../escape", "/etc/passwd", "..", "=1+1",
    "<b>&[*]", "x" * 100_000, [], {}, [0], [[]], {"": 0}, [1] * 1_000, "9" * 400,
)  # fmt: skip
"""What may stand in the place of any value."""
DEEP = "[" * 3_000 + "]" * 3_000


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a JSON value."""
    found, waiting = [], [value]
    while waiting and len(found) < 2_000:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one))
        found += [(one, key) for key in keys]
        waiting += [one[key] for key in keys if isinstance(one[key], dict | list)]
    return found


def change_value(value: Any, rng: random.Random) -> Any:
    """A JSON value with one to three changes."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        spots = places(value) if isinstance(value, dict | list) else []
        if not spots:
            return copy.deepcopy(rng.choice(ODD))
        where, key = rng.choice(spots)
        act = rng.randrange(10)
        if act < 5:
            where[key] = copy.deepcopy(rng.choice(ODD))
        elif act == 5:
            del where[key]
        elif act == 6 and isinstance(where, dict):
            where[rng.choice(("x", "", "self", "__class__", str(key) * 50))] = copy.deepcopy(
                where[key]
            )
        elif act == 7 and isinstance(where, list):
            where += [copy.deepcopy(where[key]) for _ in range(rng.choice((1, 2, 200)))]
        elif act == 8 and isinstance(where[key], int | float):
            where[key] = where[key] * rng.choice((-1, 2, 10, 10**6)) + rng.choice((-1, 0, 1))
        else:
            where[key] = copy.deepcopy(where[rng.choice([k for c, k in spots if c is where])])
    return value


def change_json(data: bytes, rng: random.Random) -> bytes:
    """A JSON text with other values, or damaged as text."""
    if rng.random() < 0.15:
        return change_text(data, rng)
    return json.dumps(change_value(json.loads(data), rng)).encode()


def change_text(data: bytes, rng: random.Random) -> bytes:
    """A text with a number, a word or a bracket replaced by something absurd."""
    text = data.decode(errors="replace")
    # Mostly values, which keep the text readable; now and then anything.
    of = rng.choice((r"(?<== )\S+",) * 3 + (r"[\w.+-]+|[\[\]{}=,:\"]",))
    if not (found := list(re.finditer(of, text))) or rng.random() < 0.15:
        return change_bytes(data, rng)
    for _ in range(rng.choice((1, 1, 2))):
        one = rng.choice(found)
        put = rng.choice(
            ("", "0", "1", "3", "2.5", "9" * 400, "9" * 5_000, "-1", "0x" + "f" * 5_000, "1e999",
             "nan", "true", DEEP,
             "a." * 5_000 + "b", '"' + "y" * 100_000 + '"', '"../escape"', '"/etc/passwd"', "''",
             "\0", "\ufeff", "[[", "}", "2025-01-01", "1_000_000_000", "65536")
        )  # fmt: skip
        text = text[: one.start()] + put + text[one.end() :]
        found = [f for f in found if f.end() < min(one.start(), len(text))] or [one]
        if one.end() > len(text):
            break
    return text.encode("utf-8", "surrogatepass")


def change_bytes(data: bytes, rng: random.Random) -> bytes:
    """Bytes cut, flipped, repeated or with others between them."""
    act, at = rng.randrange(6), rng.randrange(len(data) + 1)
    if act == 0:
        return data[:at]
    if act == 1:
        return b"\xef\xbb\xbf" + data
    if act == 2:
        return data[:at] + rng.randbytes(rng.choice((1, 8, 1_000))) + data[at:]
    if act == 3:
        return data[:at] + data[at : at + 200] * rng.choice((2, 50)) + data[at:]
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 8, 100)) if changed else 0):
        changed[rng.randrange(len(changed))] = rng.choice((0, 0xFF, rng.randrange(256)))
    return bytes(changed)


def change_safetensors(data: bytes, rng: random.Random) -> bytes:
    """Weights whose header, its length or whose numbers are others."""
    length = int.from_bytes(data[:8], "little")
    header, body = data[8 : 8 + length], data[8 + length :]
    act = rng.randrange(8)
    if act < 4:
        header = change_json(header, rng)
    elif act == 4:
        shape = [1] * rng.choice((9, 100_000)) + [rng.choice((0, 2**62))]
        table = json.loads(header)
        table[rng.choice([n for n in table if n != "__metadata__"])]["shape"] = shape
        header = json.dumps(table).encode()
    elif act == 5:
        body = change_bytes(body, rng)
    elif act == 6:
        return change_bytes(data, rng)
    else:
        length_field = rng.choice((0, 1, 2**62, 2**64 - 1, length - 1, length + 1))
        return length_field.to_bytes(8, "little") + header + body
    return len(header).to_bytes(8, "little") + header + body


Change = Callable[[bytes, random.Random], bytes]
