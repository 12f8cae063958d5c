"""Make .venv ready for `make run` or `make test`. Needs nothing but Python's standard library.

Three steps, each skipped where it is done already: the virtual environment, the packages in it, and
the system libraries that Qt loads. On Debian and Ubuntu, as root, missing system packages are
installed; elsewhere one line says which command does it.
"""

import argparse
import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "setup.json"

# Debian's name of the package for each library that Qt's wheels load but do not bring along.
DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libzstd.so.1": "libzstd1",
}
FONT_PACKAGE = "fonts-dejavu-core"

# Where PyTorch's own pages say that the build for the CPU is. Asked only with TORCH=cpu: the build
# with CUDA cannot be made smaller, as it does not load without the libraries that it needs.
TORCH_FOR_CPU = "https://download.pytorch.org/whl/cpu"


class SetupError(Exception):
    """What is missing, in one line."""


def main() -> int:
    """Do what is not done yet, and remember it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("purpose", choices=["run", "dev"])
    parser.add_argument("--torch", choices=["", "cpu"], default="", help="cpu: without CUDA")
    asked = parser.parse_args()
    purpose, done = asked.purpose, read_stamp()
    platforms = qt_platforms()
    try:
        if asked.torch and asked.torch != done["torch"]:
            make_venv()
            install_torch_for_cpu()
            done["torch"] = asked.torch
        if purpose not in done["ready_for"]:
            make_venv()
            install_packages(purpose)
            done["ready_for"] = ["run", "dev"] if purpose == "dev" else ["run"]
        if not set(platforms) <= set(done["platforms"]):
            provide_system_libraries(platforms)
            done["platforms"] = sorted({*done["platforms"], *platforms})
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        if VENV.is_dir():
            STAMP.write_text(json.dumps(done))
    return 0


def read_stamp() -> dict:
    """Give what earlier calls did, if what they read is still the same."""
    inputs = hashlib.sha256(str(ROOT).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        inputs.update((ROOT / name).read_bytes())
    fresh = {"inputs": inputs.hexdigest(), "ready_for": [], "platforms": [], "torch": ""}
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return fresh
    same = isinstance(stamp, dict) and stamp.get("inputs") == fresh["inputs"]
    return stamp if same and stamp.keys() == fresh.keys() and PYTHON.exists() else fresh


def qt_platforms() -> list[str]:
    """Name the platform plugins that Qt may load here: the headless one, and the display's."""
    if sys.platform != "linux":
        return []
    named = {"offscreen": True, "xcb": "DISPLAY" in os.environ}
    # Where X11 can step in, Qt does without Wayland; alone it must work.
    named["wayland"] = "WAYLAND_DISPLAY" in os.environ and not named["xcb"]
    return [name for name, wanted in named.items() if wanted]


def make_venv() -> None:
    """Make .venv, unless there is a working one."""
    if PYTHON.exists() and call([PYTHON, "-m", "pip", "--version"]).returncode == 0:
        return
    print("Making .venv …", flush=True)
    command = [sys.executable, "-m", "venv", "--clear", VENV]
    if call(command).returncode == 0:
        return
    # Debian keeps the venv module's other half in a package of its own.
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    provide([package], f"Python's venv module does not work ({sys.executable})")
    if call(command).returncode != 0:
        raise SetupError(f"{sys.executable} cannot make a virtual environment in {VENV}.")


def install_packages(purpose: str) -> None:
    """Install the program from this folder, so that changes to it need no second call."""
    wanted = [
        "-c",
        "constraints.txt",
        "-e",
        ".[dev,applications,cluster,fast]" if purpose == "dev" else ".",
    ]
    print("Looking up what WM Studio needs …", flush=True)
    tell_size(downloads(wanted))
    if pip_install(wanted).returncode != 0:
        raise SetupError("pip could not install what WM Studio needs; it says why above.")


def install_torch_for_cpu() -> None:
    """Install PyTorch without CUDA, also in the place of a build with it."""
    index = os.environ.get("TORCH_INDEX") or TORCH_FOR_CPU
    print(f"Installing PyTorch for the CPU from {index} (about 200 MB) …", flush=True)
    # What it needs besides comes from the usual place, with everything else.
    build = ["--upgrade", "--no-deps", "-c", "constraints.txt", "--index-url", index, "torch"]
    if pip_install(build).returncode != 0:
        raise SetupError("pip could not install PyTorch for the CPU; it says why above.")


def pip_install(arguments: list[str]) -> subprocess.CompletedProcess:
    """Have pip install; it tells how far it is where somebody looks on."""
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", *quiet]
    return subprocess.run([*pip, *arguments], cwd=ROOT)


def downloads(arguments: list[str]) -> dict[str, int]:
    """Bytes of each package that pip would have to fetch; nothing where that cannot be told."""
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    said = call([*pip, "--dry-run", "--report", "-", *arguments])
    try:
        report = json.loads(said.stdout)["install"]
        urls = {p["metadata"]["name"]: p["download_info"]["url"] for p in report}
    except (ValueError, KeyError, TypeError):
        return {}  # A pip that knows no reports, or fails: to install will say why.
    urls = {name: url for name, url in urls.items() if url.startswith("http")}
    with ThreadPoolExecutor(8) as many:
        return dict(zip(urls, many.map(size_of, urls.values()), strict=True))


def size_of(url: str) -> int:
    """Bytes of a file on the network; 0 where its server does not say."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=20) as it:
            return int(it.headers.get("Content-Length") or 0)
    except (OSError, ValueError):
        return 0


def tell_size(sizes: dict[str, int]) -> None:
    """Say how much is about to be downloaded, and how to do with less where that is possible."""
    whole = sum(sizes.values())
    if whole:
        print(f"Downloading {in_words(whole)} (what pip has kept is not fetched again) …")
    for_cards = sum(size for name, size in sizes.items() if name.startswith("nvidia-"))
    if for_cards and not has_nvidia_card():
        print(
            f"{in_words(for_cards)} of it are for NVIDIA cards, and none was found here. To do "
            "without, stop this (Ctrl+C) and add TORCH=cpu, as in  make run TORCH=cpu"
        )
    sys.stdout.flush()


def in_words(size: int) -> str:
    """312 MB; 2.9 GB."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def has_nvidia_card() -> bool:
    """Whether NVIDIA's driver is there: without it no card can be used."""
    return bool(shutil.which("nvidia-smi")) or Path("/proc/driver/nvidia/version").exists()


def provide_system_libraries(platforms: list[str]) -> None:
    """See to it that Qt can be loaded, and that there is a font to draw with."""
    missing = missing_libraries(platforms)
    if missing:
        packages = sorted({DEBIAN_PACKAGES[name] for name in missing if name in DEBIAN_PACKAGES})
        what = f"Qt needs system libraries that are not installed ({', '.join(missing)})"
        provide(packages, what)
        if still := missing_libraries(platforms):
            raise SetupError(f"Qt still needs system libraries: {', '.join(still)}.")
    if not has_font():
        provide([FONT_PACKAGE], "There is no font to write with")


def missing_libraries(platforms: list[str]) -> list[str]:
    """Ask the dynamic linker which libraries Qt's widgets and platform plugins would not find."""
    if not platforms or not shutil.which("ldd"):
        return []
    ask = "import PySide6; print(PySide6.__path__[0])"
    qt = Path(call([PYTHON, "-c", ask]).stdout.strip())
    plugins = qt / "Qt" / "plugins" / "platforms"
    files = [qt / "QtWidgets.abi3.so", *(plugins / f"libq{name}.so" for name in platforms)]
    found = call(["ldd", *(file for file in files if file.exists())]).stdout
    return sorted({line.split()[0] for line in found.splitlines() if "not found" in line})


def has_font() -> bool:
    """Ask fontconfig, as Qt does, whether it knows any font at all."""
    if sys.platform != "linux":
        return True

    class FontSet(ctypes.Structure):
        _fields_ = (("count", ctypes.c_int),)

    try:
        fontconfig = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return True  # A Qt that loads without it finds its fonts in some other way.
    fontconfig.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
    fontconfig.FcConfigGetFonts.argtypes = [ctypes.c_void_p, ctypes.c_int]
    fontconfig.FcConfigGetFonts.restype = ctypes.POINTER(FontSet)
    fonts = fontconfig.FcConfigGetFonts(fontconfig.FcInitLoadConfigAndFonts(), 0)
    return bool(fonts) and fonts.contents.count > 0


def provide(packages: list[str], what: str) -> None:
    """Install Debian packages as root on Debian; otherwise say in one line how it is done."""
    apt = shutil.which("apt-get")
    command = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if not packages:
        raise SetupError(f"{what}: please install them with your system's package manager.")
    if not apt:
        raise SetupError(f"{what}: please install what Debian calls {' '.join(packages)}.")
    if os.geteuid() != 0:
        raise SetupError(f"{what}: run  sudo apt-get update && sudo {command}")
    print(f"{what}: installing {' '.join(packages)} …", flush=True)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    # A stale list of one source may make update fail and yet install succeed.
    call([apt, "update"], quiet)
    if call([apt, *command.split()[1:]], quiet).returncode != 0:
        raise SetupError(f"{what}, and installing failed: see  apt-get update && {command}")


def call(command: list, environment: dict | None = None) -> subprocess.CompletedProcess:
    """Run a command and keep what it says."""
    return subprocess.run(
        [str(word) for word in command],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
    )


if __name__ == "__main__":
    sys.exit(main())
