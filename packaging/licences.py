"""Gathers the licences of everything inside the standalone program, into its folder LICENCES.

Run by `packaging/build.py` with the Python of the build's environment: ``licences.py FOLDER``.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

import contents

HERE = Path(__file__).resolve().parent
TEXTS = HERE / "texts"
FOLDER, LIST = "LICENCES", "README.txt"
SYSTEM_LIBRARIES = "system-libraries.json"
"""The paths of the libraries that were taken from the system; the spec file writes it."""
LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)([._-].*)?", re.IGNORECASE)

GIVEN_TEXTS = {
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "sentencepiece": ("Apache-2.0.txt",),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
}
"""Texts that a wheel lacks and that are kept here, by the package's name."""
HEAD = """\
WM Studio contains the following works of others. The folders beside this file hold their licences.

Qt and PySide6 are used under the GNU Lesser General Public License, version 3 (LGPL-3.0.txt and
GPL-3.0.txt in pyside6-essentials). They are dynamic libraries in _internal/PySide6: you may replace
them by versions that you have changed. Their sources: https://download.qt.io/official_releases and
https://code.qt.io/cgit/pyside/pyside-setup.git. The fonts are under the SIL Open Font License 1.1
(OFL-*.txt in wmstudio).
"""


@dataclass
class Work:
    """Something that the program contains. ``files`` are the texts of its licence."""

    name: str
    version: str
    declared: str
    files: list[Path] = field(default_factory=list)


def plain_name(name: str) -> str:
    """The name of a package as the packaging standards compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needed_distributions(first: str = "wmstudio") -> list[str]:
    """The installed packages that a package needs, itself among them, without those left out."""
    from packaging.requirements import Requirement

    waiting, found = [Requirement(first)], set()
    while waiting:
        wanted = waiting.pop()
        name = plain_name(wanted.name)
        if name in found or name in contents.MODULES_LEFT_OUT:
            continue
        found.add(name)
        for line in metadata.requires(name) or []:
            further = Requirement(line)
            extras = {"", *wanted.extras}
            if further.marker is None or any(further.marker.evaluate({"extra": e}) for e in extras):
                waiting.append(further)
    return sorted(found)


def work_of(name: str) -> Work:
    """A package with the licence texts of its metadata, or those that are kept for it."""
    from wmstudio.app.help.licences import described

    told = described(name)
    inside = [
        Path(str(file.locate()))
        for file in metadata.files(name) or []
        if ".dist-info" in file.parts[0]
        and ("licenses" in file.parts or LICENCE_FILE.fullmatch(file.name))
    ]
    given = [TEXTS / text for text in GIVEN_TEXTS.get(name, ())]
    return Work(name, told.version, told.licence, [*inside, *given])


def python_itself() -> Work:
    """The Python that is built in."""
    places = [Path(sys.base_prefix), Path(json.__file__).parent.parent]
    files = [text for place in places if (text := place / "LICENSE.txt").is_file()][:1]
    return Work("python", sys.version.partition(" ")[0], "PSF-2.0", files)


def of_the_system(libraries: list[str]) -> list[Work]:
    """The packages of Debian that the libraries of the system are from; others by their names."""
    works: dict[str, Work] = {}
    for path in libraries:
        name = debian_package(path) or Path(path).name
        about = Path("/usr/share/doc") / name / "copyright"
        work = works.setdefault(name, Work(name, "", "of the system's library"))
        if about.is_file() and about not in work.files:
            work.files.append(about)
            shown = ["dpkg-query", "-W", "-f", "${Version}", name]
            work.version = subprocess.run(shown, capture_output=True, text=True).stdout
    return list(works.values())


def debian_package(path: str) -> str | None:
    """The name of the package that a file is from, where the system is a Debian."""
    if not shutil.which("dpkg-query"):
        return None
    real = str(Path(path).resolve())
    # Since /lib is a link to /usr/lib, packages know their files by either name.
    for one in (real, real.removeprefix("/usr"), path):
        done = subprocess.run(["dpkg-query", "-S", one], capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout.partition(":")[0]
    return None


def write(works: list[Work], folder: Path) -> list[str]:
    """Copy all texts, and list the works. Returns the names of those without a text."""
    shutil.rmtree(folder, ignore_errors=True)
    lines, without = [HEAD], []
    for work in works:
        declared = work.declared or "no licence declared"
        lines.append(f"{work.name} {work.version}: {declared}".replace("  ", " "))
        if not work.files:
            without.append(work.name)
            lines.append("    It came without the text of its licence.")
        for file in work.files:
            place = folder / work.name
            place.mkdir(parents=True, exist_ok=True)
            name, number = file.name, 1
            while (place / name).exists():
                number += 1
                name = f"{file.stem}-{number}{file.suffix}"
            shutil.copyfile(file, place / name)
            lines.append(f"    {work.name}/{name}")
    (folder / LIST).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return without


def main() -> int:
    """Write the folder into the program's; say what came without a text."""
    program, built = Path(sys.argv[1]), Path(sys.argv[2])
    libraries = json.loads((built / SYSTEM_LIBRARIES).read_text(encoding="utf-8"))
    # The last is what starts the program: GPL, with an exception for what it starts.
    names = [*needed_distributions(), "pyinstaller"]
    works = [python_itself(), *map(work_of, names), *of_the_system(libraries)]
    without = write(works, program / FOLDER)
    print(f"{len(works)} works; without the text of a licence: {', '.join(without) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
