"""A checkpoint that is replaced is the old one or the new one, wherever the program is killed."""

import json
import os

import pytest
import torch

from tests import support
from wmstudio.app import catalogue
from wmstudio.checkpoints import replacing
from wmstudio.checkpoints.bundled import describe
from wmstudio.checkpoints.folder import open_checkpoint, write_checkpoint
from wmstudio.checkpoints.hashes import hashes_of
from wmstudio.checkpoints.replacing import tidy

NAMES = {"config.json", "model.safetensors", "tokenizer.model", "training.json", "README.md"}


def write(folder, seed):
    write_checkpoint(
        folder,
        support.model("slots", seed),
        "tiny",
        "slots",
        support.SIZES["slots"],
        support.tokenizer(),
        {"validation_bits_per_byte": float(seed), "history": []},
        f"# card {seed}",
    )


def which(folder):
    """The seed of the checkpoint in a folder, if all of its files are of one."""
    opened = open_checkpoint(folder)
    weights = opened.model.state_dict()
    seeds = [
        seed
        for seed in (1, 2)
        if all(torch.equal(x.half(), weights[n].half()) for n, x in model_of(seed).items())
    ]
    (seed,) = seeds
    assert describe(folder).validation_bits_per_byte == seed
    assert catalogue.card(folder) == f"# card {seed}"
    config = json.loads((folder / "config.json").read_text())
    assert hashes_of(folder)["model.safetensors"] == config["weights_sha256"]
    return seed


def model_of(seed):
    return support.model("slots", seed).state_dict()


def killed_at(call, act):
    """Do something in a child that dies, without any clearing up, at a certain rename."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    left, real = call, os.replace

    def replace(*args, **kwargs):
        nonlocal left
        left -= 1
        if left == 0:
            os._exit(9)
        return real(*args, **kwargs)

    os.replace = replace
    try:
        act()
    finally:
        os._exit(0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills need POSIX processes")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_kill_at_any_rename_leaves_the_old_or_the_new_checkpoint(tmp_path):
    found = []
    for call in range(1, 20):
        folder = tmp_path / str(call)
        write(folder, 1)
        status = killed_at(call, lambda folder=folder: write(folder, 2))
        found.append(which(folder))
        tidy(folder)
        assert which(folder) == found[-1]
        assert {path.name for path in folder.iterdir()} == NAMES
        if status == 0:
            break
    # The config's rename, and no other, goes over from the one to the other.
    assert found == sorted(found)
    assert set(found) == {1, 2}
    assert len(found) >= 9


def test_a_write_that_fails_leaves_nothing_but_the_old_checkpoint(tmp_path, monkeypatch):
    write(tmp_path, 1)

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        with pytest.raises(OSError, match="No space"):
            write(tmp_path, 2)
    assert which(tmp_path) == 1
    assert {path.name for path in tmp_path.iterdir()} == NAMES


def test_what_dead_processes_left_is_removed_and_all_else_stays(tmp_path, monkeypatch):
    write(tmp_path, 1)
    stale = [".123-0a1b.part", ".model.safetensors.123.part", "model.0123456789abcdef.safetensors"]
    stays = [".456-0a1b.part", "notes.part", "model.mine.safetensors", ".hidden", "books.txt"]
    for name in stale + stays:
        (tmp_path / name).write_text("x")
    monkeypatch.setattr(replacing, "_runs", lambda process: process == 456)
    tidy(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == NAMES | set(stays)


def test_digests_that_are_no_digests_name_no_files(tmp_path):
    write(tmp_path, 1)
    config = json.loads((tmp_path / "config.json").read_text())
    for digest in ("../../../../etc/passwd", "A" * 64, ""):
        config["weights_sha256"] = digest
        (tmp_path / "config.json").write_text(json.dumps(config))
        tidy(tmp_path)
        assert describe(tmp_path).parameters
