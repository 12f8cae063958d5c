"""What is no model that is read is told in a sentence: what it is, and what would help."""

import io
import json
import os
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

import wmstudio
from wmstudio.app import catalogue
from wmstudio.backends import registry, unread
from wmstudio.backends.found import FormatError
from wmstudio.checkpoints.layout import CheckpointError

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21\nsize 12345\n"


def zipped(*names):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name in names:
            archive.writestr(name, b"abc")
    return kept.getvalue()


def saved(write, what):
    kept = io.BytesIO()
    write(kept, what)
    return kept.getvalue()


def scripted():
    """A TorchScript program: its object is of a class that the program itself defines."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("script/data.pkl", b"\x80\x02c__torch__.torch.nn\nLinear\n)\x81}b.")
        archive.writestr("script/version", b"3\n")
    return kept.getvalue()


def encrypted():
    """A zip whose only part is marked as encrypted, in both of its headers."""
    data = bytearray(zipped("model.safetensors"))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def tarred():
    kept = io.BytesIO()
    with tarfile.open(fileobj=kept, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("model.safetensors"))
    return kept.getvalue()


def optimiser():
    kept = io.BytesIO()
    torch.save(torch.optim.Adam(torch.nn.Linear(2, 2).parameters()).state_dict(), kept)
    return kept.getvalue()


FILES = {
    "model.safetensors": (LFS, "Git LFS"),
    "pytorch_model.bin": (LFS, "Git LFS"),
    "page.pt": (b"\n<!DOCTYPE html><html>404</html>", "web page"),
    "empty.gguf": (b"", "empty"),
    "model.onnx": (b"\x08\x07\x12\x07pytorch\x1a\0", "ONNX"),
    "model.tflite": (b"\x1c\0\0\0TFL3\0", "Keras file"),
    "saved_model.pb": (b"\x08\x01\0", "model.save('model.keras')"),
    "ck.index": (b"\0\0", "model.save('model.keras')"),
    "flax_model.msgpack": (b"\x81\xa6params\x80\0", "save_pretrained()"),
    "old.bin": (b"lmgg\0\0\0\0", "convert"),
    "model.zip": (zipped("ckpt/model.safetensors"), "unpack"),
    "model.7z": (b"7z\xbc\xaf\x27\x1c\0", "unpack"),
    "model.tar": (tarred(), "unpack"),
    "secret.zip": (encrypted(), "password"),
    "arrays.npz": (saved(lambda file, x: np.savez(file, a=x), np.zeros(3)), "NumPy"),
    "array.npy": (saved(np.save, np.zeros(3)), "NumPy"),
    "program.pt2": (zipped("program/archive_format", "program/data/a"), "state_dict"),
    "script.pt": (scripted(), "state_dict"),
    "optimizer.pt": (optimiser(), "optimiser"),
    "cat.png": (b"\x89PNG\r\n\x1a\n\0", "picture"),
    "paper.pdf": (b"%PDF-1.7\0", "PDF"),
    "weights.bin.part": (b"\0\1\2", "download"),
    "anything.xyz": (b"\0\1\2", "are opened"),
    "empty.safetensors": (b"\x02\0\0\0\0\0\0\0{}", "no tensors"),
}
FOLDERS = {
    "empty": ({}, "empty folder"),
    "notes": ({"a.txt": b"Once"}, "without a model"),
    "saved model": ({"saved_model.pb": b"\x08\x01\0"}, "model.save('model.keras')"),
    "checkpoint": ({"checkpoint": b"model_checkpoint_path", "ck.index": b"\0"}, "TensorFlow"),
    "of TensorFlow": (
        {"config.json": b'{"model_type": "gpt2"}', "tf_model.h5": b"\x89HDF"},
        "save_pretrained()",
    ),
    "T5": ({"config.json": b'{"model_type": "t5"}'}, "t5"),
    "BERT": ({"config.json": b'{"model_type": "bert"}'}, "no next token"),
}


def refused(path):
    with pytest.raises((FormatError, CheckpointError)) as raised:
        wmstudio.open(path, device="cpu")
    said = str(raised.value)
    assert "\n" not in said
    assert said.startswith(path.name)
    return said


@pytest.mark.parametrize("name", FILES)
def test_files_that_are_not_read_are_told_by_kind(tmp_path, name):
    data, told = FILES[name]
    (tmp_path / name).write_bytes(data)
    assert told in refused(tmp_path / name)


@pytest.mark.parametrize("name", FOLDERS)
def test_folders_that_are_not_read_are_told_by_kind(tmp_path, name):
    files, told = FOLDERS[name]
    folder = tmp_path / name
    folder.mkdir()
    for file, data in files.items():
        (folder / file).write_bytes(data)
    assert told in refused(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
@pytest.mark.parametrize("name", ["pipe", "model.pt", "model.gguf", "text.txt"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path, name):
    os.mkfifo(tmp_path / name)
    # Something is in it, so that whoever reads it does not wait.
    both_ends = os.open(tmp_path / name, os.O_RDWR | os.O_NONBLOCK)
    try:
        os.write(both_ends, bytes(unread.START))
        assert "it is not a regular file" in refused(tmp_path / name)
        assert catalogue.model_at(tmp_path / name) is None
        assert len(os.read(both_ends, unread.START)) == unread.START, "nothing was taken out"
    finally:
        os.close(both_ends)


def test_an_adapter_names_how_to_merge_it(tmp_path):
    header = {"base.q.lora_A.weight": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}
    text = json.dumps(header).encode()
    data = len(text).to_bytes(8, "little") + text + bytes(4)
    (tmp_path / "adapter_model.safetensors").write_bytes(data)
    (tmp_path / "adapter_config.json").write_text("{}")

    assert "merge_and_unload()" in refused(tmp_path / "adapter_model.safetensors")


def lstm(path):
    table = {"embedding.weight": torch.zeros(128, 4), "out.weight": torch.zeros(128, 3)}
    for name, x in torch.nn.LSTM(4, 3).state_dict().items():
        table[f"rnn.{name}"] = x
    torch.save(table, path)


def test_a_folder_with_one_model_opens_that_model(tmp_path):
    (tmp_path / "notes.txt").write_text("Once")
    lstm(tmp_path / "char-rnn.pt")

    assert registry.find(tmp_path).path == tmp_path / "char-rnn.pt"
    assert "LSTM language model" in wmstudio.open(tmp_path, device="cpu").report


def test_a_folder_with_two_models_names_both(tmp_path):
    for name in ("first.pt", "second.pt"):
        lstm(tmp_path / name)

    said = refused(tmp_path)
    assert "first.pt" in said
    assert "second.pt" in said


def test_recordings_in_a_folder_are_named_and_no_model_of_it(tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("a.wmtrace", "notes.txt"):
        (folder / name).write_bytes(b"Once")
    assert registry.recognise(Path()) is None
    with pytest.raises(FormatError, match=r"^here holds no model but recordings: .*a\.wmtrace"):
        registry.find(".")

    lstm(folder / "char-rnn.pt")
    assert registry.find(".").path.name == "char-rnn.pt"
    lstm(folder / "other.pt")
    with pytest.raises(FormatError, match=r"^here holds several models: .*\(char-rnn.pt, other.pt"):
        registry.find(".")


def test_a_dropped_file_of_a_known_kind_is_no_text(tmp_path):
    for name, (data, _) in FILES.items():
        (tmp_path / name).write_bytes(data)

    assert catalogue.model_at(tmp_path / "cat.png") == str(tmp_path / "cat.png")
    assert catalogue.model_at(tmp_path / "page.pt") is None, "a web page is text"


def test_of_zips_that_are_cut_short_only_those_of_torch_save_are_pytorchs(tmp_path):
    whole, other = optimiser(), zipped("page.html", "a/data.pkl")
    for name, data, known in (
        ("cut.bin", whole[:-40], True),
        ("cut.pt", whole[: len(whole) // 2], True),
        ("page.bin", other[:-30], False),
        ("begun.bin", b"PK\x03\x04", False),
        ("words.bin", b"PK\x03\x04 is how zips begin, and this is none", False),
    ):
        (tmp_path / name).write_bytes(data)
        assert (registry.recognise(tmp_path / name) is not None) == known, name
