"""What identifies a foreign model: the hashes of its files."""

import hashlib

import pytest

from wmstudio.backends import identity
from wmstudio.backends.identity import files_of, hashes_of
from wmstudio.checkpoints.layout import CheckpointError


def test_a_file_has_its_sha256(tmp_path):
    path = tmp_path / "model.pt"
    path.write_bytes(bytes(range(256)) * 9000)
    assert hashes_of(path) == {"model.pt": hashlib.sha256(path.read_bytes()).hexdigest()}


def test_other_formats_of_the_same_weights_are_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(identity, "LARGE", 100)
    for name, size in (("model.safetensors", 200), ("tf_model.h5", 200), ("config.json", 20)):
        (tmp_path / name).write_bytes(bytes(size))
    (tmp_path / "onnx").mkdir()
    assert {file.name for file in files_of(tmp_path)} == {"config.json", "model.safetensors"}
    (tmp_path / "model.safetensors").unlink()
    assert {file.name for file in files_of(tmp_path)} == {"config.json", "tf_model.h5"}


def test_a_file_that_is_gone_is_named(tmp_path):
    with pytest.raises(CheckpointError, match="gone"):
        hashes_of(tmp_path / "gone.pt")
