"""Folders with several steps of a training, as three programs leave them."""

import json

import torch

from tests import support
from tests.backends import transformers_by_hand as by_hand
from tests.backends import writers
from wmstudio.checkpoints.folder import write_checkpoint, write_step

OWN = (0, 10, 100, 1000)


def own_run(folder, steps=OWN, family="slots"):
    """A checkpoint at the last step, and the kept steps beside it; each of other weights."""
    record = {
        "steps": steps[-1],
        "history": [{"step": step, "train_nats_per_token": 3 - step / 1000} for step in steps],
    }
    for seed, step in enumerate(steps):
        model = support.model(family, seed)
        sizes = support.SIZES[family]
        write_checkpoint(
            folder, model, "tiny", family, sizes, support.tokenizer(), record, "# tiny\n"
        )
        write_step(folder, model, step)
    return folder


def hugging_face_run(folder, steps=(50, 100, 150)):
    """``checkpoint-N`` folders of the Trainer, each with the state of the run up to then."""
    folder.mkdir(exist_ok=True)
    log = []
    for step in steps:
        torch.manual_seed(step)
        place = folder / f"checkpoint-{step}"
        by_hand.gpt2_folder(place, by_hand.Gpt())
        log += [{"step": step, "loss": 300 / step, "epoch": 1.0}, {"step": step, "eval_loss": 2.5}]
        state = {"global_step": step, "log_history": log}
        (place / "trainer_state.json").write_text(json.dumps(state))
    return folder


def torch_run(folder, steps=(1, 20, 300)):
    """Weights of an LSTM that a script saves now and then, with its characters beside them."""
    folder.mkdir(exist_ok=True)
    (folder / "chars.txt").write_text(writers.CHARACTERS)
    for step in steps:
        torch_step(folder, step)
    return folder


def torch_step(folder, step, **sizes):
    torch.manual_seed(step)
    path = folder / f"step_{step}.pt"
    torch.save(writers.WordLanguageModel(**sizes).state_dict(), path)
    return path


RUNS = {"own": own_run, "hugging face": hugging_face_run, "torch": torch_run}
