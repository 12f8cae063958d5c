"""What is said where Qt finds no screen, as Qt says it: each sentence is from a run of its own."""

import os
import subprocess
import sys

import pytest

from wmstudio.gui.shell.starting import screen

FATAL = (
    "This application failed to start because no Qt platform plugin could be initialized. "
    "Reinstalling the application may fix this problem.\n\nAvailable platform plugins are: xcb.\n"
)
ADVICE = (
    "From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the Qt xcb platform plugin.",
    'Could not load the Qt platform plugin "xcb" in "" even though it was found.',
    FATAL,
)
SILENT = ["could not connect to display host:9.0", *ADVICE]


def test_a_display_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr(screen, "missing_library", lambda plugin: None)

    assert "the display 'host:9.0' does not answer: set DISPLAY" in screen.why_no_window(SILENT)


def test_a_missing_library_is_named_before_anything_else(monkeypatch):
    monkeypatch.setattr(screen, "missing_library", lambda plugin: f"lib{plugin}-cursor.so.0")

    assert "missing (libxcb-cursor.so.0): install it" in screen.why_no_window(SILENT)


def test_a_kind_of_screen_that_qt_does_not_have_is_named():
    said = ['Could not find the Qt platform plugin "nonsense" in ""', FATAL]

    assert "QT_QPA_PLATFORM is 'nonsense'" in screen.why_no_window(said)


def test_anything_else_is_told_in_one_line():
    assert "\n" not in screen.why_no_window([FATAL])


def test_the_loader_says_which_library_a_plugin_misses(tmp_path, monkeypatch):
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / "libqxcb.so").write_bytes(b"no library")
    monkeypatch.setattr(screen.QCoreApplication, "libraryPaths", lambda: [str(tmp_path)])

    assert screen.missing_library("xcb") == str(tmp_path / "platforms" / "libqxcb.so")
    assert screen.missing_library("wayland") is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays of Linux")
@pytest.mark.parametrize(
    "place", [{"DISPLAY": ":98765"}, {"QT_QPA_PLATFORM": "nonsense"}, {"QT_QPA_PLATFORM": "xcb"}]
)
def test_the_program_ends_with_one_line_where_there_is_no_screen(place):
    displays = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE"}
    others = {name: value for name, value in os.environ.items() if name not in displays}
    done = subprocess.run(
        [sys.executable, "-m", "wmstudio"], env=others | place, capture_output=True, text=True
    )

    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith("wmstudio: no window can be opened, since ")
    assert done.stderr.count("\n") == 1
