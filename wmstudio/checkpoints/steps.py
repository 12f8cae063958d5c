"""Kept training steps of a checkpoint: weights beside it, ``step-000100.safetensors``.

They share the checkpoint's config and tokenizer. Does not import torch.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_STEP = re.compile(r"step-([0-9]{6,12})\.safetensors")


def step_file(step: int) -> str:
    """The name of the file with the weights of a step."""
    return f"step-{step:06}.safetensors"


def step_of(name: str) -> int | None:
    """The step whose weights a file with this name has; None if it is none of these files."""
    found = _STEP.fullmatch(name)
    return int(found[1]) if found is not None else None


def kept_in(folder: Path) -> dict[int, Path]:
    """The files of the kept steps, in the order of the steps.

    Raises:
        OSError: the folder cannot be read.
    """
    found = {step_of(path.name): path for path in folder.iterdir()}
    return {step: found[step] for step in sorted(s for s in found if s is not None)}
