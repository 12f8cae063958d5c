"""Models and recordings: they are opened, and a text is read with them."""

from __future__ import annotations

import io
import json
import random
import zipfile
from pathlib import Path

import numpy as np

from fuzzing.contract import RefusedError, sentence
from fuzzing.mutations import change_bytes, change_json
from tests import support
from wmstudio.backends.registry import open_model
from wmstudio.checkpoints.bundled import describe
from wmstudio.checkpoints.layout import CheckpointError
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Failure, Open, OpenedModel, Record, View
from wmstudio.engine.recorded import open_recording
from wmstudio.testing.fake import open_fake

TEXT = "The cat sat on the mat. “Who is there?”\n"


def _asked(engine: Engine, command: Open) -> OpenedModel:
    for answer in engine.do(command):
        if isinstance(answer, Failure):
            raise RefusedError(answer.message)
        if isinstance(answer, OpenedModel):
            return answer
    raise AssertionError("the engine gave no answer")


def _looked_at(engine: Engine, text: str, watch: tuple[str, ...]) -> None:
    for caret in (0, len(text)):
        view = View(caret, text, caret, watch=watch, window=(0, 100))
        for answer in engine.look(view):
            if isinstance(answer, Failure):
                raise RefusedError(answer.message)


# --- checkpoints ---


def make_checkpoint(folder: Path, rng: random.Random) -> None:
    support.checkpoint(folder, rng.choice(list(support.SIZES)))
    if rng.random() < 0.6:  # so that damage behind the hashes is met too
        config = json.loads((folder / "config.json").read_text())
        kept = {k: v for k, v in config.items() if not k.endswith("_sha256")}
        (folder / "config.json").write_text(json.dumps(kept))


def read_checkpoint(folder: Path) -> None:
    try:
        describe(folder)
    except CheckpointError as error:
        sentence(error)
    engine = Engine(open_model)
    opened = _asked(engine, Open(folder, "cpu"))
    _looked_at(engine, TEXT, tuple(opened.signals))


def read_foreign(folder: Path) -> None:
    """Whatever file of weights is there, read as a model and then looked at."""
    if (folder / "config.json").exists():
        path = folder
    else:
        (path,) = (p for p in folder.iterdir() if p.stem == "a")
    engine = Engine(open_model)
    opened = _asked(engine, Open(path, "cpu"))
    _looked_at(engine, TEXT, tuple(opened.signals))


# --- recordings ---


def make_recording(folder: Path, rng: random.Random) -> None:
    engine = Engine(open_fake)
    list(engine.do(Open("scripted")))
    list(engine.do(Record(folder / "a.wmtrace", TEXT)))


def change_recording(data: bytes, rng: random.Random) -> bytes:
    if rng.random() < 0.15:
        return change_bytes(data, rng)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    name = rng.choice(["header.json"] * len(parts) + list(parts))
    if name == "header.json":
        parts[name] = change_json(parts[name], rng)
    elif rng.random() < 0.4:
        parts[name] = change_bytes(parts[name], rng)
    else:
        x = np.load(io.BytesIO(parts[name])).copy()
        odd = (0, -1, 1, 2**31 - 1, np.nan, np.inf, 1e30, 7)
        with np.errstate(invalid="ignore"):
            x.reshape(-1)[rng.randrange(x.size)] = np.array(rng.choice(odd)).astype(x.dtype)
        out = io.BytesIO()
        np.save(out, x)
        parts[name] = out.getvalue()
    if rng.random() < 0.05:
        parts.pop(rng.choice(list(parts)))
    out = io.BytesIO()
    how = rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2))
    with zipfile.ZipFile(out, "w", how) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return out.getvalue()


def read_recording(folder: Path) -> None:
    engine = Engine(open_recording)
    opened = _asked(engine, Open(folder / "a.wmtrace"))
    assert opened.recorded is not None
    _looked_at(engine, opened.recorded.text, tuple(opened.signals))
