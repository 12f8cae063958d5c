"""The gallery's page shows the pictures that the script takes, and stays small."""

import re
import sys
from pathlib import Path

import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
import gallery

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
PICTURES = re.findall(r"!\[(.+?)\]\((.+?)\)", PAGE)
MOST_BYTES, MOST_MOVING = 5_500_000, 3_000_000


def test_the_page_is_what_the_script_writes():
    assert gallery.page(ROOT / "docs" / "gallery") == PAGE


def test_every_picture_is_there_and_nothing_else():
    there = {path.name for path in (ROOT / "docs" / "gallery").iterdir()}

    assert {Path(path).name for _, path in PICTURES} == there
    assert [title for title, _ in PICTURES] == [scene.title for scene in gallery.SCENES]


@pytest.mark.parametrize("scene", gallery.SCENES, ids=lambda scene: scene.name)
def test_a_picture_is_as_large_as_the_window_and_in_its_theme(scene):
    (path,) = (ROOT / "docs" / "gallery").glob(f"{scene.name}.*")
    with Image.open(path) as picture:
        shown = picture.convert("L")
        if scene.take.__name__ not in ("figure", "load", "moving"):
            assert shown.size == scene.size
            corner = shown.getpixel((scene.size[0] - 5, scene.size[1] - 5))
            assert (corner < 100) == (scene.theme == "dark")


def test_the_whole_gallery_is_small():
    sizes = [path.stat().st_size for path in (ROOT / "docs" / "gallery").iterdir()]

    assert len(sizes) >= 10
    assert (ROOT / "docs" / "gallery" / "remembered.gif").stat().st_size <= MOST_MOVING
    assert sum(sizes) < MOST_BYTES


def test_the_export_is_taken_with_its_preview():
    with Image.open(ROOT / "docs" / "gallery" / "export.png") as picture:
        preview = picture.convert("RGB").crop((600, 220, 1090, 510))
    assert len(preview.getcolors(preview.width * preview.height)) > 20
