"""Training on whole words: perplexity counts every word and line end, and nothing else."""

import json
from math import exp, log

import pytest
import torch

from tests import support
from wmstudio.backends import registry
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.text.documents import TextError
from wmstudio.training.recipe import RecipeError, read_recipe
from wmstudio.training.run import follow, prepare

CPU = torch.device("cpu")


@pytest.fixture
def words(tmp_path):
    return support.word_files(tmp_path / "words")


@pytest.fixture
def recipe(tmp_path, words):
    return support.word_recipe(tmp_path / "tiny.toml", words)


def trained(recipe, folder):
    made = prepare(read_recipe(recipe), folder, CPU)
    follow(made)
    return json.loads((folder / "training.json").read_text(encoding="utf-8"))


def test_perplexity_is_that_of_steps_over_words_and_line_ends(recipe, words, tmp_path):
    record = trained(recipe, tmp_path / "tiny")
    opened = open_checkpoint(tmp_path / "tiny")
    for part in ("valid", "test"):
        raw = (words / f"ptb.{part}.txt").read_text(encoding="utf-8")
        lines = [[f" {word}" for word in line.split()] for line in raw.splitlines()]
        text = "".join("".join(line) + "\n" for line in lines)
        ids = opened.tokenizer.encode(text).ids
        count = len(raw.split()) + len(raw.splitlines())
        assert record["words"]["tokens"][part] == len(ids) == count
        with torch.no_grad():
            bits = support.stepwise_bits(opened.model, ids)
        assert record["words"]["perplexity"][part] == pytest.approx(
            exp(bits * log(2) / count), rel=1e-4
        )
    assert record["history"][-1]["validation_perplexity"] == pytest.approx(
        record["words"]["perplexity"]["valid"], abs=1e-4
    )


def test_training_lowers_the_perplexity_and_the_card_tells_it(recipe, words, tmp_path):
    text = recipe.read_text(encoding="utf-8")
    recipe.write_text(text.replace("steps = 12", "steps = 1"), encoding="utf-8")
    before = trained(recipe, tmp_path / "before")["words"]["perplexity"]["test"]
    recipe.write_text(text.replace("steps = 12", "steps = 60"), encoding="utf-8")
    after = trained(recipe, tmp_path / "after")["words"]["perplexity"]["test"]
    assert after < before / 2
    card = (tmp_path / "after" / "README.md").read_text(encoding="utf-8")
    assert f"a test perplexity of {after:.2f} per word" in card
    assert "| ptb.test.txt |" in card


def test_the_checkpoint_opens_like_any_other_and_spells_its_words(recipe, tmp_path):
    trained(recipe, tmp_path / "tiny")
    found = registry.recognise(tmp_path / "tiny")
    _, opened = found.format.open(found.path, "cpu")
    assert opened.family == "lstm"
    assert b" wolf." in opened.pieces
    assert b"\n" in opened.pieces


def test_another_number_of_words_names_the_size_to_write(recipe, tmp_path):
    text = recipe.read_text(encoding="utf-8")
    size = read_recipe(recipe).vocab_size
    recipe.write_text(text.replace(f"vocab_size = {size}", f"vocab_size = {size + 1}"))
    with pytest.raises(TextError, match=f"write vocab_size = {size}, not {size + 1}"):
        prepare(read_recipe(recipe), tmp_path / "tiny", CPU)


def test_a_recipe_that_names_two_of_three_files_is_refused(recipe):
    text = recipe.read_text(encoding="utf-8")
    recipe.write_text(text.replace('test = "ptb.test.txt"\n', ""), encoding="utf-8")
    with pytest.raises(RecipeError, match=r"\[data\] test is missing"):
        read_recipe(recipe)


def test_another_folder_replaces_the_one_of_the_recipe(recipe, tmp_path):
    assert read_recipe(recipe, tmp_path / "mine").data.folder == tmp_path / "mine"
