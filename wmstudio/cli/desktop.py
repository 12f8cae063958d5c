"""`wmstudio desktop`: an entry in the desktop's menu, an icon, and types for the program's files.

The files and folders are those of freedesktop.org: the Desktop Entry Specification 1.5, Shared
MIME-info and the icon theme "hicolor". They are the user's own, and none of another program is
changed.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio import paths
from wmstudio.cli.shared import UsageError, note
from wmstudio.files.writing import write_files

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from wmstudio.cli.telling import Parser

ENTRY, TYPES, ICON = "wmstudio.desktop", "wmstudio-types.xml", "wmstudio.svg"
PLACES = {
    ENTRY: "applications",
    TYPES: "mime/packages",
    ICON: "icons/hicolor/scalable/apps",
}
"""Where each file goes, in the user's data folder."""
UPDATES = (
    ("update-mime-database", "mime"),
    ("update-desktop-database", "applications"),
    ("gtk-update-icon-cache", "icons/hicolor", "--quiet", "--ignore-theme-index"),
)
"""What makes desktops read them at once, where it is there: program, folder, options."""
MARKS = {
    ENTRY: b"x-wmstudio-session",
    TYPES: b"x-wmstudio-session",
    ICON: b'<rect x="70" y="80" width="5" height="22" rx="2.5" fill="#6ea8ff"/>',
}
"""What is in each file, by which it is told from one of another program with the same name. It is
in those of all earlier versions, too, which are replaced and removed like the present ones."""
SECONDS = 60


def add_desktop(parser: Parser) -> None:
    """Add the options of `desktop`."""
    either = parser.add_mutually_exclusive_group(required=True)
    either.add_argument(
        "--install",
        action="store_true",
        help="add WM Studio to your desktop's menu, and have a double click open its files",
    )
    either.add_argument("--remove", action="store_true", help="take all of that away again")


def desktop(options: Namespace) -> int:
    """Install the files, or remove them, and say what was done.

    Raises:
        UsageError: the system has no such files.
        ValueError: a file cannot be written or removed, or is of another program. All files are
            written, or none.
    """
    if sys.platform in ("win32", "darwin"):
        raise UsageError("wmstudio desktop is for Linux: on this system, make a shortcut instead")
    folder = data_folder()
    files = {folder / place / name: name for name, place in PLACES.items()}
    if options.remove:
        return _remove(folder, files)
    contents = {path: _contents(name) for path, name in files.items()}
    for path, name in files.items():
        if _is_foreign(path, name):
            raise ValueError(f"{path} is of another program: move it away, or remove it, first")
    path = folder
    try:
        for path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
        write_files(folder, {str(path.relative_to(folder)): contents[path] for path in files})
    except OSError as error:
        raise ValueError(
            "WM Studio cannot be added to the desktop's menu, since "
            f"{error.filename or path} cannot be written "
            f"({error.strerror or error}); it still starts with {_known_as()}"
        ) from error
    _update(folder)
    for path in files:
        note(f"written: {path}")
    return 0


def _contents(name: str) -> bytes:
    """What is written into a file.

    Raises:
        ValueError: the program's path is in no entry of a menu.
    """
    if name != ENTRY:
        return _read("icons" if name == ICON else "desktop", name).encode()
    command = program()
    entry = _read("desktop", ENTRY).format(
        command=" ".join(map(quoted, command)), program=escaped(command[0])
    )
    try:
        return entry.encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            "WM Studio cannot be added to the desktop's menu, since the path of its Python, "
            f"{command[0]!r}, is not UTF-8; it still starts with {_known_as()}"
        ) from error


def _is_foreign(path: Path, name: str) -> bool:
    """Whether something is there that is not ours."""
    try:
        return MARKS[name] not in path.read_bytes()
    except FileNotFoundError:
        return path.is_symlink()
    except OSError:
        # What cannot be read is told when it is written.
        return False


def _remove(folder: Path, files: dict[Path, str]) -> int:
    there = []
    for path, name in files.items():
        if _is_foreign(path, name):
            note(f"left, since it is of another program: {path}")
        elif path.is_file():
            there.append(path)
    for path in there:
        try:
            path.unlink()
        except OSError as error:
            raise ValueError(f"{path} cannot be removed: {error.strerror or error}") from error
        note(f"removed: {path}")
    if there:
        _update(folder)
    else:
        note(f"there is nothing to remove in {folder}")
    return 0


def data_folder() -> Path:
    """The folder of the user's applications, icons and file types."""
    named = Path(os.environ.get("XDG_DATA_HOME", ""))
    # The specification has relative paths ignored.
    return named if named.is_absolute() else paths.home() / ".local" / "share"


def program() -> list[str]:
    """The command that starts this program from anywhere."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    # -P: what lies in the folder where a desktop starts programs has no part in it.
    return [sys.executable, "-P", "-m", "wmstudio"]


def _known_as() -> str:
    """What a person types to start the program."""
    return sys.executable if getattr(sys, "frozen", False) else "the command wmstudio"


def quoted(argument: str) -> str:
    """An argument of ``Exec``: quoted, and then escaped like any text of a desktop entry."""
    inside = "".join(f"\\{x}" if x in '"`$\\' else x for x in argument).replace("%", "%%")
    return escaped(f'"{inside}"')


def escaped(value: str) -> str:
    """A text of a desktop entry."""
    return (
        value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    )


def _read(folder: str, name: str) -> str:
    return (paths.resources() / folder / name).read_text(encoding="utf-8")


def _update(folder: Path) -> None:
    import subprocess

    for name, place, *options in UPDATES:
        command: Sequence[str] = (name, *options, str(folder / place))
        if shutil.which(name) and (folder / place).is_dir():
            with suppress(OSError, subprocess.TimeoutExpired):
                subprocess.run(command, check=False, capture_output=True, timeout=SECONDS)
