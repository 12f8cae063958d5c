"""Images as bytes, so that all files are written in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer

if TYPE_CHECKING:
    from PySide6.QtGui import QImage


def png_of(image: QImage) -> bytes:
    """The bytes of a PNG file.

    Raises:
        ValueError: the image is empty, or there is not enough memory.
    """
    data = QBuffer()
    data.open(QBuffer.OpenModeFlag.WriteOnly)
    # The stubs declare the format as bytes, which PySide6 refuses.
    if not image.save(data, "PNG"):  # type: ignore[call-overload]
        raise ValueError("there is no picture to write")
    return bytes(data.data().data())
