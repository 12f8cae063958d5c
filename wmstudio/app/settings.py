"""What is saved from one start to the next: preferences, and the state of the window.

What was chosen stands in a file to be read and written by people, a line for each; a line that
cannot be used is told, costs nothing but itself, and is left as it is. How things were left stands
in a file of the program's own.
"""

from __future__ import annotations

import copy
import json
import re
from dataclasses import asdict, field, fields
from typing import TYPE_CHECKING, Any

from wmstudio import paths
from wmstudio.app.commands import COMMANDS
from wmstudio.app.preferences import PREFERENCES
from wmstudio.app.quantities import FROM_MEMORY
from wmstudio.app.saved.entries import (
    Entries,
    are_named_texts,
    are_texts,
    is_switch,
    is_table,
    is_text,
    is_whole,
)
from wmstudio.app.saved.shared_state import merged
from wmstudio.app.saved.version_1 import panels_of
from wmstudio.engine.messages import Sampling
from wmstudio.files.damaged import put_aside
from wmstudio.files.locking import alone
from wmstudio.files.private import make_private_folder
from wmstudio.files.writing import write_file
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import UntrustedError, parse_json, parse_toml, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

PREFERENCES_FILE, STATE_FILE, LOCK_FILE = "preferences.toml", "state.json", "state.lock"
RECENT, MOST_FILES = 8, round(PREFERENCES["files"].high)
MOST_DUPLICATES = 1_000
"""Largest number of duplicates of all panels together."""
LARGEST, LARGEST_STATE = 1_000_000, 32 * 2**20
"""Largest files of preferences and of the state in bytes."""
MOST_TOLD = 8
"""Number of unusable lines that are named in a message."""
USUAL_TRACKS = tuple(f"{name}[0]" for name in FROM_MEMORY)
"""The tracks of the timeline until the user chooses others."""
HEAD = "# What you chose in WM Studio, a line for each: name = value. Lines of your own stay.\n"
_USUAL = Sampling()


def _left(check: Callable[[Any], bool]) -> dict[str, Any]:
    return {"check": check}


@dataclass
class Settings:
    """Every setting and its default. With ``path`` (a folder) None, nothing is saved."""

    # The preferences, described in `PREFERENCES`.
    language: str = "system"
    theme: str = "system"
    zoom: int = 0
    motion: str = "system"
    lecture: str = "2"
    frames: int = 60
    letters: str = "usual"
    wrap: bool = True
    tab: int = 8
    files: int = 10
    device: str = "auto"
    start: str = "last"
    temperature: float = _USUAL.temperature
    top_k: int = _USUAL.top_k
    top_p: float = _USUAL.top_p
    seed: int = _USUAL.seed
    tokens: int = _USUAL.tokens
    log: bool = True

    checkpoint: str = field(default="", metadata=_left(is_text))
    """The last open model: the name of a bundled one, or a path."""
    second: str = field(default="", metadata=_left(is_text))
    """The second model of the comparison; empty without one."""
    recent: list[str] = field(default_factory=list, metadata=_left(are_texts(RECENT)))
    """Models that are not bundled, the most recent first."""
    servers: dict[str, dict[str, Any]] = field(
        default_factory=dict, metadata=_left(Entries(dict, is_table, RECENT))
    )
    """Servers by address, the last one first: their public keys, and the models to serve there."""
    recent_files: list[str] = field(default_factory=list, metadata=_left(are_texts(MOST_FILES)))
    """Text files that were opened or saved, the most recent first."""
    folder: str = field(default="", metadata=_left(is_text))
    """The folder of the last file dialog."""
    shading: bool = field(default=False, metadata=_left(is_switch))
    """Whether the text is shaded by a quantity."""
    shade: str = field(default="token.surprisal", metadata=_left(is_text))
    """The quantity that shades the text, by its key (see `wmstudio.app.quantities`)."""
    boundaries: bool = field(default=False, metadata=_left(is_switch))
    """Whether marks show where tokens begin."""
    tracks: list[str] = field(
        default_factory=lambda: list(USUAL_TRACKS), metadata=_left(are_texts(RECENT))
    )
    """Keys of the tracks of the timeline. Tracks that a model does not have are not shown."""
    copies: list[str] = field(default_factory=list, metadata=_left(are_texts(MOST_DUPLICATES)))
    """The ids of duplicated panels: ``gates.2``."""
    panels: dict[str, Any] = field(
        default_factory=dict, metadata=_left(Entries(dict, is_table, MOST_DUPLICATES))
    )
    """The choices in duplicated panels, by panel and control."""
    play_speed: int = field(default=4, metadata=_left(is_whole(1, 1_000)))
    """Speed of playback, in tokens per second."""
    geometry: str = field(default="", metadata=_left(is_text))
    layout: str = field(default="", metadata=_left(is_text))
    layout_of_two: str = field(default="", metadata=_left(is_text))
    """Where the panels are while two models are compared."""
    layouts: dict[str, str] = field(
        default_factory=dict, metadata=_left(are_named_texts(RECENT * 4))
    )
    """Where the panels are in all other presets, by id; behind it `` 2`` for two models."""
    own_layouts: dict[str, str] = field(
        default_factory=dict, metadata=_left(are_named_texts(RECENT * 4))
    )
    """The user's own layouts by name: the id of a preset, and behind it the layout."""
    greeted: bool = field(default=False, metadata=_left(is_switch))
    """Whether tours have been offered."""
    preset: str = field(default="write", metadata=_left(is_text))
    """How the window is arranged: the id of a preset."""

    shortcuts: dict[str, str] = field(
        default_factory=dict, metadata=_left(are_named_texts(len(COMMANDS) * 2))
    )
    """Keys that were chosen for commands, by id; empty for none."""

    path: Path | None = None
    _kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """The preferences as they are in the file."""
    _state: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """The state when it was last read or saved; what differs was changed in this window."""
    on_change: Callable[[], object] | None = field(default=None, repr=False, compare=False)
    """Called whenever another value is given to a part of the state of the window."""

    def __setattr__(self, name: str, value: Any) -> None:
        other = name in LEFT and vars(self).get(name, value) != value
        object.__setattr__(self, name, value)
        if other and self.on_change is not None:
            self.on_change()

    @property
    def sampling(self) -> Sampling:
        """The settings of generation."""
        return Sampling(self.temperature, self.top_k, self.top_p, self.seed, self.tokens)

    @sampling.setter
    def sampling(self, sampling: Sampling) -> None:
        for name, value in asdict(sampling).items():
            setattr(self, name, value)

    def remember(self, folder: Path) -> None:
        """Put a model first among the recent ones."""
        self.recent = _first(str(folder), self.recent, RECENT)

    def remember_file(self, file: Path) -> None:
        """Put a text file first among the recent ones."""
        self.recent_files = _first(str(file), self.recent_files, self.files)

    def save(self) -> None:
        """Write everything to the files. What another window has written meanwhile is kept.

        Raises:
            OSError: one of them cannot be written. The old one is unchanged, and the other is new.
        """
        if self.path is None:
            return
        make_private_folder(self.path)
        with alone(self.path / LOCK_FILE):
            try:
                self._save_preferences()
            finally:
                file, own = self.path / STATE_FILE, _state_of(self)
                was = self._state or _state_of(Settings())
                kept = _usable_state(merged(was, own, _written(file)))
                write_file(file, json.dumps(kept, indent=2) + "\n", private=True)
                self._state = copy.deepcopy(own)

    def save_preferences(self) -> None:
        """Write the preferences that were changed, and leave every other line as it is.

        Raises:
            OSError: as in `save`.
        """
        if self.path is not None:
            make_private_folder(self.path)
            with alone(self.path / LOCK_FILE):
                self._save_preferences()

    def _save_preferences(self) -> None:
        now = {id: getattr(self, id) for id in PREFERENCES}
        usual = Settings()
        changed = {
            id: value
            for id, value in now.items()
            if value != self._kept.get(id, getattr(usual, id)) and PREFERENCES[id].fits(value)
        }
        if self.path is None or not changed:
            return
        file = self.path / PREFERENCES_FILE
        there = file.stat().st_size if file.is_file() else 0
        if there > LARGEST:
            raise OSError(f"{file} is far too large")
        lines = (_decoded(file) if there else HEAD).removesuffix("\n").split("\n")
        for id, value in changed.items():
            # TOML for texts, numbers, true and false.
            line = f"{id} = {json.dumps(value, ensure_ascii=False)}"
            at = [i for i, old in enumerate(lines) if re.match(rf"\s*{id}\s*=", old)]
            if at:
                lines[at[-1]] = line
            else:
                lines.append(line)
        data = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
        write_file(file, data, private=True)
        self._kept |= changed


LEFT: dict[str, Callable[[Any], bool]] = {
    f.name: f.metadata["check"] for f in fields(Settings) if "check" in f.metadata
}
"""The state of the window, with a check for each value."""


def _state_of(settings: Settings) -> dict[str, Any]:
    return _usable_state({name: getattr(settings, name) for name in LEFT})


def _written(file: Path) -> dict[str, Any]:
    """What can be used of the state in a file."""
    try:
        state = parse_json(read_bytes(file, LARGEST_STATE)).table()
    except FileNotFoundError:
        return {}
    except (OSError, UntrustedError):
        _told_of_damage(file)
        return {}
    return _usable_state({name: one.value for name, one in state.items()})


def _usable_state(values: Mapping[str, Any]) -> dict[str, Any]:
    """What can be used of a state, by name: the rest would be lost at the next start."""
    found = {n: _usable(check, values[n]) for n, check in LEFT.items() if n in values}
    return {name: value for name, value in found.items() if value is not None}


def load(path: Path | None = None) -> tuple[Settings, str]:
    """Read the settings of a folder, and a sentence if some of them are unusable."""
    path = path or paths.settings_folder()
    settings = Settings(path=path)
    told = (_read_preferences(settings, path / PREFERENCES_FILE), _read_state(settings, path))
    settings._state = copy.deepcopy(_state_of(settings))
    return settings, " ".join(filter(None, told))


def _read_preferences(settings: Settings, file: Path) -> str:
    bad = []
    try:
        if not file.exists():
            return ""
        written = _decoded(file)
    except (OSError, UntrustedError):
        return f"{file} could not be read, so everything is as usual."
    for number, name, value in _lines(written):
        preference = PREFERENCES.get(name)
        if preference is not None and preference.fits(value):
            setattr(settings, name, value)
            settings._kept[name] = value
        else:
            bad.append(f"{number} ({name})" if name else str(number))
    if not bad:
        return ""
    more = f" and {len(bad) - MOST_TOLD:,} more" if len(bad) > MOST_TOLD else ""
    told = ", ".join(bad[:MOST_TOLD]) + more
    if len(bad) == 1:
        return (
            f"In {file} line {told} could not be used, and stays as it is; all others are in force."
        )
    return (
        f"In {file} lines {told} could not be used, and stay as they are; all others are in force."
    )


def _lines(written: str) -> Iterator[tuple[int, str, Any]]:
    """The number of each line that sets something, its name, and its value (None if invalid)."""
    # Editors on Windows may begin a file with a byte order mark.
    written = written.removeprefix("\ufeff").replace("\r\n", "\n")
    for number, line in enumerate(written.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            match = re.match(r"\s*(\w{1,100})\s*=", line)
            name, value = match[1] if match else "", None
            if name in PREFERENCES:
                ((name, found),) = parse_toml(line).table().items()
                value = found.value
        except ValueError:  # of another form, or several in one line
            value = None
        yield number, name, value


def _decoded(file: Path) -> str:
    # Bytes that are not UTF-8 spoil only their own line, and are written back unchanged.
    return read_bytes(file, LARGEST).decode("utf-8", "surrogateescape")


def _read_state(settings: Settings, folder: Path) -> str:
    file = folder / STATE_FILE
    try:
        state = parse_json(read_bytes(file, LARGEST_STATE)).table()
    except FileNotFoundError:
        return ""
    except (OSError, UntrustedError):
        return _told_of_damage(file)
    found = {name: one.value for name, one in state.items()}
    if "panels" not in found and is_table(found.get("choices")):
        found["panels"] = panels_of(found["choices"])
    bad = [name for name, check in LEFT.items() if name in found and not check(found[name])]
    for name, value in _usable_state(found).items():
        setattr(settings, name, value)
    return _told_of_part(file, ", ".join(bad)) if bad else ""


def _told_of_damage(file: Path) -> str:
    """Keep a file that cannot be read, since it will be replaced; returns what is said of it."""
    try:
        kept = put_aside(file)
    except OSError:
        return f"How things were left could not be read from {file}: everything has its own place."
    return (
        f"How things were left could not be read from {file}: everything has its own place. The "
        f"file is kept as {kept.name}."
    )


def _told_of_part(file: Path, names: str) -> str:
    """The same for a file of which only some settings cannot be used."""
    try:
        kept = put_aside(file, copy=True)
    except OSError:
        return f"Not usable in {file}, so forgotten: {names}."
    return f"Not usable in {file}, so forgotten: {names}. The whole file is kept as {kept.name}."


def _usable(check: Callable[[Any], bool], value: Any) -> Any:
    """As much of a value as passes the check; None if nothing does."""
    if isinstance(check, Entries):
        return check.usable(value)
    return value if check(value) else None


def _first(this: str, others: list[str], most: int) -> list[str]:
    return [this, *(other for other in others if other != this)][:most]
