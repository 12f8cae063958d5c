"""What people call units: kept for each model, by the hash of its weights, from start to start."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wmstudio.files.locking import Lock, LockedError
from wmstudio.files.private import make_private_folder
from wmstudio.files.writing import write_file
from wmstudio.untrusted import Node, UntrustedError, parse_json, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

FILE = "labels.json"
LONGEST = 80
"""Characters of a label."""
LARGEST = 10_000_000
PATIENCE = 2.0
"""Seconds that another window may take to write them."""
_KEY = re.compile(r"[^\ud800-\udfff]{1,200}\[[0-9]{1,9}\]", re.DOTALL)
Unit = tuple[str, int]
"""The name of a signal, and which of its units; units of several dims are counted through."""


@dataclass
class UnitLabels:
    """All labels of all models. With ``path`` (a file) None nothing is kept.

    A model is found again by its hash, wherever it lies; one without (a recording) by its name.
    """

    path: Path | None = None
    _models: list[dict[str, Any]] = field(default_factory=list)
    _unsaved: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """What was called otherwise and is not in the file yet, by model, hash and unit."""

    @classmethod
    def load(cls, path: Path | None) -> UnitLabels:
        """Those that were kept; what cannot be used is passed over."""
        labels = cls(path)
        try:
            models = parse_json(read_bytes(path, LARGEST)).items() if path is not None else []
        except (OSError, UntrustedError):
            return labels
        for model in models:
            with suppress(UntrustedError):
                kept = model["labels"].table().items()
                labels._models.append(
                    {
                        "name": model["name"].text(1_000),
                        "hash": model["hash"].text(1_000),
                        "labels": {k: word.value for k, word in kept if _is_label(k, word)},
                    }
                )
        return labels

    def of(self, name: str, hash: str) -> dict[Unit, str]:
        """The labels of a model, in the order of signals and units."""
        model = self._model(name, hash)
        found = {_unit(key): word for key, word in model["labels"].items()} if model else {}
        return dict(sorted(found.items()))

    def set(self, name: str, hash: str, unit: Unit, label: str) -> None:
        """Call a unit so from now on; nothing is no label.

        Raises:
            OSError: it cannot be kept now; it holds, and the next `save` tries again.
        """
        key, label = f"{unit[0]}[{unit[1]}]", " ".join(label.split())[:LONGEST]
        self._put(name, hash, key, label)
        if self.path is not None:
            self._unsaved[name, hash, key] = label
            self.save()

    @property
    def is_saved(self) -> bool:
        """Whether the file has all of them."""
        return not self._unsaved

    def save(self, patience: float = PATIENCE) -> None:
        """Write what is not in the file yet, waiting so many seconds for another window.

        Raises:
            OSError: it cannot be written; it goes on holding here.
        """
        if self.path is None or self.is_saved:
            return
        make_private_folder(self.path.parent)
        lock = Lock(self.path.with_suffix(".lock"))
        if not lock.acquire(patience):
            raise LockedError(f"{self.path} is locked by {lock.holder()}")
        try:
            # Another window may have named units since this one looked.
            if there := UnitLabels.load(self.path)._models:
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
        """The one with the hash; without a hash the last that was called so."""
        key, wanted = ("hash", hash) if hash else ("name", name)
        return next((m for m in reversed(self._models) if m[key] == wanted), None)


def _is_label(key: str, word: Node) -> bool:
    try:
        return bool(word.name()) and _KEY.fullmatch(key) is not None
    except UntrustedError:
        return False


def _unit(key: str) -> Unit:
    name, _, number = key.removesuffix("]").rpartition("[")
    return name, int(number)
