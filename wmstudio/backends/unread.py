"""Files and folders that no format reads: a sentence that says what one is and what would help."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.backends.found import FormatError
from wmstudio.backends.huggingface import AS_PYTORCH
from wmstudio.untrusted import is_special
from wmstudio.weights.zips import DAMAGE

if TYPE_CHECKING:
    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import OpenedModel

NAME = "anything else"
OPENS = (
    "PyTorch, safetensors, GGUF, Keras and llama2.c files, and folders of Hugging Face, ml5 or "
    "WM Studio, are opened"
)
START = 4_096
"""Bytes of a file that are looked at."""
MOST_NAMES = 1_000
ARCHIVE = "it is an archive: unpack it, and open what is in it"
PICTURE = "it is a picture"
NUMPY = (
    "it holds NumPy arrays without a model: save them with their names as a .safetensors file or "
    "as a pickled dictionary"
)
TENSORFLOW = "load it in TensorFlow and save it with model.save('model.keras')"
STARTS: tuple[tuple[int, bytes, str], ...] = (
    (
        0,
        b"version https://git-lfs",
        "it is a pointer of Git LFS and not the file itself: get that with `git lfs pull`",
    ),
    (0, b"\x89PNG", PICTURE),
    (0, b"\xff\xd8\xff", PICTURE),
    (0, b"GIF8", PICTURE),
    (0, b"%PDF", "it is a PDF document"),
    (0, b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (0, b"Rar!", ARCHIVE),
    (0, b"\x1f\x8b", ARCHIVE),
    (0, b"BZh", ARCHIVE),
    (0, b"\xfd7zXZ", ARCHIVE),
    (0, b"\x28\xb5\x2f\xfd", ARCHIVE),
    (257, b"ustar", ARCHIVE),
    (0, b"\x93NUMPY", NUMPY),
    (
        4,
        b"TFL3",
        "it is a TensorFlow Lite model, whose weights are packed for phones: open the Keras file "
        "that it was made of",
    ),
    *(
        (
            0,
            magic,
            "it is a GGML file, from before GGUF: convert it with llama.cpp's "
            "convert_llama_ggml_to_gguf.py",
        )
        for magic in (b"lmgg", b"tjgg", b"algg", b"fmgg")
    ),
)
"""Where in a file something stands, what, and what such a file is."""
ENDINGS = {
    ".onnx": "it is an ONNX graph: save the weights from the program that the model was made in",
    ".pb": f"it is a graph of TensorFlow: {TENSORFLOW}",
    ".index": f"it is part of a TensorFlow checkpoint: {TENSORFLOW}",
    ".data-00000-of-00001": f"it is part of a TensorFlow checkpoint: {TENSORFLOW}",
    ".meta": f"it is part of a TensorFlow checkpoint: {TENSORFLOW}",
    ".msgpack": f"it holds weights of Flax: {AS_PYTORCH}",
    ".mlmodel": "it is a Core ML model: open the file that it was made of",
    ".pdparams": "it holds weights of Paddle: save them as a .safetensors file",
    ".nemo": ARCHIVE,
    ".part": "it is a download that has not ended",
    ".crdownload": "it is a download that has not ended",
    ".download": "it is a download that has not ended",
}
"""What a file is by the end of its name, where its first bytes do not say."""
PARTS = {
    "saved_model.pb": f"it is a SavedModel of TensorFlow: {TENSORFLOW}",
    "checkpoint": f"it is a checkpoint of TensorFlow: {TENSORFLOW}",
}
"""What a folder is by a file in it."""
WEB_PAGES = (b"<!doctype html", b"<html", b"<?xml")


def recognise(path: Path) -> Path | None:
    """Whatever is there: this comes after all formats."""
    return path if path.exists() else None


def open(path: Path, device: str) -> tuple[Backend, OpenedModel]:
    """Say what a path is, and what would help.

    Raises:
        FormatError: always; one sentence.
    """
    try:
        if is_special(path):
            told: str | None = "it is not a regular file"
        else:
            told = _of_folder(path) if path.is_dir() else _of_file(path, _start_of(path))
    except OSError as error:
        told = f"it cannot be read ({error.strerror or error})"
    raise FormatError(f"{path.name or path} cannot be opened: {told or _nothing_known(path)}.")


def is_known(path: Path) -> bool:
    """Whether a file is of a kind that can be named, and is no text."""
    try:
        start = _start_of(path) if path.is_file() else b""
        return b"\0" in start and _of_file(path, start) is not None
    except OSError:
        return False


def _nothing_known(path: Path) -> str:
    what = "a folder without a model" if path.is_dir() else "no model of a kind that is read"
    return f"it is {what}; {OPENS}"


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(START)


def _of_file(path: Path, start: bytes) -> str | None:
    if not start:
        return "it is empty"
    for offset, magic, told in STARTS:
        if start.startswith(magic, offset):
            return told
    if start.lstrip().lower().startswith(WEB_PAGES):
        return "it is a web page, as a download leaves that has failed: download the file itself"
    if start.startswith(b"PK"):
        return _of_zip(path)
    return next((told for end, told in ENDINGS.items() if path.name.lower().endswith(end)), None)


def _of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()[:MOST_NAMES]
    except DAMAGE:
        return "its zip is damaged: copy or download it again"
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 1 for entry in entries):
        return "it is encrypted: unpack it with its password, and open what is in it"
    if names and all(name.endswith(".npy") for name in names):
        return NUMPY
    if any(name.endswith("archive_format") for name in names):
        return (
            "it is a program of torch.export: save the weights with "
            "torch.save(model.state_dict(), 'model.pt')"
        )
    return ARCHIVE


def _of_folder(path: Path) -> str | None:
    if next(path.iterdir(), None) is None:
        return "it is an empty folder"
    return next((told for name, told in PARTS.items() if (path / name).is_file()), None)
