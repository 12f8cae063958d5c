"""The one place that writes files: a write is complete, or what was there before is untouched.

A new file is written beside the old one and renamed over it. That is safe against crashes and full
disks, and wrong for everything that is more than a name with bytes behind it. So:

* links are followed; the file that they lead to is written;
* what is no regular file (a pipe, ``/dev/null``, ``/dev/stdout``) is written into, never replaced;
* an existing file keeps its mode, its owner and its extended attributes;
* where a rename would break something (hard links, a foreign owner) or cannot be done (a folder
  that is not writable, a file that is a mount point), the file is overwritten in place, with a
  copy of its old bytes on the disk until the new ones are.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import tempfile
from contextlib import ExitStack, suppress
from typing import IO, TYPE_CHECKING, Self

from wmstudio.files.in_place import BINARY, opened_device, overwrite, write_into
from wmstudio.files.private import PRIVATE_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

PUBLIC_FILE = 0o666
"""The mode of a new file, before the umask."""
UNFINISHED = ".part"
"""Suffix of files that are not complete yet."""
LINKS_FOLLOWED = 40
_DESCRIPTOR = re.compile(r"/(?:dev|proc/(self|thread-self|\d+))/fd/(\d+)")
CANNOT_RENAME = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV}
"""When a file cannot be replaced for one of these reasons, it can often still be overwritten."""


def write_file(path: Path, data: bytes | str, *, private: bool = False) -> None:
    """Write data to a path completely, or not at all.

    ``private`` makes the file readable by the user alone; see `FileWriter`.

    Raises:
        OSError: it cannot be written. What was there is unchanged.
    """
    write_files(path.parent, {path.name: data}, private=private)


def write_files(folder: Path, files: Mapping[str, bytes | str], *, private: bool = False) -> None:
    """Write several files that belong together to a folder.

    All of them are on the disk before the first old file is replaced, so a full disk replaces none.

    Raises:
        OSError: one cannot be written.
    """
    with ExitStack() as stack:
        writers = []
        for name, data in files.items():
            writer = stack.enter_context(FileWriter(folder / name, private=private))
            writer.write(data.encode() if isinstance(data, str) else data)
            writer.flush()
            writers.append(writer)
        for writer in writers:
            writer.commit()


def move_into_place(beside: Path, target: Path) -> None:
    """Replace a file by a complete one in the same folder; the mode is kept.

    Raises:
        OSError: it cannot be done. Both are unchanged.
    """
    if target.exists():
        shutil.copymode(target, beside)
    os.replace(beside, os.path.realpath(target))


def check_writable(path: Path) -> None:
    """Check that a file can be written there, before hours of work are spent on it.

    Raises:
        OSError: it cannot. Nothing has been changed.
    """
    FileWriter(path).discard()


class FileWriter:
    """A file that is being written. Nothing changes at its path before `commit`.

    As a context it is discarded at the end unless it was committed. ``private`` gives it mode 0600;
    otherwise an existing file keeps its mode and a new one gets the umask's.

    Raises:
        OSError: it cannot be written there. All methods but `discard` raise it too; its
            ``filename`` is the requested path, and what was there is unchanged.
    """

    def __init__(self, path: Path, *, private: bool = False) -> None:
        self._path = path
        self._private = private
        self._beside: str | None = None
        """The file that will be renamed; None if the target is written in place."""
        self._file: IO[bytes] | None = None
        self._target = ""
        self._before: os.stat_result | None = None
        """The status of the existing file."""
        self._descriptor = _descriptor(path)
        self._flushed = False
        try:
            self._open()
        except BaseException as error:
            self.discard()
            if isinstance(error, OSError):
                raise self._named(error) from error
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.discard()

    def write(self, data: bytes) -> None:
        """Append data."""
        self._flushed, rest = False, memoryview(data)
        try:
            while rest:
                rest = rest[self._opened.write(rest) :]
        except OSError as error:
            raise self._named(error) from error

    def flush(self) -> None:
        """Write everything to the disk, so that a full disk is noticed now."""
        try:
            if self._beside is not None and not self._flushed:
                os.fsync(self._opened.fileno())
                self._flushed = True
        except OSError as error:
            raise self._named(error) from error

    def commit(self) -> None:
        """Put the file in its place. The writer cannot be used afterwards."""
        try:
            self.flush()
            if self._beside is None or not self._rename():
                self._copy()
        except OSError as error:
            raise self._named(error) from error
        finally:
            self.discard()

    def discard(self) -> None:
        """Leave everything as it was. Nothing happens after `commit`."""
        file, self._file = self._file, None
        beside, self._beside = self._beside, None
        if file is not None:
            with suppress(OSError):
                file.close()
        if beside is not None:
            with suppress(OSError):
                os.unlink(beside)

    # --- implementation ---

    @property
    def _opened(self) -> IO[bytes]:
        if self._file is None:
            raise ValueError("the file has been committed or discarded")
        return self._file

    def _named(self, error: OSError) -> OSError:
        # Name the requested file, not a temporary one.
        return OSError(error.errno, error.strerror or str(error), str(self._path))

    def _open(self) -> None:
        if self._descriptor is None:
            self._target = os.path.realpath(self._path)
            with suppress(FileNotFoundError):
                self._before = os.stat(self._path)
            if (before := self._before) is not None:
                _check_kind(before.st_mode)
                if not os.access(self._path, os.W_OK):
                    raise PermissionError(errno.EACCES, "the file is write-protected")
            if before is None or (stat.S_ISREG(before.st_mode) and before.st_nlink <= 1):
                try:
                    self._open_beside()
                except OSError as error:
                    self.discard()
                    if before is None or error.errno not in CANNOT_RENAME:
                        raise
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (`discard` closes it)

    def _open_beside(self) -> None:
        """Make the file that will be renamed, with all attributes of the old one."""
        # A short name of its own, because the target's may have the greatest possible length.
        name = f".{os.getpid()}-{os.urandom(4).hex()}{UNFINISHED}"
        beside = os.path.join(os.path.dirname(self._target), name)
        before = self._before
        mode = PRIVATE_FILE if self._private or before is not None else PUBLIC_FILE
        number = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL | BINARY, mode)
        self._beside, self._file = beside, os.fdopen(number, "r+b", buffering=0)
        if before is None:
            return
        made = os.fstat(number)
        if (before.st_uid, before.st_gid) != (made.st_uid, made.st_gid):
            # If that is forbidden, the file is written in place and so keeps its owner.
            os.chown(beside, before.st_uid, before.st_gid)
        shutil.copystat(self._target, beside)
        os.utime(beside)
        if self._private:
            os.chmod(beside, PRIVATE_FILE)

    def _rename(self) -> bool:
        """Replace the old file by the new one. Returns whether that was possible."""
        beside = str(self._beside)
        if os.name == "nt":  # where an open file cannot be renamed
            self._opened.close()
        try:
            os.replace(beside, self._target)
        except OSError as error:
            if self._before is None or error.errno not in CANNOT_RENAME:
                raise
            if self._opened.closed:
                self._file = open(beside, "rb", buffering=0)  # noqa: SIM115 (`discard` closes it)
            return False
        self._beside = None
        return True

    def _copy(self) -> None:
        """Write into the existing file."""
        source = self._opened
        if self._descriptor is not None:
            write_into(os.dup(self._descriptor), source)
        elif self._before is None or stat.S_ISREG(self._before.st_mode):
            overwrite(self._target, source)
            if self._private:
                with suppress(OSError):
                    os.chmod(self._target, PRIVATE_FILE)
        else:
            write_into(opened_device(self._path), source)


def _descriptor(path: Path) -> int | None:
    """The descriptor of the open file that the path means, as ``/dev/stdout`` means 1."""
    name = os.path.abspath(path)
    for _ in range(LINKS_FOLLOWED):
        if found := _DESCRIPTOR.fullmatch(name):
            own = found[1] in (None, "self", "thread-self", str(os.getpid()))
            return int(found[2]) if own else None
        try:
            name = os.path.normpath(os.path.join(os.path.dirname(name), os.readlink(name)))
        except (OSError, ValueError):
            return None
    return None


def _check_kind(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder, so name a file in it")
    if not (stat.S_ISREG(mode) or stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)):
        raise OSError(errno.EINVAL, "it is neither a file nor a pipe, so name another")
