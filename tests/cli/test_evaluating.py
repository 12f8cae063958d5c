"""`wmstudio eval` and `results` tell what the models give, and say what they cannot do."""

import contextlib
import io
import json
import os
import shlex
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from tests import support
from tests.evaluation.prose import prose
from wmstudio import cli, paths
from wmstudio.checkpoints.folder import open_checkpoint, write_step
from wmstudio.cli import eval_tables
from wmstudio.evaluation import (
    cache_fit,
    free_running,
    kept_figures,
    measures,
    memory_tasks,
    remembering_report,
)
from wmstudio.evaluation.cache_fit import fit_cache
from wmstudio.evaluation.grammar import read_sets, score_sets
from wmstudio.evaluation.kneser_ney import KneserNey
from wmstudio.evaluation.language import score_text
from wmstudio.evaluation.page import page
from wmstudio.files.locking import Lock
from wmstudio.tasks.registry import check_task


@pytest.fixture(scope="module")
def assets(tmp_path_factory):
    place = tmp_path_factory.mktemp("assets")
    for family in ("lstm", "slots"):
        name = f"stories-{family}"
        support.checkpoint(place / "checkpoints" / name, family, name=name)
    (place / "samples").mkdir()
    (place / "samples" / "the-lamp-in-the-mill.txt").write_text(support.PAGE)
    return place


@pytest.fixture(autouse=True)
def _here(assets, monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "assets", lambda: assets)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.txt").write_text(support.PAGE)
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "set.jsonl").write_text(
        '{"prompt": "a", "target": "b"}\n{"prompt": "c", "target": "d"}\n'
    )
    (tmp_path / "odd.json").write_text('{"kind": "study"}')
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    for name, text in {
        "pairs": "The cat sat.\tThe cat sit.\nWho is there?\tWho are there?\n",
        "odd": "The cat sat. The cat sit.\n",
        "void": None,
        "short": None,
        "same": None,
    }.items():
        (tmp_path / name).mkdir()
        if text:
            (tmp_path / name / "agreement.tsv").write_text(text)
            (tmp_path / name / "order.tsv").write_text("in the house\thouse the in\n")
    (tmp_path / "short" / "one.txt").write_text("Anna met Bert. Then Anna left.")
    (tmp_path / "same" / "story.txt").write_text(support.PAGE)


@pytest.fixture
def run(capsys):
    """Run a command line: exit code, stdout, stderr."""

    def run(line):
        code = cli.main(shlex.split(line))
        said = capsys.readouterr()
        return SimpleNamespace(code=code, out=said.out, err=said.err)

    return run


@pytest.fixture
def opened(assets):
    return open_checkpoint(assets / "checkpoints" / "stories-lstm")


def cells(done, first):
    """The row of a table that begins with this, after its first cell."""
    (line,) = [line for line in done.out.splitlines() if line.startswith(first)]
    return line.removeprefix(first).split()


def numbers(cells):
    return [float(cell.replace(",", "")) for cell in cells]


def close_to(measured):
    """As figures of another measurement are: each may be rounded to the other side."""
    return pytest.approx(measured, rel=2e-4)


# --- eval --------------------------------------------------------------------------------------


def test_that_a_text_is_measured_as_the_models_do(run, opened):
    done = run("eval stories-lstm story.txt --device cpu")
    score = score_text(opened.model, opened.tokenizer, support.PAGE)
    assert (done.code, done.err) == (0, "")
    found = cells(done, "story.txt")
    assert numbers(found[:2]) == close_to([score.bits_per_byte, score.perplexity])
    assert found[2:4] == [f"{len(support.PAGE.encode()):,}", f"{score.tokens:,}"]
    assert f"{opened.parameters:,} parameters" in done.out.splitlines()[0]


def test_that_standard_input_is_measured_as_a_file(run, monkeypatch):
    from_file = cells(run("eval stories-lstm story.txt --device cpu"), "story.txt")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(support.PAGE.encode())))
    done = run("eval stories-lstm - --device cpu")
    assert (done.code, done.err) == (0, "")
    assert cells(done, "standard input")[:4] == from_file[:4]


def test_that_json_holds_what_the_tables_say(run, opened, tmp_path):
    line = "eval stories-lstm story.txt --grammar pairs --task recall:pairs=2,keys=4 --sequences 9"
    done = run(f"{line} --json scores.json")
    report = json.loads((tmp_path / "scores.json").read_text())
    score = score_text(opened.model, opened.tokenizer, support.PAGE)
    told = report["texts"]["story.txt"]
    assert told["bits_per_byte"] == pytest.approx(score.bits_per_byte, rel=1e-5)
    shown = [f"{told['bits_per_byte']:.4f}", f"{told['perplexity_per_token']:,.2f}"]
    assert cells(done, "story.txt")[:2] == shown
    accuracy = score_sets(opened.model, opened.tokenizer, read_sets(tmp_path / "pairs"))
    assert {n: x["accuracy"] for n, x in report["grammar"]["sets"].items()} == accuracy
    assert cells(done, "agreement") == ["2", f"{accuracy['agreement']:.1%}"]
    assert cells(done, "mean over sets")[-1] == f"{sum(accuracy.values()) / 2:.1%}"
    task = check_task("recall", {"pairs": 2, "keys": 4})
    answers = memory_tasks.score(opened.model, opened.tokenizer, task, 9)
    assert report["tasks"] == [answers.record(task)]
    assert answers.questions == 18
    assert cells(done, "all") == [f"{answers.accuracy:.1%}", "18"]
    assert (report["checkpoint"], report["device"], report["cache"]) == (
        "stories-lstm", "cpu", False,
    )  # fmt: skip


def test_that_a_run_that_was_stopped_goes_on_from_its_texts(run, tmp_path, monkeypatch):
    (tmp_path / "second.txt").write_text(support.PAGE[40:])
    words = "eval stories-lstm story.txt second.txt --json all.json"
    assert run(words).code == 0
    whole = json.loads((tmp_path / "all.json").read_text())["texts"]
    (tmp_path / "all.json").unlink()
    measured, measure = [], measures.of_any_text

    def stopping(loaded, text, name):
        measured.append(name)
        if measured == ["story.txt", "second.txt"]:
            raise KeyboardInterrupt
        return measure(loaded, text, name)

    monkeypatch.setattr(measures, "of_any_text", stopping)
    with contextlib.suppress(KeyboardInterrupt):
        run(words)
    assert not (tmp_path / "all.json").exists()
    done = run(words)
    assert measured == ["story.txt", "second.txt", "second.txt"]
    assert "texts measured before: 1 of 2;" in done.err
    texts = json.loads((tmp_path / "all.json").read_text())["texts"]
    assert list(texts) == list(whole)
    for name, figures in whole.items():
        assert texts[name]["bits_per_byte"] == pytest.approx(figures["bits_per_byte"], rel=1e-5)
        assert type(texts[name]["tokens"]) is int
    assert not (tmp_path / "all.json.texts.partial").exists()


def test_that_a_text_that_has_changed_is_measured_again(run, tmp_path, monkeypatch):
    def stop(*args):
        raise KeyboardInterrupt

    words = "eval stories-lstm story.txt --task copy --json all.json"
    with monkeypatch.context() as patched:
        patched.setattr(memory_tasks, "score", stop)
        with contextlib.suppress(KeyboardInterrupt):
            run(words)
    kept = tmp_path / "all.json.texts.partial"
    assert len(json.loads(kept.read_text())) == 1
    (tmp_path / "story.txt").write_text(support.PAGE[40:])
    done = run(words)
    assert "measured before" not in done.err
    figures = json.loads((tmp_path / "all.json").read_text())["texts"]["story.txt"]
    assert figures["bytes"] == len(support.PAGE[40:].encode())
    kept.write_text("{damaged")
    assert run(words).code == 0
    assert not kept.exists()


def test_that_nothing_is_kept_beside_a_device(run, tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr(kept_figures, "write_file", lambda path, data: written.append(path))
    (tmp_path / "link.json").symlink_to(tmp_path / "far" / "all.json")
    (tmp_path / "far").mkdir()
    for there in (os.devnull, "all.json", "link.json"):
        assert run(f"eval stories-lstm story.txt --json {there}").code == 0
    assert written == [
        tmp_path / f"{there}.texts.partial" for there in ("all.json", "far/all.json")
    ]


def test_that_a_dash_writes_json_alone(run):
    done = run("eval stories-lstm story.txt --json -")
    assert set(json.loads(done.out)["texts"]) == {"story.txt"}


def test_that_cache_measures_the_model_with_its_cache(run, opened):
    cached = opened.model.configured(cache=True)
    score = score_text(cached, opened.tokenizer, support.PAGE)
    plain = score_text(opened.model, opened.tokenizer, support.PAGE)
    assert score.bits_per_byte != close_to(plain.bits_per_byte)
    done = run("eval stories-lstm story.txt --cache")
    assert numbers(cells(done, "story.txt")[:1]) == close_to([score.bits_per_byte])
    assert "with neural cache" in done.out


def test_that_any_folder_may_be_measured(run, tmp_path):
    support.checkpoint(tmp_path / "mine", "slots", seed=4, name="mine")
    assert run("eval ./mine story.txt").out.startswith("mine: slots")


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        ("", "there is nothing to measure", 2),
        ("none.txt", "there is no such file", 1),
        ("latin.txt", "not UTF-8", 1),
        ("empty.txt", "empty.txt is empty", 1),
        ("story.txt --grammar none", "there is no folder none", 1),
        ("story.txt --grammar void", "void has no .tsv or .jsonl files", 1),
        ("story.txt --grammar odd", "agreement.tsv, line 1, is no pair", 1),
        ("story.txt --task recal", "there is no task 'recal'", 1),
        ("story.txt --task recall:pears=3", "did you mean 'pairs'", 1),
        ("story.txt --task recall:pairs", "should be NAME[:SIZE=N,…]", 2),
        ("story.txt --sequences 0", "whole number from 1", 2),
        ("story.txt --device abacus", "there is no device", 1),
        ("story.txt --json void", "is a folder", 2),
        ("story.txt --json story.txt", "story.txt is read by this command", 2),
        ("story.txt --json ./void/../story.txt", "story.txt is read by this command", 2),
        ("story.txt --writes 1 --json same/story.txt --ngram same", "is read by this command", 2),
        ("story.txt --json set.jsonl --examples set.jsonl", "is read by this command", 2),
        ("story.txt --writes 1 --ngram nowhere", "there is no folder nowhere", 1),
        ("story.txt --examples set.jsonl --candidates 5", "from 2 different targets", 1),
        ("story.txt --known set.jsonl", "are for --examples", 2),
        ("story.txt --beams 2", "are for --examples", 2),
        ("story.txt --examples set.jsonl --beams 1001", "at most 1,000", 2),
        ("story.txt --examples set.jsonl", "are not installed", 1),
        ("story.txt --remember --texts short", "too short to cut 24 passages from", 1),
        ("story.txt --writes 1 --ngram same", "has only texts that are measured on", 1),
    ],
)
def test_that_what_cannot_be_measured_is_one_sentence(run, monkeypatch, words, said, code):
    def begun(*args, **keywords):
        raise AssertionError("it is told before anything is measured")

    for name in ("of_any_text", "of_grammar"):
        monkeypatch.setattr(measures, name, begun)
    # As without the extra packages.
    monkeypatch.setitem(sys.modules, "sacrebleu.metrics.bleu", None)
    done = run(f"eval stories-lstm {words}")
    assert (done.code, done.out) == (code, "")
    assert said in done.err.splitlines()[-1]
    assert done.err.splitlines()[-1].startswith("wmstudio")
    assert "Traceback" not in done.err


def test_that_a_wrong_checkpoint_is_told(run):
    done = run("eval stories-lst story.txt")
    assert done.code == 1
    assert "did you mean 'stories-lstm'" in done.err


# --- results -----------------------------------------------------------------------------------


def test_that_results_writes_the_page_and_its_figures(run, tmp_path):
    line = "results --text story.txt --grammar pairs --out docs/results.md"
    done = run(line)
    assert (done.code, done.out) == (0, "")
    report = json.loads((tmp_path / "docs" / "results.json").read_text())
    assert (tmp_path / "docs" / "results.md").read_text() == page(report, "results.json")
    assert report["command"] == f"wmstudio {line}"
    assert [one["name"] for one in report["checkpoints"]] == ["stories-lstm", "stories-slots"]


@pytest.mark.skipif(sys.platform != "linux", reason="all names are UTF-8 there")
def test_that_a_text_whose_name_is_not_utf_8_is_named_on_the_page(run, tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(support.PAGE)
    assert run(os.fsdecode(b"results --text caf\xe9.txt --out docs/results.md")).code == 0
    assert "caf\ufffd.txt" in (tmp_path / "docs" / "results.md").read_text()


def test_that_the_figures_may_lie_elsewhere(run, tmp_path):
    assert run("results --out page.md --json elsewhere/figures.json").code == 0
    assert "(elsewhere/figures.json)" in (tmp_path / "page.md").read_text()
    assert json.loads((tmp_path / "elsewhere" / "figures.json").read_text())["texts"] == []


def test_that_ctrl_c_says_how_to_go_on(run, monkeypatch, tmp_path):
    def stopped(*args, **keywords):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(measures, "of_grammar", stopped)
        done = run("results --text story.txt --grammar pairs --out page.md")
    assert done.code == 130
    assert "the same command goes on from it" in done.err
    assert not (tmp_path / "page.md").exists()
    assert run("results --text story.txt --grammar pairs --out page.md").code == 0


def test_that_results_into_a_report_of_another_run_are_refused(run, tmp_path):
    (tmp_path / "other.json").symlink_to(tmp_path / "page.json")
    with Lock(tmp_path / ".page.json.lock"):
        for words in ("--out page.md", "--out new.md --json other.json"):
            done = run(f"results {words}")
            assert done.code == 2
            assert "wait for its end, or name another file" in done.err.splitlines()[-1]
    assert not (tmp_path / "page.json").exists()
    assert run("results --out page.md").code == 0
    assert not (tmp_path / ".page.json.lock").exists()


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        ("--out page.txt", "should end in .md", 2),
        ("--out page.md --json page.md", "two files", 2),
        ("--out page.md --text none.txt", "there is no such file", 1),
        ("--out page.md --text empty.txt", "empty.txt is empty", 1),
        ("--out page.md --grammar void", "void has no .tsv or .jsonl files", 1),
        ("--out page.md --json story.txt", "story.txt is no report of results", 1),
        ("--out page.md --json void", "is a folder", 2),
        ("--out page.md --study none.json", "there is no such file", 1),
        ("--out page.md --study story.txt", "story.txt is not JSON", 1),
        ("--out page.md --study odd.json", "odd.json is not the report of a study", 1),
        ("--out story.txt/page.md", "story.txt", 1),
        ("--out page.md --also nowhere", "there is no checkpoint in the folder nowhere", 1),
    ],
)
def test_that_results_which_cannot_be_written_are_one_sentence(run, words, said, code):
    done = run(f"results {words}")
    assert (done.code, done.out) == (code, "")
    assert said in done.err.splitlines()[-1]
    assert "Traceback" not in done.err


# --- fit-cache ---------------------------------------------------------------------------------


@pytest.fixture
def fitted_folder(tmp_path):
    (tmp_path / "other.txt").write_text(support.PAGE[::-1])
    return support.checkpoint(tmp_path / "tiny")


def test_fit_cache_keeps_the_best_as_the_checkpoints_defaults(run, fitted_folder):
    before = open_checkpoint(fitted_folder)
    done = run(f"fit-cache {fitted_folder} story.txt --test other.txt --device cpu")
    assert done.code == 0
    after = open_checkpoint(fitted_folder)
    fit = fit_cache(before.model, [before.tokenizer.encode(support.PAGE).ids])
    kept = {name: setting.value for name, setting in after.model.settings.items()}
    # The weight is kept to four decimals, of which the last may be rounded to either side.
    assert kept == pytest.approx({**fit.settings, "cache": False}, abs=2e-4)
    text = support.PAGE[::-1]
    with_it = score_text(after.model.configured(cache=True), after.tokenizer, text)
    without = score_text(before.model, before.tokenizer, text)
    figures = cells(done, "other.txt")
    assert numbers(figures) == close_to([without.bits_per_byte, with_it.bits_per_byte])
    assert (
        f"| other.txt | {figures[0]} | {figures[1]} |" in (fitted_folder / "README.md").read_text()
    )


@pytest.mark.skipif(sys.platform != "linux", reason="all names are UTF-8 there")
def test_fit_cache_names_texts_whose_names_are_not_utf_8(run, fitted_folder, tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(support.PAGE)
    assert run(os.fsdecode(b"fit-cache tiny caf\xe9.txt --device cpu")).code == 0
    assert "on caf\ufffd.txt (" in (fitted_folder / "README.md").read_text()


def test_fit_cache_can_have_the_cache_on_from_then(run, fitted_folder):
    assert run(f"fit-cache {fitted_folder} story.txt --on --device cpu").code == 0
    assert open_checkpoint(fitted_folder).model.settings["cache"].value is True


def test_fit_cache_dry_run_leaves_the_checkpoint_alone(run, fitted_folder):
    before = {path.name: path.read_bytes() for path in fitted_folder.iterdir()}
    done = run(f"fit-cache {fitted_folder} story.txt --dry-run --device cpu")
    assert (done.code, "bits per token" in done.out) == (0, True)
    assert {path.name: path.read_bytes() for path in fitted_folder.iterdir()} == before


def test_fit_cache_refuses_to_test_what_it_was_fitted_on(run, fitted_folder):
    done = run(f"fit-cache {fitted_folder} story.txt --test story.txt --device cpu")
    assert (done.code, "cannot be a --test" in done.err) == (2, True)


def test_fit_cache_refuses_what_keeps_no_defaults_before_it_reads(run, fitted_folder, monkeypatch):
    monkeypatch.setattr(cache_fit, "fit_cache", lambda *_, **__: 1 / 0)
    write_step(fitted_folder, open_checkpoint(fitted_folder).model, 5)
    done = run(f"fit-cache {fitted_folder}/step-000005.safetensors story.txt --device cpu")
    assert (done.code, "is a kept step" in done.err) == (2, True)
    (fitted_folder / "README.md").unlink()
    (fitted_folder / "README.md").mkdir()
    done = run(f"fit-cache {fitted_folder} story.txt --device cpu")
    assert (done.code, "README.md cannot be written" in done.err) == (2, True)


# --- remembering -------------------------------------------------------------------------------


@pytest.fixture
def prose_folder(tmp_path):
    folder = tmp_path / "prose"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number}.txt").write_text(prose(number))
    (folder / "empty.txt").write_text("")
    (folder / "._1.txt").write_bytes(b"\0\1")
    return folder


def test_what_a_model_writes_is_told_beside_the_named_text(run, prose_folder, opened, monkeypatch):
    monkeypatch.setattr(free_running, "LENGTH", 20)
    found = run(
        "eval stories-lstm story.txt --writes 3 --ngram prose --seed 4 --device cpu "
        "--json written.json"
    )
    assert found.code == 0, found.err
    counts = {"texts": 3, "length": 20, "seed": 4}
    ids = [opened.tokenizer.encode(prose(n)).ids.astype(np.int64) for n in (1, 2)]
    ngrams = KneserNey.counted(ids, opened.tokenizer.vocab_size)
    expected = free_running.report(
        opened.model, opened.tokenizer, {"story.txt": support.PAGE}, counts, ngrams
    )
    assert json.loads((prose_folder.parent / "written.json").read_text())["writing"] == expected
    for cell in list(free_running.rows(expected))[1]:
        assert cell in found.out


def test_remember_shows_the_report_and_writes_it(run, prose_folder, opened):
    done = run(
        "eval stories-lstm --remember --texts prose --questions 3 --seed 4 --device cpu "
        "--json found.json"
    )
    assert (done.code, done.err) == (0, "")
    texts = {str(number): prose(number) for number in (1, 2)}
    plan = remembering_report.RememberingPlan(texts, {}, seed=4, questions=3)
    expected = remembering_report.report(opened.model, opened.tokenizer, plan)
    found = json.loads((prose_folder.parent / "found.json").read_text())["remembering"]
    assert found == support.within_rounding(expected)
    for title, rows in remembering_report.tables(found):
        assert title in done.out
        for row in rows:
            assert all(cell in done.out for cell in row)


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("eval stories-lstm --remember", 2, "--texts"),
        ("eval stories-lstm story.txt --texts prose", 2, "for --remember"),
        ("eval stories-lstm story.txt --ngram prose", 2, "for --remember"),
        ("eval stories-lstm --remember --texts nowhere", 1, "no folder nowhere"),
        ("eval stories-lstm --remember --texts void", 1, "no .txt files"),
    ],
)
@pytest.mark.usefixtures("prose_folder")
def test_remember_says_what_it_needs(run, line, code, said):
    done = run(line)
    assert (done.code, said in done.err) == (code, True)


def test_a_perplexity_beyond_all_bounds_is_written_as_a_power_of_ten():
    figures = {"bits_per_byte": 1.0, "bytes": 5, "tokens": 2, "bytes_per_token": 2.5}
    figures |= {"seconds": 1.0, "tokens_per_second": 2.0}
    report = {"checkpoint": "m", "family": "lstm", "parameters": 1, "device": "cpu", "cache": None}
    report |= dict.fromkeys(("grammar", "tasks", "examples", "writing", "remembering"), ())
    for perplexity, said in ((2.0**1023, "8.99e+307"), (1234567.891, "1,234,567.89")):
        texts = {"a.txt": figures | {"perplexity_per_token": perplexity}}
        told = "".join(eval_tables.tables(report | {"texts": texts}))
        assert said in told.split()
        assert max(map(len, told.splitlines())) < 120
