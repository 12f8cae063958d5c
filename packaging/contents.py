"""What the standalone program contains, and how large it may be. Pure: it looks at names and sizes.

Places are relative to the folder that PyInstaller calls `_internal`, with slashes.
"""

from __future__ import annotations

import hashlib
import re
import sys
from importlib.util import find_spec
from pathlib import Path

UNPACKED, COMPRESSED = 900_000_000, 350_000_000
"""The most bytes of the folder, and of the archive."""

LEFT_OUT = tuple(
    re.compile(pattern)
    for pattern in (
        # torch/__init__.py refuses to be imported without torch_shm_manager.
        r"torch/bin/(?!torch_shm_manager$)",
        r"torch/(include|share|test)/",
        r"torch/.*\.(a|cmake|cpp|cu|cuh|h|hpp|pyi)$",
        r"torch/(testing|distributed)/.*(/test_|_test\.py$)",
        # Qt's tools, its translations of itself other than the interface's, and what nothing loads.
        r"PySide6/Qt/translations/(?!qtbase_)",
        r"PySide6/Qt/(libexec|metatypes|qml)/",
        r"PySide6/Qt/plugins/(designer|egldeviceintegrations|networkinformation|qmltooling)/",
        r"PySide6/Qt/plugins/(sqldrivers|tls)/",
        r"PySide6/Qt/plugins/platforms/libq(eglfs|linuxfb|minimal|minimalegl|vnc|vkkhrdisplay)\.so$",
        # GTK: Qt has a theme of its own, and the program draws itself.
        r"PySide6/Qt/plugins/platformthemes/libqgtk3\.so$",
        r"lib(gtk|gdk|atk|atk-bridge|gdk_pixbuf|pango|pangocairo|pangoft2)-[123]\.",
        r"lib(atspi|cairo|cairo-gobject|datrie|epoxy|fribidi|thai)\.so",
        r"(PySide6/Qt/lib/)?libQt6(EglFS\w+|Test)\.so",
        r"(.*/)?tests?/.*\.pyc?$",
    )
)
"""Places of files that a part of the program's packages brings, and nothing here reads."""

MODULES_LEFT_OUT = (
    "PyInstaller",
    "hypothesis",
    "mypy",
    "pip",
    "pytest",
    "setuptools",
    "tensorboard",
    "tkinter",
)
"""Modules that some package asks for if they are there."""

ANY_FILE_MAY_IMPORT = ("h5py", "numpy", "platformdirs", "safetensors", "sentencepiece", "tqdm")
"""Packages that are included whole, so that a person's adapter finds what is in them."""

FALLBACKS = ("libxcb.so.1", "libGLdispatch.so.0", "libGLX.so.0", "libGL.so.1", "libEGL.so.1")
"""Libraries that must be those of the system's graphics driver, where the system has them.

PyInstaller leaves them out. They are brought along in a folder of their own, in an order in which
each finds those that it needs, and `entry.py` loads only those that the system lacks.
"""
FALLBACK_FOLDER = "fallback"

_NOT_FOR_PROGRAMS = {"antigravity", "idlelib", "lib2to3", "this", "tkinter", "turtle", "turtledemo"}
_NOT_FOR_PROGRAMS |= {"distutils", "ensurepip"}


def is_left_out(place: str) -> bool:
    """Whether a file stays out of the program."""
    return any(pattern.match(place.replace("\\", "/")) for pattern in LEFT_OUT)


def standard_library() -> list[str]:
    """The standard library's modules: an adapter may import any of them."""
    names = {name for name in sys.stdlib_module_names if not name.startswith("_")}
    return sorted(name for name in names - _NOT_FOR_PROGRAMS if find_spec(name) is not None)


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder; links count nothing."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files)


def duplicates(folder: Path, least: int = 1_000_000) -> list[list[Path]]:
    """Large files with the same contents."""
    found: dict[tuple[int, str], list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and (size := path.stat().st_size) >= least:
            with path.open("rb") as file:
                contents = hashlib.file_digest(file, "sha256").hexdigest()
            found.setdefault((size, contents), []).append(path)
    return [paths for paths in found.values() if len(paths) > 1]


def too_large(unpacked: int, compressed: int) -> str | None:
    """Say in one sentence which limit is exceeded; None if neither is."""
    for what, size, most in (
        ("folder", unpacked, UNPACKED),
        ("archive", compressed, COMPRESSED),
    ):
        if size > most:
            mega = f"{size / 1e6:,.0f} MB, and may have at most {most / 1e6:,.0f} MB"
            return f"The {what} has {mega}: leave more out in packaging/contents.py."
    return None
