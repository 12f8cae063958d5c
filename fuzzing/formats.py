"""What is damaged, how, and by whom it is read; each reads a folder of its own."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import torch

from fuzzing import foreign, opening, runs
from fuzzing.contract import Format, RefusedError, sentence
from fuzzing.mutations import (
    change_bytes,
    change_json,
    change_safetensors,
    change_text,
)
from fuzzing.opening import TEXT
from tests import support
from wmstudio.app.branches import Branch, Tree
from wmstudio.app.saved.drafts import Draft, DraftFile
from wmstudio.app.saved.second_text import SecondText
from wmstudio.app.saved.session_file import (
    KeptIntervention,
    SavedSession,
    SessionError,
    read_session,
    write_session,
)
from wmstudio.app.saved.unit_labels import UnitLabels
from wmstudio.app.settings import Settings, load
from wmstudio.contract import PASTE
from wmstudio.engine.memory_file import (
    MemoryFileError,
    arrays_of,
    copied_part,
    read_memory,
    write_memory,
)
from wmstudio.engine.messages import (
    CopiedPart,
    Patch,
    PlacedEdit,
    PlacedPatch,
)
from wmstudio.evaluation.grammar import read_sets
from wmstudio.text.documents import TextError, read_document
from wmstudio.text.stretches import Within
from wmstudio.training.recipe import RecipeError, read_recipe
from wmstudio.training.run import prepare

# --- what the window keeps ---

TREE = Tree(
    (Branch(1, "main", text="Once\nupon", caret=3), Branch(2, "other", 1, 4, "Once a", 2)), 2
)


def make_session(folder: Path, rng: random.Random) -> None:
    session = SavedSession(
        TREE,
        cursor=2,
        span=(1, 3),
        axis=(0, 40),
        patches=(Patch("gate", "scale", 0.5, (1, 2), (0, 4)),),
        interventions=(
            KeptIntervention(
                PlacedPatch(Patch("gate", "set", 0.5, 3), 1, Within(3, 0)), "held", on=False
            ),
            KeptIntervention(PlacedEdit(3, PASTE, (("item", 1),), copied=_copied_part())),
        ),
        text={"shading": True},
        panels={"gates": {"signal": "x"}, "timeline": {"tracks": ["a"]}},
        duplicates=("gates.2",),
        second_text=SecondText("Twice upon", 3, "twice.txt"),
    )
    write_session(folder / "a.wmstudio", session)
    kept = json.loads((folder / "a.wmstudio").read_text())
    reference = {"source": "x", "name": "x", "hashes": {"config.json": "ab"}, "settings": {"a": 1}}
    edit = PlacedEdit(3, "clear", (("slot", 1),))
    kept |= {"model": reference, "second": reference}
    kept["edits"] = [
        {"place": edit.place, "name": edit.name, "arguments": dict(edit.arguments),
         "tokens": {"token": [2, 0]}, "words": "clear 1", "after": "O"},
        *json.loads((folder / "a.wmstudio").read_text())["edits"],
    ]  # fmt: skip
    (folder / "a.wmstudio").write_text(json.dumps(kept))


def _copied_part() -> CopiedPart:
    arrays = {"values": np.arange(6, dtype=np.float32).reshape(2, 3), "writer": np.array(4)}
    return copied_part(arrays, part="item", model="ab", name="x", origin="item 1")


def _make_memory(folder: Path, rng: random.Random) -> None:
    write_memory(folder / "a.wmmemory", _copied_part())


def _read_memory(folder: Path) -> None:
    try:
        found = read_memory(folder / "a.wmmemory")
    except MemoryFileError as error:
        raise RefusedError(str(error)) from error
    # What is read can be put in or be refused, and never fails otherwise.
    arrays_of(found)


def _read_session(folder: Path) -> None:
    try:
        found = read_session(folder / "a.wmstudio")
    except SessionError as error:
        raise RefusedError(str(error)) from error
    write_session(folder / "again.wmstudio", found)
    assert read_session(folder / "again.wmstudio") == found


def _make_settings(folder: Path, rng: random.Random) -> None:
    settings = Settings(path=folder, zoom=2, temperature=0.5, theme="dark", files=7)
    settings.recent, settings.choices = ["/a"], {"gates.2.picker": "x", "gates.2.on": True}
    settings.save()


def _read_settings(folder: Path) -> None:
    settings, told = load(folder)
    if told:
        sentence(told)
    settings.save()
    assert load(folder)[0] == settings


def _make_labels(folder: Path, rng: random.Random) -> None:
    UnitLabels(folder / "labels.json").set("tiny", "abc", ("lstm.0.cell", 17), "quotes")


def _read_labels(folder: Path) -> None:
    found = UnitLabels.load(folder / "labels.json")
    found.of("tiny", "abc")
    found.set("tiny", "abc", ("lstm.0.cell", 3), "another")
    again = UnitLabels.load(folder / "labels.json")
    assert again.of("tiny", "abc") == found.of("tiny", "abc")


def _make_draft(folder: Path, rng: random.Random) -> None:
    draft = Draft(TREE, path="/a.txt", session={"format": "wmstudio-session"})
    DraftFile(folder / "text-1.json").write(draft)


def _read_draft(folder: Path) -> None:
    file = DraftFile(folder / "text-1.json")
    if (draft := file.read()) is None:
        raise RefusedError("it is no draft.")
    file.write(draft)
    again = DraftFile(folder / "text-1.json").read()
    assert again is not None
    assert again.text == draft.text


# --- what people write ---


def _make_recipe(folder: Path, rng: random.Random) -> None:
    family = rng.choice(list(support.SIZES))
    if rng.random() < 0.5:
        support.task_recipe(folder / "a.toml", family)
    else:
        support.recipe(folder / "a.toml", support.books(folder / "books"), family)


def _read_recipe(folder: Path) -> None:
    try:
        recipe = read_recipe(folder / "a.toml")
    except RecipeError as error:
        raise RefusedError(str(error)) from error
    try:
        prepare(recipe, Path(recipe.name), torch.device("cpu"))
    except ValueError as error:  # all that the command line tells as a sentence
        raise RefusedError(str(error)) from error


def _make_text(folder: Path, rng: random.Random) -> None:
    (folder / "a.txt").write_text(TEXT * 5)
    (folder / "sets").mkdir()
    (folder / "sets/a.tsv").write_text("The cat sits.\tThe cat sit.\n" * 3)
    pair = json.dumps({"sentence_good": "A cat sits.", "sentence_bad": "A cat sit."})
    (folder / "sets/b.jsonl").write_text(f"{pair}\n" * 3)


def _read_text(folder: Path) -> None:
    try:
        text = read_document(folder / "a.txt").text
        read_sets(folder / "sets", lambda said: None)
    except TextError as error:
        raise RefusedError(str(error)) from error
    tokenizer = support.tokenizer()
    assert tokenizer.decode(tokenizer.encode(text).ids) == text


FORMATS = (
    Format(
        "checkpoints",
        opening.make_checkpoint,
        {
            "config.json": change_json,
            "model.safetensors": change_safetensors,
            "tokenizer.model": change_bytes,
            "training.json": change_json,
        },
        opening.read_checkpoint,
    ),
    runs.FORMAT,
    Format(
        "pytorch",
        foreign.make_torch,
        {
            "a.pt": foreign.change_torch,
            "vocab.json": change_json,
            "vocab.pkl": foreign.change_pickle,
        },
        opening.read_foreign,
    ),
    Format(
        "safetensors",
        foreign.make_safetensors,
        {"a.safetensors": change_safetensors},
        opening.read_foreign,
    ),
    Format(
        "llama2c",
        foreign.make_llama2c,
        {"a.bin": change_bytes, "tokenizer.bin": change_bytes},
        opening.read_foreign,
    ),
    Format(
        "rwkv",
        foreign.make_rwkv,
        {"a.pth": foreign.change_torch, "rwkv_vocab.txt": change_text},
        opening.read_foreign,
    ),
    Format("rwkv.cpp", foreign.make_rwkv_cpp, {"a.bin": change_bytes}, opening.read_foreign),
    Format("gguf", foreign.make_gguf, {"a.gguf": foreign.change_gguf}, opening.read_foreign),
    Format(
        "ml5",
        foreign.make_ml5,
        {
            "a/manifest.json": change_json,
            "a/vocab.json": change_json,
            "a/embedding": change_bytes,
        },
        opening.read_foreign,
    ),
    Format(
        "keras",
        foreign.make_keras,
        {
            "a.h5": foreign.change_hdf5,
            "a.keras": foreign.change_keras,
            "tokenizer.pickle": foreign.change_pickle,
        },
        opening.read_foreign,
    ),
    Format(
        "huggingface",
        foreign.make_folder,
        {
            "config.json": change_json,
            "model.safetensors": change_safetensors,
            "tokenizer.json": change_json,
        },
        opening.read_foreign,
    ),
    Format(
        "recordings",
        opening.make_recording,
        {"a.wmtrace": opening.change_recording},
        opening.read_recording,
    ),
    Format("sessions", make_session, {"a.wmstudio": change_json}, _read_session),
    Format("memories", _make_memory, {"a.wmmemory": change_safetensors}, _read_memory),
    Format(
        "preferences",
        _make_settings,
        {"preferences.toml": change_text, "state.json": change_json},
        _read_settings,
    ),
    Format("labels", _make_labels, {"labels.json": change_json}, _read_labels),
    Format(
        "drafts",
        _make_draft,
        {"text-1.json": change_json, "text-1-branches-1.json": change_json},
        _read_draft,
    ),
    Format("recipes", _make_recipe, {"a.toml": change_text}, _read_recipe),
    Format(
        "texts",
        _make_text,
        {"a.txt": change_bytes, "sets/a.tsv": change_bytes, "sets/b.jsonl": change_text},
        _read_text,
    ),
)
