"""The registry of all formats that can be opened as a model; every opening goes through it.

A format is a module with ``NAME``, ``recognise`` and ``open``, and one line in `BUILT_IN`. In
another package, an entry point takes the place of the line::

    [project.entry-points."wmstudio.backends"]
    mine = "my_package.my_format"
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast
from weakref import WeakValueDictionary

from wmstudio import plugins
from wmstudio.backends import (
    adapter,
    checkpoint,
    converted,
    gguf_file,
    huggingface,
    identity,
    keras_file,
    llama2c,
    ml5,
    recording,
    safetensors_file,
    torch_file,
    unread,
)
from wmstudio.backends.found import FormatError
from wmstudio.backends.residual import rwkv_cpp
from wmstudio.backends.runs.training_run import RunFormat
from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.hashes import hashes_of as hashes_of_checkpoint
from wmstudio.deferred import TORCH
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection

    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import Open, OpenedModel

MOST = 100
"""Files of a folder that are looked at for a model."""
MOST_NAMED = 10
GROUP = "wmstudio.backends"
"""The group of the entry points that add formats of other packages."""


class Format(Protocol):
    """What the module of a format has to define."""

    @property
    def NAME(self) -> str:
        """A few words that fit after "opens": ``recording (.wmtrace)``."""
        ...

    def recognise(self, path: Path) -> Path | None:
        """The file or folder to open, where the path is one of this format or lies in one.

        It may look at names and a few bytes, must be quick, must not run anything that it finds,
        and may raise only OSError.
        """
        ...

    def open(self, path: Path, device: str) -> tuple[Backend, OpenedModel]:
        """Open a recognised path on a device: ``cpu``, ``cuda``, … or ``auto``.

        Raises:
            ValueError: it cannot be opened; the message is one sentence that says why.
        """
        ...


def _step(path: Path) -> Recognised:
    """The format of one step of a training run, which is no run itself."""
    for one in formats()[0]:
        if one is not RUNS and (place := one.recognise(path)) is not None:
            return Recognised(place, one)
    raise FormatError(f"{path.name} cannot be opened: it is no model of a kind that is read.")


def _open_step(path: Path, device: str) -> tuple[Backend, OpenedModel]:
    found = _step(path)
    return found.format.open(found.path, device)


def _hashes_of_step(path: Path) -> dict[str, str]:
    found = _step(path)
    own = found.format is checkpoint
    return hashes_of_checkpoint(found.path) if own else identity.hashes_of(found.path)


RUNS = RunFormat(_open_step, _hashes_of_step)
BUILT_IN: tuple[Format, ...] = (
    # Before all others, as its folder may itself be one of theirs.
    RUNS,
    # Before our own, as both are folders with a config.json.
    huggingface,
    converted,
    checkpoint,
    recording,
    torch_file,
    safetensors_file,
    llama2c,
    rwkv_cpp,
    ml5,
    gguf_file,
    keras_file,
    adapter,
)

Aside = Callable[[Callable[[], Any]], Callable[[], Any]]
"""Begins some work; the result waits for it. Work that begins when it is waited for is fine too."""
OWN: tuple[Format, ...] = (checkpoint, recording, RUNS)
"""Those that say themselves what identifies a model."""


_BACKENDS: WeakValueDictionary[tuple[str, str], Backend] = WeakValueDictionary()
"""Models that are open by source and device, so that one that is read with twice is loaded once."""
_OPENED: dict[tuple[str, str], OpenedModel] = {}


@dataclass(frozen=True)
class Recognised:
    """A file or folder that a format can open."""

    path: Path
    format: Format


@cache
def formats() -> tuple[tuple[Format, ...], tuple[str, ...]]:
    """All formats, and a sentence about each format of another package that cannot be loaded."""
    others, problems = plugins.load(GROUP, "format")
    return (*BUILT_IN, *(cast("Format", module) for _, module in others)), tuple(problems)


def recognise(path: Path) -> Recognised | None:
    """The format that can open this file or folder, or the one model in this folder; or None."""
    found = _candidates(path)
    return found[0] if len(found) == 1 else None


def _candidates(path: Path) -> list[Recognised]:
    """What a path may mean: itself, or else the models in this folder."""
    found = _recognise(path)
    return _inside(path) if found is None else [found]


def _inside(folder: Path, *, recordings: bool = False) -> list[Recognised]:
    """The files of a folder that are models, or else recordings, of the first hundred."""
    try:
        places = [path for path, _ in zip(sorted(folder.iterdir()), range(MOST), strict=False)]
    except (OSError, ValueError):  # no folder, or not a valid name
        return []
    every = (_recognise(path) for path in places if path.is_file())
    return [one for one in every if one is not None and (one.format is recording) == recordings]


def _recognise(path: Path) -> Recognised | None:
    for one in formats()[0]:
        try:
            place = one.recognise(path)
        except (OSError, ValueError):  # missing, unreadable, or not a valid name
            continue
        if place is not None:
            return Recognised(place, one)
    return None


def _named(found: list[Recognised]) -> str:
    return ", ".join(one.path.name for one in found[:MOST_NAMED])


def find(source: str | Path) -> Recognised:
    """Find a model by the name of a bundled checkpoint, or by path.

    Raises:
        CheckpointError: nothing is there.
        FormatError: it is a folder with several models in it, or with recordings alone.
    """
    path = bundled.find(source)
    found = _candidates(path)
    here = path.absolute().name
    if len(found) > 1:
        raise FormatError(f"{here} holds several models: open one of them ({_named(found)})")
    if found:
        return found[0]
    if recordings := _inside(path, recordings=True):
        # They are of some text, so none of them is what a folder is.
        named = _named(recordings)
        raise FormatError(f"{here} holds no model but recordings: open one of them ({named})")
    # The one that can say what it is, and what would help.
    return Recognised(path, adapter if adapter.is_adapter(path) else unread)


def open_model(
    command: Open, aside: Aside = lambda work: work, before: Callable[[], object] = lambda: None
) -> tuple[Backend, OpenedModel]:
    """Open a model in any format. The engine calls this.

    Hashing the files of a foreign model takes as long as opening it, and may go on ``aside``.
    ``before`` is done before a checkpoint of our own is opened, which needs torch.

    Raises:
        ValueError: nothing is there, or it cannot be opened; the message is one sentence.
    """
    if command.shared and (already := _open_already(command)) is not None:
        return already
    backend, opened = _opened(command, aside, before)
    _remember(command, backend, opened)
    return backend, opened


def _remember(command: Open, backend: Backend, opened: OpenedModel) -> None:
    """Let others share a model for as long as somebody has it open.

    Engines open models on threads of their own, so each step is one that Python does not interrupt.
    """
    for key in list(_OPENED):
        if key not in _BACKENDS:
            _OPENED.pop(key, None)
    key = str(command.source), opened.device
    _BACKENDS[key] = backend
    _OPENED[key] = opened


def _open_already(command: Open) -> tuple[Backend, OpenedModel] | None:
    """The same model by the same source on the same device, with its weights.

    None if none is open, or its backend cannot be used on two threads.
    """
    key = str(command.source), command.device
    backend, opened = _BACKENDS.get(key), _OPENED.get(key)
    twin = getattr(backend, "twin", None)
    other = twin() if twin is not None else None
    return None if other is None or opened is None else (other, opened)


def _opened(
    command: Open, aside: Aside, before: Callable[[], object]
) -> tuple[Backend, OpenedModel]:
    found = find(command.source)
    if found.format in OWN:
        if found.format is not recording:
            before()
        return found.format.open(found.path, command.device)
    if found.format not in BUILT_IN:
        TORCH.complete()
    hashes = aside(partial(identity.hashes_of, found.path))
    backend, opened = found.format.open(found.path, command.device)
    return backend, replace(opened, hashes=opened.hashes or hashes())


def hashes_of(path: Path, names: Collection[str] = ()) -> dict[str, str]:
    """Hexadecimal SHA-256 of a model's files by file name, which identify the model.

    A training run has the files of many steps: given the ``names`` of the files of one step, their
    hashes, or else those of the newest step.

    Raises:
        CheckpointError: it is a damaged checkpoint of our own, or a file cannot be read.
        OSError: the folder cannot be read.
    """
    found = recognise(path)
    if found is not None and found.format is RUNS:
        return RUNS.hashes_of(found.path, names)
    if found is not None and found.format is checkpoint:
        return hashes_of_checkpoint(path)
    return identity.hashes_of(path)
