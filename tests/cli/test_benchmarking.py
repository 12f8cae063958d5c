"""`wmstudio benchmarks` writes its page, and says in a sentence what it lacks."""

from pathlib import Path

import pytest

from tests import support
from wmstudio import cli, paths


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    recipes = tmp_path / "assets" / "recipes"
    recipes.mkdir(parents=True)
    for name in ("ptb-lstm", "ptb-pointer", "wikitext2-lstm"):
        support.word_recipe(recipes / f"{name}.toml", "unnamed", name.partition("-")[2])
    monkeypatch.setattr(paths, "assets", lambda: tmp_path / "assets")
    monkeypatch.chdir(tmp_path)
    support.word_files(tmp_path / "words")


def run(*words):
    return cli.main(["benchmarks", *words, "--device", "cpu"])


def test_the_page_has_the_command_and_the_figures_of_the_report(tmp_path):
    words = ("--ptb", "words", "--models", "models", "--out", "docs/page.md")
    assert run(*words) == 0
    page = (tmp_path / "docs" / "page.md").read_text(encoding="utf-8")
    assert "wmstudio benchmarks --ptb words --models models --out docs/page.md" in page
    assert "[page.json](page.json)" in page
    assert "`ptb-pointer`, with memory" in page
    (tmp_path / "docs" / "page.md").unlink()
    assert run(*words) == 0
    assert (tmp_path / "docs" / "page.md").read_text(encoding="utf-8") == page


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--models", "m", "--out", "p.md"), 2, "name the folder of a benchmark (--shakespeare"),
        (
            ("--ptb", "none", "--models", "m", "--out", "p.md"),
            1,
            "none: name the one that has ptb.train.txt",
        ),
        (
            ("--ptb", "words", "--wikitext2", "none", "--models", "m", "--out", "p.md"),
            1,
            "there is no folder",
        ),
        (("--ptb", "assets", "--models", "m", "--out", "p.md"), 1, "has no file ptb.train.txt"),
        (
            ("--ptb", "words", "--models", "m", "--out", "p.md", "--json", "p.md"),
            2,
            "must be two files",
        ),
    ],
)
def test_what_cannot_be_measured_is_one_sentence(words, code, said, capsys):
    assert run(*words) == code
    assert not Path("m").exists()  # nothing is trained before
    assert said in capsys.readouterr().err.strip().splitlines()[-1]
