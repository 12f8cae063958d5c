"""Benchmarks: figures are what the checkpoint gives, made once, beside what others published."""

import json
from dataclasses import replace
from math import log

import pytest
import torch

from tests import support
from wmstudio import paths
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.cli.benchmarking import FOLDERS
from wmstudio.evaluation import benchmarks
from wmstudio.evaluation.benchmarks import BENCHMARKS, read_report, remake
from wmstudio.evaluation.benchmarks_page import page
from wmstudio.evaluation.language import EvaluationError
from wmstudio.evaluation.page import MISSING
from wmstudio.models.registry import build
from wmstudio.training.recipe import read_recipe

CPU = torch.device("cpu")
MOST_PARAMETERS = {"shakespeare": 1_000_000, "ptb": 5_000_000, "wikitext2": 5_000_000}
READ = {"tokens": 40, "characters": 100}
BY_KEY = {one.key: one for one in BENCHMARKS}


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """Recipes that are followed in a second, under the names that the benchmarks know."""
    recipes = tmp_path / "assets" / "recipes"
    recipes.mkdir(parents=True)
    for name, family in (("tiny-lstm", "lstm"), ("tiny-pointer", "pointer")):
        text = support.recipe(recipes / "made.toml", "unnamed", family).read_text()
        (recipes / f"{name}.toml").write_text(text.replace('"tiny"', f'"{name}"'))
    support.word_recipe(recipes / "tiny-words.toml", "unnamed")
    monkeypatch.setattr(paths, "assets", lambda: tmp_path / "assets")
    return recipes


def made(key, folder, place, *recipes):
    benchmark = replace(BY_KEY[key], recipes=recipes)
    return list(
        remake(benchmark, folder, place / "models", place / "report.json", CPU, "wmstudio x")
    )


def test_nats_per_character_are_those_of_steps_with_and_without_memory(shipped, tmp_path):
    folder = support.books(tmp_path / "books")
    (folder / "held.txt").write_text("“A log,” said the wolf.\n" * 9, encoding="utf-8")
    made("shakespeare", folder, tmp_path, "tiny-lstm", "tiny-pointer")
    text = (folder / "held.txt").read_text(encoding="utf-8")
    runs = read_report(tmp_path / "report.json")["runs"]
    for name, switch in (("tiny-lstm", "cache"), ("tiny-pointer", "memory")):
        opened = open_checkpoint(tmp_path / "models" / name)
        ids = opened.tokenizer.encode(text).ids
        assert [one["settings"][switch] for one in runs[name]["figures"]] == [False, True]
        for one in runs[name]["figures"]:
            model = opened.model.configured(**one["settings"])
            # Characters, of which some take three bytes.
            with torch.no_grad():
                nats = support.stepwise_bits(model, ids) * log(2) / len(text)
            assert one["figure"] == pytest.approx(nats, rel=1e-4)
        record = json.loads((tmp_path / "models" / name / "training.json").read_text())
        assert runs[name]["train_cpu_seconds"] == record["train_cpu_seconds"]


def test_what_was_measured_is_kept_until_the_texts_or_the_recipe_change(shipped, tmp_path):
    folder = support.books(tmp_path / "books")
    made("shakespeare", folder, tmp_path, "tiny-lstm")
    before = (tmp_path / "report.json").read_bytes()
    assert made("shakespeare", folder, tmp_path, "tiny-lstm") == ["tiny-lstm: measured already"]
    assert (tmp_path / "report.json").read_bytes() == before
    (folder / "held.txt").write_text("The wolf sat on the log.\n" * 9, encoding="utf-8")
    elsewhere = tmp_path / "again"
    elsewhere.mkdir()
    (elsewhere / "report.json").write_bytes(before)
    made("shakespeare", folder, elsewhere, "tiny-lstm")
    assert (elsewhere / "report.json").read_bytes() != before


def test_perplexity_per_word_is_that_of_the_training_record(shipped, tmp_path):
    folder = support.word_files(tmp_path / "words")
    (told,) = made("ptb", folder, tmp_path, "tiny-words")
    record = json.loads((tmp_path / "models" / "tiny-words" / "training.json").read_text())
    figures = read_report(tmp_path / "report.json")["runs"]["tiny-words"]["figures"]
    wanted = record["words"]["perplexity"]["test"]
    assert figures[0]["figure"] == pytest.approx(wanted, rel=1e-4)
    assert f"{wanted:.2f} (without neural cache)" in told


def test_the_page_has_published_figures_first_and_names_every_protocol():
    run = {
        "family": "lstm",
        "parameters": 1234,
        "train_cpu_seconds": 90.0,
        "figures": [
            {"title": "without neural cache", "settings": {}, "figure": 1.51234, **READ},
            {"title": "with neural cache", "settings": {}, "figure": 1.49876, **READ},
        ],
    }
    about = {"command": "wmstudio x", "wmstudio": "1", "torch": "2", "processor": "p", "threads": 1}
    text = page({"runs": {"shakespeare-lstm": run}, **about}, "figures.json")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    for benchmark in BENCHMARKS:
        theirs = [
            i
            for i, row in enumerate(rows)
            if any(f" {one.figure} " in row and one.source in row for one in benchmark.published)
        ]
        ours = [i for i, row in enumerate(rows) if f"`{benchmark.recipes[0]}" in row]
        assert len(theirs) == len(benchmark.published)
        assert max(theirs) < min(ours)
    assert all(row.split("|")[3].strip() for row in rows)
    (without, with_) = (row for row in rows if "`shakespeare-lstm`" in row)
    assert [cell.strip() for cell in without.split("|")[4:7]] == ["1,234", "1.5123", "1.5"]
    assert "1.4988" in with_
    assert "2.50 characters a token" in with_
    assert MISSING in next(row for row in rows if "`ptb-pointer`" in row)
    assert "wmstudio x" in text


@pytest.mark.parametrize("benchmark", BENCHMARKS, ids=lambda one: one.key)
def test_recipes_that_ship_keep_to_the_size_of_their_benchmark(benchmark):
    for name in benchmark.recipes:
        recipe = read_recipe(paths.assets() / "recipes" / f"{name}.toml")
        parameters = sum(p.numel() for p in build(recipe.family, recipe.sizes).parameters())
        assert parameters <= MOST_PARAMETERS[benchmark.key]
        assert recipe.name == name


def test_each_benchmark_has_an_option_for_its_folder():
    assert list(FOLDERS) == [one.key for one in BENCHMARKS]


def test_a_file_that_is_no_report_is_left_alone(tmp_path):
    path = tmp_path / "odd.json"
    path.write_text('{"format": 1, "runs": {"a": {"key": 3}}}')
    with pytest.raises(EvaluationError, match="no report of benchmarks"):
        benchmarks.read_report(path)
