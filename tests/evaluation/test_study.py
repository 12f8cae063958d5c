"""A study trains each recipe with each seed once, and tells what was measured."""

import json

import pytest
import torch

from tests import support
from wmstudio.evaluation import study as studies
from wmstudio.evaluation.memory_tasks import score
from wmstudio.evaluation.study import StudyError, read_report, spread, study, tables
from wmstudio.text import tokenizer as tok
from wmstudio.training import loop
from wmstudio.training.recipe import read_recipe
from wmstudio.training.run import as_stored, follow, prepare

CPU = torch.device("cpu")
ALSO = '[[also]]\nlength = 40\n[[also]]\nname = "recall"\npairs = 2\nreassigned = 1\n'

CHECKED = ("recipe", "seed", "digest", "parameters", "steps", "train_cpu_seconds", "scores")


@pytest.fixture
def recipe(tmp_path):
    def make(name="tiny", family="lstm", also=ALSO, **training):
        path = support.task_recipe(tmp_path / f"{name}.toml", family, **training)
        text = path.read_text().replace('name = "tiny"', f'name = "{name}"')
        path.write_text(text + also)
        return read_recipe(path)

    return make


@pytest.fixture
def trainings(monkeypatch):
    """Count the trainings: what they were called."""
    made = []
    real = studies.trained

    def trained(recipe, batches, device, what):
        made.append(what)
        return real(recipe, batches, device, what)

    monkeypatch.setattr(studies, "trained", trained)
    return made


def test_that_each_run_is_what_training_with_that_seed_gives(recipe, tmp_path):
    path = tmp_path / "report.json"
    told = list(study([recipe()], 2, path, CPU))
    report = read_report(path)
    assert [(run["recipe"], run["seed"]) for run in report["runs"]] == [("tiny", 0), ("tiny", 1)]
    for seed, run in enumerate(report["runs"]):
        one = recipe(seed=seed)
        prepared = prepare(one, tmp_path / str(seed), CPU)
        follow(prepared)
        model = as_stored(prepared.trainer.model)
        for task, found in zip([one.data.task, *one.data.also], run["scores"], strict=True):
            assert found == score(model, tok.characters(), task).record(task)
        assert run["parameters"] == sum(p.numel() for p in model.parameters())
        assert (run["steps"], run["batch"], run["threads"]) == (12, 4, torch.get_num_threads())
        assert run["train_seconds"] >= 0
        accuracy = run["scores"][0]["accuracy"]
        assert told[seed] == (f"tiny, seed {seed}: accuracy {accuracy:.4f}", True)


def test_the_average_of_the_weights_is_scored_where_a_recipe_has_one(recipe, tmp_path):
    one = recipe(steps=60, learning_rate=0.01, average=0.99, seed=0)
    list(study([one], 1, tmp_path / "report.json", CPU))
    prepared = prepare(one, tmp_path / "run", CPU)
    for _ in prepared.trainer.steps():
        pass
    task = one.data.task
    averaged, last = (
        score(as_stored(model), tok.characters(), task).record(task)
        for model in (prepared.trainer.result, prepared.trainer.model)
    )
    assert averaged != last
    assert read_report(tmp_path / "report.json")["runs"][0]["scores"][0] == averaged


def test_that_finished_runs_are_kept_and_those_of_a_changed_recipe_are_made_anew(
    recipe, tmp_path, trainings
):
    path = tmp_path / "report.json"
    list(study([recipe("a"), recipe("b")], 1, path, CPU))
    assert trainings == ["a, seed 0", "b, seed 0"]
    before = read_report(path)["runs"]
    list(study([recipe("a"), recipe("b")], 2, path, CPU))
    assert trainings[2:] == ["a, seed 1", "b, seed 1"]
    assert read_report(path)["runs"][:2] == before
    list(study([recipe("a"), recipe("b", steps=3)], 1, path, CPU))
    assert trainings[4:] == ["b, seed 0"]
    runs = {(run["recipe"], run["seed"]): run["steps"] for run in read_report(path)["runs"]}
    assert runs == {("a", 0): 12, ("a", 1): 12, ("b", 0): 3, ("b", 1): 12}
    shown = dict(tables([recipe("b", steps=3)], read_report(path)))
    assert all(row[-1] == "1" for rows in shown.values() for row in rows[1:])


def test_that_a_study_which_is_stopped_goes_on_where_it_was(recipe, tmp_path, monkeypatch):
    path = tmp_path / "report.json"
    recipes = [recipe("a"), recipe("b")]
    real = loop.Trainer.steps

    def stopped(self):
        for now in real(self):
            yield now
            if (self.recipe.name, now.step) == ("b", 5):
                raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(loop.Trainer, "steps", stopped)
        with pytest.raises(KeyboardInterrupt):
            list(study(recipes, 1, path, CPU))
    first = read_report(path)["runs"]
    assert [run["recipe"] for run in first] == ["a"]
    list(study(recipes, 1, path, CPU))
    runs = read_report(path)["runs"]
    assert runs[:1] == first
    assert [run["recipe"] for run in runs] == ["a", "b"]


def test_that_two_studies_may_write_to_one_report(recipe, tmp_path, trainings):
    path = tmp_path / "report.json"
    one, two = (study([recipe(name), recipe("c")], 1, path, CPU) for name in "ab")
    next(one)
    list(two)
    list(one)
    assert trainings == ["a, seed 0", "b, seed 0", "c, seed 0"]
    assert [run["recipe"] for run in read_report(path)["runs"]] == ["a", "b", "c"]


def test_that_a_report_that_cannot_be_written_is_told_before_anything_is_trained(
    recipe, tmp_path, trainings
):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        list(study([recipe()], 1, tmp_path / "file" / "report.json", CPU))
    with pytest.raises(IsADirectoryError):
        list(study([recipe()], 1, tmp_path, CPU))
    assert trainings == []


def test_that_a_run_which_fails_is_told_and_the_others_go_on(recipe, tmp_path, monkeypatch):
    path = tmp_path / "report.json"
    real = loop.Trainer.steps

    def broken(self):
        for now in real(self):
            if self.recipe.name == "a":
                now = loop.TrainingProgress(now.step, float("nan"), 1.0, 1.0)
            yield now

    monkeypatch.setattr(loop.Trainer, "steps", broken)
    (failed, good), (_, other) = study([recipe("a"), recipe("b")], 1, path, CPU)
    assert (good, other) == (False, True)
    assert failed == "a, seed 0: the loss is no number at step 1: lower 'learning_rate'"
    assert [run["recipe"] for run in read_report(path)["runs"]] == ["b"]


def test_that_the_tables_show_means_and_ranges_over_seeds(recipe, tmp_path):
    path = tmp_path / "report.json"
    recipes = [recipe("a"), recipe("b", family="slots")]
    list(study(recipes, 2, path, CPU))
    report = read_report(path)
    (copy, copied), (recall, recalled) = tables(recipes, report)
    assert copy.startswith("copy (a sequence")
    assert copy.endswith("by position")
    assert recall.endswith("by values that the key was given")
    assert copied[0] == [
        "recipe", "task", "accuracy", "1–16", "17–64", "parameters", "steps", "CPU seconds",
        "seeds",
    ]  # fmt: skip
    assert recalled[0][3:5] == ["1", "2"]
    assert [row[:2] for row in copied[1:]] == [
        ["a", "copy length=3 symbols=4"],
        ["a", "copy length=40 symbols=4"],
        ["b", "copy length=3 symbols=4"],
        ["b", "copy length=40 symbols=4"],
    ]
    accuracies = [run["scores"][1]["accuracy"] for run in report["runs"] if run["recipe"] == "b"]
    low, high = min(accuracies), max(accuracies)
    assert copied[4][2] == f"{sum(accuracies) / 2:.3f} ({low:.3f}–{high:.3f})"
    far = [
        sum(run["scores"][1]["accuracy_by_group"][str(i)]["accuracy"] for i in range(17, 41)) / 24
        for run in report["runs"]
        if run["recipe"] == "b"
    ]
    assert copied[4][4] == spread(far)
    assert copied[1][4] == ""
    assert copied[1][-4:-2] == [f"{report['runs'][0]['parameters']:,}", "12"]
    assert copied[1][-1] == "2"


def test_that_one_value_has_no_range():
    assert spread([0.5]) == "0.500"
    assert spread([0.25, 0.75, 0.5]) == "0.500 (0.250–0.750)"


def test_that_what_is_no_study_is_refused(recipe, tmp_path):
    path = tmp_path / "report.json"
    with pytest.raises(StudyError, match="the same name"):
        list(study([recipe(), recipe()], 1, path, CPU))
    books = read_recipe(support.recipe(tmp_path / "books.toml", tmp_path))
    with pytest.raises(StudyError, match="learns no memory task"):
        list(study([books], 1, path, CPU))
    with pytest.raises(StudyError, match="leave out 'start'"):
        list(study([recipe(start="elsewhere")], 1, path, CPU))
    for junk in ("", "[]", "{}", '{"kind": "study"}', '{"kind": "other", "runs": []}', "[" * 9999):
        path.write_text(junk)
        with pytest.raises(StudyError, match=r"report\.json is not the report of a study"):
            list(study([recipe()], 1, path, CPU))
        assert path.read_text() == junk
    path.write_text(json.dumps({"kind": "study", "runs": [{}]}))
    with pytest.raises(StudyError, match="is not the report"):
        read_report(path)


def test_that_a_damaged_run_is_told_before_anything_is_trained(recipe, tmp_path, trainings):
    path = tmp_path / "report.json"
    list(study([recipe("a")], 1, path, CPU))
    (good,) = read_report(path)["runs"]
    (scored, *_), begun = good["scores"], len(trainings)
    damaged = [
        *({key: x for key, x in good.items() if key != name} for name in CHECKED),
        *({**good, name: None} for name in CHECKED),
        {**good, "scores": []},
        {**good, "scores": [{**scored, "accuracy": "high"}]},
        {**good, "scores": [{**scored, "task": {"name": "none"}}]},
        {**good, "scores": [{**scored, "accuracy_by_group": {"near": 1}}]},
    ]
    for run in damaged:
        path.write_text(json.dumps({"kind": "study", "runs": [run]}))
        with pytest.raises(StudyError, match=r"report\.json is not the report of a study"):
            list(study([recipe("b")], 1, path, CPU))
    assert len(trainings) == begun
