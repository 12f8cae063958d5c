"""Commands give the same on workers as here, and do not do again what is done."""

import json

import pytest
from distributed import LocalCluster

from tests import support
from wmstudio import paths
from wmstudio.cli import main

WORDS = "--device cpu --threads 1"


@pytest.fixture(scope="module")
def scheduler():
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def both(tmp_path, scheduler, monkeypatch, capsys):
    """Run a command here and on workers; what both print, and the folder that each ran in."""

    def run(words, prepare):
        found = []
        for name, where in (("here", ""), ("there", f"--scheduler {scheduler}")):
            folder = tmp_path / name
            folder.mkdir()
            prepare(folder)
            monkeypatch.chdir(folder)
            assert main(f"{words} {WORDS} {where}".split()) == 0
            found.append((capsys.readouterr().out, folder))
        return found

    return run


def texts(folder):
    support.checkpoint(folder / "model", "lstm")
    for name, text in (("one.txt", support.PAGE), ("two.txt", support.PAGE[40:] * 2)):
        (folder / name).write_text(text, encoding="utf-8")


def without_times(value):
    """A report without what differs from run to run."""
    if isinstance(value, dict):
        return {
            key: without_times(one)
            for key, one in value.items()
            if not any(word in key for word in ("second", "folder", "command"))
        }
    return [without_times(one) for one in value] if isinstance(value, list) else value


def same(one, other):
    """Equal but for rounding."""
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            same(one[key], other[key])
    elif isinstance(one, list):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            same(a, b)
    else:
        assert one == (pytest.approx(other, rel=1e-4) if isinstance(one, float) else other)


def read(path):
    return without_times(json.loads(path.read_text(encoding="utf-8")))


def test_a_study_is_the_same_and_keeps_what_is_done(both, scheduler, capsys):
    def prepare(folder):
        for family in ("lstm", "slots"):
            path = support.task_recipe(folder / f"{family}.toml", family)
            path.write_text(path.read_text().replace('"tiny"', f'"{family}"'))

    command = "study lstm.toml slots.toml --seeds 2 --out study.json"
    (_, here), (_, there) = both(command, prepare)
    one, other = (
        sorted(read(at / "study.json")["runs"], key=lambda run: (run["recipe"], run["seed"]))
        for at in (here, there)
    )
    same(one, other)
    assert len(other) == 4
    before = (there / "study.json").read_bytes()
    assert main(f"{command} {WORDS} --scheduler {scheduler}".split()) == 0
    assert (there / "study.json").read_bytes() == before
    assert "accuracy" not in capsys.readouterr().err


def test_a_load_study_is_the_same_and_keeps_what_is_done(both, scheduler, capsys):
    command = (
        "load-study --out load --seeds 1 --capacities 1,2 --layers 1 --batches 4 --sequences 8"
    )
    (_, here), (_, there) = both(command, lambda folder: None)
    one, other = (
        sorted(read(at / "load/load-study.json")["runs"], key=lambda run: run["digest"])
        for at in (here, there)
    )
    same(one, other)
    assert {run["sizes"].get("slots") for run in other} >= {1, 2}
    kept = {path.name: path.read_bytes() for path in (there / "load").iterdir()}
    assert main(f"{command} {WORDS} --scheduler {scheduler}".split()) == 0
    assert {path.name: path.read_bytes() for path in (there / "load").iterdir()} == kept
    assert "accuracy" not in capsys.readouterr().err


def test_eval_measures_the_same_of_every_text(both):
    (_, here), (_, there) = both("eval model one.txt two.txt --cache --json out.json", texts)
    one, other = read(here / "out.json"), read(there / "out.json")
    same(one["texts"], other["texts"])
    assert list(other["texts"]) == ["one.txt", "two.txt"]


def test_fit_cache_finds_the_same_settings(both):
    (one, here), (other, there) = both("fit-cache model one.txt two.txt", texts)
    assert one == other
    same(read(here / "model/config.json"), read(there / "model/config.json"))


def test_results_are_the_same(both, monkeypatch, tmp_path):
    place = tmp_path / "assets"
    for family in ("lstm", "slots"):
        support.checkpoint(place / "checkpoints" / family, family)
    (place / "samples").mkdir()
    sample = paths.assets() / "samples" / "the-lamp-in-the-mill.txt"
    (place / "samples" / sample.name).write_text(sample.read_text(encoding="utf-8")[:600])
    monkeypatch.setattr(paths, "assets", lambda: place)
    (_, here), (_, there) = both("results --text one.txt two.txt --out results.md", texts)
    one, other = read(here / "results.json"), read(there / "results.json")
    texts_here, texts_there = (
        {
            (digest, key): figures
            for digest, known in found["measured"].items()
            for key, figures in known.items()
            if key.startswith("text")
        }
        for found in (one, other)
    )
    assert len(texts_there) == 8
    same(texts_here, texts_there)
    # Speed is measured in this process alone.
    assert any(key.startswith("speed") for known in other["measured"].values() for key in known)


def test_workers_of_this_machine_need_no_scheduler(tmp_path, monkeypatch):
    texts(tmp_path)
    monkeypatch.chdir(tmp_path)
    for words, name in (("", "here"), ("--workers 2", "there")):
        command = f"eval model one.txt two.txt --json {name}.json {WORDS} {words}"
        assert main(command.split()) == 0
    same(read(tmp_path / "here.json"), read(tmp_path / "there.json"))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("--scheduler tcp://10.1.1.1:1", "not encrypted"),
        ("--scheduler tls://10.1.1.1:1", "needs certificates"),
        ("--scheduler tls://10.1.1.1:1 --tls-ca a --tls-cert b", "go together"),
        ("--tls-ca a --tls-cert b --tls-key c", "go together"),
        ("--scheduler tcp://127.0.0.1:1 --workers 2", "leave out --workers"),
    ],
)
def test_where_work_is_done_is_checked_at_first(tmp_path, monkeypatch, capsys, words, why):
    texts(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(f"eval model one.txt {WORDS} {words}".split()) != 0
    assert why in capsys.readouterr().err
