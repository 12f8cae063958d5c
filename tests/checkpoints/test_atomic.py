"""A write that fails leaves what was there."""

import os
from pathlib import Path

import pytest

from wmstudio.checkpoints.atomic import write_atomically, write_together


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
    write_atomically(path, "old")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_that_a_full_disk_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    write_atomically(path, "old")
    full_disk(monkeypatch, after=0)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("after", [0, 1, 2])
def test_that_files_which_belong_together_are_replaced_all_or_none(tmp_path, monkeypatch, after):
    old = {"a": "old a", "b": "old b", "c": "old c"}
    write_together(tmp_path, old)
    full_disk(monkeypatch, after)
    with pytest.raises(OSError, match="No space left"):
        write_together(tmp_path, {"a": "new a", "b": "new b", "c": "new c"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == old


def test_that_an_interruption_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    write_atomically(path, "old")

    def interrupted(number):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_that_a_failure_names_the_file_that_was_asked_for():
    with pytest.raises(FileNotFoundError) as caught:
        write_atomically(Path("/no/such/folder/a.txt"), "text")
    assert caught.value.filename == "/no/such/folder/a.txt"
