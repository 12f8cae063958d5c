"""The fonts of the window. They ship with it, so that it looks the same everywhere."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

from wmstudio import paths
from wmstudio.app.log import log

if TYPE_CHECKING:
    from pathlib import Path

INTERFACE, TEXT, CODE = "Inter", "Noto Serif", "JetBrains Mono"
FILES = {
    "Inter-Regular.ttf": INTERFACE,
    "Inter-SemiBold.ttf": INTERFACE,
    "NotoSerif-Regular.ttf": TEXT,
    "JetBrainsMono-Regular.ttf": CODE,
    "JetBrainsMono-Bold.ttf": CODE,
}
"""The files that ship, and the font family that Qt must find in each."""
SPACED, WRITING, PITCH = "NotoSerif-Regular.ttf", "Noto Lines", 1.66
"""The font of the text: one that ships, renamed, with lines `PITCH` times as high as its letters,
because a `QPlainTextEdit` has no other way to set the line spacing."""
TABULAR = QFont.Tag("tnum")
"""The OpenType feature that gives all figures one width."""
HEAVY = QFont.Weight.DemiBold
"""The weight of headings. It ships; Qt would synthesise a heavier one."""
failed: list[str] = []
"""The files that could not be loaded. Like the fonts themselves, for the whole process."""


def load(application: QApplication, folder: Path | None = None) -> tuple[str, ...]:
    """Load the shipped fonts, and set the application's font.

    Returns the names of files that are missing or damaged, which `failed` keeps for the window to
    tell. The program starts without them: fonts of the system take their place.
    """
    folder = folder or paths.resources() / "fonts"
    failed[:] = (name for name, family in FILES.items() if not _add(folder / name, family))
    if SPACED not in failed:
        data = (folder / SPACED).read_bytes()
        QFontDatabase.addApplicationFontFromData(with_room_between_lines(data, TEXT, WRITING))
    for name in failed:
        log.warning("font %s is missing or damaged: a font of the system stands in", name)
    font = application.font()
    # The system's own fonts follow, because they have the characters of the user's language.
    font.setFamilies([INTERFACE, *(name for name in font.families() if name != INTERFACE)])
    application.setFont(font)
    return tuple(failed)


def interface(scale: float = 1.0, *, heavy: bool = False) -> QFont:
    """The interface font, with figures of one width, so that numbers do not move."""
    return _figures(QFont(QApplication.font()), scale, heavy=heavy)


def text() -> QFont:
    """The font of the user's text."""
    return _family(TEXT)


def writing() -> QFont:
    """The font of the text, with wider line spacing."""
    return _family(WRITING, TEXT)


def quoted(scale: float = 1.0, *, heavy: bool = False) -> QFont:
    """The font of quoted words of the text in lists."""
    return _figures(text(), scale, heavy=heavy)


def code(scale: float = 1.0) -> QFont:
    """The monospaced font for tokens, keys and code."""
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made = _family(CODE, *fixed.families())
    made.setStyleHint(QFont.StyleHint.Monospace)
    made.setPointSizeF(max(QFontInfo(QApplication.font()).pointSizeF() * scale, 6.0))
    return made


def _add(file: Path, family: str) -> bool:
    """Load a font from its data, because Qt does not report missing files.

    Returns whether it worked.
    """
    try:
        data = file.read_bytes()
    except OSError:
        return False
    number = QFontDatabase.addApplicationFontFromData(data)
    return number >= 0 and family in QFontDatabase.applicationFontFamilies(number)


def _figures(font: QFont, scale: float, *, heavy: bool) -> QFont:
    font.setPointSizeF(max(QFontInfo(QApplication.font()).pointSizeF() * scale, 6.0))
    font.setFeature(TABULAR, 1)
    if heavy:
        font.setWeight(HEAVY)
    return font


def with_room_between_lines(data: bytes, family: str, name: str) -> bytes:
    """Rename a TrueType font, and make its lines `PITCH` times as high as its letters.

    The letters stay as they are, and in the middle of the line. The tables are those of OpenType:
    `head` (units), `hhea` and `OS/2` (heights), `name`. Both names are of the same length.
    """
    made = bytearray(data)
    (count,) = struct.unpack_from(">H", made, 4)
    entries = (struct.unpack_from(">4s4xII", made, 12 + 16 * i) for i in range(count))
    tables = {tag.decode("ascii"): (start, size) for tag, start, size in entries}
    (units,) = struct.unpack_from(">H", made, tables["head"][0] + 18)
    hhea, os2 = tables["hhea"][0], tables["OS/2"][0]
    up, down = struct.unpack_from(">hh", made, hhea + 4)
    more = round((units * PITCH - (up - down)) / 2)
    up, down = up + more, down - more
    struct.pack_into(">hhh", made, hhea + 4, up, down, 0)
    struct.pack_into(">hhh", made, os2 + 68, up, down, 0)
    struct.pack_into(">HH", made, os2 + 74, up, -down)
    start, size = tables["name"]
    for encoding in ("utf-16-be", "ascii"):
        old, new = family.encode(encoding), name.encode(encoding)
        made[start : start + size] = made[start : start + size].replace(old, new)
    return bytes(made)


def _family(*names: str) -> QFont:
    """A font of this family, with the interface's fonts as fallback for characters such as ␣."""
    made = QFont(QApplication.font())
    made.setFamilies([*names, *made.families()])
    return made
