"""The clipboard when the program ends."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage

from wmstudio.gui.editor import clipboard

application = QGuiApplication([])
picture = QImage(2, 2, QImage.Format.Format_RGB32)
picture.fill(0)
data = QMimeData()
{put}
QGuiApplication.clipboard().setMimeData(data)
del data
print("there")
"""
COPIED = {
    "text": "data = clipboard.data_of('copied')",
    "a picture": "data.setImageData(picture); data.setData('image/svg+xml', b'<svg/>')",
    "HTML": "data.setHtml('<b>copied</b>')",
    "addresses": "data.setUrls([QUrl('https://example.org/a.txt')])",
    "data of another kind": "data.setData('application/x-other', b'copied')",
}


@pytest.mark.parametrize("copied", COPIED)
def test_the_program_ends_well_with_its_data_on_the_clipboard(copied):
    program = PROGRAM.format(put=COPIED[copied])
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert (ended.returncode, ended.stdout.strip(), ended.stderr.strip()) == (0, "there", "")
