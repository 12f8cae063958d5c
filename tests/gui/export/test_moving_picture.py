"""What is written is read back with the library, picture by picture."""

import resource
import signal

import pytest
from PIL import Image
from PySide6.QtGui import QColor, QImage, QPainter

from wmstudio.gui.export.moving_picture import MovingPicture


def picture(x, colour="#e8a33d", size=(200, 120)):
    made = QImage(*size, QImage.Format.Format_RGB32)
    made.fill(QColor("#14161a"))
    painter = QPainter(made)
    painter.fillRect(x, 20, 30, 30, QColor(colour))
    painter.end()
    return made


def written(path, pictures, milliseconds=250):
    made = MovingPicture(path, milliseconds)
    for one in pictures:
        made.add(one)
    made.finish()
    return path


def test_every_picture_is_there_with_its_time_and_its_colours(tmp_path):
    path = written(tmp_path / "a.gif", [picture(x) for x in (0, 40, 40, 160)])

    with Image.open(path) as found:
        assert found.n_frames == 4
        assert found.size == (200, 120)
        assert found.info["loop"] == 0
        for frame, x in enumerate((0, 40, 40, 160)):
            found.seek(frame)
            assert found.info["duration"] == 250
            shown = found.convert("RGB")
            for place in (0, 40, 160):
                expected = (0xE8, 0xA3, 0x3D) if place == x else (0x14, 0x16, 0x1A)
                assert shown.getpixel((place + 10, 30)) == expected


def test_what_has_not_changed_is_not_written_again(tmp_path):
    one = written(tmp_path / "one.gif", [picture(0)]).stat().st_size
    many = written(tmp_path / "many.gif", [picture(0)] * 50).stat().st_size

    assert many < one + 50 * 60


def test_no_half_file_is_left_where_it_is_given_up(tmp_path):
    path = tmp_path / "a.gif"
    path.write_text("as it was")
    made = MovingPicture(path, 100)
    made.add(picture(0))
    made.discard()

    assert path.read_text() == "as it was"
    assert list(tmp_path.iterdir()) == [path]


def test_where_it_cannot_be_written_that_is_an_error_with_a_reason(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        MovingPicture(tmp_path / "nowhere" / "a.gif", 100)


def test_a_full_disk_leaves_nothing(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            written(tmp_path / "a.gif", map(picture, range(100)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)

    assert list(tmp_path.iterdir()) == []
