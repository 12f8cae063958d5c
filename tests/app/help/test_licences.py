"""Licences of the program and of what it uses."""

import re
from importlib import metadata

from wmstudio import paths
from wmstudio.app.help import licences


def test_the_program_and_every_font_have_their_whole_licence():
    found = {one.name: " ".join(one.paragraphs) for one in licences.own()}
    fonts = {file.stem.removeprefix("OFL-") for file in (paths.resources() / "fonts").glob("OFL-*")}

    assert set(found) == {"wmstudio", *fonts}
    assert "Permission is hereby granted, free of charge" in found["wmstudio"]
    for font in fonts:
        written = (paths.resources() / "fonts" / f"OFL-{font}.txt").read_text(encoding="utf-8")
        words = re.sub(r"^-{3,}$", "", written, flags=re.MULTILINE).split()
        assert found[font].split() == words


def test_packages_are_told_with_the_licence_that_they_declare():
    used = {one.name: one for one in licences.used()}

    assert used["PySide6_Essentials" if "PySide6_Essentials" in used else "PySide6-Essentials"]
    assert used["numpy"].version == metadata.version("numpy")
    assert "BSD-3-Clause" in used["numpy"].licence
    assert "pytest" not in used
    assert all(one.licence for one in used.values())


def test_lines_that_were_broken_by_hand_are_joined():
    text = "One\n  line\n\n----------\nTITLE\n----------\n\nLast"
    assert licences.paragraphs(text) == ("One line", "TITLE", "Last")
