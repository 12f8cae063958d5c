"""A write that fails leaves what was there."""

import errno
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from wmstudio.files.private import make_private_folder
from wmstudio.files.writing import FileWriter, check_writable, write_file, write_files

posix = pytest.mark.skipif(os.name != "posix", reason="modes, links and pipes of POSIX")


def altered(found, **changes):
    """What the system tells of a file, with something else in it."""
    told = {name: getattr(found, name) for name in dir(found) if name.startswith("st_")}
    return SimpleNamespace(**{**told, **changes})


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def home(tmp_path_factory, monkeypatch):
    """The folder where old bytes are kept while a file is written in place."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("WMSTUDIO_HOME", str(home))
    return home


@pytest.fixture
def no_renaming(monkeypatch):
    """As for a file that is a mount point, or in a folder where only its owner may rename."""

    def replace(source, target):
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(os, "replace", replace)


def full_disk(monkeypatch, after):
    """Let so many flushes to the disk succeed, and no more."""
    left = [after]
    real = os.fsync

    def fsync(number):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        real(number)

    monkeypatch.setattr(os, "fsync", fsync)


def test_that_data_is_put_in_place_of_what_was_there(tmp_path):
    path = tmp_path / "a.txt"
    write_file(path, "old")
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_that_a_full_disk_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    write_file(path, "old")
    full_disk(monkeypatch, after=0)
    with pytest.raises(OSError, match="No space left"):
        write_file(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("after", [0, 1, 2])
def test_that_files_which_belong_together_are_replaced_all_or_none(tmp_path, monkeypatch, after):
    old = {"a": "old a", "b": "old b", "c": "old c"}
    write_files(tmp_path, old)
    full_disk(monkeypatch, after)
    with pytest.raises(OSError, match="No space left"):
        write_files(tmp_path, {"a": "new a", "b": "new b", "c": "new c"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == old


def test_that_an_interruption_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    write_file(path, "old")

    def interrupted(number):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_file(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_that_a_failure_names_the_file_that_was_asked_for():
    with pytest.raises(FileNotFoundError) as caught:
        write_file(Path("/no/such/folder/a.txt"), "text")
    assert caught.value.filename == "/no/such/folder/a.txt"


# --- what is more than a name with bytes behind it ---


@posix
def test_links_are_followed_and_stay_links(tmp_path):
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("old")
    link.symlink_to("target.txt")
    write_file(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


@posix
def test_a_link_to_nothing_makes_what_it_names(tmp_path):
    link = tmp_path / "link.txt"
    link.symlink_to("target.txt")
    write_file(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "target.txt").read_text() == "new"


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
def test_an_existing_file_keeps_its_mode(tmp_path, mode):
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(mode)
    write_file(path, "new")
    assert (path.read_text(), mode_of(path)) == ("new", mode)


@posix
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_of_the_umask(tmp_path, umask, mode):
    before = os.umask(umask)
    try:
        write_file(tmp_path / "a.txt", "new")
    finally:
        os.umask(before)
    assert mode_of(tmp_path / "a.txt") == mode


@posix
@pytest.mark.parametrize("there", [False, True])
def test_a_private_file_is_for_the_user_alone(tmp_path, there):
    path = tmp_path / "a.txt"
    if there:
        path.write_text("old")
        path.chmod(0o644)
    write_file(path, "new", private=True)
    assert mode_of(path) == 0o600


@posix
def test_a_private_folder_loses_what_others_were_allowed(tmp_path):
    folder = tmp_path / "kept" / "drafts"
    make_private_folder(folder)
    assert mode_of(folder) == 0o700
    folder.chmod(0o755)
    make_private_folder(folder)
    assert mode_of(folder) == 0o700


@posix
def test_all_names_of_a_file_with_hard_links_have_the_new_text(tmp_path, home):
    path, other = tmp_path / "a.txt", tmp_path / "b.txt"
    path.write_text("something old and longer")
    os.link(path, other)
    write_file(path, "new")
    assert other.read_text() == "new"
    assert path.stat().st_ino == other.stat().st_ino
    assert [file for file in home.rglob("*") if file.is_file()] == []


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="the system has no extended attributes")
def test_an_existing_file_keeps_its_extended_attributes(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    try:
        os.setxattr(path, "user.note", b"mine")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    write_file(path, "new")
    assert os.getxattr(path, "user.note") == b"mine"


@posix
def test_an_existing_file_keeps_its_owner_where_it_may(tmp_path, monkeypatch):
    path, asked = tmp_path / "a.txt", []
    path.write_text("old")
    owner = path.stat()
    real = os.stat

    def foreign(name, **more):
        found = real(name, **more)
        if str(name) != str(path):
            return found
        return altered(found, st_uid=owner.st_uid + 1)

    monkeypatch.setattr(os, "stat", foreign)
    monkeypatch.setattr(os, "chown", lambda name, user, group: asked.append((user, group)))
    write_file(path, "new")
    monkeypatch.undo()
    assert asked == [(owner.st_uid + 1, owner.st_gid)]
    assert path.read_text() == "new"


@posix
def test_a_file_whose_owner_cannot_be_given_is_written_in_place(tmp_path, home, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("old")
    owner = path.stat()
    real = os.stat

    def foreign(name, **more):
        found = real(name, **more)
        if str(name) != str(path):
            return found
        return altered(found, st_uid=owner.st_uid + 1)

    def forbidden(name, user, group):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "stat", foreign)
    monkeypatch.setattr(os, "chown", forbidden)
    write_file(path, "new")
    monkeypatch.undo()
    assert path.stat().st_ino == owner.st_ino
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("length", [240, 246, 250, 255])
def test_names_may_be_as_long_as_the_system_allows(tmp_path, length):
    path = tmp_path / ("n" * (length - 4) + ".txt")
    for text in ("first", "second"):
        write_file(path, text)
        assert path.read_text() == text


def test_a_name_that_is_too_long_is_told(tmp_path):
    with pytest.raises(OSError, match="too long"):
        write_file(tmp_path / ("n" * 256), "text")


def test_where_renaming_cannot_be_done_the_file_is_written_in_place(tmp_path, home, no_renaming):
    path = tmp_path / "a.txt"
    path.write_text("something old and longer")
    write_file(path, "new")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_in_a_folder_that_cannot_be_written_a_file_still_can(tmp_path, home, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("old")
    real = os.open

    def refused(name, flags, *more, **named):
        if flags & os.O_EXCL and Path(name).parent == tmp_path:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(name, flags, *more, **named)

    monkeypatch.setattr(os, "open", refused)
    write_file(path, "new")
    assert path.read_text() == "new"
    with pytest.raises(PermissionError) as caught:
        write_file(tmp_path / "b.txt", "new")
    assert caught.value.filename == str(tmp_path / "b.txt")


def test_a_disk_that_is_full_in_the_middle_gives_the_old_bytes_back(
    tmp_path, home, no_renaming, monkeypatch
):
    path, flushed, real = tmp_path / "a.txt", [], os.fsync

    def fsync(number):
        flushed.append(number)
        # First the file that waits, second the copy of the old bytes, third the file itself.
        if len(flushed) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(number)

    path.write_text("the old text")
    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="No space left on device"):
        write_file(path, "a new text, which is longer")
    assert path.read_text() == "the old text"
    assert [file for file in home.rglob("*") if file.is_file()] == []


def test_old_bytes_that_cannot_be_given_back_are_kept_and_named(
    tmp_path, home, no_renaming, monkeypatch
):
    path = tmp_path / "a.txt"
    path.write_text("the old text")
    full_disk(monkeypatch, after=2)
    with pytest.raises(OSError, match="No space left") as caught:
        write_file(path, "a new text, which is longer")
    kept = Path(caught.value.strerror.rpartition(" is kept in ")[2])
    assert kept.read_text() == "the old text"


def test_a_write_protected_file_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may always
    with pytest.raises(PermissionError, match="write-protected"):
        write_file(path, "new")
    assert path.read_text() == "old"


def test_a_folder_is_told(tmp_path):
    for check in (lambda: write_file(tmp_path, "text"), lambda: check_writable(tmp_path)):
        with pytest.raises(IsADirectoryError, match="it is a folder"):
            check()


# --- what is no file ---


@posix
def test_a_named_pipe_is_written_into(tmp_path):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    number = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(number, True)
    text = b"more than a pipe holds at once" * 10_000

    def reader():
        with os.fdopen(number, "rb") as file:
            read.append(file.read())

    thread = threading.Thread(target=reader)
    # The reader is at the end when the last of those who write has closed the pipe.
    other = os.open(pipe, os.O_WRONLY)
    write = FileWriter(pipe)
    write.write(text)
    thread.start()
    write.commit()
    os.close(other)
    thread.join()
    assert read == [text]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix
def test_a_pipe_that_nobody_reads_is_told_and_not_waited_for(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="nobody reads from this pipe"):
        write_file(pipe, "text")
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix
def test_a_device_is_written_into_and_never_replaced(tmp_path, monkeypatch):
    """A character device as the system tells of it; what is behind the name is a file."""
    device = tmp_path / "null"
    device.write_text("")
    number = device.stat().st_ino
    real = os.stat

    def character(name, **more):
        found = real(name, **more)
        return altered(found, st_mode=stat.S_IFCHR | 0o666) if str(name) == str(device) else found

    monkeypatch.setattr(os, "stat", character)
    write_file(device, "text")
    monkeypatch.undo()
    assert device.read_text() == "text"
    assert device.stat().st_ino == number
    assert list(tmp_path.iterdir()) == [device]


@posix
@pytest.mark.parametrize("kind", [stat.S_IFBLK, stat.S_IFSOCK])
def test_a_disk_or_a_socket_is_refused(tmp_path, monkeypatch, kind):
    path = tmp_path / "disk"
    path.write_text("precious")
    real = os.stat

    def other(name, **more):
        found = real(name, **more)
        return altered(found, st_mode=kind | 0o666) if str(name) == str(path) else found

    monkeypatch.setattr(os, "stat", other)
    with pytest.raises(OSError, match="neither a file nor a pipe"):
        write_file(path, "text")
    assert path.read_text() == "precious"


@posix
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
@pytest.mark.parametrize("where", ["pipe", "file"])
def test_standard_output_by_its_name_is_where_it_leads(tmp_path, name, where):
    if not os.path.exists(name):
        pytest.skip(f"the system has no {name}")
    code = (
        "import sys; from pathlib import Path; from wmstudio.files.writing import write_file;"
        "sys.stdout.write('before '); sys.stdout.flush(); write_file(Path(sys.argv[1]), 'text')"
    )
    link, out = tmp_path / "link", tmp_path / "out.txt"
    link.symlink_to(name)
    for path in (name, str(link)):
        command = [sys.executable, "-c", code, path]
        if where == "pipe":
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        else:
            with out.open("w") as file:
                subprocess.run(command, check=True, stdout=file)
            said = out.read_text()
        assert said == "before text"
    assert link.is_symlink()
