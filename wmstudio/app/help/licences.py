"""The licences of the program, of its fonts, and of the packages that it needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wmstudio import paths
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from importlib.metadata import PackagePath

PACKAGE = "wmstudio"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""The name at the beginning of a requirement."""


@dataclass(frozen=True)
class Licence:
    """A licence in full: the file that it comes from, and its paragraphs."""

    name: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class UsedPackage:
    """An installed package that the program needs."""

    name: str
    version: str
    licence: str
    """As the package declares it; empty if it does not."""


def own() -> tuple[Licence, ...]:
    """The licence of the program, as far as it is installed with it, then those of its fonts."""
    found = {file.name: file for file in sorted((paths.resources() / "fonts").glob("OFL-*.txt"))}
    texts = {name: file.read_text(encoding="utf-8") for name, file in found.items()}
    program = next((f for f in _files() if f.name == "LICENSE"), None)
    if program is not None:
        texts = {PACKAGE: program.read_text(encoding="utf-8")} | texts
    return tuple(Licence(_called(name), paragraphs(text)) for name, text in texts.items())


def used() -> tuple[UsedPackage, ...]:
    """The installed packages that the program needs, by name."""
    from importlib import metadata

    try:
        required = metadata.requires(PACKAGE) or ()
    except metadata.PackageNotFoundError:
        return ()
    named = (NAME.match(one) for one in required if "extra ==" not in one)
    return tuple(described(one.group()) for one in named if one is not None)


def described(name: str) -> UsedPackage:
    """A package by its name: its version and licence are empty where it is not installed."""
    from importlib import metadata

    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return UsedPackage(name, "", "")
    fields = ("License-Expression", "License", "Classifier")
    newer, older, classes = (about.get_all(field) or [""] for field in fields)
    # The older field may hold the whole text.
    declared = newer[0] or older[0].partition("\n")[0]
    classified = (one for one in classes if one.startswith("License ::"))
    licence = declared or next(classified, "").rpartition(" :: ")[2]
    return UsedPackage(about["Name"], about["Version"], licence)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text whose lines are broken by hand; rules of dashes separate them."""
    parts = re.split(r"\n\s*\n|^-{3,}$", text, flags=re.MULTILINE)
    return tuple(joined for part in parts if (joined := " ".join(part.split())))


def _files() -> list[PackagePath]:
    from importlib import metadata

    try:
        return [file for file in metadata.files(PACKAGE) or () if "licenses" in file.parts]
    except metadata.PackageNotFoundError:
        return []


def _called(name: str) -> str:
    """The font of ``OFL-Inter.txt``: *Inter*."""
    return name.removeprefix("OFL-").removesuffix(".txt")
