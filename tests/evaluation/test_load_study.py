"""The load study trains each setting once, and says of it what was measured."""

import json
from statistics import mean

import numpy as np
import pytest
import torch

from wmstudio.cli import arguments
from wmstudio.evaluation import load_study as loads
from wmstudio.evaluation.load_page import command, figures, page
from wmstudio.evaluation.load_study import KIND, LoadPlan, arms, check_run, load_study, runs_of
from wmstudio.evaluation.study import StudyError, read_report
from wmstudio.evaluation.subjects.load_subjects import SUBJECTS
from wmstudio.files.writing import write_file
from wmstudio.models.registry import build

CPU = torch.device("cpu")
TINY = LoadPlan(
    capacities=(1, 2),
    layers=(1, 2),
    batches=(4, 8),
    usual_batch=8,
    parameters=20_000,
    sequences=24,
)


OPTIONS = ("capacities", "layers", "batches", "sequences", "on")


def settings(plan):
    return [setting for arm in arms(plan) for setting in arm.settings]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = tmp_path_factory.mktemp("load") / "load-study.json"
    told = list(load_study(TINY, 2, path, CPU))
    assert all(good for _, good in told)
    return read_report(path, KIND, check_run)


@pytest.fixture
def trainings(monkeypatch):
    made = []

    def trained(recipe, batches, device, what):
        made.append(what)
        raise KeyboardInterrupt

    monkeypatch.setattr(loads, "trained", trained)
    return made


def test_that_all_models_of_the_usual_plan_are_of_about_one_size():
    plan = LoadPlan()
    for setting in settings(plan):
        with torch.device("meta"):
            model = build(setting.family, setting.sizes)
        count = sum(p.numel() for p in model.parameters())
        assert count == pytest.approx(plan.parameters, rel=0.1), setting


def test_that_one_thing_is_varied_at_a_time():
    capacity, lstm, transformer, batch = arms(LoadPlan())
    assert [s.sizes["slots"] for s in capacity.settings] == [2, 4, 8]
    assert [s.sizes["layers"] for s in lstm.settings] == [1, 2, 4]
    assert [s.sizes["layers"] for s in transformer.settings] == [1, 2, 4]
    assert [s.batch for s in batch.settings] == [16, 64, 256]
    assert {s.batch for arm in (capacity, lstm, transformer) for s in arm.settings} == {64}
    assert len({json.dumps(s.sizes) for s in batch.settings}) == 1
    assert LoadPlan().set_sizes == [1, 2, 3, 4, 6, 8, 12, 16]


def test_that_the_usual_plan_is_the_one_of_the_command_line():
    options = arguments.parse(["load-study"])
    assert {name: getattr(options, name) for name in OPTIONS} == {
        name: getattr(LoadPlan(), name) for name in OPTIONS
    }


@pytest.mark.parametrize(
    "plan", [LoadPlan(), LoadPlan(on="stories", layers=(1,), capacities=(2, 9), sequences=24)]
)
def test_that_the_command_on_the_page_makes_its_plan(plan):
    options = arguments.parse(command(plan, 3, 2).split()[1:])
    assert (options.seeds, options.threads) == (3, 2)
    assert LoadPlan(**{name: getattr(options, name) for name in OPTIONS}) == plan


def test_that_the_command_line_knows_everything_to_remember():
    for name in SUBJECTS:
        assert arguments.parse(["load-study", "--on", name]).on == name
    with pytest.raises(SystemExit):
        arguments.parse(["load-study", "--on", "nothing"])


def test_that_each_setting_is_trained_once_a_seed(report):
    found = [(run["family"], run["batch"], run["seed"], run["steps"]) for run in report["runs"]]
    # The usual capacity with the usual batch is a setting of two arms.
    assert sorted(found) == sorted(
        [("slots", 8, seed, 3) for seed in (0, 1) for _ in range(2)]
        + [("slots", 4, seed, 6) for seed in (0, 1)]
        + [(family, 8, seed, 3) for seed in (0, 1) for family in ("lstm", "transformer") * 2]
    )
    for setting in settings(TINY):
        assert [run["seed"] for run in runs_of(TINY, setting, 2, report["runs"])] == [0, 1]
    for run in report["runs"]:
        assert [at["pairs"] for at in run["by_set_size"]] == [1, 2, 3, 4]
        assert all(0 <= at["accuracy"] <= 1 for at in run["by_set_size"])
        assert all(at["milliseconds_a_token"] > 0 for at in run["by_set_size"])


def test_that_it_goes_on_where_it_was_stopped(report, tmp_path, trainings):
    path = tmp_path / "load-study.json"
    missing = report["runs"][3]
    kept = [run for run in report["runs"] if run is not missing]
    write_file(path, json.dumps({**report, "runs": kept}))
    with pytest.raises(KeyboardInterrupt):
        list(load_study(TINY, 2, path, CPU))
    (what,) = trainings
    assert what.startswith(missing["family"])
    assert what.endswith(f"seed {missing['seed']}")


def test_that_another_plan_is_measured_anew(report, tmp_path, trainings):
    path = tmp_path / "load-study.json"
    write_file(path, json.dumps(report))
    assert list(load_study(TINY, 2, path, CPU)) == []
    other = LoadPlan(**{**TINY.__dict__, "sequences": 32})
    with pytest.raises(KeyboardInterrupt):
        list(load_study(other, 2, path, CPU))
    assert trainings


@pytest.mark.parametrize("family", ["slots", "lstm", "transformer"])
def test_that_the_load_is_the_mean_of_the_models_own(family):
    torch.manual_seed(0)
    setting = next(s for s in settings(TINY) if s.family == family)
    model = build(setting.family, setting.sizes).eval()
    tokenizer, task = loads.tok.characters(), TINY.task(3)
    found = loads._load(model, tokenizer, task, 6)
    drawn = task.questions(loads.LOADED, np.random.default_rng(0))
    each = []
    for row in range(loads.LOADED):
        text = drawn.lines(row)[0][:6]
        tokens = torch.tensor(tokenizer.encode(text).ids).long().unsqueeze(0)
        with torch.no_grad():
            state = model.prefill(tokens, model.initial_state(1)).state
            each.append(model.memory_usage(state))
    assert found["occupancy"] == pytest.approx(mean(usage.occupancy for usage in each), abs=1e-5)
    for name in ("pressure", "interference"):
        values = [getattr(usage, name) for usage in each]
        wanted = None if None in values else pytest.approx(mean(values), abs=1e-5)
        assert found[name] == wanted


def test_that_what_cannot_be_is_refused(tmp_path):
    with pytest.raises(StudyError, match="from 1 to 32 slots"):
        LoadPlan(capacities=(4, 33))
    (tmp_path / "report.json").write_text('{"kind": "study", "runs": []}')
    with pytest.raises(StudyError, match="is not the report of a load study"):
        list(load_study(TINY, 1, tmp_path / "report.json", CPU))


def test_that_a_damaged_run_is_refused(report, tmp_path):
    run, path = report["runs"][0], tmp_path / "report.json"
    (first, *others) = run["by_set_size"]
    damaged = [
        *({key: x for key, x in run.items() if key != name} for name in ("digest", "state_bytes")),
        {**run, "by_set_size": []},
        {**run, "by_set_size": [{**first, "accuracy": None}, *others]},
        {**run, "by_set_size": [{**first, "occupancy": "half"}, *others]},
    ]
    for one in damaged:
        path.write_text(json.dumps({**report, "runs": [one]}))
        with pytest.raises(StudyError, match="is not the report of a load study"):
            read_report(path, KIND, check_run)


def test_that_stories_are_studied_in_the_same_way(tmp_path):
    plan = LoadPlan(**{**TINY.__dict__, "on": "stories", "layers": (1,), "batches": (8,)})
    path = tmp_path / "load-study.json"
    assert all(good for _, good in load_study(plan, 1, path, CPU))
    report = read_report(path, KIND, check_run)
    assert [at["pairs"] for at in report["runs"][0]["by_set_size"]] == [1, 2, 3, 4, 6, 8]
    assert not any(runs_of(TINY, setting, 1, report["runs"]) for setting in settings(TINY))
    runs = [
        {**run, "by_set_size": [{**at, "accuracy": 1.0} for at in run["by_set_size"]]}
        for run in report["runs"]
    ]
    text = page(plan, 1, {**report, "runs": runs}, "picture.svg")
    assert "1 to 8 facts" in text
    # Of 8 facts, 4 (1 - 0.75 ^ 8) people are named on average.
    assert "mean accuracy 1.000 and 3.6 places kept with 1 slot, 1.000 and 3.6" in text
    assert "guessing among the places reaches 0.1667" in " ".join(text.split())


# --- the page ----------------------------------------------------------------------------------


def changed(report, accuracies):
    """The same report, with these accuracies at every set size: by (family, label of what)."""
    runs = []
    for run in report["runs"]:
        for setting in settings(TINY):
            key = (setting.family, setting.label)
            if key in accuracies and run in runs_of(TINY, setting, 2, report["runs"]):
                at = [{**at, "accuracy": accuracies[key][run["seed"]]} for at in run["by_set_size"]]
                run = {**run, "by_set_size": at}
        runs.append(run)
    return {**report, "runs": runs}


@pytest.mark.parametrize(
    ("one", "two", "said"),
    [
        ((0.9, 0.8), (0.5, 0.6), "Yes: mean accuracy 0.850 (0.800–0.900)"),
        ((0.5, 0.6), (0.9, 0.8), "No, it holds less: mean accuracy 0.550 (0.500–0.600)"),
        ((0.5, 0.9), (0.6, 0.6), "No clear difference: mean accuracy 0.700"),
        ((0.51, 0.51), (0.50, 0.50), "No clear difference: mean accuracy 0.510"),
    ],
)
def test_that_the_answer_follows_from_the_numbers(report, one, two, said):
    accuracies = {("lstm", "1 layer"): one, ("lstm", "2 layers"): two}
    text = page(TINY, 2, changed(report, accuracies), "picture.svg")
    assert f"* Does a shallower lstm hold more? {said}" in text


@pytest.mark.parametrize(("accuracy", "told"), [(0.2, True), (1.0, False)])
def test_that_a_page_tells_when_nothing_but_one_is_kept(report, accuracy, told):
    runs = [
        {**run, "by_set_size": [{**at, "accuracy": accuracy} for at in run["by_set_size"]]}
        for run in report["runs"]
    ]
    text = page(TINY, 2, {**report, "runs": runs}, "picture.svg")
    # Of four pairs, 4 (0.2 - 1/16) / (1 - 1/16).
    assert ("In no setting are there more than 0.6 pairs kept." in text) == told


def test_that_settings_with_fewer_seeds_are_told(report):
    fewer = {**report, "runs": report["runs"][1:]}
    assert "Seeds: 2. " in page(TINY, 2, report, "picture.svg")
    assert "Seeds: 1 to 2. " in page(TINY, 2, fewer, "picture.svg")


def test_that_more_capacity_is_better_if_it_holds_more(report):
    accuracies = {("slots", "1 slot"): (0.3, 0.3), ("slots", "2 slots"): (0.95, 1.0)}
    text = page(TINY, 2, changed(report, accuracies), "picture.svg")
    assert "* Does more capacity hold more? Yes: mean accuracy 0.300 (0.300–0.300)" in text
    rows = [line for line in text.splitlines() if line.startswith("| 2 slots |")]
    cells = [cell.strip() for cell in rows[0].strip("|").split("|")]
    assert cells[1:5] == ["0.975"] * 4
    assert cells[5:7] == ["0.975 (0.950–1.000)", "4 (4–4)"]
    # 4 pairs, of which 15 of 16 are no guesses: 4 (0.95 - 1/16) / (1 - 1/16) = 3.787.
    assert cells[7] == "3.9 (3.8–4.0)"


def test_that_figures_have_means_ranges_and_chance(report):
    accuracies = {("slots", "1 slot"): (0.2, 0.6), ("slots", "2 slots"): (1.0, 1.0)}
    capacity, lstm, *_ = figures(TINY, 2, changed(report, accuracies))
    assert capacity.rows == ("1 slot", "2 slots", "chance")
    assert capacity.columns == ("1", "2", "3", "4")
    assert capacity.values.tolist() == [
        pytest.approx([y] * 4) for y in (0.4, 1.0, TINY.subject.chance)
    ]
    low, high = capacity.ranges
    assert (low[:2, 0].tolist(), high[:2, 0].tolist()) == (
        pytest.approx([0.2, 1.0]),
        pytest.approx([0.6, 1.0]),
    )
    assert np.isnan([low[2], high[2]]).all()
    # Every doubling is as far; a capacity is marked where sets are as large.
    one, two, three, four = capacity.places
    assert two - one == pytest.approx(four - two)
    assert two < three < four < 1
    assert capacity.marks == (one, two)
    assert lstm.marks == (None, None)


def test_that_of_a_single_seed_there_is_no_range(report):
    for figure in figures(TINY, 1, report):
        assert np.isnan(figure.ranges).all()


def test_that_capacities_beyond_the_largest_set_are_on_the_axis(report):
    plan = LoadPlan(**{**TINY.__dict__, "on": "stories", "capacities": (2, 9)})
    run = report["runs"][0]
    runs = [
        {
            **run,
            "digest": loads._key(plan, setting, 0),
            "by_set_size": [{"pairs": n, "accuracy": 0.5} for n in plan.set_sizes],
        }
        for setting in settings(plan)
    ]
    capacity, *_ = figures(plan, 1, {**report, "runs": runs})
    assert capacity.places[-1] < capacity.marks[-1] < 1


def test_that_the_page_and_the_figures_show_what_there_is(report):
    text, drawn = page(TINY, 2, report, "picture.svg"), figures(TINY, 2, report)
    assert "![Accuracy against set size](picture.svg)" in text
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == [
        "Answers", "Capacity: slots", "Depth: lstm", "Depth: transformer", "Batch: 2 slots",
    ]  # fmt: skip
    assert [figure.title for figure in drawn] == [arm.title for arm in arms(TINY)]
    assert sum(len(figure.rows) - 1 for figure in drawn) == len(settings(TINY)) == 8
    nothing = {"kind": KIND, "runs": []}
    assert "Nothing is measured yet" in page(TINY, 2, nothing, "picture.svg")
    part = {**report, "runs": report["runs"][:1]}
    assert page(TINY, 2, part, "picture.svg").count("Not measured.") == 4
    (only,) = figures(TINY, 2, part)
    assert (only.title, only.rows) == ("Capacity: slots", ("1 slot", "chance"))
    assert figures(TINY, 2, nothing) == []
