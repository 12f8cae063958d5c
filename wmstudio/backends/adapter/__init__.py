"""The format of adapters: Python files that adapt somebody's own module.

An adapter is a program, and opening it runs it. So a file is one only if it was allowed by name:
on the command line (``--adapter``), or by a person who was asked. No other path is recognised,
whatever is in it; a checkpoint, a session, a draft or a list of recent files cannot allow any.
"""

from __future__ import annotations

import os
import sys
import types
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmstudio.backends.found import FormatError
from wmstudio.deferred import TORCH

if TYPE_CHECKING:
    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import OpenedModel

NAME = "adapter (a Python file that was named with --adapter)"
ENDING = ".py"
PREFIX = "wmstudio_adapter_"
_ALLOWED: set[Path] = set()
_FOLDERS: set[Path] = set()
"""Of the adapters that were run."""
_HOW = "model = wmstudio.adapt(module, tokenizer)"


def allow(path: str | Path) -> Path:
    """Let this file be run when it is opened. Only for what a person has named.

    Raises:
        FormatError: there is no such file, or it is no Python file.
    """
    place = _place(path)
    if not place.is_file():
        raise FormatError(f"there is no adapter {str(path)!r}")
    if not is_adapter(place):
        raise FormatError(f"{place.name} is no adapter: an adapter is a Python file ({ENDING})")
    _ALLOWED.add(place.resolve())
    return place


def is_adapter(path: str | Path) -> bool:
    """Whether this is the name of a Python file."""
    return Path(path).suffix.lower() == ENDING


def is_allowed(path: str | Path) -> bool:
    """Whether the file may be run."""
    return _place(path).resolve() in _ALLOWED


def _place(path: str | Path) -> Path:
    # Unlike pathlib's, it leaves the name of a user whom nobody knows as it is.
    return Path(os.path.expanduser(path))


def recognise(path: Path) -> Path | None:
    """Recognise only files that were allowed."""
    return path if is_adapter(path) and path.is_file() and is_allowed(path) else None


def open(path: Path, device: str) -> tuple[Backend, OpenedModel]:
    """Run the file, and take the model that it adapts.

    Raises:
        FormatError: it was not allowed, raises, or adapts no model; one sentence.
        DeviceError: there is no such device here.
    """
    from wmstudio.backends.adapter.making import Adapted, opened
    from wmstudio.models.adapted.model import AdapterError, blaming

    if not is_allowed(path):
        raise FormatError(f"{path.name} is Python code, which runs only if you name it: --adapter")
    TORCH.complete()
    try:
        with blaming(path.name):
            found = [one for one in _run(path).items() if isinstance(_made_by(one[1]), Adapted)]
        named = dict(found)
        if len({id(one) for one in named.values()}) > 1 and "model" not in named:
            raise FormatError(f"{path.name} adapts several models: call the one to open 'model'.")
        if not named:
            raise FormatError(f"{path.name} adapts no model: it needs a line such as {_HOW}.")
        adapted = _made_by(named.get("model", found[0][1]))
        backend, model = opened(adapted, device)
    except AdapterError as error:
        raise FormatError(f"{path.name} cannot be opened: {error}.") from error
    return backend, replace(model, name=path.stem)


def _made_by(value: Any) -> Any:
    """What `adapt` of the library keeps with the model that it returns."""
    return getattr(value, "adapted", None)


def _run(path: Path) -> dict[str, Any]:
    """Run a file as ``python FILE`` does, with modules beside it found; its variables."""
    name = f"{PREFIX}{path.stem}"
    module = types.ModuleType(name)
    module.__file__ = str(path)
    folder = path.resolve().parent
    beside = str(folder)
    _make_way(folder)
    # Dataclasses and the like look for their module by its name, as long as they live.
    sys.modules[name] = module
    sys.path.insert(0, beside)
    try:
        exec(compile(path.read_bytes(), str(path), "exec"), module.__dict__)
    except SystemExit as error:
        raise FormatError(f"{path.name} ends before it has adapted a model.") from error
    except SyntaxError as error:
        where = f"{Path(error.filename or path).name}:{error.lineno}"
        raise FormatError(f"{where} is not valid Python: {error.msg}.") from error
    finally:
        sys.path.remove(beside)
    return module.__dict__


def _make_way(folder: Path) -> None:
    """Forget modules of other adapters in whose place this one has its own, beside it.

    Two adapters that are compared often have each a ``model.py``; Python would give both the first.
    """
    others = _FOLDERS - {folder}
    _FOLDERS.add(folder)
    for name, module in [(n, m) for n, m in sys.modules.items() if "." not in n]:
        file = Path(getattr(module, "__file__", None) or "")
        place = file.parent if file.name == "__init__.py" else file
        is_helper = place.parent in others and not name.startswith(PREFIX)
        if is_helper and (folder / place.name).exists():
            for inner in [n for n in sys.modules if f"{n}.".startswith(f"{name}.")]:
                del sys.modules[inner]
