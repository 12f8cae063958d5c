"""Chinese is typed into the real window with a running input method, on a display of its own."""

import os
import shutil
import sys
from pathlib import Path

import pytest

import wmstudio
from tests.gui.input_method.typist import MEMORY
from tests.gui.on_display import last_line_of
from wmstudio.gui.shell.languages.input_method import SAID_IN

HERE = Path(__file__).parent
LONGEST = 100
"""Seconds."""
KEYS, WORD = "nihao", "你好"
SHOWN = {"ibus": WORD, "fcitx": KEYS}
"""What each method shows in the text while it is composing."""
NEEDS = {
    "ibus": ("ibus-daemon", "ibus", "/usr/libexec/ibus-engine-libpinyin", MEMORY),
    "fcitx": ("fcitx5", "fcitx5-remote"),
}
WAYS = (
    ("ibus", {"QT_IM_MODULE": "ibus"}),
    ("fcitx", {"QT_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx"}),
    ("fcitx", {"XMODIFIERS": "@im=fcitx"}),
    ("fcitx", {"QT_IM_MODULES": "wayland;fcitx"}),
)
"""An input method, and how a desktop says that it is used."""


def type_chinese(method, said, home):
    """What the window told, in the order of time."""
    for tool in ("xvfb-run", "dbus-run-session", "xdotool", *NEEDS[method]):
        if shutil.which(tool) is None:
            pytest.skip(f"there is no {tool}")
    home.chmod(0o700)
    own = {name: str(home) for name in ("HOME", "XDG_RUNTIME_DIR")}
    own |= {"QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(Path(wmstudio.__file__).parents[1])}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_CONFIG")}
    for name in SAID_IN:
        kept.pop(name, None)
    typist = [sys.executable, str(HERE / "typist.py"), method, KEYS, SHOWN[method]]
    window = [sys.executable, str(HERE / "window_to_type_in.py")]
    return last_line_of([*typist, *window], kept | own | said, LONGEST)


@pytest.mark.parametrize(("method", "said"), WAYS)
def test_chinese_is_composed_and_then_part_of_the_text(method, said, tmp_path):
    told = type_chinese(method, said, tmp_path)
    composing = [one for one in told if one.get("composed")]

    assert composing[-1]["composed"].replace(" ", "") == SHOWN[method]
    assert {one["text"] for one in composing} == {""}
    assert {one["invitation"] for one in composing} == {""}
    assert told[0]["invitation"]
    assert (told[-1]["composed"], told[-1]["text"]) == ("", WORD)
