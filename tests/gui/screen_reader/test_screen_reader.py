"""The window as a screen reader finds it: another process, over a real AT-SPI bus."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import wmstudio
from tests.gui.on_display import last_line_of

HERE = Path(__file__).parent
PYTHON = "/usr/bin/python3"
"""The system's, which has the bindings."""
NEEDS = ("xvfb-run", "dbus-run-session", PYTHON)
LAUNCHERS = ("/usr/libexec", "/usr/lib/at-spi2-core")
LONGEST = 150
"""Seconds."""
TEXT = "the old fox saw the copper"
TIMELINE = "Surprise and uncertainty by tokens"
PICTURES = {
    "memory": (
        "Tokens that the memory looks back at",
        "token 0 “the”, 4 tokens ago, read now",
        "in use",
    ),
    "gates": ("Gates: units by tokens", "token 3 “saw” · unit 0 is", ", over tokens 0 to 5"),
    "attention": ("Attention from the cursor: heads by tokens", "head 0: “the”", ", over tokens 0"),
    "weights": ("Weights of the chosen tensor", "row 0, column 0: ", "lowest"),
    "timeline": (TIMELINE, "token 3 “saw”: surprise", ", over tokens 0 to 5"),
}
"""A picture of each panel, how its value begins, and what its trend has in it."""
MODEL = Path(wmstudio.__file__).parents[1] / "assets" / "checkpoints" / "tales-slots"


@cache
def missing():
    """Why there is no bus here; empty if there is one."""
    absent = [tool for tool in NEEDS if shutil.which(tool) is None]
    if absent:
        return f"there is no {absent[0]}"
    if not any(
        Path(place, "at-spi-bus-launcher").exists()
        for place in ("/usr/libexec", "/usr/lib/at-spi2-core")
    ):
        return "at-spi2-core is not installed"
    asked = "import gi; gi.require_version('Atspi', '2.0')"
    if subprocess.run([PYTHON, "-c", asked], capture_output=True, check=False).returncode:
        return "the system's Python has no bindings of AT-SPI (gir1.2-atspi-2.0, python3-gi)"
    return ""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What was read and heard."""
    if why := missing():
        pytest.skip(why)
    place = tmp_path_factory.mktemp("home")
    place.chmod(0o700)
    own = {"HOME": str(place), "XDG_RUNTIME_DIR": str(place), "QT_QPA_PLATFORM": "xcb"}
    own |= {"PYTHONPATH": str(MODEL.parents[2]), "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    window = [
        sys.executable,
        str(HERE / "window_on_bus.py"),
        str(MODEL),
        "the old fox saw the copper",
    ]
    reader = [PYTHON, str(HERE / "reader.py"), ",".join(PICTURES), TIMELINE, *window]
    return last_line_of(reader, os.environ | own, LONGEST)


@pytest.mark.parametrize("panel", PICTURES)
def test_a_screen_reader_finds_value_and_trend_of_each_panel(told, panel):
    name, value, trend = PICTURES[panel]
    description = dict(told["read"][panel])[name]

    assert description.startswith(value)
    assert trend in description


def test_a_screen_reader_hears_the_value_after_a_key(told):
    said = [message for kind, message in told["heard"] if kind == "object:announcement"]

    assert said[-1].startswith("token 2 “fox”: surprise ")
    assert told["after"].startswith(said[-1])
