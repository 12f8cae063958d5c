"""The process that matches a regular expression: ``python matching_child.py``.

Stdin has the length of the expression in bytes (an int64), the expression, and the text, both in
UTF-8. Stdout gets ``+`` and the places of all matches as pairs of int64, or ``-`` and why it is no
regular expression. Numbers are little-endian.
"""

from __future__ import annotations

import re
import sys
import warnings
from array import array

SECONDS = 10


def limit() -> None:
    """Give this process so much time, in case nobody ends it."""
    try:
        import resource
    except ImportError:  # Windows: whoever waits for this process has a limit of its own
        return
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    most = SECONDS if hard == resource.RLIM_INFINITY else min(SECONDS, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def answer(asked: bytes) -> bytes:
    """The answer to what stdin has."""
    end = 8 + int.from_bytes(asked[:8], "little")
    expression = asked[8:end].decode("utf-8", "surrogatepass")
    text = asked[end:].decode("utf-8", "surrogatepass")
    try:
        compiled = re.compile(expression, re.MULTILINE)
    except (re.error, OverflowError, RecursionError) as error:
        return b"-" + str(error).encode("utf-8", "replace")
    places = array("q")
    for found in compiled.finditer(text):
        if found.end() > found.start():
            places.extend(found.span())
    if sys.byteorder == "big":
        places.byteswap()
    return b"+" + places.tobytes()


if __name__ == "__main__":
    limit()
    warnings.simplefilter("ignore")
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))
