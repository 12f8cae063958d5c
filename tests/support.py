"""Small real things for tests: a tokenizer, checkpoints of every family, books and recipes."""

import shutil
from functools import cache
from math import log
from pathlib import Path

import pytest
import torch

from wmstudio.checkpoints.folder import write_checkpoint
from wmstudio.contract import Tap
from wmstudio.models.registry import FAMILIES, build, tiny
from wmstudio.text import tokenizer as tok

PAGE = (
    "The cat sat on the mat. The dog sat on the log, and the frog sat in the bog.\n\n"
    "“Who is there?” said the little old woman. “It is only me,” said the wolf.\n"
    "Once upon a time there were three bears who lived in a house in the wood.\n"
)
KEEPING = {"slots": 9, "heads": 2, "recent": 2, "narrow": 3}
SIZES = {
    **{family: tiny(family, 300) for family in FAMILIES},
    "slots that keep": tiny("slots", 300) | KEEPING,
    "slots of words": tiny("slots", 300) | KEEPING | {"written": "word"},
}
"""Of every family, and of forms of one: the first word is the family's name."""
# Two computations of one float32 number agree to this, not to the bit: the last bits of a matrix
# product depend on the processor, on the number of threads and on how many rows it has, and a
# number of bits near 8 has steps of 1e-6 to begin with. What a test is about is far larger. Some
# signals have no bounds (the sLSTM's normaliser is in the millions once a patch has opened its
# gates), and float32 rounds in proportion: so `atol` alone is never enough for them.
ROUNDING = {"rtol": 1e-5, "atol": 2e-5}
# Logits of a model, computed here and somewhere else. Each layer passes the rounding of those below
# it on: with the last bit of every product changed, 3e-5 is the most that was measured. A wrong
# formula is off by 1e-2 and more.
SAME_LOGITS = {"rtol": 1e-5, "atol": 1e-4}
DEVICES = ["cpu", *(["cuda:0"] if torch.cuda.is_available() else [])]
"""Where models are tested."""
# Seconds until a test gives up waiting for a fact. Long, as only a failure waits for it.
PATIENCE = 60.0
# As far as weights may be apart after a dozen steps of AdamW on numbers that agree to rounding: it
# divides by the size of each gradient, and so enlarges the rounding of small ones (2.5e-6 is the
# most that was measured). Where the moments are lost, weights are 5e-4 apart and more.
SAME_TRAINING = {"rtol": 0, "atol": 5e-5}
OLDER = Path(__file__).parent / "fixtures" / "checkpoints"
"""Trained checkpoints of families of which none ships any more."""
TRAINING = {"validation_bits_per_byte": 3.25, "parameters": 0, "history": []}


@cache
def tokenizer():
    return tok.train([PAGE * 3], 300)


def model(family="lstm", seed=0):
    torch.manual_seed(seed)
    made = pointing(build(family.split()[0], SIZES[family]))
    made.know_pieces(tokenizer().pieces)
    return made


def without_probabilities(value):
    """A model one of whose logits is always this, NaN or ∞."""
    made = model("lstm")
    with torch.no_grad():
        made.words.bias[3] = value
    return made


def pointing(model):
    """The model; a pointer, which at first trusts its network alone, with a gate that opens."""
    if hasattr(model, "pointer"):
        torch.nn.init.constant_(model.pointer.to_doubt.bias, 2.0)
    return model


def stepwise_bits(model, ids):
    """Bits of a text's tokens, the sum written out: a step for each token, added in float64."""
    state = model.initial_state()
    logits_BV, nats = model.logits(state), 0.0
    for i in ids:
        nats -= float(torch.log_softmax(logits_BV.double(), dim=-1)[0, int(i)])
        logits_BV, state = model.step(torch.tensor([int(i)]), state, Tap())
    return nats / log(2)


def checkpoint(folder, family="lstm", seed=0, name="tiny"):
    """Write a checkpoint of a few thousand parameters; its folder."""
    write_checkpoint(
        folder,
        model(family, seed),
        name,
        family.split()[0],
        SIZES[family],
        tokenizer(),
        TRAINING,
        "# tiny\n",
    )
    return folder


def books(folder):
    """A corpus of three books, all of other sentences, one of them to be held out."""
    folder.mkdir()
    for i, name in enumerate(["apple", "berry", "held"]):
        lines = PAGE.splitlines(keepends=True)
        (folder / f"{name}.txt").write_text("".join(lines[i:] + lines[:i]) * 12, encoding="utf-8")
    return folder


def recipe(path, data, family="lstm", **training):
    """Write a recipe that is followed in a second; its path."""
    schedule = {
        "steps": 12,
        "batch": 4,
        "length": 8,
        "segment_chunks": 3,
        "warmup_steps": 2,
        "decay_steps": 4,
        "validate_every": 100,
        "save_every": 4,
        "seed": 3,
    }
    path.write_text(
        f'name = "tiny"\ntext = "A tiny model"\n[model]\nfamily = "{family.split()[0]}"\n'
        + "".join(f"{k} = {v!r}\n" for k, v in SIZES[family].items())
        + f"[data]\nfolder = '{data}'\nheld_out = [\"held\"]\n[training]\n"
        + "".join(f"{k} = {v!r}\n" for k, v in (schedule | training).items()),
        encoding="utf-8",
    )
    return path


def word_files(folder):
    """Three files with one vocabulary, named and written as Penn Treebank's are."""
    folder.mkdir()
    lines = [f" {' '.join(line.lower().split())} \n" for line in PAGE.splitlines()]
    for part, times in (("train", 12), ("valid", 1), ("test", 2)):
        (folder / f"ptb.{part}.txt").write_text("".join(lines * times), encoding="utf-8")
    return folder


def word_recipe(path, data, family="lstm", **training):
    """Write a recipe for `word_files` that is followed in a second; its path."""
    recipe(path, data, family, **training)
    text = path.read_text(encoding="utf-8")
    pieces = tok.BESIDE_WORDS + len(set(PAGE.lower().split()))
    files = "".join(f'{part} = "ptb.{part}.txt"\n' for part in ("train", "valid", "test"))
    text = text.replace("vocab_size = 300", f"vocab_size = {pieces}")
    path.write_text(text.replace('held_out = ["held"]\n', files), encoding="utf-8")
    return path


def task_recipe(path, family="lstm", task='name = "copy"\nlength = 3\nsymbols = 4', **training):
    """Write a recipe for a memory task that is followed in a second; its path."""
    schedule = {"steps": 12, "batch": 4, "validate_every": 100, "save_every": 4, "seed": 3}
    sizes = SIZES[family] | {"vocab_size": tok.CHARACTERS}
    path.write_text(
        f'name = "tiny"\ntext = "A tiny model"\n[model]\nfamily = "{family.split()[0]}"\n'
        + "".join(f"{k} = {v!r}\n" for k, v in sizes.items())
        + f"[task]\n{task}\n[training]\n"
        + "".join(f"{k} = {v!r}\n" for k, v in (schedule | training).items()),
        encoding="utf-8",
    )
    return path


def within_rounding(value):
    """What equals this, with other figures that were measured in the same way."""
    if isinstance(value, dict):
        return {name: within_rounding(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(within_rounding, value))
    return pytest.approx(value, rel=1e-4, abs=1e-5) if isinstance(value, float) else value


def assert_same_candidates(found, wanted):
    """The same tokens with the same shares, within rounding; equally probable ones may trade."""
    assert len(found) == len(wanted)
    shares = {one.token: one for one in wanted}
    for ours, theirs in zip(found, wanted, strict=True):
        named = shares.get(ours.token, theirs)
        for other in (theirs, named):
            assert ours.probability == pytest.approx(other.probability, rel=1e-4, abs=2e-5)
        assert (ours.memory is None) == (named.memory is None)
        if named.memory is not None and ours.token in shares:
            assert ours.memory == pytest.approx(named.memory, rel=1e-4, abs=2e-5)


def copied(source, target):
    shutil.copytree(source, target)
    return target


def example_recipe(path, family="lstm", data="stories = [1, 12]\nquestions = 60", **training):
    """Write a recipe for examples that is followed in a second; its path."""
    schedule = {"steps": 12, "batch": 4, "length": 64, "validate_every": 100, "save_every": 4}
    sizes = SIZES[family] | {"vocab_size": 300}
    path.write_text(
        f'name = "tiny"\ntext = "A tiny model"\n[model]\nfamily = "{family.split()[0]}"\n'
        + "".join(f"{k} = {v!r}\n" for k, v in sizes.items())
        + f"[data]\n{data}\nheld_out_share = 0.1\n[training]\n"
        + "".join(f"{k} = {v!r}\n" for k, v in (schedule | training).items()),
        encoding="utf-8",
    )
    return path


def signed(value, form=".4f"):
    """A number as the window shows it, with a true minus sign."""
    return format(value, form).replace("-", "−")
