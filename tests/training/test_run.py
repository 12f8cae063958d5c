"""A recipe is followed to a checkpoint, and nothing is lost on the way."""

import bz2
import copy
import json
import lzma
import os
import re
import signal
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from tests import support
from tests.training.stopping import killed, killed_after, stop_after
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.checkpoints.layout import CheckpointError
from wmstudio.checkpoints.steps import kept_in, step_file
from wmstudio.files.folders import FolderError
from wmstudio.models.registry import build
from wmstudio.models.scoring import text_bits
from wmstudio.text.tokenizer import TokenizerError
from wmstudio.training import loop
from wmstudio.training.folder import TrainingError, alone_in
from wmstudio.training.keeping import kept_steps
from wmstudio.training.loop import RESUME, ResumeError, StartError
from wmstudio.training.recipe import read_recipe
from wmstudio.training.run import follow, prepare

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    return support.books(tmp_path_factory.mktemp("data") / "books")


@pytest.fixture
def recipe(tmp_path, books):
    def make(family="lstm", **training):
        return read_recipe(support.recipe(tmp_path / "tiny.toml", books, family, **training))

    return make


def weights(prepared):
    return {name: x.clone() for name, x in prepared.trainer.model.state_dict().items()}


def train(recipe, folder):
    prepared = prepare(recipe, folder, CPU)
    follow(prepared)
    return prepared


def bits_per_byte(prepared):
    return prepared.examine().record["validation_bits_per_byte"]


@pytest.mark.parametrize("family", support.SIZES)
def test_that_a_run_which_is_killed_and_resumed_ends_with_the_same_weights(
    recipe, tmp_path, monkeypatch, family
):
    wanted = weights(train(recipe(family), tmp_path / "at once"))
    killed_after(monkeypatch, 6, lambda: train(recipe(family), tmp_path / "in parts"))
    resumed = prepare(recipe(family), tmp_path / "in parts", CPU)
    assert resumed.trainer.step == 4  # what was done since the last save is done again
    follow(resumed)
    found = weights(resumed)
    torch.testing.assert_close(found, wanted, **support.SAME_TRAINING)


def test_that_a_run_goes_on_in_a_folder_whose_name_is_no_utf8(recipe, tmp_path, monkeypatch):
    folder = tmp_path / os.fsdecode(b"old\xff")
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("no folder can have such a name here")
    killed_after(monkeypatch, 6, lambda: train(recipe(), folder))
    assert prepare(recipe(), folder, CPU).trainer.step == 4


def test_that_ctrl_c_keeps_every_step_that_was_done(recipe, tmp_path, monkeypatch):
    wanted = weights(train(recipe(), tmp_path / "at once"))
    # Who runs the tests in the background may have the signal ignored.
    before = signal.getsignal(signal.SIGINT)
    with monkeypatch.context() as patched:
        # In the middle of a step: it must be done to its end.
        stop_after(patched, 6, lambda: signal.raise_signal(signal.SIGINT))
        with pytest.raises(KeyboardInterrupt):
            train(recipe(), tmp_path / "in parts")
    assert signal.getsignal(signal.SIGINT) is before
    resumed = prepare(recipe(), tmp_path / "in parts", CPU)
    assert resumed.trainer.step == 7
    follow(resumed)
    found = weights(resumed)
    torch.testing.assert_close(found, wanted, **support.SAME_TRAINING)


def test_that_the_record_and_the_card_carry_what_is_measured(recipe, tmp_path, books):
    folder = tmp_path / "tiny"
    train(recipe(validate_every=5), folder)
    opened = open_checkpoint(folder)
    text = (books / "held.txt").read_text(encoding="utf-8")
    bits = text_bits(opened.model, [opened.tokenizer.encode(text).ids])[0] / len(text.encode())
    record = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    assert record["validation_bits_per_byte"] == pytest.approx(bits, rel=1e-5)
    assert record["validation_by_book"] == {"held": record["validation_bits_per_byte"]}
    assert record["validation_whole_books"] is True
    assert record["steps"] == record["of_steps"] == 12
    assert record["parameters"] == opened.parameters
    assert [told["step"] for told in record["history"]] == [5, 10, 12]
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert f"**{bits:.4f} bits per byte**" in card
    assert f"| held | {bits:.4f} |" in card
    assert "not finished" not in card
    data = text.encode()
    by_xz = 8 * len(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME)) / len(data)
    by_bzip2 = 8 * len(bz2.compress(data)) / len(data)
    assert f"The same texts take {by_xz:.4f} by xz and {by_bzip2:.4f} by bzip2" in card


def test_held_out_chapters_are_scored_and_told_on_the_card(tmp_path, books):
    lines = (books / "apple.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    chapters = ["".join(["Chapter\n", *lines[i::3]]) for i in range(3)]
    (books / "apple.txt").write_text("".join(chapters), encoding="utf-8")
    path = support.recipe(tmp_path / "tiny.toml", books)
    told = 'held_out = ["held"]\nheld_out_chapters = 2\nchapter = "Chapter$"'
    path.write_text(path.read_text(encoding="utf-8").replace('held_out = ["held"]', told))
    folder = tmp_path / "tiny"
    train(read_recipe(path), folder)
    opened = open_checkpoint(folder)
    (bits,) = text_bits(opened.model, [opened.tokenizer.encode(chapters[1]).ids])
    record = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    assert record["validation_by_book"]["apple (chapters)"] == pytest.approx(
        bits / len(chapters[1].encode()), rel=1e-5
    )
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "every chapter whose number is a multiple of 2" in card


@pytest.mark.parametrize("family", support.SIZES)
def test_that_training_lowers_the_loss(recipe, tmp_path, family):
    prepared = prepare(recipe(family, steps=90), tmp_path / "tiny", CPU)
    before = bits_per_byte(prepared)
    losses = [now.nats for now in prepared.trainer.steps()]
    assert sum(losses[-5:]) < 0.8 * sum(losses[:5])
    assert bits_per_byte(prepared) < 0.8 * before


@pytest.mark.parametrize("family", ["lstm", "slots"])
def test_between_steps_the_model_computes_with_its_newest_weights(recipe, tmp_path, family):
    trainer = prepare(recipe(family), tmp_path / "run", CPU).trainer
    tokens_BT = torch.arange(12).view(2, 6)
    for _ in trainer.steps():
        # A copy has nothing that was arranged for earlier weights.
        models = trainer.model, copy.deepcopy(trainer.model)
        with torch.no_grad():
            found, wanted = (
                model.prefill(tokens_BT, model.initial_state(2)).logits_BTV for model in models
            )
        torch.testing.assert_close(found, wanted)


def test_that_a_finished_run_is_only_validated_and_written_again(recipe, tmp_path):
    folder = tmp_path / "tiny"
    train(recipe(), folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    os.remove(folder / "model.safetensors")
    train(recipe(), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_processor_time_goes_on_where_a_run_is_resumed(recipe, tmp_path):
    trained = train(recipe(decay_steps=0), tmp_path / "tiny").trainer
    assert trained.cpu_seconds > 0
    resumed = prepare(recipe(decay_steps=0, steps=20), tmp_path / "tiny", CPU).trainer
    assert resumed.cpu_seconds == trained.cpu_seconds
    for _ in resumed.steps():
        pass
    assert resumed.cpu_seconds > trained.cpu_seconds


def test_that_a_full_disk_leaves_the_last_good_checkpoint_and_the_last_save(
    recipe, tmp_path, monkeypatch
):
    folder = tmp_path / "tiny"
    with monkeypatch.context() as patched:
        stop_after(patched, 9, killed)
        with pytest.raises(SystemExit):
            train(recipe(validate_every=8), folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with monkeypatch.context() as patched:

        def full(number):
            raise OSError(28, "No space left on device")

        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            train(recipe(validate_every=8), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert open_checkpoint(folder).name == "tiny"
    assert train(recipe(validate_every=8), folder).trainer.step == 12


@pytest.mark.parametrize("validate_every", [6, 100])
def test_that_a_run_whose_loss_is_no_number_ends_and_keeps_the_last_save(
    recipe, tmp_path, monkeypatch, validate_every
):
    folder = tmp_path / "tiny"
    prepared = prepare(recipe(save_every=1, validate_every=validate_every), folder, CPU)

    def poisoned():
        prepared.trainer.model.words.bias.data.fill_(float("nan"))

    with monkeypatch.context() as patched:
        real = loop.Trainer.steps

        def some(self):
            for now in real(self):
                if now.step == 6:
                    poisoned()
                yield now

        patched.setattr(loop.Trainer, "steps", some)
        with pytest.raises(TrainingError, match="lower 'learning_rate'"):
            follow(prepared)
    assert prepare(recipe(), folder, CPU).trainer.step == 5


def test_that_a_run_of_another_model_is_refused(recipe, tmp_path):
    folder = tmp_path / "tiny"
    train(recipe(), folder)
    with pytest.raises(ResumeError, match="run of another model or task"):
        prepare(recipe("additive"), folder, CPU)


def test_that_a_run_whose_carried_state_is_of_another_version_is_refused(recipe, tmp_path):
    folder = tmp_path / "tiny"
    train(recipe(), folder)
    with safe_open(folder / RESUME, framework="pt") as file:
        about = file.metadata()
        kept = {name: file.get_tensor(name) for name in file.keys() if ".cell" not in name}  # noqa: SIM118
    save_file(kept, folder / RESUME, about)
    with pytest.raises(ResumeError, match="saved by another version of this model"):
        prepare(recipe(), folder, CPU)


def test_that_a_tokenizer_of_another_size_is_refused(recipe, tmp_path):
    folder = tmp_path / "tiny"
    folder.mkdir()
    other = support.tok.train([support.PAGE * 3], 310)
    (folder / "tokenizer.model").write_bytes(other.model_bytes)
    with pytest.raises(ResumeError, match="310 pieces"):
        prepare(recipe(), folder, CPU)
    (folder / "tokenizer.model").write_bytes(b"junk")
    with pytest.raises(TokenizerError):
        prepare(recipe(), folder, CPU)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_that_a_damaged_save_is_told(recipe, tmp_path, share):
    folder = tmp_path / "tiny"
    train(recipe(), folder)
    data = (folder / RESUME).read_bytes()
    (folder / RESUME).write_bytes(data[: int(len(data) * share)])
    with pytest.raises(ResumeError, match="is damaged: delete it"):
        prepare(recipe(), folder, CPU)


def test_that_a_save_with_anything_else_in_it_is_told(recipe, tmp_path):
    folder = tmp_path / "tiny"
    support.checkpoint(folder)
    (folder / "model.safetensors").rename(folder / RESUME)
    with pytest.raises(ResumeError, match="is damaged"):
        prepare(recipe(), folder, CPU)


def test_that_progress_is_told_in_bits_per_byte_and_speed(recipe, tmp_path, capsys):
    train(recipe(validate_every=5), tmp_path / "tiny")
    told = capsys.readouterr()
    assert told.out == ""
    assert "step 5:" in told.err
    assert "bits per byte held out" in told.err
    assert "tokens/s" in told.err


@pytest.mark.parametrize("key", ["batch", "length", "seed", "learning_rate", "warmup_steps"])
def test_a_changed_schedule_is_refused_by_the_key_that_changed(recipe, tmp_path, key):
    folder = tmp_path / "tiny"
    train(recipe(), folder)
    with pytest.raises(ResumeError, match=f"begun with {key} = .*, and the recipe says {key} = "):
        prepare(recipe(**{key: 5 if key != "learning_rate" else 0.5}), folder, CPU)


def test_what_no_weight_depends_on_may_change_in_a_run(recipe, tmp_path):
    folder = tmp_path / "tiny"
    train(recipe(), folder)
    prepare(recipe(save_every=7, validate_every=9), folder, CPU)


def test_a_longer_run_goes_on_only_where_the_rates_so_far_are_the_same(recipe, tmp_path):
    folder = tmp_path / "tiny"
    train(recipe(decay_steps=0), folder)
    assert prepare(recipe(decay_steps=0, steps=20), folder, CPU).trainer.step == 12
    other = tmp_path / "other"
    train(recipe(decay_steps=4), other)
    with pytest.raises(ResumeError, match="steps = 12"):
        prepare(recipe(decay_steps=4, steps=20), other, CPU)


def test_a_run_that_is_past_the_recipes_last_step_is_refused(recipe, tmp_path):
    folder = tmp_path / "tiny"
    train(recipe(decay_steps=0), folder)
    assert prepare(recipe(decay_steps=0, steps=12), folder, CPU).trainer.step == 12
    with pytest.raises(ResumeError, match="has gone on to step 12, and the recipe says steps = 11"):
        prepare(recipe(decay_steps=0, steps=11), folder, CPU)


@pytest.mark.parametrize("book", ["held", "train"])
def test_changed_texts_are_refused(recipe, tmp_path, books, book):
    folder = tmp_path / "tiny"
    train(recipe(), folder)
    path = next(p for p in sorted(books.glob("*.txt")) if (p.stem == "held") == (book == "held"))
    before = path.read_bytes()
    path.write_bytes(before + b"And one more line.\n")
    try:
        with pytest.raises(ResumeError, match="text: train into another folder"):
            prepare(recipe(), folder, CPU)
    finally:
        path.write_bytes(before)


def test_a_changed_tokenizer_of_the_same_size_is_refused(recipe, tmp_path):
    folder = tmp_path / "tiny"
    train(recipe(), folder)
    other = support.tok.train([support.PAGE.upper() * 3], 300)
    (folder / "tokenizer.model").write_bytes(other.model_bytes)
    with pytest.raises(ResumeError, match="another tokenizer"):
        prepare(recipe(), folder, CPU)


def test_a_folder_that_holds_something_else_is_left_alone(recipe, tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "README.md").write_text("my project")
    (folder / "config.json").write_text('{"mine": true}')
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(TrainingError, match="something else"):
        prepare(recipe(), folder, CPU)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_checkpoint_that_no_training_can_go_on_with_is_not_replaced(recipe, tmp_path):
    folder = tmp_path / "mine"
    support.checkpoint(folder, "slots")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(TrainingError, match="would be replaced by another one: name another"):
        prepare(recipe(), folder, CPU)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_run_that_was_killed_between_its_first_checkpoint_and_its_first_save_begins_again(
    recipe, tmp_path, monkeypatch
):
    folder, begun = tmp_path / "tiny", recipe(validate_every=3, save_every=9)
    killed_after(monkeypatch, 5, lambda: train(begun, folder))
    assert (folder / "config.json").exists()
    assert not (folder / RESUME).exists()
    assert prepare(begun, folder, CPU).trainer.step == 0


def test_a_file_is_no_folder_to_train_into(recipe, tmp_path):
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(TrainingError, match="notes is a file: name a folder"):
        prepare(recipe(), tmp_path / "notes", CPU)


def test_unfinished_files_of_killed_runs_are_removed(recipe, tmp_path, monkeypatch):
    folder = tmp_path / "tiny"
    train(recipe(), folder)
    (folder / ".999999999-0a1b.part").write_bytes(b"half")
    prepare(recipe(), folder, CPU)
    assert not list(folder.glob(".*.part"))


def test_a_batch_that_no_memory_holds_is_refused_before_it_is_made(recipe, tmp_path, monkeypatch):
    monkeypatch.setattr("wmstudio.training.run.free_memory", lambda: 10**6)
    with pytest.raises(TrainingError, match="lower 'batch'"):
        prepare(recipe(batch=60_000), tmp_path / "tiny", CPU)
    assert not (tmp_path / "tiny").exists()


# --- starts and shares -------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), [("lstm", "lstm"), ("lstm", "pointer")])
def test_training_begins_with_the_weights_of_its_start(recipe, tmp_path, old, new):
    start = support.checkpoint(tmp_path / "old", old, seed=9)
    kept = open_checkpoint(start)
    prepared = prepare(recipe(new, start=str(start)), tmp_path / "tiny", CPU)
    found, fresh = weights(prepared), weights(prepare(recipe(new), tmp_path / "fresh", CPU))
    there = kept.model.state_dict()
    assert there.keys() <= found.keys()
    for name, x in found.items():
        torch.testing.assert_close(x, there.get(name, fresh[name]), rtol=0, atol=0)
    assert prepared.subject.tokenizer.model_bytes == kept.tokenizer.model_bytes


def test_a_start_without_fitting_weights_or_pieces_is_refused(recipe, tmp_path):
    start = support.checkpoint(tmp_path / "old")
    path = tmp_path / "tiny.toml"
    asked = recipe(start=str(start))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("vocab_size = 300", "vocab_size = 310"), encoding="utf-8")
    with pytest.raises(StartError, match="'start' has 300 pieces: write vocab_size = 300, not 310"):
        prepare(read_recipe(path), tmp_path / "tiny", CPU)
    assert not (tmp_path / "tiny").exists()
    other = torch.nn.Linear(2, 2)
    with pytest.raises(StartError, match="no weights that fit this recipe"):
        loop.begin_with(prepare(asked, tmp_path / "tiny", CPU).trainer.model, other)


def test_a_model_with_a_memory_starts_as_the_lstm_that_it_is_given():
    sizes = {"vocab_size": 40, "embedding": 8, "hidden": 12}
    lstm = build("lstm", sizes)
    model = build("keyvalue", {**sizes, "key": 4, "value": 4, "recent": 2})
    loop.begin_with(model, lstm)

    tokens_BT = torch.arange(6).unsqueeze(0)
    with torch.no_grad():
        state = model.initial_state()
        model.words.project.weight[:, 12:] = 0.0  # nothing of what the memory says
        given = model.prefill(tokens_BT, state).logits_BTV
        expected = lstm.prefill(tokens_BT, lstm.initial_state()).logits_BTV
    torch.testing.assert_close(given, expected, rtol=1e-5, atol=1e-5)


def test_a_start_that_cannot_be_opened_is_told(recipe, tmp_path):
    with pytest.raises(CheckpointError, match="old"):
        prepare(recipe(start=str(tmp_path / "old")), tmp_path / "tiny", CPU)


def test_a_run_goes_on_only_from_the_weights_that_it_began_with(recipe, tmp_path):
    start = support.checkpoint(tmp_path / "old", seed=9)
    train(recipe(start=str(start)), tmp_path / "tiny")
    moved = support.copied(start, tmp_path / "moved")
    assert prepare(recipe(start=str(moved)), tmp_path / "tiny", CPU).trainer.step == 12
    other = support.checkpoint(tmp_path / "other", seed=10)
    with pytest.raises(ResumeError, match="begun with another start"):
        prepare(recipe(start=str(other)), tmp_path / "tiny", CPU)
    with pytest.raises(ResumeError, match="begun with another start"):
        prepare(recipe(), tmp_path / "tiny", CPU)
    train(recipe(), tmp_path / "plain")
    with pytest.raises(ResumeError, match=r"another start|the tokenizer of 'start'"):
        prepare(recipe(start=str(start)), tmp_path / "plain", CPU)


@pytest.mark.parametrize("share", ["rename", "repeat"])
def test_a_run_on_changed_segments_goes_on_only_with_the_same_shares(recipe, tmp_path, share):
    def changed(value):
        asked = recipe()
        return replace(asked, data=replace(asked.data, **{share: value}))

    train(changed(0.5), tmp_path / "tiny")
    assert prepare(changed(0.5), tmp_path / "tiny", CPU).trainer.step == 12
    with pytest.raises(ResumeError, match=f"{share} = 0.5, and the recipe says {share} = 0.25"):
        prepare(changed(0.25), tmp_path / "tiny", CPU)
    card = (tmp_path / "tiny" / "README.md").read_text(encoding="utf-8")
    said = {"rename": "proper name", "repeat": "passages"}[share]
    assert re.search(rf"50% of the segments.*{said}", card)


def test_the_card_says_where_training_started(recipe, tmp_path):
    start = support.checkpoint(tmp_path / "old", name="an older one")
    train(recipe(start=str(start)), tmp_path / "tiny")
    card = (tmp_path / "tiny" / "README.md").read_text(encoding="utf-8")
    assert "| begun with | the weights and the tokenizer of `an older one` |" in card


@pytest.mark.parametrize("place", ["/dev/out", "/dev/fd/out", "/proc/self/out", "/sys/x/out"])
def test_nothing_is_trained_into_a_folder_of_devices(place, monkeypatch):
    monkeypatch.setattr(Path, "mkdir", lambda *_, **__: pytest.fail("a folder is made"))
    with pytest.raises(FolderError, match="among the devices"), alone_in(Path(place)):
        pytest.fail("it is trained")


def kept(folder):
    return {step: load_file(path) for step, path in kept_in(folder).items()}


def test_kept_steps_are_the_weights_of_those_steps(recipe, tmp_path):
    folder = tmp_path / "tiny"
    trained = prepare(recipe(), folder, CPU, keep=4)
    wanted = {0: weights(trained)}
    wanted |= {now.step: weights(trained) for now in trained.trainer.steps()}
    follow(prepare(recipe(), folder, CPU, keep=4))
    assert list(kept_in(folder)) == list(kept_steps(12, 4))
    for step, path in kept_in(folder).items():
        as_stored = {name: x.half() for name, x in wanted[step].items()}
        torch.testing.assert_close(load_file(path), as_stored, **support.SAME_TRAINING)


def test_each_kept_step_has_a_point_on_the_curves(recipe, tmp_path):
    folder = tmp_path / "tiny"
    follow(prepare(recipe(), folder, CPU, keep=4))
    history = json.loads((folder / "training.json").read_text(encoding="utf-8"))["history"]
    assert [told["step"] for told in history] == list(kept_steps(12, 4))
    assert all(told["validation_bits_per_byte"] > 0 for told in history)


def test_a_resumed_run_keeps_the_same_steps(recipe, tmp_path, monkeypatch):
    follow(prepare(recipe(), tmp_path / "at once", CPU, keep=20))
    folder = tmp_path / "in parts"
    with monkeypatch.context() as patched:
        stop_after(patched, 6, killed)
        with pytest.raises(SystemExit):
            follow(prepare(recipe(), folder, CPU, keep=20))
    assert list(kept_in(folder)) == [0, 1, 2, 3, 4, 5, 6]
    (folder / step_file(4)).unlink()
    follow(prepare(recipe(), folder, CPU, keep=20))
    found, wanted = kept(folder), kept(tmp_path / "at once")
    assert found.keys() == wanted.keys()
    torch.testing.assert_close(found, wanted, rtol=0, atol=1e-3)


def test_a_run_that_keeps_nothing_leaves_one_file_of_weights(recipe, tmp_path):
    train(recipe(), tmp_path / "tiny")
    assert kept_in(tmp_path / "tiny") == {}
