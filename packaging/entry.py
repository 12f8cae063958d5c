"""What the standalone program runs first; from then on it is `wmstudio`."""

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path

import contents

from wmstudio import children

INSIDE = Path(sys._MEIPASS)


def clean_environment() -> None:
    """Take away what is for this program's libraries only: other programs are started, too.

    The linker has read its variable by now; Qt finds its plugins by itself.
    """
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if before:
        os.environ["LD_LIBRARY_PATH"] = before
    for name in ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH"):
        os.environ.pop(name, None)


def choose_locale() -> None:
    """Write and read UTF-8 where no language is set, as Python does where it is not built in."""
    if not any(os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")):
        os.environ["LC_CTYPE"] = "C.UTF-8"


def load_fallbacks() -> None:
    """Load the libraries that the system lacks; the next ones find them by their names."""
    for name in contents.FALLBACKS:
        try:
            ctypes.CDLL(name)
        except OSError:
            with suppress(OSError):  # Qt will say what is missing
                ctypes.CDLL(str(INSIDE / contents.FALLBACK_FOLDER / name), ctypes.RTLD_GLOBAL)


def find_fonts() -> None:
    """Look for fonts in the usual places where fontconfig is not set up."""
    if not Path("/etc/fonts/fonts.conf").exists():
        usual = INSIDE / contents.FALLBACK_FOLDER / "fonts.conf"
        os.environ.setdefault("FONTCONFIG_FILE", str(usual))


def main() -> int:
    """Run a child process's module, or the program."""
    clean_environment()
    if children.run(sys.argv[1:]):
        return 0
    choose_locale()
    if sys.platform == "linux":
        load_fallbacks()
        find_fonts()
    from wmstudio import cli, paths

    # Formats, panels and packages that a person has added: `pip install --target`.
    with suppress(paths.HomeError):  # who needs a home is told so later
        if (added := paths.plugins_folder()).is_dir():
            sys.path.append(str(added))
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
