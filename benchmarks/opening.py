"""Opening checkpoints of 100 MB in a window that is open, from a disk that has to be read."""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from safetensors.torch import save_file
from torch import nn

from benchmarks.texts import SENTENCE
from wmstudio.text.merging import byte_letters

if TYPE_CHECKING:
    from benchmarks.measure import Table
    from benchmarks.window import Studio

REPEATS = 7
GPT2 = {"many pieces": (50_257, 256, 16), "wide layers": (2_000, 512, 8)}
"""Pieces, width and layers of two models with the same number of weights."""
WORDS, UNITS = 10_000, 800


def measure(table: Table) -> None:
    """GPT-2 as Hugging Face has it, and an LSTM of `torch.save`."""
    from benchmarks.window import Studio

    table.group("opening 100 MB into an open window, read from the disk, until a text is drawn")
    with tempfile.TemporaryDirectory() as place:
        folder, made = Path(place), {}
        for name, sizes in GPT2.items():
            made[f"GPT-2 folder, {name}"] = write_gpt2(folder / name, *sizes)
        made["LSTM, torch.save"] = write_lstm(folder / "lstm.pt")
        studio = Studio("stories-lstm")
        studio.show_text(SENTENCE)
        for name, path in made.items():
            spent = [_opened(studio, path) for _ in range(REPEATS)]
            table.add(name, spent, "s", median=3.0)
        studio.close()


def _opened(studio: Studio, path: Path) -> float:
    """Seconds, with another model open before."""
    window = studio.window
    window.models.open("stories-lstm", "cpu")
    studio.wait(lambda: window.models.source == "stories-lstm" and window.reading.complete)
    forget(path)
    began = time.perf_counter()
    window.models.open(str(path), "cpu")
    studio.wait(lambda: window.models.source == str(path) and window.reading.complete)
    return time.perf_counter() - began


def forget(path: Path) -> None:
    """Have the system drop what it has kept of a file or folder in memory, where it can."""
    if not hasattr(os, "posix_fadvise"):
        return
    for file in [path] if path.is_file() else sorted(path.iterdir()):
        with file.open("rb") as opened:
            os.fsync(opened.fileno())
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def write_gpt2(folder: Path, pieces: int, width: int, layers: int) -> Path:
    """A folder with random weights and as many pieces, each made of two others."""
    folder.mkdir()
    c = width
    shapes = {"wte.weight": (pieces, c), "wpe.weight": (1024, c)}
    vectors = {"ln_f": c}
    for i in range(layers):
        for name, rows, columns in (
            ("attn.c_attn", c, 3 * c),
            ("attn.c_proj", c, c),
            ("mlp.c_fc", c, 4 * c),
            ("mlp.c_proj", 4 * c, c),
        ):
            shapes[f"h.{i}.{name}.weight"] = rows, columns
            shapes[f"h.{i}.{name}.bias"] = (columns,)
        vectors |= {f"h.{i}.ln_1": c, f"h.{i}.ln_2": c}
    tensors = {name: 0.02 * torch.randn(shape) for name, shape in shapes.items()}
    for name, size in vectors.items():
        tensors |= {f"{name}.weight": torch.ones(size), f"{name}.bias": torch.zeros(size)}
    save_file(tensors, folder / "model.safetensors")
    config = {"model_type": "gpt2", "vocab_size": pieces, "n_head": c // 64}
    (folder / "config.json").write_text(json.dumps(config))
    own = sorted(byte_letters())
    known, merges, chance = dict.fromkeys(own), [], random.Random(0)
    listed = [*own]
    while len(listed) < pieces - 1:
        a, b = chance.choice(listed), chance.choice(own)
        if a + b not in known and len(a) < 12:
            known[a + b] = None
            listed.append(a + b)
            merges.append(f"{a} {b}\n")
    ids = {piece: i for i, piece in enumerate([*listed, "<|endoftext|>"])}
    (folder / "vocab.json").write_text(json.dumps(ids))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(merges))
    return folder


def write_lstm(path: Path) -> Path:
    """Two layers and their words, beside it a list of them."""
    model = nn.ModuleDict(
        {
            "encoder": nn.Embedding(WORDS, UNITS),
            "rnn": nn.LSTM(UNITS, UNITS, 2),
            "decoder": nn.Linear(UNITS, WORDS),
        }
    )
    torch.save(model.state_dict(), path)
    words = {f"word{i}": i for i in range(WORDS)}
    path.with_name("vocab.json").write_text(json.dumps(words))
    return path
