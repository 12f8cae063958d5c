from pathlib import Path

import pytest

from wmstudio.files.folders import FolderError, check_folder, make_folder

AMONG_DEVICES = ["/dev/out", "/dev/fd/out", "/proc/self/out", "/sys/x/out", "/dev/../dev/out"]


@pytest.mark.parametrize("place", AMONG_DEVICES)
def test_no_folder_is_made_among_devices(place, monkeypatch):
    monkeypatch.setattr(Path, "mkdir", lambda *_, **__: pytest.fail("a folder is made"))

    with pytest.raises(FolderError, match="among the devices"):
        make_folder(Path(place))


def test_a_link_to_devices_is_one_of_them(tmp_path):
    (tmp_path / "link").symlink_to("/dev")

    with pytest.raises(FolderError, match="among the devices"):
        make_folder(tmp_path / "link" / "out")


def test_the_folder_in_memory_is_no_device():
    check_folder(Path("/dev/shm/out"))


def test_folders_above_are_made(tmp_path):
    make_folder(tmp_path / "a" / "b")

    assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_is_there_stays(tmp_path):
    (tmp_path / "kept").write_text("text", encoding="utf-8")
    make_folder(tmp_path)

    assert (tmp_path / "kept").read_text(encoding="utf-8") == "text"
