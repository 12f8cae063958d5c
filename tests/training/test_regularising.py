"""Dropout and averaged weights: what they do, and that a stopped run ends as it would have."""

import pytest
import torch

from tests import support
from tests.training.stopping import killed_after
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.training.recipe import RecipeError, read_recipe
from wmstudio.training.run import follow, prepare

CPU = torch.device("cpu")
BOTH = {"dropout": 0.4, "average": 0.7}


@pytest.fixture
def books(tmp_path):
    return support.books(tmp_path / "books")


@pytest.fixture
def recipe(tmp_path, books):
    def make(family="lstm", **training):
        return read_recipe(support.recipe(tmp_path / "tiny.toml", books, family, **training))

    return make


def trained(recipe, folder):
    prepared = prepare(recipe, folder, CPU)
    follow(prepared)
    return prepared.trainer


@pytest.mark.parametrize("family", ["lstm", "pointer", "slots", "transformer"])
def test_that_a_stopped_run_ends_with_the_same_weights_and_average(
    recipe, tmp_path, monkeypatch, family
):
    wanted = trained(recipe(family, **BOTH), tmp_path / "at once")
    killed_after(monkeypatch, 6, lambda: trained(recipe(family, **BOTH), tmp_path / "in parts"))
    # Whatever else has drawn random numbers in the meantime.
    torch.rand(7)
    found = trained(recipe(family, **BOTH), tmp_path / "in parts")
    for which in ("model", "result"):
        torch.testing.assert_close(
            getattr(found, which).state_dict(),
            getattr(wanted, which).state_dict(),
            **support.SAME_TRAINING,
        )


def test_that_the_average_follows_its_formula_and_is_what_is_written(recipe, tmp_path):
    plain, averaged = (
        prepare(recipe(average=share), tmp_path / name, CPU).trainer
        for name, share in (("plain", 0.0), ("averaged", 0.7))
    )
    wanted = None
    for _ in plain.steps():
        now = {name: p.detach().clone() for name, p in plain.model.named_parameters()}
        wanted = now if wanted is None else {n: 0.7 * wanted[n] + 0.3 * now[n] for n in now}
    for _ in averaged.steps():
        pass
    found = dict(averaged.result.named_parameters())
    assert plain.result is plain.model
    torch.testing.assert_close(found, wanted, **support.SAME_TRAINING)
    prepared = prepare(recipe(average=0.7), tmp_path / "written", CPU)
    follow(prepared)
    stored = dict(open_checkpoint(tmp_path / "written").model.named_parameters())
    # Stored in half precision.
    torch.testing.assert_close(stored, wanted, rtol=2e-3, atol=1e-4, check_dtype=False)


def test_that_dropout_drops_in_training_only_and_keeps_the_mean():
    model = support.model()
    words, ids = model.words, torch.arange(40)
    whole = words.embed(ids)
    words.dropout = 0.5
    model.eval()
    torch.testing.assert_close(words.embed(ids), whole)
    model.train()
    dropped = torch.stack([words.embed(ids) for _ in range(400)])
    share = (dropped == 0).float().mean()
    # 400 × 40 × E draws: within five standard deviations.
    assert float(share) == pytest.approx(0.5, abs=5 * 0.5 / dropped.numel() ** 0.5)
    kept = dropped[dropped != 0]
    torch.testing.assert_close(kept, (2 * whole).expand_as(dropped)[dropped != 0])


def test_that_the_end_of_each_book_is_held_out_and_told_on_the_card(tmp_path, books):
    path = support.recipe(tmp_path / "tiny.toml", books)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('held_out = ["held"]', "held_out = []\nheld_out_end = 0.25"))
    prepared = prepare(read_recipe(path), tmp_path / "tiny", CPU)
    corpus = prepared.subject.corpus
    for name in ("apple", "berry", "held"):
        whole = (books / f"{name}.txt").read_text(encoding="utf-8")
        assert corpus.train[name] + corpus.held_out[f"{name} (end)"] == whole
        assert len(corpus.held_out[f"{name} (end)"]) == pytest.approx(len(whole) / 4, abs=1)
    follow(prepared)
    assert "The last 25% of each book" in (tmp_path / "tiny" / "README.md").read_text()


def test_that_chapters_and_ends_cannot_both_be_held_out(tmp_path, books):
    path = support.recipe(tmp_path / "tiny.toml", books)
    both = 'held_out_end = 0.1\nheld_out_chapters = 2\nchapter = "C"'
    path.write_text(path.read_text().replace('held_out = ["held"]', f"held_out = []\n{both}"))
    with pytest.raises(RecipeError, match="write one of them"):
        read_recipe(path)


@pytest.mark.parametrize("key", ["dropout", "average"])
def test_that_a_share_of_all_is_refused(recipe, key):
    with pytest.raises(RecipeError, match=key):
        recipe(**{key: 1.0})
