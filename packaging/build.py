"""Build the standalone program: `make app`. Needs nothing but Python and, for .tar.zst, zstd.

The build has an environment of its own, build/app/venv, so that what it contains does not depend on
what is installed in .venv: the packages of constraints.txt, the program as its wheel, PyInstaller.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import contents

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILT = ROOT / "build" / "app"
VENV = BUILT / "venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
DIST = ROOT / "dist"
PROGRAM = DIST / "wmstudio"
STAMP = BUILT / "environment"
TORCH_FOR_CPU = "https://download.pytorch.org/whl/cpu"
COMPRESSION = ("--quiet", "--force", "-12", "--threads=0")


class BuildError(Exception):
    """Why nothing could be built, in one sentence."""


def main() -> int:
    """Build everything, and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--no-archive", action="store_true", help="only the folder")
    asked = parser.parse_args()
    try:
        make_environment()
        # Python looks for modules where it is started: the program is to come from its wheel.
        run([PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
             "--distpath", DIST, "--workpath", BUILT / "work", HERE / "wmstudio.spec"],
            "PyInstaller could not build the program", BUILT)  # fmt: skip
        run([PYTHON, HERE / "licences.py", PROGRAM, BUILT], "the licences could not be gathered")
        unpacked = contents.size_of(PROGRAM)
        print(f"{PROGRAM}: {unpacked / 1e6:,.0f} MB")
        for twice in contents.duplicates(PROGRAM):
            print("twice:", *(path.relative_to(PROGRAM) for path in twice))
        compressed = 0
        if not asked.no_archive:
            archive = compress(PROGRAM)
            compressed = archive.stat().st_size
            print(f"{archive}: {compressed / 1e6:,.0f} MB")
        if sentence := contents.too_large(unpacked, compressed):
            raise BuildError(sentence)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def make_environment() -> None:
    """Make the environment where it is not there or not this one; install the program anew."""
    wanted = hashlib.sha256(sys.version.encode())
    for file in (ROOT / "constraints.txt", HERE / "requirements.txt", ROOT / "pyproject.toml"):
        wanted.update(file.read_bytes())
    if not PYTHON.exists() or not STAMP.exists() or STAMP.read_text() != wanted.hexdigest():
        print("Making the build's environment …", flush=True)
        run([sys.executable, "-m", "venv", "--clear", VENV], "no environment could be made")
        if sys.platform == "linux":
            index = os.environ.get("TORCH_INDEX") or TORCH_FOR_CPU
            install("--no-deps", "-c", "constraints.txt", "--index-url", index, "torch")
        install("-c", "constraints.txt", "-r", HERE / "requirements.txt", ".")
        STAMP.write_text(wanted.hexdigest())
    install("--no-deps", "--force-reinstall", ".")
    if list(VENV.glob("lib/*/site-packages/nvidia")):
        raise BuildError(
            "PyTorch came with CUDA's libraries, which are gigabytes: set TORCH_INDEX to a place "
            "that has its build for the CPU, and remove build/app."
        )


def install(*arguments: object) -> None:
    """Have pip install into the build's environment."""
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, *arguments], "pip could not install what the build needs")


def run(command: list, failure: str, folder: Path = ROOT) -> None:
    """Run a command in a folder, and stop if it fails."""
    environment = {**os.environ, "PYTHONNOUSERSITE": "1"}
    environment.pop("PYTHONPATH", None)
    if subprocess.run([str(word) for word in command], cwd=folder, env=environment).returncode:
        raise BuildError(f"{failure}; it says why above.")


def compress(program: Path) -> Path:
    """Pack the folder: .zip on Windows, else .tar.zst, or .tar.xz where there is no zstd."""
    text = (ROOT / "wmstudio" / "__init__.py").read_text(encoding="utf-8")
    version = re.search(r'__version__ = "(.+)"', text)[1]
    name = f"wmstudio-{version}-{platform.system().lower()}-{platform.machine().lower()}"
    for old in DIST.glob(f"{name}.*"):
        old.unlink()
    if os.name == "nt":
        return Path(shutil.make_archive(str(DIST / name), "zip", DIST, program.name))
    zstd = shutil.which("zstd")
    packed = DIST / (f"{name}.tar" if zstd else f"{name}.tar.xz")
    with tarfile.open(packed, "w" if zstd else "w:xz") as tar:
        tar.add(program, program.name)
    if not zstd:
        return packed
    archive = packed.with_suffix(".tar.zst")
    run([zstd, *COMPRESSION, "--rm", packed, "-o", archive], "zstd could not pack the program")
    return archive


if __name__ == "__main__":
    sys.exit(main())
