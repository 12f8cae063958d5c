"""What people call units: kept for each model, by the hash of its weights, from start to start."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wmstudio.files.private import make_private_folder
from wmstudio.files.writing import write_file

if TYPE_CHECKING:
    from pathlib import Path

FILE = "labels.json"
LONGEST = 80
"""Characters of a label."""
LARGEST = 10_000_000
Unit = tuple[str, int]
"""The name of a signal, and which of its units; units of several dims are counted through."""


@dataclass
class UnitLabels:
    """All labels of all models. With ``path`` (a file) None nothing is kept.

    A model is found again by its hash, wherever it lies; one without (a recording) by its name.
    """

    path: Path | None = None
    _models: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def load(cls, path: Path | None) -> UnitLabels:
        """Those that were kept; what cannot be used is passed over."""
        labels = cls(path)
        try:
            if path is None or path.stat().st_size > LARGEST:
                return labels
            models = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return labels
        for model in models if isinstance(models, list) else ():
            if isinstance(model, dict) and all(
                isinstance(model.get(name), kind)
                for name, kind in (("name", str), ("hash", str), ("labels", dict))
            ):
                sound = {key: word for key, word in model["labels"].items() if _is_label(key, word)}
                labels._models.append({**model, "labels": sound})
        return labels

    def of(self, name: str, hash: str) -> dict[Unit, str]:
        """The labels of a model, in the order of signals and units."""
        model = self._model(name, hash)
        found = {_unit(key): word for key, word in model["labels"].items()} if model else {}
        return dict(sorted(found.items()))

    def set(self, name: str, hash: str, unit: Unit, label: str) -> None:
        """Call a unit so from now on; nothing is no label.

        Raises:
            OSError: it cannot be kept; until the end of the program it holds.
        """
        model = self._model(name, hash)
        if model is None:
            model = {"name": name, "hash": hash, "labels": {}}
            self._models.append(model)
        key, label = f"{unit[0]}[{unit[1]}]", " ".join(label.split())[:LONGEST]
        model["labels"].pop(key, None)
        if label:
            model["labels"][key] = label
        if self.path is not None:
            make_private_folder(self.path.parent)
            kept = json.dumps(self._models, indent=1, ensure_ascii=False) + "\n"
            write_file(self.path, kept, private=True)

    def _model(self, name: str, hash: str) -> dict[str, Any] | None:
        """The one with the hash; without a hash the last that was called so."""
        key, wanted = ("hash", hash) if hash else ("name", name)
        return next((m for m in reversed(self._models) if m[key] == wanted), None)


def _is_label(key: str, word: Any) -> bool:
    number = key.removesuffix("]").rpartition("[")[2]
    return isinstance(word, str) and bool(word) and number.isdecimal() and len(number) < 10


def _unit(key: str) -> Unit:
    name, _, number = key.removesuffix("]").rpartition("[")
    return name, int(number)
