"""Checkpoints of other programs: how sound ones are made, and how they are damaged."""

from __future__ import annotations

import codecs
import importlib
import io
import json
import os
import pickle
import random
import shutil
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save, save_file

from fuzzing.mutations import change_bytes, change_json
from tests.backends import rwkv_by_hand, test_gguf, test_ml5, writers, xlstm_by_hand
from tests.backends import transformers_by_hand as by_hand
from tests.text.test_longest import BYTES, vocabulary
from tests.weights import bombs
from wmstudio.text.merging import byte_letters
from wmstudio.weights import hdf5, hdf5_child

# For names in a damaged zip and lists of words: as nobody, a child cannot read Python's own folder.
codecs.lookup("cp437")
codecs.lookup("utf-8-sig")
with suppress(ImportError):  # where it is missing, Keras' files are refused
    importlib.import_module("h5py")
KERAS = test_gguf.WRITTEN / "keras"
RESIDUAL = ("mamba", "mamba2", "qwen3_next", "qwen3_5_text", "recurrent_gemma")


def make_torch(folder: Path, rng: random.Random) -> None:
    torch.manual_seed(rng.randrange(1_000))
    model = writers.MODELS[rng.choice(list(writers.MODELS))]()
    written = writers.FORMS[rng.choice(list(writers.FORMS))](model)
    torch.save(written, folder / "a.pt", _use_new_zipfile_serialization=rng.random() < 0.6)
    ids = {c: i for i, c in enumerate(writers.CHARACTERS)}
    (folder / "vocab.json").write_text(json.dumps(ids))
    if rng.random() < 0.5:
        (folder / "vocab.json").unlink()
        kept = rng.choice(
            ({"stoi": ids}, {"itos": np.array(list(ids))}, np.array(list(ids), object))
        )
        (folder / "vocab.pkl").write_bytes(pickle.dumps(kept, rng.randrange(6)))


def make_safetensors(folder: Path, rng: random.Random) -> None:
    model = writers.MODELS["without biases"]()
    (folder / "a.safetensors").write_bytes(save(model.state_dict()))


def make_llama2c(folder: Path, rng: random.Random) -> None:
    torch.manual_seed(rng.randrange(1_000))
    by_hand.llama2c_file(folder / "a.bin", by_hand.Llama(tied=rng.random() < 0.5))
    by_hand.llama2c_tokenizer(folder / "tokenizer.bin", by_hand.PIECES, by_hand.SCORES)


def make_rwkv(folder: Path, rng: random.Random) -> None:
    """The authors' file; every second one with the World vocabulary beside it."""
    pieces = [b"", *BYTES, b" the"]
    has_vocabulary = rng.random() < 0.5
    vocab = len(pieces) if has_vocabulary else rwkv_by_hand.VOCAB
    tensors = rwkv_by_hand.weights(rng.choice(rwkv_by_hand.VERSIONS), rng.randrange(100), vocab)
    rwkv_by_hand.write_pth(folder / "a.pth", tensors)
    if has_vocabulary:
        (folder / "rwkv_vocab.txt").write_text(vocabulary(pieces), encoding="utf-8")


def make_rwkv_cpp(folder: Path, rng: random.Random) -> None:
    version = rng.choice([one for one in rwkv_by_hand.VERSIONS if one != "5.1"])
    tensors = rwkv_by_hand.weights(version, rng.randrange(100))
    rwkv_by_hand.write_rwkv_cpp(folder / "a.bin", tensors, version, half=rng.random() < 0.5)


def make_gguf(folder: Path, rng: random.Random) -> None:
    llamas = [f"llama-{kind}" for kind in test_gguf.KINDS]
    name = rng.choice([*llamas, *test_gguf.STATE_SPACES, "rwkv6-f16", "rwkv7-q8_0"])
    shutil.copy(test_gguf.WRITTEN / f"{name}.gguf", folder / "a.gguf")


def change_gguf(data: bytes, rng: random.Random) -> bytes:
    """Mostly the header, which is some kilobytes long."""
    if rng.random() < 0.3:
        return change_bytes(data, rng)
    return change_bytes(data[:9_000], rng) + data[9_000:]


def make_ml5(folder: Path, rng: random.Random) -> None:
    test_ml5.write(folder / "a")


def make_residual(folder: Path, name: str) -> None:
    """What transformers wrote, in one file."""
    tensors = {}
    for shard in (test_gguf.WRITTEN / name).glob("*.safetensors"):
        tensors |= load_file(shard)
    save_file(tensors, folder / "model.safetensors")
    shutil.copy(test_gguf.WRITTEN / name / "config.json", folder)


def make_folder(folder: Path, rng: random.Random) -> None:
    torch.manual_seed(rng.randrange(1_000))
    rng.choice(
        (
            lambda: by_hand.gpt2_folder(folder, by_hand.Gpt(vocab=300)),
            lambda: by_hand.llama_folder(folder, by_hand.Llama()),
            lambda: rwkv_by_hand.write_transformers(folder, rwkv_by_hand.weights("4", vocab=300)),
            lambda: xlstm_by_hand.write(folder, xlstm_by_hand.weights()),
            lambda: make_residual(folder, rng.choice(RESIDUAL)),
        )
    )()
    letters = {i: c for c, i in byte_letters().items()}
    vocab = {letters[i]: i for i in range(256)} | {"th": 256, "the": 257}
    model = {"type": "BPE", "vocab": vocab, "merges": ["t h", ["th", "e"]]}
    (folder / "tokenizer.json").write_text(json.dumps({"model": model, "added_tokens": []}))


def ask_fork(place: str, size: int, data: bytes) -> bytes:
    """The child that looks into HDF5 files, as a fork: nobody may not start Python anew."""
    reader, writer = os.pipe()
    with tempfile.TemporaryFile(dir=Path.cwd()) as source:
        source.write(data)
        source.flush()
        source.seek(0)
        child = os.fork()
        if not child:
            os.dup2(source.fileno(), 0), os.dup2(writer, 1)
            try:
                hdf5_child.main(place, size)
            finally:
                os._exit(1)
        os.close(writer)
        with open(reader, "rb") as pipe:
            said = pipe.read()
        os.waitpid(child, 0)
    return said


def make_keras(folder: Path, rng: random.Random) -> None:
    """Whatever Keras wrote."""
    hdf5.ask_child = ask_fork
    written = sorted((*KERAS.glob("*.h5"), *KERAS.glob("*.keras")))
    chosen = rng.choice(written)
    shutil.copy(chosen, folder / f"a{chosen.suffix}")
    if (config := chosen.with_suffix(".json")).exists():  # of weights alone
        shutil.copy(config, folder / "model.json")
    shutil.copy(KERAS / "tokenizer.pickle", folder)


def change_hdf5(data: bytes, rng: random.Random) -> bytes:
    """Mostly small numbers of the structure: offsets, sizes, versions, counts."""
    if rng.random() < 0.2:
        return change_bytes(data, rng)
    changed = bytearray(data)
    places = [i for i, byte in enumerate(changed) if byte]
    for _ in range(rng.choice((1, 2, 8, 40))):
        at = min(rng.choice(places) + rng.choice((0, 0, 0, 1, 3, 7)), len(changed) - 1)
        changed[at] = rng.choice((0, 1, 0xFF, 0x7F, 0x80, rng.randrange(256)))
    return bytes(changed)


def change_keras(data: bytes, rng: random.Random) -> bytes:
    """The weights or the configuration inside, or the zip about them."""
    if rng.random() < 0.2:
        return change_bytes(data, rng)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(("model.weights.h5", "config.json"))
    parts[name] = (change_hdf5 if name.endswith("h5") else change_json)(parts[name], rng)
    sink = io.BytesIO()
    how = rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(sink, "w", how) as archive:
        for inner, part in parts.items():
            archive.writestr(inner, part)
    return sink.getvalue()


def change_pickle(data: bytes, rng: random.Random) -> bytes:
    """Operations cut out, repeated, exchanged for others; or another pickle, which is a bomb."""
    if rng.random() < 0.1:
        return rng.choice(list(bombs.raw("ran").values()))
    changed = bytearray(data)
    operations = (
        b"(.012FGIJKLMNPQRSTUVX]abcdeghijlopqrstu}\x80\x81\x82\x85\x86\x87\x88\x89\x8a\x8c\x94\x95"
    )
    for _ in range(rng.choice((1, 1, 2, 8))):
        at = rng.randrange(len(changed) + 1)
        act = rng.randrange(5)
        if act == 0:
            del changed[at : at + rng.choice((1, 2, 30))]
        elif act == 1:
            changed[at:at] = changed[at : at + rng.choice((1, 9, 60))]
        elif act == 2:
            changed[at:at] = bytes([rng.choice(operations)]) * rng.choice((1, 1, 2_000))
        elif at < len(changed):
            # Numbers stand behind K, M and J: sizes, strides, memo places.
            changed[at] = rng.choice((0, 0xFF, 0x7F, rng.randrange(256), rng.choice(operations)))
    return bytes(changed)


def change_torch(data: bytes, rng: random.Random) -> bytes:
    """The pickle inside, the zip about it, or just some bytes."""
    if not data.startswith(b"PK"):
        return change_pickle(data, rng) if rng.random() < 0.7 else change_bytes(data, rng)
    act = rng.random()
    if act < 0.25:
        return change_bytes(data, rng)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    inner = next(name for name in parts if name.endswith("data.pkl"))
    name = inner if act < 0.85 else rng.choice(list(parts))
    parts[name] = (change_pickle if name == inner else change_bytes)(parts[name], rng)
    if act > 0.95:
        parts.pop(rng.choice(list(parts)))
    sink = io.BytesIO()
    how = rng.choice((zipfile.ZIP_STORED,) * 4 + (zipfile.ZIP_DEFLATED,))
    with zipfile.ZipFile(sink, "w", how) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return sink.getvalue()
