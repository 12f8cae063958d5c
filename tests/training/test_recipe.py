"""A recipe is read whole, or refused by the key that is wrong."""

from pathlib import Path

import pytest
import torch

from tests import support
from wmstudio import paths
from wmstudio.models.registry import FAMILIES, build
from wmstudio.tasks.registry import check_task
from wmstudio.training.recipe import Exercise, RecipeError, read_recipe


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
        ('family = "lstm"', 'family = "lstn"', ", ".join(FAMILIES)),
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
        ("seed = 3", 'precision = "float8"', "float32, tf32, bfloat16"),
        ("seed = 3", "start = 3", r"\[training\] start should be"),
        (
            'held_out = ["held"]',
            'held_out = ["held"]\nrename = 1.01',
            r"rename is 1.01; .* at most 1",
        ),
        ('held_out = ["held"]', 'held_out = ["held"]\nrepeat = -0.1', "repeat is -0.1; .* from 0"),
        ('held_out = ["held"]', 'held_out = ["held"]\nrepeat = nan', "repeat is nan"),
        ('held_out = ["held"]', 'held_out = ["held"]\nrename = "all"', "rename should be float"),
        ('held_out = ["held"]', "held_out = [3]", "held_out should be"),
        ('held_out = ["held"]', 'held_out = "held"', "held_out should be"),
        ('held_out = ["held"]', "", "held_out is missing"),
        ("[training]", "held_out_chapters = 20\n[training]", "write both of them or neither"),
        ("[training]", 'chapter = "I"\n[training]', "write both of them or neither"),
        (
            "[training]",
            'held_out_chapters = 1\nchapter = "I"\n[training]',
            "held_out_chapters, from 2 upwards",
        ),
        (
            "[training]",
            'held_out_chapters = 20\nchapter = "(I"\n[training]',
            r"chapter is not a regular expression: '\(I'",
        ),
        ("[model]", "[model", "is not a TOML file"),
    ],
)
def test_that_a_wrong_key_is_named_with_the_file(path, old, new, said):
    change(path, old, new)
    with pytest.raises(RecipeError, match=said) as caught:
        read_recipe(path)
    assert str(caught.value).startswith(str(path))


@pytest.mark.parametrize("share", ["0", "0.25", "1", "1.0"])
def test_shares_of_changed_segments_go_from_none_to_all(path, share):
    change(path, 'held_out = ["held"]', f'held_out = ["held"]\nrename = {share}\nrepeat = {share}')
    assert read_recipe(path).data.shares == {"rename": float(share), "repeat": float(share)}


def test_nothing_is_changed_and_nothing_is_started_from_unless_asked(path):
    recipe = read_recipe(path)
    assert recipe.data.shares == {"rename": 0, "repeat": 0}
    assert recipe.training.start is None


def test_a_start_is_counted_from_where_the_recipe_is(path, tmp_path, monkeypatch):
    change(path, "seed = 3", 'seed = 3\nstart = "../old"')
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert read_recipe(path).training.start == path.parent / ".." / "old"


def test_that_a_recipe_that_is_not_there_or_no_text_is_told(tmp_path):
    with pytest.raises(RecipeError, match="cannot be read"):
        read_recipe(tmp_path / "none.toml")
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RecipeError, match="is not a TOML file"):
        read_recipe(tmp_path / "odd.toml")


@pytest.mark.parametrize("recipe", sorted((paths.assets() / "recipes").glob("*.toml")), ids=str)
def test_that_the_recipes_which_ship_are_right(recipe):
    found = read_recipe(recipe)
    assert found.name == recipe.stem
    if isinstance(found.data, Exercise):
        # Only then do they compare families, not sizes.
        with torch.device("meta"):
            model = build(found.family, found.sizes)
        assert sum(p.numel() for p in model.parameters()) == pytest.approx(50_000, rel=0.1)


# --- memory tasks ------------------------------------------------------------------------------


@pytest.fixture
def task_path(tmp_path):
    return support.task_recipe(tmp_path / "tiny.toml")


def test_that_a_task_stands_in_place_of_books(task_path):
    recipe = read_recipe(task_path)
    assert recipe.data.task == check_task("copy", {"length": 3, "symbols": 4})
    assert recipe.data.also == ()
    assert recipe.training.steps == 12


def test_that_further_tasks_change_the_sizes_that_they_write(task_path):
    with task_path.open("a") as file:
        file.write('[[also]]\nlength = 6\n[[also]]\nname = "copy"\nrepeats = 2\n')
        file.write('[[also]]\nname = "dyck"\ndepth = 5\n')
    assert read_recipe(task_path).data.also == (
        check_task("copy", {"length": 6, "symbols": 4}),
        check_task("copy", {"length": 3, "symbols": 4, "repeats": 2}),
        check_task("dyck", {"depth": 5}),
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "copy"', 'name = "cpoy"', "there is no task 'cpoy'"),
        ('name = "copy"', "", "the task has no name: give it one of these: recall, copy"),
        ("length = 3", "lenght = 3", "did you mean 'length'"),
        ("length = 3", "length = 0", "'length' must be a whole number from 1"),
        ("symbols = 4", "symbols = 90", "from 2 to 82"),
        ("vocab_size = 353", "vocab_size = 300", "write vocab_size = 353, not 300"),
        ("steps = 12", "steps = 12\nlength = 8", r"\[training\] length is for books"),
        ("[training]", "[data]\n[training]", "exclude one another"),
        ("[training]", "[[also]]\nlength = -1\n[training]", "'length' must be"),
        ("[training]", "[also]\nlength = 1\n[training]", r"as tables \[\[also\]\]"),
        ("[task]", "[tsak]", r"\[data\] is missing \(or \[task\]"),
    ],
)
def test_that_a_wrong_task_is_told_with_the_file(task_path, old, new, said):
    change(task_path, old, new)
    with pytest.raises(RecipeError, match=said) as caught:
        read_recipe(task_path)
    assert str(caught.value).startswith(str(task_path))


def test_that_books_are_not_tried_out_on_tasks_nor_named_for_a_task(path, task_path):
    with pytest.raises(RecipeError, match="no folder of books"):
        read_recipe(task_path, Path("mine"))
    support.recipe(path, "books")
    with path.open("a") as file:
        file.write("[[also]]\nlength = 6\n")
    with pytest.raises(RecipeError, match="is for memory tasks"):
        read_recipe(path)


@pytest.mark.parametrize(
    "name",
    [
        "../esc",
        "/tmp/esc",
        ".",
        "..",
        "",
        "a/b",
        "a\\\\b",
        "C:evil",
        ".hidden",
        "-rf",
        "a\\u0000b",
        "a\\n",
        "end.",
        "end ",
        "x" * 101,
    ],
)
def test_names_that_lead_elsewhere_are_refused(path, name):
    change(path, 'name = "tiny"', f'name = "{name}"')
    with pytest.raises(RecipeError, match="'name'"):
        read_recipe(path)


@pytest.mark.parametrize("name", ["stories slots", "a.b-c_d+1", "物語", "x"])
def test_plain_names_in_any_script_are_taken(path, name):
    change(path, 'name = "tiny"', f'name = "{name}"')
    assert read_recipe(path).name == name


def test_a_byte_order_mark_is_passed_over(path):
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_recipe(path).name == "tiny"


DIGITS = "9" * 400


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("steps = 12", f"steps = {DIGITS}"),
        ("steps = 12", "steps = 0x" + "f" * 20_000),
        ("seed = 3", f"learning_rate = {DIGITS}"),
        ("seed = 3", f"seed = {DIGITS}"),
        ("batch = 4", "batch = 1_000_000_000"),
        ("hidden = 12", f"hidden = {DIGITS}"),
        ('name = "tiny"', "name = 3"),
        ('name = "tiny"', 'name = "tiny"\ntext = [1]'),
        ('name = "tiny"', 'name = "tiny"\ndeep = ' + "[" * 5_000),
        ('name = "tiny"', 'name = "tiny"\n' + "a." * 30_000 + "b = 1"),
        ("seed = 3", "x" * 100_000 + " = 1"),
        ("seed = 3", 'precision = "' + "x" * 100_000 + '"'),
        ('held_out = ["held"]', 'held_out = ["held"]\nfolder = "a\\u0000b"'),
        ('family = "lstm"', 'family = "' + "x" * 100_000 + '"'),
    ],
    ids=lambda value: value[:20],
)
def test_absurd_values_are_refused_in_a_short_sentence(path, old, new):
    change(path, old, new)
    with pytest.raises(RecipeError) as caught:
        read_recipe(path)
    said = str(caught.value).removeprefix(str(path))
    assert len(said) < 500
    assert DIGITS not in said
    assert "\n" not in said
