"""Which training steps a folder holds, by the names in it. Nothing is opened, and no torch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.checkpoints.layout import CONFIG, TRAINING, WEIGHTS, CheckpointError, place_of
from wmstudio.checkpoints.layout import read_object as read_layout
from wmstudio.checkpoints.steps import kept_in
from wmstudio.untrusted import Node, UntrustedError, parse_json, read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

STATE = "trainer_state.json"
"""Where the Trainer of transformers writes how far it is, and its losses."""
LARGEST = 2**26
MOST = 10_000
"""Names of a folder that are looked at."""
LARGEST_STEP = 10**12
ENDINGS = (".safetensors", ".pt", ".pth", ".ckpt", ".bin", ".pkl", ".gguf", ".h5", ".keras")
"""Endings of the files that may be steps; where a step has several files, the first of these."""
_NAME = re.compile(
    r"(?P<before>.*?)(?:step|checkpoint|ckpt|iteration|iter)[-_=]?(?P<step>[0-9]{1,12})"
    r"(?P<end>\.[a-z0-9]+)?",
    re.IGNORECASE,
)


def steps_in(folder: Path) -> dict[int, Path]:
    """What each step of a run can be opened by, in the order of the steps.

    It is empty for a folder that is no run: it holds nothing that is named like a step (our own
    ``step-000100.safetensors``, ``checkpoint-500/``, ``step_100.pt``, …), the steps of more than
    one model, or a model of its own of which nothing says at which step it is.

    Raises:
        OSError: the folder cannot be read.
    """
    if not folder.is_dir():
        return {}
    has_config = (folder / CONFIG).is_file()
    if has_config and (kept := kept_in(folder)):
        newest = _own_step(folder)
        return _sorted(kept | ({newest: folder} if newest is not None else {}))
    found = _named(folder)
    if found and (has_config or (folder / WEIGHTS).is_file()):
        newest = _step_of_trainer(folder)
        return {} if newest is None else _sorted(found | {newest: folder})
    return found


def _sorted(steps: Mapping[int, Path]) -> dict[int, Path]:
    return {step: steps[step] for step in sorted(steps)}


def _named(folder: Path) -> dict[int, Path]:
    """The files and folders that are named like steps of one model."""
    kinds: dict[str, dict[int, Path]] = {}
    names = set()
    for path, _ in zip(folder.iterdir(), range(MOST), strict=False):
        named = _NAME.fullmatch(path.name)
        if named is None:
            continue
        ending = (named["end"] or "").lower()
        if (ending not in ENDINGS) if path.is_file() else not _is_step(path):
            continue
        # Lightning's names have the epoch before the step.
        names.add(re.sub(r"[0-9]+", "", named["before"]))
        kinds.setdefault(ending, {})[int(named["step"])] = path
    if len(names) != 1:
        return {}
    most = max(len(steps) for steps in kinds.values())
    first = next(end for end in ("", *ENDINGS) if len(kinds.get(end, ())) == most)
    return _sorted(kinds[first])


def _is_step(path: Path) -> bool:
    return path.is_dir() and (path / CONFIG).is_file()


def _own_step(folder: Path) -> int | None:
    """At which step a checkpoint of our own is, by its training record."""
    try:
        record = place_of(folder, TRAINING, read_layout(folder / CONFIG))
        return parse_json(read_bytes(record, LARGEST))["steps"].whole(0, LARGEST_STEP)
    except (CheckpointError, UntrustedError, OSError):
        return None


def _step_of_trainer(folder: Path) -> int | None:
    state = trainer_state(folder)
    try:
        return None if state is None else state["global_step"].whole(0, LARGEST_STEP)
    except UntrustedError:
        return None


def trainer_state(folder: Path) -> Node | None:
    """What the Trainer of transformers says of a run in this folder; None if it says nothing."""
    try:
        return parse_json(read_bytes(folder / STATE, LARGEST))
    except (UntrustedError, OSError):
        return None
