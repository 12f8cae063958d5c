"""Keys: each side has a pair, and knows the other one's public key (CURVE)."""

from __future__ import annotations

import os
import re
from dataclasses import field
from errno import EEXIST
from typing import TYPE_CHECKING

from wmstudio import paths
from wmstudio.files.private import make_private_folder
from wmstudio.files.writing import write_file
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import excerpt, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 4_096
"""Largest key file in bytes."""
_KEY = re.compile(r"[0-9a-zA-Z.\-:+=^!/*?&<>()\[\]{}@%$#]{40}")
_LINE = re.compile(r"^(public|secret) (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class KeyPair:
    """A pair of keys, each 40 characters. The ``secret`` one is never sent or shown."""

    public: str
    secret: str = field(repr=False)


def make_keys() -> KeyPair:
    """Make a new pair. The public key never begins like an option of a command line."""
    import zmq

    while True:
        public, secret = zmq.curve_keypair()
        if not public.startswith(b"-"):
            return KeyPair(public.decode(), secret.decode())


def check_key(text: str) -> str:
    """Return a public key without the white space around it.

    Raises:
        ValueError: it is none; the message is a sentence.
    """
    text = text.strip()
    if not _KEY.fullmatch(text):
        raise ValueError(f"{excerpt(text)} is no key: a key has 40 characters.")
    return text


def write_keys(path: Path, keys: KeyPair) -> None:
    """Write a pair to a new file that only its owner can read.

    Raises:
        OSError: the file is there already, or cannot be written.
    """
    if path.exists():
        raise FileExistsError(EEXIST, "it is there already, and keys are never replaced", str(path))
    if not path.parent.exists():
        # The rights of a folder that others may use stay as they are.
        make_private_folder(path.parent)
    write_file(path, f"public {keys.public}\nsecret {keys.secret}\n", private=True)


def read_keys(path: Path) -> KeyPair:
    """Read a pair.

    Raises:
        ValueError: there is none in the file, or others can read it; the message is a sentence.
        OSError: the file cannot be read.
    """
    found = dict(_LINE.findall(read_bytes(path, LARGEST).decode("ascii", "replace")))
    if set(found) != {"public", "secret"} or not all(map(_KEY.fullmatch, found.values())):
        raise ValueError(
            f"{path.name} holds no keys: make some with wmstudio serve --make-keys FILE."
        )
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise ValueError(f"Others can read {path.name}: change that with chmod 600 {path}.")
    return KeyPair(found["public"], found["secret"])


def own_keys(folder: Path | None = None) -> KeyPair:
    """This user's own pair, which is made when it is first asked for.

    Raises:
        ValueError, OSError: see `read_keys` and `write_keys`.
    """
    path = (folder or paths.settings_folder()) / "remote.key"
    try:
        return read_keys(path)
    except FileNotFoundError:
        pass
    keys = make_keys()
    try:
        write_keys(path, keys)
    except FileExistsError:  # another window was faster
        return read_keys(path)
    return keys
