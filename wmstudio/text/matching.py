"""All matches of a regular expression, found by a process of its own.

An expression may take for ever, and no thread of this process could run meanwhile: Python's matcher
keeps the interpreter to itself. So a child process (`wmstudio.text.matching_child`) matches, and is
ended when its time is over.
"""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

import numpy as np

from wmstudio import children

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

CHILD = Path(__file__).with_name("matching_child.py")
PATIENCE = 5.0
"""Seconds that an expression may take."""
STEP = 0.005
"""Seconds between two looks at the child."""
LONGEST = 1_000
"""Number of characters of the longest expression."""


class MatchingError(ValueError):
    """A pattern that cannot be looked for. The message is a sentence."""


def matches(expression: str, text: str) -> Generator[None, None, list[tuple[int, int]]]:
    """Return every match that is not empty, half open, in code points. Yields while waiting.

    Raises:
        MatchingError: the expression is wrong, empty or too long, or takes too long.
    """
    if not expression:
        raise MatchingError("Write a regular expression to look for first.")
    if len(expression) > LONGEST:
        raise MatchingError(f"A regular expression may have at most {LONGEST:,} characters.")
    head = expression.encode("utf-8", "surrogatepass")
    # Files and not pipes, which would have to be filled and emptied while the child works.
    with TemporaryFile() as asked, TemporaryFile() as told:
        try:
            asked.write(len(head).to_bytes(8, "little") + head)
            asked.write(text.encode("utf-8", "surrogatepass"))
            asked.seek(0)
            child = subprocess.Popen(
                children.command(CHILD, "-I", "-S"),
                stdin=asked,
                stdout=told,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            why = error.strerror or error
            raise MatchingError(f"The text cannot be matched ({why}).") from error
        yield from _waiting(child)
        told.seek(0)
        answer = told.read()
    if child.returncode or answer[:1] not in (b"+", b"-"):
        raise MatchingError("Matching this expression failed: write a simpler one.")
    if answer[:1] == b"-":
        raise MatchingError(
            f"This is no regular expression: {answer[1:].decode(errors='replace')}."
        )
    found = np.frombuffer(answer[1:], "<i8").reshape(-1, 2)
    return [(start, stop) for start, stop in found.tolist()]


def _waiting(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Yield until the child has ended. It is ended when its time is over, or nobody waits."""
    until = time.monotonic() + PATIENCE
    try:
        while True:
            try:
                child.wait(STEP)
                return
            except subprocess.TimeoutExpired:
                if time.monotonic() > until:
                    raise MatchingError(
                        f"Matching this expression took longer than {PATIENCE:.0f} seconds: "
                        "write a simpler one, or use a shorter text."
                    ) from None
                yield None
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
