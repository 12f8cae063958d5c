"""Pictures as bytes, so that they are written where everything else is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer

if TYPE_CHECKING:
    from PySide6.QtGui import QImage


def png_of(image: QImage) -> bytes:
    """The picture as the bytes of a PNG file.

    Raises:
        ValueError: there is no picture, or not enough memory to write one.
    """
    data = QBuffer()
    data.open(QBuffer.OpenModeFlag.WriteOnly)
    # The declared type of the format is bytes, which PySide6 refuses.
    if not image.save(data, "PNG"):  # type: ignore[call-overload]
        raise ValueError("there is no picture to write")
    return bytes(data.data().data())
