"""The registry of memory tasks, and making one from the sizes in a recipe."""

from __future__ import annotations

from dataclasses import fields
from difflib import get_close_matches
from typing import TYPE_CHECKING

from wmstudio.tasks.base import Task, TaskError
from wmstudio.tasks.copying import Copy, Reverse
from wmstudio.tasks.dyck import Dyck
from wmstudio.tasks.nback import NBack
from wmstudio.tasks.needle import Needle
from wmstudio.tasks.recall import Recall
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Mapping

TASKS: dict[str, type[Task]] = {
    kind.name: kind for kind in (Recall, Copy, Reverse, Dyck, Needle, NBack)
}


def check_task(name: object, sizes: Mapping[str, object]) -> Task:
    """Make a task from untrusted values. Sizes that are left out have their defaults.

    Raises:
        TaskError: unknown task, or an unknown or impossible size.
    """
    if name is None:
        raise TaskError(f"the task has no name: give it one of these: {', '.join(TASKS)}")
    if not isinstance(name, str) or name not in TASKS:
        raise TaskError(f"there is no task {excerpt(name)}; there are: {', '.join(TASKS)}")
    kind = TASKS[name]
    known = [declared.name for declared in fields(kind)]
    for unknown in [key for key in sizes if key not in known]:
        near = get_close_matches(unknown, known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; it has: {', '.join(known)}"
        raise TaskError(f"task {name!r} has no size {excerpt(unknown)}{hint}")
    return kind(**sizes)
