"""A recipe is read whole, or refused by the key that is wrong."""

from pathlib import Path

import pytest

from tests import support
from wmstudio import paths
from wmstudio.training.recipe import RecipeError, read_recipe


@pytest.fixture
def path(tmp_path):
    return support.recipe(tmp_path / "tiny.toml", "books")


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_that_a_recipe_says_what_is_written(path):
    recipe = read_recipe(path)
    assert (recipe.name, recipe.family, recipe.sizes) == ("tiny", "lstm", support.SIZES["lstm"])
    assert recipe.data.folder == path.parent / "books"
    assert recipe.data.held_out == ["held"]
    assert (recipe.training.steps, recipe.training.batch) == (12, 4)
    assert recipe.source == path.read_text(encoding="utf-8")


def test_that_another_folder_is_counted_from_where_one_is(path, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    found = read_recipe(path, Path("mine")).data.folder
    assert found == tmp_path / "elsewhere" / "mine"


def test_that_the_learning_rate_rises_stays_and_falls_to_zero(path):
    schedule = read_recipe(path).training
    rates = [schedule.rate(step) / schedule.learning_rate for step in range(12)]
    assert rates == pytest.approx([0.5, *[1.0] * 8, 0.75, 0.5, 0.25])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[model]", "[mode]", r"the table \[model\] is missing"),
        ("[data]", "[date]", r"the table \[data\] is missing"),
        ('family = "lstm"', 'family = "lstn"', "lstm, additive, slots"),
        ('family = "lstm"', "", "unknown family None"),
        ("hidden = 12", "", "'hidden' is missing"),
        ("hidden = 12", "hiden = 12", "did you mean 'hidden'"),
        ("hidden = 12", "hidden = 0", "from 1 to"),
        ("vocab_size = 300", "", "'vocab_size' is missing"),
        ("steps = 12", "", r"\[training\] steps is missing"),
        ("steps = 12", "steps = 0", "steps is 0"),
        ("steps = 12", "steps = 1.5", "steps should be int, not 1.5"),
        ("steps = 12", "steps = true", "steps should be int, not True"),
        ("steps = 12", "stepps = 12", "unknown key 'stepps'"),
        ("batch = 4", "batch = 0", "batch is 0"),
        ("length = 8", "length = -8", "length is -8"),
        ("save_every = 4", "save_every = 0", "save_every is 0"),
        ("seed = 3", "learning_rate = nan", "learning_rate is nan"),
        ("seed = 3", "learning_rate = inf", "learning_rate is inf"),
        ("seed = 3", 'precision = "float8"', "float32, bfloat16"),
        ('held_out = ["held"]', "held_out = [3]", "held_out should be"),
        ('held_out = ["held"]', 'held_out = "held"', "held_out should be"),
        ('held_out = ["held"]', "", "held_out is missing"),
        ("[model]", "[model", "is not a TOML file"),
    ],
)
def test_that_a_wrong_key_is_named_with_the_file(path, old, new, said):
    change(path, old, new)
    with pytest.raises(RecipeError, match=said) as caught:
        read_recipe(path)
    assert str(caught.value).startswith(str(path))


def test_that_a_recipe_that_is_not_there_or_no_text_is_told(tmp_path):
    with pytest.raises(RecipeError, match="cannot be read"):
        read_recipe(tmp_path / "none.toml")
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RecipeError, match="is not a TOML file"):
        read_recipe(tmp_path / "odd.toml")


@pytest.mark.parametrize("recipe", sorted((paths.assets() / "recipes").glob("*.toml")), ids=str)
def test_that_the_recipes_which_ship_are_right(recipe):
    assert read_recipe(recipe).name == recipe.stem
