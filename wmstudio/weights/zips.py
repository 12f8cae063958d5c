"""Parts of a zip that somebody else made: what unpacks to more than it may is not read."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

from wmstudio.untrusted import UntrustedError, shortened

DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, LookupError,
          struct.error, OverflowError, ValueError)  # fmt: skip
"""What Python's zipfile raises over damaged files."""


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, largest: int) -> bytes:
    """One part; it may unpack to ``largest`` bytes.

    Raises:
        UntrustedError: it is larger.
    """
    with archive.open(entry) as part:
        data = part.read(largest + 1)
    if len(data) > largest:
        raise UntrustedError(f"its {shortened(entry.filename)} is too large to be read")
    return data


def read_member(path: Path, name: str, largest: int) -> bytes:
    """The part of a zip that has this name.

    Raises:
        UntrustedError: there is none, or it is damaged or too large; part of a sentence.
        OSError: the file cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entry = next((e for e in archive.infolist() if e.filename == name), None)
            if entry is None:
                raise UntrustedError(f"its zip has no {name}")
            return unpacked(archive, entry, largest)
    except UntrustedError:
        raise
    except DAMAGE as error:
        raise UntrustedError(f"its zip is damaged ({shortened(str(error))})") from error
