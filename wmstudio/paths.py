"""The folders of the program's own files and of the user's.

Nothing is created here. Whoever writes a file makes its folder first.
"""

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_data"

HOME_VARIABLE = "WMSTUDIO_HOME"
"""Environment variable with a folder for all of the user's files, instead of the platform's."""


def assets() -> Path:
    """The folder of the bundled checkpoints, recipes and samples."""
    return _shipped("assets")


def resources() -> Path:
    """The folder of the bundled fonts and translations."""
    return _shipped("resources")


def settings_folder() -> Path:
    """The folder of preferences, layout and recent files."""
    if home := os.environ.get(HOME_VARIABLE):
        return Path(home) / "settings"
    return platformdirs.user_config_path("wmstudio", appauthor=False)


def autosave_folder() -> Path:
    """The folder of texts that are not saved anywhere else yet."""
    return _data("autosave")


def tours_folder() -> Path:
    """The folder of the user's own tours."""
    return _data("tours")


def plugins_folder() -> Path:
    """The folder of packages that the user has added to a standalone build."""
    return _data("plugins")


def state_folder() -> Path:
    """The folder of the program's log."""
    if home := os.environ.get(HOME_VARIABLE):
        return Path(home) / "state"
    return platformdirs.user_state_path("wmstudio", appauthor=False)


def cache_folder() -> Path:
    """The folder of what can be made again at any time."""
    if home := os.environ.get(HOME_VARIABLE):
        return Path(home) / "cache"
    return platformdirs.user_cache_path("wmstudio", appauthor=False)


def _data(name: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    return (Path(home) if home else platformdirs.user_data_path("wmstudio", appauthor=False)) / name


def _shipped(name: str) -> Path:
    # In a wheel the folders are inside the package, in a checkout beside it.
    return (_INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent) / name
