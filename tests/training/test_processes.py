"""Several processes, started by torchrun, learn what one process learns."""

import json
import os
import signal
import subprocess
import sys

import pytest
import torch
from safetensors.torch import load_file
from torch import distributed

from tests import support
from tests.training.stopping import killed_after
from wmstudio.models.device import DeviceError
from wmstudio.training import processes as processes_module
from wmstudio.training.loop import RESUME, Trainer
from wmstudio.training.precision import check_precision
from wmstudio.training.processes import Processes, ProcessesError, device_among
from wmstudio.training.recipe import read_recipe
from wmstudio.training.run import follow, prepare

CPU = torch.device("cpu")
ROWS = 6
"""Four processes have one or two of them each."""


@pytest.fixture
def recipe(tmp_path):
    books = support.books(tmp_path / "books")

    def make(family, **training):
        return support.recipe(tmp_path / "tiny.toml", books, family, batch=ROWS, **training)

    return make


def train(recipe, folder):
    """Train in this process; the loss of each step."""
    prepared = prepare(read_recipe(recipe), folder, CPU)
    real, found = prepared.trainer.steps, []

    def watched():
        for now in real():
            found.append((now.step, now.nats))
            yield now

    prepared.trainer.steps = watched
    follow(prepared)
    return found


def torchrun(count, *words, restarts=0):
    """Start so many processes on a free port of this machine."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "torch.distributed.run", "--standalone"),
            *("--nproc-per-node", str(count), "--max-restarts", str(restarts)),
            *("--monitor-interval", "0.1", "-m", *map(str, words)),
        ],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def ended(process):
    """All that a process said, when it has ended well."""
    told, _ = process.communicate(timeout=support.PATIENCE)
    assert process.returncode == 0, told
    return told


def assert_same_run(found, wanted):
    """Weights, moments and carried states agree to rounding."""
    torch.testing.assert_close(
        load_file(found / RESUME), load_file(wanted / RESUME), **support.SAME_TRAINING
    )


def test_two_processes_of_which_one_is_killed_learn_as_one(recipe, tmp_path):
    path = recipe("mamba")
    wanted = dict(train(path, tmp_path / "one"))
    words = ("tests.training.in_processes", path, tmp_path / "two", tmp_path / "losses.json", 6)
    told = ended(torchrun(2, *words, restarts=1))
    found = dict(json.loads((tmp_path / "losses.json").read_text(encoding="utf-8")))
    # What was done after the last save is done again.
    assert list(found) == list(range(5, 13)), told
    assert found == pytest.approx({step: wanted[step] for step in found}, abs=1e-4)
    assert_same_run(tmp_path / "two", tmp_path / "one")


def test_four_processes_go_on_with_a_run_of_one(recipe, tmp_path, monkeypatch):
    path = recipe("additive", professor_forcing=1.0, average=0.9, validate_every=3)
    train(path, tmp_path / "one")
    killed_after(monkeypatch, 6, lambda: train(path, tmp_path / "four"))
    words = ("train", path, "--out", tmp_path / "four", "--device", "cpu")
    told = ended(torchrun(4, "wmstudio", *words))
    assert told.count("4 processes") == 1
    assert_same_run(tmp_path / "four", tmp_path / "one")
    one, four = (
        json.loads((tmp_path / name / "training.json").read_text(encoding="utf-8"))
        for name in ("one", "four")
    )
    assert (one["processes"], four["processes"]) == (1, 4)
    assert [told["step"] for told in four["history"]] == [3, 6, 9, 12]
    bits = "validation_bits_per_byte"
    assert [told[bits] for told in four["history"]] == pytest.approx(
        [told[bits] for told in one["history"]], abs=1e-3
    )


def test_ctrl_c_stops_all_processes_after_the_same_step(recipe, tmp_path):
    path = recipe("lstm", steps=1_000_000)
    folder = tmp_path / "two"
    process = torchrun(2, "wmstudio", "train", path, "--out", folder, "--device", "cpu")
    while not (folder / RESUME).exists():
        assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=support.PATIENCE)
    assert "what was learned is saved" in told
    prepared = prepare(read_recipe(path), folder, CPU)
    assert prepared.trainer.step > 0


@pytest.mark.parametrize("count", [1, 2, 4, 5])
def test_every_row_of_a_batch_belongs_to_one_process(count):
    taken = [row for rank in range(count) for row in range(7)[Processes(rank, count).rows(7)]]
    assert taken == list(range(7))


def test_more_processes_than_rows_are_refused(recipe):
    with pytest.raises(ProcessesError, match="start at most 6"):
        Trainer(read_recipe(recipe("lstm")), [], CPU, processes=Processes(0, 7))


def test_processes_that_see_different_folders_are_refused(monkeypatch):
    other = torch.tensor([0, 0])
    monkeypatch.setattr(distributed, "all_reduce", lambda x, _: torch.maximum(x, other, out=x))
    Processes(0, 2).check_same(0)
    with pytest.raises(ProcessesError, match="the same folder"):
        Processes(0, 2).check_same(100)


@pytest.mark.parametrize(
    ("name", "gpus", "found"),
    [
        ("auto", 0, "cpu"),
        ("auto", 2, "cuda:1"),
        ("cuda", 2, "cuda:1"),
        ("cpu", 2, "cpu"),
        ("auto", 1, "2 processes .* 1 GPUs"),
        ("cuda:0", 2, "cannot be shared"),
        ("mps", 0, "cannot be shared"),
    ],
)
def test_each_process_gets_a_device_of_its_own(monkeypatch, name, gpus, found):
    assert device_among(name) == name
    monkeypatch.setattr(processes_module, "cuda_devices", lambda: gpus)
    for key, value in (
        ("TORCHELASTIC_RUN_ID", "x"),
        ("LOCAL_WORLD_SIZE", "2"),
        ("LOCAL_RANK", "1"),
    ):
        monkeypatch.setenv(key, value)
    if found.startswith(("cpu", "cuda:")):
        assert device_among(name) == found
    else:
        with pytest.raises(ProcessesError, match=found):
            device_among(name)


def test_a_precision_that_a_device_does_not_have_is_refused(recipe, monkeypatch):
    with pytest.raises(DeviceError, match="no tf32: write precision = 'float32'"):
        Trainer(read_recipe(recipe("lstm", precision="tf32")), [], CPU)
    cuda = torch.device("cuda")
    for capability, refused in (((7, 5), True), ((8, 0), False), ((9, 0), False)):
        monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _, c=capability: c)
        for precision in ("tf32", "bfloat16"):
            if refused:
                with pytest.raises(DeviceError):
                    check_precision(precision, cuda)
            else:
                check_precision(precision, cuda)
        check_precision("float32", cuda)


def test_the_chosen_precision_is_recorded(recipe, tmp_path):
    from wmstudio.cli import main

    path, folder = recipe("lstm"), tmp_path / "low"
    assert main(["train", str(path), "--out", str(folder), "--precision", "bfloat16"]) == 0
    record = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    assert (record["precision"], record["processes"]) == ("bfloat16", 1)
    # It cannot be changed on the way.
    assert main(["train", str(path), "--out", str(folder)]) == 1
