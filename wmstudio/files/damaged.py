"""Files that could not be understood are kept beside the ones that replace them."""

from __future__ import annotations

import shutil
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DAMAGED = ".damaged"
"""Behind the name of such a file, and with a number if that is taken."""


def put_aside(path: Path, *, copy: bool = False) -> Path:
    """Give a damaged file another name, so that what it says may still be rescued by hand.

    With ``copy`` it also stays where it is, because part of it is still used. Returns where it is
    kept.

    Raises:
        OSError: it cannot be kept there. It is where it was.
    """
    names = (path.with_name(f"{path.name}{DAMAGED}{n or ''}") for n in count())
    kept = next(name for name in names if not name.exists())
    if copy:
        shutil.copy2(path, kept)
    else:
        path.rename(kept)
    return kept
