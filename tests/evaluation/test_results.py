"""Results: everything bundled is measured once, and the page says only what the report holds."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests import support
from tests.evaluation.prose import prose
from wmstudio import paths
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.evaluation import measures, results
from wmstudio.evaluation.grammar import Pair, score_sets
from wmstudio.evaluation.language import EvaluationError, score_text
from wmstudio.evaluation.page import MISSING, page
from wmstudio.evaluation.remembering_report import RememberingPlan
from wmstudio.evaluation.remembering_report import report as report_of
from wmstudio.evaluation.results import Inputs, survey
from wmstudio.evaluation.study import study
from wmstudio.training.recipe import read_recipe

CACHED = " + cache"
CPU = torch.device("cpu")
INPUTS = Inputs(
    sample=("sample.txt", support.PAGE),
    texts={"tales/one.txt": support.PAGE, "two.txt": "The wolf and the three bears.\n"},
    sets={
        "agreement": [Pair("The cat sat.", "The cat sit."), Pair("Who is it?", "Who are it?")],
        "order": [Pair("in the house", "house the in"), Pair("once upon", "upon once")] * 2,
    },
)
TASK = {
    "task": {"name": "recall", "pairs": 7, "keys": 1234},
    "accuracy": 0.8125,
    "chance": 0.0625,
    "questions": 4096,
    "group": "symbols since the value",
    "accuracy_by_group": {
        str(group): {"accuracy": accuracy, "questions": 2048 if group < 60 else 256}
        for group, accuracy in ((1, 1.0), (9, 0.75), (33, 0.5), (44, 0.25), (70, 0.125))
    },
}

STUDY = {
    "kind": "study",
    "runs": [
        {
            "recipe": recipe,
            "seed": seed,
            "digest": recipe * 9,
            "family": "lstm",
            "parameters": 51234,
            "steps": 1500,
            "scores": [
                {**TASK, "accuracy": accuracy},
                {**TASK, "task": {"name": "copy", "length": 24}, "accuracy": accuracy / 2},
            ],
        }
        for seed in range(3)
        for recipe, accuracy in (("recall-one", 0.5 + seed / 8), ("recall-two", 0.25))
    ],
}


def train_record(folder, record):
    (folder / "training.json").write_text(json.dumps(record))


@pytest.fixture
def assets(tmp_path, monkeypatch):
    place = tmp_path / "assets"
    for family in ("lstm", "slots"):
        support.checkpoint(place / "checkpoints" / f"stories-{family}", family)
        train_record(
            place / "checkpoints" / f"stories-{family}",
            {
                "validation_bits_per_byte": 3.25,
                "train_tokens_per_second": 4321,
                "device": "cpu",
                "history": [{"step": 98765}],
            },
        )
    monkeypatch.setattr(paths, "assets", lambda: place)
    return place


@pytest.fixture
def measured(monkeypatch):
    """How often each kind of figure was measured, since it was last cleared."""
    counts = Counter()

    def counted(name, work):
        def counting(*args, **keywords):
            counts[name] += 1
            return work(*args, **keywords)

        return counting

    for name in ("of_text", "of_grammar", "at_work"):
        monkeypatch.setattr(measures, name, counted(name, getattr(measures, name)))
    return counts


@pytest.fixture
def run(tmp_path):
    def run(inputs=INPUTS, fresh=False):
        return survey(inputs, tmp_path / "results.json", CPU, "wmstudio results …", fresh)

    return run


ONE_CHECKPOINT = {"of_text": 4, "of_grammar": 1, "at_work": 2}
"""Pairs without cache, the rest with it too."""


def test_that_the_figures_are_those_of_the_checkpoints(assets, run):
    report = run()
    for entry in report["checkpoints"]:
        checkpoint = open_checkpoint(assets / "checkpoints" / entry["name"])
        found = report["measured"][entry["hash"]]
        for cache, end in ((False, ""), (True, CACHED)):
            model = checkpoint.model.configured(cache=cache)
            for text in report["texts"]:
                score = score_text(model, checkpoint.tokenizer, INPUTS.texts[text["name"]])
                shown = found[text["key"] + end]["bits_per_byte"]
                assert shown == pytest.approx(score.bits_per_byte, rel=1e-5)
        sets = found[report["grammar"]["key"]]["sets"]
        accuracy = score_sets(checkpoint.model, checkpoint.tokenizer, INPUTS.sets)
        assert {name: figures["accuracy"] for name, figures in sets.items()} == accuracy
        assert entry["parameters"] == checkpoint.parameters
    assert [entry["name"] for entry in report["checkpoints"]] == ["stories-lstm", "stories-slots"]


@pytest.mark.usefixtures("assets")
def test_further_checkpoints_stand_among_the_bundled_ones(run, tmp_path):
    support.checkpoint(tmp_path / "more" / "stories-more", name="stories-more", seed=5)
    report = run(replace(INPUTS, also=tmp_path / "more"))
    names = [entry["name"] for entry in report["checkpoints"]]
    assert names == ["stories-lstm", "stories-more", "stories-slots"]
    more = report["measured"][report["checkpoints"][1]["hash"]]
    assert more.keys() == report["measured"][report["checkpoints"][0]["hash"]].keys()
    assert "| `stories-more`" in page(report, "results.json")


def test_a_checkpoint_of_another_language_is_told_by_its_training_record_alone(assets, run):
    folder = assets / "checkpoints" / "stories-lstm"
    record = json.loads((folder / "training.json").read_text())
    record["compressed_bits_per_byte"] = {"xz": 3.25, "bzip2": 3.0}
    (folder / "training.json").write_text(json.dumps(record))
    inputs = replace(INPUTS, sample=("sample.txt", "却说江边有一个渡口，唤作柳条渡。"))
    report = run(inputs)
    assert all(found == {} for found in report["measured"].values())
    told = page(report, "results.json")
    assert "held out from `stories-lstm`, compressed: xz 3.2500, bzip2 3.0000" in told
    score = record["validation_bits_per_byte"]
    assert f"{score:.4f}" in told


@pytest.mark.usefixtures("assets")
def test_that_the_report_is_what_is_in_the_file(run, tmp_path):
    assert run() == json.loads((tmp_path / "results.json").read_text())


def test_that_only_what_is_new_is_measured(assets, run, measured):
    first = run()
    assert measured == {name: 2 * count for name, count in ONE_CHECKPOINT.items()}
    measured.clear()
    assert run() == first
    assert measured == {}
    support.checkpoint(assets / "checkpoints" / "third", "additive", name="third")
    assert len(run()["checkpoints"]) == 3
    assert measured == ONE_CHECKPOINT


def test_that_a_checkpoint_which_has_changed_is_measured_again(assets, run, measured):
    before = run()
    support.checkpoint(assets / "checkpoints" / "stories-lstm", "lstm", seed=5)
    measured.clear()
    after = run()
    assert measured == ONE_CHECKPOINT
    assert len(after["measured"]) == 2
    one, two = (
        report["measured"][report["checkpoints"][0]["hash"]][before["texts"][0]["key"]]
        for report in (before, after)
    )
    assert one["bits_per_byte"] != two["bits_per_byte"]


@pytest.mark.usefixtures("assets")
def test_that_other_texts_and_pairs_are_measured_and_the_old_ones_kept(run, measured):
    run()
    measured.clear()
    other = Inputs(
        sample=INPUTS.sample,
        texts={**INPUTS.texts, "three.txt": "The frog and the dog.\n"},
        sets={"order": INPUTS.sets["order"]},
    )
    run(other)
    assert measured == {"of_text": 4, "of_grammar": 2}
    measured.clear()
    run()
    assert measured == {}


@pytest.mark.usefixtures("assets")
def test_that_fresh_measures_all_of_it_again(run, measured):
    run()
    run(fresh=True)
    assert measured == {name: 4 * count for name, count in ONE_CHECKPOINT.items()}


@pytest.mark.usefixtures("assets")
def test_that_a_run_which_was_stopped_goes_on_where_it_was(run, measured, monkeypatch):
    whole = without_times(run(fresh=True))
    measured.clear()
    with monkeypatch.context() as patched:

        def stopped(*args, **keywords):
            raise KeyboardInterrupt

        patched.setattr(measures, "of_grammar", stopped)
        with pytest.raises(KeyboardInterrupt):
            run(fresh=True)
    done = dict(measured)
    assert done == {"of_text": 2}
    again = without_times(run())
    assert again == whole
    assert measured == {name: 2 * count for name, count in ONE_CHECKPOINT.items()}


def without_times(report):
    """What does not depend on when it was measured."""
    timed = {"seconds", "tokens_per_second", "milliseconds_per_token"}

    def bare(x):
        if isinstance(x, dict):
            return {key: bare(value) for key, value in x.items() if key not in timed}
        return [bare(value) for value in x] if isinstance(x, list) else x

    return bare(report)


def test_that_a_checkpoint_of_a_memory_task_is_only_reported(assets, run, measured):
    folder = support.checkpoint(assets / "checkpoints" / "recall-lstm", "lstm", seed=9)
    train_record(folder, TASK)
    report = run()
    assert measured == {name: 2 * count for name, count in ONE_CHECKPOINT.items()}
    assert report["checkpoints"][0]["recorded"] == {
        name: TASK[name] for name in ("task", "accuracy", "chance", "questions")
    }
    lines = page(report, "results.json").splitlines()
    (row,) = [line for line in lines if "`recall-lstm`" in line]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[:2] == ["recall", "pairs 7, keys 1,234"]
    assert cells[-2:] == ["81.2%", "6.2%"]


@pytest.mark.usefixtures("assets")
def test_that_a_model_without_probabilities_is_named(run, monkeypatch):
    def broken(*args):
        raise EvaluationError("no numbers")

    monkeypatch.setattr(measures, "of_grammar", broken)
    with pytest.raises(EvaluationError, match="stories-lstm, minimal pairs: no numbers"):
        run()


@pytest.mark.usefixtures("assets")
def test_that_a_study_is_told_over_its_seeds(run):
    report = run(Inputs(sample=INPUTS.sample, studies={"recall.json": STUDY}))
    found = report["studies"]["recall.json"]
    assert [(one["recipe"], one["task"]["name"], one["seeds"]) for one in found] == [
        ("recall-one", "recall", 3),
        ("recall-one", "copy", 3),
        ("recall-two", "recall", 3),
        ("recall-two", "copy", 3),
    ]
    assert found[0]["accuracy"] == {"mean": 0.625, "least": 0.5, "most": 0.75}
    (row,) = [
        line
        for line in page(report, "results.json").splitlines()
        if "`recall-one`" in line and line.startswith("| recall")
    ]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[4:] == ["51,234", "1,500", "3", "62.5%", "50.0%", "75.0%", "6.2%"]


@pytest.mark.usefixtures("assets")
def test_that_a_study_is_told_by_distance_weighted_by_the_questions_over_its_seeds(run):
    runs = json.loads(json.dumps(STUDY["runs"]))
    runs[2]["scores"][0]["accuracy_by_group"]["70"]["accuracy"] = 0.5
    written = page(run(Inputs(sample=INPUTS.sample, studies={"s": {"runs": runs}})), "r.json")
    head, _, row, *_ = written.partition("`recall` by symbols since the value")[2].splitlines()[2:]
    named = dict(zip(head.split("|"), row.split("|"), strict=True))
    cells = {name.strip(): cell.strip() for name, cell in named.items()}
    assert cells["recipe"] == "`recall-one`"
    assert (cells["1–16"], cells["17–64"]) == ("87.5%", "37.5%")
    assert cells["65–256"] == "25.0% (12.5%–50.0%)"


@pytest.mark.usefixtures("assets")
def test_that_what_a_study_writes_can_be_told(run, tmp_path):
    recipe = read_recipe(support.task_recipe(tmp_path / "tiny.toml"))
    list(study([recipe], 2, tmp_path / "study.json", CPU))
    written = json.loads((tmp_path / "study.json").read_text())
    accuracies = [one["scores"][0]["accuracy"] for one in written["runs"]]
    (found,) = run(Inputs(sample=INPUTS.sample, studies={"s": written}))["studies"]["s"]
    assert (found["recipe"], found["task"]["name"], found["seeds"]) == ("tiny", "copy", 2)
    assert found["accuracy"]["mean"] == pytest.approx(sum(accuracies) / 2)
    assert found["accuracy"]["least"] == min(accuracies)
    assert found["accuracy"]["most"] == max(accuracies)


@pytest.mark.usefixtures("assets")
@pytest.mark.parametrize(
    "odd",
    [[], {}, 3, {"runs": 3}, {"runs": [{"recipe": "a"}]}, {"runs": [{"recipe": [], "digest": 1}]}],
)
def test_that_what_is_no_study_is_told(run, odd):
    with pytest.raises(EvaluationError, match=r"odd\.json is not the report of a study"):
        run(Inputs(sample=INPUTS.sample, studies={"odd.json": odd}))


@pytest.mark.usefixtures("assets")
@pytest.mark.parametrize(
    "text",
    [
        "no JSON",
        "[]",
        "{}",
        '{"format": 99, "measured": {}}',
        '{"format": 1, "measured": 3}',
        '{"format": 1, "measured": {"a": 3}}',
        '{"format": 1, "measured": {"a": {"b": 3}}}',
    ],
)
def test_that_a_file_which_is_no_report_is_left_alone(run, tmp_path, text):
    (tmp_path / "results.json").write_text(text)
    with pytest.raises(EvaluationError, match="no report of results"):
        run()
    assert (tmp_path / "results.json").read_text() == text


# --- the page ----------------------------------------------------------------------------------

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?%?")
FORMS = (".4f", ".2f", ".1%", ",d", ",.0f", "")
PROSE = {"2017", "1", "95"}
"""The year of a paper, no memory at all, and how much an interval covers."""


def leaves(x):
    if isinstance(x, dict):
        for key, value in x.items():
            yield key
            yield from leaves(value)
    elif isinstance(x, list):
        for value in x:
            yield from leaves(value)
    else:
        yield x


def said_by(report):
    """Every number that stands in a report, in every form that the page may give it."""
    there = set()
    for leaf in leaves(report):
        if isinstance(leaf, str):
            there |= set(NUMBER.findall(leaf))
        elif isinstance(leaf, int | float) and not isinstance(leaf, bool):
            whole = isinstance(leaf, int)
            there |= {f"{leaf:{form}}" for form in FORMS if whole or not form.endswith("d")}
    return there


@pytest.mark.usefixtures("assets")
def test_remembering_is_measured_once_with_its_memory_and_without(run, monkeypatch):
    plan = RememberingPlan({"one": prose(1)}, {"two": prose(2)}, seed=3, questions=3)
    inputs = replace(INPUTS, texts={}, sets={}, remembering=plan, names_from=0)
    calls = Counter()
    once = report_of(support.model(), support.tokenizer(), plan)["readers"]
    titles = {False: "without neural cache", True: "with neural cache"}

    def of_model(model, tokenizer, asked, what):
        calls["of_model"] += 1
        assert asked.texts == plan.texts
        figures = once[titles[model.settings["cache"].value]]
        return {test: figures[test] for test in ("again", "list", "new name")}

    def of_names(model, tokenizer, asked, what):
        calls["of_names"] += 1
        return {"names": once[titles[model.settings["cache"].value]]["names"]}

    def of_ngrams(tokenizer, asked):
        calls["of_ngrams"] += 1
        return {name: once[name] for name in ("5-gram", "5-gram with cache")}

    monkeypatch.setattr(results.remembering_report, "of_model", of_model)
    monkeypatch.setattr(results.remembering_report, "of_names", of_names)
    monkeypatch.setattr(results.remembering_report, "of_ngrams", of_ngrams)
    report = run(inputs)
    # Both models have one tokenizer.
    assert calls == {"of_model": 4, "of_names": 4, "of_ngrams": 1}
    assert run(inputs) == report
    assert calls == {"of_model": 4, "of_names": 4, "of_ngrams": 1}
    written = page(report, "results.json")
    key = report["remembering"]["key"]
    for entry in report["checkpoints"]:
        figures = report["measured"][entry["hash"]]
        for end in ("", CACHED):
            again = figures[key + end]["again"]["250"]
            (row,) = [
                line
                for line in written.partition("A passage again")[2].splitlines()[:12]
                if line.startswith("|") and line.split("|")[1].strip() == f"`{entry['name']}`{end}"
            ]
            assert f"{again['value']:.2f} ({again['low']:.2f}-{again['high']:.2f})" in row
    assert "| 5-gram with cache" in written
    numbers = NUMBER.findall(written)
    assert set(numbers) - said_by(report) - PROSE == set()
    run(replace(inputs, remembering=replace(plan, questions=4)))
    assert calls == {"of_model": 4, "of_names": 8, "of_ngrams": 2}
    run(replace(inputs, remembering=replace(plan, seed=4)))
    assert calls == {"of_model": 8, "of_names": 12, "of_ngrams": 3}
    # A run that asks for less in between loses nothing.
    run(replace(inputs, remembering=None))
    run(replace(inputs, remembering=replace(plan, seed=4)))
    assert calls == {"of_model": 8, "of_names": 12, "of_ngrams": 3}
    # Both are too small now: nothing more is asked, and the page says so.
    report = run(replace(inputs, names_from=10**6, remembering=replace(plan, seed=5)))
    assert calls == {"of_model": 12, "of_names": 12, "of_ngrams": 3}
    short = page(report, "results.json").partition("In short")[2].splitlines()[:8]
    assert [line.split("|")[-2].strip() for line in short if "| `" in line] == 4 * [MISSING]


def test_bits_of_books_are_recorded_with_memory_and_measured_without(run, assets, monkeypatch):
    folder = support.checkpoint(assets / "checkpoints" / "tales-pointer", "pointer")
    train_record(folder, {"validation_bits_per_byte": 2.75})
    plan = RememberingPlan({"one": prose(1), "two": 2 * prose(2)}, {}, seed=3, questions=3)
    some = {"value": 0.5, "low": 0.25, "high": 0.75, "count": 24}
    figures = {
        "again": {"250": some},
        "list": {"same": {"10": some}},
        "new name": {"300": some},
    }
    names = {"with context": some, "without context": some, "sentences since": {}}
    monkeypatch.setattr(results.remembering_report, "of_model", lambda *_: figures)
    monkeypatch.setattr(results.remembering_report, "of_names", lambda *_: {"names": names})
    report = run(replace(INPUTS, texts={}, sets={}, remembering=plan, names_from=0))

    off = open_checkpoint(folder).model.configured(memory=False)
    scores = [score_text(off, support.tokenizer(), text) for text in plan.texts.values()]
    expected = sum(score.bits for score in scores) / sum(map(len, plan.texts.values()))
    rows = dict(
        line.split("|")[1:3]
        for line in page(report, "results.json").partition("In short")[2].splitlines()[:12]
        if line.startswith("| `")
    )
    told = {name.strip(): bits.strip() for name, bits in rows.items()}
    assert float(told["`tales-pointer`"]) == pytest.approx(expected, abs=1e-4)
    assert told["`tales-pointer` + memory"] == "2.7500"
    assert told["`stories-lstm`"] == "3.2500"
    assert told["`stories-lstm` + cache"] == MISSING


def test_that_every_number_on_the_page_stands_in_the_report(run, assets):
    folder = support.checkpoint(assets / "checkpoints" / "recall-lstm", "lstm", seed=9)
    train_record(folder, TASK)
    report = run(replace(INPUTS, studies={"recall.json": STUDY}))
    numbers = NUMBER.findall(page(report, "results.json"))
    assert set(numbers) - said_by(report) - PROSE == set()
    assert len(numbers) > 80


@pytest.mark.usefixtures("assets")
def test_that_the_page_shows_each_checkpoint_with_its_figures(run):
    report = run()
    written = page(report, "results.json")
    key = report["texts"][0]["key"]
    for entry in report["checkpoints"]:
        (row,) = [
            line
            for line in written.splitlines()
            if line.startswith(f"| `{entry['name']}`") and f"{entry['parameters']:,}" in line
        ]
        found = report["measured"][entry["hash"]]
        for end in ("", CACHED):
            assert f" {found[key + end]['bits_per_byte']:.4f} |" in row
        assert " 3.2500 |" in row
    assert "```sh\nwmstudio results …\n```" in written
    assert "human 89 %" in written


@pytest.mark.usefixtures("assets")
def test_that_two_texts_of_one_name_are_told_apart(run):
    one = support.PAGE
    texts = {"a/story.txt": one, "b/story.txt": one[:100], "c/other.txt": one[:50]}
    written = page(run(replace(INPUTS, texts=texts)), "results.json")
    (head,) = [line for line in written.splitlines() if "| a/story.txt |" in " ".join(line.split())]
    titles = [cell.strip() for cell in head.split("|")]
    assert [title for title in titles if "/" in title or "other" in title] == [
        "a/story.txt", "b/story.txt", "other"
    ]  # fmt: skip
    assert f"* b/story.txt: `b/story.txt`, {len(one[:100].encode())} bytes" in written


@pytest.mark.usefixtures("assets")
def test_that_its_tables_are_whole(run):
    lines = page(run(), "results.json").splitlines()
    tables = "\n".join(lines).split("\n\n")
    tables = [table.splitlines() for table in tables if table.startswith("|")]
    assert len(tables) >= 3
    for table in tables:
        assert len({line.count("|") for line in table}) == 1
        assert len({len(line) for line in table}) == 1
        assert re.fullmatch(r"[|: -]+", table[1])


@pytest.mark.usefixtures("assets")
def test_that_what_was_not_measured_is_said_to_be_so(run):
    written = page(run(Inputs(sample=INPUTS.sample)), "results.json")
    assert f"Grammar: {MISSING}." in written
    assert f"Memory tasks: {MISSING}." in written
    assert f"Remembering: {MISSING}." in written
    row = next(line for line in written.splitlines() if line.startswith("| `stories-lstm`"))
    assert row.count(MISSING) == 1


def test_that_nothing_bundled_makes_a_page_without_rows(run, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "assets", lambda: Path(tmp_path))
    report = run()
    assert report["checkpoints"] == []
    assert "## Language" in page(report, "results.json")
    assert results.RECORDED
