"""Writes a GIF frame by frame. The file appears only when it is complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops
from PIL.GifImagePlugin import getdata, getheader
from PySide6.QtGui import QImage

from wmstudio.files.writing import FileWriter

if TYPE_CHECKING:
    from pathlib import Path

COLOURS = 256
SHORTEST = 20
"""Shortest duration of a frame in milliseconds: viewers slow shorter ones down."""
END = b";"


class MovingPicture:
    """Keeps only the last frame in memory, and writes only what has changed since.

    Every frame is shown for ``milliseconds``, and the animation repeats.

    Raises:
        OSError: the file cannot be written. `add` and `finish` raise it too; the file does not
            exist then.
    """

    def __init__(self, path: Path, milliseconds: int) -> None:
        self._milliseconds = max(milliseconds, SHORTEST)
        self._last: Image.Image | None = None
        self._file = FileWriter(path)

    def add(self, picture: QImage) -> None:
        """Add a frame of the size of the first."""
        new, last = _image(picture), self._last
        if last is None:
            drawn, box = _reduced(new), (0, 0)
            header, _ = getheader(drawn, info={"loop": 0, "duration": self._milliseconds})
            self._write(*header)
        else:
            # A frame without changes is written as one pixel.
            changed = ImageChops.difference(new, last).getbbox() or (0, 0, 1, 1)
            drawn, box = _reduced(new.crop(changed)), changed[:2]
        self._write(
            *getdata(drawn, box, duration=self._milliseconds, include_color_table=last is not None)
        )
        self._last = new

    def finish(self) -> None:
        """Put the file in its place."""
        self._write(END)
        self._file.commit()

    def discard(self) -> None:
        """Remove the unfinished file."""
        self._file.discard()

    def _write(self, *parts: bytes) -> None:
        try:
            self._file.write(b"".join(parts))
        except OSError:
            self.discard()
            raise


def _image(picture: QImage) -> Image.Image:
    packed = picture.convertToFormat(QImage.Format.Format_RGB888)
    size = packed.width(), packed.height()
    data = bytes(packed.constBits())
    return Image.frombuffer("RGB", size, data, "raw", "RGB", packed.bytesPerLine(), 1)


def _reduced(image: Image.Image) -> Image.Image:
    """Reduce to a GIF's palette, without dithering areas of one colour."""
    return image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
