"""All matches of a regular expression, found by a process of its own.

An expression may take for ever, and no thread of this process could run meanwhile: Python's matcher
keeps the interpreter to itself. So a child process (`wmstudio.text.matching_child`) matches, and is
ended when its time is over.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

CHILD = Path(__file__).with_name("matching_child.py")
PATIENCE = 5.0
"""Seconds that an expression may take."""
STEP = 0.005
"""Seconds between two looks at the child."""
LONGEST = 1_000
"""Number of characters of the longest expression."""


class MatchingError(ValueError):
    """A pattern that cannot be looked for. The message is a sentence."""


def matches(expression: str, text: str) -> Iterator[list[tuple[int, int]] | None]:
    """Every match that is not empty, half open, in code points. Yields None while waiting.

    Raises:
        MatchingError: the expression is wrong, empty or too long, or takes too long.
    """
    if not expression:
        raise MatchingError("Write a regular expression to look for first.")
    if len(expression) > LONGEST:
        raise MatchingError(f"A regular expression may have at most {LONGEST:,} characters.")
    head = expression.encode("utf-8", "surrogatepass")
    asked: bytes | None = (
        len(head).to_bytes(8, "little") + head + text.encode("utf-8", "surrogatepass")
    )
    try:
        child = subprocess.Popen(
            [sys.executable, "-I", "-S", str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise MatchingError(f"Python cannot be started to match ({error.strerror}).") from error
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                answer, _ = child.communicate(asked, timeout=STEP)
                break
            except subprocess.TimeoutExpired:
                asked = None  # the child goes on receiving what was begun
                if time.monotonic() > until:
                    raise MatchingError(
                        f"Matching this expression took longer than {PATIENCE:.0f} seconds: "
                        "write a simpler one, or use a shorter text."
                    ) from None
                yield None
    finally:
        if child.poll() is None:
            child.kill()
            child.communicate()
    if child.returncode or answer[:1] not in (b"+", b"-"):
        raise MatchingError("Matching this expression failed: write a simpler one.")
    if answer[:1] == b"-":
        raise MatchingError(
            f"This is no regular expression: {answer[1:].decode(errors='replace')}."
        )
    found = np.frombuffer(answer[1:], "<i8").reshape(-1, 2)
    yield [(start, stop) for start, stop in found.tolist()]
