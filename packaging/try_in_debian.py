"""Try the standalone program in a minimal Debian without Python: ``try_in_debian.py [FOLDER]``.

Needs root, debootstrap, Xvfb, xdotool and a way to Debian's packages, none of which `make test`
asks for. The Debian is made once in FOLDER (usually in the temporary folder) and used again. The
program is copied into it and started in a chroot; the display is an Xvfb outside, by its socket.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "dist" / "wmstudio"
PYTHON = ROOT / "build" / "app" / "venv" / "bin" / "python"
GRAB = "import sys; from PIL.ImageGrab import grab; grab(xdisplay=sys.argv[1]).save(sys.argv[2])"
DEBIAN = "bookworm", "http://deb.debian.org/debian"
DISPLAY = ":87"
SOCKETS = Path("/tmp/.X11-unix")
TITLE = "WM Studio"
PATIENCE = 60
"""Seconds to wait for a window."""
LARGEST_WAIT = 3.0
"""Seconds from the start to the window that are aimed at."""
TEXT = "The cat sat on the mat. The cat"
COMMANDS = (
    ("models",),
    ("trace", TEXT, "--out", "/tmp/trace.npz"),
    ("render", TEXT, "--out", "/tmp/window.png"),
    ("desktop", "--install"),
)
"""What must run without a display. Files that the caller adds are opened, too."""


def main() -> int:
    """Run everything, and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--packages", nargs="*", default=[], help="Debian's, to install first")
    parser.add_argument("--models", nargs="*", type=Path, default=[], help="files to trace with")
    parser.add_argument("--cold", action="store_true", help="have the machine forget files first")
    parser.add_argument("--picture", type=Path, help="where to save a picture of the window")
    asked = parser.parse_args()
    if os.geteuid() != 0:
        print("Run this as root: it makes a chroot.", file=sys.stderr)
        return 1
    system = asked.folder or Path(tempfile.gettempdir()) / "wmstudio-debian"
    make_system(system, asked.packages)
    with mounted("/proc", system / "proc"), display(system) as shown:
        failed = sum(not works(system, command) for command in COMMANDS)
        for model in asked.models:
            shutil.copy(model, system / "tmp")
            own = ("trace", "ab", "--checkpoint", f"/tmp/{model.name}", "--out", "/tmp/own.npz")
            failed += not works(system, own)
        if asked.cold:
            drop_caches()
        took = [seconds_to_window(system, shown, asked.picture if n == 2 else None)
                for n in range(3)]  # fmt: skip
    first = "cold" if asked.cold else "first"
    for when, (waited, computed) in zip((first, "second", "third"), took, strict=True):
        print(f"window, {when} start: {waited:.2f} s, of which it computed for {computed:.2f} s")
    print(f"load of this machine's {os.cpu_count()} cores: {os.getloadavg()[0]:.1f}")
    failed += min(waited for waited, _ in took) > LARGEST_WAIT
    print("failed" if failed else "everything works")
    return int(bool(failed))


def make_system(system: Path, packages: list[str]) -> None:
    """A minimal Debian with the program in /opt, and without Python."""
    if not (system / "bin" / "sh").exists():
        subprocess.run(["debootstrap", "--variant=minbase", DEBIAN[0], system, DEBIAN[1]],
                       check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    if packages:
        names = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
        subprocess.run(["chroot", system, *names], check=True, stdout=subprocess.DEVNULL)
    if subprocess.run(["chroot", system, "which", "python3"], capture_output=True).stdout:
        raise SystemExit(f"There is a Python in {system}: this shows nothing.")
    shutil.rmtree(system / "opt" / "wmstudio", ignore_errors=True)
    shutil.copytree(PROGRAM, system / "opt" / "wmstudio", symlinks=True)


def in_chroot(system: Path, command: tuple[str, ...], **variables: str) -> list[str]:
    """A command line that runs the program in the chroot, with nothing of this environment."""
    kept = [f"{name}={value}" for name, value in variables.items()]
    clean = ["env", "-i", "PATH=/usr/bin:/bin", "HOME=/root", "QT_DEBUG_PLUGINS=0", *kept]
    return ["chroot", str(system), *clean, "/opt/wmstudio/wmstudio", *command]


def works(system: Path, command: tuple[str, ...]) -> bool:
    """Whether a command ends well; says how long it took, and what it told if it does not."""
    began = time.monotonic()
    done = subprocess.run(in_chroot(system, command), capture_output=True, text=True, timeout=300)
    fine = done.returncode == 0
    told = "" if fine else f"\n{done.stdout}{done.stderr}"
    print(f"{'works' if fine else 'FAILS'}: wmstudio {command[0]}, "
          f"{time.monotonic() - began:.1f} s{told}")  # fmt: skip
    return fine


@contextmanager
def mounted(folder: str | Path, place: Path) -> Iterator[None]:
    """Have a folder be seen at a place in the chroot, too."""
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "--bind", folder, place], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", place], check=True)


@contextmanager
def display(system: Path) -> Iterator[dict[str, str]]:
    """A display whose socket the chroot sees. Gives its environment."""
    server = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
    try:
        wait_for(lambda: (SOCKETS / f"X{DISPLAY[1:]}").exists(), "no display starts")
        with mounted(SOCKETS, system / "tmp" / SOCKETS.name):
            yield {**os.environ, "DISPLAY": DISPLAY}
    finally:
        server.terminate()
        server.wait()


def seconds_to_window(
    system: Path, shown: dict[str, str], picture: Path | None
) -> tuple[float, float]:
    """Seconds until the window can be seen: on the clock, and of the processor's time."""
    began = time.monotonic()
    command = in_chroot(system, (), DISPLAY=DISPLAY)
    program = subprocess.Popen(command)

    def seen() -> bool:
        if program.poll() is not None:
            raise SystemExit(f"The program ended with {program.returncode}: no window appeared.")
        search = ["xdotool", "search", "--onlyvisible", "--name", TITLE]
        return bool(subprocess.run(search, env=shown, capture_output=True).stdout)

    try:
        wait_for(seen, "no window appears")
        took = time.monotonic() - began
        ticks = Path(f"/proc/{program.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        computed = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
        if picture is not None:
            time.sleep(10)  # until the model is open, for the eye; nothing is concluded from it
            subprocess.run([PYTHON, "-c", GRAB, DISPLAY, picture], check=True)
    finally:
        program.terminate()
        program.wait()
    return took, computed


def wait_for(fact: Callable[[], bool], failure: str) -> None:
    """Wait until something is so."""
    until = time.monotonic() + PATIENCE
    while not fact():
        if time.monotonic() > until:
            raise SystemExit(f"After {PATIENCE} seconds {failure}.")
        time.sleep(0.02)


def drop_caches() -> None:
    """Have the system forget the files that it has read, for a cold start."""
    os.sync()
    Path("/proc/sys/vm/drop_caches").write_text("3\n")


if __name__ == "__main__":
    sys.exit(main())
