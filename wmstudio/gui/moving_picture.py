"""A GIF, written a picture at a time, into a file that is whole in the end or not there."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from PIL import Image, ImageChops
from PIL.GifImagePlugin import getdata, getheader
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from pathlib import Path

COLOURS = 256
SHORTEST = 20
"""Milliseconds: viewers show what is shorter for much longer."""
END = b";"


class MovingPicture:
    """Nothing is kept in memory but the last picture: what has not changed since is not written.

    Every picture is shown for ``milliseconds``, and after the last one comes the first again.

    Raises:
        OSError: the file cannot be written. So do `add` and `finish`; then it is not there.
    """

    def __init__(self, path: Path, milliseconds: int) -> None:
        self._milliseconds = max(milliseconds, SHORTEST)
        self._last: Image.Image | None = None
        self._path = path
        self._waiting = path.with_name(f".{path.name}.{os.getpid()}.part")
        # Unbuffered: a full disk is told at the picture that it cannot take.
        self._file = self._waiting.open("wb", buffering=0)

    def add(self, picture: QImage) -> None:
        """Write one more, of the size of the first."""
        new, last = _image(picture), self._last
        if last is None:
            drawn, box = _reduced(new), (0, 0)
            header, _ = getheader(drawn, info={"loop": 0, "duration": self._milliseconds})
            self._write(*header)
        else:
            # Where nothing has changed it is a picture all the same: of one pixel.
            changed = ImageChops.difference(new, last).getbbox() or (0, 0, 1, 1)
            drawn, box = _reduced(new.crop(changed)), changed[:2]
        self._write(
            *getdata(drawn, box, duration=self._milliseconds, include_color_table=last is not None)
        )
        self._last = new

    def finish(self) -> None:
        """Put the file where it belongs."""
        self._write(END)
        try:
            os.fsync(self._file.fileno())
            self._file.close()
            self._waiting.replace(self._path)
        except OSError:
            self.drop()
            raise

    def drop(self) -> None:
        """Leave everything as it was."""
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._waiting.unlink()

    def _write(self, *parts: bytes) -> None:
        data = memoryview(b"".join(parts))
        try:
            while data:
                data = data[self._file.write(data) :]
        except OSError:
            self.drop()
            raise


def _image(picture: QImage) -> Image.Image:
    packed = picture.convertToFormat(QImage.Format.Format_RGB888)
    size = packed.width(), packed.height()
    data = bytes(packed.constBits())
    return Image.frombuffer("RGB", size, data, "raw", "RGB", packed.bytesPerLine(), 1)


def _reduced(image: Image.Image) -> Image.Image:
    """In the colours that a GIF can have, without specks in what is of one colour."""
    return image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
