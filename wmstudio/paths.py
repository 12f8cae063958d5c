"""The folders of the program's own files and of the user's.

Nothing is created here. Whoever writes a file makes its folder first.
"""

import os
from collections.abc import Callable
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_data"

HOME_VARIABLE = "WMSTUDIO_HOME"
"""Environment variable with a folder for all of the user's files, instead of the platform's."""


class HomeError(ValueError):
    """Nobody says where the user's files are. The message is a sentence."""


def home() -> Path:
    """The user's home folder.

    Raises:
        HomeError: it is not known, as in a container whose user has no name and no HOME.
    """
    return _known(Path.home)


def assets() -> Path:
    """The folder of the bundled checkpoints, recipes and samples."""
    return _shipped("assets")


def resources() -> Path:
    """The folder of the bundled fonts and translations."""
    return _shipped("resources")


def settings_folder() -> Path:
    """The folder of preferences, layout and recent files; see `home`, as for all others below."""
    if home := os.environ.get(HOME_VARIABLE):
        return Path(home) / "settings"
    return _of_platform(platformdirs.user_config_path)


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
    return _of_platform(platformdirs.user_state_path)


def cache_folder() -> Path:
    """The folder of what can be made again at any time."""
    if home := os.environ.get(HOME_VARIABLE):
        return Path(home) / "cache"
    return _of_platform(platformdirs.user_cache_path)


def _data(name: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    return (Path(home) if home else _of_platform(platformdirs.user_data_path)) / name


def _of_platform(folder: Callable[..., Path]) -> Path:
    return _known(lambda: folder("wmstudio", appauthor=False))


def _known(folder: Callable[[], Path]) -> Path:
    try:
        return folder()
    except RuntimeError as error:
        raise HomeError(
            "your home folder is not known: set the environment variable HOME to a folder that "
            "you may write to"
        ) from error


def _shipped(name: str) -> Path:
    # In a wheel the folders are inside the package, in a checkout beside it.
    return (_INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent) / name
