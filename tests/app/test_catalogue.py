import pytest

from wmstudio import paths
from wmstudio.app import catalogue


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "README.md").write_text("# Mine\n")
    return folder


@pytest.mark.parametrize("inside", ["", "config.json", "model.safetensors"])
def test_checkpoint_is_meant_by_its_folder_and_its_files(folder, inside):
    assert catalogue.model_at(folder / inside) == str(folder)


def test_texts_mean_no_model(folder, tmp_path):
    (tmp_path / "story.txt").write_text("Once")

    assert catalogue.model_at(tmp_path / "story.txt") is None
    assert catalogue.model_at(folder / "README.md") is None
    assert catalogue.model_at(folder / "absent") is None


def test_the_card_is_given_as_it_is_written_and_nothing_where_there_is_none(folder, tmp_path):
    assert catalogue.card(folder) == "# Mine\n"
    assert catalogue.card(tmp_path) == ""
    assert catalogue.card(None) == ""


def test_recent_folders_that_hold_no_checkpoint_any_more_are_left_out(tmp_path):
    assert catalogue.recent([str(tmp_path), "/nowhere", "\0"]) == ()


def test_a_bundled_checkpoint_is_opened_by_its_name_and_another_by_its_folder(tmp_path):
    shipped = paths.assets() / "checkpoints" / "stories-lstm"

    assert catalogue.source_of(shipped) == "stories-lstm"
    assert catalogue.source_of(tmp_path / "mine") == str(tmp_path / "mine")


def test_bundled_checkpoints_are_listed_by_name_and_one_of_them_is_the_usual():
    names = [entry.name for entry in catalogue.bundled() if entry.folder.parent.name != "runs"]
    runs = [entry.name for entry in catalogue.bundled()][len(names) :]

    assert names == sorted(names)
    assert runs == sorted(runs) != []
    assert [catalogue.source_of(e.folder) for e in catalogue.bundled()] == [*names, *runs]
    assert catalogue.usual() in (names or [""])


def test_what_to_compare_with_is_another_than_the_first(monkeypatch):
    entries = tuple(catalogue.Entry(name, paths.assets(), name) for name in ("a", "b", "c"))
    monkeypatch.setattr(catalogue, "bundled", lambda: entries)
    monkeypatch.setattr(catalogue, "usual", lambda: "b")
    assert [catalogue.another(name) for name in ("", "a", "b", "mine")] == ["b", "b", "a", "b"]
    monkeypatch.setattr(catalogue, "bundled", lambda: entries[1:2])
    assert catalogue.another("b") == ""
