"""Which line of somebody's code makes a call of torch, and what the result is called there."""

from __future__ import annotations

import ast
import linecache
import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from types import CodeType, FrameType, TracebackType

_HERE = Path(__file__).parent
_SKIPPED = (
    f"{Path(torch.__file__).parent}{os.sep}",
    *(str(_HERE / name) for name in ("sites.py", "watching.py", "fused.py")),
    "<frozen ",
)
"""Files whose frames are passed over: torch's, and those that watch."""
_OUTSIDE = str(_HERE)
"""Where the files are that run somebody's module: further out there is none of their code."""


@dataclass(frozen=True)
class Site:
    """A call in a source file. ``what`` is the variable that it is assigned to, or the function."""

    file: str
    line: int
    what: str

    @property
    def place(self) -> str:
        """``gates.py:42``."""
        return f"{self.file}:{self.line}"


def calling(function: str) -> tuple[Site | None, Any]:
    """The call of torch that is being made, and the ``self`` of the method that makes it.

    None where no frame of the stack is somebody else's code.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_SKIPPED):
        frame = frame.f_back
    if frame is None or frame.f_code.co_filename.startswith(_OUTSIDE):
        return None, None
    return _site(frame.f_code, frame.f_lasti, function), frame.f_locals.get("self")


def place_of(trace: TracebackType | None) -> str:
    """``gates.py:42`` of the innermost frame of an error that is not torch's or the studio's."""
    found = ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if not code.co_filename.startswith((*_SKIPPED, _OUTSIDE)):
            found = f"{Path(code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


@lru_cache(maxsize=4096)
def _site(code: CodeType, instruction: int, function: str) -> Site:
    positions = list(code.co_positions())
    line, end, column, end_column = positions[instruction // 2]
    line = line or code.co_firstlineno
    what = ""
    if end is not None and column is not None and end_column is not None:
        what = _variable(code.co_filename, (line, column, end, end_column))
    return Site(Path(code.co_filename).name, line, what or function)


def _variable(file: str, place: tuple[int, int, int, int]) -> str:
    """The name that the value of a call is given in the source; empty where one cannot tell."""
    tree = _tree(file)
    if tree is None:
        return ""
    for statement in ast.walk(tree):
        if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.keyword):
            continue
        targets = (
            [ast.Name(statement.arg or "")]
            if isinstance(statement, ast.keyword)
            else statement.targets
            if isinstance(statement, ast.Assign)
            else [statement.target]
        )
        for target, value in _pairs(targets[0], statement.value):
            if value is not None and _is_at(_bare(value), place):
                return _named(target)
    return ""


def _pairs(target: ast.expr, value: ast.expr | None) -> list[tuple[ast.expr, ast.expr | None]]:
    """``i, f = σ(a), σ(b)`` gives each name its own value."""
    if (
        isinstance(target, ast.Tuple)
        and isinstance(value, ast.Tuple)
        and len(target.elts) == len(value.elts)
    ):
        return list(zip(target.elts, value.elts, strict=True))
    return [(target, value)]


def _bare(value: ast.expr) -> ast.expr:
    """``σ(x)`` of ``σ(x).squeeze(-1)`` and ``σ(x)[0]``, which are the same numbers."""
    while True:
        if isinstance(value, ast.Subscript):
            value = value.value
        elif (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Attribute)
            and value.func.attr in ("squeeze", "unsqueeze", "view", "reshape", "float", "flatten")
        ):
            value = value.func.value
        else:
            return value


def _is_at(node: ast.expr, place: tuple[int, int, int, int]) -> bool:
    return (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset) == place


def _named(target: ast.expr) -> str:
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    return ""


@lru_cache(maxsize=64)
def _tree(file: str) -> ast.Module | None:
    """The syntax tree of a file or of a notebook's cell; None where its source is not there."""
    source = "".join(linecache.getlines(file))
    try:
        return ast.parse(source) if source else None
    except SyntaxError:
        return None
