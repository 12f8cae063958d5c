"""Child processes that run one file of the program, from a checkout, a wheel or a standalone build.

A standalone build has no Python to start, and its modules are not files. It starts itself instead,
with `WORD` and the name of the module; `packaging/entry.py` hands that to `run`.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

WORD = "--run-module-of-wmstudio"
_PACKAGE = Path(__file__).resolve().parent


def command(file: Path, *options: str) -> list[str]:
    """What starts a child that runs a file of this package; ``options`` are those of Python."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, *options, str(file)]
    parts = file.resolve().relative_to(_PACKAGE.parent).with_suffix("").parts
    return [sys.executable, WORD, ".".join(parts)]


def run(words: list[str]) -> bool:
    """Run a module if the words of a command line ask for one. Returns whether they did."""
    if words[:1] != [WORD]:
        return False
    name = words[1]
    if not name.startswith(f"{_PACKAGE.name}."):
        raise ValueError(f"{name} is no module of this program")
    sys.argv = words[1:]
    runpy.run_module(name, run_name="__main__", alter_sys=True)
    return True
