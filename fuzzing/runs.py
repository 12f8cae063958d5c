"""Training runs with steps that are damaged, gone, or of another shape: the others open."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from fuzzing import foreign
from fuzzing.contract import Format, RefusedError, sentence
from fuzzing.mutations import change_bytes, change_json, change_safetensors, change_text
from tests.backends.runs import folders
from wmstudio.app.saved.training_record import record_of
from wmstudio.backends.registry import open_model
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import (
    Configure,
    Failure,
    Open,
    OpenedModel,
    ReadSteps,
    StepRead,
    View,
)
from wmstudio.untrusted import UntrustedError

TEXT = "The cat sat on the mat.\n"
FIRST = {"own": "step-000010.safetensors", "hugging face": "checkpoint-50", "torch": "step_1.pt"}
OTHERS = {"own": "step-000100.safetensors", "hugging face": "checkpoint-100", "torch": "step_20.pt"}


def _make(folder: Path, rng: random.Random) -> None:
    kind = rng.choice(list(folders.RUNS))
    folders.RUNS[kind](folder)
    step = folder / FIRST[kind]
    act = rng.randrange(6)
    if act == 0:
        shutil.rmtree(step) if step.is_dir() else step.unlink()
    elif act == 1 and kind == "torch":
        folders.torch_step(folder, 1, hidden=rng.choice((1, 13, 40)))
    elif act == 2 and kind == "own":
        other = folders.own_run(folder.parent / f"{folder.name}-other", family="lstm")
        shutil.copy(other / step.name, step)
        shutil.rmtree(other)
    elif act == 3:
        # A folder where a file belongs, a file where a folder belongs, and names that are no steps.
        (folder / f"step_{rng.choice(('9' * 12, '0', 'x', ''))}.pt").mkdir()
        (folder / "checkpoint-7").touch()
    elif act == 4 and kind != "hugging face":
        # Beside what is damaged by its format: a step that was cut short.
        cut = folder / OTHERS[kind]
        cut.write_bytes(cut.read_bytes()[: rng.randrange(400)])


def _prepare(folder: Path) -> None:
    """Read one sound run of each kind: what else a family needs, other formats have imported."""
    for at, make in enumerate(folders.RUNS.values()):
        _read(make(folder / str(at)))


def _read(folder: Path) -> None:
    """Open the run, then each step; one that cannot be opened is told, and the next one opens."""
    engine = Engine(open_model)
    opened = _asked(engine, Open(folder, "cpu"))
    if isinstance(opened, Failure):
        raise RefusedError(opened.message)
    try:
        record_of(opened)
    except UntrustedError as error:
        sentence(error)
    for step in opened.run.steps if opened.run is not None else ():
        answer = _asked(engine, Configure((("training_step", step),)))
        if isinstance(answer, Failure):
            sentence(answer.message)
        else:
            assert answer.run is not None
            assert answer.run.step == step
        told = [a for a in engine.look(View(step, TEXT, 5)) if isinstance(a, Failure)]
        assert not told, told
    list(engine.do(ReadSteps(1, View(0, TEXT, 5))))
    while engine.busy:
        for read in engine.go_on():
            if isinstance(read, StepRead) and read.frame is None:
                sentence(read.why)


def _asked(engine: Engine, command: Open | Configure) -> OpenedModel | Failure:
    for answer in engine.do(command):
        if isinstance(answer, Failure | OpenedModel):
            return answer
    raise AssertionError("the engine gave no answer")


FORMAT = Format(
    "runs",
    _make,
    {
        "config.json": change_json,
        "training.json": change_json,
        "model.safetensors": change_safetensors,
        "tokenizer.model": change_bytes,
        "step-000000.safetensors": change_safetensors,
        "step-000010.safetensors": change_safetensors,
        "checkpoint-50/model.safetensors": change_safetensors,
        "checkpoint-100/config.json": change_json,
        "checkpoint-150/trainer_state.json": change_json,
        "checkpoint-150/model.safetensors": change_bytes,
        "step_1.pt": foreign.change_torch,
        "step_300.pt": foreign.change_torch,
        "chars.txt": change_text,
    },
    _read,
    seconds=6,
    prepare=_prepare,
)
