"""The files for the desktop: they say what the specifications ask for, and go away again."""

import configparser
import errno
import os
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from wmstudio import paths
from wmstudio.app.saved import session_file
from wmstudio.cli import desktop, main
from wmstudio.engine import memory_file
from wmstudio.files import recording_name, writing

NAMESPACE = "{http://www.freedesktop.org/standards/shared-mime-info}"
ENTRY = "applications/wmstudio.desktop"
TYPES = "mime/packages/wmstudio-types.xml"
ICON = "icons/hicolor/scalable/apps/wmstudio.svg"


@pytest.fixture
def data(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    monkeypatch.setattr(sys, "platform", "linux")
    # What a desktop keeps beside the files is its own business.
    monkeypatch.setattr(desktop, "UPDATES", ())
    return folder


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def entry(folder):
    found = configparser.ConfigParser(interpolation=None, delimiters="=")
    found.optionxform = str
    found.read(folder / ENTRY, encoding="utf-8")
    return found["Desktop Entry"]


def test_what_is_installed_is_three_files_and_all_are_removed(data, capsys):
    assert main(["desktop", "--install"]) == 0
    assert files(data) == {ENTRY, TYPES, ICON}
    told = capsys.readouterr().err
    assert all(f"written: {data / name}" in told for name in files(data))
    other = data / "applications" / "other.desktop"
    other.write_text("[Desktop Entry]\n")
    assert main(["desktop", "--remove"]) == 0
    assert files(data) == {"applications/other.desktop"}
    assert main(["desktop", "--remove"]) == 0
    assert "nothing to remove" in capsys.readouterr().err


def test_installing_twice_is_installing_once(data):
    main(["desktop", "--install"])
    before = {name: (data / name).read_bytes() for name in files(data)}
    assert main(["desktop", "--install"]) == 0
    assert {name: (data / name).read_bytes() for name in files(data)} == before


EARLIER = {
    ENTRY: b"[Desktop Entry]\nMimeType=application/x-wmstudio-session;\n",
    TYPES: b'<mime-type type="application/x-wmstudio-session"></mime-type>',
    ICON: b'<svg><rect x="70" y="80" width="5" height="22" rx="2.5" fill="#6ea8ff"/></svg>',
}
"""What is in the files that the first version with this command has installed."""


@pytest.mark.parametrize("ending", ["--install", "--remove"])
def test_files_of_an_earlier_version_are_replaced_and_removed(data, ending):
    for name, content in EARLIER.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(content)
    assert main(["desktop", ending]) == 0
    left = {name for name in EARLIER if (data / name).exists()}
    assert left == (set(EARLIER) if ending == "--install" else set())
    assert all((data / name).read_bytes() != EARLIER[name] for name in left)


def test_the_types_are_those_of_the_programs_files_and_the_entry_opens_them(data):
    main(["desktop", "--install"])
    types = ET.parse(data / TYPES).getroot().findall(f"{NAMESPACE}mime-type")
    patterns = {one.find(f"{NAMESPACE}glob").get("pattern"): one.get("type") for one in types}
    endings = (session_file.ENDING, recording_name.ENDING, memory_file.ENDING)
    assert patterns.keys() == {f"*{ending}" for ending in endings}
    assert set(entry(data)["MimeType"].strip(";").split(";")) == set(patterns.values())
    icons = {one.find(f"{NAMESPACE}icon").get("name") for one in types}
    assert icons == {entry(data)["Icon"]} == {os.path.splitext(os.path.basename(ICON))[0]}


def test_the_entry_starts_the_program_from_any_folder(data, tmp_path):
    main(["desktop", "--install"])
    command = entry(data)["Exec"]
    assert command.endswith(" --from-desktop %f")
    words = shlex.split(command.removesuffix(" %f"))
    # A desktop starts programs in the user's home, where anything may lie.
    for name in ("argparse", "io", "wmstudio"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('not this one')")
    done = subprocess.run(
        [*words, "--version"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("wmstudio ")
    assert entry(data)["TryExec"] == words[0]


@pytest.mark.parametrize("name", ["my models", 'a"b', "50%", "$HOME", "back\\slash", "`date`"])
def test_a_path_with_special_characters_is_quoted_as_the_specification_says(name):
    def unquoted(text):
        # First as any text of an entry, then as an argument in quotes, at last the field codes.
        text = text.replace("\\\\", "\\")
        assert (text[0], text[-1]) == ('"', '"')
        inside, found = iter(text[1:-1]), ""
        for x in inside:
            assert x not in '"`$'
            found += next(inside) if x == "\\" else x
        return found.replace("%%", "%")

    path = f"/opt/{name}/python"
    assert unquoted(desktop.quoted(path)) == path


def test_a_frozen_program_starts_itself(data, monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    main(["desktop", "--install"])
    assert entry(data)["Exec"] == f'"{sys.executable}" --from-desktop %f'


@pytest.fixture
def full(monkeypatch):
    """Makes writing fail, once so many files have been written."""

    def fail(number, works):
        done = []
        flush = writing.FileWriter.flush

        def flush_some(writer):
            if len(done) == works:
                raise OSError(number, os.strerror(number), str(writer._path))
            done.append(writer)
            flush(writer)

        monkeypatch.setattr(writing.FileWriter, "flush", flush_some)

    return fail


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("works", [0, 1, 2])
def test_a_full_or_read_only_home_is_told_and_nothing_is_left(data, full, capsys, number, works):
    full(number, works)
    assert main(["desktop", "--install"]) == 1
    told = capsys.readouterr().err
    assert os.strerror(number) in told
    assert "still starts with the command wmstudio" in told
    assert "Traceback" not in told
    assert not data.exists() or files(data) == set()


@pytest.mark.parametrize("works", [0, 1, 2])
def test_what_was_installed_stays_where_it_cannot_be_installed_again(
    data, full, monkeypatch, works
):
    main(["desktop", "--install"])
    before = {name: (data / name).read_bytes() for name in files(data)}
    monkeypatch.setattr(sys, "executable", "/opt/another/python")
    full(errno.ENOSPC, works)
    assert main(["desktop", "--install"]) == 1
    assert {name: (data / name).read_bytes() for name in files(data)} == before


def of_another(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[Desktop Entry]\nName=Watermelon studio\n")


def linked_to_another(path):
    of_another(path.parent / "there")
    path.symlink_to("there")


def linked_to_nothing(path):
    path.parent.mkdir(parents=True)
    path.symlink_to("nowhere")


@pytest.mark.parametrize("make", [of_another, linked_to_another, linked_to_nothing])
@pytest.mark.parametrize("name", [ENTRY, TYPES, ICON])
def test_a_file_of_another_program_is_neither_replaced_nor_removed(data, capsys, name, make):
    path = data / name
    make(path)
    before = files(data)
    for option in ("--install", "--remove"):
        main(["desktop", option])
        assert f"{path}" in capsys.readouterr().err
        assert path.is_symlink() or path.is_file()
        assert files(data) == before
    assert make is linked_to_nothing or "Watermelon" in path.read_text()


def test_a_folder_in_place_of_a_file_is_told_and_stays(data, capsys):
    (data / ENTRY).mkdir(parents=True)
    assert main(["desktop", "--install"]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert main(["desktop", "--remove"]) == 0
    assert (data / ENTRY).is_dir()


def test_a_path_that_no_entry_can_have_is_told(data, monkeypatch, capsys):
    monkeypatch.setattr(sys, "executable", "/opt/\udcff/python")
    assert main(["desktop", "--install"]) == 1
    assert "is not UTF-8" in capsys.readouterr().err
    assert not data.exists()


def test_a_frozen_program_that_cannot_be_added_says_how_it_starts(data, monkeypatch, capsys):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    data.write_text("a file")
    assert main(["desktop", "--install"]) == 1
    assert capsys.readouterr().err.rstrip().endswith(f"it still starts with {sys.executable}")


def test_a_file_in_place_of_the_folder_is_told(data, capsys):
    data.write_text("a file")
    assert main(["desktop", "--install"]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_relative_data_folder_is_ignored(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", "here")
    assert desktop.data_folder() == tmp_path / ".local" / "share"


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_are_refused_in_a_sentence(data, monkeypatch, capsys, platform):
    monkeypatch.setattr(sys, "platform", platform)
    assert main(["desktop", "--install"]) == 2
    assert "is for Linux" in capsys.readouterr().err
    assert not data.exists()


def test_desktops_are_asked_to_read_the_files_at_once(data, monkeypatch, tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    said = tmp_path / "said"
    updates = (("read-types", "mime"), ("read-entries", "applications"), ("not-there", "icons"))
    for name, _ in updates[:2]:
        made = programs / name
        made.write_text(f'#!/bin/sh\necho {name} "$@" >> "{said}"\nexit 1\n')
        made.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(desktop, "UPDATES", updates)
    for option in ("--install", "--remove"):
        assert main(["desktop", option]) == 0
    each = [f"read-types {data / 'mime'}", f"read-entries {data / 'applications'}"]
    assert said.read_text().splitlines() == [*each, *each]


def test_the_icon_is_a_drawing_and_a_picture():
    assert ET.parse(paths.resources() / "icons" / "wmstudio.svg").getroot().tag.endswith("svg")
    picture = (paths.resources() / "icons" / "wmstudio.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
