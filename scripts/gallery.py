"""Take the pictures of docs/gallery.md, in the real window with real models, and write the page.

Used as `make gallery`; ARGS="slots compare" takes only these again.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gallery_scenes import SCENES, Scene
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from wmstudio.app.settings import Settings
from wmstudio.gui.shell.render import window_off_screen

if TYPE_CHECKING:
    from wmstudio.gui.shell.main_window import MainWindow

ROOT = Path(__file__).resolve().parent.parent
COLOURS = 256


def shot(window: MainWindow, of: QWidget | None) -> QPixmap:
    """The window with the dialogs that stand before it, or a part of it."""
    QApplication.processEvents()
    if of is not None:
        return of.grab()
    picture = window.grab()
    painter = QPainter(picture)
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            place = window.rect().center() - dialog.rect().center()
            painter.fillRect(dialog.rect().translated(place + QPoint(5, 5)), "#60000000")
            painter.drawPixmap(place, dialog.grab())
    painter.end()
    return picture


def taken(scene: Scene, window: MainWindow, folder: Path) -> Path:
    """Take the picture, and put it into the folder."""
    of = scene.take(window)
    if isinstance(of, Path):
        return Path(shutil.move(of, folder / f"{scene.name}{of.suffix}"))
    path = folder / f"{scene.name}.png"
    shot(window, of).save(str(path), "PNG")
    reduce(path)
    return path


def reduce(path: Path) -> None:
    """The same picture in 256 colours: a third of the bytes."""
    with Image.open(path) as image:
        small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def page(folder: Path) -> str:
    """The page that shows them all."""
    parts = [
        "# Gallery\n",
        "Every picture is the real window with a model that comes with the program; "
        "`make gallery` takes them again.\n",
    ]
    for scene in SCENES:
        (path,) = folder.glob(f"{scene.name}.*")
        picture = f"![{scene.title}]({folder.name}/{path.name})"
        parts.append(f"## {scene.title}\n\n{scene.says}\n\n{picture}\n")
    return "\n".join(parts)


def main() -> int:
    """Take the pictures that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="of pictures; else all of them")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "gallery", metavar="FOLDER")
    options = parser.parse_args()
    wrong = set(options.names) - {scene.name for scene in SCENES}
    if wrong:
        print(f"there is no picture called {', '.join(sorted(wrong))}", file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    for scene in SCENES:
        if options.names and scene.name not in options.names:
            continue
        with window_off_screen(Settings(theme=scene.theme, device="cpu"), scene.size) as window:
            path = taken(scene, window, options.out)
        print(f"{path}: {path.stat().st_size:,} bytes")
    options.out.with_suffix(".md").write_text(page(options.out), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
