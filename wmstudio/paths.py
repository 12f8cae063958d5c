"""Where things are: what ships with the program, and what belongs to the user.

Nothing is created here. Whoever writes a file makes its folder first.
"""

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_data"

HOME_VARIABLE = "WMSTUDIO_HOME"
"""Names a folder that holds all of the user's files, in place of the platform's own places."""


def assets() -> Path:
    """Give the folder of the checkpoints, recipes and samples that ship with the program."""
    return _shipped("assets")


def resources() -> Path:
    """Give the folder of the icons, themes and translations that ship with the program."""
    return _shipped("resources")


def settings_folder() -> Path:
    """Give the folder for what the user chose: settings, layout, recent files."""
    if home := os.environ.get(HOME_VARIABLE):
        return Path(home) / "settings"
    return platformdirs.user_config_path("wmstudio", appauthor=False)


def autosave_folder() -> Path:
    """Give the folder for text that is not saved anywhere else yet."""
    if home := os.environ.get(HOME_VARIABLE):
        return Path(home) / "autosave"
    return platformdirs.user_data_path("wmstudio", appauthor=False) / "autosave"


def state_folder() -> Path:
    """Give the folder for what the program writes about itself: its log."""
    if home := os.environ.get(HOME_VARIABLE):
        return Path(home) / "state"
    return platformdirs.user_state_path("wmstudio", appauthor=False)


def _shipped(name: str) -> Path:
    # A wheel carries the folders inside the package; in a checkout they lie beside it.
    return (_INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent) / name
