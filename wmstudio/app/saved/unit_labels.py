"""Labels of units, saved per model by the hash of its weights."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import field
from typing import TYPE_CHECKING, Any

from wmstudio.files.damaged import put_aside
from wmstudio.files.locking import PATIENCE, Lock, LockedError
from wmstudio.files.private import make_private_folder
from wmstudio.files.writing import write_file
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import Node, UntrustedError, parse_json, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

FILE = "labels.json"
LONGEST = 80
"""Longest label in characters."""
LARGEST = 10_000_000
_KEY = re.compile(r"[^\ud800-\udfff]{1,200}\[[0-9]{1,9}\]", re.DOTALL)
Unit = tuple[str, int]
"""The name of a signal, and the flat index of a unit."""


@dataclass
class UnitLabels:
    """All labels of all models. With ``path`` (a file) None, nothing is saved.

    A model is identified by its hash, wherever it is stored, or by its name if it has no hash (a
    recording).
    """

    path: Path | None = None
    _models: list[dict[str, Any]] = field(default_factory=list)
    _unsaved: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """Changes that are not in the file yet, by model, hash and unit."""

    @classmethod
    def load(cls, path: Path | None) -> UnitLabels:
        """Read the saved labels; invalid ones are skipped."""
        labels = cls(path)
        if path is not None:
            with suppress(OSError):
                labels._models, _ = _read(path)
        return labels

    def of(self, name: str, hash: str) -> dict[Unit, str]:
        """The labels of a model, sorted by signal and unit."""
        model = self._model(name, hash)
        found = {_unit(key): word for key, word in model["labels"].items()} if model else {}
        return dict(sorted(found.items()))

    def set(self, name: str, hash: str, unit: Unit, label: str) -> None:
        """Label a unit; an empty text removes the label.

        Raises:
            OSError: it cannot be saved now. It holds, and the next `save` tries again.
        """
        key, label = f"{unit[0]}[{unit[1]}]", " ".join(label.split())[:LONGEST]
        self._put(name, hash, key, label)
        if self.path is not None:
            self._unsaved[name, hash, key] = label
            self.save()

    @property
    def is_saved(self) -> bool:
        """Whether all labels are in the file."""
        return not self._unsaved

    def save(self, patience: float = PATIENCE) -> None:
        """Write unsaved labels, waiting this many seconds for another window.

        A file in which something is invalid, and would be lost, is kept beside it.

        Raises:
            OSError: they cannot be written, or the file cannot be read. They stay in memory.
        """
        if self.path is None or self.is_saved:
            return
        make_private_folder(self.path.parent)
        lock = Lock(self.path.with_suffix(".lock"))
        if not lock.acquire(patience):
            raise LockedError(f"{self.path} is locked by {lock.holder()}")
        try:
            # Another window may have saved labels since this one read the file.
            there, whole = _read(self.path)
            if not whole:
                put_aside(self.path)
            if there:
                self._models = there
                for (name, hash, key), label in self._unsaved.items():
                    self._put(name, hash, key, label)
            kept = json.dumps(self._models, indent=1) + "\n"
            write_file(self.path, kept, private=True)
        finally:
            lock.release()
        self._unsaved.clear()

    def _put(self, name: str, hash: str, key: str, label: str) -> None:
        model = self._model(name, hash)
        if model is None:
            model = {"name": name, "hash": hash, "labels": {}}
            self._models.append(model)
        model["labels"].pop(key, None)
        if label:
            model["labels"][key] = label

    def _model(self, name: str, hash: str) -> dict[str, Any] | None:
        """The model with this hash, or without a hash the last one with this name."""
        key, wanted = ("hash", hash) if hash else ("name", name)
        return next((m for m in reversed(self._models) if m[key] == wanted), None)


def _read(path: Path) -> tuple[list[dict[str, Any]], bool]:
    """The labels in a file by model, and whether that is all that the file says.

    Raises:
        OSError: it cannot be read.
    """
    models: list[dict[str, Any]] = []
    try:
        found = parse_json(read_bytes(path, LARGEST)).items()
    except FileNotFoundError:
        return models, True
    except UntrustedError:
        return models, False
    whole = True
    for model in found:
        try:
            written = model["labels"].table()
            kept = {key: word.value for key, word in written.items() if _is_label(key, word)}
            name, hash = model["name"].text(1_000), model["hash"].text(1_000)
        except UntrustedError:
            whole = False
            continue
        whole = whole and len(kept) == len(written)
        models.append({"name": name, "hash": hash, "labels": kept})
    return models, whole


def _is_label(key: str, word: Node) -> bool:
    try:
        return bool(word.name()) and _KEY.fullmatch(key) is not None
    except UntrustedError:
        return False


def _unit(key: str) -> Unit:
    name, _, number = key.removesuffix("]").rpartition("[")
    return name, int(number)
