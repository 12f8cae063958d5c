"""A line-by-line difference of two versions of a text."""

from __future__ import annotations

from difflib import unified_diff

MOST_LINES = 5_000
"""Number of lines of each version that are compared: the time grows with its square."""


def difference(before: str, after: str, names: tuple[str, str]) -> str:
    """A unified diff between the common beginning and end; empty for equal texts."""
    old, new = before.split("\n"), after.split("\n")
    most = min(len(old), len(new))
    start = next((i for i in range(most) if old[i] != new[i]), most)
    end = next((i for i in range(most - start) if old[-1 - i] != new[-1 - i]), most - start)
    around = 3
    first = max(start - around, 0)
    old_part, new_part = (
        lines[first : min(len(lines) - end + around, first + MOST_LINES)] for lines in (old, new)
    )
    return "\n".join(unified_diff(old_part, new_part, names[0], names[1], lineterm=""))
