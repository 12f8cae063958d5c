"""Keys are made once, are readable by their owner alone, and are never shown."""

import stat

import pytest
import zmq

from wmstudio.runtime.remote.keys import check_key, make_keys, own_keys, read_keys, write_keys


def test_that_own_keys_are_made_once_and_private(tmp_path):
    keys = own_keys(tmp_path)
    assert own_keys(tmp_path) == keys
    assert stat.S_IMODE((tmp_path / "remote.key").stat().st_mode) == 0o600
    assert keys.secret not in repr(keys)


def test_that_no_public_key_begins_like_an_option(monkeypatch):
    pairs = iter([(b"-" + b"a" * 39, b"s" * 40), (b"b" * 40, b"-" + b"t" * 39)])
    monkeypatch.setattr(zmq, "curve_keypair", lambda: next(pairs))
    keys = make_keys()
    assert (keys.public, keys.secret) == ("b" * 40, "-" + "t" * 39)


def test_that_keys_are_never_replaced(tmp_path):
    write_keys(tmp_path / "k" / "one.key", keys := make_keys())
    with pytest.raises(FileExistsError):
        write_keys(tmp_path / "k" / "one.key", make_keys())
    assert read_keys(tmp_path / "k" / "one.key") == keys


def test_that_keys_which_others_can_read_are_refused(tmp_path):
    path = tmp_path / "one.key"
    write_keys(path, make_keys())
    path.chmod(0o644)
    with pytest.raises(ValueError, match="chmod 600"):
        read_keys(path)


@pytest.mark.parametrize("text", ["", "x" * 39, "x" * 41, "é" * 40, "x" * 20 + " " + "x" * 19])
def test_that_what_is_no_key_is_refused(text):
    with pytest.raises(ValueError, match="40 characters"):
        check_key(text)


def test_the_rights_of_a_folder_that_is_there_stay_as_they_are(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    write_keys(shared / "keys", make_keys())
    assert shared.stat().st_mode & 0o777 == 0o755
    write_keys(shared / "own" / "keys", make_keys())
    assert (shared / "own").stat().st_mode & 0o777 == 0o700
