"""Where things are, and what is said where nobody knows."""

import os
import subprocess
import sys

import pytest

from wmstudio import paths
from wmstudio.app import log
from wmstudio.backends import adapter
from wmstudio.backends.found import FormatError
from wmstudio.cli import desktop
from wmstudio.files import in_place


@pytest.fixture
def nameless(monkeypatch):
    """A user without a name and a home, as in many containers."""
    for name in (paths.HOME_VARIABLE, "HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH"):
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)


@pytest.mark.parametrize(
    "folder",
    [
        paths.settings_folder,
        paths.autosave_folder,
        paths.tours_folder,
        paths.plugins_folder,
        paths.state_folder,
        paths.cache_folder,
        paths.home,
        desktop.data_folder,
    ],
)
def test_where_nobody_knows_the_home_folder_a_sentence_says_what_to_set(nameless, folder):
    with pytest.raises(ValueError, match=r"home folder is not known: set .* HOME to a folder"):
        folder()


def test_a_folder_for_the_program_needs_no_home(nameless, monkeypatch, tmp_path):
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    assert paths.settings_folder().is_relative_to(tmp_path)
    assert log.homeless(str(tmp_path)) == str(tmp_path)


def test_what_is_overwritten_is_kept_elsewhere_without_a_home(nameless, tmp_path):
    (tmp_path / "file").write_bytes(b"old")
    with (tmp_path / "file").open("rb") as file:
        kept = in_place._keep(file)
    try:
        with open(kept, "rb") as copy:
            assert copy.read() == b"old"
    finally:
        os.unlink(kept)


@pytest.mark.parametrize(
    ("home", "text", "wanted"),
    [
        ("/home/a", "in /home/a/b.", "in ~/b."),
        ("/home/a", "/home/a", "~"),
        ("/home/a", "it is in /home/a.", "it is in ~."),
        ("/home/a", "/home/ab/c", "/home/ab/c"),
        ("/home/a", "/home/a-b and /home/a.b", "/home/a-b and /home/a.b"),
        ("/", "/usr/lib", "/usr/lib"),
    ],
)
def test_only_the_home_folder_itself_is_left_out_of_reports(monkeypatch, home, text, wanted):
    monkeypatch.setattr(paths, "home", lambda: home)
    assert log.homeless(text) == wanted


def test_an_adapter_of_a_user_whom_nobody_knows_is_refused():
    with pytest.raises(FormatError, match="there is no adapter"):
        adapter.allow("~nobody-has-this-name/x.py")
    assert not adapter.is_allowed("~nobody-has-this-name/x.py")


def test_the_program_without_a_home_says_so_in_one_line(tmp_path):
    """The interpreter of the test has a home: it is taken from the program only."""
    code = (
        "import pathlib, os, sys; os.path.expanduser = lambda path: path\n"
        "from wmstudio.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    kept = {n: v for n, v in os.environ.items() if n not in ("HOME", paths.HOME_VARIABLE)}
    kept = {n: v for n, v in kept.items() if not n.startswith("XDG_")}
    for words in ([], ["desktop", "--remove"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            env=kept | {"QT_QPA_PLATFORM": "offscreen"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1, done.stderr
        assert done.stderr.startswith("wmstudio: your home folder is not known: set ")
        assert done.stderr.count("\n") == 1
