"""The checkpoints that come with the program: what their cards say is so."""

import json

import pytest
import torch

from tests import support
from wmstudio import paths
from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.models.scoring import text_bits
from wmstudio.text.documents import read_text

BUNDLED = [one for one in bundled.bundled() if one.validation_bits_per_byte is not None]
OLDER = bundled.all_in(support.OLDER)
PROSE = {one.name: one for one in [*BUNDLED, *OLDER]}
STORIES = {name: one for name, one in PROSE.items() if name.startswith("stories-")}
NAMES = sorted(STORIES)
SMALL = {name: one for name, one in PROSE.items() if name.startswith("small-")}
ALL = 64_000_000
"""Bytes of all bundled checkpoints together, at most."""


@pytest.fixture(scope="module")
def trained():
    return {
        name: json.loads((one.folder / "training.json").read_text()) for name, one in PROSE.items()
    }


def test_that_the_older_ones_are_one_of_each_family_and_only_the_plain_one_ships():
    assert {f"stories-{one.family}" for one in STORIES.values()} == set(NAMES)
    assert [one.name for one in BUNDLED if one.name in STORIES] == ["stories-lstm"]


def test_that_all_that_ship_take_64_megabytes_at_most():
    assert sum(one.bytes for one in bundled.bundled()) <= ALL


@pytest.mark.parametrize("name", sorted(PROSE))
def test_that_the_score_of_the_excerpt_is_what_the_card_says(name, trained):
    excerpt = trained[name]["excerpt"]
    text = read_text(paths.assets() / "samples" / excerpt["name"])
    checkpoint = open_checkpoint(PROSE[name].folder, torch.device("cpu"))
    (bits,) = text_bits(checkpoint.model, [checkpoint.tokenizer.encode(text).ids])
    measured = bits / len(text.encode())
    assert measured == pytest.approx(excerpt["bits_per_byte"], abs=1e-4)
    assert f"{measured:.4f} bits per byte" in (PROSE[name].folder / "README.md").read_text()


@pytest.mark.parametrize("name", sorted(PROSE))
def test_that_the_card_says_the_validation_score_of_whole_books(name, trained):
    score = trained[name]["validation_bits_per_byte"]
    assert trained[name]["validation_whole_books"]
    assert trained[name]["steps"] == trained[name]["of_steps"]
    assert f"**{score:.4f} bits per byte**" in (PROSE[name].folder / "README.md").read_text()
    assert PROSE[name].validation_bits_per_byte == score


def test_that_they_are_good_enough_to_be_worth_watching(trained):
    scores = [trained[name]["validation_bits_per_byte"] for name in NAMES]
    assert min(scores) <= 1.45
    assert max(scores) <= 1.55


@pytest.mark.parametrize(("names", "ratio"), [(NAMES, 1.05), (sorted(SMALL), 1.2)])
def test_that_they_are_of_equal_size_and_learned_the_same(trained, names, ratio):
    sizes = [PROSE[name].parameters for name in names]
    assert max(sizes) / min(sizes) <= ratio
    assert len({(trained[name]["steps"], trained[name]["tokens_seen"]) for name in names}) == 1
    tokenizers = {(PROSE[name].folder / "tokenizer.model").read_bytes() for name in names}
    assert len(tokenizers) == 1


@pytest.mark.parametrize("name", sorted(PROSE))
def test_that_each_takes_eight_megabytes_at_most(name):
    assert PROSE[name].bytes <= 8_000_000


@pytest.mark.parametrize("name", [*NAMES, *sorted(SMALL)])
def test_that_its_recipe_ships_and_is_the_one_on_its_card(name):
    recipe = (paths.assets() / "recipes" / f"{name}.toml").read_text().strip()
    assert recipe in (PROSE[name].folder / "README.md").read_text()


@pytest.mark.parametrize("names", [NAMES, sorted(SMALL)])
def test_that_the_recipes_differ_only_in_the_model(names):
    recipes = [(paths.assets() / "recipes" / f"{name}.toml").read_text() for name in names]
    assert len({recipe[recipe.index("[data]") :] for recipe in recipes}) == 1
