"""Refuses a release of PySide6 that aborts the process.

PySide6 6.12 drops a reference to ``None`` or ``True`` with every void call or signal on Python
below 3.12, until the interpreter aborts after a few thousand of them, without a traceback.
"""

import sys

import PySide6


def why_unsound(python: tuple[int, ...], pyside: str) -> str | None:
    """Say in one line why these versions cannot work together; None if they can."""
    if tuple(python[:2]) < (3, 12) and pyside.split(".")[:2] == ["6", "12"]:
        return (
            f"PySide6 {pyside} crashes on Python {python[0]}.{python[1]}: "
            'run pip install "PySide6-Essentials==6.11.3", or use Python 3.12 or newer.'
        )
    return None


def require_sound_binding() -> None:
    """End the program with one line if the installed PySide6 cannot work."""
    if message := why_unsound(tuple(sys.version_info[:3]), PySide6.__version__):
        raise SystemExit(message)
