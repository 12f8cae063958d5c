"""What the user chose, kept from one start to the next.

A file that cannot be read never stops the start: whatever of it is sound is kept, the rest is as
if it had never been set, and one line says so.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from wmstudio import paths
from wmstudio.app.commands import DEVICE_NAMES, THEME_NAMES
from wmstudio.checkpoints.atomic import write_atomically
from wmstudio.engine.messages import Sampling

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = "settings.json"
RECENT = 8
LARGEST = 10_000_000


def _is_one_of(*names: str) -> Callable[[Any], bool]:
    return lambda x: x in names


def _is_text(x: Any) -> bool:
    return isinstance(x, str)


def _is_switch(x: Any) -> bool:
    return isinstance(x, bool)


def _is_whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda x: isinstance(x, int) and not isinstance(x, bool) and low <= x <= high


def _is_number(low: float, high: float) -> Callable[[Any], bool]:
    return lambda x: (
        isinstance(x, int | float)
        and not isinstance(x, bool)
        and math.isfinite(x)
        and low <= x <= high
    )


def _is_texts(x: Any) -> bool:
    return isinstance(x, list) and len(x) <= RECENT and all(isinstance(item, str) for item in x)


def _declared(default: Any, check: Callable[[Any], bool]) -> Any:
    return field(default=default, metadata={"check": check})


SEEDS = 2**31 - 1
SMALLEST_ZOOM, LARGEST_ZOOM = -4, 24
_USUAL = Sampling()


@dataclass
class Settings:
    """Every setting, its default, and what may stand there. With ``path`` None nothing is kept."""

    theme: str = _declared("system", _is_one_of(*THEME_NAMES))
    zoom: int = _declared(0, _is_whole(SMALLEST_ZOOM, LARGEST_ZOOM))
    """Points added to the usual size of text."""
    device: str = _declared("auto", _is_one_of(*DEVICE_NAMES))
    checkpoint: str = _declared("", _is_text)
    """The one that was open last: a bundled one's name, or a folder."""
    second: str = _declared("", _is_text)
    """The one that is compared with it; empty where nothing is."""
    recent: list[str] = field(default_factory=list, metadata={"check": _is_texts})
    """Folders of checkpoints that are not bundled, newest first."""
    folder: str = _declared("", _is_text)
    """Where the last file was chosen."""
    temperature: float = _declared(_USUAL.temperature, _is_number(0, 5))
    top_k: int = _declared(_USUAL.top_k, _is_whole(0, 100_000))
    top_p: float = _declared(_USUAL.top_p, _is_number(0, 1))
    seed: int = _declared(_USUAL.seed, _is_whole(0, SEEDS))
    tokens: int = _declared(_USUAL.tokens, _is_whole(1, 100_000))
    shading: bool = _declared(False, _is_switch)
    """Whether the text is shaded by a quantity."""
    shade: str = _declared("token.surprisal", _is_text)
    """Which: `wmstudio.app.quantities` says what a key looks like."""
    boundaries: bool = _declared(False, _is_switch)
    """Whether marks show where tokens begin."""
    tracks: list[str] = field(default_factory=list, metadata={"check": _is_texts})
    """Quantities that the timeline shows besides the usual ones."""
    play_speed: int = _declared(4, _is_whole(1, 1_000))
    """Tokens a second."""
    geometry: str = _declared("", _is_text)
    layout: str = _declared("", _is_text)
    layout_of_two: str = _declared("", _is_text)
    """Where the panels are while two models are compared."""

    path: Path | None = None

    @property
    def sampling(self) -> Sampling:
        """How to generate."""
        return Sampling(self.temperature, self.top_k, self.top_p, self.seed, self.tokens)

    @sampling.setter
    def sampling(self, sampling: Sampling) -> None:
        for name, value in asdict(sampling).items():
            setattr(self, name, value)

    def remember(self, folder: Path) -> None:
        """Put a checkpoint's folder first among the recent ones."""
        this = str(folder)
        self.recent = [this, *(other for other in self.recent if other != this)][:RECENT]

    def save(self) -> None:
        """Write everything to the file.

        Raises:
            OSError: it cannot be written; the old file is as it was.
        """
        if self.path is None:
            return
        values = {name: getattr(self, name) for name in CHECKS}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path, json.dumps(values, indent=2) + "\n")


CHECKS: dict[str, Callable[[Any], bool]] = {
    f.name: f.metadata["check"] for f in fields(Settings) if "check" in f.metadata
}


def load(path: Path | None = None) -> tuple[Settings, str]:
    """The settings, and one line to be told if not all of the file could be used."""
    path = path or paths.settings_folder() / FILE
    settings = Settings(path=path)
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("it is far too large")
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict):
            raise ValueError("it is not a table of settings")
    except FileNotFoundError:
        return settings, ""
    except (OSError, ValueError, RecursionError):
        return settings, f"The settings in {path} could not be read, so the usual ones are used."
    bad = []
    for name, check in CHECKS.items():
        if name in found:
            if check(found[name]):
                setattr(settings, name, found[name])
            else:
                bad.append(name)
    if bad:
        return settings, f"Not usable in {path}, so the usual is used for: {', '.join(bad)}."
    return settings, ""
